import {
  bodyObject,
  isRecord,
  oneOf,
  optionalObject,
  optionalText,
  Refusal,
  type FakeAnswer,
  type FakeRequest,
} from '@keelson/core/testing'
import { readSettings } from './endpoint-fields.js'
import { nextPage } from './list-page.js'
import type { Task } from './operation-timeline.js'
import { showBranch, showDatabase, showRole } from './show.js'
import type { FakeBranch } from './store.js'
import {
  addEndpoint,
  branchesOf,
  findBranch,
  findProject,
  scheduled,
  showConnection,
  showOneEndpoint,
  startTask,
  troubleOf,
  writerOf,
  type World,
} from './world.js'

const sortFields = { name: 'name', created_at: 'createdAt', updated_at: 'updatedAt' } as const

/** Adds a branch that is in the making; roles and databases are those of its parent. */
export function makeBranch(
  { store, listLagMs }: World,
  projectId: string,
  given: { readonly name?: string | undefined } & Partial<
    Pick<FakeBranch, 'parentId' | 'isDefault' | 'isProtected' | 'expiresAt' | 'initSource'>
  >,
): FakeBranch {
  const { name, ...rest } = given
  const parent = store.branches.get(rest.parentId ?? '')
  const thing = store.newThing(store.newId('br'))
  const branch: FakeBranch = {
    ...thing,
    projectId,
    name: name ?? thing.id,
    parentId: undefined,
    parentLsn: parent && `0/${(thing.sequence * 4096).toString(16).toUpperCase()}`,
    state: 'init',
    stateChangedAt: thing.createdAt,
    isDefault: false,
    isProtected: false,
    expiresAt: undefined,
    initSource: 'parent-data',
    roles: structuredClone(parent?.roles ?? new Map()),
    databases: structuredClone(parent?.databases ?? new Map()),
    listedAt: store.clock.now() + listLagMs,
    ...rest,
  }
  store.branches.set(branch.id, branch)
  return branch
}

/** `GET /projects/{project_id}/branches` */
export function listBranches(request: FakeRequest, world: World): FakeAnswer {
  const { query } = request
  const project = findProject(request, world)
  const search = query.get('search') ?? ''
  const sort_by = oneOf('sort_by', query.get('sort_by') ?? 'updated_at', ['name', 'created_at', 'updated_at'])
  const sort_order = oneOf('sort_order', query.get('sort_order') ?? 'desc', ['asc', 'desc'])
  const items = branchesOf(world, project.id)
    .filter(({ name, id }) => name.includes(search) || id.includes(search))
    .filter(({ listedAt }) => listedAt <= world.store.clock.now())
    .toSorted((a, b) => {
      const [left, right] = [a[sortFields[sort_by]], b[sortFields[sort_by]]]
      const order = left < right ? -1 : left > right ? 1 : a.sequence - b.sequence
      return sort_order === 'asc' ? order : -order
    })
  const listing = { name: 'branches', most: 10_000, usual: 10_000, show: showBranch, more: { annotations: {} } }
  return nextPage(request, items, listing, { sort_by, sort_order })
}

/** `GET /projects/{project_id}/branches/{branch_id}` */
export function getBranch(request: FakeRequest, world: World): FakeAnswer {
  const branch = findBranch(request, world)
  const annotation = { object: { type: 'console/branch', id: branch.id }, value: {} }
  return { status: 200, body: { branch: showBranch(branch), annotation } }
}

/** `POST /projects/{project_id}/branches` */
export async function createBranch(request: FakeRequest, world: World): Promise<FakeAnswer> {
  const { compute } = world
  const project = findProject(request, world)
  const body = request.body === undefined ? {} : bodyObject(request)
  const fields = optionalObject(body, 'branch')
  const parent = findParent(request, world, fields)
  const name = readBranchName(world, project.id, fields)
  const expiresAt = readExpiry(world, fields)
  const isProtected = fields['protected'] === true
  checkEnds({ isDefault: false, isProtected, expiresAt })
  if (parent.expiresAt !== undefined) throw new Refusal(400, 'branch.parent_id: a branch that expires has no children')
  const wanted = readEndpoints(body['endpoints'])
  world.timeline.checkIsFree(project.id)
  const initSource = oneOf('init_source', optionalText(fields, 'init_source') ?? 'parent-data', [
    'parent-data',
    'schema-only',
  ])
  const branch = makeBranch(world, project.id, { name, parentId: parent.id, isProtected, expiresAt, initSource })
  // It has the tables of that branch, and is a root of its own.
  if (initSource === 'schema-only') Object.assign(branch, { parentId: undefined, parentLsn: undefined })
  const endpoints = wanted.map((settings) => addEndpoint(world, branch, project.regionId, settings))
  const withCompute = endpoints.length > 0
  const open = compute && (() => compute.openBranch({ branchId: branch.id, parentId: parent.id, withCompute }))
  const tasks = [createTask(world, branch, open), ...endpoints.map((endpoint) => startTask(world, endpoint))]
  const operations = scheduled(world, project.id, tasks, troubleOf(request))
  const connections = await showOnlyConnection(world, branch)
  return {
    status: 201,
    body: {
      branch: showBranch(branch),
      endpoints: endpoints.map((endpoint) => showOneEndpoint(world, endpoint)),
      operations,
      roles: [...branch.roles.values()].map((role) => showRole(branch.id, role)),
      databases: [...branch.databases.values()].map((database) => showDatabase(branch.id, database)),
      ...(connections && { connection_uris: connections }),
    },
  }
}

