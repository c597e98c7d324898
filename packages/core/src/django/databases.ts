import { KeelsonError } from '../errors.js'
import {
  formatPython,
  pythonExpression,
  pythonTuple,
  type PythonExpression,
  type PythonValue,
} from '../python/literal.js'
import { definedValues } from '../python/defined-values.js'
import { idleLimit, type PostgresServer } from '../postgres/server.js'
import { isSecret } from '../secret.js'
import { isEnvText, type Text } from '../text.js'
import { leadsToPooler } from './databases-pooler.js'
import { djangoAtLeast, type DjangoVersion } from './version.js'

/** A PostgreSQL database of Django; names in capitals are Django's own and win over what follows from the rest. */
export interface DjangoDatabase {
  /** A URL of the environment, which dj-database-url reads; in place of NAME, USER, PASSWORD, HOST and PORT. */
  readonly url?: Text | undefined
  readonly NAME?: Text | undefined
  readonly USER?: Text | undefined
  /** A variable of the environment, never the password itself. */
  readonly PASSWORD?: Text | undefined
  readonly HOST?: Text | undefined
  readonly PORT?: Text | number | undefined
  /** A pooler in transaction mode has no server-side cursors; connections are closed before the server ends them. */
  readonly server?: PostgresServer | undefined
  /** `serverless` keeps no connection, nor does ASGI, where no thread ends a request. @default 'long-running' */
  readonly kind?: 'long-running' | 'serverless' | 'asgi' | undefined
  /** Seconds; `null`: for ever. @default 60 where a connection is checked before it is used again (Django 4.1), else 0 */
  readonly CONN_MAX_AGE?: number | null | undefined
  /** @default true from Django 4.1 on, which an older one leaves out without a word */
  readonly CONN_HEALTH_CHECKS?: boolean | undefined
  readonly DISABLE_SERVER_SIDE_CURSORS?: boolean | undefined
  readonly ATOMIC_REQUESTS?: boolean | undefined
  readonly AUTOCOMMIT?: boolean | undefined
  readonly TIME_ZONE?: string | undefined
  readonly TEST?: Readonly<Record<string, PythonValue>> | undefined
  /** psycopg's own pool, from Django 5.1 on; in place of CONN_MAX_AGE. */
  readonly pool?: DjangoPool | undefined
  /** What libpq takes, and Django's `isolation_level`, `assume_role`, `server_side_binding`, `prepare_threshold`. */
  readonly OPTIONS?: Readonly<Record<string, PythonValue>> | undefined
}

/** Options of psycopg_pool's `ConnectionPool`. */
export interface DjangoPool {
  /** Opened at once and kept. @default 1; psycopg's own is 4 a process */
  readonly min_size?: number | undefined
  /** As many as a process has threads. */
  readonly max_size: number
  /** Seconds to wait for a free connection. @default 10 */
  readonly timeout?: number | undefined
  /** Seconds after which a connection beyond `min_size` is closed when nobody uses it. @default 60 */
  readonly max_idle?: number | undefined
  /** Seconds after which a connection is replaced. @default 1800 */
  readonly max_lifetime?: number | undefined
}

/**
 * The authorities that Python's own `ssl` trusts: also psycopg's wheels find them, whose OpenSSL looks into a folder of the
 * machine that built it, and a libpq before 16, which has no `system`.
 */
const systemRoots = pythonExpression('ssl.get_default_verify_paths().cafile or "system"', ['ssl'])

/**
 * Django's DATABASES for PostgreSQL by its version, as Python values for `formatPythonSettings`: connections that are verified
 * (`verify-full`), checked before they are used again, and end when the server does not answer within 10 seconds.
 *
 * Throws `config` for what this version would leave out without a word or stumble over, and for a password in plain text.
 * https://docs.djangoproject.com/en/5.2/ref/settings/#databases
 *
 * @example
 * import { envText } from '@keelson/core'
 * import { djangoDatabases } from '@keelson/core/django'
 * import { formatPythonSettings } from '@keelson/core/python'
 * const url = envText({ env: 'DATABASE_URL' })
 * formatPythonSettings({ DATABASES: djangoDatabases({ default: { url, server: { pooler: 'transaction' } } }, { django: '5.2' }) })
 */
export function djangoDatabases(
  databases: Readonly<Record<string, DjangoDatabase>>,
  { django }: { readonly django: DjangoVersion },
): Record<string, PythonValue> {
  if (!Object.hasOwn(databases, 'default')) refuse('DATABASES', 'there is no default, which Django wants')
  return Object.fromEntries(
    Object.entries(databases).map(([alias, database]) => [alias, writeDatabase(alias, database, django)]),
  )
}

