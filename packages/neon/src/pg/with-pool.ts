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
  const open = new Set<PoolClient>()
  pool.on('connect', (client) => void open.add(client))
  pool.on('remove', (client) => void open.delete(client))
  const closeAll = async () => {
    // Rejects where the handler has ended it already. Resolves before the connections are closed.
    await pool.end().catch(() => undefined)
    while (open.size > 0) await new Promise((resolve) => pool.once('remove', resolve))
  }
  try {
    return await handler(pool)
  } finally {
    await within(closeAll, endTimeoutMs, clock)
    if (open.size > 0) {
      const error = new KeelsonError(
        `closed ${open.size} connections that the handler did not release in ${formatDuration(endTimeoutMs)}`,
        { code: 'timeout', provider: 'postgres', hint: 'Call client.release() in finally, and await every query' },
      )
      await within(() => Promise.all(Array.from(open, (client) => client.end())), endTimeoutMs, clock)
      const tell = async () => onError?.(error)
      tell().catch(() => undefined)
    }
  }
}
