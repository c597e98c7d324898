import {
  bodyObject,
  optionalObject,
  optionalText,
  Refusal,
  type FakeAnswer,
  type FakeRequest,
} from '@keelson/core/testing'
import { makeBranch } from './branches.js'
import { readSettings } from './endpoints.js'
import { cursorPage } from './list-page.js'
import { showBranch, showDatabase, showListedProject, showProject, showRole } from './show.js'
import type { FakeDatabase, FakeProject, FakeRole } from './store.js'
import {
  addEndpoint,
  branchesOf,
  endpointsOf,
  findProject,
  scheduled,
  showConnection,
  showOneEndpoint,
  startTask,
  troubleOf,
  type World,
} from './world.js'

/** `GET /projects`: the newest first. */
export function listProjects(request: FakeRequest, { store }: World): FakeAnswer {
  const { query } = request
  const search = query.get('search') ?? ''
  const orgId = query.get('org_id')
  // Nothing that was deleted here can be recovered.
  const all = query.get('recoverable') === 'true' ? [] : [...store.projects.values()].toReversed()
  const items = all.filter(
    (project) =>
      (project.name.includes(search) || project.id.includes(search)) &&
      (orgId === null || project.orgId === orgId) &&
      project.listedAt <= store.clock.now(),
  )
  const more = { applications: {}, integrations: {} }
  return cursorPage(request, items, { name: 'projects', most: 400, usual: 10, show: showListedProject, more })
}

/** `GET /projects/{project_id}` */
export function getProject(request: FakeRequest, world: World): FakeAnswer {
  return { status: 200, body: { project: showProject(findProject(request, world)) } }
}

/** `POST /projects`: with a branch, a role, a database and a compute. */
export async function createProject(request: FakeRequest, world: World): Promise<FakeAnswer> {
  const { store, compute } = world
  const fields = optionalObject(bodyObject(request), 'project')
  const wanted = optionalObject(fields, 'branch')
  const project = readProject(fields, world)
  const database = optionalText(wanted, 'database_name') ?? 'neondb'
  const roleName = optionalText(wanted, 'role_name') ?? `${database}_owner`
  const settings = readSettings(optionalObject(fields, 'default_endpoint_settings'))
  store.projects.set(project.id, project)
  const branch = makeBranch(world, project.id, { name: optionalText(wanted, 'name') ?? 'main', isDefault: true })
  const endpoint = addEndpoint(world, branch, project.regionId, { type: 'read_write', ...settings })
  const now = branch.createdAt
  const password = store.newPassword()
  const role: FakeRole = { name: roleName, canLogIn: true, password, createdAt: now, updatedAt: now }
  const made: FakeDatabase = { id: store.newNumber(), name: database, owner: roleName, createdAt: now }
  branch.roles.set(role.name, role)
  branch.databases.set(made.name, made)
  // The answer holds the address, so the server is made before it.
  await compute?.openBranch({ branchId: branch.id, parentId: undefined, withCompute: true })
  const configure = async () => {
    await compute?.createRole(branch.id, role.name, role.password)
    await compute?.createDatabase(branch.id, made.name, role.name)
  }
  const ready = () => {
    branch.state = 'ready'
  }
  const tasks = [
    { action: 'create_branch' as const, branchId: branch.id, work: compute && configure, done: ready },
    startTask(world, endpoint),
  ]
  return {
    status: 201,
    body: {
      operations: scheduled(world, project.id, tasks, troubleOf(request)),
      project: showProject(project),
      branch: showBranch(branch),
      endpoints: [showOneEndpoint(world, endpoint)],
      roles: [showRole(branch.id, role, true)],
      databases: [showDatabase(branch.id, made)],
      connection_uris: [await showConnection(world, endpoint, role, made.name)],
    },
  }
}

function readProject(fields: Record<string, unknown>, { store, orgId, listLagMs }: World): FakeProject {
  const pgVersion = fields['pg_version'] ?? 17
  if (typeof pgVersion !== 'number' || pgVersion < 14 || pgVersion > 18)
    throw new Refusal(400, 'project.pg_version: must be from 14 to 18')
  const regionId = optionalText(fields, 'region_id') ?? 'aws-eu-central-1'
  if (!/^(?:aws|azure)-[a-z]+[a-z\d-]*$/.test(regionId)) throw new Refusal(400, 'project.region_id: no such region')
  const id = store.newId()
  return {
    ...store.newThing(id),
    name: optionalText(fields, 'name') ?? id,
    orgId: optionalText(fields, 'org_id') ?? orgId,
    regionId,
    pgVersion,
    storePasswords: fields['store_passwords'] !== false,
    historyRetentionSeconds: Number(fields['history_retention_seconds'] ?? 86_400),
    listedAt: store.clock.now() + listLagMs,
  }
}

/** `DELETE /projects/{project_id}` */
export async function deleteProject(request: FakeRequest, world: World): Promise<FakeAnswer> {
  const { store, timeline, compute } = world
  const project = findProject(request, world)
  timeline.checkIsFree(project.id)
  const branches = branchesOf(world, project.id)
  if (branches.some(({ isProtected }) => isProtected)) throw new Refusal(400, 'project has a protected branch')
  store.projects.delete(project.id)
  for (const branch of branches) {
    store.branches.delete(branch.id)
    for (const { id } of endpointsOf(world, branch.id)) store.endpoints.delete(id)
  }
  if (compute) await Promise.all(branches.map(({ id }) => compute.closeBranch(id)))
  return { status: 200, body: { project: showProject(project) } }
}
