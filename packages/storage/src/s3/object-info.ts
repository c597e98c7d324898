import { KeelsonError } from '@keelson/core'
import type { ObjectAttributes, ObjectInfo } from '../object.js'
import type { Bucket } from './bucket.js'

/** What the SDK tells of an object. */
interface ObjectOutput {
  readonly ContentLength?: number | undefined
  readonly ETag?: string | undefined
  readonly LastModified?: Date | undefined
  readonly ContentType?: string | undefined
  readonly CacheControl?: string | undefined
  readonly ContentEncoding?: string | undefined
  readonly ContentDisposition?: string | undefined
  readonly Metadata?: Record<string, string> | undefined
}

/** What an answer to GET or HEAD tells of an object; throws `schema` for one that no store of objects gives: a proxy's page. */
export function infoOf(bucket: Bucket, operation: string, key: string, output: ObjectOutput): ObjectInfo {
  const { ContentLength: size = 0, Metadata: metadata = {} } = output
  if (!output.ETag && !output.LastModified) throw strangeAnswer(bucket, operation, key, 'neither ETag nor date')
  return {
    key,
    size,
    etag: unquote(output.ETag),
    lastModified: output.LastModified,
    contentType: output.ContentType,
    cacheControl: output.CacheControl,
    contentEncoding: output.ContentEncoding,
    contentDisposition: output.ContentDisposition,
    metadata: Object.keys(metadata).length > 0 ? metadata : undefined,
  }
}

/** The attributes as the SDK takes them. */
export function attributesInput(attributes: ObjectAttributes) {
  return {
    ContentType: attributes.contentType,
    CacheControl: attributes.cacheControl,
    ContentEncoding: attributes.contentEncoding,
    ContentDisposition: attributes.contentDisposition,
    Metadata: attributes.metadata,
  }
}

/** The ETag of what was stored: a success without one stored nothing that could be found again. */
export function storedEtag(bucket: Bucket, operation: string, key: string, etag: string | undefined): string {
  const plain = unquote(etag)
  if (!plain) throw strangeAnswer(bucket, operation, key, 'no ETag')
  return plain
}

/** An ETag without its quotes. */
export function unquote(etag: string | undefined): string | undefined {
  return etag?.replaceAll('"', '')
}

/** An ETag as HTTP writes it. */
export function quote(etag: string | undefined): string | undefined {
  return etag === undefined ? undefined : `"${etag}"`
}

/** What a list lacks that breaks off; see {@link strangeAnswer}. */
export const endlessList = 'no end, and no word of where it goes on'

/** The error of a success that cannot be one. */
export function strangeAnswer(
  { name, provider }: Bucket,
  operation: string,
  key: string | undefined,
  lacking: string,
): KeelsonError {
  const subject = key === undefined ? name : `${JSON.stringify(key)} in ${name}`
  return new KeelsonError(`${operation} of ${subject} failed: the answer has ${lacking}`, {
    code: 'schema',
    provider,
    operation,
    hint: 'Is the endpoint that of an S3-compatible store, without a proxy that answers itself?',
  })
}
