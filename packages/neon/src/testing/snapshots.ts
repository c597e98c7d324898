import {
  bodyObject,
  createTable,
  isRecord,
  oneOf,
  optionalObject,
  optionalText,
  Refusal,
  type FakeAnswer,
  type FakeRequest,
} from '@keelson/core/testing'
import { createTask, makeBranch, readBranchName } from './branches.js'
import { optionalTime, showBranch, showTime } from './show.js'
import type { FakeBranch } from './store.js'
import {
  endpointsOf,
  findBranch,
  findProject,
  scheduled,
  showOneEndpoint,
  startTask,
  suspendTask,
  troubleOf,
  type Run,
  type World,
} from './world.js'

/** A snapshot as the fake keeps it: the roles and databases of a branch. */
export interface FakeSnapshot {
  readonly id: string
  readonly projectId: string
  readonly branchId: string
  name: string
  readonly lsn: string | undefined
  readonly timestamp: string | undefined
  /** Milliseconds since 1970. */
  readonly createdAt: number
  readonly expiresAt: number | undefined
  readonly data: Pick<FakeBranch, 'roles' | 'databases'>
}

/** The snapshots of a fake. */
export const snapshotsOf = createTable<FakeSnapshot>()
const schedulesOf = createTable<Record<string, unknown>[]>()

/** Snapshots, by method and documented path. Schedules are kept and make none. */
export const snapshotOperations = {
  'GET /projects/{project_id}/snapshots': listSnapshots,
  'POST /projects/{project_id}/branches/{branch_id}/snapshot': createSnapshot,
  'PATCH /projects/{project_id}/snapshots/{snapshot_id}': updateSnapshot,
  'DELETE /projects/{project_id}/snapshots/{snapshot_id}': deleteSnapshot,
  'POST /projects/{project_id}/snapshots/{snapshot_id}/restore': restoreSnapshot,
  'POST /projects/{project_id}/branches/{branch_id}/finalize_restore': finalizeRestore,
  'GET /projects/{project_id}/branches/{branch_id}/backup_schedule': getSchedule,
  'PUT /projects/{project_id}/branches/{branch_id}/backup_schedule': setSchedule,
} satisfies Record<string, Run>

function listSnapshots(request: FakeRequest, world: World): FakeAnswer {
  const { id } = findProject(request, world)
  const own = currentSnapshots(world).filter(({ projectId }) => projectId === id)
  return { status: 200, body: { snapshots: own.map(showSnapshot) } }
}

function createSnapshot(request: FakeRequest, world: World): FakeAnswer {
  const { store, timeline, compute } = world
  const { query } = request
  const branch = findBranch(request, world)
  const [lsn, timestamp, expiry] = ['lsn', 'timestamp', 'expires_at'].map((name) => query.get(name) ?? undefined)
  if (lsn && timestamp) throw new Refusal(400, 'lsn: not together with timestamp')
  if (expiry && !(Date.parse(expiry) > store.clock.date())) throw new Refusal(400, 'expires_at: must be to come')
  if (compute) throw new Refusal(501, 'the fake makes no snapshots of its servers')
  timeline.checkIsFree(branch.projectId)
  const { roles, databases } = branch
  const id = store.newId('snap')
  const snapshot: FakeSnapshot = {
    id,
    projectId: branch.projectId,
    branchId: branch.id,
    name: query.get('name') ?? id,
    lsn,
    timestamp,
    createdAt: Math.floor(store.clock.date()),
    expiresAt: expiry === undefined ? undefined : Date.parse(expiry),
    data: structuredClone({ roles, databases }),
  }
  snapshotsOf(store).set(id, snapshot)
  const operations = scheduled(world, branch.projectId, [{ action: 'create_branch' }], troubleOf(request))
  return { status: 200, body: { snapshot: showSnapshot(snapshot), operations } }
}

function updateSnapshot(request: FakeRequest, world: World): FakeAnswer {
  const snapshot = findSnapshot(request, world)
  snapshot.name = optionalText(optionalObject(bodyObject(request), 'snapshot'), 'name') ?? snapshot.name
  return { status: 200, body: { snapshot: showSnapshot(snapshot) } }
}

