import { KeelsonError } from '@keelson/core'
import { quoteShell } from '@keelson/core/shell'
import type { KeepalivePlan } from './keepalive-options.js'
import { scheduleOf } from './keepalive-plan.js'

/** What `ping` does, for machines without Node: a cold start is waited for, a redirect, 4xx or 5xx fails. The URL is the last argument. */
const curlArguments =
  // A redirect that is not followed is a success for curl; one too many to follow is not.
  'curl --fail --location --max-redirs 0 --silent --show-error --globoff --output /dev/null --max-time 70 --retry 1 --retry-delay 30'

/**
 * Lines of a crontab that ping every service of a plan with curl; cron mails what fails. The minutes are off the hour and
 * between those of the other schedulers, so that no random pause is needed.
 *
 * Throws `config` for a plan that is not allowed or does not name the scheduler `cron`.
 * https://man7.org/linux/man-pages/man5/crontab.5.html
 *
 * @example
 * import { formatCron, planKeepalive } from '@keelson/health'
 * import { renderPlatform } from '@keelson/render/plans'
 * const services = [{ url: 'https://shop.onrender.com/healthz' }]
 * const plan = planKeepalive({ platform: renderPlatform({ plan: 'free' }), services, schedulers: ['cron', 'uptimerobot'] })
 * console.log(formatCron(plan))
 */
export function formatCron(plan: KeepalivePlan): string {
  const { cron, timeZone, hours } = scheduleOf(plan, 'cron')
  const zone =
    hours.length === 24
      ? []
      : [
          `# cronie reads CRON_TZ; where cron does not (Debian's), the machine's time zone must be ${timeZone}`,
          `CRON_TZ=${timeZone}`,
        ]
  // A percent sign ends the command for cron, within quotes, too.
  const lines = plan.urls.map((url) => `${cron} ${curlArguments} ${quoteShell(url).replaceAll('%', String.raw`\%`)}`)
  return [...zone, ...lines, ''].join('\n')
}

/**
 * A GitHub Actions workflow, as YAML for `.github/workflows/keepalive.yml`, that pings every service of a plan with curl and
 * needs no permission and no secret. Only the default branch runs it.
 *
 * Throws `config` for a plan that is not allowed or does not name the scheduler `github-actions`, and for a URL with a token in its
 * query: the file is committed.
 * https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows#schedule
 *
 * @example
 * import { formatKeepaliveWorkflow, planKeepalive } from '@keelson/health'
 * import { renderPlatform } from '@keelson/render/plans'
 * const services = [{ url: 'https://shop.onrender.com/healthz' }]
 * const schedulers = ['cron-job.org', 'uptimerobot', 'github-actions'] as const
 * const yaml = formatKeepaliveWorkflow(planKeepalive({ platform: renderPlatform({ plan: 'free' }), services, schedulers }))
 */
export function formatKeepaliveWorkflow(plan: KeepalivePlan): string {
  const { cron, timeZone, hours } = scheduleOf(plan, 'github-actions')
  for (const url of plan.urls) refuseToken(url)
  const steps = plan.urls.flatMap((url) => [
    // One that is down must not keep the others from being pinged.
    `      - if: always()`,
    // In the environment, where neither the shell nor the expressions of a workflow read it as code.
    `        env: { URL: ${JSON.stringify(url)} }`,
    `        run: ${curlArguments} "$URL"`,
  ])
  return [
    'name: keepalive',
    'on:',
    '  schedule:',
    `    - cron: ${JSON.stringify(cron)}`,
    ...(hours.length === 24 ? [] : [`      timezone: ${JSON.stringify(timeZone)}`]),
    '  workflow_dispatch: {}',
    'permissions: {}',
    // A late run must not meet the next one.
    'concurrency: keepalive',
    'jobs:',
    '  ping:',
    '    runs-on: ubuntu-latest',
    `    timeout-minutes: ${3 * plan.urls.length + 2}`,
    '    steps:',
    ...steps,
    '',
  ].join('\n')
}

/** Whoever reads the repository would have it, also when it is deleted from there. */
function refuseToken(url: string): void {
  const { host, pathname, searchParams } = new URL(url)
  const name = [...searchParams.keys()].find((key) => /token|secret|password|key|auth|signature/i.test(key))
  if (name === undefined || !searchParams.get(name)) return
  throw new KeelsonError(`the workflow is not written: the URL of ${host}${pathname} has "${name}" in its query`, {
    code: 'config',
    hint: 'Ping a path that asks for none, or leave this one to schedulers that keep their URLs to themselves',
  })
}
