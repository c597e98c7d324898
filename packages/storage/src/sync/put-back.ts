import type { UndoResult } from '@keelson/core'
import pLimit from 'p-limit'
import type { StoredObject, StoreOptions } from '../object.js'
import type { Store } from '../store.js'
import type { PreparedSync } from './prepare.js'
import { recordWhileWriting } from './record-changes.js'
import type { RecordedFile, SyncRecord } from './record.js'
import type { WantedObject } from './wanted.js'

/** The objects that a sync is about to replace, as they are; `undefined` where there is none. */
export type ReplacedObjects = readonly (readonly [key: string, object: StoredObject | undefined])[]

/** Reads what a sync is about to replace; the manifest, which is replaced last, comes first. */
export async function readReplaced(
  store: Store,
  { plan, change: { existing }, upload, stale, concurrency }: PreparedSync,
  options: StoreOptions,
): Promise<ReplacedObjects> {
  const fixed = upload.filter(isPutBack).map(({ key }) => key)
  const keys = [...(plan.manifest.isCurrent ? [] : [plan.manifest.key]), ...stale, ...fixed]
  const read = async (key: string) => [key, existing.has(key) ? await store.get(key, options) : undefined] as const
  return pLimit(concurrency).map(keys, read)
}

/** Puts back what a sync replaced, and a record that says so; `conflict` when another one has written since. */
export async function putBack(
  store: Store,
  prepared: PreparedSync,
  replaced: ReplacedObjects,
  { signal }: StoreOptions,
): Promise<UndoResult> {
  const { change, record, concurrency } = prepared
  // The record is written first: without it, nothing was.
  if (record.record === change.before) return { status: 'undone', detail: 'as before: nothing was replaced' }
  const next = recordPutBack(prepared)
  await record.write(recordWhileWriting(change), { signal })
  const restore = async ([key, object]: ReplacedObjects[number]) => {
    if (!object) return store.delete(key, { signal })
    const { body, contentType, cacheControl, contentEncoding, contentDisposition, metadata } = object
    await store.put(key, body, { contentType, cacheControl, contentEncoding, contentDisposition, metadata, signal })
  }
  const [first, ...others] = replaced
  if (first) await restore(first)
  await pLimit(concurrency).map(others, restore)
  await record.write(next.record, { signal })
  const keys = replaced.map(([key]) => key)
  const stay = next.fresh === 0 ? '' : `; ${next.fresh} new files stay, which nothing links`
  return { status: 'undone', detail: `as before: ${keys.join(', ') || 'nothing was replaced'}${stay}` }
}

/** Names with a hash are new, and nothing links them; the others are linked by what ran before. */
const isPutBack = ({ naming }: WantedObject) => naming !== 'hash'

/** The record as it was, with the new files, which a prune has to know. */
function recordPutBack({ change, upload, record: { record } }: PreparedSync) {
  const { before, existing, date } = change
  const files = new Map(before?.files)
  let { state = 'complete', digest = '' }: Partial<SyncRecord> = before ?? {}
  let fresh = 0
  for (const object of upload) {
    if (isPutBack(object)) continue
    const { name, key } = object
    const entry: RecordedFile = record?.files.get(name) ?? {}
    if (existing.has(key)) {
      // Stored once more, with other attributes: what the record said before is not so any more.
      files.set(name, { ...files.get(name), attributes: undefined, etag: undefined })
      digest = ''
    } else if (!entry.omitted) {
      fresh += 1
      files.set(name, files.get(name) ?? { ...entry, retired: date })
    }
  }
  return { fresh, record: { state, digest, files, manifests: before?.manifests ?? new Map() } satisfies SyncRecord }
}
