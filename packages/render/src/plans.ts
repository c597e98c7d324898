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
import { planFacts } from './plan-facts.js'
import { servicePlans, type ServicePlanName } from './known-values.js'
import type { ServiceType } from './resources/services.schema.js'

export { renderPlatform } from './platform.js'
export type { RenderPlatformParams } from './platform.js'
export { planFacts }

/** What a service needs of its plan; what is left out is not judged. */
export interface ServiceNeeds {
  readonly plan: ServicePlanName
  /** @default 'web_service' */
  readonly type?: ServiceType
  /** The most that one instance was measured to use. */
  readonly peakMemoryMb?: number
  /** @default 1 */
  readonly instances?: number
  /** Hours a month that it is awake, together with the other free services of the workspace. */
  readonly hoursPerMonth?: number
  /** Whether it must answer at once, or work, without being asked first. */
  readonly alwaysOn?: boolean
  readonly disk?: boolean
  /** TCP ports that it connects to, beyond HTTP: 587 for SMTP, … */
  readonly outboundPorts?: readonly number[]
  readonly shutdownDelaySeconds?: number
}

/** Plans by memory, the smallest first. */
const sizes = ['starter', 'standard', 'pro', 'pro_plus', 'pro_max', 'pro_ultra'] as const

/**
 * Why a service does not fit its plan: memory, hours, instances, disk, ports; empty when it does.
 * https://render.com/docs/free https://render.com/pricing
 *
 * @example
 * import { fitsPlan } from '@keelson/render/plans'
 * const findings = fitsPlan({ plan: 'free', peakMemoryMb: 398, hoursPerMonth: 744, outboundPorts: [587] })
 */
export function fitsPlan(needs: ServiceNeeds): Finding[] {
  checkPlan(needs.plan, servicePlans)
  return [...fitsMemory(needs), ...(needs.plan === 'free' ? fitsFree(needs) : []), ...fitsShutdown(needs)]
}

function fitsMemory({ plan, peakMemoryMb }: ServiceNeeds): Finding[] {
  checkAmounts({ peakMemoryMb })
  if (peakMemoryMb === undefined) return []
  if (!(plan in planFacts)) {
    const message = `no memory is known for the plan ${plan}, so that ${peakMemoryMb} MB cannot be compared with it`
    const source = 'https://render.com/pricing'
    return [{ code: 'plan-unknown', severity: 'info', path: 'plan', message, source }]
  }
  const { memory } = planFacts[plan as 'free' | (typeof sizes)[number]]
  const larger = sizes.find((size) => planFacts[size].memory.value > peakMemoryMb)
  const fix = larger
    ? `Take ${larger} with ${planFacts[larger].memory.value} MB, or use less: fewer workers, smaller pools`
    : 'No plan has that much: use less'
  const over = checkLimit({
    code: 'memory-over-plan',
    path: 'peakMemoryMb',
    need: peakMemoryMb,
    fact: memory,
    unit: 'MB of memory',
    fix,
  })
  if (over.length > 0 || peakMemoryMb <= memory.value * 0.9) return over
  const message = `a peak of ${peakMemoryMb} MB leaves less than a tenth of ${memory.value} MB: the next leak ends the instance`
  return [{ code: 'memory-tight', severity: 'warning', path: 'peakMemoryMb', message, fix, source: sourceOf(memory) }]
}

function fitsFree(needs: ServiceNeeds): Finding[] {
  const { free } = planFacts
  const { type = 'web_service', instances = 1, outboundPorts = [] } = needs
  const closed: readonly number[] = free.blocked_outbound_ports.value
  const blocked = outboundPorts.filter((port) => closed.includes(port))
  const paid = 'Take a paid plan'
  const findings: (Finding | false)[] = [
    type !== 'web_service' &&
      type !== 'static_site' && {
        code: 'free-service-type',
        severity: 'error',
        path: 'type',
        message: `a ${type} cannot be free, only a web service can`,
        fix: `${paid}, or do its work inside the web service`,
        source: sourceOf(free.service_types),
      },
    needs.disk === true && {
      code: 'free-without-disk',
      severity: 'error',
      path: 'disk',
      message: 'a free service has no disk that lasts: its files are gone at the next deploy, and when it wakes up',
      fix: `${paid}, or keep files in a bucket`,
      source: sourceOf(free.persistent_disk),
    },
    needs.alwaysOn === true && {
      code: 'free-sleeps',
      severity: 'warning',
      path: 'alwaysOn',
      message: `a free service sleeps after ${free.idle_spin_down.value} minutes without a request and takes up to ${free.cold_start.value} s to wake up`,
      fix: `${paid}, or let something ask its health path every 10 minutes (within ${free.instance_hours.value} hours a month)`,
      source: sourceOf(free.idle_spin_down),
    },
    blocked.length > 0 && {
      code: 'free-ports-blocked',
      severity: 'error',
      path: 'outboundPorts',
      message: `connections from a free service to port ${blocked.join(' and ')} time out`,
      fix: `${paid}; or send mail through a relay on port 2525, or over HTTPS`,
      source: sourceOf(free.blocked_outbound_ports),
    },
  ]
  return [
    ...findings.filter((finding) => finding !== false),
    ...checkLimit({
      code: 'free-instances',
      path: 'instances',
      need: instances,
      fact: free.max_instances,
      unit: 'instances',
      fix: paid,
    }),
    ...checkLimit({
      code: 'free-hours',
      path: 'hoursPerMonth',
      need: needs.hoursPerMonth,
      fact: free.instance_hours,
      unit: 'hours a month',
      fix: `All free services of a workspace share these hours, and are suspended when they are used up: let some sleep. ${paid} for the rest`,
    }),
  ]
}

