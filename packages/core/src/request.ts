import { attempt as attemptOnce } from './attempt.js'
import { sleep } from './clock.js'
import type { ClientContext } from './context.js'
import { KeelsonError } from './errors.js'
import { formatDuration } from './duration.js'
import { callError, type Destination, type Failure } from './failure.js'
import { observe } from './observe.js'
import type { CallOptions, RequestEvent } from './options.js'
import type { RequestSpec } from './request-spec.js'
import type { Redactor } from './redact.js'
import { decideRetry, retryDelay, withRetryOption, type RetryPolicy } from './retry.js'
import { isSecret } from './secret.js'
import { fillPath, formatQuery } from './url.js'

/** Carries one call through gate, sends, repetitions and decoding; every way out is a value or a {@link KeelsonError}. */
export async function sendRequest<T>(
  context: ClientContext,
  spec: RequestSpec<T>,
  options: CallOptions = {},
): Promise<T> {
  const { clock, rateLimit, budget, random } = context
  const call = prepare(context, spec, options)
  const { destination, policy, signal, exchange } = call
  const { operation } = destination
  for (let attempt = 1; ; attempt++) {
    await passGate(context, call, attempt - 1)
    const event: RequestEvent = { provider: destination.provider, operation, url: destination.shownUrl, attempt }
    if (!signal?.aborted) observe(context.options.onRequest, event)
    // Also an observer may have aborted.
    if (signal?.aborted) throw aborted(call, attempt - 1)
    const limits = { limitMs: Math.min(call.timeoutMs, call.deadline - clock.now()), signal }
    const outcome = await attemptOnce(context, destination, spec, exchange, event, limits)
    if ('value' in outcome) {
      budget.refill()
      return outcome.value
    }
    const { failure } = outcome
    const decision = decideRetry(policy, { method: spec.method, idempotent: spec.idempotent, ...failure })
    if (decision === 'ambiguous') throw ambiguous(call, spec, failure, attempt)
    if (signal?.aborted) throw aborted(call, attempt)
    // A repeated DELETE whose first send was carried out finds nothing left: that is what was asked for.
    if (failure.status === 404 && spec.method === 'DELETE' && attempt > 1) return undefined as T
    // `Retry-After: 0` is no invitation to hurry.
    const askedMs = failure.retryAfterMs || undefined
    const delayMs = askedMs ?? retryDelay(policy, attempt, random)
    if (failure.status === 429 && askedMs === undefined) rateLimit.pause(call.host, operation, delayMs)
    const reason = decision === 'fail' ? '' : whyStop(context, call, { attempt, delayMs, asked: askedMs !== undefined })
    if (reason !== undefined) throw failed(call, failure, attempt, reason)
    observe(context.options.onRetry, {
      ...event,
      delayMs,
      reason: failure.cause?.code ?? failure.kind ?? String(failure.status),
    })
    // What the server asked for is kept at the gate, where all calls wait.
    if (askedMs === undefined) await pause(context, call, delayMs, attempt)
  }
}

interface Call {
  readonly destination: Destination
  readonly host: string
  readonly exchange: Parameters<typeof attemptOnce>[3]
  readonly policy: RetryPolicy
  readonly signal: AbortSignal | undefined
  readonly timeoutMs: number
  /** On the monotonic clock. */
  readonly deadline: number
}

/** Everything that can be wrong with a call is found here, before anything is sent. */
function prepare(context: ClientContext, spec: RequestSpec<unknown>, options: CallOptions): Call {
  const { definition, baseUrl, redact, clock } = context
  const operation = `${spec.method} ${spec.path}`
  const url = baseUrl + fillPath(operation, spec.path, spec.params) + formatQuery(spec.query, spec.repeat)
  const isForm = spec.body instanceof FormData
  const { userAgent, timeoutMs = 30_000, totalTimeoutMs = 120_000 } = context.options
  const headers = {
    accept: 'application/json',
    ...(userAgent ? { 'user-agent': userAgent } : {}),
    ...(spec.body !== undefined && !isForm ? { 'content-type': 'application/json' } : {}),
    ...(options.requestId ? { 'x-request-id': options.requestId } : {}),
    ...definition.authorize(context.apiKey()),
    ...context.options.headers,
    ...options.headers,
  }
  checkHeaders(operation, headers, redact)
  const body = spec.body instanceof FormData ? spec.body : serialise(operation, spec.body, context)
  return {
    destination: { provider: definition.provider, operation, url, shownUrl: redact(url) },
    host: new URL(url).host,
    exchange: { method: spec.method, headers, body, fetch: context.fetch },
    policy: withRetryOption(context.policy, options.retry),
    signal: options.signal,
    timeoutMs: options.timeoutMs ?? timeoutMs,
    deadline: clock.now() + (options.totalTimeoutMs ?? totalTimeoutMs),
  }
}

/** Fields that hold a secret in the requests of the vendors. */
const secretField = /^(?:value|content)$|password$|secret$|token$/i

