import { createPages, KeelsonError, systemClock, type Clock } from '@keelson/core'
import { checkAttributes, toBytes } from './attributes.js'
import { md5Etag } from './etag.js'
import { checkKey, compareKeys } from './key.js'
import type { ObjectInfo, Store, StoredObject, StoreOptions } from './store.js'

/** Options of {@link createMemoryStore}. */
export interface MemoryStoreOptions {
  /** Of `lastModified`. @default the machine's */
  readonly clock?: Clock | undefined
}

/**
 * A store in the memory of this process: for tests and examples.
 *
 * @example
 * import { createMemoryStore } from '@keelson/storage'
 * const store = createMemoryStore()
 * await store.put('hello.txt', 'hello', { contentType: 'text/plain' })
 */
export function createMemoryStore({ clock = systemClock }: MemoryStoreOptions = {}): Store {
  const objects = new Map<string, StoredObject>()
  return {
    name: 'memory',
    async put(key, body, options = {}) {
      checkKey(key)
      const attributes = checkAttributes(key, options)
      const bytes = toBytes(key, body)
      stopIfAborted(options)
      const about = { size: bytes.byteLength, etag: md5Etag(bytes), lastModified: new Date(clock.date()) }
      const object = { key, ...about, ...attributes, body: bytes }
      objects.set(key, object)
      return infoOf(object)
    },
    async get(key, options) {
      checkKey(key)
      stopIfAborted(options)
      const object = objects.get(key)
      return object && { ...infoOf(object), body: Uint8Array.from(object.body) }
    },
    async head(key, options) {
      checkKey(key)
      stopIfAborted(options)
      const object = objects.get(key)
      return object && infoOf(object)
    },
    async delete(key, options) {
      checkKey(key)
      stopIfAborted(options)
      objects.delete(key)
    },
    async deleteMany(keys, options) {
      for (const key of keys) checkKey(key)
      stopIfAborted(options)
      for (const key of keys) objects.delete(key)
    },
    list: ({ prefix = '' } = {}, options) =>
      createPages(async () => {
        stopIfAborted(options)
        const found = [...objects.values()].filter(({ key }) => key.startsWith(prefix))
        const items = found.map(({ key, size, etag, lastModified }) => ({ key, size, etag, lastModified }))
        return { items: items.toSorted((a, b) => compareKeys(a.key, b.key)) }
      }),
    ensureBucket: async () => 'existing',
  }
}

/** A copy without the content, so that nobody changes what is stored. */
function infoOf({ body: _body, ...info }: StoredObject): ObjectInfo {
  return structuredClone(info)
}

function stopIfAborted({ signal }: StoreOptions = {}): void {
  if (signal?.aborted) throw new KeelsonError('aborted before the memory was asked', { code: 'aborted' })
}
