import { printable } from '../attributes.js'
import type { StoreLocation } from '../location.js'
import { signingError } from './presign-signer.js'
import { presignUrl, type PresignOptions, type PresignParams } from './presign-url.js'

/** What {@link presignGet} signs. */
export interface PresignGetParams extends PresignParams {
  /** The Content-Type of the answer, instead of the stored one. */
  readonly responseContentType?: string | undefined
  /** The Content-Disposition of the answer: `attachment; filename="a.pdf"`. */
  readonly responseContentDisposition?: string | undefined
  /** The Cache-Control of the answer, instead of the stored one. */
  readonly responseCacheControl?: string | undefined
}

const overrides = [
  ['responseCacheControl', 'response-cache-control'],
  ['responseContentDisposition', 'response-content-disposition'],
  ['responseContentType', 'response-content-type'],
] as const

/**
 * A URL with which anybody can read one object for a while; nothing is sent. With temporary keys it has their session token
 * in it, by which the store knows them. https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 *
 * Throws `config` for what cannot be signed.
 *
 * @example
 * import { presignGet } from '@keelson/storage'
 * import { r2 } from '@keelson/storage/stores/r2'
 * const location = r2({ accountId, bucket: 'media', accessKeyId, secretAccessKey })
 * const url = await presignGet(location, { key: 'invoices/7.pdf', expiresInSeconds: 300 })
 */
export async function presignGet(
  location: StoreLocation,
  params: PresignGetParams,
  options?: PresignOptions,
): Promise<string> {
  const query: Record<string, string> = {}
  for (const [field, parameter] of overrides) {
    const value = params[field]
    if (value === undefined) continue
    // AWS answers 400 to other letters, but only when the URL is used.
    if (!printable.test(value)) {
      const problem = `${field} must be printable ASCII without white space around it`
      throw signingError(location, params.key, problem, "Other letters in file names: filename*=UTF-8''%C3%A4.pdf")
    }
    query[parameter] = value
  }
  return presignUrl(location, { ...params, method: 'GET', query }, options)
}

/**
 * A URL with which anybody can ask whether one object is there, and how large: stores refuse HEAD with a URL for GET.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
 *
 * Throws `config` for what cannot be signed.
 *
 * @example
 * import { presignHead } from '@keelson/storage'
 * const url = await presignHead(location, { key: 'exports/7.zip', expiresInSeconds: 3600 })
 * const isReady = (await fetch(url, { method: 'HEAD' })).ok
 */
export async function presignHead(
  location: StoreLocation,
  params: PresignParams,
  options?: PresignOptions,
): Promise<string> {
  return presignUrl(location, { ...params, method: 'HEAD' }, options)
}

/**
 * A URL with which anybody can delete one object for a while.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html
 *
 * Throws `config` for what cannot be signed.
 *
 * @example
 * import { presignDelete } from '@keelson/storage'
 * const url = await presignDelete(location, { key: 'transfers/7.csv' })
 * await fetch(url, { method: 'DELETE' })
 */
export async function presignDelete(
  location: StoreLocation,
  params: PresignParams,
  options?: PresignOptions,
): Promise<string> {
  return presignUrl(location, { ...params, method: 'DELETE' }, options)
}
