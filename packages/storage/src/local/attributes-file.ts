import { createHash } from 'node:crypto'
import type { BigIntStats } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ObjectAttributes } from '../attributes.js'
import { isMissing } from '../system-error.js'
import { privateFolder } from './path.js'

/** What a file cannot hold itself. */
export interface FileAttributes extends ObjectAttributes {
  readonly etag: string
}

type Version = Pick<BigIntStats, 'size' | 'mtimeMs'>

/**
 * The attributes' file belongs to one version of the object's file, by size and time in its name: replacing the object's
 * file replaces its attributes at the same moment, and a file that was changed by hand has none. The time is in seconds,
 * since archives and some copies keep no more.
 */
function placeOf(root: string, key: string, { size, mtimeMs }: Version): string {
  const hash = createHash('sha256').update(key).digest('hex')
  return join(root, privateFolder, 'attributes', hash.slice(0, 2), `${hash.slice(2)}-${size}-${mtimeMs / 1000n}.json`)
}

/** Whether two versions would have the same attributes' file. */
export function shareAttributes(a: Version, b: Version): boolean {
  return a.size === b.size && a.mtimeMs / 1000n === b.mtimeMs / 1000n
}

export async function writeAttributes(
  root: string,
  key: string,
  version: Version,
  attributes: FileAttributes,
): Promise<void> {
  const place = placeOf(root, key, version)
  await mkdir(dirname(place), { recursive: true })
  await writeFile(place, JSON.stringify({ key, ...attributes }))
}

export async function readAttributes(root: string, key: string, version: Version): Promise<FileAttributes | undefined> {
  try {
    const text = await readFile(placeOf(root, key, version), 'utf8')
    const { key: _key, ...attributes } = JSON.parse(text) as FileAttributes & { readonly key: string }
    return attributes
  } catch (error) {
    // Cut off by a crash: the object's file is then not there yet either, or was put there by hand.
    if (isMissing(error) || error instanceof SyntaxError) return undefined
    throw error
  }
}

export async function removeAttributes(root: string, key: string, version: Version): Promise<void> {
  await rm(placeOf(root, key, version), { force: true })
}
