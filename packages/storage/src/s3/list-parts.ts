import { ListPartsCommand } from '@aws-sdk/client-s3'
import { createPages } from '@keelson/core'
import { checkKey } from '../key.js'
import type { UploadedPart, UploadReference } from '../multipart.js'
import type { StoreOptions } from '../object.js'
import { callBucket, type Bucket } from './bucket.js'
import { endlessList, strangeAnswer, unquote } from './object-info.js'

export async function listParts(
  bucket: Bucket,
  { key, uploadId }: UploadReference,
  { signal }: StoreOptions = {},
): Promise<readonly UploadedPart[]> {
  const operation = 'ListParts'
  checkKey(key)
  const pages = createPages<UploadedPart>(async (cursor) => {
    const place = { Bucket: bucket.bucket, Key: key, UploadId: uploadId, PartNumberMarker: cursor }
    const output = await callBucket(bucket, operation, { key, signal }, (options) =>
      bucket.client.send(new ListPartsCommand(place), options),
    )
    const { Parts = [], IsTruncated, NextPartNumberMarker: next } = output
    if (IsTruncated === undefined || (IsTruncated && (!next || next === cursor)))
      throw strangeAnswer(bucket, operation, key, endlessList)
    const items = Parts.map(({ PartNumber: partNumber = 0, ETag, Size: size = 0 }) => {
      return { partNumber, etag: unquote(ETag) ?? '', size }
    })
    return { items, next: IsTruncated ? next : undefined }
  })
  return pages.toArray()
}
