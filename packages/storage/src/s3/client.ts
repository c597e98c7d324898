import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3'
import { KeelsonError } from '@keelson/core'
import { createLocation, type StoreLocation } from '../location.js'
import { isRateLimit } from './failure.js'
import { refuseTrailers } from './streamed-body.js'
import { takeTurns } from './turns.js'

/** Options of {@link s3ClientConfig} and {@link createS3Client}. */
export interface S3ClientOptions {
  /** Sends a call at most, the first one included. @default 3 */
  readonly maxAttempts?: number | undefined
  /** Connections, and calls at a time; more calls wait for their turn. A stream that is being read is a call. @default 50 */
  readonly maxSockets?: number | undefined
  /** For a connection, in milliseconds. @default 10000 */
  readonly connectTimeoutMs?: number | undefined
  /**
   * Without a byte in either direction, in milliseconds; from 6 s on, the SDK starts to count 3 s late. A large object may take
   * longer as a whole; a stream that nobody reads loses its connection then, and goes on over another one. @default 60000
   */
  readonly readTimeoutMs?: number | undefined
}

const defaultSockets = 50

/**
 * The settings of an S3Client for a store, to change some of them; {@link createS3Client} adds what is no setting.
 *
 * The keys are inside a function, so that printing the settings does not show them. Throws `config` for what no client could use.
 *
 * https://github.com/aws/aws-sdk-js-v3/blob/main/supplemental-docs/CLIENTS.md
 *
 * @example
 * import { S3Client } from '@aws-sdk/client-s3'
 * import { s3ClientConfig } from '@keelson/storage/s3'
 * const client = new S3Client({ ...s3ClientConfig(location), logger: console })
 */
export function s3ClientConfig(
  location: StoreLocation,
  {
    maxAttempts = 3,
    maxSockets = defaultSockets,
    connectTimeoutMs = 10_000,
    readTimeoutMs = 60_000,
  }: S3ClientOptions = {},
): S3ClientConfig {
  for (const [field, value] of Object.entries({ maxAttempts, maxSockets, connectTimeoutMs, readTimeoutMs })) {
    if (Number.isInteger(value) && value > 0) continue
    throw new KeelsonError(`${field} must be a whole number above 0, not ${value}`, { code: 'config' })
  }
  // Once more: a location may have been written by hand, and the keys must not travel in the clear.
  const { endpoint, region, forcePathStyle, capabilities, credentials } = createLocation({
    ...location,
    ...location.credentials,
  })
  const checksums = capabilities.checksums === 'when_supported' ? 'WHEN_SUPPORTED' : 'WHEN_REQUIRED'
  return {
    endpoint,
    region,
    forcePathStyle,
    // Of the environment they would be: one alone makes the SDK refuse any endpoint.
    useFipsEndpoint: false,
    useDualstackEndpoint: false,
    requestChecksumCalculation: checksums,
    responseChecksumValidation: checksums,
    retryMode: 'adaptive',
    maxAttempts,
    requestHandler: {
      // Its requestTimeout would count large uploads as stalled, and only warn.
      connectionTimeout: connectTimeoutMs,
      socketTimeout: readTimeoutMs,
      httpAgent: { maxSockets },
      httpsAgent: { maxSockets },
    },
    ...(credentials && {
      credentials: async () => ({
        accessKeyId: credentials.accessKeyId.reveal(),
        secretAccessKey: credentials.secretAccessKey.reveal(),
        ...(credentials.sessionToken && { sessionToken: credentials.sessionToken.reveal() }),
      }),
    }),
  }
}

/**
 * An S3Client of the AWS SDK for a store. Share one: its rate limit and its connections are its own.
 *
 * Adaptive retry, time limits that end calls, checksums as the store takes them; a rate limit by any vendor's name is retried.
 * A checksum that the store could not take with a streamed body is `unsupported`, before anything is sent. Throws `config` for
 * what no client could use.
 *
 * https://docs.aws.amazon.com/AWSJavaScriptSDK/v3/latest/client/s3/
 *
 * @example
 * import { createS3Client } from '@keelson/storage/s3'
 * import { wasabi } from '@keelson/storage/stores/wasabi'
 * const client = createS3Client(wasabi({ bucket: 'shop', region: 'eu-central-1', accessKeyId, secretAccessKey }))
 */
export function createS3Client(location: StoreLocation, options?: S3ClientOptions): S3Client {
  const client = new S3Client(s3ClientConfig(location, options))
  takeTurns(client, options?.maxSockets ?? defaultSockets)
  refuseTrailers(client, location)
  client.middlewareStack.add(
    (next) => async (args) => {
      try {
        return await next(args)
      } catch (error) {
        // The SDK knows the names that AWS uses.
        if (error instanceof Error && isRateLimit(error)) Object.assign(error, { $retryable: { throttling: true } })
        throw error
      }
    },
    { step: 'finalizeRequest', priority: 'low', name: 'keelsonRateLimit' },
  )
  // The sockets of its handler show the headers of their last request: session token, key id and signature.
  for (const holder of [client, client.config.requestHandler])
    Object.defineProperty(holder, Symbol.for('nodejs.util.inspect.custom'), { value: () => holder.constructor.name })
  return client
}
