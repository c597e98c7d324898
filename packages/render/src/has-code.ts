import { isKeelsonError, type ErrorCode, type KeelsonError } from '@keelson/core'

/** Whether something thrown is one of Keelson's errors, with one of these codes. */
export function hasCode(error: unknown, ...codes: readonly ErrorCode[]): error is KeelsonError {
  return isKeelsonError(error) && codes.includes(error.code)
}
