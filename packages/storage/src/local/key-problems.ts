import { isKeelsonError } from '@keelson/core'
import { checkFileKey } from './path.js'

/** Why these keys cannot all be files of one folder: each by itself, and a file that would be a folder of others as well. */
export function findFileKeyProblems(keys: readonly string[]): readonly string[] {
  const problems: string[] = []
  const files = new Set(keys)
  const clashing = new Set<string>()
  for (const key of keys) {
    try {
      checkFileKey(key)
    } catch (error) {
      if (!isKeelsonError(error)) throw error
      problems.push(error.message)
      continue
    }
    for (let end = key.indexOf('/'); end >= 0; end = key.indexOf('/', end + 1)) {
      const folder = key.slice(0, end)
      if (!files.has(folder) || clashing.has(folder)) continue
      clashing.add(folder)
      problems.push(`${JSON.stringify(folder)} is beside ${JSON.stringify(key)}: a disk cannot hold both`)
    }
  }
  return problems
}
