import {
  bodyObject,
  optionalObject,
  Refusal,
  requiredText,
  type FakeAnswer,
  type FakeRequest,
} from '@keelson/core/testing'
import { showRole } from './show.js'
import type { FakeRole } from './store.js'
import { configTask, connectionUri, findBranch, scheduled, troubleOf, writerOf, type World } from './world.js'

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
  const role = branch.roles.get(request.path['role_name'] ?? '')
  if (!role) throw new Refusal(404, 'role not found')
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
  const endpoint = writerOf(world, branch.id)
  if (!endpoint) throw new Refusal(404, 'endpoint not found')
  const uri = await connectionUri(world, endpoint, { role, database, pooled: query.get('pooled') === 'true' })
  return { status: 200, body: { uri } }
}
