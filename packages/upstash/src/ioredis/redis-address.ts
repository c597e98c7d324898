import { parseRedisUrl, redisUrlFor } from '@keelson/core/redis'
import type { Secret } from '@keelson/core'

/** Where a connection string points, and what it carries, in ioredis's words. */
export interface RedisAddress {
  readonly tls: boolean
  readonly host: string
  readonly port: number
  readonly username: string | undefined
  readonly password: string | undefined
  readonly db: number
}

/**
 * Reads `rediss://user:password@host:port/db` strictly: what ioredis would guess, ignore or take for an option of its own is
 * refused with `config`, and so is a connection to Upstash without TLS. No message shows the string.
 */
export function readRedisAddress(url: string | Secret): RedisAddress {
  const { tls, host, port, db, user, password } = parseRedisUrl(redisUrlFor(url, 'ioredis'))
  return { tls, host, port, username: user, password: password?.reveal(), db }
}
