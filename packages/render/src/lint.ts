import { isDeepHealthPath, type Finding } from '@keelson/core'
import { lintHosts } from './lint-hosts.js'
import type { LintInput, LintService } from './lint-input.js'

export type { Finding } from '@keelson/core'
export { gatherForLint, type GatherForLintParams } from './gather-for-lint.js'
export type { LintDatabase, LintInput, LintService } from './lint-input.js'

const healthChecks = 'https://render.com/docs/health-checks'
const deploys = 'https://render.com/docs/deploys'
const free = 'https://render.com/docs/free'

/**
 * What is wrong, or will hurt, between services, databases and domains that are there. Pure: {@link gatherForLint} reads what
 * it takes, or give it your own; what is left out is not judged.
 *
 * @example
 * import * as render from '@keelson/render'
 * import { gatherForLint, lintServices } from '@keelson/render/lint'
 * const client = render.createRenderClient({ ownerId: 'tea-…' })
 * for (const { severity, path, message } of lintServices(await gatherForLint(client))) console.log(severity, path, message)
 */
export function lintServices(input: LintInput): Finding[] {
  return [
    ...input.services.flatMap((service) => [...lintService(service), ...lintHosts(service, input)]),
    ...lintShared(input),
  ]
}

function lintService(service: LintService): Finding[] {
  const { name, type, suspended, autoDeploy, deploys: recent = [], serviceDetails = {} } = service
  const { healthCheckPath, plan, envSpecificDetails: { startCommand, dockerCommand } = {} } = serviceDetails
  const path = `services.${name}`
  const findings: Finding[] = []
  const isWeb = type === 'web_service'
  // What is suspended is not deployed.
  if (isWeb && !healthCheckPath && suspended !== 'suspended') {
    findings.push({
      code: 'no-health-check',
      severity: 'warning',
      path: `${path}.healthCheckPath`,
      message: `${name} has no health check path: a new version is live as soon as it listens, also when it only answers errors`,
      fix: 'Set healthCheckPath to a path that answers 200 quickly',
      source: healthChecks,
    })
  }
  if (isWeb && isDeepHealthPath(healthCheckPath ?? '')) {
    findings.push({
      code: 'deep-health-check',
      severity: 'info',
      path: `${path}.healthCheckPath`,
      message: `${healthCheckPath} sounds as if it asked the database, too: when that is away, Render restarts every instance`,
      fix: 'Use a path that tells of the process alone, as /healthz',
      source: healthChecks,
    })
  }
  const started = recent.filter(({ trigger }) => trigger === 'api' || trigger === 'deploy_hook')
  if (autoDeploy === 'yes' && started.length > 0) {
    const pushed = recent.filter(({ trigger }) => trigger === 'new_commit')
    const isTwice = started.some((told) => pushed.some((own) => isSameRelease(told, own)))
    findings.push({
      code: 'auto-deploy-and-api',
      severity: isTwice ? 'warning' : 'info',
      path: `${path}.autoDeploy`,
      message: isTwice
        ? `${name} deploys commits twice: once by itself, and once because it is told to`
        : `${name} deploys by itself, and is told to by an API call or a hook as well`,
      fix: 'Switch autoDeploy off where a pipeline deploys',
      source: deploys,
    })
  }
  if (suspended === 'suspended') {
    findings.push({
      code: 'suspended',
      severity: 'info',
      path,
      message: `${name} is suspended and answers nothing`,
      fix: 'Resume it, or delete it',
      source: 'https://api-docs.render.com/reference/resume-service',
    })
  }
  if (plan === 'free' && isWeb && isLongLived(`${startCommand ?? ''} ${dockerCommand ?? ''}`)) {
    findings.push({
      code: 'free-plan-sleeps',
      severity: 'warning',
      path: `${path}.plan`,
      message: `${name} runs work in the background, but on the free plan it is stopped after 15 minutes without a request`,
      fix: 'Make it a background worker, or give it a paid plan',
      source: free,
    })
  }
  return findings
}

type Deployed = NonNullable<LintService['deploys']>[number]

/** The commit that was deployed once more a while later took new variables along, or was to be built anew. */
const sameReleaseMs = 15 * 60_000

function isSameRelease(a: Deployed, b: Deployed): boolean {
  if (a.commit?.id === undefined || a.commit.id !== b.commit?.id) return false
  const apart = Math.abs(Date.parse(a.createdAt ?? '') - Date.parse(b.createdAt ?? ''))
  return Number.isNaN(apart) || apart <= sameReleaseMs
}

function isLongLived(command: string): boolean {
  return /\b(?:celery|rq|sidekiq|huey|dramatiq|bullmq?|worker|beat|scheduler|cron|bot)\b/i.test(
    // Gunicorn's own workers answer requests.
    command.replace(/(?:--worker[\w-]*|-k)[ =]\S+|WEB_CONCURRENCY|uvicorn\.workers\.\S+/g, ''),
  )
}

function lintShared({ services, postgres = [] }: LintInput): Finding[] {
  const findings: Finding[] = []
  const owners = new Map<string, string[]>()
  for (const { name, customDomains = [] } of services) {
    for (const domain of new Set(customDomains.map((one) => one.toLowerCase()))) {
      owners.set(domain, [...(owners.get(domain) ?? []), name])
    }
  }
  for (const [domain, names] of owners) {
    if (names.length < 2) continue
    findings.push({
      code: 'shared-domain',
      severity: 'error',
      path: names.map((name) => `services.${name}.customDomains`).join(', '),
      message: `${domain} belongs to ${names.join(' and ')}: which of them answers is not defined`,
      fix: 'Leave it at one of them',
      source: 'https://render.com/docs/custom-domains',
    })
  }
  for (const { name, plan, expiresAt } of postgres) {
    if (plan !== 'free') continue
    findings.push({
      code: 'free-postgres-expires',
      severity: 'warning',
      path: `postgres.${name}.plan`,
      message: `${name} is free and ${expiresAt ? `expires on ${expiresAt.slice(0, 10)}` : 'expires 30 days after its creation'}, without backups`,
      fix: 'Give it a paid plan before',
      source: free,
    })
  }
  return findings
}
