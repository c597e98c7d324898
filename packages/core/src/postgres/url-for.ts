import { KeelsonError } from '../errors.js'
import { isLoopback } from '../loopback.js'
import { Secret } from '../secret.js'
import { formatPostgresUrl, parsePostgresUrl, type PostgresUrl } from './connection-url.js'
import { fateOf, isLibpq, type PostgresTarget } from './url-parameters.js'

/** Options of {@link postgresUrlFor}. */
export interface PostgresUrlOptions {
  /**
   * `verify-full` checks certificate and host name. `require` of libpq encrypts for whoever answers, which node-postgres 8
   * reads as `verify-full` and pg 9 will not. Give a weaker one for a network of your own, where no certificate can have
   * the server's name. @default 'verify-full'; on loopback and Unix sockets what the URL says
   */
  readonly sslmode?: 'verify-full' | 'verify-ca' | 'require' | 'disable' | undefined
  /**
   * PEM file of the authorities, or `system`. The wheels of `psycopg[binary]` and psycopg2-binary bring an OpenSSL that finds
   * no system: give them `/etc/ssl/certs/ca-certificates.crt`, or set SSL_CERT_FILE. @default the URL's; libpq `system`
   */
  readonly sslrootcert?: string | undefined
  /** Major version of libpq: `psycopg.pq.version() // 10000`, `psql --version`. @default 16 */
  readonly libpq?: number | undefined
  /** Before 2.1 it does not decode the name of the database, and 1.4 has no `postgresql+psycopg`. @default any of them */
  readonly sqlalchemy?: '1.4' | '2.0' | '2.1' | undefined
}

/**
 * A PostgreSQL URL as one program reads it: its scheme, its way to say `sslmode`, its rules of escaping. Certificate and host
 * name are verified unless told otherwise; a parameter that the program would refuse, or leave out although it matters, is
 * refused with the place where it belongs. `libpq` is what psql, pg_dump, psycopg and psycopg2 read.
 *
 * Throws `config`. https://www.postgresql.org/docs/current/libpq-ssl.html#LIBPQ-SSL-PROTECTION
 *
 * @example
 * import { postgresUrlFor } from '@keelson/core/postgres'
 * const url = postgresUrlFor('postgres://app:pw%2F1@db.example/shop?sslmode=require', 'postgresql+psycopg')
 * // postgresql+psycopg://app:pw%2F1@db.example/shop?sslmode=verify-full&sslrootcert=system
 */
