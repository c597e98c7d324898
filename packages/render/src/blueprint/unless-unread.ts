import { isKeelsonError } from '@keelson/core'

/** What cannot be read for sure is not judged. */
export function unlessUnread<T>(read: () => T[]): T[] {
  try {
    return read()
  } catch (error) {
    if (isKeelsonError(error)) return []
    throw error
  }
}
