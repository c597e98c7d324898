import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { redirectReply, startTestServer } from '@keelson/core/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { formatCron, formatKeepaliveWorkflow } from './keepalive-curl.js'
import { cronJobOrgJobs, uptimeRobotMonitors } from './keepalive-monitors.js'
import type { KeepaliveOptions } from './keepalive-options.js'
import { planKeepalive } from './keepalive-plan.js'

const platform = { name: 'Render, plan free', sleepsAfterMinutes: 15, freeHoursPerMonth: 750 }
const schedulers = ['cron', 'uptimerobot', 'cron-job.org', 'github-actions'] as const
const planFor = (urls: readonly string[], more: Partial<KeepaliveOptions> = {}) =>
  planKeepalive({
    platform,
    services: urls.map((url) => ({ url, checks: [] })),
    schedulers,
    intervalMinutes: 10,
    ...more,
  })

const healthz = 'https://shop.onrender.com/healthz'
const hostile = [
  "https://shop.onrender.com/it's/$(id)/`id`?a=${{ secrets.KEY }}&b=%20%%&c='; rm -rf ~ #x",
  'https://shop.onrender.com/h?x={a,b}&y=[1-9]&z="q"&t=: - ! * & | > \' # @ ` ,',
  'https://xn--bcher-kva.example/ünï/\u2028?q=\u0085&yes=no',
  'https://shop.onrender.com/%0A%0Dx?a=%s&$HOME&~',
]

/** What is left of a crontab line's command when cron gives it to the shell. */
const commandOf = (line: string) => {
  const command = line.split(' ').slice(5).join(' ')
  expect(command).not.toMatch(/(?<!\\)%/)
  return command.replaceAll('\\%', '%')
}

/** The words of a command, as a shell reads them. */
async function words(command: string, env: Record<string, string> = {}): Promise<readonly string[]> {
  const { stdout } = await promisify(execFile)('sh', ['-c', `set -- ${command}; printf '%s\\0' "$@"`], { env })
  return stdout.split('\0').slice(0, -1)
}

const workflowOf = (text: string) =>
  parse(text) as {
    readonly on: { readonly schedule: readonly { readonly cron: string; readonly timezone?: string }[] }
    readonly permissions: object
    readonly jobs: {
      readonly ping: { readonly steps: readonly { readonly run: string; readonly env: { readonly URL: string } }[] }
    }
  }

