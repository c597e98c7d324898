import { X509Certificate } from 'node:crypto'
import { KeelsonError, type Secret } from '@keelson/core'
import type { RedisOptions } from 'ioredis'
import { readRedisAddress } from './redis-address.js'

/** Options of {@link redisOptions}. */
export interface RedisConnectionOptions {
  /** `rediss://default:password@host:port`, as `redisUrl` makes it. @default REDIS_URL */
  readonly url?: string | Secret | undefined
  /** PEM of the authority that signed the server's certificate. @default those that Node trusts */
  readonly ca?: string | undefined
  /** Put before every key. BullMQ has its own `prefix`. */
  readonly keyPrefix?: string | undefined
  /** Shown by CLIENT LIST; costs a command a connection. */
  readonly connectionName?: string | undefined
  /** Until a connection stands, in milliseconds. @default 5000 */
  readonly connectTimeoutMs?: number | undefined
  /**
   * Until a command is answered, waiting for a connection included, in milliseconds; a connection that stays silent for
   * that long is replaced. Blocking commands must be shorter. Not with `bullmq`. @default 5000
   */
  readonly commandTimeoutMs?: number | undefined
  /**
   * `bullmq`: commands wait for the server however long it is away, as BullMQ demands, and those under way are sent again.
   * @default 'default'
   */
  readonly preset?: 'default' | 'bullmq' | undefined
  /** For the jitter of reconnecting: a number from 0 (included) to 1 (excluded). @default Math.random */
  readonly random?: (() => number) | undefined
}

/** Options of ioredis whose replies have their usual shapes; its constructor takes no others without a type of its own. */
export type PlainRedisOptions = Omit<RedisOptions, 'replyMapping'>

/** The pause before the first new attempt; it doubles up to the longest one. */
const firstDelayMs = 100

/** So short that a command which arrives when the server is back does not time out, so long that nobody is hammered. */
const mostDelayMs = 2000

/**
 * Options for ioredis as plain data, with the password in it: for libraries that make their own clients.
 *
 * Throws `config` for a URL that is malformed or leads to Upstash without TLS, and for anything that would weaken TLS.
 *
 * @example
 * import { redisOptions } from '@keelson/upstash/ioredis'
 * import { Queue } from 'bullmq'
 * const queue = new Queue('mail', { connection: redisOptions({ preset: 'bullmq' }) })
 */
export function redisOptions(options: RedisConnectionOptions = {}): PlainRedisOptions {
  const {
    url = process.env['REDIS_URL'],
    ca,
    keyPrefix,
    connectionName,
    connectTimeoutMs = 5000,
    commandTimeoutMs = 5000,
    preset = 'default',
    random = Math.random,
  } = options
  if (!url) throw refusal('there is no Redis URL', 'Set REDIS_URL or pass url: redisUrl(database)')
  const { tls, ...address } = readRedisAddress(url)
  check(options, tls)
  return {
    ...address,
    family: 0,
    ...(tls && { tls: { rejectUnauthorized: true, ...(ca !== undefined && { ca }) } }),
    ...(keyPrefix !== undefined && { keyPrefix }),
    ...(connectionName !== undefined && { connectionName }),
    lazyConnect: true,
    connectTimeout: connectTimeoutMs,
    // INFO at each connection: a round trip more, and hardened servers refuse it.
    enableReadyCheck: false,
    // Two commands less a connection.
    disableClientInfo: true,
    // Each command of a pipeline is billed all the same, 8 % more throughput is all there is to win, and a broken connection
    // would take commands of unrelated callers with it.
    enableAutoPipelining: false,
    retryStrategy(times) {
      const delayMs = Math.min(mostDelayMs, firstDelayMs * 2 ** (times - 1))
      return Math.round(delayMs * (0.5 + random() / 2))
    },
    ...(preset === 'bullmq'
      ? { maxRetriesPerRequest: null }
      : {
          // Every command fails with the attempt that it waited for, and none is sent twice.
          maxRetriesPerRequest: 0,
          autoResendUnfulfilledCommands: false,
          commandTimeout: commandTimeoutMs,
          socketTimeout: commandTimeoutMs,
        }),
  }
}

function check(options: RedisConnectionOptions, tls: boolean): void {
  const { ca, keyPrefix, preset } = options
  for (const name of ['tls', 'rejectUnauthorized'])
    if (name in options)
      throw refusal(`${name} cannot be set`, 'Certificates are always verified; pass a private authority as ca')
  for (const name of ['connectTimeoutMs', 'commandTimeoutMs'] as const) {
    const ms = options[name] ?? 1
    if (!(typeof ms === 'number' && ms > 0 && ms <= 0x7fffffff))
      throw refusal(`${name} is ${ms}`, 'It is a number of milliseconds above 0')
  }
  if (preset === 'bullmq' && options.commandTimeoutMs !== undefined)
    throw refusal('commandTimeoutMs does not work with BullMQ', 'Its workers wait in blocking commands: leave it out')
  if (preset === 'bullmq' && keyPrefix !== undefined)
    throw refusal('keyPrefix does not work with BullMQ', 'Pass `prefix` to its queues and workers')
  if (ca === undefined) return
  if (!tls) throw refusal('ca is of no use without TLS', 'Write rediss:// in the URL, or leave ca out')
  try {
    void new X509Certificate(ca)
  } catch {
    throw refusal(
      'ca is not a certificate',
      'It is PEM text, from -----BEGIN CERTIFICATE----- on, not the name of a file',
    )
  }
}

function refusal(what: string, hint: string): KeelsonError {
  return new KeelsonError(`the Redis client was not made: ${what}`, { code: 'config', hint })
}
