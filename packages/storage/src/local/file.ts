import { randomUUID } from 'node:crypto'
import type { BigIntStats } from 'node:fs'
import { mkdir, open, rename, rm, rmdir, stat, unlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ObjectAttributes } from '../attributes.js'
import { md5Etag } from '../etag.js'
import type { ObjectInfo, StoredObject } from '../store.js'
import { isMissing, systemCode } from '../system-error.js'
import {
  readAttributes,
  removeAttributes,
  shareAttributes,
  writeAttributes,
  type FileAttributes,
} from './attributes-file.js'
import { privateFolder, statOf, type FilePlace } from './path.js'

/** Another version may take the place of the one that is being looked at; so often in a row it does not. */
const mostAttempts = 10

/** What is known of an object, of one version of its file. */
export async function describeFile(
  { root, path }: Pick<FilePlace, 'root' | 'path'>,
  key: string,
): Promise<ObjectInfo | undefined> {
  for (let attempt = 1; ; attempt++) {
    const version = await statOf(path)
    if (!version?.isFile()) return undefined
    const attributes = await readAttributes(root, key, version)
    if (attributes || attempt === mostAttempts || (await isCurrent(path, version))) {
      return infoOf(key, version, attributes)
    }
  }
}

/** Content and attributes of one version of the file. */
export async function readFileObject({ root, path, stats }: FilePlace, key: string): Promise<StoredObject | undefined> {
  if (!stats?.isFile()) return undefined
  for (let attempt = 1; ; attempt++) {
    const file = await open(path).catch((error: unknown) => {
      if (isMissing(error)) return undefined
      throw error
    })
    if (!file) return undefined
    try {
      const version = await file.stat({ bigint: true })
      const content = await file.readFile()
      const etag = md5Etag(content)
      const attributes = await readAttributes(root, key, version)
      const areOurs = attributes?.etag === etag
      if (!areOurs && attempt < mostAttempts && !(await isCurrent(path, version))) continue
      // A plain array of bytes, as the other stores give.
      const body = new Uint8Array(content.buffer, content.byteOffset, content.byteLength)
      return { ...infoOf(key, version, areOurs ? attributes : undefined), size: body.byteLength, etag, body }
    } finally {
      await file.close()
    }
  }
}

/** Writes beside the other files, then moves into place: nobody ever reads a half. */
export async function writeFileObject(
  { root, path, stats }: FilePlace,
  key: string,
  bytes: Uint8Array,
  attributes: ObjectAttributes,
  signal: AbortSignal | undefined,
): Promise<ObjectInfo> {
  const temporary = join(root, privateFolder, 'writing', randomUUID())
  await mkdir(dirname(temporary), { recursive: true })
  try {
    await writeFile(temporary, bytes, { flag: 'wx', signal })
    signal?.throwIfAborted()
    const version = await stat(temporary, { bigint: true })
    const all = { ...attributes, etag: md5Etag(bytes) }
    await writeAttributes(root, key, version, all)
    try {
      await moveInto(temporary, path)
    } catch (error) {
      await removeAttributes(root, key, version)
      throw error
    }
    if (stats && !shareAttributes(stats, version)) await removeAttributes(root, key, stats)
    return infoOf(key, version, all)
  } finally {
    await rm(temporary, { force: true })
  }
}

/** Removes the file, its attributes, and the folders that are empty then: they would keep their names from being keys. */
export async function deleteFile({ root, path, stats }: FilePlace, key: string): Promise<void> {
  if (!stats?.isFile()) return
  await unlink(path).catch((error: unknown) => {
    if (!isMissing(error)) throw error
  })
  await removeAttributes(root, key, stats)
  for (let folder = dirname(path); folder !== root; folder = dirname(folder)) {
    try {
      await rmdir(folder)
    } catch {
      // Not empty, or another delete was faster.
      return
    }
  }
}

/** A delete at the same moment removes the folder that was just made, since it is empty. */
async function moveInto(from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    await mkdir(dirname(to), { recursive: true })
    try {
      return await rename(from, to)
    } catch (error) {
      if (systemCode(error) !== 'ENOENT' || attempt === mostAttempts) throw error
    }
  }
}

async function isCurrent(path: string, version: BigIntStats): Promise<boolean> {
  const now = await statOf(path)
  return now !== undefined && now.ino === version.ino && now.mtimeNs === version.mtimeNs
}

function infoOf(key: string, { size, mtimeMs }: BigIntStats, attributes: FileAttributes | undefined): ObjectInfo {
  return { key, size: Number(size), lastModified: new Date(Number(mtimeMs)), ...attributes }
}
