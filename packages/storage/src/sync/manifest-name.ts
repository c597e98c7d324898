import { posix } from 'node:path'
import { KeelsonError } from '@keelson/core'

/**
 * `assets.json` and the release `3f2a91c` → `assets-3f2a91c.json`; throws `config` for a release that is not part of a name, also
 * for `undefined`: a variable that is not set would have all releases share one manifest.
 */
export function releaseName(manifestName: string, options: { readonly release?: string }): string {
  if (!('release' in options)) return manifestName
  const { release } = options
  if (!/^\w[\w.-]{0,99}$/.test(release ?? '')) {
    throw new KeelsonError(`release: ${JSON.stringify(release)} cannot be part of a manifest's name`, {
      code: 'config',
      hint: 'Give 1 to 100 letters, digits, "_", "-" and ".", as a commit or a version has them, or leave it out',
    })
  }
  const { dir, name, ext } = posix.parse(manifestName)
  return posix.join(dir, `${name}-${release}${ext}`)
}
