import type { ProbeCost } from '@keelson/core'
import type { HealthCheck } from '../endpoints/check.js'

/** How often a check of the Python side is run and what its answers mean; as in `createHealth`. */
export interface PythonCheckSettings extends Pick<
  HealthCheck,
  | 'name'
  | 'criticality'
  | 'scope'
  | 'timeoutMs'
  | 'ttlMs'
  | 'failTtlMs'
  | 'maxStaleMs'
  | 'rise'
  | 'fall'
  | 'warnAfterMs'
  | 'affectedEndpoints'
> {
  /** What a run costs: where it wakes a compute or is billed, an answer is kept for a minute. */
  readonly cost?: ProbeCost | undefined
}

/** `SELECT 1` over a connection of its own, with a time limit at the server if that is PostgreSQL. */
export interface DjangoDatabaseCheck extends PythonCheckSettings {
  readonly kind: 'database'
  /** @default 'default' */
  readonly alias?: string | undefined
}

/** Sets a key of a cache of Django, and gets it. */
export interface DjangoCacheCheck extends PythonCheckSettings {
  readonly kind: 'cache'
  /** @default 'default' */
  readonly alias?: string | undefined
}

/** Whether all migrations are applied; informational unless it says otherwise, and looked up once a minute. */
export interface DjangoMigrationsCheck extends PythonCheckSettings {
  readonly kind: 'migrations'
  /** @default 'default' */
  readonly alias?: string | undefined
}

/** `SELECT 1` over a connection of an engine's pool, with a time limit at the server; a pool that is full is a warning. */
export interface SqlalchemyCheck extends PythonCheckSettings {
  readonly kind: 'sqlalchemy'
  /** Where the engine is: `'shop.extensions:db.engine'`; looked up at every run, inside the application's context. */
  readonly engine: string
}

/** `PING` over a connection of its own, by redis-py. */
export interface RedisCheck extends PythonCheckSettings {
  readonly kind: 'redis'
  /** The variable that holds the URL. @default 'REDIS_URL' */
  readonly urlFrom?: string | undefined
}

/** What is left of a file system, in percent of its space or of its inodes. */
export interface DiskCheck extends PythonCheckSettings {
  readonly kind: 'disk'
  /** A folder or file on it: `'/var/data'`. */
  readonly path: string
  /** @default 10 */
  readonly warnPercent?: number | undefined
  /** @default 5 */
  readonly failPercent?: number | undefined
}

/**
 * A function of your own without arguments: `None` and `True` pass, `False` and what it raises fail; `"warn"` and
 * `{"status": "warn", "output": …, "code": …, "observedValue": …, "observedUnit": …}` say more.
 */
export interface CustomCheck extends PythonCheckSettings {
  readonly kind: 'custom'
  /** Where it is: `'shop.checks:queue'` or `'shop.checks.queue'`. Imported at the first run. */
  readonly callable: string
}

/** What a Django application can be asked. */
export type DjangoCheck =
  | DjangoDatabaseCheck
  | DjangoCacheCheck
  | DjangoMigrationsCheck
  | RedisCheck
  | DiskCheck
  | CustomCheck

/** What a Flask application can be asked. */
export type FlaskCheck = SqlalchemyCheck | RedisCheck | DiskCheck | CustomCheck
