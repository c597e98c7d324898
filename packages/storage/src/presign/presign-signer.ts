import { KeelsonError } from '@keelson/core'
import { AwsV4Signer } from 'aws4fetch'
import type { StoreCredentials, StoreLocation } from '../location.js'

/** AWS refuses more, with any keys. */
const longestSeconds = 604_800

/** The request that is signed, and when. */
interface Signable {
  readonly key: string
  readonly method: string
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  /** In milliseconds since 1970. */
  readonly date: number
}

/** What is derived from keys, once a day; it is forgotten with them. */
const signingKeys = /* @__PURE__ */ new WeakMap<StoreCredentials, Map<string, ArrayBuffer>>()

/** A signer of one request; throws `config` for a location without keys. */
export function createSigner(location: StoreLocation, { key, date, ...request }: Signable): AwsV4Signer {
  const { credentials, region } = location
  if (!credentials) throw signingError(location, key, 'the location has no keys to sign with')
  return new AwsV4Signer({
    ...request,
    accessKeyId: credentials.accessKeyId.reveal(),
    secretAccessKey: credentials.secretAccessKey.reveal(),
    ...(credentials.sessionToken && { sessionToken: credentials.sessionToken.reveal() }),
    service: 's3',
    region,
    cache: signingKeysOf(credentials),
    datetime: new Date(date).toISOString().replace(/[-:]|\.\d+/g, ''),
    signQuery: true,
    // Content-Type and Content-Length are left out otherwise, and a URL for images would take programs.
    allHeaders: true,
  })
}

function signingKeysOf(credentials: StoreCredentials): Map<string, ArrayBuffer> {
  const known = signingKeys.get(credentials)
  // More than a few are those of days that are over.
  if (known && known.size < 4) return known
  const keys = new Map<string, ArrayBuffer>()
  signingKeys.set(credentials, keys)
  return keys
}

/** How long a signature holds, in seconds; throws `config` for more than 7 days. */
export function checkExpiry(location: StoreLocation, key: string, seconds = 900): number {
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= longestSeconds) return seconds
  throw signingError(location, key, `expiresInSeconds must be 1 to ${longestSeconds}, not ${seconds}`)
}

/** The error of what cannot be signed. */
export function signingError({ name }: StoreLocation, key: string, problem: string, hint?: string): KeelsonError {
  const message = `nothing was signed for ${JSON.stringify(key)}: ${problem}`
  return new KeelsonError(message, { code: 'config', provider: name, hint })
}