function fitsShutdown({ shutdownDelaySeconds }: ServiceNeeds): Finding[] {
  return checkLimit({
    code: 'shutdown-delay',
    path: 'shutdownDelaySeconds',
    need: shutdownDelaySeconds,
    fact: planFacts.all.max_shutdown_delay,
    unit: 'seconds to shut down',
    fix: 'Finish sooner: what runs longer is killed',
  })
}

/** What is needed of a free PostgreSQL of Render. */
export interface FreePostgresNeeds {
  readonly storageGb?: number
  /** How many the workspace has, with this one. */
  readonly databases?: number
  /** ISO 8601; gives the finding its date. */
  readonly createdAt?: string
}

/**
 * What speaks against a free PostgreSQL of Render: it expires, always; and what does not fit. https://render.com/docs/free
 *
 * @example
 * import { fitsFreePostgres } from '@keelson/render/plans'
 * const [expiry] = fitsFreePostgres({ createdAt: '2026-11-01T00:00:00Z' })
 */
export function fitsFreePostgres(needs: FreePostgresNeeds = {}): Finding[] {
  const { expires_after: expires, storage, active_databases: databases } = planFacts.free_postgres
  const created = Date.parse(needs.createdAt ?? '')
  const end = Number.isNaN(created)
    ? `${expires.value} days after it was created`
    : `on ${new Date(created + expires.value * 86_400_000).toISOString().slice(0, 10)}`
  const fix = 'Take a paid plan, or a database elsewhere; a backup by pg_dump before'
  return [
    {
      code: 'free-database-expires',
      severity: 'warning',
      path: 'createdAt',
      message: `a free database expires ${end}, with everything in it`,
      fix,
      source: sourceOf(expires),
    },
    ...checkLimit({
      code: 'free-database-storage',
      path: 'storageGb',
      need: needs.storageGb,
      fact: storage,
      unit: 'GB',
      fix,
    }),
    ...checkLimit({
      code: 'free-databases',
      path: 'databases',
      need: needs.databases,
      fact: databases,
      unit: 'free databases',
      fix,
    }),
  ]
}

/**
 * Why data does not fit a free Key Value of Render; empty when it does. https://render.com/docs/free
 *
 * @example
 * import { fitsFreeKeyValue } from '@keelson/render/plans'
 * const findings = fitsFreeKeyValue({ memoryMb: 40, connections: 20 })
 */
export function fitsFreeKeyValue(needs: { readonly memoryMb?: number; readonly connections?: number }): Finding[] {
  const { memory, connections } = planFacts.free_keyvalue
  const fix = 'Take a paid plan'
  return [
    ...checkLimit({
      code: 'free-key-value-memory',
      path: 'memoryMb',
      need: needs.memoryMb,
      fact: memory,
      unit: 'MB',
      fix,
    }),
    ...checkLimit({
      code: 'free-key-value-connections',
      path: 'connections',
      need: needs.connections,
      fact: connections,
      unit: 'connections',
      fix: `${fix}, or share one client in each process`,
    }),
  ]
}

/** What {@link estimateCost} adds up. */
export interface CostParams {
  readonly services: readonly {
    readonly plan: ServicePlanName
    /** @default 1 */
    readonly instances?: number
  }[]
  /** Outbound traffic beyond what the workspace's plan includes. */
  readonly extraBandwidthGb?: number
}

/**
 * What services cost a month, by known prices: each position with its source, and what has no known price.
 * https://render.com/pricing
 *
 * @example
 * import { estimateCost } from '@keelson/render/plans'
 * const { usdPerMonth } = estimateCost({ services: [{ plan: 'starter', instances: 2 }, { plan: 'free' }] }) // 14
 */
export function estimateCost({ services, extraBandwidthGb = 0 }: CostParams): CostEstimate {
  for (const [index, { plan, instances }] of services.entries()) {
    checkPlan(plan, servicePlans)
    checkAmounts({ [`services[${index}].instances`]: instances })
  }
  checkAmounts({ extraBandwidthGb })
  const known = services.filter(({ plan }) => plan in planFacts)
  const unknown = services.filter(({ plan }) => !(plan in planFacts)).map(({ plan }) => `the plan ${plan}`)
  const lines = known.map(({ plan, instances = 1 }) => {
    const { price } = planFacts[plan as 'free' | (typeof sizes)[number]]
    return costLine(`${instances} ${instances === 1 ? 'instance' : 'instances'} of ${plan}`, instances, price)
  })
  const traffic = costLine(
    `${extraBandwidthGb} GB of outbound traffic`,
    extraBandwidthGb,
    planFacts.all.outbound_bandwidth_overage,
  )
  return sumCosts([...lines, traffic], unknown)
}
