import type { Store } from '../store.js'
import type { PlanOptions, SyncPlan, SyncResult } from './plan.js'
import { prepareSync } from './prepare.js'
import { uploadFiles, type SyncProgress } from './upload.js'

/** Options of {@link syncDirectory}; {@link planSync} only says what it would do. */
export interface SyncOptions extends PlanOptions {
  /** Called after every stored file; what it throws is ignored. */
  readonly onProgress?: ((progress: SyncProgress) => void) | undefined
}

/**
 * What {@link syncDirectory} would do, without a write: reads the folder and the record, and lists the prefix when something
 * is to be done.
 *
 * Throws `config` with everything that stands in the way of a sync, before the store is asked.
 *
 * @example
 * import { planSync } from '@keelson/storage'
 * const { upload, retired, bytes } = await planSync(store, { folder: 'staticfiles', prefix: 'static/' })
 */
export async function planSync(store: Store, options: PlanOptions): Promise<SyncPlan> {
  const { plan } = await prepareSync(store, options)
  return plan
}

/**
 * Stores a folder of static files under names that carry the hash of their content (`app.css` → `app.3f2a91c0b4d1.css`), so
 * that they can be cached for ever, and a manifest of these names. Broken off anywhere and run again it ends complete; the
 * manifest is written last, so it never names what is not there. A record beside it (`.assets.json.sync.json`) tells what
 * was stored: without changes a sync is one read of it, else one list of the prefix and what is missing. Older files stay:
 * the release that runs still links them; {@link pruneFiles} deletes them later.
 *
 * References in style sheets are rewritten, a missing one is refused. Scripts and pages are stored byte for byte: give
 * modules that import one another, and what pages name directly, a rule (`immutable` for the output of a bundler); the
 * plan's `warnings` list what would lead nowhere. Memory: 128 MiB and twice `concurrency` times the largest file, of which
 * those above 16 MiB are read and sent in parts.
 *
 * Throws `config` before anything is stored, `conflict` when a file changes or another sync writes meanwhile (where the store
 * has conditional writes; elsewhere do not run two at once), and what the store throws.
 *
 * @example
 * import { syncDirectory } from '@keelson/storage'
 * const { uploaded, bytes } = await syncDirectory(store, {
 *   folder: 'staticfiles',
 *   prefix: 'static/',
 *   manifest: { format: 'django' },
 *   rules: [{ match: 'assets/**', name: 'immutable' }],
 * })
 */
export async function syncDirectory(store: Store, options: SyncOptions): Promise<SyncResult> {
  return uploadFiles(store, await prepareSync(store, options), options)
}
