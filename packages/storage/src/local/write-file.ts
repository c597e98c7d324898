import { createHash, randomUUID } from 'node:crypto'
import type { BigIntStats } from 'node:fs'
import { link, lstat, open, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { meetCondition, type WriteCondition } from '../condition.js'
import type { ObjectInfo } from '../object.js'
import { systemCode } from '../system-error.js'
import { removeAttributes, writeAttributes, type FileAttributes } from './attributes-file.js'
import { describeFile, infoOf, mostAttempts } from './file.js'
import { inFolder, statOf } from './folder.js'
import { atFile, privateFolder } from './path.js'
import { openFile } from './read-file.js'
import { readChunks } from './stream-file.js'

const folders = [privateFolder, 'writing']
/** In milliseconds: no file is written into as rarely as that. */
const dayMs = 86_400_000

/** A file that was written beside the others. */
export interface WrittenFile {
  readonly path: string
  readonly md5: string
  readonly version: BigIntStats
}

/** Writes chunks beside the other files, for work that moves the file away; what is left there is removed. */
export async function withWritten<T>(
  root: string,
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
  work: (written: WrittenFile) => Promise<T>,
): Promise<T> {
  const result = await inFolder(root, folders, { isCreated: true }, async (folder) => {
    const path = join(folder, randomUUID())
    try {
      const md5 = await writeChunks(path, chunks, signal)
      return { value: await work({ path, md5, version: await lstat(path, { bigint: true }) }) }
    } finally {
      await rm(path, { force: true })
    }
  })
  if (!result) throw new Error('unreachable: the folder is created')
  return result.value
}

/** Removes what was being written by processes that were killed: files nobody wrote into for a day. */
export async function removeLeftovers(root: string): Promise<void> {
  await inFolder(root, folders, { isCreated: false }, async (folder) => {
    for (const name of await readdir(folder)) {
      const path = join(folder, name)
      const stats = await lstat(path).catch(() => undefined)
      if (stats?.isFile() && stats.mtimeMs < Date.now() - dayMs) await rm(path, { force: true })
    }
  })
}

async function writeChunks(
  path: string,
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
): Promise<string> {
  const hash = createHash('md5')
  const file = await open(path, 'wx')
  try {
    for await (const chunk of chunks) {
      hash.update(chunk)
      await file.writeFile(chunk, { signal })
    }
  } finally {
    await file.close()
  }
  signal?.throwIfAborted()
  return hash.digest('hex')
}

/** Where an object goes, and on which condition. */
export interface WriteTarget {
  readonly root: string
  readonly key: string
  readonly where: string
  readonly condition: WriteCondition
}

/** Moves a written file into place: nobody ever reads a half. */
export async function placeFile(
  target: WriteTarget,
  written: WrittenFile,
  attributes: FileAttributes,
): Promise<ObjectInfo> {
  const { root, key, condition, where } = target
  // A condition that is not met leaves no folders behind.
  const isCreated = condition.ifMatch === undefined
  for (let attempt = 1; ; attempt++) {
    try {
      const info = await atFile(root, key, { isCreated }, (path) => replaceFile(target, path, written, attributes))
      if (info) return info
      meetCondition(key, condition, undefined, { where, provider: 'local' })
    } catch (error) {
      // A delete at the same moment removes the folder that was just made, since it is empty.
      if (systemCode(error) !== 'ENOENT' || attempt === mostAttempts) throw error
    }
  }
}

async function replaceFile(
  target: WriteTarget,
  path: string,
  written: WrittenFile,
  attributes: FileAttributes,
): Promise<ObjectInfo> {
  const { root, key, where, condition } = target
  const check = async () => meetCondition(key, condition, await findEtag(target, path), { where, provider: 'local' })
  const before = await statOf(path)
  const isConditional = condition.ifMatch !== undefined || condition.ifNoneMatch !== undefined
  if (isConditional) await check()
  try {
    await writeAttributes(root, key, written.version, attributes)
    // A hard link is refused where something is already, whichever process put it there.
    await (condition.ifNoneMatch === undefined ? rename : link)(written.path, path)
  } catch (error) {
    await removeAttributes(root, key, written.version)
    if (isConditional && systemCode(error) === 'EEXIST') await check()
    throw error
  }
  if (before?.isFile()) await removeAttributes(root, key, before)
  return infoOf(key, written.version, attributes)
}

/** The ETag of what is there now; that of a file that was put there by hand is made of its content, as `get` does. */
async function findEtag(
  { root, key, where }: WriteTarget,
  path: string,
): Promise<Pick<ObjectInfo, 'etag'> | undefined> {
  const info = await describeFile(root, path, key)
  if (!info || info.etag !== undefined) return info
  const opened = await openFile(root, path, key)
  if (!opened) return undefined
  try {
    const hash = createHash('md5')
    const range = { start: 0, end: Number(opened.version.size) }
    for await (const chunk of readChunks(opened, range, { key, where })) hash.update(chunk)
    return { etag: hash.digest('hex') }
  } finally {
    await opened.file.close()
  }
}
