/**
 * A validator, as the Standard Schema interface (https://standardschema.dev) describes it: zod, valibot, arktype and
 * others satisfy it as they are.
 */
export interface Schema<T> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => SchemaResult<T> | Promise<SchemaResult<T>>
    readonly types?: { readonly input: unknown; readonly output: T } | undefined
  }
}

/** What a {@link Schema} answers: the value, or what is wrong with it. */
export type SchemaResult<T> =
  | { readonly value: T; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] }

/** One thing that is wrong with a value, and where. */
export interface SchemaIssue {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}

/** The type that a schema describes. */
export type Infer<S> = S extends Schema<infer T> ? T : never

/** One of the known values, or one that the vendor adds tomorrow. */
export type Open<Known extends string> = Known | (string & {})

/**
 * A schema that is built at its first use, so that importing costs nothing and an unused one leaves the bundle.
 *
 * @example
 * import { lazy, type Infer } from '@keelson/core'
 * import * as shape from '@keelson/core/shape'
 * export const Deploy = /* @__PURE__ *\/ lazy(() => shape.object({ id: shape.text() }))
 * export type Deploy = Infer<typeof Deploy>
 */
export function lazy<T>(make: () => Schema<T>): Schema<T> {
  let made: Schema<T> | undefined
  return {
    get '~standard'() {
      return (made ??= make())['~standard']
    },
  }
}

/** An issue as a line: `0.deploy.id: expected string`. */
export function formatIssue(issue: SchemaIssue): string {
  const path = (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.')
  return path ? `${path}: ${issue.message}` : issue.message
}
