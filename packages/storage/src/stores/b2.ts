import type { Open } from '@keelson/core'
import { checkRegion, directionRegion } from '../check-region.js'
import { createLocation, type LocationOptions, type StoreLocation } from '../location.js'
import { b2Regions } from '../regions.js'

/** Options of {@link b2}; the keys are an application key's id and the key itself, not the master key. */
export interface B2Options extends LocationOptions {
  /** In the bucket's endpoint: `us-west-004`. */
  readonly region: Open<(typeof b2Regions)[number]>
}

/**
 * A bucket at Backblaze B2. https://www.backblaze.com/docs/cloud-storage-call-the-s3-compatible-api
 *
 * @example
 * import { b2 } from '@keelson/storage/stores/b2'
 * const location = b2({ bucket: 'shop-media', region: 'us-west-004', accessKeyId: keyId, secretAccessKey: applicationKey })
 */
export function b2(options: B2Options): StoreLocation {
  checkRegion('b2', options.region, { form: directionRegion, known: b2Regions })
  return createLocation({
    ...options,
    name: 'b2',
    endpoint: `https://s3.${options.region}.backblazeb2.com`,
    // Both styles work.
    forcePathStyle: true,
    // As everywhere. Whole buckets are public or not: https://www.backblaze.com/docs/cloud-storage-s3-compatible-api
    // No conditions: https://github.com/sathinduga/obsidian-s3-sync-and-backup/issues/78
    // Forms get a 501: https://github.com/safebucket/safebucket/issues/1278
    // Rules for old objects: https://www.backblaze.com/apidocs/s3-put-lifecycle-configuration
  })
}
