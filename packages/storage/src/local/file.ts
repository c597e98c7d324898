import type { BigIntStats } from 'node:fs'
import { rmdir, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { ObjectInfo } from '../object.js'
import { isMissing } from '../system-error.js'
import { readAttributes, removeAttributes, type FileAttributes } from './attributes-file.js'
import { inFolder, statOf } from './folder.js'

/** Another version may take the place of the one that is being looked at; so often in a row it does not. */
export const mostAttempts = 10

/** What is known of an object, of one version of its file. */
export async function describeFile(root: string, path: string, key: string): Promise<ObjectInfo | undefined> {
  for (let attempt = 1; ; attempt++) {
    const version = await statOf(path)
    if (!version?.isFile()) return undefined
    const attributes = await readAttributes(root, key, version)
    if (attributes || attempt === mostAttempts || (await isCurrent(path, version))) {
      return infoOf(key, version, attributes)
    }
  }
}

/** Removes the file, its attributes, and the folders that are empty then: they would keep their names from being keys. */
export async function deleteFile(root: string, key: string): Promise<void> {
  const deleteBelow = async (folder: string, [name = '', ...others]: readonly string[]): Promise<boolean> => {
    const path = join(folder, name)
    if (others.length === 0) return unlinkFile(root, path, key)
    const isDeleted = await inFolder(folder, [name], { isCreated: false }, (next) => deleteBelow(next, others))
    if (!isDeleted) return false
    try {
      await rmdir(path)
      return true
    } catch {
      // Not empty, or another delete was faster.
      return false
    }
  }
  await deleteBelow(root, key.split('/'))
}

async function unlinkFile(root: string, path: string, key: string): Promise<boolean> {
  const stats = await statOf(path)
  if (!stats?.isFile()) return false
  await unlink(path).catch((error: unknown) => {
    if (!isMissing(error)) throw error
  })
  await removeAttributes(root, key, stats)
  return true
}

/** Whether the file of this path is still the one that was looked at. */
export async function isCurrent(path: string, version: BigIntStats): Promise<boolean> {
  const now = await statOf(path)
  return now !== undefined && isSameVersion(now, version)
}

export function isSameVersion(a: BigIntStats, b: BigIntStats): boolean {
  return a.ino === b.ino && a.mtimeNs === b.mtimeNs && a.size === b.size
}

export function infoOf(
  key: string,
  { size, mtimeMs }: BigIntStats,
  attributes: FileAttributes | undefined,
): ObjectInfo {
  const { md5: _md5, ...shown } = attributes ?? {}
  return { key, size: Number(size), lastModified: new Date(Number(mtimeMs)), ...shown }
}
