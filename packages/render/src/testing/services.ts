import {
  bodyObject,
  oneOf,
  optionalObject,
  optionalText,
  Refusal,
  requiredText,
  type FakeAnswer,
  type FakeRequest,
} from '@keelson/core/testing'
import { serviceTypes } from '../known-values.js'
import { customDomainsOf } from './custom-domains.js'
import { failureOf } from './deploy-failure.js'
import { addDisk, disksOf } from './disks.js'
import { envGroupsOf } from './env-groups.js'
import { readEnvVars } from './env-vars.js'
import { jobsOf } from './jobs.js'
import { joinedFilter, listPage, timeFilter } from './list.js'
import { notificationOverridesOf } from './notifications.js'
import { readSecretFiles, secretFilesOf } from './secret-files.js'
import { showService } from './service-record.js'
import { readChangedSettings, readNewSettings } from './service-settings.js'
import type { FakeDeploy, FakeService, Store } from './store.js'
import type { World } from './world.js'

/** `GET /services` */
export function listServices(request: FakeRequest, { store }: World): FakeAnswer {
  const named = joinedFilter(request, 'name')
  const typed = joinedFilter(request, 'type')
  const owned = joinedFilter(request, 'ownerId')
  const inEnvironment = joinedFilter(request, 'environmentId')
  const inRegion = joinedFilter(request, 'region')
  const withRuntime = joinedFilter(request, 'env')
  const suspended = joinedFilter(request, 'suspended')
  const inTime = timeFilter(request, ['createdAt', 'updatedAt'])
  const withPreviews = request.query.get('includePreviews') !== 'false'
  const items = [...store.services.values()].filter(
    (service) =>
      named(service.name) &&
      typed(service.type) &&
      owned(service.ownerId) &&
      inEnvironment(service.environmentId) &&
      inRegion(detailOf(service, 'region', 'oregon')) &&
      withRuntime(detailOf(service, 'runtime', 'node')) &&
      (withPreviews || service.details['parentServer'] === undefined) &&
      suspended(service.suspended ? 'suspended' : 'not_suspended') &&
      inTime(service),
  )
  return listPage(request, items, { name: 'service', position: (service) => -service.sequence, show: showService })
}

/** A static site has neither region nor runtime. */
function detailOf({ type, details }: FakeService, name: string, preset: string): string | undefined {
  if (type === 'static_site') return undefined
  const { [name]: value = preset } = details
  return typeof value === 'string' ? value : undefined
}

/** `POST /services`: makes the service and starts its first deploy. */
export async function createService(request: FakeRequest, world: World): Promise<FakeAnswer> {
  const { store } = world
  const body = bodyObject(request)
  const type = oneOf('type', requiredText(body, 'type'), serviceTypes)
  const name = requiredText(body, 'name')
  const ownerId = requiredText(body, 'ownerId')
  if (!store.owners.has(ownerId)) throw new Refusal(400, `ownerId: no workspace ${ownerId}`)
  checkNameIsFree(store, name, ownerId)
  const { disk, ...details } = readNewSettings(type, body)
  const envVars = readEnvVars(body['envVars'] ?? [], store)
  const secretFiles = readSecretFiles(body['secretFiles'] ?? [])
  const image = optionalObject(body, 'image')
  const settings = {
    type,
    name,
    ownerId,
    autoDeploy: oneOf('autoDeploy', optionalText(body, 'autoDeploy') ?? 'yes', ['yes', 'no']),
    branch: optionalText(body, 'branch') ?? 'main',
    repo: optionalText(body, 'repo'),
    imagePath: optionalText(image, 'imagePath'),
    environmentId: optionalText(body, 'environmentId'),
    rootDir: optionalText(body, 'rootDir') ?? '',
    buildFilter: body['buildFilter'] === undefined ? undefined : optionalObject(body, 'buildFilter'),
    ...details,
    envVars,
  }
  const { service, deploy } = await addService(request, world, settings, secretFiles)
  if (disk) addDisk(service, disk, store)
  return { status: 201, body: { service: showService(service), deployId: deploy.id } }
}

