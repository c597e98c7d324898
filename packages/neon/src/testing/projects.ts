import {
  bodyObject,
  optionalObject,
  optionalText,
  Refusal,
  type FakeAnswer,
  type FakeRequest,
} from '@keelson/core/testing'
import { makeBranch } from './branches.js'
import { checkRange, readSettings } from './endpoint-fields.js'
import { cursorPage } from './list-page.js'
import { recoverableProjects, showDeletion } from './project-ends.js'
import { showBranch, showDatabase, showListedProject, showProject, showRole } from './show.js'
import type { FakeDatabase, FakeProject, FakeRole } from './store.js'
import {
  addEndpoint,
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
  const isDeleted = query.get('recoverable') === 'true'
  const deleted = new Map(recoverableProjects(store).map((one) => [one.project.id, one]))
  const all = isDeleted ? [...deleted.values()].map((one) => one.project) : [...store.projects.values()]
  const items = all
    .toReversed()
    .filter(
      (project) =>
        (project.name.includes(search) || project.id.includes(search)) &&
        (orgId === null || project.orgId === orgId) &&
        project.listedAt <= store.clock.now(),
    )
  const more = { applications: {}, integrations: {} }
  const show = (project: FakeProject) => ({ ...showListedProject(project), ...showDeletion(deleted.get(project.id)) })
  return cursorPage(request, items, { name: 'projects', most: 400, usual: 10, show, more })
}

/** `GET /projects/shared`: the fake knows one account, with which nobody shares anything. */
export function listSharedProjects(request: FakeRequest): FakeAnswer {
  return cursorPage<FakeProject>(request, [], { name: 'projects', most: 400, usual: 10, show: showListedProject })
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
  store.projects.set(project.id, project)
  const branch = makeBranch(world, project.id, { name: optionalText(wanted, 'name') ?? 'main', isDefault: true })
  const endpoint = addEndpoint(world, branch, project.regionId, { type: 'read_write' })
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

/** `PATCH /projects/{project_id}` */
export function updateProject(request: FakeRequest, world: World): FakeAnswer {
  const project = findProject(request, world)
  const fields = optionalObject(bodyObject(request), 'project')
  const endpointDefaults = { ...project.endpointDefaults, ...readDefaults(fields) }
  const settings = { ...project.settings, ...optionalObject(fields, 'settings') }
  const isOn = project.settings['enable_logical_replication'] === true
  if (isOn && settings['enable_logical_replication'] !== true)
    throw new Refusal(400, 'project.settings: logical replication stays on')
  const historyRetentionSeconds = readRetention(fields) ?? project.historyRetentionSeconds
  const name = optionalText(fields, 'name') ?? project.name
  world.timeline.checkIsFree(project.id)
  Object.assign(project, { name, historyRetentionSeconds, endpointDefaults, settings })
  project.updatedAt = Math.floor(world.store.clock.date())
  return { status: 200, body: { project: showProject(project), operations: [] } }
}

function readRetention(fields: Record<string, unknown>): number | undefined {
  const seconds = fields['history_retention_seconds']
  if (seconds === undefined) return undefined
  if (typeof seconds === 'number' && seconds >= 0 && seconds <= 2_592_000) return seconds
  throw new Refusal(400, 'project.history_retention_seconds: must be from 0 to 2592000')
}

function readDefaults(fields: Record<string, unknown>): Record<string, unknown> {
  const defaults = optionalObject(fields, 'default_endpoint_settings')
  const { minCu = 0.25, maxCu = 2 } = readSettings(defaults)
  checkRange({ minCu, maxCu: Math.max(maxCu, 'autoscaling_limit_max_cu' in defaults ? 0 : minCu) })
  return defaults
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
    historyRetentionSeconds: readRetention(fields) ?? 86_400,
    endpointDefaults: readDefaults(fields),
    settings: optionalObject(fields, 'settings'),
    listedAt: store.clock.now() + listLagMs,
  }
}
