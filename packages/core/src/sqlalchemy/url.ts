import { KeelsonError } from '../errors.js'
import { reveal, Secret } from '../secret.js'

/** The parts of a SQLAlchemy URL, decoded. */
export interface SqlalchemyUrl {
  /** `postgresql`, `mysql`, `sqlite`, … */
  readonly dialect: string
  /** `psycopg`, `asyncpg`, …; without it SQLAlchemy chooses, and not the same one in every version. */
  readonly driver: string | undefined
  readonly host: string | undefined
  readonly port: number | undefined
  /** Of SQLite a path, `undefined` for a database in memory. */
  readonly database: string | undefined
  readonly user: string | undefined
  readonly password: Secret | undefined
  readonly parameters: Readonly<Record<string, string>>
}

/** Its own pattern, but that a part which is not escaped is refused instead of ending early. */
const pattern =
  /^(\w+)(?:\+(\w+))?:\/\/(?:([^:/?@]*)(?::([^/?@]*))?@)?(?:\[([^\]/?@]+)\]|([^/:?@]+))?(?::(\d*))?(?:\/([^?]*))?(?:\?(.*))?$/s

/**
 * Takes a URL apart as SQLAlchemy does. Before 2.1 SQLAlchemy takes the name of the database as it stands: then say so.
 *
 * Throws `config`, which shows nothing of the URL; also for `postgres://`, which no SQLAlchemy since 1.4 has.
 * https://docs.sqlalchemy.org/en/20/core/engines.html#database-urls
 *
 * @example
 * import { parseSqlAlchemyUrl } from '@keelson/core/sqlalchemy'
 * const { dialect, driver, host } = parseSqlAlchemyUrl('postgresql+psycopg://app:pw%2F1@db.example/shop')
 */
export function parseSqlAlchemyUrl(
  url: string | Secret,
  { sqlalchemy = '2.1' }: { readonly sqlalchemy?: '1.4' | '2.0' | '2.1' | undefined } = {},
): SqlalchemyUrl {
  const text = reveal(url)
  if (typeof text !== 'string' || text === '') throw refusal('it is empty')
  if (/^postgres(?:\+\w+)?:/i.test(text))
    throw refusal('there is no dialect postgres', 'Begin it with postgresql+psycopg://')
  const found = pattern.exec(text)
  if (!found)
    throw refusal(
      'it cannot be read',
      'Special characters of user and password are percent-encoded: @ is %40, / is %2F',
    )
  const [, dialect = '', driver, user, password, ipv6, name, port, database, query = ''] = found
  if (port && (Number(port) < 1 || Number(port) > 65_535)) throw refusal('its port must be 1 to 65535')
  const isFile = dialect === 'sqlite'
  if (isFile && (name ?? ipv6 ?? user) !== undefined)
    throw refusal('sqlite has no host', 'A path follows three slashes: sqlite:///shop.db')
  const shop = database && (sqlalchemy === '2.1' ? decode('database', database) : database)
  const secret = password && decode('password', password)
  const { host, parameters } = readParameters(query)
  if (host !== undefined && name !== undefined) throw refusal('it has two hosts, one of them as parameter')
  return {
    dialect,
    driver,
    host: ipv6 ?? name ?? host,
    port: port ? Number(port) : undefined,
    database: shop === ':memory:' && isFile ? undefined : shop || undefined,
    user: user ? decode('user', user) : undefined,
    password: secret ? new Secret(secret) : undefined,
    parameters,
  }
}

function readParameters(query: string) {
  const parameters: Record<string, string> = {}
  for (const pair of query.split('&').filter(Boolean)) {
    const [name = '', ...rest] = pair.split('=')
    const value = decode('query', rest.join('=').replaceAll('+', ' '))
    if (!/^\w+$/.test(name)) throw refusal('one of its parameters is no name=value')
    // It leaves out what is empty.
    if (value === '') continue
    if (Object.hasOwn(parameters, name)) throw refusal(`its parameter ${name} is there twice`)
    parameters[name] = value
  }
  const { host, ...rest } = parameters
  return { host, parameters: rest }
}

function decode(field: string, text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw refusal(`its ${field} has a % that encodes nothing`, 'A % itself is written %25')
  }
}

function refusal(problem: string, hint?: string): KeelsonError {
  return new KeelsonError(`the SQLAlchemy URL cannot be used: ${problem}`, { code: 'config', hint })
}
