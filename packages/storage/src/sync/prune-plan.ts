import { KeelsonError, systemClock, type Clock } from '@keelson/core'
import { checkPrefix } from '../key.js'
import type { StoreOptions } from '../object.js'
import type { Store } from '../store.js'
import { checkFormat, manifestKeys } from './manifest-format.js'
import { releaseName } from './manifest-name.js'
import type { ManifestOptions } from './plan.js'
import { readOthers, readTexts } from './prune-references.js'
import { openRecord, unreadable, type RecordedFile, type RecordFile, type SyncRecord } from './record.js'

/** What is pruned. */
export interface PruneOptions {
  /** The one of the sync. @default '' */
  readonly prefix?: string | undefined
  /** That of the sync; of all its releases. */
  readonly manifest?: Omit<ManifestOptions, 'release'> | undefined
  /** How long files stay after they ceased to be named, in milliseconds. @default 604800000, a week */
  readonly graceMs?: number | undefined
  /** Releases that still run: their files stay however old they are. */
  readonly keepReleases?: readonly string[] | undefined
  /** Folders of the store in which nothing may be deleted, as `media/`. */
  readonly protect?: readonly string[] | undefined
  /** Refuses to delete a larger share of the files that are known. @default 0.5 */
  readonly maxShare?: number | undefined
  /** @default the machine's */
  readonly clock?: Clock | undefined
  readonly signal?: AbortSignal | undefined
}

/** What a prune would delete, and what it leaves. */
export interface PrunePlan {
  /** Keys of files that nothing names, and has not for the grace period. */
  readonly files: readonly string[]
  /** Keys of the manifests of releases that were replaced as long ago. */
  readonly manifests: readonly string[]
  /** What nothing names, and from when on it may be deleted. */
  readonly inGrace: readonly { readonly key: string; readonly until: Date }[]
  /** How many objects under the prefix no sync with this manifest stored: they are never deleted. */
  readonly foreign: number
}

/** A plan with what carrying it out takes. */
export interface PreparedPrune {
  readonly plan: PrunePlan
  readonly file: RecordFile
  readonly record: SyncRecord
  /** What leaves the record, also of what is not in the store any more. */
  readonly due: ReadonlySet<string>
}

const week = 7 * 86_400_000

/** Reads the record, a list of the prefix, the manifests that stay, and records of other manifests. */
export async function preparePrune(store: Store, options: PruneOptions): Promise<PreparedPrune> {
  checkOptions(options)
  const { prefix = '', protect = [], keepReleases = [], signal } = options
  const { format = 'keelson', key: manifest = manifestKeys[format] }: ManifestOptions = options.manifest ?? {}
  const { clock = systemClock, graceMs = week, maxShare = 0.5 } = options
  const file = await openRecord(store, { prefix, manifest }, { signal })
  const record = checkRecord(store, file, prefix)
  const { manifests, files } = record
  const running = new Set(keepReleases.map((release) => checkRelease(releaseName(manifest, { release }), record)))
  const listed = await store.list({ prefix }, { signal }).toArray()
  const existing = new Set(listed.map(({ key }) => key))

  const endOfGrace = ({ retired = '' }: RecordedFile) => Date.parse(retired) + graceMs
  // What a prune began to delete has to go: nobody knows what of it is still there.
  const isDue = (entry: RecordedFile) => entry.going || endOfGrace(entry) <= clock.date()
  const oldManifests = entriesOf(manifests, (entry, name) => isDue(entry) && !running.has(name))
  const named = await readNamed(store, record, { prefix, existing, without: oldManifests, signal })
  const oldFiles = entriesOf(files, (entry, name) => {
    // A manifest names the file that this is a variant of; the last sync may want that one alone.
    const { of = name } = entry
    const isNamed = named.has(of) && (of === name || files.get(of)?.retired !== undefined)
    return isDue(entry) && !isNamed
  })
  const others = await readOthers(store, [...existing], { own: file.key, isDue, signal })
  const stays = (name: string) =>
    others.has(prefix + name) || protect.some((folder) => (prefix + name).startsWith(folder))
  // A name can have been a release's manifest once and a file later, or the other way round.
  const isBoth = (name: string) => manifests.has(name) && files.has(name)
  const due = new Set([...oldManifests, ...oldFiles].filter((name) => !stays(name) && !isBoth(name)))

  const keysOf = (names: Iterable<string>) => [...names].map((name) => prefix + name).filter((key) => existing.has(key))
  const going = keysOf([...files.keys()].filter((name) => due.has(name)))
  checkShare(going.length, keysOf(files.keys()).length, maxShare)
  const known = new Map<string, RecordedFile>([...manifests, ...files])
  const waiting = [...known].filter(([, entry]) => entry.retired !== undefined && !isDue(entry))
  const inGrace = waiting.map(([name, entry]) => ({ key: prefix + name, until: new Date(endOfGrace(entry)) }))
  return {
    file,
    record,
    due,
    plan: {
      files: going,
      manifests: keysOf([...manifests.keys()].filter((name) => due.has(name))),
      inGrace: inGrace.filter(({ key }) => existing.has(key)),
      foreign: listed.length - keysOf(known.keys()).length - 1,
    },
  }
}

