import type { Step, UndoResult } from '@keelson/core'
import pLimit from 'p-limit'
import type { Store, StoredObject, StoreOptions } from './store.js'
import { prepareSync, type PreparedSync } from './sync/prepare.js'
import type { SyncOptions, SyncResult } from './sync/sync.js'
import { uploadFiles } from './sync/upload.js'

/** The rest is told by `planSync`. */
const mostWarnings = 20

/**
 * A step that creates the bucket when there is none; one that was created stays and is named.
 *
 * @example
 * import { ensureBucketStep } from '@keelson/storage'
 * await run(ensureBucketStep(store))
 */
export function ensureBucketStep(store: Store): Step<'created' | 'existing'> {
  return {
    name: 'bucket',
    async run({ signal, note, keep }) {
      const outcome = await store.ensureBucket({ signal })
      note(`${store.name}: ${outcome}`)
      if (outcome === 'created') keep(store.name)
      return outcome
    },
  }
}

/**
 * A step that syncs a folder; run it before the deploy that links the new files. Undo puts the manifest and the files that
 * keep their names back as they were; new files with a hash in their names stay, since nothing links them then.
 *
 * @example
 * import { syncStep } from '@keelson/storage'
 * await run(syncStep(store, { folder: 'staticfiles', prefix: 'static/', manifest: { format: 'django' } }))
 */
export function syncStep(store: Store, options: Omit<SyncOptions, 'signal'>): Step<SyncResult> {
  return {
    name: 'static files',
    async run({ signal, note, onUndo }) {
      const prepared = await prepareSync(store, { ...options, signal })
      const { upload: uploaded, unchanged, manifest, bytes, warnings } = prepared.plan
      for (const warning of warnings.slice(0, mostWarnings)) note(`warning: ${warning}`)
      if (warnings.length > mostWarnings) note(`… and ${warnings.length - mostWarnings} warnings more`)
      if (uploaded.length > 0 || !manifest.isCurrent) {
        const before = await readReplaced(store, prepared, { signal })
        const fresh = uploaded.length - uploaded.filter(({ naming }) => naming === 'keep').length
        const { concurrency } = prepared
        onUndo(`manifest and fixed names in ${store.name}`, (context) =>
          putBack(store, { before, fresh, concurrency }, context),
        )
        await uploadFiles(store, prepared, { ...options, signal })
      }
      note(`${uploaded.length} files stored (${bytes} bytes), ${unchanged.length} were there; ${manifest.key}`)
      return { uploaded, unchanged, manifest, bytes, warnings }
    },
  }
}

/** What an undo needs. */
interface Replaced {
  readonly before: readonly (readonly [key: string, object: StoredObject | undefined])[]
  /** New files with a hash in their names. */
  readonly fresh: number
  readonly concurrency: number
}

/** The objects that a sync is about to replace, as they are; the manifest, which is replaced last, comes first. */
async function readReplaced(
  store: Store,
  { plan, concurrency }: PreparedSync,
  options: StoreOptions,
): Promise<Replaced['before']> {
  const keys = plan.upload.filter(({ naming }) => naming === 'keep').map(({ key }) => key)
  if (!plan.manifest.isCurrent) keys.unshift(plan.manifest.key)
  return pLimit(concurrency).map(keys, async (key) => [key, await store.get(key, options)] as const)
}

async function putBack(
  store: Store,
  { before, fresh, concurrency }: Replaced,
  { signal }: StoreOptions,
): Promise<UndoResult> {
  const restore = async ([key, object]: readonly [string, StoredObject | undefined]) => {
    if (!object) return store.delete(key, { signal })
    const { body, contentType, cacheControl, contentEncoding, metadata } = object
    await store.put(key, body, { contentType, cacheControl, contentEncoding, metadata, signal })
  }
  const [first, ...others] = before
  if (first) await restore(first)
  await pLimit(concurrency).map(others, restore)
  const stay = fresh === 0 ? '' : `; ${fresh} new files stay, which nothing links`
  const keys = before.map(([key]) => key)
  return { status: 'undone', detail: `as before: ${keys.join(', ') || 'nothing was replaced'}${stay}` }
}
