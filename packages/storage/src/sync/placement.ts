import { isKeelsonError } from '@keelson/core'
import { checkAttributes } from '../attributes.js'
import { checkKey } from '../key.js'
import type { Store } from '../store.js'
import type { WantedObject } from './wanted.js'

/** Where a sync may write. */
export interface PlacementOptions {
  readonly keys: { readonly manifest: string; readonly record: string }
  readonly protect?: readonly string[] | undefined
  readonly problem: (text: string) => void
}

/** Reports keys and attributes that a store would refuse, keys that stand for two files, and keys in protected folders. */
export function checkPlacement(
  store: Store,
  wanted: readonly WantedObject[],
  { keys, protect = [], problem }: PlacementOptions,
): void {
  const own = { hash: '', contentType: undefined, cacheControl: undefined, encoding: undefined }
  const manifest = { ...own, path: 'the manifest', key: keys.manifest }
  const record = { ...own, path: 'the record of the sync', key: keys.record }
  const taken = new Map<string, { readonly path: string; readonly content: string }>()
  for (const { path, key, hash, encoding = '', contentType, cacheControl } of [manifest, record, ...wanted]) {
    const refused = refusalOf(() => {
      if (!store.findKeyProblems) checkKey(key)
      checkAttributes(key, { contentType, cacheControl })
    })
    if (refused) problem(`${JSON.stringify(path).slice(1, -1)}: ${refused}`)
    const guarded = protect.find((folder) => key.startsWith(folder))
    if (guarded) problem(`${path} would be written to ${guarded}, which is protected`)
    // Disks may not tell capitals from small letters; two files with the same content do no harm to each other.
    const other = taken.get(key.toLowerCase())
    const content = `${hash} ${encoding}`
    if (other && other.content !== content)
      problem(`${path} and ${other.path} would both be ${key}, apart from capitals`)
    taken.set(key.toLowerCase(), { path, content })
  }
  const all = [keys.manifest, keys.record, ...wanted.map(({ key }) => key)]
  for (const refused of store.findKeyProblems?.(all) ?? []) problem(refused)
}

function refusalOf(check: () => void): string | undefined {
  try {
    check()
    return undefined
  } catch (error) {
    if (isKeelsonError(error)) return error.message
    throw error
  }
}
