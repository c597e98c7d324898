import type { ObjectInfo } from '../object.js'
import type { UploadReason } from './find-missing.js'
import type { RecordedFile, SyncRecord } from './record.js'
import type { WantedObject } from './wanted.js'

/** What a sync is about to do, or did. */
export interface SyncChange {
  readonly before: SyncRecord | undefined
  readonly digest: string
  readonly wanted: readonly WantedObject[]
  readonly reasons: ReadonlyMap<WantedObject, UploadReason>
  /** By key, as listed before. */
  readonly existing: ReadonlyMap<string, ObjectInfo>
  /** Variants of files that keep their names, which would now be variants of something else. */
  readonly stale: readonly string[]
  readonly manifest: { readonly name: string; readonly hash: string; readonly isCurrent: boolean }
  /** ISO 8601. */
  readonly date: string
}

/** What a put came to. */
export interface StoredOutcome {
  readonly etag?: string | undefined
  readonly omitted?: true | undefined
}

/**
 * The record of a sync that may be broken off anywhere: of what it stores it only says the content that is there, if anything
 * is. Names of before stay, so that a prune knows them.
 */
export function recordWhileWriting({ before, digest, wanted, reasons, existing, manifest }: SyncChange): SyncRecord {
  const files = new Map(before?.files)
  for (const object of wanted) {
    const { name, key, hash, of } = object
    const reason = reasons.get(object)
    const hasContent = reason === 'attributes' || !existing.has(key)
    const uncertain = { ...(hasContent && { hash }), ...(of !== undefined && { of }) }
    const known = before?.files.get(name)
    files.set(name, reason ? uncertain : entryOf(object, outcomeBefore(object, existing, known)))
  }
  const manifests = new Map(before?.manifests)
  const { hash, name, isCurrent } = manifest
  manifests.set(name, isCurrent ? { hash, etag: manifests.get(name)?.etag } : {})
  return { state: 'writing', digest, files, manifests }
}

/** The record of a sync that is done: what it did not want is retired, from now on or since an earlier sync. */
export function recordWhenComplete(
  change: SyncChange,
  outcomes: ReadonlyMap<WantedObject, StoredOutcome>,
  manifestEtag: string | undefined,
): SyncRecord {
  const { before, digest, wanted, existing, stale, manifest, date } = change
  const files = new Map<string, RecordedFile>()
  for (const object of wanted) {
    const known = before?.files.get(object.name)
    files.set(object.name, entryOf(object, outcomes.get(object) ?? outcomeBefore(object, existing, known)))
  }
  for (const [name, entry] of before?.files ?? []) {
    if (files.has(name) || stale.includes(name)) continue
    files.set(name, { ...entry, retired: entry.retired ?? date })
  }
  const manifests = new Map<string, RecordedFile>()
  for (const [name, entry] of before?.manifests ?? []) manifests.set(name, { ...entry, retired: entry.retired ?? date })
  const { name, hash } = manifest
  manifests.set(name, { hash, ...(manifestEtag !== hash && { etag: manifestEtag }) })
  return { state: 'complete', digest, files, manifests }
}

function entryOf({ hash, attributes, of }: WantedObject, { etag, omitted }: StoredOutcome): RecordedFile {
  return {
    hash,
    attributes,
    ...(etag !== undefined && etag !== hash && { etag }),
    ...(of !== undefined && { of }),
    ...(omitted && { omitted }),
  }
}

function outcomeBefore(
  { key }: WantedObject,
  existing: ReadonlyMap<string, ObjectInfo>,
  known: RecordedFile | undefined,
): StoredOutcome {
  const found = existing.get(key)
  return found ? { etag: found.etag } : { omitted: known?.omitted }
}
