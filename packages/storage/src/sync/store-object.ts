import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { isKeelsonError } from '@keelson/core'
import pLimit from 'p-limit'
import type { StoreOptions } from '../object.js'
import { putStream } from '../upload/put-stream.js'
import type { Store } from '../store.js'
import { systemCode } from '../system-error.js'
import { compress, isWorthwhile } from './compress.js'
import { conditionOf, putOver } from './conditional.js'
import { changedError, readChunks, readFile } from './read-file.js'
import type { StoredOutcome, SyncChange } from './record-changes.js'
import { attributesOf, largestInMemory, type WantedObject } from './wanted.js'

/** Large files at a time; each has several parts in memory. */
const mostLarge = 2

/** Stores one object after the other; what has another content by now is told (`conflict`), and not stored. */
export function createObjectWriter(
  store: Store,
  { existing }: Pick<SyncChange, 'existing'>,
  { signal }: StoreOptions,
): (object: WantedObject) => Promise<StoredOutcome> {
  const large = pLimit(mostLarge)
  return async (object) => {
    const { key, size, encoding, of, naming } = object
    const found = existing.get(key)
    const options = { ...attributesOf(object), signal }
    // A style sheet is not stored as it lies in the folder, and is in memory already.
    if (size > largestInMemory && !object.content) {
      const condition = store.capabilities.conditionalComplete ? conditionOf(store, found) : {}
      return large(() => putStream(store, { key, body: readChecked(object), size }, { ...options, ...condition }))
    }
    const content = await readContent(object)
    const body = encoding ? await compress(content, encoding) : content
    if (of === undefined || isWorthwhile(body.byteLength, size)) {
      return putOver(store, { key, body, seen: found, isHashed: naming === 'hash' }, options)
    }
    if (found) await store.delete(key, { signal })
    return { omitted: true }
  }
}

async function readContent({ content, location, path, hash }: WantedObject): Promise<Uint8Array> {
  if (content) return content
  const now = await readFile(location, path, { keeps: () => true }).catch((error: unknown) => {
    throw isKeelsonError(error) ? error : changedError(path, systemCode(error))
  })
  if (now.hash !== hash || !now.content) throw changedError(path)
  return now.content
}

/** The content of a file as it is read; fails at its end when it is not what was hashed, so that nothing is stored. */
async function* readChecked({ location, path, hash }: WantedObject): AsyncGenerator<Uint8Array> {
  const handle = await open(location, 'r').catch((error: unknown) => {
    throw changedError(path, systemCode(error))
  })
  try {
    const digest = createHash('md5')
    for await (const bytes of readChunks(handle)) {
      digest.update(bytes)
      yield bytes
    }
    if (digest.digest('hex') !== hash) throw changedError(path)
  } finally {
    await handle.close()
  }
}
