import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import pLimit from 'p-limit'
import { compareKeys } from '../key.js'
import type { ObjectInfo } from '../object.js'
import { describeFile } from './file.js'
import { inFolder, inRoot } from './folder.js'
import { isPrivate } from './path.js'

/** Files that are looked at, or deleted, at a time. */
export const concurrency = 32

/** All objects of a folder whose keys start with the prefix, in the order of their keys. */
export async function listFiles(
  base: string,
  prefix: string,
  signal: AbortSignal | undefined,
): Promise<readonly ObjectInfo[]> {
  return inRoot(base, (root) => listFolder({ root, prefix, signal }, root, ''))
}

interface Listing {
  readonly root: string
  readonly prefix: string
  readonly signal: AbortSignal | undefined
}

/** Symbolic links are no objects. */
async function listFolder(listing: Listing, folder: string, start: string): Promise<ObjectInfo[]> {
  const { root, prefix, signal } = listing
  const entries = await readdir(folder, { withFileTypes: true })
  const wanted = entries.filter((entry) => {
    if (start === '' && isPrivate(entry.name)) return false
    const key = `${start}${entry.name}`
    return entry.isDirectory() ? overlaps(`${key}/`, prefix) : entry.isFile() && key.startsWith(prefix)
  })
  const folders = wanted.filter((entry) => entry.isDirectory()).map(({ name }) => ({ key: `${start}${name}/`, name }))
  const files = await pLimit(concurrency).map(
    wanted.filter((entry) => entry.isFile()),
    async ({ name }) => {
      signal?.throwIfAborted()
      const key = `${start}${name}`
      return { key, info: await describeFile(root, join(folder, name), key) }
    },
  )
  const found: ObjectInfo[][] = []
  for (const entry of [...folders, ...files].toSorted((a, b) => compareKeys(a.key, b.key))) {
    signal?.throwIfAborted()
    if ('name' in entry) {
      const below = await inFolder(folder, [entry.name], { isCreated: false }, (next) =>
        listFolder(listing, next, entry.key),
      )
      // Both are undefined when they were deleted since the folder was read.
      if (below) found.push(below)
    } else if (entry.info) found.push([listed(entry.info)])
  }
  return found.flat()
}

/** Whether keys below a folder can start with the prefix. */
function overlaps(folder: string, prefix: string): boolean {
  return folder.startsWith(prefix) || prefix.startsWith(folder)
}

function listed({ key, size, etag, lastModified }: ObjectInfo): ObjectInfo {
  return { key, size, etag, lastModified }
}
