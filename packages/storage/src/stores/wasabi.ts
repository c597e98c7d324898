import type { Open } from '@keelson/core'
import { checkRegion, directionRegion } from '../check-region.js'
import { createLocation, type LocationOptions, type StoreLocation } from '../location.js'
import { wasabiRegions } from '../regions.js'

/** Options of {@link wasabi}. */
export interface WasabiOptions extends LocationOptions {
  /** `eu-central-1`; must be the bucket's own. */
  readonly region: Open<(typeof wasabiRegions)[number]>
}

/**
 * A bucket at Wasabi, which recommends the path style. Public buckets and ACLs are for accounts that its support has allowed
 * them. https://docs.wasabi.com/docs/rest-api-introduction
 *
 * @example
 * import { wasabi } from '@keelson/storage/stores/wasabi'
 * const location = wasabi({ bucket: 'backups', region: 'ap-southeast-1', accessKeyId, secretAccessKey })
 */
export function wasabi(options: WasabiOptions): StoreLocation {
  const { region, capabilities } = options
  checkRegion('wasabi', region, { form: directionRegion, known: wasabiRegions })
  return createLocation({
    ...options,
    name: 'wasabi',
    endpoint: `https://s3.${region}.wasabisys.com`,
    forcePathStyle: true,
    // https://docs.wasabi.com/docs/policies-1; CORS and lifecycle, as everywhere:
    // https://docs.wasabi.com/apidocs/operations-on-buckets-1. Of conditions and forms its pages say nothing.
    capabilities: { acl: true, ...capabilities },
  })
}
