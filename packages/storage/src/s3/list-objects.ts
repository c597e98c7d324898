import { ListObjectsV2Command } from '@aws-sdk/client-s3'
import { createPages, KeelsonError, type Pages } from '@keelson/core'
import type { ObjectInfo, StoreOptions } from '../store.js'
import { callBucket, type Bucket } from './bucket.js'
import { unquote } from './objects.js'

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
    if (IsTruncated && !NextContinuationToken) {
      const { provider, name } = bucket
      const message = `${operation} of ${name} failed: the list goes on, but the store does not say where`
      throw new KeelsonError(message, { code: 'schema', provider, operation })
    }
    const items = Contents.map(({ Key: key = '', Size: size = 0, ETag, LastModified: lastModified }) => {
      return { key, size, etag: unquote(ETag), lastModified }
    })
    return { items, next: IsTruncated ? NextContinuationToken : undefined }
  })
}
