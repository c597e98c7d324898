import { CompleteMultipartUploadCommand } from '@aws-sdk/client-s3'
import { isKeelsonError, type KeelsonError } from '@keelson/core'
import { multipartEtag } from '../etag.js'
import { checkKey } from '../key.js'
import type { CompleteOptions, CompleteParams, UploadedPart } from '../multipart.js'
import type { ObjectInfo, StoreOptions } from '../object.js'
import { checkParts } from '../parts.js'
import { callBucket, type Bucket } from './bucket.js'
import { checkWriteCondition, conditionalWrite, withinRetry } from './conditional-write.js'
import { listParts } from './list-parts.js'
import { quote, storedEtag } from './object-info.js'
import { headObject } from './objects.js'

/** Makes an object of the parts. When no answer says how it went, the upload and the object do. */
export async function completeUpload(
  bucket: Bucket,
  params: CompleteParams,
  options: CompleteOptions = {},
): Promise<ObjectInfo> {
  const operation = 'CompleteMultipartUpload'
  const { key, uploadId, parts } = params
  checkKey(key)
  checkWriteCondition(bucket, key, options, 'conditionalComplete')
  checkParts(key, parts, bucket.capabilities)
  const { signal } = options
  const Parts = parts.map(({ partNumber, etag }) => ({ PartNumber: partNumber, ETag: quote(etag) }))
  const input = { Bucket: bucket.bucket, Key: key, UploadId: uploadId, MultipartUpload: { Parts } }
  try {
    const { ETag } = await conditionalWrite(bucket, key, options, (condition, watch) => {
      const command = new CompleteMultipartUploadCommand({ ...input, ...condition })
      if (watch) command.middlewareStack.add(watch, withinRetry)
      return callBucket(bucket, operation, { key, signal }, (sending) => bucket.client.send(command, sending))
    })
    return { key, size: sizeOf(parts), etag: storedEtag(bucket, operation, key, ETag) }
  } catch (error) {
    const settled = isKeelsonError(error) && isOpen(error) && (await findCompleted(bucket, params, { signal }))
    if (settled) return settled
    throw error
  }
}

/** Whether the object may have been made all the same: no answer, an odd one, or the refusal of a repetition. */
function isOpen({ code, attempts = 1 }: KeelsonError): boolean {
  return (
    ['network', 'timeout', 'server', 'schema', 'ambiguous_write'].includes(code) ||
    (attempts > 1 && code === 'not_found')
  )
}

/** The object, when the upload is over and what is stored is made of exactly these parts. */
async function findCompleted(
  bucket: Bucket,
  params: CompleteParams,
  options: StoreOptions,
): Promise<ObjectInfo | undefined> {
  try {
    await listParts(bucket, params, options)
    return undefined
  } catch (error) {
    if (!(isKeelsonError(error) && error.code === 'not_found')) return undefined
  }
  const found = await headObject(bucket, params.key, options).catch(() => undefined)
  const { parts } = params
  // Not every store's ETags of parts are MD5s; those of all count the parts.
  const isMd5 = parts.every(({ etag }) => /^[0-9a-f]{32}$/.test(etag))
  const isSame = isMd5
    ? found?.etag === multipartEtag(parts.map(({ etag }) => etag))
    : found?.etag?.endsWith(`-${parts.length}`) && found.size === sizeOf(parts)
  return isSame ? found : undefined
}

function sizeOf(parts: readonly UploadedPart[]): number {
  return parts.reduce((sum, { size }) => sum + size, 0)
}
