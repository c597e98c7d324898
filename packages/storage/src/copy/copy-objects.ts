import { describeCause, isKeelsonError, KeelsonError } from '@keelson/core'
import pLimit from 'p-limit'
import { planCopy, type CopyObjectsParams, type PlannedCopy, type SkippedObject } from './copy-plan.js'
import type { StoreOptions } from '../object.js'
import { putStream } from '../upload/put-stream.js'
import { reportProgress } from '../upload/report-progress.js'
import { attributesOfCopy, needsRecord } from './source-version.js'
import type { Store } from '../store.js'

/** How far a copy is. */
export interface CopyProgress {
  /** What was just copied, in the target. */
  readonly key: string
  /** Objects copied so far, of `total`. */
  readonly done: number
  readonly total: number
  /** Bytes copied so far, of `totalBytes`. */
  readonly bytes: number
  readonly totalBytes: number
}

/** Options of {@link copyObjects}. */
export interface CopyObjectsOptions extends StoreOptions {
  /**
   * Objects at the same time; each takes up to 16 MiB of memory, and three connections of a client that both buckets share.
   * @default 8
   */
  readonly concurrency?: number | undefined
  /** Called after every object; what it throws is ignored. */
  readonly onProgress?: ((progress: CopyProgress) => void) | undefined
  /** Only says what would be done. @default false */
  readonly dryRun?: boolean | undefined
}

/** What a copy did, or would do; keys are those of the target where nothing else is said. */
export interface CopyResult {
  readonly copied: readonly string[]
  /** Same size and same content, by their ETags. */
  readonly unchanged: readonly string[]
  readonly removed: readonly string[]
  readonly skipped: readonly SkippedObject[]
  /** Of what was copied. */
  readonly bytes: number
}

/** Then something is wrong with the store rather than with an object. */
const mostFailures = 10

/**
 * Copies the objects under a prefix from one store to another, with their attributes: a bucket to a folder is a backup, a
 * folder to a bucket its restore, a bucket to a bucket a move. Broken off anywhere and run again it ends complete; what a
 * killed process had stored of an object in parts is freed by `abortUploads`.
 *
 * What has the same size and content is not read again. ETags tell that where they are MD5s; elsewhere (uploads in parts,
 * encrypted buckets) the copy carries the ETag of its source as the metadata `keelson-source-etag`. A change of attributes
 * alone is not seen. An object that cannot be copied does not keep the others; the error names it in the end.
 *
 * Throws `config` with everything that stands in the way (keys that the target cannot hold, a removal that `maxShare`
 * refuses) before anything is written. What is deleted goes last, when all was copied.
 *
 * @example
 * import { copyObjects, createLocalStore } from '@keelson/storage'
 * const backup = createLocalStore({ folder: '/var/backups/media' })
 * await backup.ensureBucket()
 * const { copied, unchanged } = await copyObjects({ from: bucket, to: backup, prefix: 'media/' })
 */
export async function copyObjects(params: CopyObjectsParams, options: CopyObjectsOptions = {}): Promise<CopyResult> {
  const { concurrency = 8, signal, onProgress, dryRun = false } = options
  const { from, to } = params
  const { copies, unchanged, extra, markers } = await planCopy(params, { concurrency, signal })
  const total = copies.length
  const totalBytes = copies.reduce((sum, { source }) => sum + source.size, 0)
  if (dryRun) {
    const copied = copies.map(({ key }) => key)
    return { copied, unchanged, removed: extra, skipped: markers, bytes: totalBytes }
  }
  const copied: string[] = []
  const vanished: SkippedObject[] = []
  const failures: KeelsonError[] = []
  let bytes = 0
  await pLimit(concurrency).map(copies, async (copy) => {
    if (failures.length >= mostFailures || signal?.aborted) return
    try {
      const size = await copyObject(from, to, copy, { signal })
      if (size === undefined) {
        vanished.push({ key: copy.source.key, reason: 'vanished' })
        return
      }
      copied.push(copy.key)
      bytes += size
      reportProgress(onProgress, { key: copy.key, done: copied.length, total, bytes, totalBytes })
    } catch (error) {
      failures.push(toFailure(error))
    }
  })
  const [failure] = failures
  if (failure || signal?.aborted) throw incomplete(params, copied.length, total, failures)
  if (extra.length > 0) await to.deleteMany(extra, { signal })
  return { copied: copied.toSorted(), unchanged, removed: extra, skipped: [...markers, ...vanished], bytes }
}

/** Answers with the size of what was copied, or nothing when it is not there any more. */
async function copyObject(
  from: Store,
  to: Store,
  { source, key }: PlannedCopy,
  { signal }: StoreOptions,
): Promise<number | undefined> {
  const object = await from.getStream(source.key, { signal })
  if (!object) return undefined
  // A file that was put there by hand gets its ETag from nowhere, and from its list alone its date.
  const version = {
    ...object,
    etag: object.etag ?? source.etag,
    lastModified: object.lastModified ?? source.lastModified,
  }
  const isRecorded = needsRecord(version)
  const { body, size } = object
  const attributes = attributesOfCopy(version, isRecorded)
  const { etag } = await putStream(to, { key, body, size }, { ...attributes, signal, concurrency: 2 })
  // As of buckets with keys of their own: their ETags are no MD5s, though they look like it.
  if (!isRecorded && etag !== version.etag) {
    await to.copy({ from: key, to: key }, { ...attributesOfCopy(version, true), signal })
  }
  return size
}

function toFailure(error: unknown): KeelsonError {
  if (isKeelsonError(error)) return error
  const cause = describeCause(error, (text) => text)
  return new KeelsonError(cause.message, { code: 'server', cause })
}

function incomplete(
  { from, to }: CopyObjectsParams,
  copied: number,
  total: number,
  failures: readonly KeelsonError[],
): KeelsonError {
  const [first] = failures
  const said = failures.slice(0, 5).map(({ message }) => `\n  ${message}`)
  const more = failures.length > said.length ? `\n  … and ${failures.length - said.length} more` : ''
  const why = first ? `:${said.join('')}${more}` : ': it was aborted'
  return new KeelsonError(`${copied} of ${total} objects were copied from ${from.name} to ${to.name}${why}`, {
    code: first?.code ?? 'aborted',
    status: first?.status,
    retryAfterMs: first?.retryAfterMs,
    cause: first,
    hint: 'Run it again: it goes on with what is missing',
  })
}
