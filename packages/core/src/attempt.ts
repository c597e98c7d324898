import type { ClientContext } from './context.js'
import { readText, wrapSecrets } from './decode.js'
import { KeelsonError } from './errors.js'
import { callError, noAnswer, refusal, unreadable, type Destination, type Failure } from './failure.js'
import { formatIssue } from './schema.js'
import { observe } from './observe.js'
import type { RequestEvent } from './options.js'
import type { RequestSpec } from './request-spec.js'
import { sendOnce, type Exchange } from './transport.js'

/** One send, to the last byte of its answer and within `limitMs`: a value, or why there is none. */
export async function attempt<T>(
  context: ClientContext,
  destination: Destination,
  spec: RequestSpec<T>,
  exchange: Omit<Exchange, 'signal' | 'url'>,
  event: RequestEvent,
  limits: { readonly limitMs: number; readonly signal: AbortSignal | undefined },
): Promise<{ readonly value: T } | { readonly failure: Failure }> {
  const { clock, definition, redact, rateLimit } = context
  const { limitMs, signal } = limits
  const startedAt = clock.now()
  const controller = new AbortController()
  const stop = () => controller.abort(new Error('aborted'))
  let timedOut = false
  const cancelTimer = clock.timer(() => {
    timedOut = true
    stop()
  }, limitMs)
  signal?.addEventListener('abort', stop, { once: true })
  let response: Response | undefined
  try {
    response = await orAborted(
      sendOnce({ ...exchange, url: destination.url, signal: controller.signal }),
      controller.signal,
    )
    const { status, headers } = response
    const retryAfterMs = rateLimit.observe(new URL(destination.url).host, destination.operation, response)
    const requestId = definition.requestIdHeaders.map((name) => headers.get(name)).find(Boolean) ?? undefined
    const text = await orAborted(readText(response), controller.signal)
    observe(context.options.onResponse, { ...event, status, durationMs: clock.now() - startedAt, requestId })
    if (status < 200 || status > 299)
      return { failure: refusal(context, destination, response, text, { requestId, retryAfterMs }) }
    return await decode(context, destination, spec, text, { status, requestId })
  } catch (thrown) {
    if (thrown instanceof KeelsonError) throw thrown
    return { failure: noAnswer(redact, response?.status, thrown, timedOut ? limitMs : undefined) }
  } finally {
    cancelTimer()
    signal?.removeEventListener('abort', stop)
    // Frees the connection of an answer that nobody reads to its end.
    if (response?.body && !response.bodyUsed) response.body.cancel().catch(() => undefined)
  }
}

/** A fetch that ignores its signal must not keep the caller. */
function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason as Error)
    if (signal.aborted) onAbort()
    signal.addEventListener('abort', onAbort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort))
  })
}

async function decode<T>(
  { options, redact }: ClientContext,
  destination: Destination,
  spec: RequestSpec<T>,
  text: string,
  answer: { readonly status: number; readonly requestId: string | undefined },
): Promise<{ readonly value: T } | { readonly failure: Failure }> {
  const empty = text.trim() === ''
  if (empty && (spec.mayBeEmpty || !spec.response)) return { value: undefined as T }
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch {
    // The parser's own words would quote the text.
    return { failure: unreadable(redact, text, answer) }
  }
  if (spec.secrets) wrapSecrets(data, spec.secrets, redact)
  const result = await spec.response?.['~standard'].validate(data)
  if (!result?.issues) return { value: result ? result.value : (data as T) }
  if (options.strict) {
    const issues = result.issues.slice(0, 3).map(formatIssue).join('; ')
    throw callError(destination, 'schema', `answered ${answer.status}, but not as documented: ${redact(issues)}`, {
      ...answer,
      hint: 'Without `strict` the data is returned as it came',
    })
  }
  const { provider, operation } = destination
  observe(options.onSchemaDrift, { provider, operation, issues: result.issues })
  return { value: data as T }
}
