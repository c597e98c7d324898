import {
  bodyObject,
  optionalObject,
  optionalText,
  Refusal,
  requiredText,
  type FakeAnswer,
  type FakeRequest,
} from '@keelson/core/testing'
import { showDatabase } from './show.js'
import type { FakeBranch, FakeDatabase } from './store.js'
import { configTask, findBranch, scheduled, troubleOf, type World } from './world.js'

/** `GET /projects/{project_id}/branches/{branch_id}/databases` */
export function listDatabases(request: FakeRequest, world: World): FakeAnswer {
  const branch = findBranch(request, world)
  const databases = [...branch.databases.values()].map((database) => showDatabase(branch.id, database))
  return { status: 200, body: { databases } }
}

/** `POST /projects/{project_id}/branches/{branch_id}/databases` */
export function createDatabase(request: FakeRequest, world: World): FakeAnswer {
  const { store, timeline, compute } = world
  const branch = findBranch(request, world)
  const fields = optionalObject(bodyObject(request), 'database')
  const name = requiredText(fields, 'name')
  const owner = requiredText(fields, 'owner_name')
  if (!branch.roles.has(owner)) throw new Refusal(404, 'role not found')
  if (branch.databases.has(name)) throw new Refusal(409, 'database already exists', 'DATABASE_ALREADY_EXISTS')
  timeline.checkIsFree(branch.projectId)
  const createdAt = Math.floor(store.clock.date())
  const database: FakeDatabase = { id: store.newNumber(), name, owner, createdAt }
  branch.databases.set(name, database)
  const task = configTask(world, branch.id, compute && (() => compute.createDatabase(branch.id, name, owner)))
  const operations = scheduled(world, branch.projectId, [task], troubleOf(request))
  return { status: 201, body: { database: showDatabase(branch.id, database), operations } }
}

/** `GET /projects/{project_id}/branches/{branch_id}/databases/{database_name}` */
function getDatabase(request: FakeRequest, world: World): FakeAnswer {
  const branch = findBranch(request, world)
  return { status: 200, body: { database: showDatabase(branch.id, findDatabase(request, branch)) } }
}

/** `PATCH /projects/{project_id}/branches/{branch_id}/databases/{database_name}` */
function updateDatabase(request: FakeRequest, world: World): FakeAnswer {
  const branch = findBranch(request, world)
  const before = findDatabase(request, branch)
  const fields = optionalObject(bodyObject(request), 'database')
  const name = optionalText(fields, 'name') ?? before.name
  const owner = optionalText(fields, 'owner_name') ?? before.owner
  if (!branch.roles.has(owner)) throw new Refusal(404, 'role not found')
  if (name !== before.name && branch.databases.has(name))
    throw new Refusal(409, 'database already exists', 'DATABASE_ALREADY_EXISTS')
  if (world.compute) throw new Refusal(501, 'the fake changes no database of its servers')
  world.timeline.checkIsFree(branch.projectId)
  const database: FakeDatabase = { ...before, name, owner }
  branch.databases.delete(before.name)
  branch.databases.set(name, database)
  return { status: 200, body: { database: showDatabase(branch.id, database), operations: configure(request, world) } }
}

/** `DELETE /projects/{project_id}/branches/{branch_id}/databases/{database_name}` */
function deleteDatabase(request: FakeRequest, world: World): FakeAnswer {
  const branch = findBranch(request, world)
  const database = branch.databases.get(request.path['database_name'] ?? '')
  if (!database) return { status: 204 }
  if (world.compute) throw new Refusal(501, 'the fake deletes no database of its servers')
  world.timeline.checkIsFree(branch.projectId)
  branch.databases.delete(database.name)
  return { status: 200, body: { database: showDatabase(branch.id, database), operations: configure(request, world) } }
}

function findDatabase({ path }: FakeRequest, branch: FakeBranch): FakeDatabase {
  const database = branch.databases.get(path['database_name'] ?? '')
  if (!database) throw new Refusal(404, 'database not found')
  return database
}

function configure(request: FakeRequest, world: World) {
  const branch = findBranch(request, world)
  return scheduled(world, branch.projectId, [configTask(world, branch.id, undefined)], troubleOf(request))
}

export const databaseOperations = {
  'GET /projects/{project_id}/branches/{branch_id}/databases/{database_name}': getDatabase,
  'PATCH /projects/{project_id}/branches/{branch_id}/databases/{database_name}': updateDatabase,
  'DELETE /projects/{project_id}/branches/{branch_id}/databases/{database_name}': deleteDatabase,
}
