import { KeelsonError, type ProbeReading } from '@keelson/core'

/** Refuses limits that are no numbers from `min` to `max`, or not in the order in which they are written here. */
export function checkAscending(
  limits: Readonly<Record<string, number>>,
  { min = 0, max = Infinity }: { readonly min?: number; readonly max?: number } = {},
): void {
  let before: readonly [string, number] | undefined
  for (const [name, value] of Object.entries(limits)) {
    const range = max === Infinity ? `${min} or more` : `from ${min} to ${max}`
    if (!(value >= min && value <= max)) refuse(`${name} of a probe cannot be ${value}, only a number ${range}`)
    if (before && value < before[1]) refuse(`${name} (${value}) of a probe must not be below ${before.join(' (')})`)
    before = [name, value]
  }
}

/** Where a high value is a bad one. */
export function gradeAbove(value: number, warn: number, fail: number): ProbeReading['status'] {
  if (value > fail) return 'fail'
  return value > warn ? 'warn' : 'pass'
}

/** Where a low value is a bad one. */
export function gradeBelow(value: number, warn: number, fail: number): ProbeReading['status'] {
  return gradeAbove(-value, -warn, -fail)
}

function refuse(message: string): never {
  throw new KeelsonError(message, { code: 'config' })
}
