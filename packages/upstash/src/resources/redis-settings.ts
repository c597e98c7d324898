import type { CallOptions } from '@keelson/core'
import * as input from '@keelson/core/input'
import type { UpstashClient } from '../client.js'
import { redisPlans, type RedisPlan, type RedisReadRegion } from '../known-values.js'
import { checkReadRegions } from './redis.js'
import { RedisStats } from './redis-stats.schema.js'
import { flip } from './redis-switch.js'
import type { RedisDatabaseParams } from './redis.schema.js'

/**
 * Lets a Redis database speak TLS only, for good; no error when it does so already. Databases of today are born so.
 * https://upstash.com/docs/devops/developer-api/redis/enable_tls
 *
 * @example
 * import * as upstash from '@keelson/upstash'
 * await upstash.enableRedisTls(client, { databaseId })
 */
export function enableRedisTls(
  client: UpstashClient,
  params: RedisDatabaseParams,
  options?: CallOptions,
): Promise<void> {
  return flip(client, 'POST', '/redis/enable-tls/{id}', 'tls', true, params, options)
}

/**
 * Lets a full Redis database drop entries to take new ones; no error when it does so already.
 * https://upstash.com/docs/devops/developer-api/redis/enable_eviction
 *
 * @example
 * import * as upstash from '@keelson/upstash'
 * await upstash.enableEviction(client, { databaseId })
 */
export function enableEviction(
  client: UpstashClient,
  params: RedisDatabaseParams,
  options?: CallOptions,
): Promise<void> {
  return flip(client, 'POST', '/redis/enable-eviction/{id}', 'eviction', true, params, options)
}

/**
 * Lets a full Redis database refuse writes instead of dropping entries; no error when it does so already.
 * https://upstash.com/docs/devops/developer-api/redis/disable_eviction
 *
 * @example
 * import * as upstash from '@keelson/upstash'
 * await upstash.disableEviction(client, { databaseId })
 */
export function disableEviction(
  client: UpstashClient,
  params: RedisDatabaseParams,
  options?: CallOptions,
): Promise<void> {
  return flip(client, 'POST', '/redis/disable-eviction/{id}', 'eviction', false, params, options)
}

/**
 * Lets a Redis database change to a larger plan by itself, and cost more; no error when it does so already.
 * https://upstash.com/docs/devops/developer-api/redis/enable_autoscaling
 *
 * @example
 * import * as upstash from '@keelson/upstash'
 * await upstash.enableAutoUpgrade(client, { databaseId })
 */
export function enableAutoUpgrade(
  client: UpstashClient,
  params: RedisDatabaseParams,
  options?: CallOptions,
): Promise<void> {
  return flip(client, 'POST', '/redis/enable-autoupgrade/{id}', 'auto_upgrade', true, params, options)
}

/**
 * Keeps a Redis database on its plan; no error when it stays there already.
 * https://upstash.com/docs/devops/developer-api/redis/disable_autoscaling
 *
 * @example
 * import * as upstash from '@keelson/upstash'
 * await upstash.disableAutoUpgrade(client, { databaseId })
 */
export function disableAutoUpgrade(
  client: UpstashClient,
  params: RedisDatabaseParams,
  options?: CallOptions,
): Promise<void> {
  return flip(client, 'POST', '/redis/disable-autoupgrade/{id}', 'auto_upgrade', false, params, options)
}

/**
 * Puts a Redis database on another plan, which changes what it costs. https://upstash.com/docs/devops/developer-api/redis/change_plan
 *
 * @example
 * import * as upstash from '@keelson/upstash'
 * await upstash.changeRedisPlan(client, { databaseId, plan_name: 'fixed_1gb' })
 */
export async function changeRedisPlan(
  client: UpstashClient,
  {
    databaseId,
    ...body
  }: RedisDatabaseParams & {
    readonly plan_name: RedisPlan
    readonly auto_upgrade?: boolean
    /** Whether the production pack, which is paid for by itself, belongs to it. */
    readonly prod_pack_enabled?: boolean
  },
  options?: CallOptions,
): Promise<void> {
  const path = '/redis/{id}/change-plan'
  input.check(client, `POST ${path}`, [
    input.required('plan_name', body.plan_name),
    input.word('plan_name', body.plan_name, redisPlans),
  ])
  await client.send<unknown>({ method: 'POST', path, params: { id: databaseId }, body, idempotent: true }, options)
}

/**
 * Sets what a Redis database may cost a month, in whole dollars; at that limit Upstash stops it.
 * https://upstash.com/docs/devops/developer-api/redis/update_budget
 *
 * @example
 * import * as upstash from '@keelson/upstash'
 * await upstash.updateRedisBudget(client, { databaseId, budget: 20 })
 */
export async function updateRedisBudget(
  client: UpstashClient,
  { databaseId, ...body }: RedisDatabaseParams & { readonly budget: number },
  options?: CallOptions,
): Promise<void> {
  const path = '/redis/update-budget/{id}'
  // Not a number at all is refused as well: NaN is below every limit.
  input.check(client, `PATCH ${path}`, [input.number('budget', body.budget ?? NaN, { min: 0 })])
  await client.send<unknown>({ method: 'PATCH', path, params: { id: databaseId }, body, idempotent: true }, options)
}

/**
 * Sets where a Redis database has replicas for reading; those that are not named are given up.
 * https://upstash.com/docs/devops/developer-api/redis/update_regions
 *
 * @example
 * import * as upstash from '@keelson/upstash'
 * await upstash.updateRedisRegions(client, { databaseId, read_regions: ['us-east-1'] })
 */
export async function updateRedisRegions(
  client: UpstashClient,
  { databaseId, ...body }: RedisDatabaseParams & { readonly read_regions: readonly RedisReadRegion[] },
  options?: CallOptions,
): Promise<void> {
  const path = '/redis/update-regions/{id}'
  const { read_regions } = body
  input.check(client, `POST ${path}`, [read_regions ? checkReadRegions(read_regions) : 'read_regions is missing'])
  await client.send<unknown>({ method: 'POST', path, params: { id: databaseId }, body, idempotent: true }, options)
}

/**
 * What a Redis database has done: commands, bytes, dollars, latencies (milliseconds) and hits.
 * https://upstash.com/docs/devops/developer-api/redis/get_database_stats
 *
 * @example
 * import * as upstash from '@keelson/upstash'
 * const { daily_net_commands, current_storage } = await upstash.getRedisStats(client, { databaseId })
 */
export function getRedisStats(
  client: UpstashClient,
  { databaseId }: RedisDatabaseParams,
  options?: CallOptions,
): Promise<RedisStats> {
  const params = { id: databaseId }
  return client.send({ method: 'GET', path: '/redis/stats/{id}', params, response: RedisStats }, options)
}
