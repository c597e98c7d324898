import { KeelsonError } from '@keelson/core'
import type { StoreLocation } from '../location.js'

/** A setting: the names under which it is looked for, the first one that is set wins. */
export type Names = readonly [string, ...string[]]

/** What the text of a variable says: the region in an endpoint. */
export type Meaning = (text: string) => string

/** What the first of these variables that is set says; throws `config` where another one says something else. */
export type ReadNames = (names: Names, meaning?: Meaning) => string | undefined

/** A store that variables can name. */
export interface StoreVariables {
  readonly name: string
  /** The variable that says that this store is wanted. */
  findSign(read: ReadNames): string | undefined
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
  {
    signs = Object.values(required),
    meanings,
  }: { readonly signs?: readonly Names[]; readonly meanings?: Readonly<Record<string, Meaning>> } = {},
): StoreVariables {
  return {
    name,
    findSign: (read) => findSet(signs.flat(), read),
    locate: (read) => locate(readAll(name, required, read, meanings), read),
  }
}

/** The texts of all of them; throws `config` with the names of those that are missing. */
export function readAll<Field extends string>(
  store: string,
  required: Readonly<Record<Field, Names>>,
  read: ReadNames,
  meanings: Readonly<Record<string, Meaning>> = {},
): Readonly<Record<Field, string>> {
  const fields = Object.entries<Names>(required).map(([field, names]) => ({
    field,
    names,
    value: read(names, meanings[field]),
  }))
  // Called like those that are set: R2_BUCKET_NAME beside R2_ACCOUNT_ID.
  const family = findSet(Object.values<Names>(required).flat(), read)?.replace(/_.*/, '_') ?? ''
  const missing = fields
    .filter(({ value }) => value === undefined)
    .map(({ names }) => names.find((one) => one.startsWith(family)) ?? names[0])
  if (missing.length > 0) throw environmentError(`${store} is half configured: ${missing.join(', ')} missing`)
  return Object.fromEntries(fields.map(({ field, value }) => [field, value])) as Readonly<Record<Field, string>>
}

/** The first of these variables that is set. */
export function findSet(names: readonly string[], read: ReadNames): string | undefined {
  return names.find((name) => read([name]) !== undefined)
}

/** A custom domain as a URL: some write it as a host name. */
export function toUrl(domain: string): string {
  return domain.includes('://') ? domain : `https://${domain}`
}

/** What an endpoint has in its host's name, in a group of the expression; anything else says itself. */
export function inHost(host: RegExp, group = 1): Meaning {
  return (text) => {
    const found = host.exec(text)
    return found ? (found[group] ?? '') : text
  }
}
