import { KeelsonError, reveal, Secret } from '@keelson/core'
import type { RedisDatabase } from './resources/redis.schema.js'

/**
 * The connection string of a database, always with TLS: `rediss://default:<password>@<host>:<port>`.
 *
 * Throws `config` when the database came without its password, as out of a list.
 *
 * @example
 * import * as upstash from '@keelson/upstash'
 * const url = upstash.redisUrl(await upstash.getRedisDatabase(client, { databaseId }))
 */
export function redisUrl(database: Pick<RedisDatabase, 'database_id' | 'endpoint' | 'port' | 'password'>): Secret {
  const { database_id, endpoint, port, password } = database
  if (!password || !reveal(password)) {
    throw new KeelsonError(`the database ${database_id} came without its password`, {
      code: 'config',
      provider: 'upstash',
      hint: 'Lists leave credentials out: ask for the database by its id, with getRedisDatabase',
    })
  }
  return new Secret(`rediss://default:${encodeURIComponent(reveal(password))}@${hostOf(endpoint)}:${port}`)
}

/** The endpoint is a host name, or only its first part. */
export function hostOf(endpoint: string): string {
  return endpoint.includes('.') || endpoint === 'localhost' ? endpoint : `${endpoint}.upstash.io`
}
