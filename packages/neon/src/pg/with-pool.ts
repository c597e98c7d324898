import { formatDuration, KeelsonError, systemClock, within } from '@keelson/core'
import type { Pool, PoolClient } from 'pg'
import { createPool, type PoolOptions } from './pool.js'

/** Time for queries that nobody awaited, and for clients to be given back. */
const endTimeoutMs = 5000

/**
 * Gives a handler a pool, `serverless` unless told otherwise, and ends it whatever happens: when the promise settles, no
 * connection is left. A client that the handler took and never released is closed after five seconds, and `onError` told.
 *
 * @example
 * import { withPool } from '@keelson/neon/pg'
 * export const handler = () => withPool({}, async (pool) => (await pool.query('select count(*) from orders')).rows)
 */
export async function withPool<T>(options: PoolOptions, handler: (pool: Pool) => Promise<T>): Promise<T> {
  const { clock = systemClock, onError } = options
  const pool = createPool({ preset: 'serverless', ...options })
  const inUse = new Set<PoolClient>()
  pool.on('acquire', (client) => void inUse.add(client))
  pool.on('release', (_, client) => void inUse.delete(client))
  try {
    return await handler(pool)
  } finally {
    const ending = await within(() => pool.end(), endTimeoutMs, clock)
    if (ending.how !== 'done') {
      await Promise.all(Array.from(inUse, (client) => client.end()))
      const error = new KeelsonError(
        `closed ${inUse.size} connections that the handler did not release in ${formatDuration(endTimeoutMs)}`,
        { code: 'timeout', provider: 'postgres', hint: 'Call client.release() in finally, and await every query' },
      )
      const tell = async () => onError?.(error)
      tell().catch(() => undefined)
    }
  }
}
