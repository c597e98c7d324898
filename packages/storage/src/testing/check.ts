import assert from 'node:assert/strict'
import { isKeelsonError, type ErrorCode } from '@keelson/core'
import type { GetOptions, ObjectStream, StoredObject } from '../object.js'
import type { Store } from '../store.js'

/** What a check works on. */
export interface StoreSubject {
  /** Empty, and for this check alone. */
  readonly store: Store
  /** One whose bucket or folder does not exist. */
  readonly missing: Store
  /** How many objects a page of its lists has at most. @default 1000 */
  readonly listPage?: number | undefined
}

/** One thing that every store does; `run` throws when this one does not. */
export interface StoreCheck {
  readonly name: string
  readonly run: (subject: StoreSubject) => Promise<void>
}

export async function getText(store: Store, key: string): Promise<string | undefined> {
  const object = await store.get(key)
  return object && new TextDecoder().decode(object.body)
}

export async function requireObject(store: Store, key: string): Promise<StoredObject> {
  const object = await store.get(key)
  assert.ok(object, `${JSON.stringify(key)} is not there`)
  return object
}

export async function listKeys(store: Store, prefix?: string): Promise<string[]> {
  const all = await store.list(prefix === undefined ? {} : { prefix }).toArray()
  return all.map(({ key }) => key)
}

/** Fails unless the work is refused with this code. */
export async function refused(code: ErrorCode, work: () => Promise<unknown>): Promise<void> {
  const error = await work().then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  assert.ok(isKeelsonError(error), `expected a KeelsonError, got ${String(error)}`)
  assert.equal(error.code, code, error.message)
}

/** The content of a stream, read to its end. */
export async function readAll(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Uint8Array.from(Buffer.concat(chunks))
}

export async function requireStream(store: Store, key: string, options?: GetOptions): Promise<ObjectStream> {
  const object = await store.getStream(key, options)
  assert.ok(object, `${JSON.stringify(key)} is not there`)
  return object
}

/** Bytes that differ from one kilobyte to the next, and from one seed to another. */
export function makeBytes(length: number, seed = 0): Uint8Array {
  const bytes = new Uint8Array(length)
  for (let index = 0; index < length; index++)
    bytes[index] = (index * 7 + (index >> 8) + (index >> 16) * 3 + seed) & 0xff
  return bytes
}
