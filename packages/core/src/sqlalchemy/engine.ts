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
import type { Text } from '../text.js'

/** A database and the driver that speaks to it, as SQLAlchemy's URLs begin. */
export type SqlalchemyDialect =
  | 'postgresql+psycopg'
  | 'postgresql+psycopg2'
  | 'postgresql+asyncpg'
  | 'mysql+pymysql'
  | 'sqlite'

/** What an engine is for; names with underscores are SQLAlchemy's own and win over what follows from the rest. */
export interface SqlalchemyEngineInput {
  readonly dialect: SqlalchemyDialect
  /** `serverless` keeps no connection: a function that is frozen with open ones finds them dead. @default 'long-running' */
  readonly kind?: 'long-running' | 'serverless' | undefined
  /** Requests that a process answers at once: gunicorn's `threads`. The pool has as many, and two more for a while. @default SQLAlchemy's 5, and 10 more */
  readonly threads?: number | undefined
  /** A pooler in transaction mode keeps no prepared statements; connections are replaced before the server ends them. */
  readonly server?: PostgresServer | undefined
  /** @default 10 */
  readonly connectTimeoutSeconds?: number | undefined
  /** Shown in `pg_stat_activity`. */
  readonly applicationName?: string | undefined
  readonly pool_size?: number | undefined
  readonly max_overflow?: number | undefined
  /** Seconds that a request waits for a free connection; below the timeout of the server in front. @default 10 */
  readonly pool_timeout?: number | undefined
  /** Seconds. @default 1800, or nine tenths of the time after which the server ends an idle connection */
  readonly pool_recycle?: number | undefined
  /** Whether a connection is asked before it is given out whether it lives. @default true */
  readonly pool_pre_ping?: boolean | undefined
  readonly pool_use_lifo?: boolean | undefined
  readonly echo?: boolean | undefined
  readonly isolation_level?: string | undefined
  readonly connect_args?: Readonly<Record<string, PythonValue>> | undefined
}

/** Arguments of `create_engine` by their names, as Python values; also Flask-SQLAlchemy's SQLALCHEMY_ENGINE_OPTIONS. */
export type SqlalchemyEngineOptions = Readonly<Record<string, PythonValue>>

/**
 * Options of a SQLAlchemy engine by its dialect and use. SQLite takes none of the pool, and `connect_timeout` is PostgreSQL's
 * and MySQL's; what a driver calls otherwise has its name there.
 *
 * Throws `config` for what SQLAlchemy would accept and stumble over later: a number as text, a pool without an end.
 * https://docs.sqlalchemy.org/en/20/core/engines.html#sqlalchemy.create_engine
 *
 * @example
 * import { envText } from '@keelson/core'
 * import { formatPythonSettings } from '@keelson/core/python'
 * import { sqlalchemyEngineOptions } from '@keelson/core/sqlalchemy'
 * const options = sqlalchemyEngineOptions({ dialect: 'postgresql+psycopg', threads: 6 })
 * formatPythonSettings({ SQLALCHEMY_DATABASE_URI: envText({ env: 'DATABASE_URL' }), SQLALCHEMY_ENGINE_OPTIONS: options })
 */
export function sqlalchemyEngineOptions(input: SqlalchemyEngineInput): SqlalchemyEngineOptions {
  const { dialect, kind = 'long-running', echo, isolation_level, connect_args } = input
  checkNumbers(input)
  const common = definedValues({ echo, isolation_level })
  const args = { ...connectArgs(input), ...connect_args }
  const connect = Object.keys(args).length > 0 ? { connect_args: args } : {}
  const pool = definedValues({
    pool_size: input.pool_size,
    max_overflow: input.max_overflow,
    pool_timeout: input.pool_timeout,
    pool_use_lifo: input.pool_use_lifo,
  })
  const [extra] = Object.keys(pool)
  if (dialect === 'sqlite') {
    if (extra !== undefined) refuse(`${extra} is none of sqlite's, which has a file and no server`)
    return { ...common, ...connect }
  }
  if (kind === 'serverless') {
    if (extra !== undefined) refuse(`${extra} belongs to a pool, and serverless keeps none`)
    return { poolclass: pythonExpression('sqlalchemy.pool.NullPool', ['sqlalchemy']), ...common, ...connect }
  }
  const { threads, pool_recycle = Math.max(1, Math.floor((idleLimit(input.server) ?? 2000) * 0.9)) } = input
  const { pool_pre_ping = true } = input
  const sizes = threads === undefined ? {} : { pool_size: threads, max_overflow: 2 }
  return { ...sizes, pool_timeout: 10, ...pool, pool_recycle, pool_pre_ping, ...common, ...connect }
}

