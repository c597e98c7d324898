import { hasCode } from './has-code.js'

/** Removes what was found, if it was; somebody else may do it meanwhile, or the first of two sends did. */
export async function removeFound<T>(
  found: T | undefined,
  remove: (found: T) => Promise<void>,
): Promise<'removed' | 'absent'> {
  if (found === undefined) return 'absent'
  try {
    await remove(found)
  } catch (error) {
    if (!hasCode(error, 'not_found')) throw error
  }
  return 'removed'
}
