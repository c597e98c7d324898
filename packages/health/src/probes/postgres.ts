import { createRedactor, describeCause, formatDuration, isKeelsonError, KeelsonError, systemClock } from '@keelson/core'
import type { Clock, Probe, ProbeReading } from '@keelson/core'
import { createQuestion } from '../probing/question.js'

/** A pool, or a single client, of node-postgres, or anything that answers like them. */
export interface PostgresTarget {
  query(text: string): Promise<unknown>
  readonly totalCount?: number
  readonly idleCount?: number
  readonly waitingCount?: number
  /** Of a pool that tells by `release` that a connection has come back. */
  on?(event: string, listener: () => void): unknown
  /** Of a pool; an answer that quotes its password is not passed on. */
  readonly options?: { readonly password?: unknown }
  /** Of a single client. */
  readonly password?: unknown
}

/** Options of {@link postgresProbe}. */
export interface PostgresProbeOptions {
  /** @default 'postgres' */
  readonly name?: string | undefined
  /** One that reads a table also sees a lock on it. @default 'select 1' */
  readonly query?: string | undefined
  /**
   * A pool that has callers waiting, and that no connection has come back to for so long, hangs with its database: it fails, in
   * milliseconds. Longer than your longest transaction; `Infinity` never fails. @default 30000
   */
  readonly stuckMs?: number | undefined
  /** Time for one run, in milliseconds. @default 5000 */
  readonly timeoutMs?: number | undefined
  readonly clock?: Clock | undefined
}

/**
 * A probe of a PostgreSQL database through the pool of the application; it opens no connection of its own, and never has
 * more than one query under way.
 *
 * A pool that has callers waiting and nothing idle is `warn` with code `saturated`: it is busy, and the probe does not queue
 * up. When no connection has come back to it for `stuckMs` it fails with code `stuck`. Other codes: the SQLSTATE, `timeout`,
 * `aborted`, the network's own (`ECONNREFUSED`), or that of a `KeelsonError`. On Neon each run keeps the compute awake.
 *
 * @example
 * import { postgresProbe } from '@keelson/health/probes/postgres'
 * import { createPool } from '@keelson/neon/pg'
 * const database = postgresProbe(createPool(), { timeoutMs: 2000 })
 */
export function postgresProbe(pool: PostgresTarget, options: PostgresProbeOptions = {}): Probe {
  const { name = 'postgres', query = 'select 1', stuckMs = 30_000, timeoutMs = 5000, clock = systemClock } = options
  if (!(stuckMs >= 0)) {
    throw new KeelsonError(`stuckMs of a probe cannot be ${stuckMs}, only 0 or more`, { code: 'config' })
  }
  let returned = 0
  pool.on?.('release', () => (returned += 1))
  let saturated: { readonly since: number; readonly returned: number } | undefined
  const ask = async (): Promise<ProbeReading> => {
    const { waitingCount = 0, idleCount = 0, totalCount = 0 } = pool
    if (waitingCount > 0 && idleCount === 0) {
      if (saturated?.returned !== returned) saturated = { since: clock.now(), returned }
      const ms = clock.now() - saturated.since
      // Who cannot tell what comes back cannot tell busy from stuck.
      const isStuck = pool.on !== undefined && ms >= stuckMs
      const output = `all ${totalCount} connections of the pool are in use`
      const measured = { observedValue: waitingCount, observedUnit: 'waiting' }
      if (!isStuck) return { status: 'warn', code: 'saturated', output, ...measured }
      const silence = `, and none has come back for ${formatDuration(ms)}`
      return { status: 'fail', code: 'stuck', output: output + silence, ...measured }
    }
    saturated = undefined
    try {
      await pool.query(query)
      return { status: 'pass' }
    } catch (thrown) {
      return explain(thrown, pool)
    }
  }
  return {
    name,
    kind: 'postgres',
    cost: { wakesCompute: true },
    // A query cannot be called back: another one behind it would take one more connection away from the application.
    run: createQuestion(ask, { what: 'query', timeoutMs, clock }),
  }
}

function explain(thrown: unknown, pool: PostgresTarget): ProbeReading {
  const passwords = [pool.options?.password, pool.password].filter((value) => typeof value === 'string')
  const { message, code = 'error' } = describeCause(thrown, createRedactor(passwords))
  // Of a KeelsonError the SQLSTATE is in its cause.
  const reason = isKeelsonError(thrown) ? (thrown.cause?.code ?? thrown.code) : code
  return { status: 'fail', code: reason, output: message }
}