/** A service with these settings and an address, whose first deploy has begun. */
export async function addService(
  request: FakeRequest,
  { store, timeline, runner, latestCommit }: World,
  settings: Omit<
    FakeService,
    'id' | 'sequence' | 'slug' | 'createdAt' | 'updatedAt' | 'suspended' | 'latestCommit' | 'url' | 'freeAt'
  >,
  secretFiles: ReturnType<typeof readSecretFiles>,
): Promise<{ service: FakeService; deploy: FakeDeploy }> {
  const { type, name } = settings
  const id = store.newId(type === 'cron_job' ? 'crn' : 'srv')
  const sequence = store.nextSequence()
  const slug = `${name.toLowerCase().replaceAll(/[^a-z\d]+/g, '-')}-${sequence.toString(36)}`
  const now = store.clock.date()
  const service: FakeService = {
    ...settings,
    id,
    sequence,
    slug,
    createdAt: now,
    updatedAt: now,
    suspended: false,
    latestCommit: latestCommit(),
    url: `https://${slug}.onrender.com`,
    freeAt: 0,
  }
  // Kept before the address is made, or two calls at once could take one name.
  store.services.set(id, service)
  secretFilesOf(store).set(id, secretFiles)
  if (runner) service.url = await runner.open({ id, name })
  const failAs = failureOf(request, ['build_failed', 'update_failed'])
  return { service, deploy: timeline.start(service, { trigger: 'manual', failAs }) }
}

/** Refuses a name that another service of the workspace has. */
export function checkNameIsFree(store: Store, name: string, ownerId: string, status = 409): void {
  for (const service of store.services.values()) {
    if (service.name === name && service.ownerId === ownerId) throw new Refusal(status, 'name: already in use')
  }
}

/** `GET /services/{serviceId}` */
export function getService(service: FakeService): FakeAnswer {
  return { status: 200, body: showService(service) }
}

/** `PATCH /services/{serviceId}`: changes settings; they take effect with the next deploy. */
export function updateService(request: FakeRequest, service: FakeService, { store }: World): FakeAnswer {
  const body = bodyObject(request)
  const name = optionalText(body, 'name') ?? service.name
  if (name !== service.name) checkNameIsFree(store, name, service.ownerId)
  const { details, envSpecificDetails } = readChangedSettings(service.type, body)
  const autoDeploy = oneOf('autoDeploy', optionalText(body, 'autoDeploy') ?? service.autoDeploy, ['yes', 'no'])
  Object.assign(service, {
    name,
    autoDeploy,
    branch: optionalText(body, 'branch') ?? service.branch,
    repo: optionalText(body, 'repo') ?? service.repo,
    rootDir: optionalText(body, 'rootDir') ?? service.rootDir,
    buildFilter: body['buildFilter'] === undefined ? service.buildFilter : optionalObject(body, 'buildFilter'),
    imagePath: optionalText(optionalObject(body, 'image'), 'imagePath') ?? service.imagePath,
    details: { ...service.details, ...details },
    envSpecificDetails: { ...service.envSpecificDetails, ...envSpecificDetails },
    updatedAt: store.clock.date(),
  } satisfies Partial<FakeService>)
  return { status: 200, body: showService(service) }
}

/** `DELETE /services/{serviceId}` */
export async function deleteService(service: FakeService, { store, timeline, runner }: World): Promise<FakeAnswer> {
  timeline.abandon(service)
  store.services.delete(service.id)
  for (const deploy of store.deploys.values()) {
    if (deploy.serviceId === service.id) store.deploys.delete(deploy.id)
  }
  for (const table of [disksOf(store), customDomainsOf(store), jobsOf(store)]) {
    for (const { id, serviceId } of table.values()) if (serviceId === service.id) table.delete(id)
  }
  secretFilesOf(store).delete(service.id)
  notificationOverridesOf(store).delete(service.id)
  for (const { serviceIds } of envGroupsOf(store).values()) serviceIds.delete(service.id)
  await runner?.close(service.id)
  return { status: 204 }
}
