import {
  $ZodArray,
  $ZodBoolean,
  $ZodCustom,
  $ZodNullable,
  $ZodNumber,
  $ZodObject,
  $ZodString,
  type $ZodType,
} from 'zod/v4/core'
import type { Infer, Open, Schema } from './schema.js'
import { isSecret, type Secret } from './secret.js'

// zod's engine without zod's builders: a kilobyte less in every bundle, and no zod type in any declaration.

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

/** An object with at least these fields. */
export function object<Given extends Fields>(fields: Given): Shape<ObjectOf<Given>> {
  return shape(new $ZodObject({ type: 'object', shape: fields as object as Record<string, $ZodType> }))
}

/** A list of one kind of items. */
export function list<T>(item: Shape<T>): Shape<T[]> {
  return shape(new $ZodArray({ type: 'array', element: inner(item) }))
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
  return shape(new $ZodCustom({ type: 'custom', check: 'custom', fn: isSecret }))
}

/** A field that may be missing. */
export function optional<T>(given: Shape<T>): OptionalShape<T> {
  const { constr, def } = inner(given)._zod
  // A copy that says so itself, instead of zod's wrapper: an object asks its fields, and the check is one step shorter.
  const copy: $ZodType = new constr(def)
  copy._zod.optin = 'optional'
  copy._zod.optout = 'optional'
  return shape(copy)
}

/** A value or `null`. */
export function nullable<T>(given: Shape<T>): Shape<T | null> {
  return shape(new $ZodNullable({ type: 'nullable', innerType: inner(given) }))
}
