import {
  bodyObject,
  optionalObject,
  Refusal,
  requiredText,
  type FakeAnswer,
  type FakeRequest,
} from '@keelson/core/testing'
import { showDatabase } from './show.js'
import type { FakeDatabase } from './store.js'
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
