import { isKeelsonError } from '@keelson/core'
import { checkAttributes } from '../attributes.js'
import { checkKey } from '../key.js'
import type { FileSettings } from './file-rules.js'
import type { NamedFile } from './name-files.js'

/** A file with where and how it is stored. */
export interface PlacedFile extends NamedFile, FileSettings {
  readonly key: string
}

/** Reports keys and attributes that a store would refuse, keys that stand for two files, and keys in protected folders. */
export function checkPlacement(
  files: readonly PlacedFile[],
  manifestKey: string,
  options: { readonly protect?: readonly string[] | undefined; readonly problem: (text: string) => void },
): void {
  const { protect = [], problem } = options
  const manifest = { path: 'the manifest', key: manifestKey, hash: '', contentType: undefined, cacheControl: undefined }
  const taken = new Map<string, { readonly path: string; readonly hash: string }>()
  for (const { path, key, hash, contentType, cacheControl } of [manifest, ...files]) {
    const refused = refusalOf(() => {
      checkKey(key)
      checkAttributes(key, { contentType, cacheControl })
    })
    if (refused) problem(`${JSON.stringify(path).slice(1, -1)}: ${refused}`)
    const guarded = protect.find((folder) => key.startsWith(folder))
    if (guarded) problem(`${path} would be written to ${guarded}, which is protected`)
    // Disks may not tell capitals from small letters; two files with the same content do no harm to each other.
    const other = taken.get(key.toLowerCase())
    if (other && other.hash !== hash) problem(`${path} and ${other.path} would both be ${key}, apart from capitals`)
    taken.set(key.toLowerCase(), { path, hash })
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
