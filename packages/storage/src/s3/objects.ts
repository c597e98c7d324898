import { DeleteObjectCommand, GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { checkAttributes, toBytes } from '../attributes.js'
import { checkKey } from '../key.js'
import type { ObjectInfo, PutOptions, StoredObject, StoreOptions } from '../store.js'
import { callBucket, type Bucket } from './bucket.js'
import { isStatus } from './failure.js'

export async function putObject(
  bucket: Bucket,
  key: string,
  body: Uint8Array | string,
  { signal, ...rest }: PutOptions = {},
): Promise<ObjectInfo> {
  checkKey(key)
  const attributes = checkAttributes(key, rest)
  const bytes = toBytes(key, body)
  const command = new PutObjectCommand({
    Bucket: bucket.bucket,
    Key: key,
    Body: bytes,
    ContentType: attributes.contentType,
    CacheControl: attributes.cacheControl,
    ContentEncoding: attributes.contentEncoding,
    Metadata: attributes.metadata,
  })
  const { ETag } = await callBucket(bucket, 'PutObject', { key, signal }, (options) =>
    bucket.client.send(command, options),
  )
  return { key, size: bytes.byteLength, etag: unquote(ETag), ...attributes }
}

export async function getObject(
  bucket: Bucket,
  key: string,
  { signal }: StoreOptions = {},
): Promise<StoredObject | undefined> {
  checkKey(key)
  const { command, content } = getObjectCommand(bucket.bucket, key)
  const output = await callBucket(bucket, 'GetObject', { key, signal }, (options) =>
    bucket.client.send(command, options).catch(undefinedIfMissing),
  )
  if (!output) return undefined
  const body = content()
  return { ...infoOf(key, output), size: body.byteLength, body }
}

export async function headObject(
  bucket: Bucket,
  key: string,
  { signal }: StoreOptions = {},
): Promise<ObjectInfo | undefined> {
  checkKey(key)
  const command = new HeadObjectCommand({ Bucket: bucket.bucket, Key: key })
  const output = await callBucket(bucket, 'HeadObject', { key, signal }, (options) =>
    bucket.client.send(command, options).catch(undefinedIfMissing),
  )
  return output && infoOf(key, output)
}

export async function deleteObject(bucket: Bucket, key: string, { signal }: StoreOptions = {}): Promise<void> {
  checkKey(key)
  const command = new DeleteObjectCommand({ Bucket: bucket.bucket, Key: key })
  await callBucket(bucket, 'DeleteObject', { key, signal }, (options) =>
    bucket.client.send(command, options).catch(undefinedIfMissing),
  )
}

/** An ETag without its quotes. */
export function unquote(etag: string | undefined): string | undefined {
  return etag?.replaceAll('"', '')
}

/**
 * A GetObject that reads the whole content inside the SDK's retry, which otherwise ends with the head of the answer:
 * a connection that breaks in the middle is repeated, and no body is left unread.
 */
function getObjectCommand(bucket: string, key: string) {
  const command = new GetObjectCommand({ Bucket: bucket, Key: key })
  let content: Uint8Array = new Uint8Array()
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args)
      content = (await result.output.Body?.transformToByteArray()) ?? new Uint8Array()
      return result
    },
    { step: 'finalizeRequest', priority: 'low', name: 'keelsonReadBody' },
  )
  return { command, content: () => content }
}

/** A missing bucket is another matter, where the store tells: answers to HEAD have no body. */
function undefinedIfMissing(error: unknown): undefined {
  if (isStatus(error, 404) && error.name !== 'NoSuchBucket') return undefined
  throw error
}

interface Output {
  readonly ContentLength?: number | undefined
  readonly ETag?: string | undefined
  readonly LastModified?: Date | undefined
  readonly ContentType?: string | undefined
  readonly CacheControl?: string | undefined
  readonly ContentEncoding?: string | undefined
  readonly Metadata?: Record<string, string> | undefined
}

function infoOf(key: string, output: Output): ObjectInfo {
  const { ContentLength: size = 0, Metadata: metadata = {} } = output
  return {
    key,
    size,
    etag: unquote(output.ETag),
    lastModified: output.LastModified,
    contentType: output.ContentType,
    cacheControl: output.CacheControl,
    contentEncoding: output.ContentEncoding,
    metadata: Object.keys(metadata).length > 0 ? metadata : undefined,
  }
}
