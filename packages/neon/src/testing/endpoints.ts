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
import { checkRange, readEndpointFields } from './endpoint-fields.js'
import type { Task } from './operation-timeline.js'
import type { FakeEndpoint } from './store.js'
import {
  addEndpoint,
  branchesOf,
  endpointsOf,
  findBranch,
  findProject,
  scheduled,
  showOneEndpoint,
  startTask,
  suspendTask,
  troubleOf,
  writerOf,
  type Run,
  type World,
} from './world.js'

/** Computes, by method and documented path. */
export const endpointOperations = {
  'GET /projects/{project_id}/branches/{branch_id}/endpoints': listEndpoints,
  'GET /projects/{project_id}/endpoints': listProjectEndpoints,
  'POST /projects/{project_id}/endpoints': createEndpoint,
  'GET /projects/{project_id}/endpoints/{endpoint_id}': getEndpoint,
  'PATCH /projects/{project_id}/endpoints/{endpoint_id}': updateEndpoint,
  'DELETE /projects/{project_id}/endpoints/{endpoint_id}': deleteEndpoint,
  'POST /projects/{project_id}/endpoints/{endpoint_id}/start': startEndpoint,
  'POST /projects/{project_id}/endpoints/{endpoint_id}/suspend': suspendEndpoint,
  'POST /projects/{project_id}/endpoints/{endpoint_id}/restart': restartEndpoint,
} satisfies Record<string, Run>

/** `GET /projects/{project_id}/branches/{branch_id}/endpoints` */
function listEndpoints(request: FakeRequest, world: World): FakeAnswer {
  const endpoints = endpointsOf(world, findBranch(request, world).id)
  return { status: 200, body: { endpoints: endpoints.map((endpoint) => showOneEndpoint(world, endpoint)) } }
}

/** `GET /projects/{project_id}/endpoints` */
function listProjectEndpoints(request: FakeRequest, world: World): FakeAnswer {
  const branches = branchesOf(world, findProject(request, world).id)
  const endpoints = branches.flatMap(({ id }) => endpointsOf(world, id))
  return { status: 200, body: { endpoints: endpoints.map((endpoint) => showOneEndpoint(world, endpoint)) } }
}

/** `GET /projects/{project_id}/endpoints/{endpoint_id}` */
function getEndpoint(request: FakeRequest, world: World): FakeAnswer {
  return { status: 200, body: { endpoint: showOneEndpoint(world, findEndpoint(request, world)) } }
}

/** `POST /projects/{project_id}/endpoints` */
function createEndpoint(request: FakeRequest, world: World): FakeAnswer {
  const project = findProject(request, world)
  const fields = optionalObject(bodyObject(request), 'endpoint')
  const branch = findBranch(request, world, requiredText(fields, 'branch_id'))
  const type = oneOf('endpoint.type', optionalText(fields, 'type') ?? '', ['read_write', 'read_only'])
  if (type === 'read_write' && writerOf(world, branch.id))
    throw new Refusal(409, 'read-write endpoint already exists', 'READ_WRITE_ENDPOINT_ALREADY_EXISTS')
  const settings = readEndpointFields(fields)
  world.timeline.checkIsFree(project.id)
  const endpoint = addEndpoint(world, branch, project.regionId, { type, ...settings })
  const operations = scheduled(world, project.id, [startTask(world, endpoint)], troubleOf(request))
  return { status: 201, body: { endpoint: showOneEndpoint(world, endpoint), operations } }
}

/** `POST /projects/{project_id}/endpoints/{endpoint_id}/start` */
function startEndpoint(request: FakeRequest, world: World): FakeAnswer {
  const endpoint = findEndpoint(request, world)
  if (endpoint.isDisabled) throw new Refusal(412, 'endpoint is disabled')
  world.timeline.checkIsFree(endpoint.projectId)
  const tasks = endpoint.state === 'active' ? [] : [startTask(world, endpoint)]
  const operations = scheduled(world, endpoint.projectId, tasks, troubleOf(request))
  return { status: 200, body: { endpoint: showOneEndpoint(world, endpoint), operations } }
}

/** `POST /projects/{project_id}/endpoints/{endpoint_id}/suspend` */
function suspendEndpoint(request: FakeRequest, world: World): FakeAnswer {
  const endpoint = findEndpoint(request, world)
  world.timeline.checkIsFree(endpoint.projectId)
  const tasks = endpoint.state === 'idle' ? [] : [suspendTask(world, endpoint)]
  const operations = scheduled(world, endpoint.projectId, tasks, troubleOf(request))
  return { status: 200, body: { endpoint: showOneEndpoint(world, endpoint), operations } }
}

/** `POST /projects/{project_id}/endpoints/{endpoint_id}/restart` */
function restartEndpoint(request: FakeRequest, world: World): FakeAnswer {
  const endpoint = findEndpoint(request, world)
  if (endpoint.isDisabled) throw new Refusal(412, 'endpoint is disabled')
  world.timeline.checkIsFree(endpoint.projectId)
  const tasks = [suspendTask(world, endpoint), startTask(world, endpoint)]
  const operations = scheduled(world, endpoint.projectId, tasks, troubleOf(request))
  return { status: 200, body: { endpoint: showOneEndpoint(world, endpoint), operations } }
}

/** `PATCH /projects/{project_id}/endpoints/{endpoint_id}`: one that runs takes new settings in an operation. */
function updateEndpoint(request: FakeRequest, world: World): FakeAnswer {
  const endpoint = findEndpoint(request, world)
  const changes = readEndpointFields(optionalObject(bodyObject(request), 'endpoint'))
  checkRange({ ...endpoint, ...changes })
  world.timeline.checkIsFree(endpoint.projectId)
  const tasks: Task[] = []
  if (endpoint.state === 'active') {
    const apply = { action: 'apply_config' as const, branchId: endpoint.branchId, endpointId: endpoint.id }
    tasks.push(changes.isDisabled ? suspendTask(world, endpoint) : apply)
  }
  Object.assign(endpoint, changes)
  endpoint.updatedAt = Math.floor(world.store.clock.date())
  const operations = scheduled(world, endpoint.projectId, tasks, troubleOf(request))
  return { status: 200, body: { endpoint: showOneEndpoint(world, endpoint), operations } }
}

/** `DELETE /projects/{project_id}/endpoints/{endpoint_id}` */
function deleteEndpoint(request: FakeRequest, world: World): FakeAnswer {
  const project = findProject(request, world)
  const endpoint = world.store.endpoints.get(request.path['endpoint_id'] ?? '')
  if (endpoint?.projectId !== project.id) return { status: 204 }
  world.timeline.checkIsFree(project.id)
  const tasks = [suspendTask(world, endpoint)]
  world.store.endpoints.delete(endpoint.id)
  const operations = scheduled(world, project.id, tasks, troubleOf(request))
  return { status: 200, body: { endpoint: showOneEndpoint(world, endpoint), operations } }
}

function findEndpoint(request: FakeRequest, world: World): FakeEndpoint {
  const project = findProject(request, world)
  const endpoint = world.store.endpoints.get(request.path['endpoint_id'] ?? '')
  if (endpoint?.projectId !== project.id) throw new Refusal(404, 'endpoint not found')
  return endpoint
}
