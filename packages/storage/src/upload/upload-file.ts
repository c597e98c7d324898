import { isKeelsonError, systemClock, type Clock } from '@keelson/core'
import { checkPartsCondition, checkUpload } from './check-upload.js'
import { contentTypeOf } from '../content-type.js'
import { driveUpload } from './drive-upload.js'
import { md5Etag } from '../etag.js'
import { openFile, type FileSource } from './file-source.js'
import type { UploadedPart, UploadReference } from '../multipart.js'
import type { ObjectInfo, StoreOptions } from '../object.js'
import { choosePartSize } from './part-size.js'
import type { UploadOptions } from './put-stream.js'
import { reportProgress } from './report-progress.js'
import type { Store } from '../store.js'
import type { ReadPart } from './upload-parts.js'

/** What {@link uploadFile} stores. */
export interface UploadFileParams {
  readonly key: string
  /** Its path. */
  readonly file: string
  /** At least, in bytes; a smaller file is stored by a plain put. @default 8388608 */
  readonly partSize?: number | undefined
}

/** Options of {@link uploadFile}. */
export interface UploadFileOptions extends UploadOptions {
  /**
   * Goes on with the newest open upload of this key: parts whose MD5 is that of the file's bytes are not sent again, and
   * when this run fails they stay for the next one. Attributes are those of the run that began. @default false
   */
  readonly resume?: boolean | undefined
  /** Of the repetitions when an upload cannot be aborted. @default the machine's */
  readonly clock?: Clock | undefined
}

/**
 * Stores a file of any size, in at most `concurrency` parts of memory; its content type is that of its extension, or of the key's.
 *
 * Nothing is to be seen under the key before all of it is stored, and the size is compared at the end. Throws `config` for
 * what is no file, `conflict` when it changes while it is read; without `resume`, a failed upload is freed again.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html
 *
 * @example
 * import { uploadFile } from '@keelson/storage'
 * await uploadFile(store, { key: 'backups/shop.dump', file: '/var/backups/shop.dump' }, { resume: true })
 */
export async function uploadFile(
  store: Store,
  { key, file, partSize }: UploadFileParams,
  options: UploadFileOptions = {},
): Promise<ObjectInfo> {
  const { concurrency = 4, resume = false, onProgress, signal, clock = systemClock } = options
  checkUpload(store, key, { ...options, concurrency })
  const source = await openFile(file)
  const given = { ...options, concurrency, contentType: options.contentType ?? contentTypeOf(file, key) }
  try {
    const { size } = source
    const length = choosePartSize(key, { size, partSize, equalParts: true })(1)
    if (size <= length) {
      const body = new Uint8Array(size)
      await source.read(body, 0)
      const info = await store.put(key, body, given)
      reportProgress(onProgress, { bytes: size, totalBytes: size })
      return info
    }
    checkPartsCondition(store, given)
    const found = resume ? await findUpload(store, key, { signal }) : undefined
    // Without the signal: who does not get its answer cannot end the upload.
    const reference = found?.reference ?? (await store.multipart.create(key, { ...given, signal: undefined }))
    const readPart = openParts(source, length, found?.parts ?? [])
    const how = { ...given, totalBytes: size, onProgress, check: source.check, keepsParts: resume, clock }
    return await driveUpload(store, reference, readPart, how)
  } finally {
    await source.close()
  }
}

/** Cuts a file into parts, and compares them with those that the store has. */
function openParts(source: FileSource, length: number, stored: readonly UploadedPart[]): ReadPart {
  const known = new Map(stored.map((part) => [part.partNumber, part]))
  let next = 1
  return async ({ allocate }) => {
    const partNumber = next++
    const position = (partNumber - 1) * length
    if (position >= source.size) return undefined
    const body = allocate(Math.min(length, source.size - position))
    await source.read(body, position)
    const part = known.get(partNumber)
    // An ETag that is no MD5, as of encrypted parts, tells nothing.
    const isSame = part?.size === body.byteLength && part.etag === md5Etag(body)
    return { partNumber, body, stored: isSame ? part : undefined }
  }
}

interface FoundUpload {
  readonly reference: UploadReference
  readonly parts: readonly UploadedPart[]
}

/** The newest upload of exactly this key that is open, with its parts. */
async function findUpload(store: Store, key: string, options: StoreOptions): Promise<FoundUpload | undefined> {
  const open = await store.multipart.list({ prefix: key }, options).toArray()
  const ours = open.filter((upload) => upload.key === key)
  for (const { uploadId } of ours.toSorted((a, b) => Number(b.initiated ?? 0) - Number(a.initiated ?? 0))) {
    const reference = { key, uploadId }
    try {
      return { reference, parts: await store.multipart.listParts(reference, options) }
    } catch (error) {
      // Completed or aborted since the list.
      if (!(isKeelsonError(error) && error.code === 'not_found')) throw error
    }
  }
  return undefined
}
