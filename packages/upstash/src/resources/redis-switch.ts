import { isKeelsonError, type CallOptions } from '@keelson/core'
import type { UpstashClient } from '../client.js'
import { getRedisDatabase } from './redis.js'
import { oneDatabase, type RedisDatabase, type RedisDatabaseParams } from './redis.schema.js'

/** Fields of a database that are switched by operations of their own. */
export type RedisSwitch = 'tls' | 'eviction' | 'auto_upgrade' | 'daily_backup_enabled'

/**
 * Sends one of Upstash's switches. One that is where it should be is refused, in words that nobody promises: then the
 * database is looked at, and what is so already is what was asked for.
 */
export async function flip(
  client: UpstashClient,
  method: 'POST' | 'PATCH',
  path: string,
  field: RedisSwitch,
  on: boolean,
  { databaseId }: RedisDatabaseParams,
  options: CallOptions | undefined,
): Promise<void> {
  try {
    const { secrets } = oneDatabase
    await client.send<unknown>({ method, path, params: { id: databaseId }, idempotent: true, secrets }, options)
  } catch (error) {
    if (!isRefusal(error)) throw error
    const found: RedisDatabase = await getRedisDatabase(client, { databaseId, credentials: 'hide' }, options)
    if ((found[field] ?? false) !== on) throw error
  }
}

/** Whether Upstash said no, which it also does to what is so already. */
export function isRefusal(error: unknown): boolean {
  return isKeelsonError(error) && (error.code === 'invalid_request' || error.code === 'conflict')
}