/** The operation that makes a branch usable. */
export function createTask({ store }: World, branch: FakeBranch, work: Task['work']): Task {
  const done = () => {
    branch.state = 'ready'
    branch.stateChangedAt = Math.floor(store.clock.date())
  }
  return { action: 'create_branch', branchId: branch.id, work, done }
}

/** Only where there is one role, one database and a compute; and that of a real server has no address yet. */
async function showOnlyConnection(world: World, branch: FakeBranch) {
  const endpoint = world.compute ? undefined : writerOf(world, branch.id)
  const [role, ...roles] = branch.roles.values()
  const [database, ...databases] = branch.databases.values()
  if (!endpoint || !role || !database || roles.length + databases.length > 0) return undefined
  return [await showConnection(world, endpoint, role, database.name)]
}

function findParent(request: FakeRequest, world: World, fields: Record<string, unknown>): FakeBranch {
  if (world.compute && (fields['parent_lsn'] ?? fields['parent_timestamp']) !== undefined)
    throw new Refusal(501, 'the fake keeps no history of its servers')
  const id = optionalText(fields, 'parent_id')
  if (id) return findBranch(request, world, id)
  const parent = branchesOf(world, findProject(request, world).id).find(({ isDefault }) => isDefault)
  if (!parent) throw new Refusal(404, 'default branch not found')
  return parent
}

/** The name that a body gives a branch, not taken yet. */
export function readBranchName(world: World, projectId: string, fields: Record<string, unknown>): string | undefined {
  const name = optionalText(fields, 'name')
  if (name !== undefined && branchesOf(world, projectId).some((branch) => branch.name === name))
    throw new Refusal(409, 'branch already exists', 'BRANCH_ALREADY_EXISTS')
  return name
}

function readExpiry({ store }: World, fields: Record<string, unknown>): number | undefined {
  const text = fields['expires_at'] === null ? undefined : optionalText(fields, 'expires_at')
  if (text === undefined) return undefined
  const at = Date.parse(text)
  const inMs = at - store.clock.date()
  if (!(inMs > 0 && inMs <= 30 * 86_400_000)) throw new Refusal(400, 'branch.expires_at: must be in the next 30 days')
  return at
}

function checkEnds({ isDefault, isProtected, expiresAt }: Pick<FakeBranch, 'isDefault' | 'isProtected' | 'expiresAt'>) {
  if (expiresAt !== undefined && (isDefault || isProtected))
    throw new Refusal(400, 'branch.expires_at: a default or protected branch does not expire')
}

function readEndpoints(given: unknown): ReturnType<typeof readEndpoint>[] {
  if (given === undefined) return []
  if (!Array.isArray(given)) throw new Refusal(400, 'endpoints: must be a list')
  const endpoints = given.map(readEndpoint)
  if (endpoints.filter(({ type }) => type === 'read_write').length > 1)
    throw new Refusal(400, 'endpoints: a branch has one read_write endpoint')
  return endpoints
}

function readEndpoint(given: unknown) {
  if (!isRecord(given)) throw new Refusal(400, 'endpoints: must hold objects')
  const type = oneOf('endpoints.type', optionalText(given, 'type') ?? '', ['read_write', 'read_only'])
  return { type, ...readSettings(given) }
}

/** `PATCH /projects/{project_id}/branches/{branch_id}` */
export function updateBranch(request: FakeRequest, world: World): FakeAnswer {
  const branch = findBranch(request, world)
  const fields = optionalObject(bodyObject(request), 'branch')
  const name = fields['name'] === branch.name ? undefined : readBranchName(world, branch.projectId, fields)
  const given = readExpiry(world, fields)
  const isProtected = typeof fields['protected'] === 'boolean' ? fields['protected'] : branch.isProtected
  const expiresAt = 'expires_at' in fields ? given : branch.expiresAt
  checkEnds({ isDefault: branch.isDefault, isProtected, expiresAt })
  if (given !== undefined && branchesOf(world, branch.projectId).some(({ parentId }) => parentId === branch.id))
    throw new Refusal(400, 'branch.expires_at: a branch with children does not expire')
  Object.assign(branch, { name: name ?? branch.name, isProtected, expiresAt })
  branch.updatedAt = Math.floor(world.store.clock.date())
  return { status: 200, body: { branch: showBranch(branch), operations: [] } }
}

/** `POST /projects/{project_id}/branches/{branch_id}/set_as_default` */
export function setDefaultBranch(request: FakeRequest, world: World): FakeAnswer {
  const branch = findBranch(request, world)
  if (branch.expiresAt !== undefined) throw new Refusal(400, 'a branch that expires is not the default')
  for (const one of branchesOf(world, branch.projectId)) one.isDefault = one === branch
  return { status: 200, body: { branch: showBranch(branch), operations: [] } }
}
