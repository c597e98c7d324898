import {
  createOnce,
  isKeelsonError,
  KeelsonError,
  type CallOptions,
  type Ensured,
  type EnsureOptions,
  type FieldChange,
} from '@keelson/core'
import type { RenderClient } from './client.js'
import { listDeploys } from './resources/deploys.js'
import {
  createService,
  deleteService,
  listServices,
  requireOwnerId,
  updateService,
  type CreateServiceParams,
} from './resources/services.js'
import type { Service } from './resources/services.schema.js'

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

/** Fixed at creation. */
const immutable = ['serviceDetails.region']

/**
 * Compares a service with what is desired and changes nothing; found by workspace, type and exact name.
 *
 * Throws `conflict` when the name is taken by a service of another type, or when a field that cannot be changed differs.
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
  const service = await findService(client, desired, options)
  if (!service) return { action: 'create', changes: [], service }
  const changes = differences(comparable(desired), asDesired(service))
  const fixed = changes.filter(({ path }) => immutable.includes(path))
  if (fixed.length > 0 && !options.adopt) {
    const [{ path, from, to }] = fixed as [FieldChange]
    throw conflict(
      desired,
      `${service.id} has ${path} ${JSON.stringify(from)}, not ${JSON.stringify(to)}, and that cannot be changed`,
      {
        hint: 'Use another name, ask for what is there, or pass adopt: true to take the service as it is',
      },
    )
  }
  const changeable = changes.filter(({ path }) => !immutable.includes(path))
  return { action: changeable.length > 0 ? 'update' : 'none', changes: changeable, service }
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
  if (!service) return 'absent'
  try {
    await deleteService(client, { serviceId: service.id }, options)
  } catch (error) {
    // Somebody else removed it meanwhile, or the first of two sends did.
    if (!isKeelsonError(error) || error.code !== 'not_found') throw error
  }
  return 'removed'
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
    throw conflict(desired, `the name belongs to ${service.id}, which is a ${service.type}`, {
      hint: 'Use another name',
    })
  }
  return undefined
}

/** The part of the desired state that an update can set. */
function comparable(desired: CreateServiceParams): Record<string, unknown> {
  const { repo, branch, rootDir, autoDeploy } = desired
  const { numInstances: _scaledElsewhere, ...serviceDetails } = desired.serviceDetails ?? {}
  return { repo, branch, rootDir, autoDeploy, serviceDetails }
}

/** A service in the shape in which one is asked for: this command is shown in another place than it is set. */
function asDesired(service: Service): object {
  const preDeployCommand = service.serviceDetails.envSpecificDetails?.preDeployCommand
  return { ...service, serviceDetails: { ...service.serviceDetails, preDeployCommand } }
}

function differences(desired: object, actual: object | undefined, prefix = ''): FieldChange[] {
  return Object.entries(desired).flatMap(([key, to]: [string, unknown]) => {
    const from = (actual as Record<string, unknown> | undefined)?.[key]
    const path = prefix + key
    if (typeof to === 'object' && to !== null) return differences(to, from as object | undefined, `${path}.`)
    return to === undefined || to === from ? [] : [{ path, from, to }]
  })
}

function conflict(
  { name, type }: Pick<CreateServiceParams, 'name' | 'type'>,
  happened: string,
  { hint }: { hint: string },
): KeelsonError {
  const operation = 'POST /services'
  return new KeelsonError(`cannot ensure the ${type} "${name}": ${happened}`, {
    code: 'conflict',
    provider: 'render',
    operation,
    hint,
  })
}
