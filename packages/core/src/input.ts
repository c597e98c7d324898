import { KeelsonError } from './errors.js'

/** What is wrong with a value that a caller gave; `undefined` when nothing is. */
export type Problem = string | undefined

/**
 * Refuses a call before anything is sent: one `config` error that names every problem.
 *
 * @example
 * import * as input from '@keelson/core/input'
 * input.check(client, 'POST /postgres', [
 *   input.required('name', params.name),
 *   input.word('region', params.region, ['oregon', 'frankfurt']),
 * ])
 */
export function check(
  { provider, redact }: { readonly provider: string; readonly redact: (text: string) => string },
  operation: string,
  problems: readonly Problem[],
): void {
  const found = problems.filter((problem) => problem !== undefined)
  if (found.length === 0) return
  throw new KeelsonError(redact(`${operation} was not sent: ${found.join('; ')}`), {
    code: 'config',
    provider,
    operation,
  })
}

/** A text that must be there and not be empty. */
export function required(field: string, value: string | undefined): Problem {
  return value ? undefined : `${field} is missing`
}

/** One of the allowed words, or several of them; nothing is wrong with what is not given. */
export function word(
  field: string,
  value: string | readonly string[] | undefined,
  allowed: readonly string[],
): Problem {
  const unknown = [value ?? []].flat().find((one) => !allowed.includes(one))
  if (unknown === undefined) return undefined
  return `${field} cannot be ${quote(unknown)}, only ${allowed.join(', ')}`
}

/** A number within limits, both included; whole unless `fraction` is set. */
export function number(
  field: string,
  value: number | undefined,
  {
    min,
    max = Infinity,
    fraction = false,
  }: { readonly min: number; readonly max?: number; readonly fraction?: boolean },
): Problem {
  if (value === undefined) return undefined
  // A flag of a command line is a text, and texts of digits compare like numbers.
  const isNumber = fraction ? typeof value === 'number' : Number.isInteger(value)
  if (isNumber && value >= min && value <= max) return undefined
  const range = max === Infinity ? `${min} or more` : `from ${min} to ${max}`
  const shown = typeof value === 'string' ? quote(value) : value
  return `${field} cannot be ${shown}, only ${fraction ? 'a number' : 'a whole number'} ${range}`
}

/** A text of a given form, which is told in words. */
export function text(field: string, value: string | undefined, form: RegExp, said: string): Problem {
  return value === undefined || form.test(value) ? undefined : `${field} cannot be ${quote(value)}: ${said}`
}

/** A list that must hold something. */
export function filled(field: string, value: readonly unknown[] | undefined): Problem {
  return value === undefined || value.length > 0 ? undefined : `${field} is empty`
}

/** Exactly one of these fields. */
export function exactlyOne(fields: Readonly<Record<string, unknown>>): Problem {
  const given = namesGiven(fields)
  if (given.length === 1) return undefined
  return `give exactly one of ${Object.keys(fields).join(', ')}, not ${given.join(' and ') || 'none'}`
}

/** At most one of these fields. */
export function atMostOne(fields: Readonly<Record<string, unknown>>): Problem {
  const given = namesGiven(fields)
  return given.length > 1 ? `${given.join(' and ')} cannot be given together` : undefined
}

/** At least one of these fields: a change must change something. */
export function atLeastOne(fields: Readonly<Record<string, unknown>>): Problem {
  return namesGiven(fields).length > 0 ? undefined : `give at least one of ${Object.keys(fields).join(', ')}`
}

function namesGiven(fields: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(fields).filter((name) => fields[name] !== undefined)
}

function quote(value: string): string {
  return JSON.stringify(value.length > 100 ? `${value.slice(0, 100)}…` : value)
}

/** Fields that are none: of something that is there already they would be dropped. `elsewhere` knows where one belongs. */
export function unknownFields(
  given: object,
  known: Readonly<Record<string, true>>,
  elsewhere?: (name: string) => string | undefined,
): Problem[] {
  return Object.entries(given).map(([name, value]) => {
    if (value === undefined || Object.hasOwn(known, name)) return undefined
    const meant = elsewhere?.(name)
    return `${name} is no field, ${meant ? `but ${meant} is` : `only ${Object.keys(known).join(', ')}`}`
  })
}
