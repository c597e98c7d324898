/** A request to a fake, as its operations see it. */
export interface FakeRequest {
  /** The parts of the path that the documented path has in braces. */
  readonly path: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  readonly headers: Headers
  /** What the JSON of the body says, or the `FormData` that it is; `undefined` when there was none. */
  readonly body: unknown
  /** Whether a fault of one of the fake's own kinds strikes this request; uses the fault up. */
  strikes(kind: string): boolean
}

/** What an operation of a fake answers; without a body, the response has none. */
export interface FakeAnswer {
  readonly status: number
  readonly body?: unknown
}

/** Thrown by an operation that refuses; becomes the vendor's error body. */
export class Refusal extends Error {
  readonly status: number
  /** The vendor's own word for it, where it has one. */
  readonly code: string | undefined

  constructor(status: number, message: string, code?: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

/** The body as an object, or a 400. */
export function bodyObject({ body }: Pick<FakeRequest, 'body'>): Record<string, unknown> {
  if (body === undefined) throw new Refusal(400, 'a JSON body is required')
  if (!isRecord(body)) throw new Refusal(400, 'the body must be a JSON object')
  return body
}

/** Whether a value is an object with names. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A text field of a body: `undefined` when absent, a 400 when it is something else. */
export function optionalText(fields: Record<string, unknown>, name: string): string | undefined {
  const value = fields[name]
  if (value === undefined || typeof value === 'string') return value
  throw new Refusal(400, `${name}: must be a string`)
}

/** A text field of a body that must be there and not be empty. */
export function requiredText(fields: Record<string, unknown>, name: string): string {
  const value = optionalText(fields, name)
  if (!value) throw new Refusal(400, `${name}: is required`)
  return value
}

/** An object field of a body: empty when absent. */
export function optionalObject(fields: Record<string, unknown>, name: string): Record<string, unknown> {
  const value = fields[name] ?? {}
  if (isRecord(value)) return value
  throw new Refusal(400, `${name}: must be an object`)
}

/** One of the given words, or a 400 that names them. */
export function oneOf<Word extends string>(name: string, value: string, words: readonly Word[]): Word {
  const word = words.find((candidate) => candidate === value)
  if (word === undefined) throw new Refusal(400, `${name}: must be one of ${words.join(', ')}`)
  return word
}
