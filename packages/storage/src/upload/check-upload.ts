import { KeelsonError } from '@keelson/core'
import { checkAttributes } from '../attributes.js'
import { checkCondition, isConditional, type WriteCondition } from '../condition.js'
import { checkKey } from '../key.js'
import type { PutOptions } from '../object.js'
import type { Store } from '../store.js'
import { requireCapability } from '../unsupported.js'

/** Throws `unsupported` where an upload in parts would overlook its condition, and overwrite; before it is begun. */
export function checkPartsCondition(store: Store, condition: WriteCondition): void {
  if (isConditional(condition)) requireCapability(store, 'conditionalComplete')
}

/** Throws what the store would say of key and options only when everything has been sent. */
export function checkUpload(store: Store, key: string, options: PutOptions & { readonly concurrency: number }): void {
  checkKey(key)
  checkCondition(key, options)
  checkAttributes(key, options)
  const { acl, concurrency, signal } = options
  if (acl !== undefined) requireCapability(store, 'acl')
  if (isConditional(options)) requireCapability(store, 'conditionalPut')
  if (!Number.isSafeInteger(concurrency) || concurrency < 1) {
    throw new KeelsonError(`concurrency: ${concurrency} is not a whole number above 0`, { code: 'config' })
  }
  if (signal?.aborted) {
    throw new KeelsonError(`${JSON.stringify(key)} was not stored in ${store.name}: it was aborted`, {
      code: 'aborted',
    })
  }
}
