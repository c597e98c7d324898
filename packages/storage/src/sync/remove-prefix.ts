import { checkPrefix } from '../key.js'
import type { StoreOptions } from '../object.js'
import type { Store } from '../store.js'

/**
 * Deletes every object under a prefix, as at the end of a preview, and answers how many there were.
 *
 * Throws `config` for a prefix that is not a folder, as the empty one: a whole store is never removed.
 *
 * @example
 * import { removePrefix } from '@keelson/storage'
 * const count = await removePrefix(store, { prefix: 'previews/pr-1/' })
 */
export async function removePrefix(
  store: Store,
  { prefix }: { readonly prefix: string },
  { signal }: StoreOptions = {},
): Promise<number> {
  checkPrefix('prefix', prefix)
  const objects = await store.list({ prefix }, { signal }).toArray()
  const keys = objects.map(({ key }) => key)
  if (keys.length > 0) await store.deleteMany(keys, { signal })
  return keys.length
}
