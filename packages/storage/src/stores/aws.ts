import type { Open } from '@keelson/core'
import { checkRegion, directionRegion } from '../check-region.js'
import { createLocation, type LocationOptions, type StoreLocation } from '../location.js'
import { awsRegions } from '../regions.js'

/** Options of {@link aws}; without keys, the SDK finds them (a role, a profile). */
export interface AwsOptions
  extends
    Omit<LocationOptions, 'accessKeyId' | 'secretAccessKey'>,
    Partial<Pick<LocationOptions, 'accessKeyId' | 'secretAccessKey'>> {
  /** `eu-central-1` */
  readonly region: Open<(typeof awsRegions)[number]>
}

/**
 * A bucket at Amazon S3, also in China and in the European Sovereign Cloud. ACLs are refused by AWS where the bucket's owner
 * enforces ownership, as new buckets do. https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
 *
 * @example
 * import { aws } from '@keelson/storage/stores/aws'
 * const location = aws({ bucket: 'shop-static', region: 'eu-central-1', accessKeyId, secretAccessKey })
 */
export function aws(options: AwsOptions): StoreLocation {
  const { region, bucket, capabilities } = options
  checkRegion('aws', region, { form: directionRegion, known: awsRegions })
  return createLocation({
    ...options,
    name: 'aws',
    endpoint: `https://s3.${region}.${domainOf(region)}`,
    // The certificate covers one label in front of the endpoint.
    forcePathStyle: /\./.test(bucket),
    capabilities: {
      // https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
      acl: true,
      // https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
      conditionalPut: true,
      conditionalComplete: true,
      // https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html
      postPolicy: true,
      // https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html
      equalParts: false,
      // https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
      checksums: 'when_supported',
      checksumTrailer: true,
      bulkDelete: 'crc32',
      ...capabilities,
    },
  })
}

/** As the partitions of the AWS SDK say. */
function domainOf(region: string): string {
  if (region.startsWith('cn-')) return 'amazonaws.com.cn'
  return region.startsWith('eusc-') ? 'amazonaws.eu' : 'amazonaws.com'
}
