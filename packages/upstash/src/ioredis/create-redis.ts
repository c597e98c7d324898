import type { KeelsonError } from '@keelson/core'
import type { Redis } from 'ioredis'
import { redisOptions, type RedisConnectionOptions } from './redis-options.js'
import { SteadyRedis } from './steady-redis.js'

/** Options of {@link createRedis}. */
export interface CreateRedisOptions extends RedisConnectionOptions {
  /** Called with every failure of the connection, which is made anew by itself; what it throws is ignored. */
  readonly onError?: ((error: KeelsonError) => void) | undefined
}

/**
 * An ioredis client that connects at its first command and survives what a server in the cloud does: it comes back by
 * itself after an outage of any length, commands fail fast and with the reason while it lasts, and none is sent twice.
 *
 * Every error is a `KeelsonError` except the server's reply to a command (`ReplyError`). Throws `config` for a URL or an
 * option that cannot work, before anything is sent.
 *
 * @example
 * import { createRedis } from '@keelson/upstash/ioredis'
 * const redis = createRedis({ url: process.env['REDIS_URL'], onError: (error) => console.error(error.message) })
 * await redis.set('greeting', 'hello', 'EX', 60)
 * await redis.quit()
 */
export function createRedis({ onError, ...options }: CreateRedisOptions = {}): Redis {
  return new SteadyRedis(redisOptions(options), onError)
}

/**
 * Connects and waits for the answer to one PING: to find out at the start of a program instead of at the first request.
 *
 * Throws the reason of the first failure (`auth`, `network`, `timeout`, …); the client goes on trying until `disconnect()`.
 *
 * @example
 * import { connectRedis, createRedis } from '@keelson/upstash/ioredis'
 * const redis = createRedis()
 * await connectRedis(redis)
 */
export async function connectRedis(redis: Redis): Promise<void> {
  let fail: (error: Error) => void = () => {}
  try {
    await new Promise<unknown>((resolve, reject) => {
      fail = reject
      // With the preset for BullMQ a command would wait for as long as the server is away.
      redis.once('error', fail)
      redis.ping().then(resolve, reject)
    })
  } finally {
    redis.off('error', fail)
  }
}