function entriesOf<T>(
  entries: ReadonlyMap<string, T>,
  matches: (entry: T, name: string) => boolean | undefined,
): Set<string> {
  return new Set([...entries].flatMap(([name, entry]) => (matches(entry, name) ? [name] : [])))
}

/** What the manifests name that stay; `conflict` when the one of the last sync is not there. */
async function readNamed(
  store: Store,
  { manifests }: SyncRecord,
  {
    prefix,
    existing,
    without,
    signal,
  }: StoreOptions & {
    readonly prefix: string
    readonly existing: ReadonlySet<string>
    readonly without: ReadonlySet<string>
  },
): Promise<Set<string>> {
  const staying = [...manifests].filter(([name]) => !without.has(name))
  const missing = staying.find(([name, { retired }]) => retired === undefined && !existing.has(prefix + name))
  if (missing) throw missingManifest(store, prefix + missing[0])
  const keys = staying.map(([name]) => prefix + name).filter((key) => existing.has(key))
  return readTexts(store, keys, { signal })
}

function checkOptions({ prefix = '', protect = [], manifest, graceMs = week, maxShare = 0.5 }: PruneOptions): void {
  if (prefix !== '') checkPrefix('prefix', prefix)
  checkFormat(manifest?.format)
  for (const folder of protect) checkPrefix('protect', folder)
  if (!(graceMs >= 0)) throw new KeelsonError(`graceMs: ${graceMs} is not a number from 0 up`, { code: 'config' })
  if (!(maxShare > 0 && maxShare <= 1)) {
    throw new KeelsonError(`maxShare: ${maxShare} is not above 0 and at most 1`, { code: 'config' })
  }
}

function checkRecord(store: Store, { key, record, isThere }: RecordFile, prefix: string): SyncRecord {
  if (record?.state === 'complete') return record
  if (record) {
    throw new KeelsonError(`${store.name} was not pruned: a sync to ${prefix} is under way, or was broken off`, {
      code: 'conflict',
      hint: 'Sync again, then prune',
    })
  }
  if (isThere) throw unreadable(store, key)
  throw new KeelsonError(`${store.name} was not pruned: there is no record ${key} of what was stored`, {
    code: 'not_found',
    hint: 'A sync writes it: correct prefix and manifest, or sync first',
  })
}

function checkRelease(name: string, { manifests }: SyncRecord): string {
  const entry = manifests.get(name)
  if (entry && !entry.going) return name
  if (entry) {
    throw new KeelsonError(`keepReleases: a prune has begun to delete ${name} and its files`, {
      code: 'conflict',
      hint: 'Prune without it, so that this ends, and sync that release again',
    })
  }
  throw new KeelsonError(`keepReleases: there is no manifest ${name}`, {
    code: 'config',
    hint: `There are ${[...manifests.keys()].join(', ')}`,
  })
}

function missingManifest(store: Store, key: string): KeelsonError {
  return new KeelsonError(`${store.name} was not pruned: the manifest ${key} is not there`, {
    code: 'conflict',
    hint: 'Sync again, then prune',
  })
}

function checkShare(count: number, total: number, maxShare: number): void {
  if (count <= total * maxShare) return
  throw new KeelsonError(`${count} of ${total} files would be deleted, more than maxShare (${maxShare}) allows`, {
    code: 'config',
    hint: 'Look at planPrune with maxShare: 1; when that is meant, prune with it',
  })
}
