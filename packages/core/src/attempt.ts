import { describeSend, type Call } from './call.js'
import { readText, wrapSecrets } from './decode.js'
import { badAnswer, noAnswer, type Answer, type Failure } from './failure.js'
import { observe } from './observe.js'
import { formatIssue, type Schema, type SchemaIssue } from './schema.js'
import { sendOnce } from './transport.js'
import { within } from './within.js'

/** One send, to the last byte of its answer and within its time: a value, or why there is none. */
export async function attemptOnce<T>(call: Call<T>, attempt: number): Promise<{ readonly value: T } | Failure> {
  const { context, operation } = call
  const { clock, redact, definition, options, rateLimit, host } = context
  const startedAt = clock.now()
  const limitMs = Math.min(call.timeoutMs, call.deadline - startedAt)
  // Set while the work is under way; the assertion keeps the compiler from taking it for `undefined` below.
  let answer = undefined as Answer | undefined
  const work = async (signal: AbortSignal) => {
    const response = await sendOnce(call, signal)
    const requestId = definition.requestIdHeaders.map((name) => response.headers.get(name)).find(Boolean)
    answer = {
      response,
      retryAfterMs: rateLimit.observe(host, operation, response),
      requestId: requestId ? redact(requestId).slice(0, 200) : undefined,
    }
    return readText(response)
  }
  const ending = await within(work, limitMs, clock, call.signal)
  // A refusal is one, even when its text does not arrive whole.
  if (!answer || (ending.how !== 'done' && answer.response.ok)) {
    return noAnswer(ending, answer?.response.status, limitMs, redact)
  }
  const { response, requestId } = answer
  observe(options.onResponse, () => {
    const durationMs = clock.now() - startedAt
    return { ...describeSend(call, attempt), status: response.status, requestId, durationMs }
  })
  const text = ending.how === 'done' ? ending.value : ''
  return response.ok ? decode(call, text, answer) : badAnswer(context, text, answer)
}

async function decode<T>(
  { context, spec, operation }: Call<T>,
  text: string,
  answer: Answer,
): Promise<{ readonly value: T } | Failure> {
  const { redact, definition, options } = context
  const { response, mayBeEmpty, secrets = [] } = spec
  if (text.trim() === '' && (mayBeEmpty || !response)) return { value: undefined as T }
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch {
    // The parser's own words would quote the text.
    return badAnswer(context, text, answer)
  }
  // All that is documented is an object or a list. The type says so, and who takes something out of it believes it.
  if (response && (typeof data !== 'object' || data === null)) return badAnswer(context, text, answer, true)
  for (const path of secrets) wrapSecrets(data, path.split('.'), redact)
  // Where nobody would hear of an issue, none is looked for.
  const isWatched = options.strict || options.onSchemaDrift
  const issues = response && isWatched ? await findIssues(response, data) : []
  if (issues.length === 0) return { value: data as T }
  if (options.strict) {
    const { requestId, response } = answer
    const said = `${response.status} not as documented: ${redact(issues.slice(0, 3).map(formatIssue).join('; '))}`
    return { code: 'schema', said, status: response.status, requestId }
  }
  observe(options.onSchemaDrift, () => ({
    provider: definition.provider,
    operation,
    issues: issues.map(({ message, path }) => ({ message: redact(message), path })),
  }))
  return { value: data as T }
}

async function findIssues(schema: Schema<unknown>, data: unknown): Promise<readonly SchemaIssue[]> {
  try {
    return (await schema['~standard'].validate(data)).issues ?? []
  } catch {
    return [{ message: 'the schema threw an error' }]
  }
}
