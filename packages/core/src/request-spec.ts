import type { Method } from './retry.js'
import type { Schema } from './schema.js'
import type { QueryValue } from './url.js'

/** One request to a vendor's API, as data. */
export interface RequestSpec<T> {
  readonly method: Method
  /** As documented, with its parameters in braces: `/services/{serviceId}`. */
  readonly path: string
  /** Values of the braces. */
  readonly params?: Readonly<Record<string, unknown>> | undefined
  readonly query?: Readonly<Record<string, QueryValue>> | undefined
  /** List parameters whose name is repeated; all others are joined by commas. */
  readonly repeat?: readonly string[] | undefined
  /** Sent as JSON, where a `Secret` is revealed on the wire and nowhere else; a `FormData` is sent as the form it is. */
  readonly body?: unknown
  /**
   * What the answer must look like: its type, and what a client with `strict` or `onSchemaDrift` checks. Nothing is
   * transformed: fields that the schema does not name stay.
   */
  readonly response?: Schema<T> | undefined
  /** The vendor documents an answer without a body, too: it comes back as `undefined`. */
  readonly mayBeEmpty?: boolean | undefined
  /** Where the answer holds secrets: `*.envVar.value`. They come back wrapped. */
  readonly secrets?: readonly string[] | undefined
  /** Sending it twice does the same as once, although the method alone does not say so. */
  readonly idempotent?: boolean | undefined
  /** What to ask next when it stays unknown whether a write was carried out. */
  readonly ambiguousHint?: string | undefined
}
