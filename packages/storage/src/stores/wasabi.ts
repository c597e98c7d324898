import { createLocation, type LocationOptions, type StoreLocation } from '../location.js'

/** Options of {@link wasabi}. */
export interface WasabiOptions extends LocationOptions {
  /** `eu-central-1`; must be the bucket's own. */
  readonly region: string
}

/**
 * A bucket at Wasabi, which recommends the path style. https://docs.wasabi.com/docs/rest-api-introduction
 *
 * @example
 * import { wasabi } from '@keelson/storage/stores/wasabi'
 * const location = wasabi({ bucket: 'backups', region: 'ap-southeast-1', accessKeyId, secretAccessKey })
 */
export function wasabi(options: WasabiOptions): StoreLocation {
  const endpoint = `https://s3.${options.region}.wasabisys.com`
  return createLocation({ ...options, name: 'wasabi', endpoint, forcePathStyle: true })
}
