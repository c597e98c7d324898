import { KeelsonError } from '../errors.js'
import type { Secret } from '../secret.js'
import { parsePostgresUrl, type PostgresUrl } from './connection-url.js'
import { quoteConninfo } from './conninfo.js'
import { postgresEnvironment } from './environment.js'
import { isPooled } from './pooled.js'
import type { PostgresServer } from './server.js'
import type { PostgresUrlOptions } from './url-for.js'

/** A program with its arguments, and what has to be in its environment: there and nowhere else is the password. */
export interface PostgresCommand {
  readonly argv: readonly string[]
  readonly environment: Readonly<Record<string, string | Secret>>
}

interface Connection extends Pick<PostgresUrlOptions, 'sslmode' | 'sslrootcert'> {
  /** The direct one: a pooler in transaction mode gives a session to many clients in turn. */
  readonly url: string | Secret | PostgresUrl
  readonly server?: Pick<PostgresServer, 'pooler' | 'directHost'> | undefined
  /** Major version of the program and its libpq; an older one than what it reads is refused. @default not compared; libpq 16 */
  readonly clientMajor?: number | undefined
  /** Whether owners and grants are restored, too, which needs the same roles; else all belongs to who restores. @default false */
  readonly keepOwner?: boolean | undefined
}

/** Options of {@link pgDumpCommand}. */
export interface PgDumpOptions extends Connection {
  /** Written to directly: give a temporary name, and rename it when the dump was checked, as `formatDumpScript` does. */
  readonly file: string
  /** `custom` is compressed and restores in parts, `plain` is SQL. @default 'custom' */
  readonly format?: 'custom' | 'plain' | undefined
  /** pg_dump cannot read a newer server. */
  readonly serverMajor?: number | undefined
  /** Schemas alone. @default all */
  readonly schemas?: readonly string[] | undefined
  /** For a table that is locked, in milliseconds; then the dump fails. @default waits for ever */
  readonly lockWaitTimeoutMs?: number | undefined
}

/**
 * The command line that dumps a database with pg_dump. No argument holds the password, none is asked for.
 *
 * Throws `config` for a pooled URL, and for a pg_dump older than the server.
 * https://www.postgresql.org/docs/current/app-pgdump.html
 *
 * @example
 * import { pgDumpCommand } from '@keelson/core/postgres'
 * const { argv, environment } = pgDumpCommand({ url: 'postgresql://app:pw%2F1@db.example/shop', file: 'shop.dump.part' })
 */
export function pgDumpCommand(options: PgDumpOptions): PostgresCommand {
  const { file, format = 'custom', clientMajor, serverMajor, lockWaitTimeoutMs } = options
  checkVersions('pg_dump', clientMajor, serverMajor, 'the server')
  const { environment } = connect('pg_dump', options)
  if (lockWaitTimeoutMs !== undefined && !(Number.isInteger(lockWaitTimeoutMs) && lockWaitTimeoutMs > 0)) {
    refuse('pg_dump', 'lockWaitTimeoutMs must be a whole number from 1 on')
  }
  return { argv: ['pg_dump', ...dumpArguments({ ...options, format }), `--file=${file}`], environment }
}

/** What pg_dump is told apart from its file. */
export function dumpArguments(options: Pick<PgDumpOptions, 'format' | 'keepOwner' | 'schemas' | 'lockWaitTimeoutMs'>) {
  const { format = 'custom', keepOwner = false, schemas = [], lockWaitTimeoutMs } = options
  return [
    `--format=${format}`,
    '--no-password',
    ...(keepOwner ? [] : ['--no-owner', '--no-privileges']),
    // A pattern, in which quotes alone stand for themselves.
    ...schemas.map((name) => `--schema="${name.replaceAll('"', '""')}"`),
    ...(lockWaitTimeoutMs === undefined ? [] : [`--lock-wait-timeout=${lockWaitTimeoutMs}`]),
  ]
}

/** Options of {@link pgRestoreCommand}. */
export interface PgRestoreOptions extends Connection {
  readonly file: string
  /** `plain` is restored by psql. @default 'custom' */
  readonly format?: 'custom' | 'plain' | undefined
  /** Drops what is there before it is made again; not for plain dumps, which say it themselves. @default false */
  readonly clean?: boolean | undefined
  /** Several connections at once, which cannot share a transaction: a failure leaves what was done. @default 1 */
  readonly jobs?: number | undefined
  /** Of the pg_dump that wrote the file: an older pg_restore cannot read it. */
  readonly dumpMajor?: number | undefined
}

/**
 * The command line that restores a dump: everything in one transaction or nothing, and the first error ends it.
 * (psql without ON_ERROR_STOP goes on after errors and ends with 0.)
 *
 * Throws `config` for a pooled URL, a client older than the dump, and jobs or `clean` for a plain dump.
 * https://www.postgresql.org/docs/current/app-pgrestore.html
 *
 * @example
 * import { pgRestoreCommand } from '@keelson/core/postgres'
 * const { argv, environment } = pgRestoreCommand({ url: 'postgresql://app:pw%2F1@db.example/shop', file: 'shop.dump' })
 */
export function pgRestoreCommand(options: PgRestoreOptions): PostgresCommand {
  const { file, format = 'custom', clean = false, jobs = 1, keepOwner = false, clientMajor, dumpMajor } = options
  const program = format === 'plain' ? 'psql' : 'pg_restore'
  checkVersions(program, clientMajor, dumpMajor, 'the pg_dump that wrote the file')
  const { environment, database } = connect(program, options)
  if (!Number.isInteger(jobs) || jobs < 1) refuse(program, 'jobs must be a whole number from 1 on')
  if (format === 'plain') {
    if (clean || jobs > 1) refuse(program, 'clean and jobs are for custom dumps')
    const argv = ['psql', '--no-psqlrc', '--quiet', '--no-password', '--set=ON_ERROR_STOP=1', '--single-transaction']
    return { argv: [...argv, `--file=${file}`], environment }
  }
  const argv = [
    'pg_restore',
    '--no-password',
    '--exit-on-error',
    ...(jobs > 1 ? [`--jobs=${jobs}`] : ['--single-transaction']),
    ...(keepOwner ? [] : ['--no-owner', '--no-privileges']),
    ...(clean ? ['--clean', '--if-exists'] : []),
    // Without it the SQL is printed. A name with a = in it would be taken for more than a name.
    `--dbname=dbname=${quoteConninfo(database)}`,
    // A name that begins with a dash is no option.
    '--',
    file,
  ]
  return { argv, environment }
}

function connect(program: string, { url, server, clientMajor: libpq, sslmode, sslrootcert }: Connection) {
  const parts = typeof url === 'object' && 'parameters' in url ? url : parsePostgresUrl(url)
  if (isPooled(parts, server)) {
    const hint = `Give the direct host${server?.directHost === undefined ? '' : `, ${server.directHost}`}`
    refuse(program, `${parts.host} is a pooler, and a dump needs a session of its own`, hint)
  }
  const database = parts.database ?? parts.user
  if (database === undefined) refuse(program, 'the URL names no database')
  return { environment: postgresEnvironment({ ...parts, database }, { sslmode, sslrootcert, libpq }), database }
}

function checkVersions(program: string, client: number | undefined, other: number | undefined, what: string): void {
  if (client === undefined || other === undefined || client >= other) return
  refuse(program, `${program} ${client} is older than ${what}, ${other}`, `Install postgresql-client-${other}`)
}

function refuse(program: string, problem: string, hint?: string): never {
  throw new KeelsonError(`${program} cannot do it: ${problem}`, { code: 'config', hint })
}
