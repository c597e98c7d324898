import { KeelsonError } from '@keelson/core'
import type { KeepalivePlan } from './keepalive-options.js'
import type { KeepaliveSchedule, KeepaliveScheduler } from './keepalive-schedule.js'

/** What `ping` does, for machines without Node: a cold start is waited for, a 4xx or 5xx fails. The URL is the last argument. */
export const curlArguments =
  'curl --fail --silent --show-error --globoff --output /dev/null --max-time 70 --retry 1 --retry-delay 30'

/** The schedule of a scheduler; refuses a plan that must not be carried out, and one that does not name it. */
export function scheduleOf(
  { allowed, findings, schedules }: KeepalivePlan,
  scheduler: KeepaliveScheduler,
): KeepaliveSchedule {
  if (!allowed) {
    const errors = findings.filter(({ severity }) => severity === 'error').map(({ message }) => message)
    throw new KeelsonError(`the plan is not carried out: ${errors.join('; ')}`, { code: 'config' })
  }
  const schedule = schedules.find((one) => one.scheduler === scheduler)
  if (schedule) return schedule
  const hint = `Name ${scheduler} in schedulers of planKeepalive`
  throw new KeelsonError(`the plan has no schedule for ${scheduler}`, { code: 'config', hint })
}
