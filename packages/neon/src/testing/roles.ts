import {
  bodyObject,
  optionalObject,
  Refusal,
  requiredText,
  type FakeAnswer,
  type FakeRequest,
} from '@keelson/core/testing'
import { showRole } from './show.js'
import type { FakeBranch, FakeRole } from './store.js'
import {
  configTask,
  connectionUri,
  endpointsOf,
  findBranch,
  findProject,
  scheduled,
  troubleOf,
  writerOf,
  type World,
} from './world.js'

/** `GET /projects/{project_id}/branches/{branch_id}/roles` */
export function listRoles(request: FakeRequest, world: World): FakeAnswer {
  const branch = findBranch(request, world)
  return { status: 200, body: { roles: [...branch.roles.values()].map((role) => showRole(branch.id, role)) } }
}

/** `POST /projects/{project_id}/branches/{branch_id}/roles` */
export function createRole(request: FakeRequest, world: World): FakeAnswer {
  const { store, timeline, compute } = world
  const branch = findBranch(request, world)
  const fields = optionalObject(bodyObject(request), 'role')
  const name = requiredText(fields, 'name')
  if (new TextEncoder().encode(name).length > 63) throw new Refusal(400, 'role.name: at most 63 bytes')
  if (branch.roles.has(name)) throw new Refusal(409, 'role already exists', 'ROLE_ALREADY_EXISTS')
  timeline.checkIsFree(branch.projectId)
  const now = Math.floor(store.clock.date())
  const canLogIn = fields['no_login'] !== true
  const role: FakeRole = { name, canLogIn, password: store.newPassword(), createdAt: now, updatedAt: now }
  branch.roles.set(name, role)
  const task = configTask(world, branch.id, compute && (() => compute.createRole(branch.id, name, role.password)))
  const operations = scheduled(world, branch.projectId, [task], troubleOf(request))
  return { status: 201, body: { role: showRole(branch.id, role, true), operations } }
}

/** `POST /projects/{project_id}/branches/{branch_id}/roles/{role_name}/reset_password` */
export function resetPassword(request: FakeRequest, world: World): FakeAnswer {
  const { store, timeline, compute } = world
  const branch = findBranch(request, world)
  const role = findRole(request, branch)
  timeline.checkIsFree(branch.projectId)
  role.password = store.newPassword()
  role.updatedAt = Math.floor(store.clock.date())
  const { name, password } = role
  const task = configTask(world, branch.id, compute && (() => compute.setPassword(branch.id, name, password)))
  const operations = scheduled(world, branch.projectId, [task], troubleOf(request))
  return { status: 200, body: { role: showRole(branch.id, role, true), operations } }
}

/** `GET /projects/{project_id}/connection_uri` */
export async function getConnectionUri(request: FakeRequest, world: World): Promise<FakeAnswer> {
  const { query, path } = request
  const project = world.store.projects.get(path['project_id'] ?? '')
  const isDefault = (branchId: string) => world.store.branches.get(branchId)?.isDefault ?? false
  const branchId =
    query.get('branch_id') ??
    [...world.store.branches.values()].find(({ id, projectId }) => projectId === project?.id && isDefault(id))?.id
  const branch = findBranch(request, world, branchId)
  const role = branch.roles.get(query.get('role_name') ?? '')
  if (!role) throw new Refusal(404, 'role not found')
  const database = query.get('database_name') ?? ''
  if (!branch.databases.has(database)) throw new Refusal(404, 'database not found')
  if (!project?.storePasswords) throw new Refusal(412, 'storing passwords is disabled')
  const endpointId = query.get('endpoint_id')
  const endpoint =
    endpointId === null ? writerOf(world, branch.id) : endpointsOf(world, branch.id).find(({ id }) => id === endpointId)
  if (!endpoint) throw new Refusal(404, 'endpoint not found')
  const uri = await connectionUri(world, endpoint, { role, database, pooled: query.get('pooled') === 'true' })
  return { status: 200, body: { uri } }
}

/** `GET /projects/{project_id}/branches/{branch_id}/roles/{role_name}` */
function getRole(request: FakeRequest, world: World): FakeAnswer {
  const branch = findBranch(request, world)
  return { status: 200, body: { role: showRole(branch.id, findRole(request, branch)) } }
}

/** `DELETE /projects/{project_id}/branches/{branch_id}/roles/{role_name}` */
function deleteRole(request: FakeRequest, world: World): FakeAnswer {
  const branch = findBranch(request, world)
  const role = branch.roles.get(request.path['role_name'] ?? '')
  if (!role) return { status: 204 }
  if ([...branch.databases.values()].some(({ owner }) => owner === role.name))
    throw new Refusal(400, 'role owns a database')
  if (world.compute) throw new Refusal(501, 'the fake deletes no role of its servers')
  world.timeline.checkIsFree(branch.projectId)
  branch.roles.delete(role.name)
  const operations = scheduled(world, branch.projectId, [configTask(world, branch.id, undefined)], troubleOf(request))
  return { status: 200, body: { role: showRole(branch.id, role), operations } }
}

/** `GET /projects/{project_id}/branches/{branch_id}/roles/{role_name}/reveal_password` */
function revealPassword(request: FakeRequest, world: World): FakeAnswer {
  const role = findRole(request, findBranch(request, world))
  if (!findProject(request, world).storePasswords) throw new Refusal(412, 'storing passwords is disabled')
  if (!role.canLogIn) throw new Refusal(404, 'the role has no password')
  return { status: 200, body: { password: role.password } }
}

function findRole({ path }: FakeRequest, branch: FakeBranch): FakeRole {
  const role = branch.roles.get(path['role_name'] ?? '')
  if (!role) throw new Refusal(404, 'role not found')
  return role
}

export const roleOperations = {
  'GET /projects/{project_id}/branches/{branch_id}/roles/{role_name}': getRole,
  'DELETE /projects/{project_id}/branches/{branch_id}/roles/{role_name}': deleteRole,
  'GET /projects/{project_id}/branches/{branch_id}/roles/{role_name}/reveal_password': revealPassword,
}
