import { CopyObjectCommand, UploadPartCopyCommand } from '@aws-sdk/client-s3'
import { isKeelsonError, KeelsonError } from '@keelson/core'
import { checkAttributes } from '../attributes.js'
import { checkKey, encodeKey } from '../key.js'
import type { UploadedPart, UploadReference } from '../multipart.js'
import type { CopyOptions, CopyParams, ObjectAttributes, ObjectInfo } from '../object.js'
import { largestPart } from '../parts.js'
import { retell } from '../retell.js'
import { endUpload } from '../upload/end-upload.js'
import { choosePartSize } from '../upload/part-size.js'
import { requireCapability } from '../unsupported.js'
import { callBucket, type Bucket } from './bucket.js'
import { attributesInput, quote, storedEtag } from './object-info.js'
import { headObject } from './objects.js'
import { createUploads } from './uploads.js'

/** In bytes; the store copies them by itself, several at a time. */
const copiedPartSize = 512 * 2 ** 20
const partsAtATime = 4

/** Copies an object by CopyObject, or in parts where it is too large for that: the parts of one version, or none. */
export async function copyObject(
  bucket: Bucket,
  { from, to }: CopyParams,
  { signal, acl, ...given }: CopyOptions = {},
): Promise<ObjectInfo> {
  checkKey(from)
  checkKey(to)
  if (acl !== undefined) requireCapability(bucket, 'acl')
  const replaced = checkAttributes(to, given)
  const source = await headObject(bucket, from, { signal })
  if (!source) {
    const { name, provider } = bucket
    const message = `${JSON.stringify(from)} cannot be copied: there is none in ${name}`
    throw new KeelsonError(message, { code: 'not_found', provider, operation: 'CopyObject' })
  }
  const { contentType, cacheControl, contentEncoding, contentDisposition, metadata } = source
  const kept: ObjectAttributes = { contentType, cacheControl, contentEncoding, contentDisposition, metadata }
  const isReplaced = Object.keys(replaced).length > 0
  const attributes = isReplaced ? replaced : kept
  const copy = { source, to, acl, attributes, signal }
  // Onto itself, S3 copies only what changes.
  const isStored = isReplaced || from === to
  const stored = source.size > largestPart ? await copyParts(bucket, copy) : await copyWhole(bucket, copy, isStored)
  return { ...attributes, ...stored, key: to, size: source.size }
}

interface Copy {
  readonly source: ObjectInfo
  readonly to: string
  readonly acl: CopyOptions['acl']
  readonly attributes: ObjectAttributes
  readonly signal: AbortSignal | undefined
}

type Stored = Pick<ObjectInfo, 'etag' | 'lastModified'>

async function copyWhole(
  bucket: Bucket,
  { source, to, acl, attributes, signal }: Copy,
  isStored: boolean,
): Promise<Stored> {
  const operation = 'CopyObject'
  const command = new CopyObjectCommand({
    Bucket: bucket.bucket,
    Key: to,
    CopySource: copySource(bucket, source.key),
    ACL: acl,
    ...(isStored && { MetadataDirective: 'REPLACE', ...attributesInput(attributes) }),
  })
  const { CopyObjectResult: result = {} } = await callBucket(bucket, operation, { key: to, signal }, (options) =>
    bucket.client.send(command, options),
  )
  return { etag: storedEtag(bucket, operation, to, result.ETag), lastModified: result.LastModified }
}

async function copyParts(bucket: Bucket, { source, to, acl, attributes, signal }: Copy): Promise<Stored> {
  const multipart = createUploads(bucket)
  const { size } = source
  const partSize = choosePartSize(to, { size, partSize: copiedPartSize, equalParts: true })(1)
  // Without the signal: who does not get its answer cannot end the upload.
  const reference = await multipart.create(to, { ...attributes, acl })
  const parts: UploadedPart[] = []
  const failures: unknown[] = []
  let copied = 0
  const work = async () => {
    for (let start = copied; start < size && failures.length === 0; start = copied) {
      copied += partSize
      const part = { ...reference, partNumber: start / partSize + 1, start, size: Math.min(partSize, size - start) }
      try {
        parts.push(await copyPart(bucket, source, part, signal))
      } catch (error) {
        failures.push(error)
      }
    }
  }
  try {
    // Those that are under way end before the upload does: a part that arrives after that would stay, and be paid for.
    await Promise.all(Array.from({ length: partsAtATime }, work))
    if (failures.length > 0) throw failures[0]
    parts.sort((a, b) => a.partNumber - b.partNumber)
    return await multipart.complete({ ...reference, parts }, { signal })
  } catch (error) {
    const left = await endUpload({ multipart }, reference)
    if (left === undefined || !isKeelsonError(error)) throw error
    throw retell(error, error.message, { hint: left })
  }
}

/** A part of the source. */
interface CopiedPart extends UploadReference {
  readonly partNumber: number
  readonly start: number
  readonly size: number
}

async function copyPart(
  bucket: Bucket,
  source: ObjectInfo,
  { key, uploadId, partNumber, start, size }: CopiedPart,
  signal: AbortSignal | undefined,
): Promise<UploadedPart> {
  const operation = 'UploadPartCopy'
  const command = new UploadPartCopyCommand({
    Bucket: bucket.bucket,
    Key: key,
    UploadId: uploadId,
    PartNumber: partNumber,
    CopySource: copySource(bucket, source.key),
    CopySourceRange: `bytes=${start}-${start + size - 1}`,
    CopySourceIfMatch: quote(source.etag),
  })
  const { CopyPartResult: result = {} } = await callBucket(bucket, operation, { key, signal }, (options) =>
    bucket.client.send(command, options),
  )
  return { partNumber, etag: storedEtag(bucket, operation, key, result.ETag), size }
}

/** The SDK sends it as it is. */
function copySource({ bucket }: Bucket, key: string): string {
  return `${bucket}/${encodeKey(key)}`
}
