import { isKeelsonError, KeelsonError, withoutHint, type Platform } from '@keelson/core'
import { awsVariables } from './aws-variables.js'
import { environmentError, type StoreVariables } from './environment-names.js'
import { findEphemeralDisk } from './ephemeral-disk.js'
import type { StoreLocation } from '../location.js'
import { createReader } from './read-names.js'
import { vendorVariables } from './vendor-variables.js'

/** Where settings come from: `process.env`, the `env` of a Worker, a parsed file. */
export type StoreEnvironment = Readonly<Record<string, unknown>>

/** Options of {@link resolveStore}. */
export interface ResolveStoreOptions {
  /**
   * Where the program runs: `renderPlatform({ plan })`. With a disk or a volume that lasts, `{ name: 'Render', ephemeralDisk: false }`.
   * @default what the environment tells
   */
  readonly platform?: Platform | undefined
}

/**
 * The store that an environment names, or `undefined` when it names none: a caller then takes the local disk.
 *
 * R2: `CLOUDFLARE_R2_{ACCOUNT_ID, BUCKET_NAME, ACCESS_KEY_ID, SECRET_ACCESS_KEY}`, optional `CUSTOM_DOMAIN`, `JURISDICTION`; also
 * with `R2_` in front, and with `R2_ENDPOINT` for the account, `R2_PUBLIC_URL` for the domain. Wasabi:
 * `WASABI_{REGION, BUCKET_NAME, ACCESS_KEY_ID, SECRET_ACCESS_KEY}`. AWS: `AWS_STORAGE_BUCKET_NAME`
 * and `AWS_S3_REGION_NAME` or `AWS_REGION`, keys or a role; with `AWS_S3_ENDPOINT_URL` another server, or the vendor whose endpoint
 * that is. Likewise `B2_`, `SPACES_`, `TIGRIS_STORAGE_`, `SUPABASE_S3_`, `MINIO_`, and what `fly storage create` sets.
 *
 * Throws `config` when a group is half set, naming what is missing, when two stores or two values of one setting are named, for
 * placeholders and quotes from an example, and when none is named where the local disk does not last.
 *
 * @example
 * import { createLocalStore, resolveStore } from '@keelson/storage'
 * import { createS3Store } from '@keelson/storage/s3'
 * const location = resolveStore(process.env)
 * const store = location ? createS3Store(location) : createLocalStore({ folder: 'media' })
 */
export function resolveStore(
  environment: StoreEnvironment,
  { platform = findEphemeralDisk(environment) }: ResolveStoreOptions = {},
): StoreLocation | undefined {
  const read = createReader(environment)
  const meant = [...vendorVariables, awsVariables].filter((store) => store.findSign(read))
  if (meant.length > 1) {
    const names = meant.map((store) => `${store.name} (${store.findSign(read)})`)
    throw environmentError(`${names.join(' and ')} are both set: which one is meant?`)
  }
  const [one] = meant
  if (one) return locate(one, environment)
  if (!platform?.ephemeralDisk) return undefined
  throw environmentError(
    `none is named, and the disk of ${platform.name} does not last: what users upload would be gone after the next restart or deploy`,
    'Set the variables of a store, as CLOUDFLARE_R2_ACCOUNT_ID, CLOUDFLARE_R2_BUCKET_NAME, CLOUDFLARE_R2_ACCESS_KEY_ID and ' +
      'CLOUDFLARE_R2_SECRET_ACCESS_KEY; where a disk that lasts is mounted, pass platform with ephemeralDisk: false',
  )
}

/** What a store's own function refuses is told with the variables that said it. */
function locate(store: StoreVariables, environment: StoreEnvironment): StoreLocation {
  const used = new Set<string>()
  try {
    return store.locate(createReader(environment, used))
  } catch (error) {
    if (!isKeelsonError(error) || !error.provider) throw error
    throw new KeelsonError(`${withoutHint(error)} (from ${[...used].join(', ')})`, error)
  }
}
