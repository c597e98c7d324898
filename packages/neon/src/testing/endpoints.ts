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
import type { FakeEndpoint } from './store.js'
import {
  addEndpoint,
  endpointsOf,
  findBranch,
  findProject,
  scheduled,
  showOneEndpoint,
  startTask,
  suspendTask,
  troubleOf,
  writerOf,
  type World,
} from './world.js'

/** Size and sleep of a compute, as a body gives them. */
export function readSettings(
  fields: Record<string, unknown>,
): Partial<Pick<FakeEndpoint, 'minCu' | 'maxCu' | 'suspendTimeoutSeconds'>> {
  const minCu = optionalNumber(fields, 'autoscaling_limit_min_cu')
  const maxCu = optionalNumber(fields, 'autoscaling_limit_max_cu')
  const suspendTimeoutSeconds = optionalNumber(fields, 'suspend_timeout_seconds')
  return {
    ...(minCu !== undefined && { minCu }),
    ...(maxCu !== undefined && { maxCu }),
    ...(suspendTimeoutSeconds !== undefined && { suspendTimeoutSeconds }),
  }
}

function optionalNumber(fields: Record<string, unknown>, name: string): number | undefined {
  const value = fields[name]
  if (value === undefined || typeof value === 'number') return value
  throw new Refusal(400, `${name}: must be a number`)
}

/** `GET /projects/{project_id}/branches/{branch_id}/endpoints` */
export function listEndpoints(request: FakeRequest, world: World): FakeAnswer {
  const endpoints = endpointsOf(world, findBranch(request, world).id)
  return { status: 200, body: { endpoints: endpoints.map((endpoint) => showOneEndpoint(world, endpoint)) } }
}

/** `GET /projects/{project_id}/endpoints/{endpoint_id}` */
export function getEndpoint(request: FakeRequest, world: World): FakeAnswer {
  return { status: 200, body: { endpoint: showOneEndpoint(world, findEndpoint(request, world)) } }
}

/** `POST /projects/{project_id}/endpoints` */
export function createEndpoint(request: FakeRequest, world: World): FakeAnswer {
  const project = findProject(request, world)
  const fields = optionalObject(bodyObject(request), 'endpoint')
  const branch = findBranch(request, world, requiredText(fields, 'branch_id'))
  const type = oneOf('endpoint.type', optionalText(fields, 'type') ?? '', ['read_write', 'read_only'])
  if (type === 'read_write' && writerOf(world, branch.id))
    throw new Refusal(409, 'read-write endpoint already exists', 'READ_WRITE_ENDPOINT_ALREADY_EXISTS')
  world.timeline.checkIsFree(project.id)
  const endpoint = addEndpoint(world, branch, project.regionId, { type, ...readSettings(fields) })
  const operations = scheduled(world, project.id, [startTask(world, endpoint)], troubleOf(request))
  return { status: 201, body: { endpoint: showOneEndpoint(world, endpoint), operations } }
}

/** `POST /projects/{project_id}/endpoints/{endpoint_id}/start` */
export function startEndpoint(request: FakeRequest, world: World): FakeAnswer {
  const endpoint = findEndpoint(request, world)
  world.timeline.checkIsFree(endpoint.projectId)
  const tasks = endpoint.state === 'active' ? [] : [startTask(world, endpoint)]
  const operations = scheduled(world, endpoint.projectId, tasks, troubleOf(request))
  return { status: 200, body: { endpoint: showOneEndpoint(world, endpoint), operations } }
}

/** `POST /projects/{project_id}/endpoints/{endpoint_id}/suspend` */
export function suspendEndpoint(request: FakeRequest, world: World): FakeAnswer {
  const endpoint = findEndpoint(request, world)
  world.timeline.checkIsFree(endpoint.projectId)
  const tasks = endpoint.state === 'idle' ? [] : [suspendTask(world, endpoint)]
  const operations = scheduled(world, endpoint.projectId, tasks, troubleOf(request))
  return { status: 200, body: { endpoint: showOneEndpoint(world, endpoint), operations } }
}

function findEndpoint(request: FakeRequest, world: World): FakeEndpoint {
  const project = findProject(request, world)
  const endpoint = world.store.endpoints.get(request.path['endpoint_id'] ?? '')
  if (endpoint?.projectId !== project.id) throw new Refusal(404, 'endpoint not found')
  return endpoint
}
