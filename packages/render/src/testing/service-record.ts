import type { FakeDeploy, FakeRelease, FakeService } from './store.js'

/** What a deploy of the service would run now; `linked` are the variables of its groups, under its own. */
export function currentRelease(service: FakeService, linked: readonly [string, string][]): FakeRelease {
  const { details, envSpecificDetails } = service
  const text = (value: unknown) => (typeof value === 'string' ? value : '')
  return {
    buildCommand: text(envSpecificDetails['buildCommand'] ?? details['buildCommand']),
    preDeployCommand: text(details['preDeployCommand'] ?? envSpecificDetails['preDeployCommand']),
    startCommand: text(envSpecificDetails['startCommand'] ?? envSpecificDetails['dockerCommand']),
    healthCheckPath: text(details['healthCheckPath']),
    commit: service.imagePath === undefined ? service.latestCommit : undefined,
    imagePath: service.imagePath,
    envVars: new Map([...linked, ...service.envVars]),
  }
}

/** A service as the API shows it: never its environment. */
export function showService(service: FakeService): Record<string, unknown> {
  const { repo, imagePath, environmentId } = service
  return {
    id: service.id,
    autoDeploy: service.autoDeploy,
    branch: imagePath === undefined ? service.branch : undefined,
    buildFilter: service.buildFilter,
    createdAt: isoTime(service.createdAt),
    dashboardUrl: `https://dashboard.render.com/${dashboardFolder(service.type)}/${service.id}`,
    environmentId,
    imagePath,
    name: service.name,
    notifyOnFail: 'default',
    ownerId: service.ownerId,
    repo,
    rootDir: service.rootDir,
    slug: service.slug,
    suspended: service.suspended ? 'suspended' : 'not_suspended',
    suspenders: service.suspended ? ['user'] : [],
    type: service.type,
    updatedAt: isoTime(service.updatedAt),
    serviceDetails: showDetails(service),
  }
}

function dashboardFolder(type: string): string {
  if (type === 'static_site') return 'static'
  return type === 'cron_job' ? 'cron' : type.replace(/_.*/, '')
}

function showDetails({ type, details, envSpecificDetails, url }: FakeService): Record<string, unknown> {
  const buildPlan = details['buildPlan'] ?? 'starter'
  if (type === 'static_site') {
    const { headers: _headers, routes: _routes, ...shown } = details
    return { buildCommand: '', publishPath: 'public', ...shown, url, buildPlan }
  }
  const { runtime = 'node', preDeployCommand, ...rest } = details
  const shown = {
    plan: 'starter',
    region: 'oregon',
    ...rest,
    env: runtime,
    runtime,
    buildPlan,
    envSpecificDetails: showEnvSpecificDetails(String(runtime), { ...envSpecificDetails, preDeployCommand }),
  }
  if (type === 'cron_job') return { schedule: '', ...shown }
  const instances = { numInstances: 1, ...shown }
  if (type === 'background_worker') return instances
  const served = { ...instances, openPorts: [{ port: 10_000, protocol: 'TCP' }], url }
  return type === 'web_service' ? { healthCheckPath: '', ...served } : served
}

function showEnvSpecificDetails(runtime: string, given: Record<string, unknown>): Record<string, unknown> {
  const docker = runtime === 'docker' || runtime === 'image'
  // A credential is sent as an id and shown as an object, which this fake does not keep.
  const { registryCredentialId: _registryCredentialId, ...shown } = given
  return docker
    ? { dockerCommand: '', dockerContext: '.', dockerfilePath: './Dockerfile', ...shown }
    : { buildCommand: '', startCommand: '', ...shown }
}

/** A deploy as the API shows it. */
export function showDeploy(deploy: FakeDeploy): Record<string, unknown> {
  const { commit, imagePath } = deploy.release
  return {
    id: deploy.id,
    commit: commit && { id: commit.id, message: commit.message, createdAt: isoTime(deploy.createdAt) },
    image: imagePath === undefined ? undefined : { ref: imagePath },
    status: deploy.status,
    trigger: deploy.trigger,
    startedAt: deploy.startedAt && isoTime(deploy.startedAt),
    finishedAt: deploy.finishedAt && isoTime(deploy.finishedAt),
    createdAt: isoTime(deploy.createdAt),
    updatedAt: isoTime(deploy.updatedAt),
  }
}

/** A time as the API writes it. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString()
}