export function postgresUrlFor(
  url: string | Secret | PostgresUrl,
  target: PostgresTarget,
  options: PostgresUrlOptions = {},
): Secret {
  const parts = typeof url === 'object' && 'parameters' in url ? url : parsePostgresUrl(url)
  const parameters = parametersFor(parts, target, options)
  if (target.startsWith('postgresql+')) return sqlalchemyUrl({ ...parts, parameters }, target, options.sqlalchemy)
  if (target !== 'node-postgres') return formatPostgresUrl({ ...parts, parameters })
  const { database = '' } = parts
  // It decodes the name as decodeURI does, which leaves what separates the parts of a URL.
  if (/[/?#]|^\.\.?$/.test(database)) refuse(target, 'its database name has a / ? # or is . or ..')
  return withDatabase({ ...parts, parameters }, 'postgresql', encodeURI(database))
}

function parametersFor(
  parts: PostgresUrl,
  target: PostgresTarget,
  options: PostgresUrlOptions,
): Record<string, string> {
  const { libpq = 16 } = options
  const { sslmode: _, sslrootcert: __, ssl: ___, uselibpqcompat: ____, ...others } = parts.parameters
  const parameters: Record<string, string> = {}
  const moved: string[] = []
  for (const [name, value] of Object.entries(others)) {
    const fate = fateOf(name, target, libpq)
    if (fate === 'keep') parameters[name] = value
    else if (fate === 'options') moved.push(`-c ${name}=${value.replace(/[\\\s]/g, String.raw`\$&`)}`)
    else if (fate !== 'drop') refuse(target, `its parameter ${name} has no place there`, fate.hint)
  }
  if (moved.length > 0) parameters['options'] = [parameters['options'] ?? '', ...moved].join(' ').trim()
  return { ...parameters, ...tlsParameters(parts, target, options) }
}

function tlsParameters(
  { host, parameters }: PostgresUrl,
  target: PostgresTarget,
  options: PostgresUrlOptions,
): Record<string, string> {
  const { libpq = 16 } = options
  const given = parameters['sslmode']
  const sslmode = options.sslmode ?? (isLoopback(host) ? given : 'verify-full')
  if (given !== undefined && !/^(?:disable|allow|prefer|require|verify-ca|verify-full|no-verify)$/.test(given)) {
    refuse(target, 'its sslmode is none', 'Write sslmode=verify-full')
  }
  if (options.sslmode === undefined && /^(?:disable|no-verify)$/.test(given ?? '') && !isLoopback(host)) {
    refuse(
      target,
      `it says sslmode=${given}`,
      "Leave it out for verify-full, or give sslmode: 'disable' in a network of your own",
    )
  }
  if (sslmode === undefined) return {}
  const roots = options.sslrootcert ?? parameters['sslrootcert'] ?? 'system'
  if (target === 'postgresql+asyncpg') {
    const fate = fateOf('sslrootcert', target, 0)
    if (roots !== 'system' && typeof fate === 'object') refuse(target, 'sslrootcert has no place there', fate.hint)
    return { ssl: sslmode }
  }
  const isSystem = roots === 'system'
  // Node verifies against its own list, and would read a file of that name.
  const needsRoots = sslmode.startsWith('verify') && target !== 'node-postgres'
  if (isSystem && needsRoots && !(sslmode === 'verify-full' && isLibpq(target) && libpq >= 16)) {
    const who = isLibpq(target) ? `libpq ${libpq} with sslmode=${sslmode}` : target
    refuse(target, `${who} knows no sslrootcert=system`, giveFile)
  }
  return { sslmode, ...(!(isSystem && !needsRoots) && { sslrootcert: roots }) }
}

const giveFile = 'Give sslrootcert the file of the authorities: /etc/ssl/certs/ca-certificates.crt on Debian'

function sqlalchemyUrl(parts: PostgresUrl, target: PostgresTarget, version: PostgresUrlOptions['sqlalchemy']): Secret {
  const { host, database = '' } = parts
  if (target === 'postgresql+psycopg' && version === '1.4') {
    refuse(target, 'SQLAlchemy 1.4 has no such dialect', 'Write postgresql+psycopg2, or take SQLAlchemy 2')
  }
  const name = sqlalchemyDatabase(database, target, version)
  if (!host.startsWith('/')) return withDatabase(parts, target, name)
  // It does not decode a host; a parameter it does.
  const text = withDatabase({ ...parts, host: 'socket' }, target, name).reveal()
  const hostless = text.replace(/(:\/\/(?:[^@/]*@)?)socket/, '$1')
  return new Secret(`${hostless}${text.includes('?') ? '&' : '?'}host=${encodeURIComponent(host)}`)
}

/** The name of the database as it stands, which is escaped for the one who reads it. */
function withDatabase(parts: PostgresUrl, scheme: string, name: string): Secret {
  const text = formatPostgresUrl({ ...parts, database: undefined }).reveal()
  const [, authority = '', query = ''] = /^postgresql(:\/\/[^/]*\/)(.*)$/.exec(text) ?? []
  return new Secret(`${scheme}${authority}${name}${query}`)
}

function sqlalchemyDatabase(name: string, target: PostgresTarget, version: PostgresUrlOptions['sqlalchemy']): string {
  const encoded = encodeURIComponent(name)
  if (encoded === name || version === '2.1') return encoded
  if (version === undefined) {
    refuse(
      target,
      'its database name has special characters',
      "Give sqlalchemy: '2.1', or '2.0' for what is older: only 2.1 decodes it",
    )
  }
  return name.includes('?') ? refuse(target, 'SQLAlchemy before 2.1 cannot have a ? in the database name') : name
}

function refuse(target: PostgresTarget, problem: string, hint?: string): never {
  throw new KeelsonError(`the PostgreSQL URL cannot be written for ${target}: ${problem}`, { code: 'config', hint })
}
