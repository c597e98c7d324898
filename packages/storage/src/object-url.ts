import { checkKey, encodeKey } from './key.js'
import type { StoreLocation } from './location.js'

/** The address of an object at the store's endpoint, as requests are sent to it. */
export function objectUrl({ endpoint, bucket, forcePathStyle }: StoreLocation, key: string): string {
  checkKey(key)
  const { protocol, host } = new URL(endpoint)
  const path = encodeKey(key)
  return forcePathStyle ? `${protocol}//${host}/${bucket}/${path}` : `${protocol}//${bucket}.${host}/${path}`
}
