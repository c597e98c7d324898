import { KeelsonError, systemClock } from '@keelson/core'
import { openBody, type ByteSource, type SourceOptions, type StreamBody } from './byte-source.js'
import { checkPartsCondition, checkUpload } from './check-upload.js'
import { driveUpload, notStored, type UploadProgress } from './drive-upload.js'
import type { ObjectInfo, PutOptions } from '../object.js'
import { choosePartSize } from './part-size.js'
import { mostParts } from '../parts.js'
import { reportProgress } from './report-progress.js'
import type { Store } from '../store.js'
import type { PartReading, ReadPart } from './upload-parts.js'

/** What {@link putStream} stores. */
export interface PutStreamParams {
  readonly key: string
  /** Read to its end, or cancelled; texts are stored as UTF-8. */
  readonly body: StreamBody
  /**
   * In bytes, where it is known: other content is refused (`conflict`), and parts are as large as 10,000 of them take.
   * Without it, content may have 10,000 parts (80 GiB) where parts must be equal; elsewhere parts grow.
   */
  readonly size?: number | undefined
  /** At least, in bytes; what fits into one part is stored by a plain put. @default 8388608 */
  readonly partSize?: number | undefined
}

/** How a stream or a file is sent. */
export interface UploadOptions extends PutOptions {
  /** Parts in memory, and requests at the same time. @default 4 */
  readonly concurrency?: number | undefined
  /** Called after every part; what it throws is ignored. */
  readonly onProgress?: ((progress: UploadProgress) => void) | undefined
}

/** Options of {@link putStream}. */
export interface PutStreamOptions extends UploadOptions, SourceOptions {}

/**
 * Stores a stream of any length, in at most `concurrency` parts of memory: a web stream, a Readable of Node, a generator.
 *
 * Nothing is to be seen under the key before all of it is stored. When it fails, is aborted, or its source fails or gives
 * nothing for `idleTimeoutMs` (`timeout`), the source is cancelled and what was stored is freed again.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html
 *
 * @example
 * import { spawn } from 'node:child_process'
 * import { once } from 'node:events'
 * import { putStream } from '@keelson/storage'
 * async function* dump() {
 *   const program = spawn('pg_dump', ['--format=custom', 'shop'])
 *   const ended = once(program, 'close')
 *   yield* program.stdout
 *   // What it wrote before it failed ends like a whole dump.
 *   if ((await ended)[0] !== 0) throw new Error('pg_dump failed')
 * }
 * await putStream(store, { key: 'backups/shop.dump', body: dump() })
 */
export async function putStream(
  store: Store,
  params: PutStreamParams,
  options: PutStreamOptions = {},
): Promise<ObjectInfo> {
  const { key, body, size, partSize: least } = params
  const { concurrency = 4, onProgress, signal, clock = systemClock } = options
  const source = openBody(key, body, options)
  try {
    checkUpload(store, key, { ...options, concurrency })
    const partSize = choosePartSize(key, { size, partSize: least, equalParts: store.capabilities.equalParts })
    const { readPart, check } = openParts(source, partSize, size)
    let first: PartReading | undefined
    let isAll: boolean
    try {
      first = await readPart({ allocate: (length) => new Uint8Array(length), signal })
      isAll = await source.isAtEnd(signal)
      if (isAll) check()
    } catch (error) {
      throw notStored(store, key, 0, error)
    }
    if (isAll) {
      const info = await store.put(key, first?.body ?? new Uint8Array(), options)
      reportProgress(onProgress, { bytes: info.size, totalBytes: info.size })
      return info
    }
    checkPartsCondition(store, options)
    // Without the signal: who does not get its answer cannot end the upload.
    const reference = await store.multipart.create(key, { ...options, signal: undefined })
    const readNext: ReadPart = async (slot) => {
      const part = first ?? (await readPart(slot))
      first = undefined
      return part
    }
    const how = { ...options, concurrency, totalBytes: size, onProgress, check, keepsParts: false, clock }
    return await driveUpload(store, reference, readNext, how)
  } catch (error) {
    source.cancel()
    throw error
  }
}

/** Cuts a stream into parts and counts what came. */
function openParts(source: ByteSource, partSize: (partNumber: number) => number, size: number | undefined) {
  let partNumber = 0
  let count = 0
  const check = () => {
    if (size === undefined || count === size) return
    throw new KeelsonError(`its source gave ${count > size ? 'more' : `${count} bytes`} instead of ${size}`, {
      code: 'conflict',
    })
  }
  const readPart: ReadPart = async ({ allocate, signal }) => {
    partNumber += 1
    // One byte more than there should be tells that there are more.
    const target = allocate(Math.min(partSize(partNumber), (size ?? Infinity) - count + 1))
    const length = await source.read(target, signal)
    if (length === 0) return undefined
    if (partNumber > mostParts) {
      const most = partSize(1) * mostParts
      throw new KeelsonError(`it is larger than ${mostParts} parts of ${partSize(1)} bytes (${most})`, {
        code: 'config',
        hint: 'Give its size, or a larger partSize',
      })
    }
    count += length
    if (size !== undefined && count > size) check()
    return { partNumber, body: target.subarray(0, length) }
  }
  return { readPart, check }
}
