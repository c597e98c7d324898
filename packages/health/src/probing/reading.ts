import { describeCause, type Ending, type ProbeReading } from '@keelson/core'

/** Longer texts help nobody who looks at a report. */
const longestOutput = 512
/** What is looked at of a text: redacting all of a huge one would hold up everything else. */
const longestText = 8192
/** Where a text is cut a secret may be, too, whose first part alone is not recognised: so much from there is not shown. */
const longestSecret = 4096

/** What a probe can say, the worst last. */
export const statuses: readonly ProbeReading['status'][] = ['pass', 'warn', 'fail']

/** What a run found, fit to be shown. */
export interface Reading {
  readonly status: ProbeReading['status']
  readonly why: Pick<ProbeReading, 'code' | 'output'>
  readonly observed: Pick<ProbeReading, 'observedValue' | 'observedUnit'>
}

export function failed(code: string, output: string | undefined): Reading {
  return { status: 'fail', why: { code, output }, observed: {} }
}

/** What a run answered, or threw: nothing of it can be trusted, not even that it can be read. */
export function readReading(ending: Ending<unknown>, redact: (text: string) => string): Reading {
  const short = (text: unknown) => {
    if (typeof text !== 'string') return undefined
    const shown = redact(text.slice(0, longestText))
    return (text.length > longestText ? shown.slice(0, -longestSecret) : shown).slice(0, longestOutput) || undefined
  }
  try {
    if (ending.how === 'threw') {
      const { message, code = 'error' } = describeCause(ending.thrown, (text) => short(text) ?? '')
      return failed(code, message || undefined)
    }
    if (ending.how !== 'done') return failed('timeout', 'no answer')
    const { value } = ending
    if (value === false) return failed('false', 'answered false')
    const given: unknown = value === undefined || value === true ? { status: 'pass' } : value
    const { status, code, output, observedValue, observedUnit } = given as ProbeReading
    if (statuses.includes(status)) {
      const observed = observe(short(observedValue) ?? observedValue, short(observedUnit))
      return { status, why: { code: short(code), output: short(output) }, observed }
    }
  } catch {
    // As if it were of another kind.
  }
  return failed('unreadable', 'no reading')
}

/** Units of what has none, as https://schema.org/DataType names them. */
const plainUnits: Readonly<Record<string, string>> = { string: 'Text', boolean: 'Boolean', number: 'Number' }

/** Only what JSON carries for sure: anything else could not be sent, or be circular. */
function observe(observedValue: unknown, unit: string | undefined): Reading['observed'] {
  const plainUnit = plainUnits[typeof observedValue]
  return plainUnit ? { observedValue, observedUnit: unit ?? plainUnit } : {}
}
