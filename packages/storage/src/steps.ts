import type { Step } from '@keelson/core'
import type { Store } from './store.js'
import type { SyncResult } from './sync/plan.js'
import { prepareSync } from './sync/prepare.js'
import { putBack, readReplaced } from './sync/put-back.js'
import type { SyncOptions } from './sync/sync.js'
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
 * A step that syncs a folder; run it before the deploy that links the new files. Undo puts the manifest, the files that keep
 * their names and the record back as they were; new files with a hash in their names stay until they are pruned, since nothing
 * links them then.
 *
 * @example
 * import { syncStep } from '@keelson/storage'
 * await run(syncStep(store, { folder: 'staticfiles', prefix: 'static/', manifest: { release: commit } }))
 */
export function syncStep(store: Store, options: Omit<SyncOptions, 'signal'>): Step<SyncResult> {
  return {
    name: 'static files',
    async run({ signal, note, onUndo }) {
      const prepared = await prepareSync(store, { ...options, signal })
      const { plan, isDone } = prepared
      const { unchanged, manifest, warnings } = plan
      for (const warning of warnings.slice(0, mostWarnings)) note(`warning: ${warning}`)
      if (warnings.length > mostWarnings) note(`… and ${warnings.length - mostWarnings} warnings more`)
      if (!isDone) {
        const replaced = await readReplaced(store, prepared, { signal })
        onUndo(`manifest and fixed names in ${store.name}`, (context) => putBack(store, prepared, replaced, context))
      }
      const result = await uploadFiles(store, prepared, { ...options, signal })
      const { uploaded, bytes } = result
      note(`${uploaded.length} files stored (${bytes} bytes), ${unchanged.length} were there; ${manifest.key}`)
      return result
    },
  }
}
