import { formatFieldChange, insist, type Ensured, type EnsureOptions, type Probe, type Step } from '@keelson/core'
import type { UpstashClient } from './client.js'
import { applyRedisDatabasePlan, planRedisDatabase, setRedisField } from './ensure.js'
import type { RedisReadRegion } from './known-values.js'
import type { CreateRedisDatabaseParams } from './resources/redis.js'
import type { RedisDatabase } from './resources/redis.schema.js'
import { describeRedisDatabase, followRedisDatabase, type RedisDatabaseLook } from './wait.js'

/**
 * A step that runs `ensureRedisDatabase`. Undo sets budget, read regions and eviction back; a new plan and TLS stay, and so
 * does a database that was created, which is named.
 *
 * @example
 * import * as upstash from '@keelson/upstash'
 * const { resource } = await run(upstash.ensureRedisStep(client, desired))
 */
export function ensureRedisStep(
  client: UpstashClient,
  desired: CreateRedisDatabaseParams,
  options?: Pick<EnsureOptions, 'adopt'>,
): Step<Ensured<RedisDatabase>> {
  return {
    name: 'redis database',
    async run({ signal, note, keep, onUndo }) {
      const plan = await planRedisDatabase(client, desired, { ...options, signal })
      const { database } = plan
      for (const change of plan.changes) {
        const { path, from } = change
        note(formatFieldChange(change))
        if (!database) continue
        const { database_id: databaseId, budget, eviction } = database
        onUndo(`${path} of ${databaseId}`, async (context) => {
          // TLS cannot be switched off, and a smaller plan may not hold what has been written since.
          if (path === 'tls' || path === 'plan') return { status: 'kept', detail: `${path} stays as it is now` }
          // What Upstash showed, it takes.
          const before = { budget, eviction, read_regions: (database.read_regions ?? []) as RedisReadRegion[] }
          await setRedisField(insist(client, note), databaseId, path, before, context)
          return { status: 'undone', detail: `set back: ${path} ${JSON.stringify(from)}` }
        })
      }
      if (!database) {
        onUndo(`creation of ${desired.database_name}`, async (context) => {
          // Broken off on the way, it may have been carried out all the same.
          const asking = insist(client, note)
          const { database: made } = await planRedisDatabase(asking, desired, { adopt: true, ...context })
          return { status: 'kept', detail: made ? `${made.database_id} stays, with what is in it` : 'was not created' }
        })
      }
      const ensured = await applyRedisDatabasePlan(client, desired, plan, { ...options, signal })
      const { resource, outcome } = ensured
      const named = `${resource.database_name} (${resource.database_id})`
      note(`${named}: ${outcome}`)
      if (outcome === 'created') keep(`redis database ${named}`)
      return ensured
    },
  }
}

/** What {@link redisReadyStep} waits for. */
export interface RedisReadyStepParams {
  readonly databaseId: string
  /** Must pass, too, before the step is over: `redisProbe(redis)`. */
  readonly serving?: Probe | undefined
  /** In milliseconds. @default 300000 */
  readonly totalTimeoutMs?: number | undefined
}

/**
 * A step that waits until a database is ready, and serves when a probe is given. Changes nothing.
 *
 * @example
 * import * as upstash from '@keelson/upstash'
 * import { redisProbe } from '@keelson/health/probes/redis'
 * await run(upstash.redisReadyStep(client, { databaseId: resource.database_id, serving: redisProbe(redis) }))
 */
export function redisReadyStep(
  client: UpstashClient,
  { databaseId, serving, totalTimeoutMs }: RedisReadyStepParams,
): Step<RedisDatabase> {
  return {
    name: 'redis ready',
    async run({ signal, note }) {
      let last = ''
      const onProgress = (look: RedisDatabaseLook) => {
        const now = describeRedisDatabase(look)
        if (now !== last) note(now)
        last = now
      }
      const options = { signal, serving, totalTimeoutMs, onProgress }
      return (await followRedisDatabase(client, { databaseId }, options)).database
    },
  }
}
