import type { Store } from '../store.js'
import { preparePrune, type PruneOptions, type PrunePlan } from './prune-plan.js'
import type { RecordedFile, SyncRecord } from './record.js'

/**
 * What {@link pruneFiles} would delete, without a write.
 *
 * @example
 * import { planPrune } from '@keelson/storage'
 * const { files, inGrace } = await planPrune(store, { prefix: 'static/' })
 */
export async function planPrune(store: Store, options: PruneOptions = {}): Promise<PrunePlan> {
  return (await preparePrune(store, options)).plan
}

/**
 * Deletes the files that syncs with this manifest stored and that nothing has named for a week (`graceMs`), with the
 * manifests of releases that were replaced before; answers what went. Everything else under the prefix stays.
 *
 * Run it after a release, when it serves. Broken off anywhere and run again it ends complete. A sync at the same time wins
 * where the store has conditional writes; elsewhere, and between two manifests under one prefix, do not run both at once.
 *
 * Throws `not_found` without a record, `conflict` while a sync writes, was broken off or ran meanwhile, and `config` when
 * more than half of the files would go (`maxShare`).
 *
 * @example
 * import { pruneFiles } from '@keelson/storage'
 * const { files } = await pruneFiles(store, { prefix: 'static/', graceMs: 14 * 86_400_000 })
 */
export async function pruneFiles(store: Store, options: PruneOptions = {}): Promise<PrunePlan> {
  const { plan, file, record, due } = await preparePrune(store, options)
  const { signal } = options
  const entries = [...record.manifests.values(), ...record.files.values()]
  if (due.size === 0 && !entries.some(({ going }) => going)) return plan
  // From here on a sync that needs any of it refuses; one that came before makes this write fail.
  if (plan.files.length + plan.manifests.length > 0) {
    const going = rewrite(record, (entry, name) => ({ ...entry, going: due.has(name) || undefined }))
    await file.write(going, { signal })
  }
  // A manifest goes before what it names.
  for (const keys of [plan.manifests, plan.files]) if (keys.length > 0) await store.deleteMany(keys, { signal })
  const left = rewrite(record, (entry, name) => (due.has(name) ? undefined : { ...entry, going: undefined }))
  await file.write(left, { signal })
  return plan
}

/** The record with other entries; those without an answer leave it. */
function rewrite(
  { files, manifests, ...record }: SyncRecord,
  change: (entry: RecordedFile, name: string) => RecordedFile | undefined,
): SyncRecord {
  const changed = (entries: ReadonlyMap<string, RecordedFile>) => {
    const results = new Map<string, RecordedFile>()
    for (const [name, entry] of entries) {
      const result = change(entry, name)
      if (result) results.set(name, result)
    }
    return results
  }
  return { ...record, files: changed(files), manifests: changed(manifests) }
}
