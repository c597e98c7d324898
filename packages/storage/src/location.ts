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

/** What stores do differently. What is `false` is refused with `unsupported` before anything is sent. */
export interface StoreCapabilities {
  /** Who may read is said for each object (`acl`), not for the bucket alone. */
  readonly acl: boolean
  /** Writes on condition: `ifMatch`, `ifNoneMatch`. */
  readonly conditionalPut: boolean
  /** The same when an upload in parts is completed: Ceph overlooks conditions there, and overwrites. */
  readonly conditionalComplete: boolean
  /** Uploads by a form, under a policy: `presignPost`. */
  readonly postPolicy: boolean
  /** Rules for scripts of other origins, set by the S3 protocol. */
  readonly cors: boolean
  /** Rules that delete old objects and forgotten uploads, set by the S3 protocol. */
  readonly lifecycle: boolean
  /** The parts of an upload are all of one size, apart from the last one. */
  readonly equalParts: boolean
  /** Checksums beside every upload: only AWS takes all that its SDK would send. */
  readonly checksums: 'when_supported' | 'when_required'
  /** Checksums behind a body that is streamed (`aws-chunked`). */
  readonly checksumTrailer: boolean
  /** What a bulk delete carries; older servers know Content-MD5 alone. */
  readonly bulkDelete: 'crc32' | 'content_md5'
  /** Whether the endpoint answers anybody who asks for a public object. */
  readonly publicEndpoint: boolean
}

/** What a server is taken to do of which nothing else is known: what all of them do. */
export const commonCapabilities: StoreCapabilities = {
  acl: false,
  conditionalPut: false,
  conditionalComplete: false,
  postPolicy: false,
  cors: true,
  lifecycle: true,
  equalParts: true,
  checksums: 'when_required',
  checksumTrailer: false,
  bulkDelete: 'content_md5',
  publicEndpoint: true,
}

/** Where a bucket is and how it is reached; plain data that a function of `@keelson/storage/stores/*` makes. */
export interface StoreLocation {
  /** `aws`, `r2`, `wasabi`, …: the `provider` of errors. */
  readonly name: string
  /** URL without the bucket and without a slash at its end: `https://s3.eu-central-1.wasabisys.com`. */
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
  /** A custom domain of the bucket or a CDN in front of it, with https and maybe a path. */
  readonly publicUrl?: string | undefined
  /** What is known better here than by the store's function: `{ acl: true }` for a bucket that allows it. */
  readonly capabilities?: Partial<StoreCapabilities> | undefined
}

/** Fields of a location, with keys as the user has them. */
export type LocationInput = Omit<StoreLocation, 'credentials' | 'capabilities'> &
  Partial<CredentialOptions> & { readonly capabilities?: Partial<StoreCapabilities> | undefined }

/** A checked location; throws `config` naming the field that cannot be right. */
export function createLocation(input: LocationInput): StoreLocation {
  const { accessKeyId, secretAccessKey, sessionToken, publicUrl, ...rest } = input
  const capabilities = { ...commonCapabilities, ...rest.capabilities }
  const endpoint = checkEndpoint(input)
  const location: StoreLocation = {
    ...rest,
    endpoint: hrefOf(endpoint),
    ...(publicUrl && {
      publicUrl: checkPublicUrl(input, publicUrl, capabilities.publicEndpoint ? undefined : endpoint),
    }),
    capabilities,
  }
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
export function objectUrl(location: StoreLocation, key: string): string {
  checkKey(key)
  return `${bucketUrl(location)}/${encodeKey(key)}`
}

/** The address of the bucket, without a slash behind it. */
export function bucketUrl({ endpoint, bucket, forcePathStyle }: StoreLocation): string {
  const url = new URL(endpoint)
  return forcePathStyle ? `${hrefOf(url)}/${bucket}` : `${url.protocol}//${bucket}.${url.host}`
}

/** What a store's function throws when a field cannot be right. */
export function locationError(name: string, problem: string, hint?: string): KeelsonError {
  return new KeelsonError(`the ${name} store cannot be used: ${problem}`, { code: 'config', provider: name, hint })
}

/** How objects become public where the endpoint is not. */
export const domainHint = 'Connect a custom domain to the bucket and pass it as publicUrl, or use presignGet'

/**
 * Hosts that nobody asks from outside: names of one network, and addresses of RFC 1918, RFC 3927, RFC 4193 and RFC 4291. What
 * goes there in plain http is signed, and has no key in it.
 */
const privateHost =
  /^(?:[^.[]+|.+\.(?:internal|local|localhost)|(?:10|127|169\.254|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.[\d.]+|\[(?:::1|f[c-e]\w\w:.*)\])$/

function checkUrl(input: LocationInput, field: string, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && privateHost.test(url.hostname))
  if (url && isSafe && !url.username && !url.password && !url.search && !url.hash) return url
  return refuse(
    input,
    `${field} must be an https URL (http for a private address, a name without a dot, .internal, .local), without user, query and fragment`,
  )
}

function checkEndpoint(input: LocationInput): URL {
  const url = checkUrl(input, 'endpoint', input.endpoint)
  if (url.pathname === '/') return url
  if (hrefOf(url).endsWith(`/${input.bucket}`))
    refuse(input, 'endpoint must not end with the bucket, which has its own field')
  if (!input.forcePathStyle) refuse(input, 'endpoint must have no path where the bucket is in the host name')
  return url
}

/** `signedOnly` is an endpoint that answers signed requests only: an address within it is public for nobody. */
function checkPublicUrl(input: LocationInput, text: string, signedOnly: URL | undefined): string {
  const url = checkUrl(input, 'publicUrl', text)
  const isWithin =
    signedOnly &&
    (url.host === signedOnly.host || url.host.endsWith(`.${signedOnly.host}`)) &&
    url.pathname.startsWith(signedOnly.pathname)
  if (isWithin) refuse(input, 'publicUrl is the S3 endpoint, which answers signed requests only', domainHint)
  return hrefOf(url)
}

function hrefOf(url: URL): string {
  return url.href.replace(/\/+$/, '')
}

function checkCredential(input: LocationInput, field: string, value: string | Secret | undefined): Secret {
  const secret = typeof value === 'string' ? new Secret(value) : value
  // A line end that came with pasting would be refused by the store as a wrong signature.
  if (secret && /^[!-~]+$/.test(secret.reveal())) return secret
  return refuse(input, `${field} ${secret ? 'has white space or other characters that no key has' : 'is missing'}`)
}

/** A variable that is not set would otherwise be the bucket `undefined`. */
const isText = (value: unknown) => typeof value === 'string'

function refuse({ name }: LocationInput, problem: string, hint?: string): never {
  throw locationError(name, problem, hint)
}
