import type { Clock } from '../clock.js'
import { formatDuration } from '../duration.js'
import { KeelsonError } from '../errors.js'
import { sleep } from '../within.js'
import { sha256 } from './migration.js'
import type { SqlClient } from './sql-client.js'

/** An advisory lock of this session, which keeps two runs from migrating at the same time. */
export interface MigrationLock {
  /** Values for {@link heldByThisSession}. */
  readonly parts: readonly [string, string]
  release(): Promise<void>
}

/** How long and how to wait for the lock. */
export interface LockOptions {
  readonly table: string
  readonly waitForLockMs: number
  readonly clock: Clock
  readonly signal?: AbortSignal | undefined
  readonly onWait: (holder: string) => void
}

const pollMs = 500

/**
 * SQL that says whether this very backend has the lock; `$n` and `$n+1` are the parts.
 *
 * https://www.postgresql.org/docs/current/view-pg-locks.html
 */
export function heldByThisSession(first: number): string {
  return `exists(select from pg_catalog.pg_locks where ${advisory(first)} and granted and pid = pg_backend_pid())`
}

function advisory(first: number): string {
  return `locktype = 'advisory' and objsubid = 1 and classid = $${first}::oid and objid = $${first + 1}::oid
    and database = (select oid from pg_catalog.pg_database where datname = current_database())`
}

/** Takes the lock of a table of migrations, asking again until `waitForLockMs` is over. */
export async function takeMigrationLock(client: SqlClient, options: LockOptions): Promise<MigrationLock> {
  const { table, waitForLockMs, clock, signal, onWait } = options
  const hash = await sha256(`keelson migrations ${table}`)
  const parts = [hash.slice(0, 8), hash.slice(8, 16)].map((hex) => String(Number.parseInt(hex, 16))) as [string, string]
  const key = String(BigInt.asIntN(64, BigInt(`0x${hash.slice(0, 16)}`)))
  const deadline = clock.now() + waitForLockMs
  for (let first = true; ; first = false) {
    const before = await backendOf(client)
    const { rows } = await client.query('select pg_try_advisory_lock($1::bigint) as taken', [key])
    if (rows[0]?.['taken'] === true) {
      const lock = { parts, release: () => release(client, key) }
      if (await isSameSession(client, before, parts)) return lock
      await lock.release()
      throw unstableSession()
    }
    const holder = await describeHolder(client, parts)
    const left = deadline - clock.now()
    if (left <= 0) {
      throw new KeelsonError(
        `the lock of ${table} was not free within ${formatDuration(waitForLockMs)}: ${holder} is migrating`,
        { code: 'locked', operation: 'migrate', hint: 'Nothing was changed. Wait for it, or end that session' },
      )
    }
    if (first) onWait(holder)
    await sleep(clock, Math.min(pollMs, left), signal)
  }
}

async function backendOf(client: SqlClient): Promise<unknown> {
  const { rows } = await client.query('select pg_backend_pid() as pid')
  return rows[0]?.['pid']
}

/** A pooler in transaction mode gives each transaction another session: the lock would be somebody else's. */
async function isSameSession(client: SqlClient, before: unknown, parts: readonly [string, string]): Promise<boolean> {
  const { rows } = await client.query(`select pg_backend_pid() as pid, ${heldByThisSession(1)} as held`, [...parts])
  return rows[0]?.['held'] === true && rows[0]['pid'] === before
}

/** The error of a session that is not one. */
export function unstableSession(): KeelsonError {
  return new KeelsonError('the lock of the migrations is not held by the session that took it: a pooler is between', {
    code: 'config',
    operation: 'migrate',
    hint: 'Migrate over a direct connection; on Neon its host has no -pooler in it',
  })
}

async function describeHolder(client: SqlClient, parts: readonly [string, string]): Promise<string> {
  const { rows } = await client.query(
    `select l.pid, a.application_name as name, to_char(a.backend_start at time zone 'UTC', '"connected since" YYYY-MM-DD HH24:MI:SS "UTC"') as since
    from pg_catalog.pg_locks l left join pg_catalog.pg_stat_activity a using (pid) where ${advisory(1)} and granted`,
    [...parts],
  )
  const [row] = rows
  if (!row) return 'another session'
  const { pid, name, since } = row
  // The server shows name and date to members of the same role only.
  return describeProcess(pid, [name, since])
}

/** A session of the server in words: its process, and what of the rest is known. */
export function describeProcess(pid: unknown, facts: readonly unknown[]): string {
  const known = facts.filter(Boolean).join(', ')
  return `process ${String(pid)}${known && ` (${known})`}`
}

/** A broken session has released it already. */
async function release(client: SqlClient, key: string): Promise<void> {
  await client.query('select pg_advisory_unlock($1::bigint)', [key]).catch(() => undefined)
}
