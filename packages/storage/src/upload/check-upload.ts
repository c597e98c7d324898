import { KeelsonError } from '@keelson/core'
import { checkAttributes } from '../attributes.js'
import { checkCondition, type WriteCondition } from '../condition.js'
import { checkKey } from '../key.js'
import type { PutOptions } from '../object.js'
import type { Store } from '../store.js'

/** Throws `unsupported` where an upload in parts would overlook its condition, and overwrite; before it is begun. */
export function checkPartsCondition({ capabilities, name }: Store, key: string, condition: WriteCondition): void {
  const isConditional = (condition.ifMatch ?? condition.ifNoneMatch) !== undefined
  if (!isConditional || capabilities.conditionalComplete) return
  const message = `${JSON.stringify(key)} was not stored: ${name} completes uploads in parts without conditions`
  const hint = 'Give a partSize that the whole content fits into, or leave ifMatch and ifNoneMatch out'
  throw new KeelsonError(message, { code: 'unsupported', hint })
}

/** Throws what the store would say of key and options only when everything has been sent. */
export function checkUpload(store: Store, key: string, options: PutOptions & { readonly concurrency: number }): void {
  checkKey(key)
  checkCondition(key, options)
  checkAttributes(key, options)
  const { acl, ifMatch, ifNoneMatch, concurrency, signal } = options
  const { capabilities, name } = store
  if (acl !== undefined && !capabilities.acl) throw new KeelsonError(`${name} has no ACLs`, { code: 'unsupported' })
  if ((ifMatch ?? ifNoneMatch) !== undefined && !capabilities.conditionalPut) {
    throw new KeelsonError(`${name} has no writes on condition`, { code: 'unsupported' })
  }
  if (!Number.isSafeInteger(concurrency) || concurrency < 1) {
    throw new KeelsonError(`concurrency: ${concurrency} is not a whole number above 0`, { code: 'config' })
  }
  if (signal?.aborted) {
    throw new KeelsonError(`${JSON.stringify(key)} was not stored in ${name}: it was aborted`, { code: 'aborted' })
  }
}
