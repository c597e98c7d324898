import { KeelsonError } from '../errors.js'

/** Options of {@link redisClientOptions}, in seconds. */
export interface RedisClientOptionsParams {
  /** Until a connection stands. @default 5 */
  readonly connectTimeoutSeconds?: number | undefined
  /** Until a command is answered; not for BullMQ, whose workers wait in commands. @default 5 */
  readonly commandTimeoutSeconds?: number | undefined
  /** A connection idle for so long is asked (PING, TCP keep-alive) whether it still stands. @default 30 */
  readonly idleCheckSeconds?: number | undefined
}

/** Options by client, in the client's own words. */
export interface RedisClientOptions {
  readonly ioredis: Readonly<Record<'connectTimeout' | 'commandTimeout' | 'keepAlive' | 'maxRetriesPerRequest', number>>
  readonly bullmq: Readonly<Record<'connectTimeout' | 'keepAlive', number>> & { readonly maxRetriesPerRequest: null }
  readonly 'node-redis': {
    readonly socket: Readonly<Record<'connectTimeout' | 'keepAliveInitialDelay', number>> & { readonly keepAlive: true }
    readonly pingInterval: number
    readonly disableOfflineQueue: true
  }
  readonly 'redis-py': Readonly<
    Record<'socket_connect_timeout' | 'socket_timeout' | 'health_check_interval', number> &
      Record<'socket_keepalive' | 'retry_on_timeout', true>
  >
}

/**
 * Time limits and retries for a client of Redis, beside the URL of `redisUrlFor`: by default no client gives up in time; the
 * oldest redis-py waits for ever. Throws `config` for a time that is not above 0.
 *
 * https://redis.github.io/ioredis/interfaces/CommonRedisOptions.html,
 * https://github.com/redis/node-redis/blob/master/docs/client-configuration.md,
 * https://docs.bullmq.io/guide/connections
 *
 * @example
 * import { redisClientOptions } from '@keelson/core/redis'
 * const { socket_timeout } = redisClientOptions('redis-py', { commandTimeoutSeconds: 2 })
 */
export function redisClientOptions<Client extends keyof RedisClientOptions>(
  client: Client,
  params: RedisClientOptionsParams = {},
): RedisClientOptions[Client] {
  const { connectTimeoutSeconds: connect = 5, commandTimeoutSeconds: command = 5, idleCheckSeconds: idle = 30 } = params
  for (const [name, seconds] of Object.entries({ connect, command, idle })) {
    if (typeof seconds === 'number' && seconds > 0 && seconds < 2_147_483) continue
    throw new KeelsonError(`the time limit for ${name} is ${seconds}`, {
      code: 'config',
      hint: 'It is a number of seconds above 0',
    })
  }
  if (client === 'bullmq' && params.commandTimeoutSeconds !== undefined)
    throw new KeelsonError('commandTimeoutSeconds does not work with BullMQ', {
      code: 'config',
      hint: 'Its workers wait in blocking commands: leave it out',
    })
  const [connectTimeout, commandTimeout, keepAlive] = [connect * 1000, command * 1000, idle * 1000]
  const options: RedisClientOptions = {
    ioredis: { connectTimeout, commandTimeout, keepAlive, maxRetriesPerRequest: 1 },
    bullmq: { connectTimeout, keepAlive, maxRetriesPerRequest: null },
    'node-redis': {
      socket: { connectTimeout, keepAlive: true, keepAliveInitialDelay: keepAlive },
      pingInterval: keepAlive,
      disableOfflineQueue: true,
    },
    'redis-py': {
      socket_connect_timeout: connect,
      socket_timeout: command,
      socket_keepalive: true,
      health_check_interval: Math.ceil(idle),
      retry_on_timeout: true,
    },
  }
  return options[client]
}
