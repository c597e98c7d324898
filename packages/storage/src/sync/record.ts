import { randomUUID } from 'node:crypto'
import { KeelsonError } from '@keelson/core'
import type { StoredObject, StoreOptions } from '../object.js'
import type { Store } from '../store.js'
import { isConflict, putOver, type SeenObject } from './conditional.js'

/** What is stored under a name, if anything is; what is not certain is left out. */
export interface RecordedFile {
  /** MD5 of the content before it was compressed. */
  readonly hash?: string | undefined
  /** Digest of the attributes, and of how the content is compressed. */
  readonly attributes?: string | undefined
  /** What the store answered, unless it is the hash. */
  readonly etag?: string | undefined
  /** The name of the file that this is a compressed variant of. */
  readonly of?: string | undefined
  /** Nothing is stored: the variant would be hardly smaller. */
  readonly omitted?: true | undefined
  /** Since when nothing names it any more, as ISO 8601. */
  readonly retired?: string | undefined
  /** A prune has begun to delete it. */
  readonly going?: true | undefined
}

/** What the syncs with one manifest, or with one for each release, have stored; names are those under the prefix. */
export interface SyncRecord {
  readonly state: 'writing' | 'complete'
  /** Of everything that the last sync wanted. */
  readonly digest: string
  readonly files: ReadonlyMap<string, RecordedFile>
  /** Of which `hash`, `etag`, `retired` and `going` are told. */
  readonly manifests: ReadonlyMap<string, RecordedFile>
}

/** Another one is as good as none. */
const version = 1

/** A record in a store. */
export interface RecordFile {
  readonly key: string
  /** As it was read, or written last; `undefined` without a readable one. */
  readonly record: SyncRecord | undefined
  /** Whether anything is stored under its key. */
  readonly isThere: boolean
  /** Replaces what was read or written last; `conflict` when somebody else has done so since. */
  write(record: SyncRecord, options?: StoreOptions): Promise<void>
}

/** `assets.json` → `.assets.json.sync.json`, beside it: no two manifests share a record, and servers of files hide it. */
export function recordName(manifest: string): string {
  return manifest.replace(/[^/]*$/, (name) => `.${name}.sync.json`)
}

/** Whether a key looks like that of a record. */
export const isRecordKey = (key: string) => /(?:^|\/)\.[^/]+\.sync\.json$/.test(key)

/** Reads the record of a manifest with one request. */
export async function openRecord(
  store: Store,
  { prefix, manifest }: { readonly prefix: string; readonly manifest: string },
  options: StoreOptions,
): Promise<RecordFile> {
  const key = prefix + recordName(manifest)
  const object = await store.get(key, options)
  const found = object && parseRecord(object)
  let record = found?.manifest === manifest ? found.record : undefined
  let stored: SeenObject = object
  return {
    key,
    get record() {
      return record
    },
    isThere: object !== undefined,
    async write(next, { signal } = {}) {
      const attributes = { contentType: 'application/json', cacheControl: 'no-cache' }
      const text = formatRecord(manifest, next)
      stored = await putOver(store, { key, body: text, seen: stored }, { ...attributes, signal }).catch(
        (error: unknown) => {
          throw isConflict(error) ? writtenByOther(store, key, error) : error
        },
      )
      record = next
    },
  }
}

/** A record of which only the key is known, and the prefix that its names are under; throws `schema` for anything else. */
export async function readRecord(
  store: Store,
  key: string,
  options: StoreOptions,
): Promise<{ readonly prefix: string; readonly record: SyncRecord } | undefined> {
  const object = await store.get(key, options)
  if (!object) return undefined
  const found = parseRecord(object)
  const name = found && recordName(found.manifest)
  if (found && name && key.endsWith(name)) return { prefix: key.slice(0, -name.length), record: found.record }
  throw unreadable(store, key)
}

/** The error of a key that holds something else than a record. */
export function unreadable(store: Store, key: string): KeelsonError {
  return new KeelsonError(`${key} in ${store.name} is not a record of a sync that this version can read`, {
    code: 'schema',
    hint: 'The next sync writes it anew',
  })
}

function writtenByOther(store: Store, key: string, cause: KeelsonError): KeelsonError {
  const message = `another sync or prune wrote ${key} in ${store.name} meanwhile`
  const hint = 'Wait for its end, then run this one again'
  return new KeelsonError(message, { code: 'conflict', status: 412, cause, hint })
}

function formatRecord(manifest: string, { state, digest, files, manifests }: SyncRecord): string {
  const sorted = (map: ReadonlyMap<string, RecordedFile>) =>
    Object.fromEntries([...map].toSorted(([a], [b]) => (a < b ? -1 : 1)))
  // What another one writes must never be taken for this one, as after a lost answer.
  const write = randomUUID()
  const record = { version, manifest, write, state, digest, manifests: sorted(manifests), files: sorted(files) }
  return `${JSON.stringify(record)}\n`
}

function parseRecord({ body }: StoredObject): { readonly manifest: string; readonly record: SyncRecord } | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(body))
    if (!isObject(value) || value['version'] !== version) return undefined
    const { manifest, state, digest, files, manifests } = value
    if (typeof manifest !== 'string' || typeof digest !== 'string') return undefined
    if ((state !== 'writing' && state !== 'complete') || !areEntries(files) || !areEntries(manifests)) return undefined
    const record: SyncRecord = {
      state,
      digest,
      files: new Map(Object.entries(files)),
      manifests: new Map(Object.entries(manifests)),
    }
    return { manifest, record }
  } catch {
    return undefined
  }
}

function areEntries(value: unknown): value is Record<string, RecordedFile> {
  return isObject(value) && Object.values(value).every(isEntry)
}

function isEntry(value: unknown): boolean {
  if (!isObject(value)) return false
  const { omitted, going, retired, ...texts } = value
  const isDate = retired === undefined || (typeof retired === 'string' && !Number.isNaN(Date.parse(retired)))
  const areMarks = [omitted, going].every((mark) => mark === undefined || mark === true)
  return isDate && areMarks && Object.values(texts).every((text) => typeof text === 'string')
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
