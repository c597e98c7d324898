import { defineControlPlaneProbe, type ControlPlaneProbeOptions, type Probe } from '@keelson/core'
import { checkPlan, readUse, settleUseThresholds, type Use, type UseThresholds } from '@keelson/core/plans'
import type { UpstashClient } from '../client.js'
import { planFacts, plans } from '../plan-facts.js'
import type { RedisPlan } from '../plans.js'
import { getRedisDatabase } from '../resources/redis.js'
import type { RedisDatabase, RedisDatabaseParams } from '../resources/redis.schema.js'
import { getRedisStats } from '../resources/redis-settings.js'
import type { RedisStats } from '../resources/redis-stats.schema.js'

/** Whose limits {@link quotaProbe} reads. */
export interface QuotaParams extends RedisDatabaseParams {
  /** @default `free` or `payg`, as the database says; which fixed plan it has, Upstash does not tell */
  readonly plan?: RedisPlan | undefined
}

/** Options of {@link quotaProbe}. */
export type QuotaProbeOptions = ControlPlaneProbeOptions & UseThresholds

/**
 * A probe of what a Redis database has used up: commands and bandwidth of the month, where the plan ends at them, storage, and
 * the budget of `payg`. A full database refuses writes; one that evicts makes room instead, so its storage is not judged. With
 * automatic upgrades bandwidth and storage end in a larger plan, and warn at most. Sends no command; two requests.
 *
 * `observedValue` is the percentage of what is used up most. Codes: `commands`, `bandwidth`, `storage`, `budget`, or those of
 * the call (`not_found`, …). Throws `config` for thresholds that are no shares, and for a plan that there is not.
 * https://upstash.com/docs/devops/developer-api/redis/get_database_stats
 *
 * @example
 * import { quotaProbe } from '@keelson/upstash/probes'
 * const probe = quotaProbe(client, { databaseId, plan: 'fixed_250mb' })
 */
export function quotaProbe(
  client: UpstashClient,
  { databaseId, plan }: QuotaParams,
  { warnPercent, failPercent, ...options }: QuotaProbeOptions = {},
): Probe {
  if (plan !== undefined) checkPlan(plan, plans)
  const thresholds = settleUseThresholds({ warnPercent, failPercent })
  return defineControlPlaneProbe(
    client,
    {
      name: 'upstash-quota',
      ask: async (call) => {
        const [database, stats] = await Promise.all([
          getRedisDatabase(client, { databaseId, credentials: 'hide' }, call),
          getRedisStats(client, { databaseId }, call),
        ])
        return readUse(usesOf(database, stats, plan ?? planOf(database)), thresholds)
      },
    },
    options,
  )
}

function planOf({ type }: RedisDatabase): 'free' | 'payg' | undefined {
  // Spelled out: an open list is not narrowed by a comparison.
  if (type === 'free') return 'free'
  return type === 'payg' ? 'payg' : undefined
}

const bytesPerMb = 2 ** 20

function usesOf(database: RedisDatabase, stats: RedisStats, plan: RedisPlan | undefined): Use[] {
  const { free, payg: _costsMoneyOnly, ...fixed } = planFacts
  const mb = (bytes: number | undefined) => (bytes === undefined ? undefined : bytes / bytesPerMb)
  // What the database says of itself goes before what its plan says.
  const storage = mb(database.db_disk_threshold || undefined) ?? (plan && planFacts[plan].data_size.value)
  const bandwidth = plan && plan !== 'payg' ? { free, ...fixed }[plan].bandwidth.value : undefined
  // It moves to the next plan instead: https://upstash.com/docs/redis/features/auto-upgrade
  const isSoft = database.auto_upgrade
  return [
    {
      code: 'commands',
      what: 'commands of this month',
      used: stats.total_monthly_requests,
      limit: plan === 'free' ? free.commands.value : undefined,
    },
    {
      code: 'bandwidth',
      what: 'MB of bandwidth of this month',
      used: mb(stats.total_monthly_bandwidth),
      limit: bandwidth && bandwidth * 1024,
      isSoft,
    },
    {
      code: 'storage',
      what: 'MB of storage',
      used: mb(stats.current_storage),
      limit: database.eviction ? undefined : storage,
      isSoft,
    },
    {
      code: 'budget',
      what: 'dollars of the budget of this month',
      used: stats.total_monthly_billing,
      limit: plan === 'payg' ? database.budget : undefined,
    },
  ]
}
