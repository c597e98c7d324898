import { createLocation, locationError, type LocationOptions, type StoreLocation } from '../location.js'

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
  if (!/^[0-9a-f]{32}$/.test(accountId)) throw locationError('r2', 'accountId must be 32 hexadecimal digits')
  if (jurisdiction !== undefined && !/^(?:eu|fedramp)$/.test(jurisdiction)) {
    throw locationError('r2', `jurisdiction must be eu or fedramp, not ${JSON.stringify(jurisdiction)}`)
  }
  return createLocation({
    ...options,
    name: 'r2',
    // https://developers.cloudflare.com/r2/api/tokens/
    endpoint: `https://${accountId}.${jurisdiction ? `${jurisdiction}.` : ''}r2.cloudflarestorage.com`,
    region: 'auto',
    forcePathStyle: true,
    // No ACLs; CORS and lifecycle, as everywhere; forms get a 501: https://github.com/haydenbleasel/files-sdk/issues/49
    // Checksums behind a streamed body, too: https://github.com/dotnet/dotnet-monitor/issues/9768
    // Parts of one size: https://developers.cloudflare.com/r2/objects/multipart-objects/
    capabilities: {
      // https://developers.cloudflare.com/r2/api/s3/conditional-operations/
      conditionalPut: true,
      conditionalComplete: true,
      // https://developers.cloudflare.com/r2/buckets/public-buckets/
      publicEndpoint: false,
      ...options.capabilities,
    },
  })
}
