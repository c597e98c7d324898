import { KeelsonError } from '@keelson/core'
import type { Store } from '../store.js'
import { checkFormat, manifestKeys, type ManifestFormat } from './manifest-format.js'
import { releaseName } from './manifest-name.js'

/** Which stored file stands for a file of the folder; both under the prefix. */
export interface AssetManifest {
  readonly paths: Readonly<Record<string, string>>
}

/** Where {@link readManifest} looks. */
export interface ReadManifestOptions {
  /** The one of the sync, as `static/`. @default '' */
  readonly prefix?: string | undefined
  /** The one of the sync. @default 'keelson' */
  readonly format?: ManifestFormat | undefined
  /** Under the prefix. @default `assets.json`, `staticfiles.json` or `.vite/manifest.json`, by the format */
  readonly key?: string | undefined
  /** The one of the sync, where each release has a manifest of its own; refused when it is named and `undefined`. */
  readonly release?: string
  readonly signal?: AbortSignal | undefined
}

/**
 * Reads the manifest that a sync wrote, of any format: an application does it once, at its start.
 *
 * Throws `not_found` without one and `schema` for something else under that key.
 *
 * @example
 * import { readManifest, resolveAsset } from '@keelson/storage'
 * const manifest = await readManifest(store, { prefix: 'static/' })
 * const url = `https://cdn.example.com/static/${resolveAsset(manifest, 'css/app.css')}`
 */
export async function readManifest(store: Store, options: ReadManifestOptions = {}): Promise<AssetManifest> {
  const { prefix = '', format = 'keelson', signal } = options
  checkFormat(format)
  const { key = manifestKeys[format] } = options
  const place = prefix + releaseName(key, options)
  const object = await store.get(place, { signal })
  if (object) return parseManifest(new TextDecoder().decode(object.body), `${place} in ${store.name}`)
  throw new KeelsonError(`there is no manifest ${place} in ${store.name}`, {
    code: 'not_found',
    hint: 'A sync writes it when every file is stored: run syncDirectory, or give its prefix, format, key and release',
  })
}

/**
 * The text of a manifest, of any format, as an {@link AssetManifest}; for those that lie elsewhere than in a store.
 *
 * @example
 * import { parseManifest } from '@keelson/storage'
 * const manifest = parseManifest(await response.text())
 */
export function parseManifest(text: string, source = 'the manifest'): AssetManifest {
  const manifest = parseObject(text)
  const paths = isObject(manifest?.['paths'])
    ? manifest['paths']
    : Object.fromEntries(
        Object.entries(manifest ?? {}).map(([path, chunk]) => [path, isObject(chunk) ? chunk['file'] : undefined]),
      )
  if (manifest && isTexts(paths)) return { paths }
  throw new KeelsonError(`${source} is not a manifest of a sync`, {
    code: 'schema',
    hint: 'It has to be JSON with `paths`, or with a `file` in every entry',
  })
}

/**
 * The stored name of a file: `css/app.css` → `css/app.3f2a91c0b4d1.css`; throws `not_found` for one that was not synced.
 *
 * @example
 * import { resolveAsset } from '@keelson/storage'
 * resolveAsset(manifest, 'css/app.css')
 */
export function resolveAsset({ paths }: AssetManifest, path: string): string {
  const name = Object.hasOwn(paths, path) ? paths[path] : undefined
  if (name !== undefined) return name
  throw new KeelsonError(`the manifest has no file ${JSON.stringify(path)}`, {
    code: 'not_found',
    hint: 'Give its path in the synced folder, without a slash in front; a new file needs a sync first',
  })
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isTexts(value: Record<string, unknown>): value is Record<string, string> {
  return Object.values(value).every((text) => typeof text === 'string')
}
