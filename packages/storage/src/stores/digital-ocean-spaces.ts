import type { Open } from '@keelson/core'
import { checkRegion } from '../check-region.js'
import { createLocation, type LocationOptions, type StoreLocation } from '../location.js'
import { digitalOceanRegions } from '../regions.js'

/** Options of {@link digitalOceanSpaces}. */
export interface DigitalOceanSpacesOptions extends LocationOptions {
  /** `fra1` */
  readonly region: Open<(typeof digitalOceanRegions)[number]>
}

/**
 * A bucket at DigitalOcean Spaces. With its CDN, `publicUrl` is `https://<bucket>.<region>.cdn.digitaloceanspaces.com`.
 * https://docs.digitalocean.com/products/spaces/reference/s3-compatibility/
 *
 * @example
 * import { digitalOceanSpaces } from '@keelson/storage/stores/digital-ocean-spaces'
 * const location = digitalOceanSpaces({ bucket: 'shop', region: 'fra1', accessKeyId, secretAccessKey })
 */
export function digitalOceanSpaces(options: DigitalOceanSpacesOptions): StoreLocation {
  const { region, bucket, capabilities } = options
  checkRegion('digitalocean', region, { form: /^[a-z]{3}\d$/, known: digitalOceanRegions })
  return createLocation({
    ...options,
    name: 'digitalocean',
    endpoint: `https://${region}.digitaloceanspaces.com`,
    // The certificate covers one label in front of the endpoint.
    forcePathStyle: /\./.test(bucket),
    // https://docs.digitalocean.com/reference/api/spaces-api/; CORS and lifecycle, as everywhere. Of conditions and forms its
    // pages say nothing.
    capabilities: { acl: true, ...capabilities },
  })
}
