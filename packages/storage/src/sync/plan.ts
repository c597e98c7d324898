import type { FileRule, FileSettings } from './file-rules.js'
import type { FileSelection } from './find-files.js'
import type { ManifestFormat } from './manifest-format.js'

/** What is synced, and how. */
export interface PlanOptions extends FileSelection {
  /** Where in the store, as `static/`; best one of its own, since everything under it is listed. @default '' */
  readonly prefix?: string | undefined
  /** Exceptions, before `defaultFileRules`: names that stay, cache times. @default every other name gets its hash */
  readonly rules?: readonly FileRule[] | undefined
  readonly manifest?:
    | {
        /** Under the prefix. @default `assets.json`, `staticfiles.json` or `.vite/manifest.json`, by the format */
        readonly key?: string | undefined
        /** @default 'keelson' */
        readonly format?: ManifestFormat | undefined
      }
    | undefined
  /** What URLs of the folder begin with where they are not relative, as `/static/`: these are rewritten, too. */
  readonly publicPath?: string | undefined
  /** What a style sheet that names a file that is not there means. @default 'refuse' */
  readonly missingReferences?: 'refuse' | 'warn' | undefined
  /** Folders of the store in which nothing may be written, as `media/`. */
  readonly protect?: readonly string[] | undefined
  /** Refuses larger files: each one being stored is held in memory. @default 104857600 */
  readonly maxFileBytes?: number | undefined
  /** Files read or stored at the same time. @default 16 */
  readonly concurrency?: number | undefined
  /** Stores what is there already once more, as after a change of `cacheControl`. @default false */
  readonly force?: boolean | undefined
  readonly signal?: AbortSignal | undefined
}

/** A file of a sync, as it is stored. */
export interface SyncFile extends FileSettings {
  /** In the folder: `css/app.css`. */
  readonly path: string
  /** In the store: `static/css/app.3f2a91c0b4d1.css`. */
  readonly key: string
  /** In bytes, after rewriting. */
  readonly size: number
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
  readonly upload: readonly SyncFile[]
  readonly unchanged: readonly SyncFile[]
  /** Keys under the prefix that this sync knows nothing of: older versions, and what others stored. They stay. */
  readonly unmanaged: readonly string[]
  /** What was left out of the folder. */
  readonly ignored: readonly string[]
  readonly manifest: SyncManifest
  /** Bytes to upload, without the manifest. */
  readonly bytes: number
  /** What would lead nowhere in scripts and pages of up to 1 MiB, and what is missing but harmless. */
  readonly warnings: readonly string[]
}