function deleteSnapshot(request: FakeRequest, world: World): FakeAnswer {
  const { id, projectId } = findSnapshot(request, world)
  world.timeline.checkIsFree(projectId)
  snapshotsOf(world.store).delete(id)
  const operations = scheduled(world, projectId, [{ action: 'delete_timeline' }], troubleOf(request))
  return { status: 202, body: { operations } }
}

function restoreSnapshot(request: FakeRequest, world: World): FakeAnswer {
  const snapshot = findSnapshot(request, world)
  const body = request.body === undefined ? {} : bodyObject(request)
  const target = findBranch(request, world, optionalText(body, 'target_branch_id') ?? snapshot.branchId)
  const name = readBranchName(world, target.projectId, body)
  world.timeline.checkIsFree(target.projectId)
  const branch = makeBranch(world, target.projectId, { name })
  Object.assign(branch, structuredClone(snapshot.data))
  branch.restore = { snapshotId: snapshot.id, targetId: target.id, isFinal: false }
  const tasks = [createTask(world, branch, undefined)]
  if (body['finalize_restore'] === true) tasks.push(...replaceTarget(world, branch, target))
  const operations = scheduled(world, target.projectId, tasks, troubleOf(request))
  const endpoints = endpointsOf(world, branch.id).map((endpoint) => showOneEndpoint(world, endpoint))
  return { status: 200, body: { branch: showBranch(branch), endpoints, operations } }
}

function finalizeRestore(request: FakeRequest, world: World): FakeAnswer {
  const branch = findBranch(request, world)
  if (!branch.restore || branch.restore.isFinal) throw new Refusal(400, 'the branch has no restore to finalize')
  const body = request.body === undefined ? {} : bodyObject(request)
  const target = findBranch(request, world, branch.restore.targetId)
  const name = readBranchName(world, branch.projectId, body)
  world.timeline.checkIsFree(branch.projectId)
  const tasks = replaceTarget(world, branch, target, name)
  return { status: 200, body: { operations: scheduled(world, branch.projectId, tasks, troubleOf(request)) } }
}

/** The branch takes over name, rank and computes of the one that it replaces; the computes are restarted. */
function replaceTarget(world: World, branch: FakeBranch, target: FakeBranch, oldName = `${target.name} (old)`) {
  const endpoints = endpointsOf(world, target.id)
  for (const endpoint of endpoints) endpoint.branchId = branch.id
  branch.name = target.name
  branch.isDefault = target.isDefault
  Object.assign(target, { name: oldName, isDefault: false })
  if (branch.restore) branch.restore.isFinal = true
  return endpoints.flatMap((endpoint) => [suspendTask(world, endpoint), startTask(world, endpoint)])
}

function getSchedule(request: FakeRequest, world: World): FakeAnswer {
  const { id } = findBranch(request, world)
  return { status: 200, body: { schedule: schedulesOf(world.store).get(id) ?? [] } }
}

function setSchedule(request: FakeRequest, world: World): FakeAnswer {
  const { id } = findBranch(request, world)
  const { schedule } = bodyObject(request)
  if (!Array.isArray(schedule)) throw new Refusal(400, 'schedule: is required')
  schedulesOf(world.store).set(id, schedule.map(readRule))
  return { status: 200, body: {} }
}

function readRule(given: unknown): Record<string, unknown> {
  if (!isRecord(given)) throw new Refusal(400, 'schedule: must hold objects')
  oneOf('schedule.frequency', String(given['frequency']), ['hourly', 'daily', 'weekly', 'monthly', 'yearly'])
  return given
}

function currentSnapshots({ store }: World): FakeSnapshot[] {
  const now = store.clock.date()
  return [...snapshotsOf(store).values()].filter(({ expiresAt = Infinity }) => expiresAt > now)
}

function findSnapshot(request: FakeRequest, world: World): FakeSnapshot {
  const project = findProject(request, world)
  const id = request.path['snapshot_id']
  const snapshot = currentSnapshots(world).find((one) => one.id === id && one.projectId === project.id)
  if (!snapshot) throw new Refusal(404, 'snapshot not found')
  return snapshot
}

function showSnapshot({ id, name, lsn, timestamp, branchId, createdAt, expiresAt }: FakeSnapshot) {
  return {
    id,
    name,
    lsn,
    timestamp,
    source_branch_id: branchId,
    created_at: showTime(createdAt),
    expires_at: optionalTime(expiresAt),
    manual: true,
  }
}
