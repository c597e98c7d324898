import { createLocation, type LocationOptions, type StoreLocation } from '../location.js'

/** Options of {@link ceph}. */
export interface CephOptions extends LocationOptions {
  /** Of the gateway (RGW): `https://objects.example.com`. */
  readonly endpoint: string
  /** The zone group; most gateways take any. @default 'default' */
  readonly region?: string | undefined
}

/**
 * A bucket behind a Ceph Object Gateway. https://docs.ceph.com/en/latest/radosgw/s3/
 *
 * @example
 * import { ceph } from '@keelson/storage/stores/ceph'
 * const location = ceph({ endpoint: 'https://objects.example.com', bucket: 'shop', accessKeyId, secretAccessKey })
 */
export function ceph({ region = 'default', ...options }: CephOptions): StoreLocation {
  return createLocation({
    ...options,
    name: 'ceph',
    region,
    // Names of buckets are host names only where somebody set rgw_dns_name.
    forcePathStyle: true,
    // Measured: Ceph 16.2.15, which answers 411 to checksums behind a body, and overlooks conditions where an upload in parts ends.
    capabilities: { acl: true, conditionalPut: true, postPolicy: true, equalParts: false, ...options.capabilities },
  })
}
