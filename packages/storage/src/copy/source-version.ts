import { mostMetadata } from '../attributes.js'
import { defaultPartSize } from '../upload/part-size.js'
import type { ObjectAttributes, ObjectInfo } from '../object.js'

/** Metadata of a copy whose own ETag cannot be that of its source: which version of it was copied. */
const recordName = 'keelson-source-etag'

const md5 = /^[0-9a-f]{32}$/
/** Of an upload in parts: the MD5 of their MD5s. */
const md5OfParts = /^[0-9a-f]{32}-\d+$/

/** Whether two objects have the same content by what lists say of them; `undefined` when lists do not tell. */
export function haveSameContent(source: ObjectInfo, target: ObjectInfo): boolean | undefined {
  if (source.size !== target.size) return false
  const { etag = '' } = source
  return etag === target.etag && (md5.test(etag) || md5OfParts.test(etag)) ? true : undefined
}

/** Whether one of the two was recorded to be a copy of the other, as it is now. */
export function isRecordedCopy(copy: ObjectInfo | undefined, source: ObjectInfo): boolean {
  const recorded = copy?.metadata?.[recordName]
  return recorded !== undefined && recorded === versionOf(source)
}

/** Whether the copy will have another ETag than its source, as far as can be foreseen. */
export function needsRecord({ etag = '', size }: ObjectInfo): boolean {
  return !md5.test(etag) || size > defaultPartSize
}

/** The attributes of a copy: those of the source, and which version of it was copied where that is to be recorded. */
export function attributesOfCopy(source: ObjectInfo, isRecorded: boolean): ObjectAttributes {
  const { contentType, cacheControl, contentEncoding, contentDisposition } = source
  const { [recordName]: _older, ...metadata } = source.metadata ?? {}
  const recorded = { ...metadata, [recordName]: versionOf(source) }
  // Better copied each time than not at all.
  const fits = Object.entries(recorded).flat().join('').length <= mostMetadata
  const kept = isRecorded && fits ? recorded : metadata
  return { contentType, cacheControl, contentEncoding, contentDisposition, metadata: kept }
}

/** A file that was put there by hand has no ETag. */
function versionOf({ etag, lastModified }: ObjectInfo): string {
  return etag || `modified-${lastModified?.getTime()}`
}
