import { attributeChecks } from './attribute-checks.js'
import type { StoreCheck } from './check.js'
import { keyChecks } from './key-checks.js'
import { listChecks } from './list-checks.js'
import { objectChecks } from './object-checks.js'

export type { StoreCheck, StoreSubject } from './check.js'

/**
 * What every {@link Store} does, as a list for any test runner: each check has a name and a function that throws.
 *
 * @example
 * import { storeChecks } from '@keelson/storage/testing'
 * for (const { name, run } of storeChecks()) test(name, () => run({ store: emptyStore(), missing: storeWithoutBucket() }))
 */
export function storeChecks(): readonly StoreCheck[] {
  return [...objectChecks, ...attributeChecks, ...keyChecks, ...listChecks]
}
