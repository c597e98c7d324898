import { KeelsonError } from '@keelson/core'
import { checkKey, encodeKey } from './key.js'
import { domainHint, objectUrl, type StoreLocation } from './location.js'

/**
 * The address under which everybody can read an object of a public bucket: at its `publicUrl` (a custom domain, a CDN), else at
 * the endpoint.
 *
 * Throws `config` where the endpoint answers signed requests only (R2). It is not checked that the bucket is public.
 *
 * @example
 * import { publicUrl } from '@keelson/storage'
 * import { wasabi } from '@keelson/storage/stores/wasabi'
 * const location = wasabi({ bucket: 'shop', region: 'eu-central-1', accessKeyId, secretAccessKey })
 * publicUrl(location, 'img/a b.png') // https://s3.eu-central-1.wasabisys.com/shop/img/a%20b.png
 */
export function publicUrl(location: StoreLocation, key: string): string {
  if (location.publicUrl !== undefined) {
    checkKey(key)
    return `${location.publicUrl}/${encodeKey(key)}`
  }
  if (location.capabilities.publicEndpoint) return objectUrl(location, key)
  throw new KeelsonError(`bucket ${location.bucket} has no public URL: the endpoint answers signed requests only`, {
    code: 'config',
    provider: location.name,
    hint: domainHint,
  })
}
