import { createLocation, type LocationOptions, type StoreLocation } from '../location.js'

/** Options of {@link aws}; without keys, the SDK finds them (a role, a profile). */
export interface AwsOptions
  extends
    Omit<LocationOptions, 'accessKeyId' | 'secretAccessKey'>,
    Partial<Pick<LocationOptions, 'accessKeyId' | 'secretAccessKey'>> {
  /** `eu-central-1` */
  readonly region: string
}

/**
 * A bucket at Amazon S3. https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
 *
 * @example
 * import { aws } from '@keelson/storage/stores/aws'
 * const location = aws({ bucket: 'shop-static', region: 'eu-central-1', accessKeyId, secretAccessKey })
 */
export function aws(options: AwsOptions): StoreLocation {
  return createLocation({
    ...options,
    name: 'aws',
    endpoint: `https://s3.${options.region}.amazonaws.com${/^cn-./.test(options.region) ? '.cn' : ''}`,
    // The certificate covers one label in front of the endpoint.
    forcePathStyle: /\./.test(options.bucket),
    capabilities: { checksums: 'when_supported' },
  })
}
