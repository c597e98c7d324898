import { KeelsonError, type EnsureOptions, type ErrorDetails, type FieldChange } from '@keelson/core'
import type { RenderClient } from './client.js'

/** An error of this library's own; names in its texts may be secrets of the client. */
export function refusal(
  { redact, provider }: Pick<RenderClient, 'redact' | 'provider'>,
  message: string,
  { hint, ...details }: ErrorDetails,
): KeelsonError {
  return new KeelsonError(redact(message), { provider, ...details, hint: hint && redact(hint) })
}

/** What is to be there. */
export interface Subject {
  /** `the Postgres database "shop"` */
  readonly subject: string
  /** `POST /postgres` */
  readonly operation: string
}

/** What is there is not what is desired, and cannot become it. */
export function cannotEnsure(
  client: RenderClient,
  { subject, operation }: Subject,
  happened: string,
  details: Pick<ErrorDetails, 'hint' | 'cause'>,
): KeelsonError {
  return refusal(client, `cannot ensure ${subject}: ${happened}`, { code: 'conflict', operation, ...details })
}

/** Throws `conflict` for a difference that no update removes, unless what is there shall be taken as it is. */
export function checkFixed(
  client: RenderClient,
  subject: Subject,
  id: string,
  [first]: readonly FieldChange[],
  { adopt }: EnsureOptions,
): void {
  if (!first || adopt) return
  const { path, from, to } = first
  const happened = `${id} has ${path} ${JSON.stringify(from)}, not ${JSON.stringify(to)}, and that cannot be changed`
  const hint = 'Use another name, ask for what is there, or pass adopt: true to take it as it is'
  throw cannotEnsure(client, subject, happened, { hint })
}
