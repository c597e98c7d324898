import { KeelsonError, type ErrorCode, type ErrorDetails } from '@keelson/core'

/** An object that a bulk delete left where it was. */
export interface DeleteFailure {
  readonly key: string
  readonly code: ErrorCode
  /** Why, in a few words: `AccessDenied`. */
  readonly said: string
}

/** The objects that are still there after a bulk delete; the rest is gone. */
export function deleteError(
  where: string,
  total: number,
  failures: readonly [DeleteFailure, ...DeleteFailure[]],
  details?: Partial<ErrorDetails>,
): KeelsonError {
  const named = failures.slice(0, 5).map(({ key, said }) => `${JSON.stringify(key)} (${said})`)
  const more = failures.length > named.length ? ` and ${failures.length - named.length} more` : ''
  const message = `${failures.length} of ${total} objects could not be deleted from ${where}: ${named.join(', ')}${more}`
  const hint = 'The others are gone; deleting them again is no error'
  return new KeelsonError(message, { ...details, code: failures[0].code, hint })
}
