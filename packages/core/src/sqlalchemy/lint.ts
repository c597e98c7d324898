import type { Finding } from '../finding.js'
import { nearestName } from '../nearest-name.js'
import { idleLimit, type PostgresServer } from '../postgres/server.js'

/** What is known of where an engine works; what is left out is not judged. */
export interface SqlalchemyEngineContext {
  /** `postgresql+psycopg`, `sqlite`, …: what the URL begins with. */
  readonly dialect?: string | undefined
  /** Requests that a process answers at once. */
  readonly threads?: number | undefined
  readonly server?: PostgresServer | undefined
}

type Options = Readonly<Record<string, unknown>>
type Found = Omit<Finding, 'path'> & { readonly at?: string }

const pooling = 'https://docs.sqlalchemy.org/en/20/core/pooling.html'
const measured = 'measured: SQLAlchemy 1.4.46 and 2.1.1'

/**
 * What SQLAlchemy accepts of an engine's options and does not do as written, or not before the first request fails.
 * `options` are plain data: those of `create_engine`, or Flask's SQLALCHEMY_ENGINE_OPTIONS.
 *
 * @example
 * import { lintSqlalchemyEngine } from '@keelson/core/sqlalchemy'
 * lintSqlalchemyEngine({ pool_recycle: '300' }, { dialect: 'postgresql+psycopg2', threads: 6 })
 */
export function lintSqlalchemyEngine(options: Options, context: SqlalchemyEngineContext = {}): Finding[] {
  return [lintNames, lintTypes, lintPool, lintSize, lintStale, lintConnectArgs, lintPrepared]
    .flatMap((rule) => rule(options, context))
    .map(({ at, ...found }) => ({ ...found, path: at ?? 'SQLALCHEMY_ENGINE_OPTIONS' }))
}

/** Those of create_engine itself; drivers have more of their own. */
const names = (
  'connect_args creator echo echo_pool enable_from_linting execution_options future hide_parameters isolation_level json_deserializer ' +
  'json_serializer label_length logging_name max_overflow module paramstyle plugins pool pool_logging_name pool_pre_ping pool_recycle ' +
  'pool_reset_on_return pool_size pool_timeout pool_use_lifo poolclass query_cache_size'
).split(' ')

function lintNames(options: Options): Found[] {
  return Object.keys(options).flatMap((name): Found[] => {
    const meant = names.includes(name) ? undefined : nearestName(name, names)
    if (meant === undefined) return []
    return [
      {
        code: 'sqlalchemy-option-unknown',
        severity: 'error',
        at: name,
        message: `create_engine fails with a TypeError: there is no option ${name}`,
        fix: `Write ${meant}`,
        source: measured,
      },
    ]
  })
}

function lintTypes(options: Options): Found[] {
  const numbers = ['pool_size', 'max_overflow', 'pool_timeout', 'pool_recycle'].filter(
    (name) => typeof options[name] === 'string',
  )
  const flags = ['pool_pre_ping', 'pool_use_lifo', 'echo'].filter(
    (name) => typeof options[name] === 'string' && !(name === 'echo' && options[name] === 'debug'),
  )
  return [
    ...numbers.map((name): Found => ({
      code: 'sqlalchemy-number-as-text',
      severity: 'error',
      at: name,
      message: `${name} is a text: create_engine ${name === 'pool_recycle' || name === 'pool_timeout' ? 'accepts it, and requests fail with a TypeError' : 'fails with a TypeError'}`,
      fix: `Write a number: int(os.environ["…"]) where it comes from the environment`,
      source: measured,
    })),
    ...flags.map((name): Found => ({
      code: 'sqlalchemy-flag-as-text',
      severity: 'error',
      at: name,
      message: `${name} is a text, which is true whatever it says`,
      fix: 'Write True or False',
      source: measured,
    })),
  ]
}

const poolOptions = ['pool_size', 'max_overflow', 'pool_timeout', 'pool_use_lifo']

function lintPool(options: Options, { dialect = '' }: SqlalchemyEngineContext): Found[] {
  const isNull = /NullPool/.test(showClass(options['poolclass']))
  const isSqlite = dialect.startsWith('sqlite')
  const found: Found[] = []
  const [extra] = poolOptions.filter((name) => Object.hasOwn(options, name))
  if (extra !== undefined && (isNull || isSqlite)) {
    found.push({
      code: isNull ? 'sqlalchemy-no-pool' : 'sqlalchemy-sqlite-pool',
      severity: 'error',
      at: extra,
      message: isNull
        ? `NullPool has no ${extra}: create_engine fails with a TypeError`
        : `${extra} on SQLite: create_engine fails with a TypeError, in 1.4 for a file, in 2 for a database in memory`,
      fix: isNull ? `Leave ${extra} or NullPool out` : `Leave ${extra} out where the URL is SQLite's`,
      source: measured,
    })
  }
  for (const [name, value] of [
    ['pool_size', 0],
    ['max_overflow', -1],
  ] as const) {
    if (options[name] !== value || isNull || isSqlite) continue
    found.push({
      code: 'sqlalchemy-pool-unlimited',
      severity: 'warning',
      at: name,
      message: `${name}=${value} means no limit: a slow query opens connections until the server refuses them`,
      fix: 'Write the number of threads',
      source: pooling,
    })
  }
  return found
}

