import { createRedactor, type Redactor, type Secret } from '@keelson/core'
import { parsePostgresUrl, type PostgresUrl } from '@keelson/core/postgres'
import type { ClientConfig } from 'pg'
import { isPoolerHost } from '../pooler-host.js'
import { refusal } from './refusal.js'
import { readTls } from './tls.js'

/** Where to connect to, and how. */
export interface ConnectionOptions {
  /**
   * `postgresql://…`. The certificate and the name of the server are always checked (`sslmode` `prefer`, `require` and
   * `verify-ca` mean `verify-full`); plain connections are for loopback without `sslmode`, and for `sslmode=disable`, which
   * Neon refuses. `channel_binding` and what node-postgres does not know have no effect.
   * Where it is named it must have a value: a variable that is not set would lead to another database.
   * @default the variable DATABASE_URL, read when first connecting
   */
  readonly connectionString?: string | Secret | undefined
  /** PEM of the authority that signed the server's certificate. @default `sslrootcert` of the URL, else those Node trusts */
  readonly ca?: string | undefined
  /** Shown in `pg_stat_activity`. */
  readonly applicationName?: string | undefined
  /** Time for one statement, in milliseconds, held by the server; a pooler refuses it. @default the server's own */
  readonly statementTimeoutMs?: number | undefined
  /**
   * Time for one query until its answer, in milliseconds, held on this side: also when the server has gone silent, and behind
   * a pooler. Its connection is closed; the server may still carry it out. @default `query_timeout` of the URL, else none
   */
  readonly queryTimeoutMs?: number | undefined
}

/** Everything known of a server before it is connected to. */
export interface ConnectionSettings {
  readonly config: ClientConfig
  readonly host: string
  readonly isPooled: boolean
  /** Host, port and database, for messages. */
  readonly where: string
  readonly redact: Redactor
}

/** Reads and checks options; throws `config` and connects to nothing. */
export function readSettings(options: ConnectionOptions): ConnectionSettings {
  const {
    connectionString = process.env['DATABASE_URL'],
    applicationName,
    statementTimeoutMs,
    queryTimeoutMs,
  } = options
  if ('connectionString' in options && !options.connectionString)
    throw refusal(
      `connectionString is ${options.connectionString === '' ? 'empty' : 'undefined'}: is its variable set?`,
      'Leave connectionString out to take DATABASE_URL',
    )
  if (!connectionString) throw refusal('connectionString is not given and DATABASE_URL is not set')
  const url = parsePostgresUrl(connectionString)
  const { host, port, database, user, password, parameters } = url
  const isPooled = isPoolerHost(host)
  const startup = readStartup(url, statementTimeoutMs)
  if (isPooled) refuseStartup(startup)
  const queryTimeout = readMs('query_timeout', queryTimeoutMs ?? parameters['query_timeout'])
  const name = applicationName ?? parameters['application_name']
  const config: ClientConfig = {
    host,
    port,
    ...startup,
    ssl: readTls(url, options.ca),
    // A connection that a firewall forgot is noticed while it is idle.
    keepAlive: true,
    ...(database !== undefined && { database }),
    ...(user !== undefined && { user }),
    ...(password && { password: password.reveal() }),
    ...(name !== undefined && { application_name: name }),
    ...(queryTimeout !== undefined && { query_timeout: queryTimeout }),
    ...(parameters['sslnegotiation'] === 'direct' && { sslnegotiation: 'direct' }),
  }
  const where = `${host.includes(':') ? `[${host}]` : host}:${port}/${database ?? user ?? ''}`
  return { config, host, isPooled, where, redact: createRedactor(password ? [password, connectionString] : []) }
}

type Startup = Pick<
  ClientConfig,
  'options' | 'statement_timeout' | 'lock_timeout' | 'idle_in_transaction_session_timeout'
>

const timeouts = ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout'] as const

function readStartup({ parameters }: PostgresUrl, statementTimeoutMs: number | undefined): Startup {
  const startup: { -readonly [Name in keyof Startup]: Startup[Name] } = {}
  for (const name of timeouts) {
    const given = name === 'statement_timeout' ? (statementTimeoutMs ?? parameters[name]) : parameters[name]
    const value = readMs(name, given)
    if (value !== undefined) startup[name] = value
  }
  if (parameters['search_path'] !== undefined) {
    throw refusal(
      'search_path is no parameter of a connection, and node-postgres would leave it out',
      'Give it to the role: alter role … set search_path = …',
    )
  }
  const { options } = parameters
  if (options) startup.options = options
  return startup
}

function readMs(name: string, value: number | string | undefined): number | undefined {
  if (value === undefined) return undefined
  if (/^\d+$/.test(String(value))) return Number(value)
  throw refusal(`${name} must be whole milliseconds`)
}

/** Neon's own, which name the compute where SNI is missing. */
const neonOption = /^(?:endpoint|project)[=:]\S+$/

/** PgBouncer gives a session to many clients in turn, so it takes nothing that would belong to one of them. */
function refuseStartup({ options = '', ...others }: Startup): void {
  const [limit] = Object.keys(others)
  const foreign = options
    .trim()
    .split(/\s+/)
    .find((option) => option !== '' && !neonOption.test(option))
  if (limit === undefined && foreign === undefined) return
  throw refusal(
    `the pooler takes no ${limit ?? 'options'} (as search_path) for a session`,
    'Give it to the role (alter role … set …), or connect to the direct host, which has no -pooler in it',
  )
}
