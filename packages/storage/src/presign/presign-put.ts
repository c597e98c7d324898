import { checkCondition } from '../condition.js'
import type { StoreLocation } from '../location.js'
import type { PutOptions } from '../object.js'
import { requireCapability } from '../unsupported.js'
import { signedAttributes, signedStore, type UploadAttributes } from './presign-attributes.js'
import { presignUrl, type PresignOptions, type PresignParams } from './presign-url.js'

/** What {@link presignPut} signs. */
export interface PresignPutParams extends PresignParams, UploadAttributes, Pick<PutOptions, 'ifNoneMatch'> {
  /** The exact size in bytes, at most 5 GiB; without it, the URL takes a body of any size. */
  readonly contentLength?: number | undefined
}

/** A signed upload: the request must have these headers and no other values for them. */
export interface PresignedPut {
  readonly url: string
  /** Content-Length is not among them: clients set it themselves, from the body. */
  readonly headers: Readonly<Record<string, string>>
}

/**
 * A URL with which anybody can upload one object for a while, and the headers to send with it; nothing is sent. Browsers
 * need a CORS rule of the bucket that allows these headers.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 *
 * Throws `config` for what cannot be signed, `unsupported` for an `acl` or `ifNoneMatch` that the store does not have.
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
  const { key, acl, ifNoneMatch, expiresInSeconds, contentLength } = params
  checkCondition(key, { ifNoneMatch })
  if (ifNoneMatch) requireCapability(signedStore(location), 'conditionalPut', 'Sign a key that nobody else has')
  const headers = {
    ...signedAttributes(location, key, params),
    ...(acl && { 'x-amz-acl': acl }),
    ...(ifNoneMatch && { 'If-None-Match': ifNoneMatch }),
  }
  const request = { key, method: 'PUT', expiresInSeconds, headers, contentLength } as const
  return { url: await presignUrl(location, request, options), headers }
}
