import type { Clock } from '../clock.js'
import { KeelsonError } from '../errors.js'
import { retry } from '../retry.js'
import { isLocked, migrationError } from './migration-error.js'
import { heldByThisSession, unstableSession, type MigrationLock } from './migration-lock.js'
import type { MigrationTable } from './migration-table.js'
import type { MigrateEvent, PreparedMigration } from './migration.js'
import type { SqlClient } from './sql-client.js'
import type { SqlStatement } from './sql-statements.js'
import { describeTableUsers } from './table-users.js'

/** What the migrations of one run share. */
export interface MigrationRun {
  readonly client: SqlClient
  readonly lock: MigrationLock
  readonly recorded: MigrationTable
  /** By this run, before. */
  readonly applied: readonly string[]
  readonly limits: { readonly lockTimeoutMs: number; readonly statementTimeoutMs: number }
  /** That of the session before the first migration. */
  readonly searchPath: string
  readonly tell: (event: MigrateEvent) => void
  readonly clock: Clock
  readonly random: () => number
  readonly signal: AbortSignal | undefined
}

/** Applies one migration and records it; one in a transaction is tried again when its tables are in use. */
export async function applyMigration(run: MigrationRun, migration: PreparedMigration): Promise<void> {
  const { tell, signal, clock, random } = run
  const { name, contractions } = migration
  for (const { line, kind, why, insteadDo } of contractions.filter(({ severity }) => severity === 'locks')) {
    tell({ type: 'warning', migration: name, text: `${name} line ${line}: ${kind}: ${why}. ${insteadDo}` })
  }
  if (!migration.isTransaction) return applyAlone(run, migration)
  await retry(
    async (attempt) => {
      if (attempt > 1)
        tell({ type: 'retrying', migration: name, text: `${name}: attempt ${attempt}, its tables were in use` })
      await applyInTransaction(run, migration)
    },
    {
      shouldRetry: (error) => error instanceof KeelsonError && error.code === 'locked',
      baseDelayMs: 1000,
      maxDelayMs: 15_000,
      signal,
      clock,
      random,
    },
  )
}

async function applyInTransaction(run: MigrationRun, migration: PreparedMigration): Promise<void> {
  const { client, recorded, applied, limits } = run
  let statement: SqlStatement | undefined
  let isCommit = false
  try {
    await client.query('begin')
    await prepareSession(run, limits, true)
    for (statement of migration.statements) await runStatement(run, statement)
    statement = undefined
    await prepareSession(run, limits, true)
    await recorded.record(migration)
    isCommit = true
    await client.query('commit')
  } catch (thrown) {
    await client.query('rollback').catch(() => undefined)
    const left = 'rolled back, nothing of it is there'
    const users = await describeUsers(client, thrown, statement)
    throw migrationError(thrown, { migration, statement, isCommit, left, users, applied })
  }
}

/** Statement by statement: several at once would be a transaction. */
async function applyAlone(run: MigrationRun, migration: PreparedMigration): Promise<void> {
  const { client, recorded, applied, limits } = run
  let done = 0
  let statement: SqlStatement | undefined
  try {
    for (statement of migration.statements) {
      // Concurrently waits for every transaction that is older, and keeps nobody waiting meanwhile.
      const isPatient = statement.tokens.some(({ kind, value }) => kind === 'word' && value === 'concurrently')
      await prepareSession(run, isPatient ? { lockTimeoutMs: 0, statementTimeoutMs: 0 } : limits, false)
      await runStatement(run, statement)
      done += 1
    }
    statement = undefined
    await prepareSession(run, limits, false)
    await recorded.record(migration)
  } catch (thrown) {
    const left = await describeLeftovers(client, done)
    const users = await describeUsers(client, thrown, statement)
    throw migrationError(thrown, { migration, statement, isCommit: false, left, users, applied })
  } finally {
    await client.query(`reset lock_timeout`).catch(() => undefined)
    await client.query(`reset statement_timeout`).catch(() => undefined)
  }
}

async function runStatement({ client, signal }: MigrationRun, { text }: SqlStatement): Promise<void> {
  if (signal?.aborted) throw new KeelsonError('migrating was aborted', { code: 'aborted', operation: 'migrate' })
  await client.query(text)
}

/** What a migration sets for itself is not there for the next one, whether they are applied in one run or in two. */
async function prepareSession(
  { client, lock, searchPath }: MigrationRun,
  { lockTimeoutMs, statementTimeoutMs }: MigrationRun['limits'],
  isLocal: boolean,
): Promise<void> {
  const settings = {
    lock_timeout: String(lockTimeoutMs),
    statement_timeout: String(statementTimeoutMs),
    search_path: searchPath,
    // Statements were split by it.
    standard_conforming_strings: 'on',
  }
  const names = Object.keys(settings)
  const calls = names.map((name, index) => `set_config('${name}', $${index + 1}, ${isLocal})`)
  const { rows } = await client.query(`select ${calls.join(', ')}, ${heldByThisSession(names.length + 1)} as held`, [
    ...Object.values(settings),
    ...lock.parts,
  ])
  if (rows[0]?.['held'] !== true) throw unstableSession()
}

async function describeUsers(client: SqlClient, thrown: unknown, statement: SqlStatement | undefined) {
  if (!statement || !isLocked(thrown)) return undefined
  return describeTableUsers(client, statement).catch(() => undefined)
}

/** A broken `create index concurrently` leaves an index behind that is not used and keeps being written to. */
async function describeLeftovers(client: SqlClient, done: number): Promise<string> {
  const left = `its first ${done} statements stay`
  try {
    const { rows } = await client.query(
      `select string_agg(indexrelid::regclass::text, ', ') as names from pg_catalog.pg_index where not indisvalid`,
    )
    const names = rows[0]?.['names']
    return typeof names === 'string' ? `${left}; drop the unfinished index before it runs again: ${names}` : left
  } catch {
    return left
  }
}
