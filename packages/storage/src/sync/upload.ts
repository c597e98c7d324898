import { isKeelsonError, KeelsonError, withoutHint } from '@keelson/core'
import pLimit from 'p-limit'
import { retell } from '../retell.js'
import type { Store } from '../store.js'
import { reportProgress } from '../upload/report-progress.js'
import { isConflict, putOver } from './conditional.js'
import type { SyncFile, SyncResult } from './plan.js'
import { describeObject, type PreparedSync } from './prepare.js'
import { recordWhenComplete, recordWhileWriting, type StoredOutcome } from './record-changes.js'
import { createObjectWriter } from './store-object.js'
import type { WantedObject } from './wanted.js'

/** How far a sync is. */
export interface SyncProgress {
  /** The file that was just stored. */
  readonly file: Pick<SyncFile, 'path' | 'key' | 'size'>
  /** Files stored so far, of `total`. */
  readonly done: number
  readonly total: number
  /** Bytes stored so far, of `totalBytes`, before compression. */
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
 * Stores what a plan misses, in an order that can be broken off anywhere: a record that says so, files with a hash, which
 * nothing links yet, then those that keep their names and link them, then the manifest, which so never names what is not
 * there, and the record of what is there now.
 */
export async function uploadFiles(store: Store, prepared: PreparedSync, options: UploadOptions): Promise<SyncResult> {
  const { plan, change, upload, stale, record, isDone } = prepared
  const { unchanged, retired, manifest, warnings } = plan
  const outcomes = new Map<WantedObject, StoredOutcome>()
  const { signal } = options
  if (!isDone) {
    let isPublished = false
    try {
      const isWriting = upload.length + stale.length > 0 || !manifest.isCurrent
      if (isWriting) await record.write(recordWhileWriting(change), { signal })
      await uploadObjects(store, prepared, options, outcomes)
      const etag = await putManifest(store, prepared, options)
      isPublished = true
      await record.write(recordWhenComplete(change, outcomes, etag), { signal })
    } catch (error) {
      const { folder } = options
      const far = `${outcomes.size} of ${upload.length} files were stored, the manifest is ${isPublished ? 'the new one' : 'as it was'}`
      throw explainFailure(error, `${folder} was not synced to ${store.name} as a whole: ${far}`)
    }
  }
  const stored = upload.filter((object) => !outcomes.get(object)?.omitted)
  return {
    uploaded: stored.map(describeObject),
    unchanged,
    retired,
    manifest,
    bytes: stored.reduce((sum, { size }) => sum + size, 0),
    warnings,
  }
}

async function uploadObjects(
  store: Store,
  { plan, change, upload, stale, concurrency }: PreparedSync,
  { signal, onProgress }: UploadOptions,
  outcomes: Map<WantedObject, StoredOutcome>,
): Promise<void> {
  const { bytes: totalBytes } = plan
  const total = upload.length
  const storeObject = createObjectWriter(store, change, { signal })
  let bytes = 0
  const failures: unknown[] = []
  const storeOne = async (object: WantedObject) => {
    // What is under way when another one fails may end: the next sync finds it.
    if (failures.length > 0) return
    try {
      if (signal?.aborted) throw abortedError()
      const { path, key, size } = object
      outcomes.set(object, await storeObject(object))
      bytes += size
      reportProgress(onProgress, { file: { path, key, size }, done: outcomes.size, total, bytes, totalBytes })
    } catch (error) {
      failures.push(error)
    }
  }
  for (const isKept of [false, true]) {
    if (isKept && stale.length > 0) await store.deleteMany(stale, { signal })
    const phase = upload.filter(({ naming }) => (naming === 'keep') === isKept)
    await pLimit(concurrency).map(phase, storeOne)
    if (failures.length > 0) throw failures[0]
  }
}

async function putManifest(
  store: Store,
  { plan: { manifest }, change }: PreparedSync,
  { signal }: UploadOptions,
): Promise<string | undefined> {
  const found = change.existing.get(manifest.key)
  if (manifest.isCurrent) return found?.etag
  if (signal?.aborted) throw abortedError()
  const attributes = { contentType: 'application/json', cacheControl: 'no-cache' }
  const { key, text: body } = manifest
  const { etag } = await putOver(store, { key, body, seen: found }, { ...attributes, signal })
  return etag
}

function abortedError(): KeelsonError {
  return new KeelsonError('it was aborted', { code: 'aborted' })
}

function explainFailure(error: unknown, said: string): unknown {
  if (!isKeelsonError(error)) return error
  const { message } = error
  // In place of its own hint, which would have somebody decide.
  const [told, next] = isConflict(error)
    ? [withoutHint(error), 'Another sync wrote at the same time: wait for its end, then run this one again']
    : [message, 'Run the sync again: it finds what was stored and goes on']
  return retell(error, `${said}: ${told}`, { hint: next })
}
