import { createPages, KeelsonError, systemClock, type Clock } from '@keelson/core'
import { checkAttributes, toBytes } from '../attributes.js'
import { checkCondition, meetCondition } from '../condition.js'
import { md5Etag } from '../etag.js'
import { checkKey, compareKeys } from '../key.js'
import { createMemoryUploads } from './memory-uploads.js'
import type { ObjectInfo, PutOptions, StoredObject, StoreOptions } from '../object.js'
import { checkRange, rangeError, resolveRange } from '../range.js'
import type { ObjectCapabilities, Store } from '../store.js'
import { unsupported } from '../unsupported.js'

/** Options of {@link createMemoryStore}. */
export interface MemoryStoreOptions {
  /** Of `lastModified`. @default the machine's */
  readonly clock?: Clock | undefined
}

const name = 'memory'
/** In bytes: what a stream gives at a time. */
const chunkSize = 65_536
const capabilities: ObjectCapabilities = {
  acl: false,
  conditionalPut: true,
  conditionalComplete: true,
  equalParts: false,
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

  const checkWrite = (key: string, options: PutOptions) => {
    checkKey(key)
    checkCondition(key, options)
    if (options.acl !== undefined) throw unsupported(name, 'ACLs', { provider: name })
    stopIfAborted(options)
    return checkAttributes(key, options)
  }
  const save = (object: Omit<StoredObject, 'lastModified'>, options: PutOptions = {}): ObjectInfo => {
    meetCondition(object.key, options, objects.get(object.key), { where: name, provider: name })
    const saved = { ...object, lastModified: new Date(clock.date()) }
    objects.set(object.key, saved)
    return infoOf(saved)
  }
  const find = (key: string, options: StoreOptions | undefined) => {
    checkKey(key)
    stopIfAborted(options)
    return objects.get(key)
  }
  const read: Store['get'] = async (key, options = {}) => {
    if (options.range) checkRange(key, options.range)
    const object = find(key, options)
    if (!object) return undefined
    const range = resolveRange(options.range, object.size)
    if (!range) throw rangeError(key, name, object.size, name)
    return { ...infoOf(object), body: object.body.slice(range.start, range.end) }
  }

  return {
    name,
    capabilities,
    async put(key, body, options = {}) {
      const attributes = checkWrite(key, options)
      const bytes = toBytes(key, body)
      return save({ key, size: bytes.byteLength, etag: md5Etag(bytes), ...attributes, body: bytes }, options)
    },
    get: read,
    async getStream(key, options) {
      const object = await read(key, options)
      return object && { ...object, body: streamOf(object.body, options) }
    },
    async head(key, options) {
      const object = find(key, options)
      return object && infoOf(object)
    },
    exists: async (key, options) => find(key, options) !== undefined,
    async copy({ from, to }, options = {}) {
      const attributes = checkWrite(to, options)
      const source = find(from, options)
      if (!source) throw new KeelsonError(`there is no ${JSON.stringify(from)} in ${name}`, { code: 'not_found' })
      const { size, etag, body, ...info } = source
      const { contentType, cacheControl, contentEncoding, contentDisposition, metadata } = info
      const kept = { contentType, cacheControl, contentEncoding, contentDisposition, metadata }
      const replaced = Object.keys(attributes).length > 0 ? attributes : checkAttributes(to, kept)
      return save({ key: to, size, etag, ...replaced, body })
    },
    async delete(key, options) {
      find(key, options)
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
    multipart: createMemoryUploads({ name, clock, checkWrite, save }),
  }
}

/** A copy without the content, so that nobody changes what is stored. */
function infoOf({ body: _body, ...info }: StoredObject): ObjectInfo {
  return structuredClone(info)
}

function streamOf(body: Uint8Array, options: StoreOptions | undefined): ReadableStream<Uint8Array> {
  let position = 0
  return new ReadableStream({
    pull(controller) {
      stopIfAborted(options)
      const chunk = body.subarray(position, position + chunkSize)
      position += chunk.byteLength
      if (chunk.byteLength > 0) controller.enqueue(chunk)
      else controller.close()
    },
  })
}

/** Throws `aborted` for a signal that fired. */
function stopIfAborted({ signal }: StoreOptions = {}): void {
  if (signal?.aborted) throw new KeelsonError('aborted before the memory was asked', { code: 'aborted' })
}
