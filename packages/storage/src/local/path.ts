import { lstat, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import type { BigIntStats } from 'node:fs'
import { checkKey, refuseKey } from '../key.js'
import { isMissing } from '../system-error.js'

/** The folder in the store's root that holds what a file alone cannot: attributes, and files that are being written. */
export const privateFolder = '.keelson'

/** In bytes, on every file system in use. */
const longestName = 255

/** Throws `config` for a key that is no path on every file system, or one that others could read as another path. */
export function checkFileKey(key: string): void {
  checkKey(key)
  if (key.includes('\\')) refuseKey(key, 'it has a backslash, which separates folders on some systems')
  const parts = key.split('/')
  if (parts.includes('')) refuseKey(key, 'a part of it is empty: no file has that name')
  if (parts.some((part) => Buffer.byteLength(part) > longestName)) {
    refuseKey(key, `a part of it has more than ${longestName} bytes, which no file name may have`)
  }
  if (isPrivate(parts[0])) refuseKey(key, `${privateFolder}/ holds what the store itself needs`)
}

/** Whether a name in the store's root is the private folder's; many disks do not tell capitals from small letters. */
export function isPrivate(name: string | undefined): boolean {
  return name?.toLowerCase() === privateFolder
}

/** Where an object's file is, or would be. */
export interface FilePlace {
  /** The store's folder, with its own symbolic links resolved. */
  readonly root: string
  readonly path: string
  /** What is there now. */
  readonly stats: BigIntStats | undefined
}

/** The place of a key; throws `config` when a symbolic link is on the way, wherever it leads. */
export async function locateFile(folder: string, key: string): Promise<FilePlace> {
  checkFileKey(key)
  const root = await realpath(folder)
  const own = await statOf(join(root, privateFolder))
  if (own?.isSymbolicLink()) refuseKey(key, `${privateFolder} is a symbolic link, which could lead anywhere`)
  let path = root
  let stats: BigIntStats | undefined
  let isThere = true
  for (const part of key.split('/')) {
    path = join(path, part)
    stats = isThere ? await statOf(path) : undefined
    isThere = stats !== undefined
    if (stats?.isSymbolicLink()) refuseKey(key, `${JSON.stringify(part)} is a symbolic link, which could lead anywhere`)
  }
  return { root, path, stats }
}

/** `undefined` when nothing is there, also when a part of the path is a file. */
export async function statOf(path: string): Promise<BigIntStats | undefined> {
  try {
    return await lstat(path, { bigint: true })
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}
