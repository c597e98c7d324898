import { KeelsonError } from '@keelson/core'
import type { StoreOptions } from '../object.js'
import type { Store } from '../store.js'
import { isRecordKey, readRecord, type RecordedFile } from './record.js'

/** Every text in manifests of any format: what none of them says names no file. */
export async function readTexts(store: Store, keys: readonly string[], options: StoreOptions): Promise<Set<string>> {
  const texts = new Set<string>()
  for (const key of keys) {
    const object = await store.get(key, options)
    try {
      JSON.parse(new TextDecoder().decode(object?.body), (_, value: unknown) => {
        if (typeof value === 'string') texts.add(value)
        return value
      })
    } catch {
      throw new KeelsonError(`the manifest ${key} in ${store.name} cannot be read`, {
        code: 'schema',
        hint: 'Sync again before the next prune: what it names is not known',
      })
    }
  }
  return texts
}

/** The keys of all records, and those that records of other manifests know and that `isDue` does not free. */
export async function readOthers(
  store: Store,
  keys: readonly string[],
  { own, isDue, signal }: StoreOptions & { readonly own: string; readonly isDue: (entry: RecordedFile) => boolean },
): Promise<Set<string>> {
  const needed = new Set<string>()
  for (const key of keys) {
    if (!isRecordKey(key)) continue
    needed.add(key)
    if (key === own) continue
    const other = await readRecord(store, key, { signal })
    for (const [name, entry] of [...(other?.record.files ?? []), ...(other?.record.manifests ?? [])]) {
      if (!isDue(entry)) needed.add(other?.prefix + name)
    }
  }
  return needed
}
