import { createOnce, type CallOptions, type Ensured, type EnsureOptions, type FieldChange } from '@keelson/core'
import * as input from '@keelson/core/input'
import type { RenderClient } from './client.js'
import { differences } from './differences.js'
import { cannotEnsure, checkFixed, type Subject } from './refusal.js'
import { removeFound } from './remove-found.js'
import { listDeploys } from './resources/deploys.js'
import type { CreateServiceParams, ServiceDetailsParams } from './resources/service-params.js'
import { createService, deleteService, listServices, requireOwnerId, updateService } from './resources/services.js'
import type { Service } from './resources/services.schema.js'
import { serviceFieldProblems } from './service-fields.js'

/** What {@link ensureService} would do. */
export interface ServicePlan {
  readonly action: 'create' | 'update' | 'none'
  /** Empty when the service does not exist yet. */
  readonly changes: readonly FieldChange[]
  readonly service: Service | undefined
}

/** What {@link ensureService} did. */
export interface EnsuredService extends Ensured<Service> {
  /** The first deploy, which creation starts; only of a created service. */
  readonly deployId?: string | undefined
}

/**
 * Compares a service with what is desired and changes nothing; found by workspace, type and exact name. Instances,
 * autoscaling, disk, headers and routes count at creation only: they have operations of their own.
 *
 * Throws `conflict` when the name is taken by a service of another type, or when a field that cannot be changed differs;
 * `config` for a field that is none.
 *
 * @example
 * import * as render from '@keelson/render'
 * const { action, changes } = await render.planService(client, { type: 'web_service', name: 'shop', branch: 'main' })
 */
export async function planService(
  client: RenderClient,
  desired: CreateServiceParams,
  options: EnsureOptions = {},
): Promise<ServicePlan> {
  input.check(client, 'POST /services', serviceFieldProblems(desired))
  const service = await findService(client, desired, options)
  if (!service) return { action: 'create', changes: [], service }
  const all = differences(comparable(desired), asDesired(service), merged)
  const isFixed = ({ path }: FieldChange) => path === 'serviceDetails.region'
  checkFixed(client, about(desired), service.id, all.filter(isFixed), options)
  const changes = all.filter((change) => !isFixed(change))
  return { action: changes.length > 0 ? 'update' : 'none', changes, service }
}

/**
 * Makes sure that exactly one such service exists and is as desired; running it again is free. A creation whose answer was
 * lost is looked up, not repeated. Environment variables are given to a *new* service only: an existing one keeps its own
 * (see `planEnvVars`).
 *
 * Throws `conflict` as {@link planService} does.
 *
 * @example
 * import * as render from '@keelson/render'
 * const { resource, outcome } = await render.ensureService(client, {
 *   type: 'web_service', name: 'shop', repo: 'https://github.com/me/shop', branch: 'main',
 *   serviceDetails: { runtime: 'python', plan: 'free', healthCheckPath: '/healthz' },
 * })
 */
export async function ensureService(
  client: RenderClient,
  desired: CreateServiceParams,
  options: EnsureOptions = {},
): Promise<EnsuredService> {
  return applyServicePlan(client, desired, await planService(client, desired, options), options)
}

/**
 * Makes sure that no service has this name; `'absent'` when there was none. Its deploys, environment and disk go with it.
 *
 * @example
 * import * as render from '@keelson/render'
 * const outcome = await render.removeService(client, { name: 'shop-preview-12', type: 'web_service' })
 */
export async function removeService(
  client: RenderClient,
  params: Pick<CreateServiceParams, 'name' | 'type' | 'ownerId'>,
  options: CallOptions = {},
): Promise<'removed' | 'absent'> {
  const service = await findService(client, params, options)
  return removeFound(service, ({ id }) => deleteService(client, { serviceId: id }, options))
}

/** Carries out what {@link planService} found. */
export async function applyServicePlan(
  client: RenderClient,
  desired: CreateServiceParams,
  { action, service, changes }: ServicePlan,
  options: EnsureOptions,
): Promise<EnsuredService> {
  if (!service) return create(client, desired, options)
  if (action === 'none') return { resource: service, outcome: 'existing', changes: [] }
  const resource = await updateService(client, { serviceId: service.id, ...fieldsAt(changes, 'to') }, options)
  return { resource, outcome: 'updated', changes }
}

