import { isDeepHealthPath, type Finding } from '@keelson/core'
import type { KeepaliveOptions, KeepalivePlan } from './keepalive-options.js'

const githubSchedule = 'https://docs.github.com/actions/using-workflows/events-that-trigger-workflows#schedule'

/** What the findings are about: what was asked for, with its defaults, and what it costs. */
interface KeepaliveFacts extends KeepaliveOptions, Omit<KeepalivePlan, 'allowed' | 'findings'> {
  readonly intervalMinutes: number
  readonly coldStartSeconds: number
  /** Services that sleep each for itself. */
  readonly hosts: number
  /** In which pings keep the database awake. */
  readonly databaseHours: number
}

type Row = readonly [
  code: string,
  severity: Finding['severity'],
  path: string,
  message: string,
  fix: string,
  source: string,
]

/** What is wrong with a plan, with the figures that say so. */
export function keepaliveFindings(facts: KeepaliveFacts): Finding[] {
  const rows = [judgeHours, judgeInterval, judgePaths, judgeSchedulers].flatMap((judge) => judge(facts))
  return rows.map(([code, severity, path, message, fix, source]) => ({
    code: `keepalive-${code}`,
    severity,
    path,
    message,
    fix,
    source,
  }))
}

function judgeHours({ platform, hosts, hoursPerMonth: hours }: KeepaliveFacts): Row[] {
  const { name, sleepsAfterMinutes, freeHoursPerMonth: free = Infinity, sources = {} } = platform
  if (sleepsAfterMinutes === undefined)
    return [
      ['not-needed', 'info', 'platform', `${name} lets no service sleep, as far as is known`, 'Ping nothing', name],
    ]
  if (hours <= free) return []
  const fit = Math.floor(free / 31 / hosts - sleepsAfterMinutes / 60)
  const message = `${hosts} × ${format(hours / hosts)} h awake are ${format(hours)} of ${format(free)} free hours a month: all is suspended after day ${Math.floor((free / hours) * 31)}`
  const fix = `Keep fewer awake${fit > 0 ? `, or all in a window of ${fit} hours a day` : ''}, or pay`
  return [['hours-exceeded', 'error', 'services', message, fix, sources['freeHoursPerMonth'] ?? name]]
}

function judgeInterval({ platform, coldStartSeconds, intervalMinutes }: KeepaliveFacts): Row[] {
  const { name, sleepsAfterMinutes: sleeps = Infinity, sources = {} } = platform
  if (intervalMinutes < sleeps - coldStartSeconds / 60) return []
  const message = `a ping every ${intervalMinutes} min comes too late: ${name} stops a service after ${sleeps} min, it starts in ${coldStartSeconds} s, and no scheduler is on time`
  const source = sources['sleepsAfterMinutes'] ?? name
  return [['interval-long', 'error', 'intervalMinutes', message, 'Write intervalMinutes: 5', source]]
}

function judgePaths({ services, database, databaseHours, ...costs }: KeepaliveFacts): Row[] {
  const { name = 'the database', computeUnits = 0.25, freeComputeHours: free } = database ?? {}
  const ofFree = free ? ` of ${format(free)} free ones` : ''
  const woken = `${name} is ${format(databaseHours)} h awake × ${computeUnits} = ${format(costs.computeHoursPerMonth)} compute hours a month${ofFree}`
  const billed = `${format(costs.commandsPerMonth)} billed commands a month`
  return services.flatMap(({ checks, url }, index): Row[] => {
    const { pathname } = new URL(url)
    const row = (severity: Finding['severity'], message: string): Row[] => [
      [
        'deep-path',
        severity,
        `services[${index}]`,
        pathname + message,
        'Ping a path that answers for the process alone, as /healthz',
        'https://neon.com/docs/introduction/scale-to-zero',
      ],
    ]
    if (!checks) {
      // `createHealth` answers there for every check.
      const isDeep = isDeepHealthPath(pathname) || (database && /\/health\/?$/.test(pathname))
      return isDeep ? row('warning', ' sounds as if it asked the database') : []
    }
    const asked = checks.filter(({ probe: { cost } }) => cost?.wakesCompute || cost?.commands)
    if (asked.length === 0) return []
    const price = [
      asked.some(({ probe: { cost } }) => cost?.wakesCompute) && woken,
      asked.some(({ probe: { cost } }) => cost?.commands) && billed,
    ]
    const names = asked.map(({ probe }) => probe.name).join(' and ')
    return row('error', ` asks ${names} at each ping: ${price.filter(Boolean).join(', and ')}`)
  })
}

function judgeSchedulers({ schedules }: KeepaliveFacts): Row[] {
  const row = (code: string, message: string, fix: string, source: string): Row => [
    code,
    'warning',
    'schedulers',
    message,
    fix,
    source,
  ]
  const actions = schedules.filter(({ scheduler }) => scheduler === 'github-actions')
  const rows = actions.map(({ minutes, hours }) => {
    const runs = format(minutes.length * hours.length * 31)
    const message = `GitHub Actions runs when it can (seen: 3.5 to 6 h apart), stops after 60 days without a commit to a public repository, and bills ${runs} minutes a month to a private one`
    return row('github-actions', message, 'Leave it to cron-job.org and UptimeRobot', githubSchedule)
  })
  if (schedules.length - actions.length !== 1) return rows
  const message =
    'one scheduler that skips 5 % of its runs and is up to 10 min late keeps a service awake for 94 % of a month by a ping every 10 min, for 99.8 % every 5, two for 99.99 %'
  return [
    ...rows,
    row('one-scheduler', message, 'Add a second one, and ping every 5 min', 'measured: simulated months'),
  ]
}

function format(value: number): string {
  return value.toLocaleString('en')
}
