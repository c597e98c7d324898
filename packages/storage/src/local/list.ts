import { readdir, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import pLimit from 'p-limit'
import { compareKeys } from '../key.js'
import type { ObjectInfo } from '../store.js'
import { isMissing } from '../system-error.js'
import { describeFile } from './file.js'
import { isPrivate } from './path.js'

/** Files that are looked at, or deleted, at a time. */
export const concurrency = 32

/** All objects of a folder whose keys start with the prefix, in the order of their keys. */
export async function listFiles(
  folder: string,
  prefix: string,
  signal: AbortSignal | undefined,
): Promise<readonly ObjectInfo[]> {
  const root = await realpath(folder)
  const keys: string[] = []
  for await (const key of walkKeys(root, prefix, '')) {
    signal?.throwIfAborted()
    keys.push(key)
  }
  const found = await pLimit(concurrency).map(keys, async (key) => {
    signal?.throwIfAborted()
    const info = await describeFile({ root, path: join(root, key) }, key)
    // Deleted since the walk.
    if (!info) return []
    const { size, etag, lastModified } = info
    return [{ key, size, etag, lastModified }]
  })
  return found.flat()
}

/** The keys of all files below a folder; symbolic links are no objects. */
async function* walkKeys(root: string, prefix: string, folder: string): AsyncGenerator<string> {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch((error: unknown) => {
    // Deleted since its parent was read.
    if (folder && isMissing(error)) return []
    throw error
  })
  const keys = entries.flatMap((entry) => {
    if (!folder && isPrivate(entry.name)) return []
    if (entry.isDirectory()) return [`${folder}${entry.name}/`]
    return entry.isFile() ? [`${folder}${entry.name}`] : []
  })
  for (const key of keys.toSorted(compareKeys)) {
    if (!key.endsWith('/')) {
      if (key.startsWith(prefix)) yield key
    } else if (key.startsWith(prefix) || prefix.startsWith(key)) yield* walkKeys(root, prefix, key)
  }
}
