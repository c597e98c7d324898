import { isKeelsonError } from '@keelson/core'
import { checkAttributes } from '../attributes.js'
import { checkKey } from '../key.js'
import type { WantedObject } from './wanted.js'

/** Reports keys and attributes that a store would refuse, keys that stand for two files, and keys in protected folders. */
export function checkPlacement(
  wanted: readonly WantedObject[],
  keys: { readonly manifest: string; readonly record: string },
  options: { readonly protect?: readonly string[] | undefined; readonly problem: (text: string) => void },
): void {
  const { protect = [], problem } = options
  const own = { hash: '', contentType: undefined, cacheControl: undefined, encoding: undefined }
  const manifest = { ...own, path: 'the manifest', key: keys.manifest }
  const record = { ...own, path: 'the record of the sync', key: keys.record }
  const taken = new Map<string, { readonly path: string; readonly content: string }>()
  for (const { path, key, hash, encoding = '', contentType, cacheControl } of [manifest, record, ...wanted]) {
    const refused = refusalOf(() => {
      checkKey(key)
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