function lintSize(options: Options, { threads, dialect = '' }: SqlalchemyEngineContext): Found[] {
  const { pool_size: size = 5, max_overflow: overflow = 10 } = options
  if (threads === undefined || typeof size !== 'number' || typeof overflow !== 'number') return []
  if (dialect.startsWith('sqlite') || options['poolclass'] !== undefined || size === 0 || overflow < 0) return []
  if (threads > size + overflow) {
    return [
      {
        code: 'sqlalchemy-pool-small',
        severity: 'warning',
        at: 'pool_size',
        message: `${threads} threads share ${size} + ${overflow} connections: the others wait ${showSeconds(options['pool_timeout'] ?? 30)}, then fail with a TimeoutError`,
        fix: `Write pool_size=${threads}`,
        source: pooling,
      },
    ]
  }
  if (!Object.hasOwn(options, 'pool_size') || size <= threads) return []
  return [
    {
      code: 'sqlalchemy-pool-large',
      severity: 'info',
      at: 'pool_size',
      message: `${threads} threads hold ${threads} connections at once: pool_size ${size} + max_overflow ${overflow} = ${size + overflow} is more than they use`,
      fix: `Write pool_size=${threads}`,
      source: pooling,
    },
  ]
}

function lintStale(options: Options, { server, dialect = '' }: SqlalchemyEngineContext): Found[] {
  if (options['pool_pre_ping'] === true || dialect.startsWith('sqlite')) return []
  if (/NullPool/.test(showClass(options['poolclass']))) return []
  const recycle = typeof options['pool_recycle'] === 'number' ? options['pool_recycle'] : -1
  const idleSeconds = idleLimit(server)
  if (server?.sleepsAfterSeconds !== undefined) {
    return [
      {
        code: 'sqlalchemy-no-pre-ping',
        severity: 'warning',
        at: 'pool_pre_ping',
        message: `the database is suspended after ${server.sleepsAfterSeconds} s without a query, which ends its connections, and nothing asks whether they live: the first requests after it fail`,
        fix: 'Write pool_pre_ping=True',
        source: `${pooling}#disconnect-handling-pessimistic`,
      },
    ]
  }
  if (idleSeconds === undefined || (recycle >= 0 && recycle < idleSeconds)) return []
  return [
    {
      code: 'sqlalchemy-recycle-late',
      severity: 'warning',
      at: 'pool_recycle',
      message: `connections end after ${idleSeconds} s without use, and ${recycle < 0 ? 'without pool_recycle are never replaced' : `are replaced after ${recycle} s`}: requests get dead ones`,
      fix: `Write pool_pre_ping=True, and pool_recycle=${Math.max(1, Math.floor(idleSeconds * 0.9))}`,
      source: `${pooling}#setting-pool-recycle`,
    },
  ]
}

/** Names that a driver does not take, and what it calls them. */
const foreign: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  sqlite: {
    connect_timeout: 'Leave it out: timeout is how long SQLite waits for a lock',
    sslmode: 'Leave it out',
    application_name: 'Leave it out',
    options: 'Leave it out',
  },
  'postgresql+asyncpg': {
    connect_timeout: 'Write timeout',
    sslmode: 'Write ssl',
    application_name: 'Write server_settings={"application_name": …}',
    options: 'Write server_settings',
    prepare_threshold: 'Write statement_cache_size=0',
  },
  'postgresql+psycopg': { statement_cache_size: 'Write prepare_threshold=None', timeout: 'Write connect_timeout' },
  'postgresql+psycopg2': {
    statement_cache_size: 'Leave it out: psycopg2 prepares nothing',
    timeout: 'Write connect_timeout',
  },
  'mysql+pymysql': { sslmode: 'Write ssl', application_name: 'Leave it out', options: 'Leave it out' },
}

function lintConnectArgs(options: Options, { dialect = '' }: SqlalchemyEngineContext): Found[] {
  const names = Object.keys((options['connect_args'] as object | undefined) ?? {})
  const known = foreign[dialect.startsWith('sqlite') ? 'sqlite' : dialect] ?? {}
  return names
    .filter((name) => Object.hasOwn(known, name))
    .map((name) => ({
      code: 'sqlalchemy-connect-args',
      severity: 'error',
      at: `connect_args.${name}`,
      message: `${dialect} does not know ${name}: create_engine accepts it, and every connection fails`,
      fix: known[name],
      source: measured,
    }))
}

function lintPrepared(options: Options, { dialect = '', server }: SqlalchemyEngineContext): Found[] {
  if (server?.pooler !== 'transaction') return []
  const args = (options['connect_args'] ?? {}) as Options
  const isOff =
    dialect === 'postgresql+psycopg'
      ? args['prepare_threshold'] === null
      : dialect !== 'postgresql+asyncpg' ||
        (args['statement_cache_size'] === 0 && 'prepared_statement_name_func' in args)
  if (isOff) return []
  return [
    {
      code: 'sqlalchemy-prepared-statements',
      severity: 'warning',
      at: 'connect_args',
      message:
        'a pooler in transaction mode gives the session to others: statements that were prepared are missing, or there twice, after a few requests, unless it tracks them (max_prepared_statements of PgBouncer 1.21)',
      fix:
        dialect === 'postgresql+psycopg'
          ? 'Write connect_args={"prepare_threshold": None}'
          : 'Write statement_cache_size 0 and a prepared_statement_name_func into connect_args',
      source:
        dialect === 'postgresql+psycopg'
          ? 'https://www.psycopg.org/psycopg3/docs/advanced/prepare.html'
          : 'https://docs.sqlalchemy.org/en/20/dialects/postgresql.html#prepared-statement-name-with-pgbouncer',
    },
  ]
}

function showClass(value: unknown): string {
  return typeof value === 'object' && value !== null && 'python' in value ? String(value.python) : String(value)
}

function showSeconds(value: unknown): string {
  return typeof value === 'number' ? `${value} s` : 'for pool_timeout'
}
