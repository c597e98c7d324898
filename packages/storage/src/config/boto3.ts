import { envText, KeelsonError } from '@keelson/core'
import { pythonExpression, type PythonExpression, type PythonValue } from '@keelson/core/python'
import { createLocation, type StoreLocation } from '../location.js'
import { pythonCall } from './python-call.js'
import { isAtLeast, type PackageVersion } from './version.js'

/** Options of {@link boto3Config}, by botocore's own names. */
export interface Boto3ConfigOptions {
  /** Below 1.36 it knows no settings of checksums, needs none, and raises a TypeError for them. @default the newest */
  readonly botocore?: PackageVersion | undefined
  /** Connections of a client. @default 50 */
  readonly max_pool_connections?: number | undefined
  /** In seconds. @default 10 */
  readonly connect_timeout?: number | undefined
  /** Without a byte, in seconds. @default 60 */
  readonly read_timeout?: number | undefined
  /** Sends of a call at most, the first one included. @default 3 */
  readonly total_max_attempts?: number | undefined
}

/** Options of {@link boto3Client}. */
export interface Boto3ClientOptions extends Boto3ConfigOptions {
  readonly keys?: KeyVariables | undefined
}

/** The variables of the environment that hold the keys of a store. */
export interface KeyVariables {
  /** @default 'AWS_ACCESS_KEY_ID' */
  readonly accessKeyId?: string | undefined
  /** @default 'AWS_SECRET_ACCESS_KEY' */
  readonly secretAccessKey?: string | undefined
  /** Of temporary keys. @default 'AWS_SESSION_TOKEN' */
  readonly sessionToken?: string | undefined
}

/** Arguments of `botocore.config.Config`, by their names. */
export type Boto3Config = Readonly<Record<string, PythonValue>>

/**
 * The arguments of `botocore.config.Config` for a store: signature version 4, its region and addressing style, 3 attempts with
 * adaptive retry, 50 connections, 10 s to connect and 60 s to read; outside AWS checksums only where S3 requires them.
 *
 * `total_max_attempts` counts the first send, as `AWS_MAX_ATTEMPTS` does; botocore's own `max_attempts` of a `Config` does not.
 *
 * Throws `config` for numbers that botocore would not take.
 * https://botocore.amazonaws.com/v1/documentation/api/latest/reference/config.html
 *
 * @example
 * import { formatPythonSettings } from '@keelson/core/python'
 * import { boto3Config } from '@keelson/storage/config'
 * import { wasabi } from '@keelson/storage/stores/wasabi'
 * const location = wasabi({ bucket: 'shop', region: 'ap-southeast-1', accessKeyId, secretAccessKey })
 * formatPythonSettings({ S3_CONFIG: boto3Config(location) })
 */
export function boto3Config(location: StoreLocation, options: Boto3ConfigOptions = {}): Boto3Config {
  const { max_pool_connections = 50, connect_timeout = 10, read_timeout = 60, total_max_attempts = 3 } = options
  const { region, forcePathStyle, capabilities } = checkLocation(location)
  checkNumbers({ max_pool_connections, total_max_attempts }, { connect_timeout, read_timeout })
  const isQuiet = capabilities.checksums === 'when_required' && isAtLeast('botocore', options.botocore, '1.36')
  return {
    region_name: region,
    signature_version: 's3v4',
    s3: { addressing_style: forcePathStyle ? 'path' : 'virtual' },
    max_pool_connections,
    connect_timeout,
    read_timeout,
    retries: { mode: 'adaptive', total_max_attempts },
    ...(isQuiet && { request_checksum_calculation: 'when_required', response_checksum_validation: 'when_required' }),
  }
}

/**
 * The call that makes a boto3 client for a store, for `formatPythonSettings`; its keys are read from the environment when the
 * location has keys, and found by botocore (a role, a profile) when it has none.
 *
 * Throws `config` for numbers that botocore would not take, and names that no variable can have.
 * https://boto3.amazonaws.com/v1/documentation/api/latest/reference/core/session.html
 *
 * @example
 * import { formatPythonSettings } from '@keelson/core/python'
 * import { boto3Client } from '@keelson/storage/config'
 * import { r2 } from '@keelson/storage/stores/r2'
 * const location = r2({ accountId, bucket: 'media', accessKeyId, secretAccessKey })
 * formatPythonSettings({ client: boto3Client(location) })
 */
export function boto3Client(location: StoreLocation, options: Boto3ClientOptions = {}): PythonExpression {
  const [accessKeyId, secretAccessKey, sessionToken] = keyReferences(location, options.keys)
  return pythonCall('boto3.client', ['s3'], {
    endpoint_url: location.endpoint,
    ...(accessKeyId && secretAccessKey && { aws_access_key_id: accessKeyId, aws_secret_access_key: secretAccessKey }),
    ...(sessionToken && { aws_session_token: sessionToken }),
    config: boto3ConfigCall(location, options),
  })
}

/** `botocore.config.Config(…)`. */
export function boto3ConfigCall(location: StoreLocation, options: Boto3ConfigOptions): PythonExpression {
  return pythonCall('botocore.config.Config', [], boto3Config(location, options))
}

/** Where each key that the location has is read from: key id, secret key, session token. */
export function keyReferences(
  { credentials }: StoreLocation,
  {
    accessKeyId = 'AWS_ACCESS_KEY_ID',
    secretAccessKey = 'AWS_SECRET_ACCESS_KEY',
    sessionToken = 'AWS_SESSION_TOKEN',
  }: KeyVariables = {},
): PythonExpression[] {
  if (!credentials) return []
  const names = [accessKeyId, secretAccessKey, ...(credentials.sessionToken ? [sessionToken] : [])]
  return names.map((env) => {
    envText({ env })
    return pythonExpression(`os.environ["${env}"]`, ['os'])
  })
}

/** Once more: a location may have been written by hand. */
export function checkLocation(location: StoreLocation): StoreLocation {
  return createLocation({ ...location, ...location.credentials })
}

function checkNumbers(counts: Readonly<Record<string, number>>, seconds: Readonly<Record<string, number>>): void {
  const bad =
    Object.entries(counts).find(([, count]) => !(Number.isSafeInteger(count) && count >= 1)) ??
    Object.entries(seconds).find(([, time]) => !(Number.isFinite(time) && time > 0))
  if (!bad) return
  throw new KeelsonError(`no Config for botocore: ${bad[0]} cannot be ${bad[1]}`, {
    code: 'config',
    hint: 'Give counts as whole numbers from 1 on, times in seconds above 0',
  })
}
