import {
  AbortMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { createPages, type Pages } from '@keelson/core'
import { checkAttributes } from '../attributes.js'
import { checkKey } from '../key.js'
import type { MultipartUploads, OpenUpload, PartParams, UploadReference, UploadedPart } from '../multipart.js'
import type { PutOptions, StoreOptions } from '../object.js'
import { checkPart } from '../parts.js'
import { requireCapability } from '../unsupported.js'
import { callBucket, type Bucket } from './bucket.js'
import { completeUpload } from './complete-upload.js'
import { listParts } from './list-parts.js'
import { attributesInput, endlessList, storedEtag, strangeAnswer } from './object-info.js'
import { undefinedIfMissing } from './objects.js'
import { behindChecksum, withoutChecksum } from './request-checksum.js'

/** The uploads in parts of a bucket. */
export function createUploads(bucket: Bucket): MultipartUploads {
  return {
    create: (key, options) => createUpload(bucket, key, options),
    putPart: (params, options) => putPart(bucket, params, options),
    listParts: (reference, options) => listParts(bucket, reference, options),
    complete: (params, options) => completeUpload(bucket, params, options),
    abort: (reference, options) => abortUpload(bucket, reference, options),
    list: (params, options) => listUploads(bucket, params, options),
  }
}

async function createUpload(
  bucket: Bucket,
  key: string,
  { signal, acl, ...rest }: Omit<PutOptions, 'ifMatch' | 'ifNoneMatch'> = {},
): Promise<UploadReference> {
  const operation = 'CreateMultipartUpload'
  checkKey(key)
  if (acl !== undefined) requireCapability(bucket, 'acl')
  const attributes = attributesInput(checkAttributes(key, rest))
  const command = new CreateMultipartUploadCommand({ Bucket: bucket.bucket, Key: key, ACL: acl, ...attributes })
  const { UploadId: uploadId } = await callBucket(bucket, operation, { key, signal }, (options) =>
    bucket.client.send(command, options),
  )
  if (!uploadId) throw strangeAnswer(bucket, operation, key, 'no UploadId')
  return { key, uploadId }
}

async function putPart(
  bucket: Bucket,
  { key, uploadId, partNumber, body }: PartParams,
  { signal }: StoreOptions = {},
): Promise<UploadedPart> {
  const operation = 'UploadPart'
  checkKey(key)
  checkPart(key, partNumber, body)
  const command = new UploadPartCommand({
    Bucket: bucket.bucket,
    Key: key,
    UploadId: uploadId,
    PartNumber: partNumber,
    Body: body,
  })
  command.middlewareStack.add(withoutChecksum, behindChecksum)
  const { ETag } = await callBucket(bucket, operation, { key, signal }, (options) =>
    bucket.client.send(command, options),
  )
  return { partNumber, etag: storedEtag(bucket, operation, key, ETag), size: body.byteLength }
}

async function abortUpload(
  bucket: Bucket,
  { key, uploadId }: UploadReference,
  { signal }: StoreOptions = {},
): Promise<void> {
  checkKey(key)
  const command = new AbortMultipartUploadCommand({ Bucket: bucket.bucket, Key: key, UploadId: uploadId })
  await callBucket(bucket, 'AbortMultipartUpload', { key, signal }, (options) =>
    bucket.client.send(command, options).catch(undefinedIfMissing),
  )
}

function listUploads(
  bucket: Bucket,
  { prefix }: { readonly prefix?: string | undefined } = {},
  { signal }: StoreOptions = {},
): Pages<OpenUpload> {
  const operation = 'ListMultipartUploads'
  return createPages(async (cursor) => {
    // A page ends within the uploads of one key.
    const [KeyMarker, UploadIdMarker] = cursor === undefined ? [] : (JSON.parse(cursor) as string[])
    const place = { Bucket: bucket.bucket, Prefix: prefix, KeyMarker, UploadIdMarker }
    const output = await callBucket(bucket, operation, { signal }, (options) =>
      bucket.client.send(new ListMultipartUploadsCommand(place), options),
    )
    const { Uploads = [], IsTruncated, NextKeyMarker, NextUploadIdMarker } = output
    const next = IsTruncated ? JSON.stringify([NextKeyMarker, NextUploadIdMarker]) : undefined
    if (IsTruncated === undefined || (IsTruncated && (!NextKeyMarker || next === cursor)))
      throw strangeAnswer(bucket, operation, undefined, endlessList)
    const items = Uploads.map(({ Key: key = '', UploadId: uploadId = '', Initiated: initiated }) => {
      return { key, uploadId, initiated }
    })
    return { items, next }
  })
}
