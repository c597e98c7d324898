import { KeelsonError } from '@keelson/core'
import { md5Etag } from '../etag.js'
import { compareKeys } from '../key.js'

/**
 * `keelson`: `{ version, paths }`. `django`: the `staticfiles.json` of ManifestStaticFilesStorage. `vite`: Vite's
 * `.vite/manifest.json`, taken from the folder when the build wrote one.
 */
export type ManifestFormat = 'keelson' | 'django' | 'vite'

/** Where readers of a format look, under the prefix. */
export const manifestKeys: Readonly<Record<ManifestFormat, string>> = {
  keelson: 'assets.json',
  django: 'staticfiles.json',
  vite: '.vite/manifest.json',
}

/** Throws `config` for a format that there is not. */
export function checkFormat(format: unknown): void {
  if (format === undefined || (typeof format === 'string' && Object.hasOwn(manifestKeys, format))) return
  const message = `manifest: format must be ${Object.keys(manifestKeys).join(', ')}, not ${JSON.stringify(format)}`
  throw new KeelsonError(message, { code: 'config' })
}

/** The manifest as it is stored: the same files give the same text. */
export function formatManifest(
  format: Exclude<ManifestFormat, 'vite'>,
  paths: Readonly<Record<string, string>>,
): string {
  // Django 4.2 and later, which write 1.1, read both with their hash; older ones refuse everything but 1.0.
  const manifest = format === 'keelson' ? { version: 1, paths } : { paths, version: '1.0', hash: djangoHash(paths) }
  return `${JSON.stringify(manifest, undefined, 2)}\n`
}

/** The hash that Django has of all names: 12 characters of the MD5 of the sorted pairs, as Python writes them in JSON. */
function djangoHash(paths: Readonly<Record<string, string>>): string {
  const inAscii = (text: string) =>
    JSON.stringify(text).replace(
      /[\u007f-\uffff]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    )
  const pairs = Object.entries(paths)
    .toSorted(([a], [b]) => compareKeys(a, b))
    .map(([path, name]) => `[${inAscii(path)}, ${inAscii(name)}]`)
  return md5Etag(`[${pairs.join(', ')}]`).slice(0, 12)
}
