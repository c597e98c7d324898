import { defineProbe, type Platform } from '@keelson/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { KeepaliveOptions } from './keepalive-options.js'
import { planKeepalive } from './keepalive-plan.js'

const platform: Platform = {
  name: 'Render, plan free',
  sleepsAfterMinutes: 15,
  freeHoursPerMonth: 750,
  sources: { freeHoursPerMonth: 'https://render.com/docs/free' },
}
const services = [{ url: 'https://shop.onrender.com/healthz', checks: [] }]
const two = [...services, { url: 'https://api.onrender.com/healthz', checks: [] }]
const plan = (more: Partial<KeepaliveOptions> = {}) => planKeepalive({ platform, services, ...more })
const codes = (more: Partial<KeepaliveOptions>) =>
  plan(more).findings.map(({ severity, code }) => `${severity} ${code}`)

const postgres = {
  probe: defineProbe({ name: 'orders', kind: 'postgres', cost: { wakesCompute: true }, run: () => {} }),
}
const redis = { probe: defineProbe({ name: 'cache', kind: 'redis', cost: { commands: 1 }, run: () => {} }) }
const memory = { probe: defineProbe({ name: 'memory', kind: 'memory', run: () => {} }) }
const deep = (...checks: readonly (typeof postgres)[]) => [{ url: 'https://shop.onrender.com/health', checks }]

test('one service, as recommended: every 5 minutes from two schedulers, 744 h, nothing woken', () => {
  expect(plan()).toEqual({
    allowed: true,
    findings: [],
    urls: ['https://shop.onrender.com/healthz'],
    intervalMinutes: 5,
    schedules: [
      expect.objectContaining({ scheduler: 'cron-job.org', cron: '2,7,12,17,22,27,32,37,42,47,52,57 * * * *' }),
      expect.objectContaining({ scheduler: 'uptimerobot', cron: '4,9,14,19,24,29,34,39,44,49,54,59 * * * *' }),
    ],
    pingsPerMonth: 2 * 12 * 744,
    hoursPerMonth: 744,
    computeHoursPerMonth: 0,
    commandsPerMonth: 0,
  })
})

describe('hours', () => {
  test('two services awake all month are refused, with what fits', () => {
    expect(plan({ services: two })).toMatchObject({ allowed: false, hoursPerMonth: 1488 })
    expect(plan({ services: two }).findings).toEqual([
      {
        code: 'keepalive-hours-exceeded',
        severity: 'error',
        path: 'services',
        message: '2 × 744 h awake are 1,488 of 750 free hours a month: all is suspended after day 15',
        fix: 'Keep fewer awake, or all in a window of 11 hours a day, or pay',
        source: 'https://render.com/docs/free',
      },
    ])
  })

  test('the window of the fix fits, and an hour more does not', () => {
    expect(plan({ services: two, window: { from: 8, until: 19 } })).toMatchObject({ allowed: true, findings: [] })
    // 12 hours of pings are 744 h for two, but each one stays awake for a while after its last ping.
    expect(plan({ services: two, window: { from: 8, until: 20 } })).toMatchObject({
      allowed: false,
      hoursPerMonth: 756.4,
    })
  })

  test.each([2, 3, 5, 12, 48, 200])('what the fix says for %i services is allowed', (count) => {
    const many = Array.from({ length: count }, (_, index) => ({ url: `https://s${index}.onrender.com/healthz` }))
    const fix = plan({ services: many }).findings[0]?.fix ?? ''
    const [, fit] = /window of (\d+) hours/.exec(fix) ?? []
    const { allowed } = plan({
      services: many.slice(0, fit ? count : 1),
      window: { from: 0, until: Number(fit ?? 24) },
    })
    expect({ allowed, isWindow: fit !== undefined }).toEqual({ allowed: true, isWindow: count < 20 })
  })

  test('07 to 23 is 496 h of pings, and the minutes until it sleeps', () => {
    const { hoursPerMonth, schedules } = plan({ window: { from: 7, until: 23, timeZone: 'Africa/Nairobi' } })
    expect(schedules.map(({ hours, timeZone }) => [hours.length * 31, timeZone])).toEqual(
      Array.from({ length: 2 }, () => [496, 'Africa/Nairobi']),
    )
    // From 07:02 to 22:59 and 15 minutes.
    expect(hoursPerMonth).toBe(Math.round((16 + 12 / 60) * 31 * 10) / 10)
  })

  test('a window goes over midnight, where UptimeRobot does not follow', () => {
    const window = { from: 22, until: 2 }
    const { schedules, hoursPerMonth } = plan({ window, schedulers: ['cron', 'uptimerobot'] })
    expect(schedules.map(({ cron }) => cron.split(' ')[1])).toEqual(['0,1,22,23', '*'])
    expect(hoursPerMonth).toBe(744)
  })

  test('paths of one host are one service', () => {
    const services = [{ url: 'https://shop.onrender.com/healthz' }, { url: 'https://shop.onrender.com/livez' }]
    expect(plan({ services })).toMatchObject({ allowed: true, hoursPerMonth: 744 })
  })

  test('whatever is allowed stays within the hours that are free', () => {
    const hour = fc.integer({ min: 0, max: 23 })
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        hour,
        hour,
        fc.constantFrom(5, 7, 10, 12, 13),
        (count, from, last, intervalMinutes) => {
          fc.pre(from !== last + 1)
          const services = Array.from({ length: count }, (_, index) => ({
            url: `https://s${index}.onrender.com/healthz`,
          }))
          const { allowed, hoursPerMonth, schedules } = plan({
            services,
            intervalMinutes,
            window: { from, until: last + 1 },
          })
          // By the minute: awake from a ping for 15 minutes.
          const awake = new Set<number>()
          for (const { minutes, hours } of schedules)
            for (const at of hours.flatMap((start) => minutes.map((minute) => start * 60 + minute)))
              for (let minute = at; minute < at + 15; minute++) awake.add(minute % 1440)
          const used = (count * awake.size * 31) / 60
          expect(hoursPerMonth).toBeGreaterThanOrEqual(Math.floor(used * 10) / 10)
          expect(allowed && used > 750).toBe(false)
        },
      ),
      { seed: 7, numRuns: 300 },
    )
  })
})

