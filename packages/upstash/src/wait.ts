import {
  nextCheckMs,
  nextLook,
  pollUntilDone,
  readServing,
  WaitError,
  type CallOptions,
  type Check,
  type ProbeReading,
  type Resume,
  type ServingOptions,
  type WaitOptions,
} from '@keelson/core'
import type { UpstashClient } from './client.js'
import { getRedisDatabase } from './resources/redis.js'
import type { RedisDatabase, RedisDatabaseParams, RedisDatabaseState } from './resources/redis.schema.js'

/** One look at a database. */
export interface RedisDatabaseCheck extends Check<RedisDatabase> {
  /** What the `serving` probe found; absent before the control plane says ready. */
  readonly reading?: ProbeReading | undefined
}

/** States that no waiting ends; every other one but `active`, also one that is added later, is on the way. */
export const ends: Readonly<Partial<Record<RedisDatabaseState, { readonly said: string; readonly hint: string }>>> = {
  suspended: {
    said: 'is suspended: Upstash has switched it off',
    hint: "Look for its limits, its budget and the account's payment in the console: https://console.upstash.com/redis",
  },
  passive: {
    said: 'is passive: it was put aside, which happens to free databases that nothing uses',
    hint: 'Wake it up in the console: https://console.upstash.com/redis',
  },
}

/**
 * One look at a database, for a function that must return soon; hand `resume` to the next look. `done` means active, not
 * being changed, and answering the probe `serving` when there is one.
 *
 * Throws `wait_failed` for a database that is suspended or passive.
 *
 * @example
 * import * as upstash from '@keelson/upstash'
 * const { done, resume, nextCheckMs } = await upstash.checkRedisDatabase(client, { databaseId }, savedResume)
 */
export async function checkRedisDatabase(
  client: UpstashClient,
  { databaseId }: RedisDatabaseParams,
  resume?: Resume,
  { serving, ...options }: CallOptions & ServingOptions = {},
): Promise<RedisDatabaseCheck> {
  const look = nextLook({ wait: 'upstash.redis', databaseId }, resume)
  const database = await getRedisDatabase(client, { databaseId }, options)
  const check = { value: database, resume: look, nextCheckMs: nextCheckMs(look.checks) }
  if (database.modifying_state) return { ...check, done: false }
  const end = ends[database.state as RedisDatabaseState]
  if (end) {
    throw new WaitError(client.redact(`the database ${database.database_name} (${databaseId}) ${end.said}`), {
      code: 'wait_failed',
      provider: 'upstash',
      operation: 'GET /redis/database/{id}',
      resume: look,
      hint: end.hint,
    })
  }
  if (database.state !== 'active') return { ...check, done: false }
  const reading = await readServing(client, look, true, { serving, signal: options.signal })
  return { ...check, done: reading?.status !== 'fail', ...(reading && { reading }) }
}

/**
 * Waits until a database is ready, 5 minutes at most by default; with `serving` until it answers as well.
 *
 * Throws `wait_failed` when it is suspended or passive, and `wait_timeout` or `aborted` with the `resume` to go on with.
 *
 * @example
 * import * as upstash from '@keelson/upstash'
 * import { createRedis } from '@keelson/upstash/ioredis'
 * import { redisProbe } from '@keelson/health/probes/redis'
 * const redis = createRedis({ url: upstash.redisUrl(database) })
 * await upstash.waitForRedisDatabase(client, { databaseId }, { serving: redisProbe(redis) })
 */
export async function waitForRedisDatabase(
  client: UpstashClient,
  params: RedisDatabaseParams,
  { onProgress, ...options }: WaitOptions<RedisDatabase> & ServingOptions = {},
): Promise<RedisDatabase> {
  const onLook = onProgress && ((look: RedisDatabaseLook) => onProgress(look.database))
  return (await followRedisDatabase(client, params, { ...options, onProgress: onLook })).database
}

/** What one look of a wait saw. */
export interface RedisDatabaseLook {
  readonly database: RedisDatabase
  /** What the `serving` probe found; absent before the control plane says ready. */
  readonly reading: ProbeReading | undefined
}

/** {@link waitForRedisDatabase}, with what the probe found at each look. */
export function followRedisDatabase(
  client: UpstashClient,
  params: RedisDatabaseParams,
  { serving, ...options }: WaitOptions<RedisDatabaseLook> & ServingOptions,
): Promise<RedisDatabaseLook> {
  return pollUntilDone(
    {
      subject: `the database ${params.databaseId}`,
      // Upstash names no time; a creation takes seconds.
      totalTimeoutMs: 5 * 60_000,
      clock: client.clock,
      check: async (resume, signal) => {
        const {
          value: database,
          reading,
          ...check
        } = await checkRedisDatabase(client, params, resume, { signal, serving })
        return { ...check, value: { database, reading } }
      },
      describe: (look) => client.redact(describeRedisDatabase(look)),
    },
    options,
  )
}

/** How far a database is, in words. */
export function describeRedisDatabase({ database: { state, modifying_state }, reading }: RedisDatabaseLook): string {
  if (modifying_state) return `being changed (${modifying_state})`
  return reading?.status === 'fail' ? `${state}, but it does not serve: ${reading.output ?? 'no reason given'}` : state
}
