import { createLocation, type LocationOptions, type StoreLocation } from '../location.js'

/** Options of {@link minio}. */
export interface MinioOptions extends LocationOptions {
  /** `http://localhost:9000`, `https://minio.example.com` */
  readonly endpoint: string
  /** @default 'us-east-1' */
  readonly region?: string | undefined
}

/**
 * A bucket of a MinIO server.
 *
 * @example
 * import { minio } from '@keelson/storage/stores/minio'
 * const location = minio({ endpoint: 'http://localhost:9000', bucket: 'dev', accessKeyId, secretAccessKey })
 */
export function minio({ region = 'us-east-1', ...options }: MinioOptions): StoreLocation {
  return createLocation({ ...options, name: 'minio', region, forcePathStyle: true })
}
