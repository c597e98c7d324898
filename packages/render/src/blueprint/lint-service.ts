import { isDeepHealthPath, type Finding } from '@keelson/core'
import { isStatic, type CodeService } from './code-service.js'
import type { LintBlueprintContext } from './lint-context.js'

const spec = 'https://render.com/docs/blueprint-spec'
const healthChecks = 'https://render.com/docs/health-checks'

export function lintService(service: CodeService, context: LintBlueprintContext & { hasPreviews: boolean }): Finding[] {
  return [
    ...lintDeprecated(`services.${service.name}.`, service),
    ...lintHealth(service),
    ...lintDeploys(service, context),
    ...lintIgnored(service),
    ...lintDisk(service),
  ]
}

function lintHealth(service: CodeService): Finding[] {
  if (service.type !== 'web' || isStatic(service)) return []
  const path = `services.${service.name}.healthCheckPath`
  const healthPath = 'healthCheckPath' in service ? service.healthCheckPath : undefined
  if (!healthPath) {
    const message = `${service.name} has no health check path: a new version is live as soon as it listens, also when it only answers errors`
    const fix = 'Set healthCheckPath to a path that answers 200 quickly, as /healthz'
    return [{ code: 'blueprint-health-check-missing', severity: 'warning', path, message, fix, source: healthChecks }]
  }
  if (!isDeepHealthPath(healthPath)) return []
  const message = `${healthPath} sounds as if it asked the database, too: when that is away, Render restarts every instance`
  const fix = 'Use a path that tells of the process alone, as /healthz'
  return [{ code: 'blueprint-health-check-deep', severity: 'info', path, message, fix, source: healthChecks }]
}

function lintDeploys(
  service: CodeService,
  { deployedByPipeline, hasPreviews }: LintBlueprintContext & { hasPreviews: boolean },
): Finding[] {
  const findings: Finding[] = []
  const old = 'autoDeploy' in service ? service.autoDeploy : undefined
  const trigger = service.autoDeployTrigger ?? (old === false ? 'off' : 'commit')
  const isImage = 'image' in service && service.image !== undefined
  if (deployedByPipeline && trigger !== 'off' && !isImage) {
    findings.push({
      code: 'blueprint-auto-deploy-twice',
      severity: 'warning',
      path: `services.${service.name}.autoDeployTrigger`,
      message: `${service.name} deploys by itself on ${trigger === 'commit' ? 'every commit' : 'commits whose checks pass'}, and is deployed by a pipeline, too: two deploys of a commit, one of them not gated`,
      fix: 'Write autoDeployTrigger: off',
      source: 'https://render.com/docs/deploys',
    })
  }
  if (service.branch !== undefined && hasPreviews) {
    findings.push({
      code: 'blueprint-branch-in-previews',
      severity: 'warning',
      path: `services.${service.name}.branch`,
      message: `previews of ${service.name} run the branch ${service.branch}, not the one of their pull request`,
      fix: 'Leave branch out: the default branch of the repository is deployed anyway',
      source: `${spec}#branch`,
    })
  }
  return findings
}

/** Field, what has it, and whether this service is one of those. */
const owners: readonly (readonly [
  fields: readonly string[],
  of: string,
  has: (type: string, runtime: string | undefined) => boolean,
])[] = [
  [
    ['healthCheckPath', 'domain', 'domains', 'renderSubdomainPolicy', 'maintenanceMode', 'ipAllowList'],
    'a web service',
    (type) => type === 'web',
  ],
  [
    ['buildCommand', 'startCommand'],
    'a runtime that is no image',
    (_, runtime) => !/^(?:docker|image)$/.test(runtime ?? ''),
  ],
  [
    ['dockerfilePath', 'dockerContext'],
    'runtime: docker',
    (_, runtime) => runtime === 'docker' || runtime === undefined,
  ],
  [
    ['dockerCommand'],
    'runtime: docker or image',
    (_, runtime) => runtime === undefined || /^(?:docker|image)$/.test(runtime),
  ],
]

function lintIgnored(service: CodeService): Finding[] {
  const given: Readonly<Record<string, unknown>> = { ...service }
  const ignored = owners.flatMap(([fields, of, has]) =>
    has(service.type, service.runtime)
      ? []
      : fields.filter((name) => given[name] !== undefined).map((name) => ({ name, why: `only ${of} has it` })),
  )
  if ('scaling' in service && service.scaling && service.numInstances !== undefined) {
    ignored.push({ name: 'numInstances', why: 'scaling decides' })
  }
  return ignored.map(({ name, why }) => ({
    code: 'blueprint-field-ignored',
    severity: 'warning',
    path: `services.${service.name}.${name}`,
    message: `${name} of ${service.name} has no effect: ${why}`,
    fix: name === 'startCommand' ? 'Write dockerCommand instead' : `Leave ${name} out`,
    source: spec,
  }))
}

function lintDisk(service: CodeService): Finding[] {
  if (!('disk' in service) || !service.disk) return []
  const { scaling, numInstances = 1, name } = service
  if (!scaling && numInstances <= 1) return []
  return [
    {
      code: 'blueprint-disk-instances',
      severity: 'error',
      path: `services.${name}.${scaling ? 'scaling' : 'numInstances'}`,
      message: `${name} has a disk, and a service with a disk has one instance`,
      fix: 'Keep files in a bucket, or leave the scaling out',
      source: 'https://render.com/docs/disks',
    },
  ]
}

const successors: Readonly<Record<string, string>> = {
  autoDeploy: 'autoDeployTrigger',
  pullRequestPreviewsEnabled: 'previews.generation',
  previewPlan: 'previews.plan',
  previewsEnabled: 'previews.generation',
  previewsExpireAfterDays: 'previews.expireAfterDays',
}

/** Fields that Render reads still, and has better ones for. */
export function lintDeprecated(path: string, holder: object): Finding[] {
  return Object.keys(holder)
    .filter((name) => Object.hasOwn(successors, name))
    .map((name) => {
      const isBeaten = name === 'autoDeploy' && 'autoDeployTrigger' in holder
      return {
        code: 'blueprint-deprecated',
        severity: isBeaten ? 'warning' : 'info',
        path: `${path}${name}`,
        message: isBeaten ? 'autoDeploy has no effect beside autoDeployTrigger' : `${name} is deprecated`,
        fix: isBeaten ? 'Leave autoDeploy out' : `Write ${successors[name]}`,
        source: spec,
      }
    })
}
