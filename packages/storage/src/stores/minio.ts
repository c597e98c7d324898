import { createLocation, type LocationOptions, type StoreLocation } from '../location.js'

/** Options of {@link minio}. */
export interface MinioOptions extends LocationOptions {
  /** `http://localhost:9000`, `https://minio.example.com` */
  readonly endpoint: string
  /** @default 'us-east-1' */
  readonly region?: string | undefined
}

/**
 * A bucket of a MinIO server. Servers of before August 2025 overwrite where `ifMatch` finds nothing, those of before June 2024
 * also under `ifNoneMatch`: `capabilities: { conditionalPut: false }` is right for them.
 *
 * @example
 * import { minio } from '@keelson/storage/stores/minio'
 * const location = minio({ endpoint: 'http://localhost:9000', bucket: 'dev', accessKeyId, secretAccessKey })
 */
export function minio({ region = 'us-east-1', ...options }: MinioOptions): StoreLocation {
  return createLocation({
    ...options,
    name: 'minio',
    region,
    forcePathStyle: true,
    capabilities: {
      // https://github.com/minio/minio/issues/20346 and, of what is not there, https://github.com/minio/minio/issues/21526
      conditionalPut: true,
      // https://github.com/minio/minio-js/blob/master/docs/API.md#presignedPostPolicy
      postPolicy: true,
      // No ACLs either, and rules delete no forgotten uploads: https://min.io/docs/minio/linux/reference/s3-api-compatibility.html
      cors: false,
      ...options.capabilities,
    },
  })
}
