import { KeelsonError, Secret } from '@keelson/core'
import { checkKey, encodeKey } from './key.js'

/** Keys of a store, as its console shows them. */
export interface CredentialOptions {
  readonly accessKeyId: string | Secret
  readonly secretAccessKey: string | Secret
  /** Only with temporary keys. */
  readonly sessionToken?: string | Secret | undefined
}

/** Keys of a store, wrapped. */
export interface StoreCredentials {
  readonly accessKeyId: Secret
  readonly secretAccessKey: Secret
  readonly sessionToken?: Secret | undefined
}

/** What stores do differently. */
export interface StoreCapabilities {
  /** Checksums beside every upload: only AWS takes all that its SDK would send. */
  readonly checksums: 'when_supported' | 'when_required'
  /** What a bulk delete carries; older servers know Content-MD5 alone. */
  readonly bulkDelete: 'crc32' | 'content_md5'
  /** Whether the endpoint answers anybody who asks for a public object. */
  readonly publicEndpoint: boolean
}

/** Where a bucket is and how it is reached; plain data that a function of `@keelson/storage/stores/*` makes. */
export interface StoreLocation {
  /** `aws`, `r2`, `wasabi`, …: the `provider` of errors. */
  readonly name: string
  /** Origin without the bucket: `https://s3.eu-central-1.wasabisys.com`. */
  readonly endpoint: string
  readonly region: string
  readonly bucket: string
  /** The bucket is the first part of the path instead of the host name. */
  readonly forcePathStyle: boolean
  /** Where the public reads the objects, when not at the endpoint: a custom domain. */
  readonly publicUrl?: string | undefined
  /** Without them, the SDK looks where it always does (roles, profiles); URLs cannot be signed then. */
  readonly credentials?: StoreCredentials | undefined
  readonly capabilities: StoreCapabilities
}

/** What every store's function takes. */
export interface LocationOptions extends CredentialOptions {
  readonly bucket: string
  /** A custom domain of the bucket, with https and maybe a path. */
  readonly publicUrl?: string | undefined
}

/** Fields of a location, with keys as the user has them. */
export type LocationInput = Omit<StoreLocation, 'credentials' | 'capabilities'> &
  Partial<CredentialOptions> & { readonly capabilities?: Partial<StoreCapabilities> | undefined }

/** A checked location; throws `config` naming the field that cannot be right. */
export function createLocation(input: LocationInput): StoreLocation {
  const { accessKeyId, secretAccessKey, sessionToken, capabilities, publicUrl, ...rest } = input
  const location: StoreLocation = {
    ...rest,
    endpoint: checkUrl(input, 'endpoint', rest.endpoint).origin,
    ...(publicUrl && { publicUrl: checkUrl(input, 'publicUrl', publicUrl).href.replace(/\/+$/, '') }),
    capabilities: { checksums: 'when_required', bulkDelete: 'crc32', publicEndpoint: true, ...capabilities },
  }
  if (new URL(rest.endpoint).pathname !== '/') refuse(input, 'endpoint must have no path: the bucket has its own field')
  if (!isText(rest.bucket) || !/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(rest.bucket)) {
    refuse(input, `bucket must be 3 to 63 small letters, digits, "-" and ".", not ${JSON.stringify(rest.bucket)}`)
  }
  if (!isText(rest.region) || !/^[a-z0-9-]+$/.test(rest.region))
    refuse(input, `region cannot be ${JSON.stringify(rest.region)}`)
  if (accessKeyId === undefined && secretAccessKey === undefined) return location
  return {
    ...location,
    credentials: {
      accessKeyId: checkCredential(input, 'accessKeyId', accessKeyId),
      secretAccessKey: checkCredential(input, 'secretAccessKey', secretAccessKey),
      ...(sessionToken !== undefined && { sessionToken: checkCredential(input, 'sessionToken', sessionToken) }),
    },
  }
}

/** The address of an object at the store's endpoint, as requests are sent to it. */
export function objectUrl({ endpoint, bucket, forcePathStyle }: StoreLocation, key: string): string {
  checkKey(key)
  const { protocol, host } = new URL(endpoint)
  const path = encodeKey(key)
  return forcePathStyle ? `${protocol}//${host}/${bucket}/${path}` : `${protocol}//${bucket}.${host}/${path}`
}

/** Keys travel with every request: https, or plain http to this machine. */
const loopback = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/

function checkUrl(input: LocationInput, field: string, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && loopback.test(url.hostname))
  if (url && isSafe && !url.username && !url.password && !url.search && !url.hash) return url
  return refuse(input, `${field} must be an https URL (http only on loopback), without user, query and fragment`)
}

function checkCredential(input: LocationInput, field: string, value: string | Secret | undefined): Secret {
  const secret = typeof value === 'string' ? new Secret(value) : value
  // A line end that came with pasting would be refused by the store as a wrong signature.
  if (secret && /^[!-~]+$/.test(secret.reveal())) return secret
  return refuse(input, `${field} ${secret ? 'has white space or other characters that no key has' : 'is missing'}`)
}

/** A variable that is not set would otherwise be the bucket `undefined`. */
const isText = (value: unknown) => typeof value === 'string'

function refuse({ name }: LocationInput, problem: string): never {
  throw new KeelsonError(`the ${name} store cannot be used: ${problem}`, { code: 'config', provider: name })
}
