import { orAborted } from './abort.js'
import type { ClientContext } from './context.js'
import { readText, wrapSecrets } from './decode.js'
import { describeCause, KeelsonError } from './errors.js'
import { callError, noAnswer, refusal, unreadable, type Destination, type Failure } from './failure.js'
import { observe } from './observe.js'
import type { RequestEvent } from './options.js'
import type { Redactor } from './redact.js'
import type { RequestSpec } from './request-spec.js'
import { formatIssue, type Schema, type SchemaResult } from './schema.js'
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
    const sent = sendOnce({ ...exchange, url: destination.url, signal: controller.signal })
    // An answer that a fetch without regard for its signal brings afterwards is not read, but its connection is freed.
    sent.then((late) => (controller.signal.aborted ? late.body?.cancel() : undefined)).catch(() => undefined)
    response = await orAborted(sent, controller.signal)
    const { status, headers } = response
    const retryAfterMs = rateLimit.observe(new URL(destination.url).host, destination.operation, response)
    const givenId = definition.requestIdHeaders.map((name) => headers.get(name)).find(Boolean)
    const requestId = givenId ? redact(givenId).slice(0, 200) : undefined
    const reading = orAborted(readText(response), controller.signal)
    // A refusal is one, even when its text does not arrive whole.
    const text = await (response.ok ? reading : reading.catch(() => ''))
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
  const result = await validate(spec.response, data, redact)
  if (!result?.issues) return { value: result ? result.value : (data as T) }
  if (options.strict) {
    const issues = result.issues.slice(0, 3).map(formatIssue).join('; ')
    throw callError(destination, 'schema', `answered ${answer.status}, but not as documented: ${redact(issues)}`, {
      ...answer,
      hint: 'Without `strict` the data is returned as it came',
    })
  }
  const { provider, operation } = destination
  const issues = result.issues.map(({ message, path }) => ({ message: redact(message), path }))
  observe(options.onSchemaDrift, { provider, operation, issues })
  return { value: data as T }
}

/** A schema that throws has found something it was not made for, which is an issue like any other. */
async function validate<T>(
  schema: Schema<T> | undefined,
  data: unknown,
  redact: Redactor,
): Promise<SchemaResult<T> | undefined> {
  try {
    return await schema?.['~standard'].validate(data)
  } catch (thrown) {
    return { issues: [{ message: `the schema threw: ${describeCause(thrown, redact).message}` }] }
  }
}
