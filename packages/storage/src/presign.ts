import { KeelsonError, systemClock, type Clock } from '@keelson/core'
import { AwsV4Signer } from 'aws4fetch'
import { checkAttributes } from './attributes.js'
import { objectUrl, type StoreLocation } from './location.js'

/** What {@link presignGet} and {@link presignPut} share. */
export interface PresignParams {
  readonly key: string
  /** How long the URL works: 1 to 604800 (7 days). @default 900 */
  readonly expiresInSeconds?: number | undefined
}

/** What {@link presignGet} signs. */
export interface PresignGetParams extends PresignParams {
  /** The Content-Type of the answer, instead of the stored one. */
  readonly responseContentType?: string | undefined
  /** The Content-Disposition of the answer: `attachment; filename="a.pdf"`. */
  readonly responseContentDisposition?: string | undefined
  /** The Cache-Control of the answer, instead of the stored one. */
  readonly responseCacheControl?: string | undefined
}

/** What {@link presignPut} signs. */
export interface PresignPutParams extends PresignParams {
  readonly contentType?: string | undefined
  readonly cacheControl?: string | undefined
  /** The exact size in bytes; without it, the URL takes a body of any size. */
  readonly contentLength?: number | undefined
}

/** A signed upload: the request must have these headers and no other values for them. */
export interface PresignedPut {
  readonly url: string
  /** Content-Length is not among them: clients set it themselves, from the body. */
  readonly headers: Readonly<Record<string, string>>
}

/** Options of {@link presignGet} and {@link presignPut}. */
export interface PresignOptions {
  readonly clock?: Clock | undefined
}

/** AWS refuses more, with any keys. */
const longestSeconds = 604_800

/**
 * A URL with which anybody can read one object for a while; nothing is sent.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 *
 * @example
 * import { presignGet } from '@keelson/storage'
 * import { r2 } from '@keelson/storage/stores/r2'
 * const location = r2({ accountId, bucket: 'media', accessKeyId, secretAccessKey })
 * const url = await presignGet(location, { key: 'invoices/7.pdf', expiresInSeconds: 300 })
 */
export function presignGet(
  location: StoreLocation,
  params: PresignGetParams,
  options?: PresignOptions,
): Promise<string> {
  const query = {
    'response-cache-control': params.responseCacheControl,
    'response-content-disposition': params.responseContentDisposition,
    'response-content-type': params.responseContentType,
  }
  return presign(location, { ...params, method: 'GET', query }, options)
}

/**
 * A URL with which anybody can upload one object for a while, and the headers to send with it; nothing is sent.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 *
 * @example
 * import { presignPut } from '@keelson/storage'
 * const { url, headers } = await presignPut(location, { key: 'avatars/7.png', contentType: 'image/png' })
 * await fetch(url, { method: 'PUT', headers, body })
 */
export async function presignPut(
  location: StoreLocation,
  params: PresignPutParams,
  options?: PresignOptions,
): Promise<PresignedPut> {
  const { contentLength } = params
  const { contentType, cacheControl } = checkAttributes(params.key, params)
  if (contentLength !== undefined && !(Number.isSafeInteger(contentLength) && contentLength >= 0)) {
    throw refusal(location, params.key, `contentLength must be a number of bytes, not ${contentLength}`)
  }
  const headers = definedOnly({ 'content-type': contentType, 'cache-control': cacheControl })
  const length = definedOnly({ 'content-length': contentLength?.toString() })
  const url = await presign(location, { ...params, method: 'PUT', headers: { ...headers, ...length } }, options)
  return { url, headers }
}

interface Signable extends PresignParams {
  readonly method: string
  readonly query?: Readonly<Record<string, string | undefined>>
  readonly headers?: Readonly<Record<string, string>>
}

async function presign(
  location: StoreLocation,
  { key, method, expiresInSeconds = 900, query = {}, headers = {} }: Signable,
  { clock = systemClock }: PresignOptions = {},
): Promise<string> {
  const { credentials, region } = location
  const url = new URL(objectUrl(location, key))
  if (!credentials) throw refusal(location, key, 'the location has no keys to sign with')
  if (!(Number.isInteger(expiresInSeconds) && expiresInSeconds >= 1 && expiresInSeconds <= longestSeconds)) {
    throw refusal(location, key, `expiresInSeconds must be 1 to ${longestSeconds}, not ${expiresInSeconds}`)
  }
  const search = definedOnly({
    ...query,
    'X-Amz-Content-Sha256': 'UNSIGNED-PAYLOAD',
    'X-Amz-Expires': String(expiresInSeconds),
  })
  for (const [name, value] of Object.entries(search)) url.searchParams.set(name, value)
  const signer = new AwsV4Signer({
    method,
    url: url.href,
    headers,
    accessKeyId: credentials.accessKeyId.reveal(),
    secretAccessKey: credentials.secretAccessKey.reveal(),
    ...(credentials.sessionToken && { sessionToken: credentials.sessionToken.reveal() }),
    service: 's3',
    region,
    datetime: new Date(clock.date()).toISOString().replace(/[-:]|\.\d+/g, ''),
    signQuery: true,
    // Content-Type and Content-Length are left out otherwise, and a URL for images would take programs.
    allHeaders: true,
  })
  const signed = await signer.sign()
  // Not every server reads a plus in a query as a space.
  return signed.url.href.replace(/\?.*/, (text) => text.replaceAll('+', '%20'))
}

function definedOnly(values: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const entries = Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return Object.fromEntries(entries)
}

function refusal({ name }: StoreLocation, key: string, problem: string): KeelsonError {
  return new KeelsonError(`no URL was signed for ${JSON.stringify(key)}: ${problem}`, {
    code: 'config',
    provider: name,
  })
}
