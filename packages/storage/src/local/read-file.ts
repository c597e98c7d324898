import { constants, type BigIntStats } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { KeelsonError } from '@keelson/core'
import { md5Etag } from '../etag.js'
import type { ByteRange, StoredObject } from '../object.js'
import { mostHeld } from '../parts.js'
import { rangeError, resolveRange } from '../range.js'
import { isMissing } from '../system-error.js'
import { readAttributes, type FileAttributes } from './attributes-file.js'
import { infoOf, isCurrent, isSameVersion, mostAttempts } from './file.js'
import { statOf } from './folder.js'

/** One version of an object's file, open until whoever has it closes it. */
export interface OpenFile {
  readonly file: FileHandle
  readonly version: BigIntStats
  readonly attributes: FileAttributes | undefined
}

/** What is read, and where, for messages. */
export interface ReadTarget {
  readonly key: string
  readonly where: string
  readonly range?: ByteRange | undefined
}

/** Opens the version of the file that is there now, with its own attributes. */
export async function openFile(root: string, path: string, key: string): Promise<OpenFile | undefined> {
  for (let attempt = 1; ; attempt++) {
    const file = (await statOf(path))?.isFile() ? await openRegular(path) : undefined
    if (!file) return undefined
    try {
      const version = await file.stat({ bigint: true })
      const attributes = await readAttributes(root, key, version)
      if (attributes || attempt === mostAttempts || (await isCurrent(path, version))) {
        return { file, version, attributes }
      }
    } catch (error) {
      await file.close()
      throw error
    }
    await file.close()
  }
}

/** Content and attributes of one version of the file. */
export async function readFileObject(
  root: string,
  path: string,
  target: ReadTarget,
): Promise<StoredObject | undefined> {
  const { key, range } = target
  for (let attempt = 1; ; attempt++) {
    const opened = await openFile(root, path, key)
    if (!opened) return undefined
    const { file, version, attributes } = opened
    try {
      const { start, end } = rangeOf(target, version)
      if (end - start > mostHeld) throw tooLarge(target, end - start)
      const body = await readBytes(file, start, end)
      const isWhole = body.byteLength === end - start && isSameVersion(await file.stat({ bigint: true }), version)
      if (isWhole && range) return { ...infoOf(key, version, attributes), body }
      const etag = md5Etag(body)
      const areOurs = (attributes?.md5 ?? attributes?.etag) === etag
      if (isWhole && areOurs) return { ...infoOf(key, version, attributes), body }
      // Without attributes of its own, it was changed by hand.
      if (isWhole && (attempt === mostAttempts || (await isCurrent(path, version)))) {
        return { ...infoOf(key, version, undefined), etag, body }
      }
      if (attempt === mostAttempts) throw changedError(target)
    } finally {
      await file.close()
    }
  }
}

/** What the range means for this version of the file. */
export function rangeOf({ key, where, range }: ReadTarget, { size }: BigIntStats) {
  const resolved = resolveRange(range, Number(size))
  if (!resolved) throw rangeError(key, where, Number(size), 'local')
  return resolved
}

/** The error of a file into which somebody wrote while it was read; a put never does. */
export function changedError({ key, where }: ReadTarget): KeelsonError {
  return new KeelsonError(`${JSON.stringify(key)} in ${where} could not be read: it was changed meanwhile`, {
    code: 'conflict',
    provider: 'local',
    hint: 'Whoever changes files by hand should write beside and move into place',
  })
}

function tooLarge({ key, where }: ReadTarget, size: number): KeelsonError {
  return new KeelsonError(
    `${JSON.stringify(key)} in ${where} was not read: ${size} bytes are too many for the memory`,
    {
      code: 'unsupported',
      provider: 'local',
      hint: `get reads at most ${mostHeld} bytes: use getStream, or a range`,
    },
  )
}

async function openRegular(path: string): Promise<FileHandle | undefined> {
  // Neither a link nor a pipe that was put there in the meantime: to open one would wait for a writer.
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants
  const file = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK).catch((error: unknown) => {
    if (isMissing(error)) return undefined
    throw error
  })
  if (!file || (await file.stat()).isFile()) return file
  await file.close()
  return undefined
}

async function readBytes(file: FileHandle, start: number, end: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(end - start)
  let length = 0
  while (length < bytes.byteLength) {
    const { bytesRead } = await file.read(bytes, length, bytes.byteLength - length, start + length)
    if (bytesRead === 0) break
    length += bytesRead
  }
  return bytes.subarray(0, length)
}
