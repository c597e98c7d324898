import { isKeelsonError, type KeelsonError } from '@keelson/core'

/** What cannot be read for sure is not judged. */
export function unlessUnread<T>(read: () => T[], onUnread?: (error: KeelsonError) => void): T[] {
  try {
    return read()
  } catch (error) {
    if (!isKeelsonError(error)) throw error
    onUnread?.(error)
    return []
  }
}