describe('a crontab', () => {
  test('has a line a service', () => {
    expect(formatCron(planFor([healthz]))).toBe(
      '2,12,22,32,42,52 * * * * curl --fail --location --max-redirs 0 --silent --show-error --globoff --output /dev/null --max-time 70 --retry 1 --retry-delay 30 https://shop.onrender.com/healthz\n',
    )
  })

  test('says what a window means for it', () => {
    const plan = planFor([healthz], { window: { from: 7, until: 9, timeZone: 'Europe/Berlin' }, schedulers: ['cron'] })
    const [comment, zone, line] = formatCron(plan).split('\n')
    expect(comment).toMatch(/^# .*Debian.*Europe\/Berlin$/)
    expect(zone).toBe('CRON_TZ=Europe/Berlin')
    expect(line).toMatch(/^2,12,22,32,42,52 7,8 \* \* \* curl /)
  })

  test('a shell reads every URL as it is', async () => {
    const plan = planFor(hostile, { platform: { name: 'a platform', sleepsAfterMinutes: 15 } })
    const lines = formatCron(plan).trimEnd().split('\n')
    expect(lines).toHaveLength(hostile.length)
    for (const [index, line] of lines.entries()) expect((await words(commandOf(line))).at(-1)).toBe(plan.urls[index])
  })

  test('curl succeeds at 200, fails at 404, 503 and a redirect, and does not read brackets as a pattern', async () => {
    const respond = [{ text: 'ok' }, { status: 404 }, { status: 503 }, redirectReply('/login')]
    await using server = await startTestServer({ respond })
    const line = formatCron(planFor(['https://shop.onrender.com/healthz?a=[1-3]&b=%41']))
    const command = commandOf(line.trimEnd())
      .replace('https://shop.onrender.com', server.url)
      .replace('--retry 1', '--retry 0')
    const codes: number[] = []
    for (let run = 0; run < 4; run++) {
      const ended = promisify(execFile)('sh', ['-c', command])
      codes.push(
        await ended.then(
          () => 0,
          (error: { readonly code: number }) => error.code,
        ),
      )
    }
    expect(codes).toEqual([0, 22, 22, 47])
    expect(server.requests.map(({ path }) => path)).toEqual(Array.from({ length: 4 }, () => '/healthz?a=[1-3]&b=%41'))
  })
})

describe('a workflow of GitHub Actions', () => {
  test('is YAML that pings and may nothing else', () => {
    const { on, permissions, jobs } = workflowOf(formatKeepaliveWorkflow(planFor([healthz])))
    expect(on).toEqual({ schedule: [{ cron: '9,19,29,39,49,59 * * * *' }], workflow_dispatch: {} })
    expect(permissions).toEqual({})
    expect(jobs.ping.steps).toEqual([
      {
        if: 'always()',
        env: { URL: healthz },
        run: 'curl --fail --location --max-redirs 0 --silent --show-error --globoff --output /dev/null --max-time 70 --retry 1 --retry-delay 30 "$URL"',
      },
    ])
  })

  test('has the time zone of a window', () => {
    const plan = planFor([healthz], {
      window: { from: 7, until: 23, timeZone: 'Africa/Nairobi' },
      schedulers: ['cron', 'github-actions'],
    })
    expect(workflowOf(formatKeepaliveWorkflow(plan)).on.schedule).toEqual([
      { cron: expect.stringMatching(/ 7,8,9,.*,22 \* \* \*$/), timezone: 'Africa/Nairobi' },
    ])
  })

  test.each(['token', 'api_key', 'X-Health-Secret', 'auth'])(
    'a URL with a value of "%s" is not written into a file that is committed',
    (name) => {
      const plan = planFor([healthz, `https://api.example.com/healthz?a=1&${name}=wren-28-pale`], {
        platform: { name: 'a platform', sleepsAfterMinutes: 15 },
      })
      const message = `the URL of api.example.com/healthz has "${name}" in its query`
      expect(() => formatKeepaliveWorkflow(plan)).toThrow(
        expect.objectContaining({ code: 'config', message: expect.stringContaining(message) }),
      )
      expect(() => formatKeepaliveWorkflow(plan)).not.toThrow('wren-28-pale')
      // A crontab is nobody else's.
      expect(formatCron(plan)).toContain('wren-28-pale')
    },
  )

  test('no URL is read as YAML, as an expression or by the shell', async () => {
    const plan = planFor(hostile, { platform: { name: 'a platform', sleepsAfterMinutes: 15 } })
    const text = formatKeepaliveWorkflow(plan)
    expect(text).not.toContain('${{')
    const { steps } = workflowOf(text).jobs.ping
    expect(steps.map(({ env }) => env.URL)).toEqual(plan.urls)
    for (const { run, env } of steps) expect((await words(run, env)).at(-1)).toBe(env.URL)
  })
})

test('any URL comes through YAML and cron', { timeout: 30_000 }, () => {
  const url = fc
    .tuple(fc.webUrl({ validSchemes: ['https'] }), fc.string({ unit: 'binary', maxLength: 30 }))
    .map(([base, tail]) => `${base}${base.includes('?') ? '&' : '?'}${tail}`)
    .filter((text) => URL.canParse(text))
  fc.assert(
    fc.property(url, (given) => {
      const plan = planFor([given])
      const text = formatKeepaliveWorkflow(plan)
      expect(text).not.toContain('${{')
      expect(workflowOf(text).jobs.ping.steps[0]?.env.URL).toBe(plan.urls[0])
      const line = formatCron(plan).trimEnd()
      expect(line).not.toContain('\n')
      expect(new URL(plan.urls[0] ?? '').pathname).toBe(new URL(given).pathname.replace(/[|\\^]/g, encodeURIComponent))
      expect(commandOf(line)).toContain(new URL(given).host)
    }),
    { seed: 7, numRuns: 100 },
  )
})

test('UptimeRobot gets a monitor a service, with HEAD unless told otherwise', () => {
  const plan = planFor([`${healthz}?token=x`])
  expect(uptimeRobotMonitors(plan)).toEqual([
    {
      type: 'HTTP',
      friendlyName: 'keep shop.onrender.com/healthz awake',
      url: `${healthz}?token=x`,
      interval: 600,
      timeout: 60,
      httpMethodType: 'HEAD',
      followRedirections: false,
      successHttpResponseCodes: ['2xx'],
    },
  ])
  expect(uptimeRobotMonitors(plan, { method: 'GET' })[0]?.httpMethodType).toBe('GET')
})

test('cron-job.org gets a job a service, with the hours of the window', () => {
  const window = { from: 7, until: 9, timeZone: 'Africa/Nairobi' }
  const every = [-1]
  const schedule = { mdays: every, months: every, wdays: every }
  expect(cronJobOrgJobs(planFor([healthz], { window, schedulers: ['cron-job.org'] }))).toEqual([
    {
      job: {
        enabled: true,
        title: 'keep shop.onrender.com/healthz awake',
        url: healthz,
        requestMethod: 0,
        redirectSuccess: false,
        saveResponses: false,
        schedule: { timezone: 'Africa/Nairobi', minutes: [2, 12, 22, 32, 42, 52], hours: [7, 8], ...schedule },
      },
    },
  ])
  expect(cronJobOrgJobs(planFor([healthz]))[0]?.job.schedule).toMatchObject({ timezone: 'UTC', hours: every })
})

test('nothing is written for a plan that is not allowed, or names another scheduler', () => {
  const writers = [formatCron, formatKeepaliveWorkflow, uptimeRobotMonitors, cronJobOrgJobs]
  const refused = planFor([healthz, 'https://api.onrender.com/healthz'])
  for (const write of writers) {
    expect(() => write(refused)).toThrow(
      expect.objectContaining({ code: 'config', message: expect.stringContaining('1,488 of 750 free hours') }),
    )
  }
  expect(() => formatCron(planFor([healthz], { schedulers: ['uptimerobot', 'cron-job.org'] }))).toThrow(
    'the plan has no schedule for cron. Name cron in schedulers of planKeepalive',
  )
})
