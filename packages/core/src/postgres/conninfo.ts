import { KeelsonError } from '../errors.js'
import { Secret, reveal } from '../secret.js'
import type { PostgresUrl } from './connection-url.js'

/**
 * What a connection needs as libpq's `keyword=value` text: `host='db.example' dbname='shop'`. Every value is quoted.
 *
 * Throws `config` for a NUL. https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-KEYWORD-VALUE
 *
 * @example
 * import { formatConninfo, parsePostgresUrl } from '@keelson/core/postgres'
 * const conninfo = formatConninfo(parsePostgresUrl('postgresql://app:pw%2F1@db.example/shop'))
 */
export function formatConninfo(parts: Pick<PostgresUrl, 'host'> & Partial<PostgresUrl>): Secret {
  const { host, port = 5432, database, user, password, parameters = {} } = parts
  const pairs = { host, port: String(port), dbname: database, user, password: password?.reveal(), ...parameters }
  const words = Object.entries(pairs).flatMap(([keyword, value]) => {
    if (value === undefined) return []
    if (!/^\w+$/.test(keyword)) throw refusal(`${JSON.stringify(keyword)} is no keyword`)
    return [`${keyword}=${quoteConninfo(value, keyword)}`]
  })
  return new Secret(words.join(' '))
}

/** A value of such a text. */
export function quoteConninfo(value: string, keyword = 'a value'): string {
  if (value.includes('\0') || !value.isWellFormed()) throw refusal(`${keyword} has a character that no text can hold`)
  return `'${value.replace(/['\\]/g, String.raw`\$&`)}'`
}

/**
 * Takes a `keyword=value` text apart as libpq does. Throws `config`, which shows nothing of the values.
 *
 * @example
 * import { parseConninfo } from '@keelson/core/postgres'
 * const { host, password } = parseConninfo("host=db.example user=app password='it\\'s'")
 */
export function parseConninfo(text: string | Secret): PostgresUrl {
  const pairs = readPairs(reveal(text))
  const { host, port = '5432', dbname: database, user, password, ...parameters } = pairs
  const extra = ['hostaddr', 'service', 'passfile'].find((name) => Object.hasOwn(parameters, name))
  if (extra !== undefined) throw refusal(`it has ${extra}`, 'Name host, user and password')
  if (!host) throw refusal('it has no host')
  if (host.includes(',')) throw refusal('it has several hosts', 'Name one: the one that takes writes')
  if (!/^\d+$/.test(port) || Number(port) < 1 || Number(port) > 65_535) throw refusal('its port must be 1 to 65535')
  return {
    host,
    port: Number(port),
    database: database || undefined,
    user: user || undefined,
    password: password ? new Secret(password) : undefined,
    parameters,
  }
}

function readPairs(text: string): Record<string, string> {
  const pairs: Record<string, string> = {}
  const pair = /\s*(\w+)\s*=\s*(?:'((?:[^'\\]|\\.)*)'|((?:[^\s\\']|\\.)(?:[^\s\\]|\\.)*)?)(?=\s|$)\s*/suy
  while (pair.lastIndex < text.length) {
    const [match, keyword = '', quoted, bare = ''] = pair.exec(text) ?? []
    if (!match) throw refusal('it is no list of keyword=value', "A value with blanks stands in quotes: 'it\\'s'")
    if (Object.hasOwn(pairs, keyword)) throw refusal(`${keyword} is there twice`)
    pairs[keyword] = (quoted ?? bare).replace(/\\(.)/gsu, '$1')
  }
  return pairs
}

function refusal(problem: string, hint?: string): KeelsonError {
  return new KeelsonError(`the connection text cannot be used: ${problem}`, { code: 'config', hint })
}
