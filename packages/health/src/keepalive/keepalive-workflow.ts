import { curlArguments, scheduleOf } from './keepalive-curl.js'
import type { KeepalivePlan } from './keepalive-options.js'

/**
 * A GitHub Actions workflow, as YAML for `.github/workflows/keepalive.yml`, that pings every service of a plan with curl and
 * needs no permission and no secret. Only the default branch runs it.
 *
 * Throws `config` for a plan that is not allowed or does not name the scheduler `github-actions`.
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
