import { createLocation, type LocationOptions, type StoreLocation } from '../location.js'

/** Options of {@link custom}. */
export interface CustomOptions extends LocationOptions {
  /** URL without the bucket. */
  readonly endpoint: string
  readonly region: string
  /** For messages. @default 'custom' */
  readonly name?: string | undefined
  /** @default true */
  readonly forcePathStyle?: boolean | undefined
}

/**
 * A bucket at any server that speaks S3's protocol; what it does beyond what all of them do is said by `capabilities`.
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
