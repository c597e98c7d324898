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

/** The variables of a store. */
export interface StoreNames<Field extends string> {
  readonly required: Readonly<Record<Field, Names>>
  /** Where the public reads. */
  readonly domain: Names
  /** What the texts of a field say, where it is not themselves. */
  readonly meanings?: Readonly<Record<string, Meaning>>
  /** What means the store. @default all that is required */
  readonly signs?: readonly Names[]
}

/** All or nothing: one of the variables means the store, and then all must be there. */
export function allOrNothing<Field extends string>(
  name: string,
  { required, domain, meanings, signs = Object.values(required) }: StoreNames<Field>,
  locate: (
    values: Readonly<Record<Field, string>> & { readonly publicUrl: string | undefined },
    read: ReadNames,
  ) => StoreLocation,
): StoreVariables {
  return {
    name,
    findSign: (read) => findSet(signs.flat(), read),
    locate: (read) => locate({ ...readAll(name, required, read, meanings), publicUrl: read(domain, toUrl) }, read),
  }
}

/** The texts of all of them; throws `config` with the names of those that are missing. */
export function readAll<Field extends string>(
  store: string,
  required: Readonly<Record<Field, Names>>,
  read: ReadNames,
  meanings: Readonly<Record<string, Meaning>> = {},
): Readonly<Record<Field, string>> {
  const fields = Object.entries<Names>(required)
  const values = Object.fromEntries(fields.map(([field, names]) => [field, read(names, meanings[field])]))
  // Called like those that are set: R2_BUCKET_NAME beside R2_ACCOUNT_ID.
  const family = findSet(Object.values<Names>(required).flat(), read)?.replace(/_.*/, '_') ?? ''
  const missing = fields
    .filter(([field]) => values[field] === undefined)
    .map(([, names]) => names.find((one) => one.startsWith(family)) ?? names[0])
  if (missing.length > 0) throw environmentError(`${store} is half configured: ${missing.join(', ')} missing`)
  return values as Readonly<Record<Field, string>>
}

/** The first of these variables that is set. */
export function findSet(names: readonly string[], read: ReadNames): string | undefined {
  return names.find((name) => read([name]) !== undefined)
}

/** An endpoint or a domain as a URL without a slash at its end: some write a host, maybe with a port. */
export function toUrl(text: string): string {
  const scheme = /^(?:localhost|127\.|\[::1\])/.test(text) ? 'http' : 'https'
  return (text.includes('://') ? text : `${scheme}://${text}`).replace(/\/+$/, '')
}

/** What an endpoint has in its host's name, in a group of the expression; anything else says itself. */
export function inHost(host: RegExp, group = 1): Meaning {
  return (text) => {
    const found = host.exec(text)
    return found ? (found[group] ?? '') : text
  }
}
