import type { StoreLocation } from '../location.js'
import type { UploadReference } from '../multipart.js'
import { checkPartNumber } from '../parts.js'
import { signingError } from './presign-signer.js'
import { presignUrl, type PresignOptions, type PresignParams } from './presign-url.js'

/** What {@link presignPart} signs. */
export interface PresignPartParams extends PresignParams, UploadReference {
  /** 1 to 10,000. */
  readonly partNumber: number
  /** The exact size in bytes, at most 5 GiB; without it, the URL takes a part of any size. */
  readonly contentLength?: number | undefined
}

/**
 * A URL with which anybody can upload one part of an upload that `store.multipart.create` began; nothing is sent. To
 * complete it, take the parts from `store.multipart.listParts`: browsers see an ETag only if the bucket's CORS rules expose it.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPart.html
 *
 * Throws `config` for what cannot be signed.
 *
 * @example
 * import { presignPart } from '@keelson/storage'
 * const upload = await store.multipart.create('videos/7.mp4', { contentType: 'video/mp4' })
 * const url = await presignPart(location, { ...upload, partNumber: 1 })
 * await fetch(url, { method: 'PUT', body })
 */
export async function presignPart(
  location: StoreLocation,
  { uploadId, partNumber, ...params }: PresignPartParams,
  options?: PresignOptions,
): Promise<string> {
  checkPartNumber(params.key, partNumber)
  if (typeof uploadId !== 'string' || uploadId === '') {
    throw signingError(location, params.key, 'uploadId is missing', 'store.multipart.create() gives it')
  }
  const query = { partNumber: String(partNumber), uploadId }
  return presignUrl(location, { ...params, method: 'PUT', query }, options)
}
