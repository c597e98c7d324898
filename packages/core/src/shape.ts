import { $ZodBoolean, $ZodCustom, $ZodNumber, $ZodString, $ZodType } from 'zod/v4/core'
import type { Infer, Open, Schema } from './schema.js'
import { isSecret, type Secret } from './secret.js'

// zod's engine without zod's builders, and objects and lists of our own on it: theirs copy what they check, which an answer
// needs not, and cost a call more than everything else of it. No zod type is in any declaration.

/** A piece of a response schema, made by the functions of this file. */
export interface Shape<T> extends Schema<T> {
  readonly _zod: object
}

/** A {@link Shape} whose key may be absent. */
export interface OptionalShape<T> extends Shape<T | undefined> {
  readonly absent?: true
}

type OptionalKeys<Fields> = {
  [Key in keyof Fields]: Fields[Key] extends OptionalShape<unknown>
    ? 'absent' extends keyof Fields[Key]
      ? Key
      : never
    : never
}[keyof Fields]

type Fields = Readonly<Record<string, Shape<unknown>>>

/** The object that fields describe. */
export type ObjectOf<Given extends Fields> = {
  [Key in Exclude<keyof Given, OptionalKeys<Given>>]: Infer<Given[Key]>
} & { [Key in OptionalKeys<Given>]?: Infer<Given[Key]> } extends infer Whole
  ? { [Key in keyof Whole]: Whole[Key] }
  : never

/** Every builder ends here: what zod made, under the type that it stands for. */
function shape<T>(schema: object): Shape<T> {
  return schema as Shape<T>
}

function inner(given: Shape<unknown>): $ZodType {
  return given as object as $ZodType
}

type Run = $ZodType['_zod']['run']
type Payload = Parameters<Run>[0]
type Context = Parameters<Run>[1]

/** A schema that checks in place: nothing is copied. */
function checking<T>(run: Run): Shape<T> {
  const schema = new $ZodType({ type: 'custom' })
  schema._zod.run = schema._zod.parse = run
  return shape(schema)
}

/** A part of a value, and what `typeof` says of it; `custom` for what says it itself. */
interface Part {
  readonly part: $ZodType
  readonly type: string
}

function partOf(given: Shape<unknown>): Part {
  const part = inner(given)
  return { part, type: part._zod.def.type }
}

/** Checks a part of a value. For a text, number or boolean its type says all: JSON has no NaN. */
function checkPart({ part, type }: Part, value: unknown, key: PropertyKey, whole: Payload, context: Context) {
  if (typeof value === type) return
  const own: Payload = { value, issues: [] }
  // Nothing asynchronous is in a shape.
  if (type === 'custom') void part._zod.run(own, context)
  else expect(own, type)
  for (const issue of own.issues) whole.issues.push({ ...issue, path: [key, ...(issue.path ?? [])] })
}

function expect({ value, issues }: Payload, type: string): void {
  issues.push({ code: 'custom', message: `expected ${type}`, input: value })
}

/** An object with at least these fields. */
export function object<Given extends Fields>(fields: Given): Shape<ObjectOf<Given>> {
  const entries = Object.entries(fields).map(([key, field]) => ({
    key,
    mayBeAbsent: 'absent' in field,
    ...partOf(field),
  }))
  return checking((payload, context) => {
    const { value } = payload
    if (typeof value === 'object' && value && !Array.isArray(value)) {
      for (const entry of entries) {
        const one = (value as Record<string, unknown>)[entry.key]
        if (one !== undefined || !entry.mayBeAbsent) checkPart(entry, one, entry.key, payload, context)
      }
    } else expect(payload, 'object')
    return payload
  })
}

/** A list of one kind of items. */
export function list<T>(item: Shape<T>): Shape<T[]> {
  const part = partOf(item)
  return checking((payload, context) => {
    const { value } = payload
    if (Array.isArray(value)) value.forEach((one, index) => checkPart(part, one, index, payload, context))
    else expect(payload, 'array')
    return payload
  })
}

export function text(): Shape<string> {
  return shape(new $ZodString({ type: 'string' }))
}

export function number(): Shape<number> {
  return shape(new $ZodNumber({ type: 'number', checks: [] }))
}

export function boolean(): Shape<boolean> {
  return shape(new $ZodBoolean({ type: 'boolean' }))
}

/** A text that is one of the known values today. */
export function open<Known extends string>(): Shape<Open<Known>> {
  return shape(new $ZodString({ type: 'string' }))
}

/** A value that the request's `secrets` wrapped. */
export function secretText(): Shape<Secret> {
  return shape(new $ZodCustom({ type: 'custom', check: 'custom', fn: isSecret, error: () => 'expected string' }))
}

/** A field that may be missing. */
export function optional<T>(given: Shape<T>): OptionalShape<T> {
  return Object.assign(Object.create(given) as OptionalShape<T>, { absent: true } as const)
}

/** A value or `null`. */
export function nullable<T>(given: Shape<T>): Shape<T | null> {
  return checking((payload, context) => (payload.value === null ? payload : inner(given)._zod.run(payload, context)))
}
