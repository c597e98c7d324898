import type { ClientContext } from './context.js'
import { KeelsonError, type ErrorDetails } from './errors.js'
import type { CallOptions, RequestEvent } from './options.js'
import { check, number } from './input.js'
import type { Redactor } from './redact.js'
import type { RequestSpec } from './request-spec.js'
import { withRetryOption, type RetryPolicy } from './retry.js'
import { isSecret } from './secret.js'
import { fillPath, formatQuery } from './url.js'

/** One call: a request, its client, and the limits that hold for it. */
export interface Call<T> {
  readonly context: ClientContext
  readonly spec: RequestSpec<T>
  /** `GET /services/{serviceId}` */
  readonly operation: string
  readonly url: string
  readonly headers: Record<string, string>
  readonly body: string | FormData | undefined
  readonly policy: RetryPolicy
  readonly signal: AbortSignal | undefined
  /** For one send. */
  readonly timeoutMs: number
  /** For all of them, on the monotonic clock. */
  readonly deadline: number
}

/** Everything that can be wrong with a call is found here, before anything is sent: `config`. */
export function prepareCall<T>(context: ClientContext, spec: RequestSpec<T>, options: CallOptions): Call<T> {
  const { baseUrl, clock, redact } = context
  const { userAgent } = context.options
  const operation = `${spec.method} ${spec.path}`
  const { timeoutMs = context.options.timeoutMs ?? 30_000 } = options
  const { totalTimeoutMs = context.options.totalTimeoutMs ?? 120_000 } = options
  const policy = withRetryOption(context.policy, options.retry)
  checkLimits(context, operation, timeoutMs, totalTimeoutMs, policy.maxAttempts)
  const url = baseUrl + fillPath(operation, spec.path, spec.params) + formatQuery(spec.query, spec.repeat)
  const given = {
    ...(userAgent && { 'user-agent': userAgent }),
    ...(options.requestId && { 'x-request-id': options.requestId }),
    ...context.options.headers,
    ...options.headers,
  }
  const authorization = context.authorize()
  try {
    const body = serialise(spec.body, redact)
    // An answer may well quote what was sent. Most calls have no headers of their own, and making some takes a while.
    if (Object.keys(given).length > 0)
      for (const [name, value] of new Headers(given)) if (secretName.test(name)) redact.add(value)
    return {
      context,
      spec,
      operation,
      url,
      headers: {
        accept: 'application/json',
        // A form brings its own, with the boundary that its parts have.
        ...(typeof body === 'string' && { 'content-type': 'application/json' }),
        ...authorization,
        ...given,
      },
      body,
      policy,
      signal: options.signal,
      timeoutMs,
      deadline: clock.now() + totalTimeoutMs,
    }
  } catch {
    // The runtime's own words show a header or parts of the body.
    throw new KeelsonError(`${operation} was not sent: a header or the body cannot be sent`, {
      code: 'config',
      operation,
    })
  }
}

/** Each of them ends something; a comparison with what is no number never does. */
function checkLimits(
  { definition: { provider }, redact }: ClientContext,
  operation: string,
  timeoutMs: number,
  totalTimeoutMs: number,
  maxAttempts: number,
): void {
  check({ provider, redact }, operation, [
    number('timeoutMs', timeoutMs, amount),
    number('totalTimeoutMs', totalTimeoutMs, amount),
    number('retry.maxAttempts', maxAttempts, amount),
  ])
}

const amount = { min: 0, fraction: true }

/** Fields and headers that hold a secret, in the requests of every vendor. */
const secretName = /^(?:value|content)$|password|secret|token|api-?key|authorization|cookie/i

function serialise(body: unknown, redact: Redactor): string | FormData | undefined {
  if (body === undefined || body instanceof FormData) return body
  return JSON.stringify(body, function (this: Record<string, unknown>, key, shown: unknown) {
    // A Secret has turned itself into `[secret]` by now; its holder still has it.
    const value = this[key]
    const text = isSecret(value) ? value.reveal() : shown
    if (typeof text === 'string' && (isSecret(value) || secretName.test(key))) redact.add(text)
    return text
  })
}

/** What an observer is told of a send. */
export function describeSend({ context, operation, url }: Call<unknown>, attempt: number): RequestEvent {
  return { provider: context.definition.provider, operation, url: context.redact(url), attempt }
}

/** The error of a call: where it went, what came back, what to do. */
export function callError(
  { context, spec, operation, url }: Call<unknown>,
  happened: string,
  details: ErrorDetails,
): KeelsonError {
  const { provider } = context.definition
  const where = context.redact(url.replace(/\?.*/, ''))
  const request = details.requestId ? ` (request ${details.requestId})` : ''
  return new KeelsonError(`${spec.method} ${where} ${happened}${request}`, { provider, operation, ...details })
}