function serialise(operation: string, body: unknown, { redact }: ClientContext): string | undefined {
  if (body === undefined) return undefined
  try {
    return JSON.stringify(body, function (this: Record<string, unknown>, key, shown: unknown) {
      // A Secret has turned itself into `[secret]` by now; its holder still has it.
      const value = this[key]
      const text = isSecret(value) ? value.reveal() : shown
      // An error answer may well quote what was sent.
      if (typeof text === 'string' && (isSecret(value) || secretField.test(key))) redact.add(text)
      return text
    })
  } catch {
    // The runtime's own message shows parts of the body.
    throw unsendable(operation, 'its body cannot be written as JSON')
  }
}

/** The runtime's own error would show the value, and come when it looks as if something had been sent. */
function checkHeaders(operation: string, headers: Readonly<Record<string, string>>, redact: Redactor): void {
  for (const [name, value] of Object.entries(headers)) {
    // An error answer may well quote these, too.
    if (secretHeader.test(name)) redact.add(value)
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name))
      throw unsendable(operation, 'the name of a header has a character that none may have')
    if (/[^\t\x20-\x7e\x80-\xff]/.test(value))
      throw unsendable(operation, `the header ${name} has a character that none may have`)
  }
}

/** Headers that hold a secret. */
const secretHeader = /authorization|cookie|api-?key|token|secret|password/i

function unsendable(operation: string, why: string): KeelsonError {
  return new KeelsonError(`${operation} was not sent: ${why}`, { code: 'config', operation })
}

/** Waits until the rate limit lets the call go; what cannot open in time is told at once. */
async function passGate(context: ClientContext, call: Call, attempts: number): Promise<void> {
  const { clock, rateLimit, random } = context
  const { operation } = call.destination
  // Another call may close the gate while this one sleeps, so the gate is asked until it is open.
  for (;;) {
    const waitMs = rateLimit.delay(call.host, operation)
    if (waitMs > 0 && clock.now() + waitMs < call.deadline) {
      // Those who waited together do not come back in the same millisecond.
      await pause(context, call, Math.ceil(waitMs) + random() * 200, attempts)
    } else if (waitMs > 0) {
      throw callError(
        call.destination,
        'rate_limited',
        `was not sent: the rate limit opens in ${formatDuration(waitMs)}`,
        {
          attempts,
          retryAfterMs: waitMs,
          hint: 'That is after the total time of this call: call again then, or give a larger totalTimeoutMs',
        },
      )
    } else if (clock.now() >= call.deadline) {
      throw callError(call.destination, 'timeout', 'was not sent: the total time of the call was used up by waiting', {
        attempts,
      })
    } else {
      return
    }
  }
}

/** Why a failed send that could be repeated is not; `undefined` to repeat it. */
function whyStop(
  { clock, budget }: ClientContext,
  { policy, deadline }: Call,
  { attempt, delayMs, asked }: { readonly attempt: number; readonly delayMs: number; readonly asked: boolean },
): string | undefined {
  if (attempt >= policy.maxAttempts) return policy.maxAttempts > 1 ? `${attempt} attempts were made` : 'retry is off'
  if (clock.now() + delayMs >= deadline) return 'the total time of the call is used up'
  // A wait that the server asked for amplifies nothing.
  if (!asked && !budget.take()) return 'too many calls of this client are failing to repeat them all'
  return undefined
}

function failed({ destination }: Call, { code, said, ...rest }: Failure, attempts: number, stop: string): KeelsonError {
  return callError(destination, code, `failed: ${said}${stop && `; not tried again: ${stop}`}`, {
    ...details(rest),
    attempts,
  })
}

function ambiguous(call: Call, spec: RequestSpec<unknown>, { said, ...rest }: Failure, attempts: number): KeelsonError {
  const wasAborted = call.signal?.aborted === true
  const happened = wasAborted ? 'it was aborted while the answer was awaited' : said
  return callError(
    call.destination,
    wasAborted ? 'aborted' : 'ambiguous_write',
    `may have been carried out: ${happened}`,
    {
      ...details(rest),
      attempts,
      hint: spec.ambiguousHint ?? 'Read the resource back before sending this again',
    },
  )
}

function details({ status, body, requestId, retryAfterMs, cause, hint }: Omit<Failure, 'code' | 'said'>) {
  return { status, body, requestId, retryAfterMs, cause, hint }
}

function aborted({ destination }: Call, attempts: number): KeelsonError {
  return callError(destination, 'aborted', attempts > 0 ? 'was aborted' : 'was aborted before it was sent', {
    attempts,
  })
}

async function pause({ clock }: ClientContext, call: Call, ms: number, attempts: number): Promise<void> {
  try {
    await sleep(clock, Math.min(ms, Math.max(0, call.deadline - clock.now())), call.signal)
  } catch {
    throw aborted(call, attempts)
  }
}
