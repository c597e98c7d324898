import { createHash } from 'node:crypto'
import { closeSync, fstatSync, openSync, readSync, type BigIntStats } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { KeelsonError } from '@keelson/core'
import { md5Etag } from '../etag.js'

/** A file as it was while it was read. */
export interface FileReading {
  /** In bytes. */
  readonly size: number
  /** MD5, which protects nothing here: it is what stores answer as ETag and what Django names files by. */
  readonly hash: string
  readonly content: Uint8Array | undefined
}

/** What is read. */
export interface ReadFileOptions {
  /** Whether content of this size is kept. */
  readonly keeps: (size: number) => boolean
  /** More is refused (`config`). @default any size */
  readonly maxFileBytes?: number | undefined
}

/** Up to it, waiting for the threads that read files costs several times what the reading costs. */
const largestAtOnce = 1 << 20

/** Reads a file once and hashes it, as a whole if `keeps` its size, else as a stream; throws `conflict` when it changes on the way. */
export async function readFile(location: string, path: string, options: ReadFileOptions): Promise<FileReading> {
  return readAtOnce(location, path, options) ?? readInPieces(location, path, options)
}

/** A file that is small or kept, in one go; `undefined` for another one. */
function readAtOnce(location: string, path: string, options: ReadFileOptions): FileReading | undefined {
  const file = openSync(location, 'r')
  try {
    const before = fstatSync(file, { bigint: true })
    const length = checkLength(before, path, options)
    const isKept = options.keeps(length)
    if (length > largestAtOnce && !isKept) return undefined
    const content = Buffer.allocUnsafeSlow(length)
    const size = length === 0 ? 0 : readSync(file, content, 0, length, 0)
    if (size !== length || isChanged(before, fstatSync(file, { bigint: true }))) throw changedError(path)
    return { size, hash: md5Etag(content), content: isKept ? content : undefined }
  } finally {
    closeSync(file)
  }
}

async function readInPieces(location: string, path: string, options: ReadFileOptions): Promise<FileReading> {
  const handle = await open(location, 'r')
  try {
    const before = await handle.stat({ bigint: true })
    const length = checkLength(before, path, options)
    const hash = createHash('md5')
    let size = 0
    for await (const bytes of readChunks(handle)) {
      size += bytes.length
      hash.update(bytes)
    }
    if (size !== length || isChanged(before, await handle.stat({ bigint: true }))) throw changedError(path)
    return { size, hash: hash.digest('hex'), content: undefined }
  } finally {
    await handle.close()
  }
}

function checkLength({ size }: BigIntStats, path: string, { maxFileBytes = Infinity }: ReadFileOptions): number {
  const length = Number(size)
  if (length <= maxFileBytes) return length
  const message = `${path} has ${length} bytes, maxFileBytes is ${maxFileBytes}: exclude it, or raise the limit`
  throw new KeelsonError(message, { code: 'config' })
}

function isChanged(before: BigIntStats, after: BigIntStats): boolean {
  return after.size !== before.size || after.mtimeNs !== before.mtimeNs
}

/** The content of an open file as it is read. */
export async function* readChunks(handle: FileHandle): AsyncGenerator<Uint8Array> {
  for await (const chunk of handle.createReadStream({ autoClose: false, highWaterMark: 1 << 18 })) {
    yield chunk as Uint8Array
  }
}

/** The error of a file that is not what it was when the sync was planned. */
export function changedError(path: string, reason?: string): KeelsonError {
  return new KeelsonError(reason ? `${path} cannot be read any more: ${reason}` : `${path} changed while it was read`, {
    code: 'conflict',
    hint: 'Something still writes to the folder: wait until the build has ended, then sync again',
  })
}
