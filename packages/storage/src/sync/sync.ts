import type { Store } from '../store.js'
import type { PlanOptions, SyncFile, SyncManifest, SyncPlan } from './plan.js'
import { prepareSync } from './prepare.js'
import { uploadFiles, type SyncProgress } from './upload.js'

/** Options of {@link syncDirectory}; {@link planSync} only says what it would do. */
export interface SyncOptions extends PlanOptions {
  /** Called after every stored file; what it throws is ignored. */
  readonly onProgress?: ((progress: SyncProgress) => void) | undefined
}

/** What a sync did. */
export interface SyncResult {
  readonly uploaded: readonly SyncFile[]
  readonly unchanged: readonly SyncFile[]
  readonly manifest: SyncManifest
  /** Bytes uploaded, without the manifest. */
  readonly bytes: number
  readonly warnings: readonly string[]
}

/**
 * What {@link syncDirectory} would do, without a write: reads the folder and lists the prefix.
 *
 * Throws `config` with everything that stands in the way of a sync, before the store is asked.
 *
 * @example
 * import { planSync } from '@keelson/storage'
 * const { upload, bytes } = await planSync(store, { folder: 'staticfiles', prefix: 'static/' })
 */
export async function planSync(store: Store, options: PlanOptions): Promise<SyncPlan> {
  const { plan } = await prepareSync(store, options)
  return plan
}

/**
 * Stores a folder of static files under names that carry the hash of their content (`app.css` → `app.3f2a91c0b4d1.css`), so
 * that they can be cached for ever, and a manifest of these names. Broken off anywhere and run again it ends complete; the
 * manifest is written last, so it never names what is not there. What is there is found by one list of the prefix. Older
 * files stay: the release that runs still links them.
 *
 * References in style sheets are rewritten, a missing one is refused. Scripts and pages are stored byte for byte: give
 * modules that import one another, and what pages name directly, a rule (`immutable` for the output of a bundler); the
 * plan's `warnings` list what would lead nowhere. Memory: 64 MiB and twice `concurrency` times the largest file.
 *
 * Throws `config` before anything is stored, `conflict` when a file changes meanwhile, and what the store throws.
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
  const prepared = await prepareSync(store, options)
  await uploadFiles(store, prepared, options)
  const { upload: uploaded, unchanged, manifest, bytes, warnings } = prepared.plan
  return { uploaded, unchanged, manifest, bytes, warnings }
}
