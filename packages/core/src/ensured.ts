import type { CallOptions } from './options.js'

/** A field of something at a vendor that is not as desired. */
export interface FieldChange {
  /** `serviceDetails.healthCheckPath`, `expires_at` */
  readonly path: string
  readonly from: unknown
  readonly to: unknown
}

/** What an `ensureX` did. */
export interface Ensured<T> {
  readonly resource: T
  readonly outcome: 'created' | 'existing' | 'updated'
  /** What was changed of an existing one. */
  readonly changes: readonly FieldChange[]
}

/** Options of every `ensureX`. */
export interface EnsureOptions extends CallOptions {
  /** Takes what is there where a field that cannot be changed differs, instead of throwing `conflict`. @default false */
  readonly adopt?: boolean
}

/** A change as a note of a step: `~ branch: "main" → "next"`. */
export function formatFieldChange({ path, from, to }: FieldChange): string {
  return `~ ${path}: ${JSON.stringify(from)} → ${JSON.stringify(to)}`
}
