import { defineControlPlaneProbe, type ControlPlaneProbeOptions, type Probe } from '@keelson/core'
import { checkPlan, readUse, settleUseThresholds, type Use, type UseThresholds } from '@keelson/core/plans'
import type { NeonClient } from '../client.js'
import { planFacts, plans } from '../plan-facts.js'
import type { NeonPlan } from '../plans.js'
import { getProject } from '../resources/projects.js'
import type { Project, SubscriptionType } from '../resources/projects.schema.js'

/** Whose limits {@link quotaProbe} reads. */
export interface QuotaParams {
  readonly projectId: string
  /** @default what the project says of its owner */
  readonly plan?: NeonPlan | undefined
}

/** Options of {@link quotaProbe}. */
export type QuotaProbeOptions = ControlPlaneProbeOptions & UseThresholds

/**
 * A probe of what a project has used up: compute hours, storage and transfer of the Free plan, and the project's own quota on
 * any plan. Above them Neon suspends computes, or refuses writes; other limits of the paid plans cost money and stop nothing,
 * so they are not judged. Wakes no compute; one request.
 *
 * `observedValue` is the percentage of what is used up most. Codes: `compute_hours`, `storage`, `transfer`, `active_time`,
 * `written_data`, or those of the call (`not_found`, …). Throws `config` for thresholds that are no shares, and for
 * a plan that there is not.
 * https://neon.com/docs/introduction/plans
 *
 * @example
 * import { quotaProbe } from '@keelson/neon/probes'
 * const probe = quotaProbe(client, { projectId: 'quiet-river-…', plan: 'free' }, { warnPercent: 70 })
 */
export function quotaProbe(
  client: NeonClient,
  { projectId, plan }: QuotaParams,
  { warnPercent, failPercent, ...options }: QuotaProbeOptions = {},
): Probe {
  if (plan !== undefined) checkPlan(plan, plans)
  const thresholds = settleUseThresholds({ warnPercent, failPercent })
  return defineControlPlaneProbe(
    client,
    {
      name: 'neon-quota',
      ask: async (call) => {
        const project = await getProject(client, { projectId }, call)
        const { consumption_period_end: end } = project
        const isFree = (plan ?? planOf(project)) === 'free'
        const uses = [...(isFree ? freeUses(project) : []), ...ownUses(project)]
        return readUse(uses, thresholds, end && `; the billing period ends at ${end}`)
      },
    },
    options,
  )
}

/** Which limits go with a subscription; those of old and of negotiated ones are not known. */
const planBySubscription: Readonly<Partial<Record<SubscriptionType, NeonPlan>>> = {
  free_v3: 'free',
  launch_v3: 'launch',
  scale_v3: 'scale',
}

function planOf({ owner }: Project): NeonPlan | undefined {
  return planBySubscription[owner?.subscription_type as SubscriptionType]
}

// The larger of the two that are called GB: a false alarm is worse than one that comes a little later.
const bytesPerGb = 2 ** 30

function freeUses(project: Project): Use[] {
  const { compute, storage, egress } = planFacts.free
  const hours = scaled(project.compute_time_seconds, 3600)
  const stored = scaled(project.synthetic_storage_size, bytesPerGb)
  const sent = scaled(project.data_transfer_bytes, bytesPerGb)
  return [
    { code: 'compute_hours', what: 'compute unit hours of the plan', used: hours, limit: compute.value },
    { code: 'storage', what: 'GB of storage of the plan', used: stored, limit: storage.value },
    { code: 'transfer', what: 'GB sent of the plan', used: sent, limit: egress.value },
  ]
}

/** The limits that the project was given itself; a limit of 0 is none. */
function ownUses(project: Project): Use[] {
  const quota = project.settings?.quota ?? {}
  const gb = (limit: number | undefined) => scaled(limit, bytesPerGb)
  const own = 'of the quota'
  return [
    {
      code: 'compute_hours',
      what: `compute unit hours ${own}`,
      used: scaled(project.compute_time_seconds, 3600),
      limit: scaled(quota.compute_time_seconds, 3600),
    },
    {
      code: 'active_time',
      what: `active hours ${own}`,
      used: scaled(project.active_time_seconds, 3600),
      limit: scaled(quota.active_time_seconds, 3600),
    },
    {
      code: 'transfer',
      what: `GB sent ${own}`,
      used: gb(project.data_transfer_bytes),
      limit: gb(quota.data_transfer_bytes),
    },
    {
      code: 'written_data',
      what: `GB written ${own}`,
      used: gb(project.written_data_bytes),
      limit: gb(quota.written_data_bytes),
    },
  ]
}

function scaled(value: number | undefined, unit: number): number | undefined {
  return value === undefined ? undefined : value / unit
}
