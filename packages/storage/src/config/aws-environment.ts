import type { Secret } from '@keelson/core'
import type { StoreLocation } from '../location.js'
import { checkLocation } from './boto3.js'

/**
 * The variables under which every SDK of AWS, its command line and boto3 find a store: keys, region (`AWS_REGION` for most,
 * `AWS_DEFAULT_REGION` for boto3), endpoint, 3 attempts with adaptive retry, and outside AWS checksums only where required.
 * `AWS_STORAGE_BUCKET_NAME` and `AWS_S3_CUSTOM_DOMAIN` are read by `resolveStore`, by no SDK.
 *
 * No variable holds the addressing style: with an endpoint boto3 takes the path style, other SDKs ask for an option.
 * botocore below 1.31 ignores the endpoint, and would send everything to AWS: give it {@link boto3Client}'s arguments.
 * https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html
 *
 * @example
 * import { awsEnvironment } from '@keelson/storage/config'
 * import { minio } from '@keelson/storage/stores/minio'
 * const location = minio({ endpoint: 'http://localhost:9000', bucket: 'dev', accessKeyId, secretAccessKey })
 * const { AWS_ENDPOINT_URL_S3 } = awsEnvironment(location) // http://localhost:9000
 */
export function awsEnvironment(location: StoreLocation): Record<string, string | Secret> {
  const { name, endpoint, region, bucket, publicUrl, credentials, capabilities } = checkLocation(location)
  return {
    ...(credentials && {
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      ...(credentials.sessionToken && { AWS_SESSION_TOKEN: credentials.sessionToken }),
    }),
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    // The SDKs know where AWS is, and without it follow their own rules for its regions.
    ...(name !== 'aws' && { AWS_ENDPOINT_URL_S3: endpoint }),
    AWS_STORAGE_BUCKET_NAME: bucket,
    ...(publicUrl !== undefined && { AWS_S3_CUSTOM_DOMAIN: publicUrl }),
    AWS_RETRY_MODE: 'adaptive',
    AWS_MAX_ATTEMPTS: '3',
    ...(capabilities.checksums === 'when_required' && {
      AWS_REQUEST_CHECKSUM_CALCULATION: 'when_required',
      AWS_RESPONSE_CHECKSUM_VALIDATION: 'when_required',
    }),
  }
}
