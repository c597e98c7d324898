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
import { failureOf } from './deploy-failure.js'
import type { DeployTimeline } from './deploy-timeline.js'
import { readEnvVars } from './env-vars.js'
import { joinedFilter, listPage, timeFilter } from './list.js'
import type { FakeRenderRunner } from './runner.js'
import { showService, splitDetails } from './service-record.js'
import type { FakeCommit, FakeService, Store } from './store.js'

const serviceTypes = ['static_site', 'web_service', 'private_service', 'background_worker', 'cron_job'] as const

/** What the operations work on. */
export interface World {
  readonly store: Store
  readonly timeline: DeployTimeline
  readonly runner: FakeRenderRunner | undefined
  /** The newest commit of a branch that the fake has not seen before. */
  readonly latestCommit: () => FakeCommit
}

/** `GET /services` */
export function listServices(request: FakeRequest, { store }: World): FakeAnswer {
  const named = joinedFilter(request, 'name')
  const typed = joinedFilter(request, 'type')
  const owned = joinedFilter(request, 'ownerId')
  const inEnvironment = joinedFilter(request, 'environmentId')
  const inRegion = joinedFilter(request, 'region')
  const suspended = joinedFilter(request, 'suspended')
  const inTime = timeFilter(request, ['createdAt', 'updatedAt'])
  const items = [...store.services.values()].filter(
    (service) =>
      named(service.name) &&
      typed(service.type) &&
      owned(service.ownerId) &&
      inEnvironment(service.environmentId) &&
      inRegion(regionOf(service)) &&
      suspended(service.suspended ? 'suspended' : 'not_suspended') &&
      inTime(service),
  )
  return listPage(request, items, { name: 'service', position: (service) => -service.sequence, show: showService })
}

function regionOf({ details: { region } }: FakeService): string {
  return typeof region === 'string' ? region : 'oregon'
}

/** `POST /services`: makes the service and starts its first deploy. */
export async function createService(
  request: FakeRequest,
  { store, timeline, runner, latestCommit }: World,
): Promise<FakeAnswer> {
  const body = bodyObject(request)
  const type = oneOf('type', requiredText(body, 'type'), serviceTypes)
  const name = requiredText(body, 'name')
  const ownerId = requiredText(body, 'ownerId')
  if (!store.owners.has(ownerId)) throw new Refusal(400, `ownerId: no workspace ${ownerId}`)
  checkNameIsFree(store, name, ownerId)
  const details = readDetails(type, body, store)
  const envVars = readEnvVars(body['envVars'] ?? [], store)
  const image = optionalObject(body, 'image')
  const id = store.newId(type === 'cron_job' ? 'crn' : 'srv')
  const sequence = store.nextSequence()
  const slug = `${name.toLowerCase().replaceAll(/[^a-z\d]+/g, '-')}-${sequence.toString(36)}`
  const now = store.clock.date()
  const service: FakeService = {
    id,
    sequence,
    type,
    ownerId,
    slug,
    createdAt: now,
    name,
    updatedAt: now,
    suspended: false,
    autoDeploy: oneOf('autoDeploy', optionalText(body, 'autoDeploy') ?? 'yes', ['yes', 'no']),
    branch: optionalText(body, 'branch') ?? 'main',
    repo: optionalText(body, 'repo'),
    imagePath: optionalText(image, 'imagePath'),
    environmentId: optionalText(body, 'environmentId'),
    rootDir: optionalText(body, 'rootDir') ?? '',
    ...details,
    envVars,
    latestCommit: latestCommit(),
    url: `https://${slug}.onrender.com`,
    freeAt: 0,
  }
  // Kept before the address is made, or two calls at once could take one name.
  store.services.set(id, service)
  if (runner) service.url = await runner.open({ id, name })
  const deploy = timeline.start(service, {
    trigger: 'manual',
    failAs: failureOf(request, ['build_failed', 'update_failed']),
  })
  return { status: 201, body: { service: showService(service), deployId: deploy.id } }
}

function checkNameIsFree(store: Store, name: string, ownerId: string): void {
  for (const service of store.services.values()) {
    if (service.name === name && service.ownerId === ownerId) throw new Refusal(409, 'name: already in use')
  }
}

function readDetails(
  type: string,
  body: Record<string, unknown>,
  store: Store,
): Pick<FakeService, 'details' | 'envSpecificDetails'> {
  const sent = optionalObject(body, 'serviceDetails')
  optionalObject(sent, 'envSpecificDetails')
  const parts = splitDetails(sent)
  if (body['serviceDetails'] !== undefined && type !== 'static_site') requiredText(parts.details, 'runtime')
  if (type === 'cron_job') requiredText(parts.details, 'schedule')
  const disk = optionalObject(sent, 'disk')
  if (sent['disk'] !== undefined) parts.details['disk'] = { sizeGB: 10, ...disk, id: store.newId('dsk') }
  return parts
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
  const sent = optionalObject(body, 'serviceDetails')
  optionalObject(sent, 'envSpecificDetails')
  const { details, envSpecificDetails } = splitDetails(sent)
  const autoDeploy = oneOf('autoDeploy', optionalText(body, 'autoDeploy') ?? service.autoDeploy, ['yes', 'no'])
  Object.assign(service, {
    name,
    autoDeploy,
    branch: optionalText(body, 'branch') ?? service.branch,
    repo: optionalText(body, 'repo') ?? service.repo,
    rootDir: optionalText(body, 'rootDir') ?? service.rootDir,
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
  await runner?.close(service.id)
  return { status: 204 }
}

/** `POST /services/{serviceId}/suspend` */
export async function suspendService(service: FakeService, { store, timeline, runner }: World): Promise<FakeAnswer> {
  timeline.abandon(service)
  service.suspended = true
  service.updatedAt = store.clock.date()
  await runner?.suspend(service.id)
  return { status: 202 }
}

/** `POST /services/{serviceId}/resume`: brings the service back with a deploy of its own. */
export function resumeService(request: FakeRequest, service: FakeService, { store, timeline }: World): FakeAnswer {
  if (!service.suspended) throw new Refusal(400, 'the service is not suspended')
  service.suspended = false
  service.updatedAt = store.clock.date()
  timeline.start(service, { trigger: 'service_resumed', failAs: failureOf(request, ['update_failed']) })
  return { status: 202 }
}
