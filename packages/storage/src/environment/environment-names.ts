import { KeelsonError } from '@keelson/core'
import type { StoreLocation } from '../location.js'

/** A setting: the names under which it is looked for, the first one that is set wins; messages use the first. */
export type Names = readonly [string, ...string[]]

/** The text of the first of these variables that is set. */
export type ReadNames = (names: Names) => string | undefined

/** A store that variables can name. */
export interface StoreVariables {
  readonly name: string
  /** Whether the variables say that this store is wanted. */
  isMeant(read: ReadNames): boolean
  /** Throws `config` for what is missing. */
  locate(read: ReadNames): StoreLocation
}

/** The refusal of variables that name no store; nothing of a value is in it. */
export function environmentError(problem: string, hint?: string): KeelsonError {
  return new KeelsonError(`the environment names no usable store: ${problem}`, { code: 'config', hint })
}

/** All or nothing: one of the variables means the store, and then all must be there. */
export function allOrNothing<Field extends string>(
  name: string,
  required: Readonly<Record<Field, Names>>,
  locate: (values: Readonly<Record<Field, string>>, read: ReadNames) => StoreLocation,
  signs: readonly Names[] = Object.values(required),
): StoreVariables {
  return {
    name,
    isMeant: (read) => signs.some((names) => read(names) !== undefined),
    locate: (read) => locate(readAll(name, required, read), read),
  }
}

/** The texts of all of them; throws `config` with the names of those that are missing. */
export function readAll<Field extends string>(
  store: string,
  required: Readonly<Record<Field, Names>>,
  read: ReadNames,
): Readonly<Record<Field, string>> {
  const fields = Object.entries<Names>(required).map(([field, names]) => ({ field, names, value: read(names) }))
  const missing = fields.filter(({ value }) => value === undefined).map(({ names }) => names[0])
  if (missing.length > 0) throw environmentError(`${store} is half configured: ${missing.join(', ')} missing`)
  return Object.fromEntries(fields.map(({ field, value }) => [field, value])) as Readonly<Record<Field, string>>
}

/** A custom domain as a URL: some write it as a host name. */
export function toUrl(domain: string | undefined): string | undefined {
  return domain && !domain.includes('://') ? `https://${domain}` : domain
}