/** The body that sets the fields of changes to their `from` or `to`. */
export function fieldsAt(changes: readonly FieldChange[], side: 'from' | 'to'): Record<string, unknown> {
  const body: Record<string, unknown> = {}
  for (const change of changes) {
    const keys = change.path.split('.')
    const last = keys.pop() as string
    let holder = body
    for (const key of keys) holder = (holder[key] ??= {}) as Record<string, unknown>
    // A text that was not there is emptied: left out of the body, it would stay.
    holder[last] = change[side] ?? (typeof change.to === 'string' ? '' : undefined)
  }
  return body
}

async function create(
  client: RenderClient,
  desired: CreateServiceParams,
  options: EnsureOptions,
): Promise<EnsuredService> {
  const once = await createOnce({
    create: () => createService(client, desired, options),
    find: () => findService(client, desired, options),
    clock: client.clock,
    signal: options.signal,
  })
  // Made by somebody else, it need not be as desired.
  if (once.how === 'existing') return ensureService(client, desired, options)
  if (once.how === 'created_unseen') return lookedUp(client, once.value, options)
  const { service, deployId } = once.value
  return { resource: service, outcome: 'created', changes: [], deployId }
}

async function lookedUp(client: RenderClient, service: Service, options: EnsureOptions): Promise<EnsuredService> {
  const deploy = await listDeploys(client, { serviceId: service.id }, options).first()
  return { resource: service, outcome: 'created', changes: [], deployId: deploy?.id }
}

async function findService(
  client: RenderClient,
  desired: Pick<CreateServiceParams, 'name' | 'type' | 'ownerId'>,
  options: EnsureOptions,
): Promise<Service | undefined> {
  const ownerId = requireOwnerId(client, desired.ownerId, 'GET /services')
  for await (const service of listServices(client, { name: desired.name, ownerId }, options)) {
    if (service.name !== desired.name || service.ownerId !== ownerId) continue
    if (service.type === desired.type) return service
    const happened = `the name belongs to ${service.id}, which is a ${service.type}`
    throw cannotEnsure(client, about(desired), happened, { hint: 'Use another name' })
  }
  return undefined
}

/** Set at creation, and later by operations of their own. */
const setElsewhere: readonly (keyof ServiceDetailsParams)[] = [
  'numInstances',
  'autoscaling',
  'disk',
  'headers',
  'routes',
]

/** The part of the desired state that an update can set. */
function comparable(desired: CreateServiceParams): Record<string, unknown> {
  const { repo, branch, rootDir, image, autoDeploy, buildFilter } = desired
  const serviceDetails: Record<string, unknown> = { ...desired.serviceDetails }
  for (const field of setElsewhere) delete serviceDetails[field]
  return { repo, branch, rootDir, image, autoDeploy, buildFilter, serviceDetails }
}

/** A service in the shape in which one is asked for; some settings are shown in another place, or not while they are usual. */
function asDesired(service: Service): object {
  const { imagePath, ownerId, registryCredential, serviceDetails } = service
  const details = {
    previews: { generation: 'off' },
    maintenanceMode: { enabled: false, uri: '' },
    maxShutdownDelaySeconds: 30,
    ...serviceDetails,
    preDeployCommand: serviceDetails.envSpecificDetails?.preDeployCommand,
    envSpecificDetails: {
      ...serviceDetails.envSpecificDetails,
      registryCredentialId: serviceDetails.envSpecificDetails?.registryCredential?.id,
    },
  }
  const image =
    imagePath === undefined ? undefined : { ownerId, imagePath, registryCredentialId: registryCredential?.id }
  return { ...service, image, serviceDetails: details }
}

/** These are sent field by field; every other object and list is sent whole. */
const merged = ['serviceDetails', 'envSpecificDetails']

function about({ name, type }: Pick<CreateServiceParams, 'name' | 'type'>): Subject {
  return { subject: `the ${type} "${name}"`, operation: 'POST /services' }
}
