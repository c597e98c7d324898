import { isKeelsonError, type KeelsonError } from '@keelson/core'
import type { WriteCondition } from '../condition.js'
import { md5Etag } from '../etag.js'
import type { ObjectAttributes, ObjectInfo, PutOptions } from '../object.js'
import type { Store } from '../store.js'

/** What an object was when it was looked at; `undefined` for none. */
export type SeenObject = { readonly etag?: string | undefined } | undefined

/** What a write over what was seen is bound to, so that nobody's change is lost; nothing where the store has no conditions. */
export function conditionOf(store: Store, seen: SeenObject): WriteCondition {
  if (!store.capabilities.conditionalPut) return {}
  if (!seen) return { ifNoneMatch: '*' }
  return seen.etag === undefined ? {} : { ifMatch: seen.etag }
}

/** What is stored over what was seen. */
interface PutOverParams {
  readonly key: string
  readonly body: Uint8Array | string
  readonly seen: SeenObject
  /** Its name stands for its content, so that its size is proof enough; else its ETag has to be the MD5. */
  readonly isHashed?: boolean | undefined
}

/** Stores content over what was seen; `conflict` when somebody else has changed it since. */
export async function putOver(
  store: Store,
  { key, body, seen, isHashed = false }: PutOverParams,
  options: PutOptions,
): Promise<ObjectInfo> {
  try {
    return await store.put(key, body, { ...options, ...conditionOf(store, seen) })
  } catch (error) {
    // What was stored, though its answer was lost, is found as somebody else's when it is stored again.
    const found =
      isConflict(error) || isAmbiguous(error) ? await store.head(key, { signal: options.signal }) : undefined
    const isSame = found && (found.etag === md5Etag(body) || (isHashed && found.size === Buffer.byteLength(body)))
    if (isSame && hasAttributes(found, options)) return found
    throw error
  }
}

/** Whether a store said that somebody else was faster. */
export function isConflict(error: unknown): error is KeelsonError {
  return isKeelsonError(error) && error.code === 'conflict' && error.status !== undefined
}

const isAmbiguous = (error: unknown) => isKeelsonError(error) && error.code === 'ambiguous_write'

/** Whether an object has the attributes that a sync gives. */
export function hasAttributes(found: ObjectInfo | undefined, wanted: ObjectAttributes): boolean {
  const names = ['contentType', 'cacheControl', 'contentEncoding'] as const
  return names.every((name) => found?.[name] === wanted[name])
}
