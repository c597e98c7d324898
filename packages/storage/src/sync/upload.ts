import { isKeelsonError, KeelsonError } from '@keelson/core'
import pLimit from 'p-limit'
import type { Store } from '../store.js'
import { systemCode } from '../system-error.js'
import type { SyncFile } from './plan.js'
import type { PreparedSync } from './prepare.js'
import { changedError, readFile } from './read-file.js'
import type { PlacedFile } from './placement.js'

/** How far a sync is. */
export interface SyncProgress {
  /** The file that was just stored. */
  readonly file: Pick<SyncFile, 'path' | 'key' | 'size'>
  /** Files stored so far, of `total`. */
  readonly done: number
  readonly total: number
  /** Bytes stored so far, of `totalBytes`. */
  readonly bytes: number
  readonly totalBytes: number
}

/** How files are stored. */
export interface UploadOptions {
  readonly folder: string
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((progress: SyncProgress) => void) | undefined
}

/**
 * Stores what a plan misses, in an order that can be broken off anywhere: files with a hash, which nothing links yet, then
 * those that keep their names and link them, then the manifest, which so never names what is not there.
 */
export async function uploadFiles(store: Store, prepared: PreparedSync, options: UploadOptions): Promise<void> {
  const { plan, upload, concurrency } = prepared
  const { folder, signal, onProgress } = options
  const { manifest, bytes: totalBytes } = plan
  const total = upload.length
  let done = 0
  let bytes = 0
  const failures: unknown[] = []
  const storeFile = async (file: PlacedFile) => {
    // What is under way when another one fails may end: the next sync finds it.
    if (failures.length > 0) return
    try {
      if (signal?.aborted) throw abortedError()
      const { path, key, size, contentType, cacheControl } = file
      await store.put(key, await contentOf(file), { contentType, cacheControl, signal })
      done += 1
      bytes += size
      report(onProgress, { file: { path, key, size }, done, total, bytes, totalBytes })
    } catch (error) {
      failures.push(error)
    }
  }
  const explain = (error: unknown) =>
    explainFailure(error, `${folder} was not synced to ${store.name} as a whole: ${done} of ${total} files were stored`)
  for (const isKept of [false, true]) {
    const phase = upload.filter(({ naming }) => (naming === 'keep') === isKept)
    await pLimit(concurrency).map(phase, storeFile)
    if (failures.length > 0) throw explain(failures[0])
  }
  if (manifest.isCurrent) return
  try {
    if (signal?.aborted) throw abortedError()
    await store.put(manifest.key, manifest.text, {
      contentType: 'application/json',
      cacheControl: 'no-cache',
      signal,
    })
  } catch (error) {
    throw explain(error)
  }
}

async function contentOf({ content, location, path, hash }: PlacedFile): Promise<Uint8Array> {
  if (content) return content
  const now = await readFile(location, path, () => true).catch((error: unknown) => {
    throw isKeelsonError(error) ? error : changedError(path, systemCode(error))
  })
  if (now.hash !== hash || !now.content) throw changedError(path)
  return now.content
}

function report(onProgress: UploadOptions['onProgress'], progress: SyncProgress): void {
  // `async` also takes in what a view throws at once: it cannot break a sync.
  if (onProgress) (async () => onProgress(progress))().catch(() => undefined)
}

function abortedError(): KeelsonError {
  return new KeelsonError('it was aborted', { code: 'aborted' })
}

function explainFailure(error: unknown, said: string): unknown {
  if (!isKeelsonError(error)) return error
  const { code, retryAfterMs, requestId, status } = error
  return new KeelsonError(`${said}, the manifest is as it was: ${error.message}`, {
    code,
    status,
    requestId,
    retryAfterMs,
    cause: error,
    hint: 'Run the sync again: it finds what was stored and goes on',
  })
}
