import type { Clock } from '@keelson/core'
import type { Encoding } from './compress.js'
import type { FileRule, FileSettings } from './file-rules.js'
import type { FileSelection } from './find-files.js'
import type { UploadReason } from './find-missing.js'
import type { ManifestFormat } from './manifest-format.js'

/** Where the names of the stored files are written, and how. */
export interface ManifestOptions {
  /** Under the prefix. @default `assets.json`, `staticfiles.json` or `.vite/manifest.json`, by the format */
  readonly key?: string | undefined
  /**
   * Stores a manifest of its own for each release, as `assets-3f2a91c.json`: the commit, or a version; refused when it is named
   * and `undefined`.
   */
  readonly release?: string
  /** @default 'keelson' */
  readonly format?: ManifestFormat | undefined
}

/** What is synced, and how. */
export interface PlanOptions extends FileSelection {
  /** Where in the store, as `static/`; best one of its own, since everything under it is listed. @default '' */
  readonly prefix?: string | undefined
  /** Exceptions, before `defaultFileRules`: names that stay, cache times. @default every other name gets its hash */
  readonly rules?: readonly FileRule[] | undefined
  readonly manifest?: ManifestOptions | undefined
  /** What URLs of the folder begin with where they are not relative, as `/static/`: these are rewritten, too. */
  readonly publicPath?: string | undefined
  /** What a style sheet that names a file that is not there means. @default 'refuse' */
  readonly missingReferences?: 'refuse' | 'warn' | undefined
  /** Folders of the store in which nothing may be written, as `media/`. */
  readonly protect?: readonly string[] | undefined
  /** Compressed variants beside files that get at least 5 % smaller: `app.css.br`, `app.css.gz`. @default none */
  readonly variants?: readonly Encoding[] | undefined
  /** Refuses larger files, which are rarely meant to be there. @default 104857600 */
  readonly maxFileBytes?: number | undefined
  /** Files read or stored at the same time. @default 16 */
  readonly concurrency?: number | undefined
  /** Trusts nobody, as after changes by hand: lists the prefix, compares every ETag, asks each object for its headers. @default false */
  readonly verify?: boolean | undefined
  /** Stores what is there already once more. @default false */
  readonly force?: boolean | undefined
  /** Of the dates in the record. @default the machine's */
  readonly clock?: Clock | undefined
  readonly signal?: AbortSignal | undefined
}

/** A file of a sync, or a compressed variant of one (which has an `encoding`), as it is stored. */
export interface SyncFile extends FileSettings {
  /** In the folder: `css/app.css`. */
  readonly path: string
  /** In the store: `static/css/app.3f2a91c0b4d1.css`. */
  readonly key: string
  /** In bytes, after rewriting and before compression. */
  readonly size: number
}

/** A file that would be stored, and why. A variant is left out when it turns out to be hardly smaller. */
export interface PlannedFile extends SyncFile {
  readonly reason: UploadReason
}

/** The manifest of a sync. */
export interface SyncManifest {
  readonly key: string
  readonly text: string
  /** Path in the folder → path under the prefix. */
  readonly paths: Readonly<Record<string, string>>
  /** Whether the store has it already, word for word. */
  readonly isCurrent: boolean
}

/** What a sync would do. */
export interface SyncPlan {
  /** In the order of storing: first what carries a hash, then what keeps its name. */
  readonly upload: readonly PlannedFile[]
  readonly unchanged: readonly SyncFile[]
  /** Keys that syncs with this manifest stored and that nothing names from now on. They stay until they are pruned. */
  readonly retired: readonly string[]
  /** What was left out of the folder. */
  readonly ignored: readonly string[]
  readonly manifest: SyncManifest
  /** Bytes to upload, before compression and without the manifest. */
  readonly bytes: number
  /** What would lead nowhere in scripts and pages of up to 1 MiB, what is missing but harmless, and rules that match no file. */
  readonly warnings: readonly string[]
}

/** What a sync did. */
export interface SyncResult {
  readonly uploaded: readonly SyncFile[]
  readonly unchanged: readonly SyncFile[]
  /** Keys that nothing names from now on; `pruneFiles` deletes them later. */
  readonly retired: readonly string[]
  readonly manifest: SyncManifest
  /** Bytes uploaded, before compression and without the manifest. */
  readonly bytes: number
  readonly warnings: readonly string[]
}
