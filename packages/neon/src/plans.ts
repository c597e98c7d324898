import type { Finding } from '@keelson/core'
import {
  checkAmounts,
  checkLimit,
  checkPlan,
  costLine,
  sourceOf,
  sumCosts,
  type CostEstimate,
} from '@keelson/core/plans'
import { connectionLimit } from './connection-limit.js'
import { connectionLimits, planFacts, plans } from './plan-facts.js'

export { connectionLimits, planFacts }

/** Neon's plans. */
export type NeonPlan = (typeof plans)[number]

/** What a project needs of its plan; what is left out is not judged. */
export interface ProjectNeeds {
  readonly plan: NeonPlan
  readonly projects?: number
  readonly branches?: number
  /** Hours awake times compute units: 100 hours at 0.25 are 25. */
  readonly computeUnitHoursPerMonth?: number
  /** The most that its compute scales to. */
  readonly maxComputeUnits?: number
  readonly storageGb?: number
  readonly egressGbPerMonth?: number
  /** How far back a restore must reach. */
  readonly restoreHours?: number
  readonly snapshots?: number
  /** Whether its compute must never sleep. */
  readonly alwaysOn?: boolean
  /** At the same time, of all instances together. */
  readonly connections?: number
  /** Whether they go through the pooler. @default false */
  readonly pooled?: boolean
  /** The least that its compute scales to: it decides how many connections there are. @default 0.25 */
  readonly minComputeUnits?: number
}

/**
 * Why a project does not fit its plan: compute hours, storage, branches, restore window, connections; empty when it does.
 * https://neon.com/docs/introduction/plans
 *
 * @example
 * import { fitsPlan } from '@keelson/neon/plans'
 * const findings = fitsPlan({ plan: 'free', storageGb: 0.2, computeUnitHoursPerMonth: 186, connections: 60 })
 */
export function fitsPlan(needs: ProjectNeeds): Finding[] {
  checkPlan(needs.plan, plans)
  const facts = planFacts[needs.plan]
  const larger = needs.plan === 'scale' ? 'Ask Neon for more' : 'Take a larger plan'
  const checks = [
    ['projects', 'projects', needs.projects, facts.projects, 'projects', larger],
    ['branches', 'branches', needs.branches, branchLimit(needs.plan), 'branches', `Delete expired branches. ${larger}`],
    [
      'compute_size',
      'maxComputeUnits',
      needs.maxComputeUnits,
      facts.autoscaling_max,
      'compute units',
      `Scale to less. ${larger}`,
    ],
    ['snapshots', 'snapshots', needs.snapshots, facts.manual_snapshots, 'snapshots', larger],
  ] as const
  return [
    ...checks.flatMap(([code, path, need, fact, unit, fix]) => checkLimit({ code, path, need, fact, unit, fix })),
    ...(needs.plan === 'free' ? fitsFree(needs) : []),
    ...fitsRestoreWindow(needs),
    ...fitsConnections(needs),
  ]
}

function branchLimit(plan: NeonPlan) {
  // Paid plans take more branches than they include, for money.
  return plan === 'free' ? planFacts.free.branches_per_project : planFacts[plan].max_branches
}

function fitsFree(needs: ProjectNeeds): Finding[] {
  const { free } = planFacts
  const sleeps: Finding = {
    code: 'free-sleeps',
    severity: 'warning',
    path: 'alwaysOn',
    message: `a free compute always sleeps after ${free.scale_to_zero.value} minutes without a query, and the next one waits for it`,
    fix: 'Let clients wait for a sleeping compute (createPool does), or take a paid plan',
    source: sourceOf(free.scale_to_zero),
  }
  return [
    ...(needs.alwaysOn ? [sleeps] : []),
    ...checkLimit({
      code: 'compute-hours',
      path: 'computeUnitHoursPerMonth',
      need: needs.computeUnitHoursPerMonth,
      fact: free.compute,
      unit: 'compute unit hours a month',
      fix: 'Let nothing ask the database while nobody uses it: a health check that queries keeps it awake. Or take a paid plan',
    }),
    ...checkLimit({
      code: 'storage',
      path: 'storageGb',
      need: needs.storageGb,
      fact: free.storage,
      unit: 'GB',
      fix: 'Writes are refused above it: delete data, or take a paid plan',
    }),
    ...checkLimit({
      code: 'egress',
      path: 'egressGbPerMonth',
      need: needs.egressGbPerMonth,
      fact: free.egress,
      unit: 'GB a month sent out',
      fix: 'Compute is suspended above it: read less, or take a paid plan',
    }),
  ]
}

function fitsRestoreWindow({ plan, restoreHours }: ProjectNeeds): Finding[] {
  const { restore_window: window } = planFacts[plan]
  const hours = plan === 'free' ? window.value : window.value * 24
  return checkLimit({
    code: 'restore-window',
    path: 'restoreHours',
    need: restoreHours,
    fact: { ...window, value: hours },
    unit: 'hours back',
    fix: 'Keep dumps by pg_dump as well, or take a larger plan',
  })
}

function fitsConnections({ connections, pooled = false, minComputeUnits = 0.25 }: ProjectNeeds): Finding[] {
  checkAmounts({ minComputeUnits })
  const value = connectionLimit({ pooled, minComputeUnits })
  const fact = { ...(pooled ? connectionLimits.pooled : connectionLimits.reserved), value }
  return checkLimit({
    code: 'connections',
    path: 'connections',
    need: connections,
    fact,
    unit: 'connections',
    fix: pooled
      ? 'Open fewer'
      : 'Connect through the pooler (getConnectionUris), make pools smaller, or scale from more',
  })
}

/** What {@link estimateCost} adds up. */
export interface CostParams {
  readonly plan: NeonPlan
  /** Hours awake times compute units. */
  readonly computeUnitHoursPerMonth?: number
  readonly storageGb?: number
  readonly egressGbPerMonth?: number
  readonly branches?: number
}

/**
 * What a project costs a month, by known prices. https://neon.com/docs/introduction/plans
 *
 * @example
 * import { estimateCost } from '@keelson/neon/plans'
 * const { usdPerMonth } = estimateCost({ plan: 'launch', computeUnitHoursPerMonth: 200, storageGb: 4 }) // 22.6
 */
export function estimateCost({
  plan,
  computeUnitHoursPerMonth = 0,
  storageGb = 0,
  egressGbPerMonth = 0,
  branches = 0,
}: CostParams): CostEstimate {
  checkPlan(plan, plans)
  checkAmounts({ computeUnitHoursPerMonth, storageGb, egressGbPerMonth, branches })
  if (plan === 'free') return sumCosts([])
  const facts = planFacts[plan]
  const egress = Math.max(0, egressGbPerMonth - facts.egress.value)
  const extra = Math.max(0, branches - facts.branches_per_project.value)
  return sumCosts([
    costLine(`${computeUnitHoursPerMonth} compute unit hours`, computeUnitHoursPerMonth, facts.compute),
    costLine(`${storageGb} GB of storage`, storageGb, facts.storage),
    costLine(`${egress} GB sent out beyond ${facts.egress.value}`, egress, facts.egress_price),
    costLine(`${extra} branches beyond ${facts.branches_per_project.value}`, extra, facts.extra_branch),
  ])
}
