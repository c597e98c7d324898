import type { FieldChange } from '@keelson/core'

/**
 * The desired fields that differ from what Neon shows, named `<place><field>`. What is absent is off: 0, `false` or an empty
 * list; a list has no order and a sleep of 0 is Neon's default of 300 seconds.
 */
export function compareSettings(desired: object = {}, actual: object = {}, place = ''): FieldChange[] {
  return Object.entries(desired).flatMap(([name, to]: [string, unknown]) => {
    const from = (actual as Record<string, unknown>)[name]
    const usual = name === 'suspend_timeout_seconds' ? 300 : undefined
    return to === undefined || isSame(to || usual, from || usual) ? [] : [{ path: place + name, from, to }]
  })
}

function isSame(to: unknown, from: unknown): boolean {
  if (Array.isArray(to)) {
    const [wanted, there] = [new Set<unknown>(to), new Set<unknown>(Array.isArray(from) ? from : [])]
    return wanted.size === there.size && [...wanted].every((item) => there.has(item))
  }
  if (typeof to === 'object' && to !== null) return compareSettings(to, Object(from) as object).length === 0
  return (to || undefined) === (from || undefined)
}
