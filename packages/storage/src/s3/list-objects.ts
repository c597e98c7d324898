import { ListObjectsV2Command } from '@aws-sdk/client-s3'
import { createPages, type Pages } from '@keelson/core'
import type { ObjectInfo, StoreOptions } from '../object.js'
import { callBucket, type Bucket } from './bucket.js'
import { endlessList, strangeAnswer, unquote } from './object-info.js'

export function listObjects(
  bucket: Bucket,
  { prefix }: { readonly prefix?: string | undefined } = {},
  { signal }: StoreOptions = {},
): Pages<ObjectInfo> {
  const operation = 'ListObjectsV2'
  return createPages(async (cursor) => {
    const command = new ListObjectsV2Command({ Bucket: bucket.bucket, Prefix: prefix, ContinuationToken: cursor })
    const output = await callBucket(bucket, operation, { signal }, (options) => bucket.client.send(command, options))
    const { Contents = [], IsTruncated, NextContinuationToken } = output
    if (IsTruncated === undefined || (IsTruncated && !NextContinuationToken))
      throw strangeAnswer(bucket, operation, undefined, endlessList)
    const items = Contents.map(({ Key: key = '', Size: size = 0, ETag, LastModified: lastModified }) => {
      return { key, size, etag: unquote(ETag), lastModified }
    })
    return { items, next: IsTruncated ? NextContinuationToken : undefined }
  })
}
