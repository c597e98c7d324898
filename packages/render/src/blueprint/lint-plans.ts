import type { Finding } from '@keelson/core'
import { sourceOf } from '@keelson/core/plans'
import { planFacts } from '../plan-facts.js'
import type { BlueprintDatabase } from './blueprint-datastores.js'
import type { BlueprintService } from './blueprint-services.js'
import { isStatic, type CodeService } from './code-service.js'

/** What a service wants that the free plan does not have. */
export function lintPlan(service: CodeService): Finding[] {
  if (!('plan' in service) || service.plan !== 'free' || isStatic(service)) return []
  const { name, type, disk, preDeployCommand, numInstances = 1, scaling } = service
  const { free } = planFacts
  const finding = (code: string, field: string, message: string, source: string): Finding => ({
    code,
    severity: 'error',
    path: `services.${name}.${field}`,
    message,
    fix: 'Take a paid plan: starter is the smallest',
    source,
  })
  if (type !== 'web') {
    const what = type === 'worker' ? 'a background worker' : 'a private service'
    return [
      finding('blueprint-free-type', 'plan', `${name} is ${what}, which cannot be free`, sourceOf(free.service_types)),
    ]
  }
  const findings: Finding[] = []
  if (disk) {
    const message = `${name} is free, and a free service has no disk that lasts`
    findings.push(finding('blueprint-free-disk', 'disk', message, sourceOf(free.persistent_disk)))
  }
  if (preDeployCommand !== undefined) {
    const message = `${name} is free, and the free plan runs no pre-deploy command`
    findings.push({
      ...finding('blueprint-free-pre-deploy', 'preDeployCommand', message, 'https://render.com/docs/deploys'),
      fix: 'Take a paid plan, or run it in front of the start command',
    })
  }
  if (numInstances > 1 || scaling) {
    const message = `${name} is free, and a free service has ${free.max_instances.value} instance`
    findings.push(
      finding('blueprint-free-instances', scaling ? 'scaling' : 'numInstances', message, sourceOf(free.max_instances)),
    )
  }
  return findings
}

/** What the free plans of all services and databases have together. */
export function lintFreePlans(
  services: readonly BlueprintService[],
  databases: readonly BlueprintDatabase[],
): Finding[] {
  const awake = services.filter((one) => one.type === 'web' && !isStatic(one) && 'plan' in one && one.plan === 'free')
  const free = databases.filter(({ plan }) => plan === 'free')
  const { instance_hours: hours } = planFacts.free
  const { active_databases: most, expires_after: expires } = planFacts.free_postgres
  const findings: Finding[] = free.map(({ name }) => ({
    code: 'blueprint-free-postgres-expires',
    severity: 'warning',
    path: `databases.${name}.plan`,
    message: `${name} is free and expires ${expires.value} days after it was created, with everything in it`,
    fix: 'Take basic-256mb or larger, or a database elsewhere',
    source: sourceOf(expires),
  }))
  if (free.length > most.value) {
    findings.push({
      code: 'blueprint-free-postgres-count',
      severity: 'error',
      path: free.map(({ name }) => `databases.${name}.plan`).join(', '),
      message: `${free.length} databases are free, and a workspace has ${most.value}`,
      fix: 'Give the others a paid plan, or share one',
      source: sourceOf(most),
    })
  }
  if (awake.length > 1) {
    findings.push({
      code: 'blueprint-free-hours',
      severity: 'info',
      path: awake.map(({ name }) => `services.${name}.plan`).join(', '),
      message: `${awake.length} free services share ${hours.value} hours a month: awake all of the time they need ${awake.length * 744}, and all are suspended when the hours are used up`,
      fix: 'Let them sleep, keep at most one awake, or take a paid plan',
      source: sourceOf(hours),
    })
  }
  return findings
}
