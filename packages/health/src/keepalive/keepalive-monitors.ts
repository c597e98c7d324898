import type { KeepalivePlan } from './keepalive-options.js'
import { scheduleOf } from './keepalive-plan.js'

/** A monitor, as UptimeRobot's `POST https://api.uptimerobot.com/v3/monitors` takes it. */
export interface UptimeRobotMonitor {
  readonly type: 'HTTP'
  readonly friendlyName: string
  readonly url: string
  /** Seconds. */
  readonly interval: number
  /** Seconds, at most 60. */
  readonly timeout: number
  readonly httpMethodType: 'HEAD' | 'GET'
  readonly followRedirections: false
  readonly successHttpResponseCodes: readonly string[]
}

/**
 * The monitors that ping the services of a plan, to be sent to UptimeRobot; they also tell when a service is down. `method` is
 * `HEAD`, as on every plan, unless you say `GET`, which not every plan has: the health path has to answer it.
 *
 * Throws `config` for a plan that is not allowed or does not name the scheduler `uptimerobot`. https://uptimerobot.com/api/v3/
 *
 * @example
 * import { planKeepalive, uptimeRobotMonitors } from '@keelson/health'
 * import { renderPlatform } from '@keelson/render/plans'
 * const services = [{ url: 'https://shop.onrender.com/healthz' }]
 * const [monitor] = uptimeRobotMonitors(planKeepalive({ platform: renderPlatform({ plan: 'free' }), services }))
 */
export function uptimeRobotMonitors(
  plan: KeepalivePlan,
  { method = 'HEAD' }: { readonly method?: 'HEAD' | 'GET' } = {},
): UptimeRobotMonitor[] {
  scheduleOf(plan, 'uptimerobot')
  return plan.urls.map((url) => ({
    type: 'HTTP',
    friendlyName: titleOf(url, 250),
    url,
    interval: plan.intervalMinutes * 60,
    // As long as a cold start takes; one that takes longer is reported as down, and has woken the service all the same.
    timeout: 60,
    httpMethodType: method,
    followRedirections: false,
    successHttpResponseCodes: ['2xx'],
  }))
}

/** A job, as cron-job.org's `PUT https://api.cron-job.org/jobs` takes it. */
export interface CronJobOrgJob {
  readonly job: {
    readonly enabled: true
    readonly title: string
    readonly url: string
    /** 0 is GET. */
    readonly requestMethod: 0
    /** Whether a redirect counts as success. */
    readonly redirectSuccess: false
    readonly saveResponses: false
    /** -1 is every one. */
    readonly schedule: {
      readonly timezone: string
      readonly minutes: readonly number[]
      readonly hours: readonly number[]
      readonly mdays: readonly number[]
      readonly months: readonly number[]
      readonly wdays: readonly number[]
    }
  }
}

/**
 * The jobs that ping the services of a plan, to be sent to cron-job.org. It waits for 30 seconds: a cold start counts as a
 * failure there, and has woken the service all the same.
 *
 * Throws `config` for a plan that is not allowed or does not name the scheduler `cron-job.org`.
 * https://docs.cron-job.org/rest-api.html
 *
 * @example
 * import { cronJobOrgJobs, planKeepalive } from '@keelson/health'
 * import { renderPlatform } from '@keelson/render/plans'
 * const services = [{ url: 'https://shop.onrender.com/healthz' }]
 * const [job] = cronJobOrgJobs(planKeepalive({ platform: renderPlatform({ plan: 'free' }), services }))
 */
export function cronJobOrgJobs(plan: KeepalivePlan): CronJobOrgJob[] {
  const { timeZone, minutes, hours } = scheduleOf(plan, 'cron-job.org')
  const every = [-1]
  const schedule = {
    timezone: timeZone,
    minutes,
    hours: hours.length === 24 ? every : hours,
    mdays: every,
    months: every,
    wdays: every,
  }
  return plan.urls.map((url) => ({
    job: {
      enabled: true,
      title: titleOf(url, 100),
      url,
      requestMethod: 0,
      redirectSuccess: false,
      saveResponses: false,
      schedule,
    },
  }))
}

/** Without the query, which a status page would show. */
function titleOf(url: string, most: number): string {
  const { host, pathname } = new URL(url)
  return `keep ${host}${pathname} awake`.slice(0, most)
}
