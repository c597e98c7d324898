import { isKeelsonError, KeelsonError, type Clock } from '@keelson/core'
import { endUpload } from './end-upload.js'
import type { UploadedPart, UploadReference } from '../multipart.js'
import type { ObjectInfo, PutOptions } from '../object.js'
import { retell } from '../retell.js'
import { reportProgress } from './report-progress.js'
import type { Store } from '../store.js'
import { uploadParts, type ReadPart } from './upload-parts.js'

/** How far an upload is. */
export interface UploadProgress {
  /** Stored so far. */
  readonly bytes: number
  /** Of the whole object, where it is known. */
  readonly totalBytes?: number | undefined
}

/** How an upload is driven. */
export interface DriveOptions extends Pick<PutOptions, 'ifMatch' | 'ifNoneMatch' | 'signal'> {
  readonly concurrency: number
  readonly totalBytes: number | undefined
  readonly onProgress: ((progress: UploadProgress) => void) | undefined
  /** What must hold of everything that was read, before it becomes the object. */
  readonly check: () => Promise<void> | void
  /** Whether the parts stay for another run when this one fails. */
  readonly keepsParts: boolean
  readonly clock: Clock
}

/** Sends the parts of an open upload and completes it; when that fails, it is aborted or left to be resumed, and the error says so. */
export async function driveUpload(
  store: Store,
  reference: UploadReference,
  readPart: ReadPart,
  { concurrency, totalBytes, onProgress, check, keepsParts, clock, ...options }: DriveOptions,
): Promise<ObjectInfo> {
  let bytes = 0
  const onPart = ({ size }: UploadedPart) => {
    bytes += size
    reportProgress(onProgress, { bytes, totalBytes })
  }
  try {
    const parts = await uploadParts(store, reference, readPart, { concurrency, signal: options.signal, onPart })
    await check()
    return await complete(store, reference, parts, options)
  } catch (error) {
    const left = keepsParts
      ? 'Its parts stay: another run with resume sends the rest, abortUploads frees them'
      : await endUpload(store, reference, { clock })
    throw notStored(store, reference.key, bytes, error, left)
  }
}

/** The error of content that did not arrive as a whole: the one that was thrown, told of its object. */
export function notStored(store: Store, key: string, bytes: number, error: unknown, hint?: string): unknown {
  if (!isKeelsonError(error)) return error
  const amount = bytes > 0 ? ` (${bytes} bytes of it were)` : ''
  const said = error.code === 'ambiguous_write' ? 'may have been stored' : 'was not stored'
  const message = `${JSON.stringify(key)} ${said} in ${store.name}${amount}: ${error.message}`
  return retell(error, message, { hint })
}

async function complete(
  store: Store,
  reference: UploadReference,
  parts: readonly UploadedPart[],
  options: Pick<PutOptions, 'ifMatch' | 'ifNoneMatch' | 'signal'>,
): Promise<ObjectInfo> {
  const { key } = reference
  const size = parts.reduce((sum, part) => sum + part.size, 0)
  const info = await store.multipart.complete({ ...reference, parts }, options)
  // Keys that may write alone cannot look; and what another writer has put there since is no measure.
  const stored = await store.head(key, { signal: options.signal }).catch(() => undefined)
  const found = stored && stored.etag === info.etag ? stored : info
  if (found.size === size) return found
  throw new KeelsonError(`${size} bytes were sent and ${found.size} are stored`, { code: 'server' })
}
