import { createRedactor, describeCause, isKeelsonError } from '@keelson/core'
import type { Clock, Probe, ProbeReading } from '@keelson/core'
import { createQuestion } from '../probing/question.js'

/** A pool, or a single client, of node-postgres, or anything that answers like them. */
export interface PostgresTarget {
  query(text: string): Promise<unknown>
  readonly totalCount?: number
  readonly idleCount?: number
  readonly waitingCount?: number
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
  /** Time for one run, in milliseconds. @default 5000 */
  readonly timeoutMs?: number | undefined
  readonly clock?: Clock | undefined
}

/**
 * A probe of a PostgreSQL database through the pool of the application; it opens no connection of its own, and never has
 * more than one query under way.
 *
 * A pool that has callers waiting and nothing idle is `warn` with code `saturated`: it is busy, and the probe does not queue
 * up. Other codes: the SQLSTATE, `timeout`, `aborted`, the network's own (`ECONNREFUSED`), or that of a `KeelsonError`. On Neon
 * each run keeps the compute awake.
 *
 * @example
 * import { postgresProbe } from '@keelson/health/probes/postgres'
 * import { createPool } from '@keelson/neon/pg'
 * const database = postgresProbe(createPool(), { timeoutMs: 2000 })
 */
export function postgresProbe(pool: PostgresTarget, options: PostgresProbeOptions = {}): Probe {
  const { name = 'postgres', query = 'select 1', timeoutMs = 5000, clock } = options
  const ask = async (): Promise<ProbeReading> => {
    const { waitingCount = 0, idleCount = 0, totalCount = 0 } = pool
    if (waitingCount > 0 && idleCount === 0) {
      const output = `all ${totalCount} connections of the pool are in use`
      return { status: 'warn', code: 'saturated', output, observedValue: waitingCount, observedUnit: 'waiting' }
    }
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
