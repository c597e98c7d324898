import { systemClock, type Clock } from '@keelson/core'
import type pg from 'pg'
import { connectPatiently } from './connect-patiently.js'
import { DiscreetClient } from './discreet-client.js'
import { refusal, requirePositive } from './refusal.js'
import { readSettings, type ConnectionOptions } from './settings.js'

/** Options of {@link connect}. */
export interface ConnectOptions extends ConnectionOptions {
  /** Time until the session stands, all attempts included, in milliseconds. @default 15000 */
  readonly connectTimeoutMs?: number | undefined
  readonly signal?: AbortSignal | undefined
  readonly clock?: Clock | undefined
  readonly random?: (() => number) | undefined
}

/** One session of its own. */
export interface Session {
  readonly client: pg.Client
  readonly end: () => Promise<void>
}

/**
 * Opens one direct session: for migrations, `LISTEN`, advisory locks and all else that a pooler in transaction mode breaks.
 * Waits for a compute that wakes up. Refuses the host of Neon's pooler (`config`); other codes as for {@link createPool}.
 *
 * https://neon.com/docs/connect/connection-pooling
 *
 * @example
 * import { migrateStep } from '@keelson/core/postgres'
 * import { connect } from '@keelson/neon/pg'
 * const migrations = [{ name: '0001_users', sql: 'create table users (email text not null)' }]
 * const step = migrateStep(() => connect({ connectionString: process.env.DIRECT_URL }), { migrations })
 */
export async function connect(options: ConnectOptions = {}): Promise<Session> {
  const { connectTimeoutMs = 15_000, signal, clock = systemClock, random = Math.random } = options
  requirePositive({ connectTimeoutMs })
  const settings = readSettings(options)
  if (settings.isPooled) {
    throw refusal(
      `${settings.host} is a pooler, which has no sessions`,
      'Take the direct host, which is the same without -pooler; getConnectionUris() has both',
    )
  }
  const attempt = async (limit: AbortSignal) => {
    const client = new DiscreetClient({ ...settings.config, connectionTimeoutMillis: connectTimeoutMs })
    // A session that breaks while nobody asks it anything must not end the process; the next query says so.
    client.on('error', () => undefined)
    const giveUp = () => void client.end().catch(() => undefined)
    limit.addEventListener('abort', giveUp, { once: true })
    try {
      await client.connect()
    } finally {
      limit.removeEventListener('abort', giveUp)
    }
    if (limit.aborted) giveUp()
    return client
  }
  const client = await connectPatiently(attempt, { settings, totalMs: connectTimeoutMs, clock, random, signal })
  return { client, end: () => client.end() }
}
