import pLimit from 'p-limit'
import type { ObjectInfo } from '../object.js'
import type { Store } from '../store.js'
import { hasAttributes } from './conditional.js'
import type { RecordedFile } from './record.js'
import { attributesOf, type WantedObject } from './wanted.js'

/** Why an object is stored: there is none, it has other content, it has other attributes, or it was asked for (`force`). */
export type UploadReason = 'new' | 'content' | 'attributes' | 'forced'

/** What is known of the store. */
export interface StoreView {
  /** By key, as listed. */
  readonly existing: ReadonlyMap<string, ObjectInfo>
  /** By name, as recorded. */
  readonly recorded: ReadonlyMap<string, RecordedFile>
  readonly force: boolean
  /** Every object is asked for its attributes, also where the record knows them. */
  readonly verify: boolean
  readonly concurrency: number
  readonly signal?: AbortSignal | undefined
}

/** The objects that are not there as they should be, with the reason. */
export async function findMissing(
  store: Store,
  wanted: readonly WantedObject[],
  view: StoreView,
): Promise<ReadonlyMap<WantedObject, UploadReason>> {
  const { signal, verify } = view
  const isAsWanted = async (object: WantedObject, known: string | undefined) =>
    known !== undefined && !verify
      ? known === object.attributes
      : hasAttributes(await store.head(object.key, { signal }), attributesOf(object))
  const limit = pLimit(view.concurrency)
  const reasons = limit.map(wanted, async (object): Promise<UploadReason | undefined> => {
    const found = view.existing.get(object.key)
    const entry = view.recorded.get(object.name)
    if (view.force) return 'forced'
    if (!found) return isOmitted(object, entry) ? undefined : 'new'
    if (!hasContent(object, found, entry, verify)) return 'content'
    return (await isAsWanted(object, entry?.attributes)) ? undefined : 'attributes'
  })
  try {
    const settled = await reasons
    return new Map(wanted.flatMap((object, index) => (settled[index] ? [[object, settled[index]]] : [])))
  } finally {
    limit.clearQueue()
  }
}

/** Whether a variant was found to be hardly smaller, of this content and by the same compression. */
function isOmitted({ hash, attributes }: WantedObject, entry: RecordedFile | undefined): boolean {
  return entry?.omitted === true && entry.hash === hash && entry.attributes === attributes
}

/**
 * An ETag is an MD5 only of what one plain put stored, and not with every encryption: one that is the MD5 that is wanted
 * proves the content, another one proves nothing. Then the record says which content the store answered that ETag to.
 */
function hasContent(
  { hash, size, naming, encoding }: WantedObject,
  { etag, size: foundSize }: ObjectInfo,
  entry: RecordedFile | undefined,
  verify: boolean,
): boolean {
  if (entry?.omitted) return false
  const isTrusted = naming === 'hash' && !verify
  const isRecorded = entry?.hash === hash && etag !== undefined && entry.etag === etag
  // Its size is known when it was compressed; without an ETag in the record, a put that was broken off stored it.
  if (encoding) return isRecorded || (isTrusted && entry?.hash === hash && entry.etag === undefined)
  if (foundSize !== size) return false
  return isTrusted || etag === hash || isRecorded
}