/**
 * The call that makes an engine with these options, for `formatPythonSettings`; an asynchronous one for asyncpg.
 *
 * @example
 * import { envText } from '@keelson/core'
 * import { formatPythonSettings } from '@keelson/core/python'
 * import { sqlalchemyEngine } from '@keelson/core/sqlalchemy'
 * formatPythonSettings({ engine: sqlalchemyEngine(envText({ env: 'DATABASE_URL' }), { pool_size: 6 }) })
 */
export function sqlalchemyEngine(
  url: Text,
  options: SqlalchemyEngineOptions,
  { asynchronous = false }: { readonly asynchronous?: boolean | undefined } = {},
): PythonExpression {
  const module = asynchronous ? 'sqlalchemy.ext.asyncio' : 'sqlalchemy'
  const name = asynchronous ? 'create_async_engine' : 'create_engine'
  const names = Object.keys(options)
  const bad = names.find((one) => !/^[a-z]\w*$/.test(one))
  if (bad !== undefined) refuse(`${JSON.stringify(bad)} is no name of an argument`)
  // A password in a file is one that everybody has who has the file.
  if (typeof url === 'string' && /:\/\/[^/@]*:[^/@]+@/.test(url))
    refuse('the URL has a password in it', 'Refer to a variable of the environment')
  const lines = [formatPython(url), ...names.map((one) => `${one}=${formatPython(options[one] ?? null)}`)]
  const { imports } = pythonTuple([url, ...Object.values(options)])
  return pythonExpression(
    `${module}.${name}(\n${lines.map((line) => `    ${line.replaceAll('\n', '\n    ')},\n`).join('')})`,
    [...new Set([module, ...imports])],
  )
}

function connectArgs(input: SqlalchemyEngineInput): Record<string, PythonValue> {
  const { dialect, server, connectTimeoutSeconds = 10, applicationName } = input
  const isUnprepared = server?.pooler === 'transaction'
  switch (dialect) {
    case 'postgresql+psycopg':
    case 'postgresql+psycopg2':
      return {
        connect_timeout: connectTimeoutSeconds,
        ...definedValues({ application_name: applicationName }),
        ...(isUnprepared && dialect === 'postgresql+psycopg' && { prepare_threshold: null }),
      }
    case 'postgresql+asyncpg':
      return {
        timeout: connectTimeoutSeconds,
        // Its own way to verify looks for a file in the home folder.
        ssl: pythonExpression('ssl.create_default_context()', ['ssl']),
        ...(applicationName !== undefined && { server_settings: { application_name: applicationName } }),
        ...(isUnprepared && {
          statement_cache_size: 0,
          prepared_statement_cache_size: 0,
          // Two clients that share a session must not take the same name.
          prepared_statement_name_func: pythonExpression('lambda: f"__asyncpg_{uuid.uuid4()}__"', ['uuid']),
        }),
      }
    case 'mysql+pymysql':
      return { connect_timeout: connectTimeoutSeconds }
    case 'sqlite':
      return {}
    default:
      return refuse(
        `dialect cannot be ${String(dialect)}, only postgresql+psycopg, +psycopg2, +asyncpg, mysql+pymysql, sqlite`,
      )
  }
}

const least = {
  threads: 1,
  connectTimeoutSeconds: 1,
  pool_size: 1,
  max_overflow: 0,
  pool_timeout: 1,
  pool_recycle: 1,
}

function checkNumbers(input: SqlalchemyEngineInput): void {
  for (const [name, min] of Object.entries(least)) {
    const value = input[name as keyof typeof least]
    if (value === undefined || (Number.isInteger(value) && value >= min)) continue
    refuse(`${name} must be a whole number from ${min} on`)
  }
  for (const name of ['pool_pre_ping', 'pool_use_lifo', 'echo'] as const) {
    // Any text is true for Python, 'false' as well.
    if (input[name] !== undefined && typeof input[name] !== 'boolean') refuse(`${name} must be true or false`)
  }
}

function refuse(problem: string, hint?: string): never {
  throw new KeelsonError(`no options for a SQLAlchemy engine: ${problem}`, { code: 'config', hint })
}
