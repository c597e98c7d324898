import assert from 'node:assert/strict'
import { isKeelsonError, type ErrorCode } from '@keelson/core'
import type { Store, StoredObject } from '../store.js'

/** What a check works on. */
export interface StoreSubject {
  /** Empty, and for this check alone. */
  readonly store: Store
  /** One whose bucket or folder does not exist. */
  readonly missing: Store
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
