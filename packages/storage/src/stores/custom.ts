import { createLocation, type LocationOptions, type StoreCapabilities, type StoreLocation } from '../location.js'

/** Options of {@link custom}. */
export interface CustomOptions extends LocationOptions {
  /** Origin without the bucket. */
  readonly endpoint: string
  readonly region: string
  /** For messages. @default 'custom' */
  readonly name?: string | undefined
  /** @default true */
  readonly forcePathStyle?: boolean | undefined
  /** What the server does differently: `{ bulkDelete: 'content_md5' }` for older ones. */
  readonly capabilities?: Partial<StoreCapabilities> | undefined
}

/**
 * A bucket at any server that speaks S3's protocol.
 *
 * @example
 * import { custom } from '@keelson/storage/stores/custom'
 * const location = custom({
 *   endpoint: 'https://s3.gra.io.cloud.ovh.net', region: 'gra', bucket: 'media', accessKeyId, secretAccessKey,
 * })
 */
export function custom({ name = 'custom', forcePathStyle = true, ...options }: CustomOptions): StoreLocation {
  return createLocation({ ...options, name, forcePathStyle })
}