function writeDatabase(alias: string, database: DjangoDatabase, django: DjangoVersion): PythonValue {
  checkDatabase(alias, database, django)
  const { url, NAME, USER, PASSWORD, HOST, PORT, server, pool, TEST } = database
  const isChecked = djangoAtLeast(django, '4.1')
  const { kind = 'long-running', CONN_HEALTH_CHECKS = isChecked ? true : undefined } = database
  const reuses = kind === 'long-running' && !pool && CONN_HEALTH_CHECKS === true
  const { CONN_MAX_AGE = reuses ? Math.min(60, Math.floor((idleLimit(server) ?? 600) * 0.9)) : 0 } = database
  const { DISABLE_SERVER_SIDE_CURSORS = leadsToPooler(database, server) ? true : undefined } = database
  const options = {
    sslmode: 'verify-full',
    connect_timeout: 10,
    ...database.OPTIONS,
    ...(pool && {
      pool: { min_size: 1, timeout: 10, max_idle: 60, max_lifetime: 1800, ...definedValues({ ...pool }) },
    }),
  }
  const roots = String(options.sslmode).startsWith('verify') && !Object.hasOwn(options, 'sslrootcert')
  const own = definedValues<PythonValue>({
    ENGINE: 'django.db.backends.postgresql',
    NAME,
    USER,
    PASSWORD,
    HOST,
    PORT,
    CONN_MAX_AGE,
    CONN_HEALTH_CHECKS,
    DISABLE_SERVER_SIDE_CURSORS,
    ATOMIC_REQUESTS: database.ATOMIC_REQUESTS,
    AUTOCOMMIT: database.AUTOCOMMIT,
    TIME_ZONE: database.TIME_ZONE,
    TEST,
  })
  const OPTIONS = roots ? { ...options, sslrootcert: systemRoots } : options
  return url ? mergeUrl(url, own, OPTIONS) : { ...own, OPTIONS }
}

/** What dj-database-url reads, with ours over it; of its OPTIONS what ours do not have stays. */
function mergeUrl(
  url: Text,
  own: Readonly<Record<string, PythonValue>>,
  options: Readonly<Record<string, PythonValue>>,
): PythonExpression {
  const parsed = `dj_database_url.parse(${formatPython(url)})`
  const entries = Object.entries(own).map(([key, value]) => `    ${formatPython(key)}: ${formatPython(value)},\n`)
  const inner = Object.entries(options).map(([key, value]) => `        ${formatPython(key)}: ${formatPython(value)},\n`)
  const merged = `    "OPTIONS": {\n        **${parsed}.get("OPTIONS", {}),\n${inner.join('')}    },\n`
  const { imports } = pythonTuple([url, own, options])
  // It stands in a dictionary of its own, a step in.
  const text = `{\n    **${parsed},\n${entries.join('')}${merged}}`.replaceAll('\n', '\n    ')
  return pythonExpression(text, ['dj_database_url', ...imports])
}

function checkDatabase(alias: string, database: DjangoDatabase, django: DjangoVersion): void {
  const { url, NAME, PASSWORD, CONN_MAX_AGE, CONN_HEALTH_CHECKS, pool, server, OPTIONS = {}, kind } = database
  const parts = (['NAME', 'USER', 'PASSWORD', 'HOST', 'PORT'] as const).filter((name) => database[name] !== undefined)
  if (url && parts.length > 0) refuse(alias, `url and ${parts.join(', ')} cannot be given together`)
  if (url ? !isEnvText(url) : !NAME) refuse(alias, 'give url, a variable of the environment, or NAME')
  if (PASSWORD !== undefined && (isSecret(PASSWORD) || !isEnvText(PASSWORD))) {
    refuse(alias, 'PASSWORD must be a variable of the environment', "Write envText({ env: 'DATABASE_PASSWORD' })")
  }
  if (CONN_MAX_AGE !== undefined && CONN_MAX_AGE !== null && !(Number.isInteger(CONN_MAX_AGE) && CONN_MAX_AGE >= 0)) {
    refuse(alias, 'CONN_MAX_AGE must be whole seconds from 0 on, or null')
  }
  if (CONN_MAX_AGE !== 0 && CONN_MAX_AGE !== undefined && kind === 'asgi') {
    refuse(alias, 'under ASGI a connection that is kept is never closed', 'Leave CONN_MAX_AGE out, or give pool')
  }
  if (CONN_HEALTH_CHECKS !== undefined && !djangoAtLeast(django, '4.1')) {
    refuse(alias, `Django ${django} leaves CONN_HEALTH_CHECKS out without a word: it came with 4.1`)
  }
  if (pool || OPTIONS['pool'] !== undefined) {
    if (!djangoAtLeast(django, '5.1')) refuse(alias, `Django ${django} has no pool, which came with 5.1`)
    if (CONN_MAX_AGE !== undefined && CONN_MAX_AGE !== 0) refuse(alias, 'pool and CONN_MAX_AGE exclude each other')
    if (OPTIONS['pool'] !== undefined) refuse(alias, 'pool stands beside OPTIONS here')
  }
  if (pool && (pool.min_size ?? 1) > pool.max_size) refuse(alias, 'min_size of the pool is above max_size')
  const newer = ['assume_role', 'server_side_binding', 'prepare_threshold'].find((name) => OPTIONS[name] !== undefined)
  if (newer !== undefined && !djangoAtLeast(django, '4.2')) {
    refuse(alias, `Django ${django} hands ${newer} on to psycopg2, which refuses it: it came with 4.2`)
  }
  const { prepare_threshold: threshold, server_side_binding: binding } = OPTIONS
  if (leadsToPooler(database, server) && typeof threshold === 'number' && binding === true) {
    refuse(alias, 'a pooler in transaction mode keeps no prepared statements', 'Leave prepare_threshold out')
  }
  if (OPTIONS['connect_timeout'] === 0) refuse(alias, 'connect_timeout 0 waits for ever')
}

function refuse(alias: string, problem: string, hint?: string): never {
  throw new KeelsonError(`no settings for Django's database ${alias}: ${problem}`, { code: 'config', hint })
}
