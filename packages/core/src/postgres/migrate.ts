import { systemClock, type Clock } from '../clock.js'
import { KeelsonError } from '../errors.js'
import { observe } from '../observe.js'
import { applyMigration } from './apply-migration.js'
import { preparationError } from './migration-error.js'
import { takeMigrationLock } from './migration-lock.js'
import { migrationTable } from './migration-table.js'
import { prepareMigrations, type MigrateEvent, type Migration, type PreparedMigration } from './migration.js'
import type { SqlClient } from './sql-client.js'

/** Options of {@link migrate}. */
export interface MigrateOptions {
  /** All migrations of the application, the oldest first: those that are applied are skipped. */
  readonly migrations: readonly Migration[]
  /** Where they are recorded: a name, or schema and name. @default 'keelson_migrations' */
  readonly table?: string | undefined
  /**
   * How long a statement waits for others who use a table, in milliseconds; meanwhile everybody else waits behind it.
   * A migration that it stops, or a deadlock, is tried again, four times at most; then the error names who has the
   * tables. @default 3000
   */
  readonly lockTimeoutMs?: number | undefined
  /** Time for one statement, in milliseconds; `concurrently` has no limit. @default 300000 */
  readonly statementTimeoutMs?: number | undefined
  /** How long to wait for another run that is migrating, in milliseconds. @default 60000 */
  readonly waitForLockMs?: number | undefined
  /** Ends waiting at once, and migrating before the next statement. */
  readonly signal?: AbortSignal | undefined
  /** What it throws is ignored. */
  readonly onEvent?: ((event: MigrateEvent) => void) | undefined
  readonly clock?: Clock | undefined
  readonly random?: (() => number) | undefined
}

/** What {@link migrate} did, by name. */
export interface MigrateResult {
  readonly applied: readonly string[]
  /** Applied by an earlier run. */
  readonly skipped: readonly string[]
}

/**
 * Applies the migrations that a database does not have yet, each in a transaction of its own, under a lock that lets one run
 * at a time migrate. Needs one direct session, not a pooler in transaction mode.
 *
 * Before anything is changed it throws `config` for SQL that cannot be read and for pending migrations that would break the
 * version of the application that still runs (see {@link findContractions}; `contract: true` allows it), `conflict` when an
 * applied migration has changed, is missing or has a new one before it, and `locked` when another run keeps the lock. A
 * failing migration is rolled back, and those before it stay.
 *
 * @example
 * import { migrate } from '@keelson/core/postgres'
 * import { connect } from '@keelson/neon/pg'
 * const { client, end } = await connect()
 * const sql = 'create table users (id bigint generated always as identity primary key, email text not null)'
 * const { applied } = await migrate(client, { migrations: [{ name: '0001_users', sql }] })
 * await end()
 */
export async function migrate(client: SqlClient, options: MigrateOptions): Promise<MigrateResult> {
  const { table = 'keelson_migrations', waitForLockMs = 60_000, clock = systemClock, signal } = options
  const { lockTimeoutMs = 3000, statementTimeoutMs = 300_000 } = options
  for (const [name, value] of Object.entries({ lockTimeoutMs, statementTimeoutMs, waitForLockMs })) {
    if (Number.isInteger(value) && value >= 0 && value <= 0x7fffffff) continue
    throw new KeelsonError(`nothing was migrated: ${name} must be whole milliseconds`, { code: 'config' })
  }
  const recorded = migrationTable(client, table)
  const migrations = await prepareMigrations(options.migrations)
  const tell = (event: MigrateEvent) => observe(options.onEvent, () => event)
  const onWait = (holder: string) => tell({ type: 'waiting', text: `waiting for ${holder}, which is migrating` })
  const lock = await takeMigrationLock(client, { table, waitForLockMs, clock, signal, onWait }).catch(rethrow)
  try {
    const pending = await recorded.compare(migrations)
    refuseContractions(pending)
    if (pending.length > 0) await recorded.create()
    const applied: string[] = []
    const limits = { lockTimeoutMs, statementTimeoutMs }
    const { rows } = await client.query(`select current_setting('search_path') as path`)
    const session = { client, lock, searchPath: String(rows[0]?.['path']), limits }
    const run = { ...session, recorded, applied, tell, clock, signal, random: options.random ?? Math.random }
    for (const migration of pending) {
      await applyMigration(run, migration)
      applied.push(migration.name)
      tell({ type: 'applied', migration: migration.name, text: `applied ${migration.name}` })
    }
    return { applied, skipped: migrations.slice(0, migrations.length - pending.length).map(({ name }) => name) }
  } catch (thrown) {
    return rethrow(thrown)
  } finally {
    await lock.release()
  }
}

function rethrow(thrown: unknown): never {
  throw preparationError(thrown)
}

function refuseContractions(pending: readonly PreparedMigration[]): void {
  const lines = pending
    .filter(({ isContract }) => !isContract)
    .flatMap(({ name, contractions }) =>
      contractions
        .filter(({ severity }) => severity === 'breaks')
        .map(({ line, kind, why, insteadDo }) => `\n  ${name} line ${line}: ${kind}: ${why}. ${insteadDo}`),
    )
  if (lines.length === 0) return
  throw new KeelsonError(
    `nothing was migrated: ${lines.length > 1 ? `${lines.length} changes` : 'a change'} would break the version of the application that still runs${lines.join('')}`,
    { code: 'config', operation: 'migrate', hint: 'What no running version uses any more, mark with contract: true' },
  )
}
