import { DeleteObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { checkAttributes, toBytes } from '../attributes.js'
import { checkKey } from '../key.js'
import type { ObjectInfo, PutOptions, StoreOptions } from '../object.js'
import { requireCapability } from '../unsupported.js'
import { callBucket, type Bucket } from './bucket.js'
import { checkWriteCondition, conditionalWrite, withinRetry } from './conditional-write.js'
import { isStatus } from './failure.js'
import { attributesInput, infoOf, storedEtag } from './object-info.js'

export async function putObject(
  bucket: Bucket,
  key: string,
  body: Uint8Array | string,
  options: PutOptions = {},
): Promise<ObjectInfo> {
  const operation = 'PutObject'
  checkKey(key)
  checkWriteCondition(bucket, key, options)
  if (options.acl !== undefined) requireCapability(bucket, 'acl')
  const attributes = checkAttributes(key, options)
  const bytes = toBytes(key, body)
  const input = { Bucket: bucket.bucket, Key: key, Body: bytes, ...attributesInput(attributes), ACL: options.acl }
  const { signal } = options
  const { ETag } = await conditionalWrite(bucket, key, options, (condition, watch) => {
    const command = new PutObjectCommand({ ...input, ...condition })
    if (watch) command.middlewareStack.add(watch, withinRetry)
    return callBucket(bucket, operation, { key, signal }, (sending) => bucket.client.send(command, sending))
  })
  return { key, size: bytes.byteLength, etag: storedEtag(bucket, operation, key, ETag), ...attributes }
}

export async function headObject(
  bucket: Bucket,
  key: string,
  { signal }: StoreOptions = {},
): Promise<ObjectInfo | undefined> {
  const operation = 'HeadObject'
  checkKey(key)
  const command = new HeadObjectCommand({ Bucket: bucket.bucket, Key: key })
  const output = await callBucket(bucket, operation, { key, signal }, (options) =>
    bucket.client.send(command, options).catch(undefinedIfMissing),
  )
  return output && infoOf(bucket, operation, key, output)
}

export async function deleteObject(bucket: Bucket, key: string, { signal }: StoreOptions = {}): Promise<void> {
  checkKey(key)
  const command = new DeleteObjectCommand({ Bucket: bucket.bucket, Key: key })
  await callBucket(bucket, 'DeleteObject', { key, signal }, (options) =>
    bucket.client.send(command, options).catch(undefinedIfMissing),
  )
}

/** A missing bucket is another matter, where the store tells: answers to HEAD have no body. */
export function undefinedIfMissing(error: unknown): undefined {
  if (isStatus(error, 404) && error.name !== 'NoSuchBucket') return undefined
  throw error
}
