import { createLocation, type LocationOptions, type StoreLocation } from '../location.js'

/** Options of {@link tigris}. */
export interface TigrisOptions extends LocationOptions {
  /** On Fly, `https://fly.storage.tigris.dev` is the same within its network. @default 'https://t3.storage.dev' */
  readonly endpoint?: string | undefined
}

/**
 * A bucket at Tigris, which is everywhere: there is no region to choose. A public bucket is read at a domain of its own.
 * https://www.tigrisdata.com/docs/api/s3/
 *
 * @example
 * import { tigris } from '@keelson/storage/stores/tigris'
 * const location = tigris({ bucket: 'shop', accessKeyId, secretAccessKey })
 */
export function tigris({ endpoint = 'https://t3.storage.dev', ...options }: TigrisOptions): StoreLocation {
  // The certificates cover one label in front of the domain.
  const isDotted = /\./.test(options.bucket)
  return createLocation({
    ...options,
    name: 'tigris',
    endpoint,
    region: 'auto',
    forcePathStyle: isDotted,
    // https://fly.io/docs/python/do-more/add-object-storage/
    publicUrl: options.publicUrl ?? (isDotted ? undefined : `https://${options.bucket}.t3.tigrisfiles.io`),
    // No ACLs: buckets have them turned off, and then they are ignored: https://www.tigrisdata.com/docs/objects/acl/
    // CORS and lifecycle, as everywhere: https://www.tigrisdata.com/docs/api/s3/
    capabilities: {
      // https://www.tigrisdata.com/docs/objects/conditionals/
      conditionalPut: true,
      // https://www.tigrisdata.com/docs/objects/upload-via-html-form/
      postPolicy: true,
      publicEndpoint: false,
      ...options.capabilities,
    },
  })
}
