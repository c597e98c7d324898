import { KeelsonError, type ErrorDetails } from '@keelson/core'

/** An error in other words: what it knows stays, apart from its hint, which its own message has; itself is the cause. */
export function retell(
  error: KeelsonError,
  message: string,
  changes: Partial<Pick<ErrorDetails, 'code' | 'hint'>> = {},
): KeelsonError {
  return new KeelsonError(message, Object.assign({}, error, { hint: undefined, cause: error }, changes))
}