describe('interval', () => {
  test.each([14, 15, 30])('every %i min comes too late', (intervalMinutes) => {
    expect(codes({ intervalMinutes })).toEqual(['error keepalive-interval-long'])
  })

  test.each([5, 6, 7, 10, 13])('every %i min is allowed, and no two pings are further apart', (intervalMinutes) => {
    const { allowed, schedules } = plan({ intervalMinutes })
    expect(allowed).toBe(true)
    for (const { minutes } of schedules) {
      const gaps = minutes.map((minute, index) => (minutes[index + 1] ?? (minutes[0] ?? 0) + 60) - minute)
      expect(Math.max(...gaps)).toBe(intervalMinutes)
    }
  })

  test('a longer start leaves less', () => {
    expect(codes({ intervalMinutes: 13, coldStartSeconds: 120 })).toEqual(['error keepalive-interval-long'])
    expect(plan({ intervalMinutes: 14 }).findings[0]?.message).toBe(
      'a ping every 14 min comes too late: Render, plan free stops a service after 15 min, it starts in 60 s, and no scheduler is on time',
    )
  })
})

describe('paths', () => {
  test('one that wakes a database is refused, with what it would cost', () => {
    const { allowed, findings, computeHoursPerMonth } = plan({
      services: deep(postgres, memory),
      intervalMinutes: 10,
      schedulers: ['cron-job.org'],
      database: { name: 'Neon', freeComputeHours: 100 },
    })
    expect({ allowed, computeHoursPerMonth }).toEqual({ allowed: false, computeHoursPerMonth: 93 })
    expect(findings[0]).toMatchObject({
      code: 'keepalive-deep-path',
      severity: 'error',
      path: 'services[0]',
      message:
        '/health asks orders at each ping: Neon is 372 h awake × 0.25 = 93 compute hours a month of 100 free ones',
    })
  })

  test('pinged every 5 minutes, it never sleeps', () => {
    expect(plan({ services: deep(postgres) })).toMatchObject({ computeHoursPerMonth: 186, allowed: false })
    expect(plan({ services: deep(postgres), intervalMinutes: 10, database: { computeUnits: 1 } })).toMatchObject({
      computeHoursPerMonth: 744,
    })
  })

  test('one that is billed by the command is refused, with how many', () => {
    const { findings, commandsPerMonth } = plan({ services: deep(redis, postgres) })
    expect(commandsPerMonth).toBe(17_856)
    expect(findings[0]?.message).toMatch(
      /^\/health asks cache and orders at each ping: .* compute hours .*, and 17,856 billed commands a month$/,
    )
  })

  test('checks that cost nothing are none of its business', () => {
    expect(codes({ services: deep(memory) })).toEqual([])
  })

  test('without its checks, a path is judged by its name', () => {
    const at = (path: string) => codes({ services: [{ url: `https://shop.onrender.com${path}` }] })
    expect(at('/readyz')).toEqual(['warning keepalive-deep-path'])
    expect(at('/health/db')).toEqual(['warning keepalive-deep-path'])
    for (const path of ['/healthz', '/health', '/already/up', '/']) expect(at(path)).toEqual([])
  })

  test('where there is a database, /health is a deep one: that of createHealth asks every check', () => {
    const at = (path: string, more: Partial<KeepaliveOptions> = {}) =>
      codes({ services: [{ url: `https://shop.onrender.com${path}` }], database: { name: 'Neon' }, ...more })
    for (const path of ['/health', '/health/', '/api/health']) expect(at(path)).toEqual(['warning keepalive-deep-path'])
    for (const path of ['/healthz', '/health/live', '/healthy', '/']) expect(at(path)).toEqual([])
    expect(at('/', { services: deep(memory) })).toEqual([])
  })
})

