import { KeelsonError } from '@keelson/core'
import { createLocation, type LocationOptions, type StoreLocation } from '../location.js'

/** Options of {@link r2}. */
export interface R2Options extends LocationOptions {
  /** 32 hexadecimal digits; in the address of the dashboard. */
  readonly accountId: string
  /** Of buckets that were created in one. */
  readonly jurisdiction?: 'eu' | 'fedramp' | undefined
}

/**
 * A bucket at Cloudflare R2. Its endpoint is never public: `publicUrl` takes the bucket's custom domain.
 * https://developers.cloudflare.com/r2/api/s3/api/
 *
 * @example
 * import { r2 } from '@keelson/storage/stores/r2'
 * const location = r2({ accountId, bucket: 'media', accessKeyId, secretAccessKey, publicUrl: 'https://media.example.com' })
 */
export function r2({ accountId, jurisdiction, ...options }: R2Options): StoreLocation {
  if (!/^[0-9a-f]{32}$/.test(accountId)) {
    throw new KeelsonError('the r2 store cannot be used: accountId must be 32 hexadecimal digits', {
      code: 'config',
      provider: 'r2',
    })
  }
  return createLocation({
    ...options,
    name: 'r2',
    endpoint: `https://${accountId}.${jurisdiction ? `${jurisdiction}.` : ''}r2.cloudflarestorage.com`,
    region: 'auto',
    forcePathStyle: true,
    capabilities: { publicEndpoint: false },
  })
}
