/** What an operation answers; without a body, the response has none. */
export interface Answer {
  readonly status: number
  readonly body?: unknown
}

/** A request as the operations see it. */
export interface Call {
  /** The parts of the path that are ids. */
  readonly path: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  /** The JSON of the body; `undefined` when there was none. */
  readonly body: unknown
}

/** Thrown by an operation that refuses; becomes the vendor's `{ id, message }`. */
export class Refusal extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** The body as an object, or a 400. */
export function bodyObject({ body }: Call): Record<string, unknown> {
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
