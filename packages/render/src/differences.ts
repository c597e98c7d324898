import type { FieldChange } from '@keelson/core'

/**
 * The fields of what is desired that are not so; what is not asked for is not compared. An update sends fields of the names in
 * `merged` one by one, so they are compared one by one; all others are sent and compared whole.
 */
export function differences(
  desired: object,
  actual: object | undefined,
  merged: readonly string[] = [],
  prefix = '',
): FieldChange[] {
  return Object.entries(desired).flatMap(([key, to]: [string, unknown]) => {
    const from = (actual as Record<string, unknown> | undefined)?.[key]
    const path = prefix + key
    if (merged.includes(key)) return differences(to ?? {}, from as object | undefined, merged, `${path}.`)
    return to === undefined || isLike(to, from) ? [] : [{ path, from, to }]
  })
}

/** Whether everything that is wanted is there; what a vendor adds to an object does not count. */
function isLike(wanted: unknown, actual: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null) return wanted === actual
  if (typeof actual !== 'object' || actual === null) return false
  if (Array.isArray(wanted) && wanted.length !== (actual as unknown[]).length) return false
  return Object.entries(wanted).every(
    ([key, value]: [string, unknown]) => value === undefined || isLike(value, (actual as Record<string, unknown>)[key]),
  )
}
