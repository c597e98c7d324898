import { systemClock } from '@keelson/core'
import { md5Etag } from '../etag.js'
import type { ObjectInfo } from '../object.js'
import type { Store } from '../store.js'
import { checkOptions } from './check-options.js'
import { variantSuffixes } from './compress.js'
import { findMissing } from './find-missing.js'
import type { PlanOptions, SyncFile, SyncPlan } from './plan.js'
import { readFolder, type FolderReading } from './read-folder.js'
import type { SyncChange } from './record-changes.js'
import { openRecord, type RecordFile, type SyncRecord } from './record.js'
import { refuseGoing } from './refuse-going.js'
import { digestOf, type WantedObject } from './wanted.js'

/** A plan with what carrying it out takes. */
export interface PreparedSync {
  readonly plan: SyncPlan
  readonly change: SyncChange
  /** In the order of storing. */
  readonly upload: readonly WantedObject[]
  /** Keys of what is deleted before. */
  readonly stale: readonly string[]
  readonly record: RecordFile
  /** The record has all of it: there is nothing to do. */
  readonly isDone: boolean
  readonly concurrency: number
}

/**
 * Reads the folder, then the record, then, unless that one has all of it, a list of the prefix: the store is not asked before
 * the folder is known to be sound.
 */
export async function prepareSync(store: Store, options: PlanOptions): Promise<PreparedSync> {
  checkOptions(options)
  const { prefix = '', force = false, verify = false, concurrency = 16, clock = systemClock, signal } = options
  const folder = await readFolder(store, { ...options, concurrency })
  const { wanted, manifest } = folder
  const record = await openRecord(store, { prefix, manifest: folder.recordOf }, { signal })
  const before = record.record
  const digest = digestOf(wanted, manifest)
  const isDone = before?.state === 'complete' && before.digest === digest && !force && !verify
  // One request a thousand objects sees what is there, whoever deleted what.
  const existing = new Map<string, ObjectInfo>()
  if (!isDone) for await (const object of store.list({ prefix }, { signal })) existing.set(object.key, object)
  const recorded = before?.files ?? new Map()
  const view = { existing, recorded, force, verify, concurrency, signal }
  const reasons = isDone ? new Map() : await findMissing(store, wanted, view)
  const hash = md5Etag(manifest.text)
  const isCurrent = isDone || (!force && isManifestCurrent(manifest, hash, existing, before))
  const change: SyncChange = {
    before,
    digest,
    wanted,
    reasons,
    existing,
    stale: staleVariants(wanted, before),
    manifest: { name: manifest.name, hash, isCurrent },
    date: new Date(clock.date()).toISOString(),
  }
  refuseGoing(store, change)
  const upload = [false, true].flatMap((isKept) =>
    wanted.filter((object) => reasons.has(object) && (object.naming === 'keep') === isKept),
  )
  const plan = describePlan(folder, change, { prefix, upload })
  const stale = change.stale.map((name) => prefix + name).filter((key) => existing.has(key))
  return { plan, change, upload, stale, record, isDone, concurrency }
}

function isManifestCurrent(
  { key, name }: FolderReading['manifest'],
  hash: string,
  existing: ReadonlyMap<string, ObjectInfo>,
  before: SyncRecord | undefined,
): boolean {
  const etag = existing.get(key)?.etag
  const known = before?.manifests.get(name)
  return etag !== undefined && (etag === hash || (known?.hash === hash && known.etag === etag))
}

/** A file that keeps its name may change later, and a server would go on sending a variant that nobody stores any more. */
function staleVariants(wanted: readonly WantedObject[], before: SyncRecord | undefined): string[] {
  const names = new Set(wanted.map(({ name }) => name))
  const fixed = new Set(wanted.filter(({ naming }) => naming !== 'hash').map(({ name }) => name))
  // Whatever a record says: nothing else than a variant is deleted.
  const isVariant = (name: string, of: string) => Object.values(variantSuffixes).some((suffix) => name === of + suffix)
  const entries = [...(before?.files ?? [])]
  return entries.flatMap(([name, { of = '' }]) =>
    fixed.has(of) && isVariant(name, of) && !names.has(name) ? [name] : [],
  )
}

function describePlan(
  { ignored, warnings, manifest: { key, text, paths } }: FolderReading,
  { before, wanted, reasons, manifest: { isCurrent } }: SyncChange,
  { prefix, upload }: { readonly prefix: string; readonly upload: readonly WantedObject[] },
): SyncPlan {
  const names = new Set(wanted.map(({ name }) => name))
  const isOmitted = (name: string) => before?.files.get(name)?.omitted === true
  const retired = [...(before?.files ?? [])].filter(
    ([name, entry]) => !names.has(name) && entry.retired === undefined && !isOmitted(name),
  )
  return {
    upload: upload.map((object) => ({ ...describeObject(object), reason: reasons.get(object) ?? 'new' })),
    unchanged: wanted.filter((object) => !reasons.has(object) && !isOmitted(object.name)).map(describeObject),
    retired: retired.map(([name]) => prefix + name),
    ignored,
    manifest: { key, text, paths, isCurrent },
    bytes: upload.reduce((sum, { size }) => sum + size, 0),
    warnings,
  }
}

/** An object as results show it. */
export function describeObject({
  path,
  key,
  size,
  naming,
  contentType,
  cacheControl,
  encoding,
}: WantedObject): SyncFile {
  return { path, key, size, naming, contentType, cacheControl, ...(encoding && { encoding }) }
}