describe('schedulers', () => {
  test('one alone is not enough', () => {
    expect(codes({ schedulers: ['uptimerobot'] })).toEqual(['warning keepalive-one-scheduler'])
    expect(codes({ schedulers: ['cron', 'uptimerobot'] })).toEqual([])
    expect(codes({ schedulers: ['cron', 'cron'] })).toEqual([])
  })

  test('GitHub Actions does not count, and costs', () => {
    expect(codes({ schedulers: ['github-actions'] })).toEqual(['warning keepalive-github-actions'])
    expect(codes({ schedulers: ['cron', 'github-actions'] })).toEqual([
      'warning keepalive-github-actions',
      'warning keepalive-one-scheduler',
    ])
    const schedulers = ['cron', 'uptimerobot', 'github-actions'] as const
    const [finding, ...others] = plan({ schedulers, intervalMinutes: 10 }).findings
    expect(others).toEqual([])
    expect(finding?.message).toContain('bills 4,464 minutes a month to a private one')
  })
})

test.each(['UTC', 'Etc/GMT+5', 'America/Port-au-Prince', 'Asia/Kolkata', 'Asia/Calcutta', 'America/Argentina/Ushuaia'])(
  'the time zone %s is one',
  (timeZone) => expect(plan({ window: { from: 6, until: 8, timeZone } }).schedules[0]?.timeZone).toBe(timeZone),
)

test('where nothing sleeps, nothing is to be kept awake', () => {
  expect(plan({ platform: { name: 'Render, plan starter' }, services: two })).toMatchObject({
    allowed: true,
    findings: [{ code: 'keepalive-not-needed', severity: 'info' }],
  })
})

test('what no URL may hold is escaped, and the rest stays', () => {
  const given = "https://shop.onrender.com/it's?a=${{ secrets.KEY }}&b=\\&c=%25#top"
  expect(plan({ services: [{ url: given }] }).urls).toEqual([
    "https://shop.onrender.com/it's?a=$%7B%7B%20secrets.KEY%20%7D%7D&b=%5C&c=%25",
  ])
})

test.each<[string, Partial<KeepaliveOptions>]>([
  ['services is not a list of at least one', { services: [] }],
  ['schedulers is not a list of at least one', { schedulers: [] }],
  ['intervalMinutes 4 is not a whole number from 5 to 60', { intervalMinutes: 4 }],
  ['intervalMinutes 7.5 is not a whole number from 5 to 60', { intervalMinutes: 7.5 }],
  ['coldStartSeconds NaN is not a whole number from 0 to Infinity', { coldStartSeconds: Number.NaN }],
  ['window.from 24 is not a whole number from 0 to 23', { window: { from: 24, until: 6 } }],
  ['window is not two different hours', { window: { from: 6, until: 6 } }],
  [
    'window.timeZone "Mars" is not the name of a time zone, as Europe/Berlin',
    { window: { from: 6, until: 8, timeZone: 'Mars' } },
  ],
  ...['europe/berlin', 'EUROPE/BERLIN', 'asia/kolkata', '+02:00', ''].map(
    (timeZone): [string, Partial<KeepaliveOptions>] => [
      `window.timeZone "${timeZone}" is not the name of a time zone, as Europe/Berlin`,
      { window: { from: 6, until: 8, timeZone } },
    ],
  ),
  [
    'services[0].url is not an https URL without user and password',
    { services: [{ url: 'http://shop.onrender.com' }] },
  ],
  [
    'services[0].url is not an https URL without user and password',
    { services: [{ url: 'https://me:pw@shop.onrender.com' }] },
  ],
  ['services[0].url is not an https URL without user and password', { services: [{ url: 'shop' }] }],
  ['services[1].url is not an https URL without user and password', { services: [...two.slice(0, 1), { url: '' }] }],
  [
    'scheduler "cronjob.org" is not one of cron, cron-job.org, uptimerobot, github-actions',
    JSON.parse('{ "schedulers": ["cronjob.org"] }'),
  ],
])('refuses: %s', (message, options) => {
  expect(() => plan(options)).toThrow(expect.objectContaining({ code: 'config', message }))
})
