import { KeelsonError } from '@keelson/core'
import { keepaliveFindings } from './keepalive-findings.js'
import type { KeepaliveOptions, KeepalivePlan } from './keepalive-options.js'
import { knownSchedulers, scheduleKeepalive } from './keepalive-schedule.js'
import type { KeepaliveSchedule, KeepaliveScheduler, KeepaliveWindow } from './keepalive-schedule.js'

/**
 * Plans who pings what, and when, so that free services do not sleep: cron expressions, what they cost a month, and findings.
 *
 * Errors among the findings are: more hours than are free (all services stop in the middle of the month), a path that wakes a
 * database or is billed by the command, an interval so long that the service sleeps in between.
 * Pure. Throws `config` for URLs that are not https or have a password, and for schedulers, numbers and time zones that are none.
 *
 * @example
 * import { planKeepalive } from '@keelson/health'
 * import { renderPlatform } from '@keelson/render/plans'
 * const platform = renderPlatform({ plan: 'free' })
 * const plan = planKeepalive({ platform, services: [{ url: 'https://shop.onrender.com/healthz' }] })
 * console.log(plan.allowed, plan.hoursPerMonth, plan.schedules.map(({ cron }) => cron))
 */
export function planKeepalive(options: KeepaliveOptions): KeepalivePlan {
  const { services, platform, intervalMinutes = 5, window, coldStartSeconds = 60 } = options
  const { sleepsAfterSeconds = 300, computeUnits = 0.25 } = options.database ?? {}
  const schedulers = options.schedulers ?? ['cron-job.org', window ? 'cron' : 'uptimerobot']
  for (const [name, list] of Object.entries({ services, schedulers }))
    if (!list?.length) throw refusal(name, 'a list of at least one')
  const unknown = schedulers.find((name) => !knownSchedulers.includes(name))
  if (unknown) throw refusal(`scheduler "${unknown}"`, `one of ${knownSchedulers.join(', ')}`)
  // GitHub Actions and free monitors do no less, and it would keep nothing more awake.
  requireWhole('intervalMinutes', intervalMinutes, 5, 60)
  for (const [name, value] of Object.entries({ coldStartSeconds, sleepsAfterSeconds, computeUnits }))
    requireWhole(name, Math.ceil(value), 0)
  requireWindow(window)

  const urls = services.map(({ url }, index) => checkUrl(url, `services[${index}].url`))
  const schedules = scheduleKeepalive(schedulers, intervalMinutes, window)
  const hosts = new Set(urls.map((url) => new URL(url).host)).size
  const pingsPerService = daysPerMonth * sum(schedules.map(({ minutes, hours }) => minutes.length * hours.length))
  const costs = services.map(({ checks = [] }) => checks.map(({ probe }) => probe.cost ?? {}))
  // A query keeps a database awake until the next ping, or until it sleeps again.
  const wokenHours = Math.min(intervalMinutes / schedules.length, sleepsAfterSeconds / 60) / 60
  const isWoken = costs.flat().some(({ wakesCompute }) => wakesCompute)
  const databaseHours = isWoken ? round(pingsPerService * wokenHours) : 0
  const plan = {
    urls,
    intervalMinutes,
    schedules,
    pingsPerMonth: pingsPerService * urls.length,
    hoursPerMonth: round(hosts * awakeHours(schedules, platform.sleepsAfterMinutes) * daysPerMonth),
    computeHoursPerMonth: round(databaseHours * computeUnits),
    commandsPerMonth: pingsPerService * sum(costs.flat().map(({ commands = 0 }) => commands)),
  }
  const findings = keepaliveFindings({ ...options, coldStartSeconds, ...plan, hosts, databaseHours })
  return { allowed: findings.every(({ severity }) => severity !== 'error'), findings, ...plan }
}

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

/** The longest ones: what fits into them fits into every month. */
const daysPerMonth = 31

/** From the first ping of a day until the service sleeps after the last one. */
function awakeHours(schedules: readonly KeepaliveSchedule[], sleepsAfterMinutes = 0): number {
  const hours = Math.max(...schedules.map((schedule) => schedule.hours.length))
  const minutes = schedules.flatMap((schedule) => schedule.minutes)
  const tail = Math.max(...minutes) - Math.min(...minutes) - 60 + sleepsAfterMinutes
  return hours < 24 ? Math.min(24, hours + tail / 60) : 24
}

/** As the schedulers get it; what no URL may hold is escaped, and with it what a workflow would take for an expression. */
function checkUrl(given: string, field: string): string {
  const url = URL.parse(given)
  // A proxy answers http with a redirect and asks no service; and schedulers show what they ping.
  if (url?.protocol !== 'https:' || url.username || url.password)
    throw refusal(field, 'an https URL without user and password')
  url.hash = ''
  return url.href.replace(/[{}|\\^`]/g, encodeURIComponent)
}

function requireWindow(window: KeepaliveWindow | undefined): void {
  if (!window) return
  const { from, until, timeZone } = window
  requireWhole('window.from', from, 0, 23)
  requireWhole('window.until', until, 1, 24)
  if (from === until) throw refusal('window', 'two different hours')
  if (timeZone !== undefined && !isTimeZone(timeZone))
    throw refusal(`window.timeZone "${timeZone}"`, 'the name of a time zone, as Europe/Berlin')
}

/** cron reads a file of this name: another case is UTC for it, without a word, and an offset is none. */
function isTimeZone(name: string): boolean {
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions()
    // Another name of the same zone, as Asia/Kolkata, is not resolved to itself.
    return /^[A-Z]/.test(name) && (timeZone === name || timeZone.toLowerCase() !== name.toLowerCase())
  } catch {
    return false
  }
}

function requireWhole(field: string, value: number, min: number, max = Infinity): void {
  if (!(Number.isInteger(value) && value >= min && value <= max))
    throw refusal(`${field} ${value}`, `a whole number from ${min} to ${max}`)
}

function refusal(what: string, allowed: string): KeelsonError {
  return new KeelsonError(`${what} is not ${allowed}`, { code: 'config' })
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
