import { isKeelsonError, KeelsonError } from '@keelson/core'
import pLimit from 'p-limit'
import { checkKey, checkPrefix } from '../key.js'
import type { ObjectInfo, StoreOptions } from '../object.js'
import { haveSameContent, isRecordedCopy } from './source-version.js'
import type { Store } from '../store.js'

/** What {@link copyObjects} copies. */
export interface CopyObjectsParams {
  readonly from: Store
  readonly to: Store
  /** A folder, as `media/`. @default '' everything */
  readonly prefix?: string | undefined
  /** Where the objects of that folder go. @default `prefix` */
  readonly targetPrefix?: string | undefined
  /** Which keys of the source take part; what it leaves out is not deleted in the target either. @default all */
  readonly filter?: ((key: string) => boolean) | undefined
  /** Deletes what is under the target's prefix and has no source; an empty source is refused. @default false */
  readonly removeExtra?: boolean | undefined
  /** Refuses to delete a larger share of what is under the target's prefix. @default 0.5 */
  readonly maxShare?: number | undefined
}

/** An object that was left out: an empty one whose key ends with a slash, as consoles make for folders, or one that was deleted meanwhile. */
export interface SkippedObject {
  /** Of the source. */
  readonly key: string
  readonly reason: 'folder_marker' | 'vanished'
}

/** What is to be copied where. */
export interface PlannedCopy {
  readonly source: ObjectInfo
  readonly key: string
}

/** What a copy would do. */
export interface CopyPlan {
  readonly copies: readonly PlannedCopy[]
  readonly unchanged: readonly string[]
  readonly extra: readonly string[]
  readonly markers: readonly SkippedObject[]
}

/** Lists both stores and compares; throws `config` with everything that stands in the way, before anything is written. */
export async function planCopy(
  params: CopyObjectsParams,
  { concurrency, signal }: StoreOptions & { readonly concurrency: number },
): Promise<CopyPlan> {
  checkParams(params, concurrency)
  const { from, to, prefix = '', targetPrefix = prefix, filter = () => true, removeExtra = false } = params
  const listed = (await listUnder(from, prefix, { signal })).filter(({ key }) => filter(key))
  const isMarker = ({ key, size }: ObjectInfo) => key.endsWith('/') && size === 0
  const markers = listed.filter(isMarker).map(({ key }) => ({ key, reason: 'folder_marker' }) as const)
  const wanted = listed
    .filter((source) => !isMarker(source))
    .map((source) => ({ source, key: targetPrefix + source.key.slice(prefix.length) }))
  const objects = (await listUnder(to, targetPrefix, { signal })).filter((target) => !isMarker(target))
  const existing = new Map(objects.map((target) => [target.key, target]))
  const keys = new Set(wanted.map(({ key }) => key))
  checkKeys(to, keys, existing)
  const isExtra = (key: string) => !keys.has(key) && filter(prefix + key.slice(targetPrefix.length))
  const extra = removeExtra ? [...existing.keys()].filter(isExtra) : []
  checkRemoval(params, { extra: extra.length, wanted: wanted.length, existing: existing.size })

  const isSame = async ({ source, key }: PlannedCopy): Promise<boolean> => {
    const target = existing.get(key)
    const same = target ? haveSameContent(source, target) : false
    if (same !== undefined || !target) return same === true
    // A backup knows its source; what is restored over that source is known by the backup.
    return (
      isRecordedCopy(await to.head(key, { signal }), source) ||
      isRecordedCopy(await from.head(source.key, { signal }), target)
    )
  }
  const answers = await pLimit(concurrency).map(wanted, isSame)
  return {
    copies: wanted.filter((_copy, index) => !answers[index]),
    unchanged: wanted.filter((_copy, index) => answers[index]).map(({ key }) => key),
    extra,
    markers,
  }
}

/** A list that answers for more than its prefix would have what is elsewhere deleted. */
async function listUnder(store: Store, prefix: string, options: StoreOptions): Promise<ObjectInfo[]> {
  const objects = await store.list({ prefix }, options).toArray()
  return objects.filter(({ key }) => key.startsWith(prefix))
}

function checkParams(
  { from, to, prefix = '', targetPrefix = prefix, maxShare = 0.5 }: CopyObjectsParams,
  concurrency: number,
): void {
  if (!from?.list || !to?.list) refuse('from and to must be stores, as createS3Store and createLocalStore give them')
  if (prefix !== '') checkPrefix('prefix', prefix)
  if (targetPrefix !== '') checkPrefix('targetPrefix', targetPrefix)
  if (!(maxShare > 0 && maxShare <= 1)) refuse(`maxShare: ${maxShare} is not above 0 and at most 1`)
  if (!Number.isSafeInteger(concurrency) || concurrency < 1) {
    refuse(`concurrency: ${concurrency} is not a whole number above 0`)
  }
  if (from === to && (prefix.startsWith(targetPrefix) || targetPrefix.startsWith(prefix))) {
    refuse(`targetPrefix: ${JSON.stringify(targetPrefix)} and ${JSON.stringify(prefix)} of one store overlap`)
  }
}

/** The first of what may be thousands are enough to see what is wrong. */
const mostProblems = 20

function checkKeys(to: Store, keys: ReadonlySet<string>, existing: ReadonlyMap<string, ObjectInfo>): void {
  const problems = to.findKeyProblems?.([...new Set([...keys, ...existing.keys()])]) ?? [...keys].flatMap(problemOf)
  if (problems.length === 0) return
  const more = problems.length > mostProblems ? [`… and ${problems.length - mostProblems} more`] : []
  const lines = [...problems.slice(0, mostProblems), ...more].map((problem) => `\n  ${problem}`)
  throw new KeelsonError(
    `nothing was copied: ${to.name} cannot hold ${problems.length} of the keys:${lines.join('')}`,
    {
      code: 'config',
    },
  )
}

function problemOf(key: string): string[] {
  try {
    checkKey(key)
    return []
  } catch (error) {
    if (isKeelsonError(error)) return [error.message]
    throw error
  }
}

function checkRemoval(
  { from, to, prefix = '', maxShare = 0.5 }: CopyObjectsParams,
  { extra, wanted, existing }: { readonly extra: number; readonly wanted: number; readonly existing: number },
): void {
  if (extra === 0) return
  if (wanted === 0) {
    refuse(`removeExtra: ${from.name} has nothing under ${JSON.stringify(prefix)}, so that everything would be deleted`)
  }
  if (extra <= existing * maxShare) return
  throw new KeelsonError(
    `removeExtra: ${extra} of ${existing} objects in ${to.name} would be deleted, more than maxShare (${maxShare}) allows`,
    { code: 'config', hint: 'Look at a dryRun with maxShare: 1; when that is meant, copy with it' },
  )
}

function refuse(problem: string): never {
  throw new KeelsonError(problem, { code: 'config' })
}
