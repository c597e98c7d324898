import { KeelsonError } from '../errors.js'
import { reveal, Secret } from '../secret.js'

/** The parts of a PostgreSQL connection URL, decoded. */
export interface PostgresUrl {
  /** A name, an address (IPv6 without brackets), or the folder of a Unix socket, which begins with `/`. */
  readonly host: string
  readonly port: number
  readonly database: string | undefined
  readonly user: string | undefined
  readonly password: Secret | undefined
  /** What stands behind the `?`: `sslmode`, `options`, … */
  readonly parameters: Readonly<Record<string, string>>
}

const noHost = 'no-host.invalid'

/** libpq reads these from the query, too; a URL that says two things is not guessed at. */
const partsOfTheUrl = /^(?:hostaddr|port|dbname|user|password|passfile|service)$/

/**
 * Takes a `postgres://` or `postgresql://` URL apart. Throws `config`, which names what is wrong and shows nothing of the URL.
 *
 * https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS
 *
 * @example
 * import { parsePostgresUrl } from '@keelson/core/postgres'
 * const { host, database } = parsePostgresUrl('postgresql://app:pw%2F1@db.example/shop?sslmode=require')
 */
export function parsePostgresUrl(url: string | Secret): PostgresUrl {
  const text = reveal(url)
  if (typeof text !== 'string' || text.trim() === '') throw refusal('it is empty')
  if (/\s/.test(text)) throw refusal('it has white space in it')
  if (!/^postgres(?:ql)?:\/\//i.test(text))
    throw refusal('it must begin with postgresql:// or postgres://', hintOf(text))
  if (text.includes('#')) throw refusal('it has a # in it', encodePassword)
  const [, authority = '', path = '', search = ''] = /^\w+:\/\/([^/?]*)([^?]*)(.*)$/.exec(text) ?? []
  // libpq ends the password at the first @, a URL parser at the last.
  if (/@.*@/.test(authority)) throw refusal('it has two @', encodePassword)
  // The URL parser reads the authority alone: of a path it takes a `..` away. It wants a host where libpq takes a parameter.
  const complete = `postgresql://${authority}${authority.endsWith('@') ? noHost : ''}`
  if (!URL.canParse(complete)) throw refusal('its host or port cannot be read', encodePassword)
  const { hostname: name, port, username, password } = new URL(complete)
  const hostname = name === noHost ? '' : name
  if (/^.+[/@]/.test(path)) throw refusal('its database name has a / or @ in it', encodePassword)
  const { host: socket, ...parameters } = readParameters(search)
  if (hostname && socket !== undefined) throw refusal('it has two hosts, one of them as parameter')
  const host = decode('host', hostname).replace(/^\[(.*)\]$/, '$1') || socket
  if (!host) throw refusal('it has no host')
  if (host.includes(',')) throw refusal('it has several hosts', 'Name one: the one that takes writes')
  if (port === '0') throw refusal('its port must be 1 to 65535')
  const secret = decode('password', password)
  return {
    host,
    port: Number(port || 5432),
    database: decode('database', path.slice(1)) || undefined,
    user: decode('user', username) || undefined,
    password: secret ? new Secret(secret) : undefined,
    parameters,
  }
}

/**
 * Puts a PostgreSQL connection URL together; every part is percent-encoded as it needs. The port is left out when it is 5432.
 *
 * @example
 * import { formatPostgresUrl, parsePostgresUrl } from '@keelson/core/postgres'
 * const parts = parsePostgresUrl('postgresql://app:pw%2F1@db.example/shop')
 * const other = formatPostgresUrl({ ...parts, database: 'shop_test' })
 */
export function formatPostgresUrl(parts: Pick<PostgresUrl, 'host'> & Partial<PostgresUrl>): Secret {
  const { host, port = 5432, database = '', user = '', password, parameters = {} } = parts
  const secret = password ? `:${encode('password', password.reveal())}` : ''
  const login = user || secret ? `${encode('user', user)}${secret}@` : ''
  const address = host.includes(':') && !host.startsWith('/') ? `[${host}]` : encode('host', host)
  const query = Object.entries(parameters).map(([name, value]) => `${encode(name, name)}=${encode(name, value)}`)
  const text = `postgresql://${login}${address}${port === 5432 ? '' : `:${port}`}/${encode('database', database)}${query.length > 0 ? `?${query.join('&')}` : ''}`
  // What cannot be read back is refused here, by the name of what is wrong.
  parsePostgresUrl(text)
  return new Secret(text)
}

const encodePassword =
  'Special characters of the user and the password are percent-encoded: / is %2F, # is %23, ? is %3F, @ is %40'

function readParameters(search: string): Record<string, string> {
  const parameters: Record<string, string> = {}
  // Not URLSearchParams, which takes + for a space; libpq does not.
  for (const pair of search.slice(1).split('&').filter(Boolean)) {
    const [name = '', ...rest] = pair.split('=')
    // The name is not shown: it is a piece of the password when that has a ? in it.
    if (!/^\w+$/.test(name) || rest.length === 0)
      throw refusal('one of its parameters is no name=value', encodePassword)
    // So is any name, and the host, when the @ in front of the true host is behind the ?.
    if (search.includes('@')) throw refusal('one of its parameters has a @ in it', encodePassword)
    if (Object.hasOwn(parameters, name)) throw refusal(`its parameter ${name} is there twice`)
    if (partsOfTheUrl.test(name)) throw refusal(`its ${name} is a parameter`, 'Write it before the ?')
    parameters[name] = decode(`parameter ${name}`, rest.join('='))
  }
  return parameters
}

function decode(field: string, text: string): string {
  let decoded = '\0'
  try {
    decoded = decodeURIComponent(text)
  } catch {
    // Refused below, like a NUL, which no text of PostgreSQL may have.
  }
  if (!decoded.includes('\0')) return decoded
  throw refusal(`its ${field} has a % that encodes nothing`, 'A % itself is written %25')
}

function encode(field: string, text: string): string {
  if (!text.isWellFormed()) throw refusal(`its ${field} is no well-formed text`)
  return encodeURIComponent(text)
}

/** SQLAlchemy's form of a URL is not the one that others read. */
function hintOf(text: string): string {
  return /^postgres(?:ql)?\+/i.test(text)
    ? 'Take the driver out: postgresql:// is what every program reads, and postgresUrlFor puts the driver in'
    : 'It looks like postgresql://user:password@host:5432/database'
}

function refusal(problem: string, hint?: string): KeelsonError {
  return new KeelsonError(`the PostgreSQL URL cannot be used: ${problem}`, { code: 'config', hint })
}
