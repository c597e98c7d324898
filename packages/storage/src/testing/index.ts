import { accessChecks } from './access-checks.js'
import { attributeChecks } from './attribute-checks.js'
import type { StoreCheck } from './check.js'
import { conditionChecks } from './condition-checks.js'
import { copyChecks } from './copy-checks.js'
import { keyChecks } from './key-checks.js'
import { listChecks } from './list-checks.js'
import { multipartChecks } from './multipart-checks.js'
import { multipartRefusalChecks } from './multipart-refusal-checks.js'
import { objectChecks } from './object-checks.js'
import { rangeChecks } from './range-checks.js'
import { streamChecks } from './stream-checks.js'

export type { StoreCheck, StoreSubject } from './check.js'

/**
 * What every {@link Store} does, as a list for any test runner: each check has a name and a function that throws.
 * What a store has not (`capabilities`) must be refused with `unsupported`, and change nothing.
 *
 * @example
 * import { storeChecks } from '@keelson/storage/testing'
 * for (const { name, run } of storeChecks()) test(name, () => run({ store: emptyStore(), missing: storeWithoutBucket() }))
 */
export function storeChecks(): readonly StoreCheck[] {
  return [
    ...objectChecks,
    ...streamChecks,
    ...rangeChecks,
    ...attributeChecks,
    ...accessChecks,
    ...keyChecks,
    ...listChecks,
    ...copyChecks,
    ...conditionChecks,
    ...multipartChecks,
    ...multipartRefusalChecks,
  ]
}
