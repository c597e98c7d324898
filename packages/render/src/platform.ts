import type { Platform } from '@keelson/core'
import type { ServicePlanName } from './known-values.js'
import { planFacts } from './plan-facts.js'

/** Where a builder or linter of `@keelson/core` should take Render for. */
export interface RenderPlatformParams {
  readonly plan: ServicePlanName
  /** What the service is set to. @default 30, as Render does */
  readonly maxShutdownDelaySeconds?: number
}

const deploys = 'https://render.com/docs/deploys'
const freePlan = 'https://render.com/docs/free'

/**
 * What an instance of a plan has and how Render treats it, for the builders and linters of `@keelson/core`. Memory and
 * cores are missing for a plan that this version does not know. https://render.com/docs/web-services
 *
 * @example
 * import { sizeGunicorn } from '@keelson/core/gunicorn'
 * import { renderPlatform } from '@keelson/render/plans'
 * const { settings } = sizeGunicorn({ appPeakMb: 398, platform: renderPlatform({ plan: 'starter' }) })
 */
export function renderPlatform({ plan, maxShutdownDelaySeconds }: RenderPlatformParams): Platform {
  const { free, all } = planFacts
  const isFree = plan === 'free'
  const size = plan in planFacts ? planFacts[plan as 'free' | 'starter'] : undefined
  return {
    name: `Render, plan ${plan}`,
    memoryMb: size?.memory.value,
    cpus: size?.cpu.value,
    proxyIdleSeconds: all.proxy_idle.value,
    shutdownSeconds: maxShutdownDelaySeconds ?? all.default_shutdown_delay.value,
    startSeconds: all.start_command_timeout.value * 60,
    ...(isFree && {
      sleepsAfterMinutes: free.idle_spin_down.value,
      freeHoursPerMonth: free.instance_hours.value,
      blockedPorts: free.blocked_outbound_ports.value,
      instances: free.max_instances.value,
    }),
    ephemeralDisk: true,
    container: true,
    preDeployCommand: !isFree,
    procfile: false,
    releasePhase: false,
    backgroundWorkers: !isFree,
    terminatesTls: true,
    sources: {
      shutdownSeconds: deploys,
      startSeconds: deploys,
      memoryMb: 'https://render.com/pricing',
      ...(isFree && {
        sleepsAfterMinutes: freePlan,
        freeHoursPerMonth: freePlan,
        blockedPorts: free.blocked_outbound_ports.source,
      }),
    },
  }
}
