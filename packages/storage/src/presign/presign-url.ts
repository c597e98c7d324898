import { systemClock, type Clock } from '@keelson/core'
import { objectUrl, type StoreLocation } from '../location.js'
import { largestPart } from '../parts.js'
import { checkExpiry, createSigner, signingError } from './presign-signer.js'

/** What every signed URL says. */
export interface PresignParams {
  readonly key: string
  /** How long it works: 1 to 604800 (7 days), and with temporary keys no longer than they do. @default 900 */
  readonly expiresInSeconds?: number | undefined
}

/** Options of everything that signs. */
export interface PresignOptions {
  readonly clock?: Clock | undefined
}

interface SignedRequest extends PresignParams {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'DELETE'
  readonly query?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  readonly contentLength?: number | undefined
}

/** A URL for one request, in which everything but the body is signed. */
export async function presignUrl(
  location: StoreLocation,
  { key, method, expiresInSeconds, query, headers, contentLength }: SignedRequest,
  { clock = systemClock }: PresignOptions = {},
): Promise<string> {
  const url = new URL(objectUrl(location, key))
  const search = {
    ...query,
    'X-Amz-Content-Sha256': 'UNSIGNED-PAYLOAD',
    'X-Amz-Expires': String(checkExpiry(location, key, expiresInSeconds)),
  }
  for (const [name, value] of Object.entries(search)) url.searchParams.set(name, value)
  const signer = createSigner(location, {
    key,
    method,
    url: url.href,
    headers: {
      ...headers,
      ...(contentLength !== undefined && { 'content-length': checkLength(location, key, contentLength) }),
    },
    date: clock.date(),
  })
  const signed = await signer.sign()
  // Not every server reads a plus in a query as a space.
  return signed.url.href.replace(/\?.*/, (text) => text.replaceAll('+', '%20'))
}

function checkLength(location: StoreLocation, key: string, length: number): string {
  if (Number.isInteger(length) && length >= 0 && length <= largestPart) return String(length)
  throw signingError(location, key, `contentLength must be 0 to ${largestPart} bytes, not ${length}`)
}
