import { Refusal, type FakeAnswer, type FakeRequest } from '@keelson/core/testing'
import type { FakeNeonCompute } from './compute.js'
import type { OperationTimeline, Task, Trouble } from './operation-timeline.js'
import { readSettings, type EndpointFields } from './endpoint-fields.js'
import { hostOfRegion, showEndpoint, showOperation } from './show.js'
import type { FakeBranch, FakeEndpoint, FakeProject, FakeRole, Store } from './store.js'

/** What the operations work on. */
export interface World {
  readonly store: Store
  readonly timeline: OperationTimeline
  readonly compute: FakeNeonCompute | undefined
  /** The organization of projects that name none. */
  readonly orgId: string | undefined
  /** How long lists do not show what was made, in milliseconds. */
  readonly listLagMs: number
}

/** An operation of the fake. */
export type Run = (request: FakeRequest, world: World) => FakeAnswer | Promise<FakeAnswer>

/** What a fault makes of the first operation that a request starts. */
export function troubleOf(request: FakeRequest): Trouble {
  if (request.strikes('operation_error')) return 'for_good'
  return request.strikes('operation_failed') ? 'once' : undefined
}

export function findProject({ path }: FakeRequest, { store }: World): FakeProject {
  const project = store.projects.get(path['project_id'] ?? '')
  if (!project) throw new Refusal(404, 'project not found')
  return project
}

/** The branch of the path, or the one given, of the project of the path. */
export function findBranch(request: FakeRequest, world: World, id = request.path['branch_id'] ?? ''): FakeBranch {
  const project = findProject(request, world)
  const branch = world.store.branches.get(id)
  if (branch?.projectId !== project.id) throw new Refusal(404, 'branch not found')
  return branch
}

export function branchesOf({ store }: World, projectId: string): FakeBranch[] {
  return [...store.branches.values()].filter((branch) => branch.projectId === projectId)
}

export function endpointsOf({ store }: World, branchId: string): FakeEndpoint[] {
  return [...store.endpoints.values()].filter((endpoint) => endpoint.branchId === branchId)
}

/** The compute that a branch is written with. */
export function writerOf(world: World, branchId: string): FakeEndpoint | undefined {
  return endpointsOf(world, branchId).find(({ type }) => type === 'read_write')
}

/** Adds a compute to a branch, still in the making. */
export function addEndpoint(
  { store }: World,
  branch: FakeBranch,
  regionId: string,
  settings: Pick<FakeEndpoint, 'type'> & EndpointFields,
): FakeEndpoint {
  const endpoint: FakeEndpoint = {
    ...store.newThing(store.newId('ep')),
    projectId: branch.projectId,
    branchId: branch.id,
    regionId,
    state: 'init',
    pendingState: 'active',
    name: undefined,
    minCu: 0.25,
    maxCu: 2,
    suspendTimeoutSeconds: 0,
    isDisabled: false,
    pgSettings: {},
    startedAt: undefined,
    suspendedAt: undefined,
    ...readSettings(store.projects.get(branch.projectId)?.endpointDefaults ?? {}),
    ...settings,
  }
  store.endpoints.set(endpoint.id, endpoint)
  return endpoint
}

/** The operation that wakes a compute. */
export function startTask({ compute, store }: World, endpoint: FakeEndpoint): Task {
  endpoint.pendingState = 'active'
  return {
    action: 'start_compute',
    branchId: endpoint.branchId,
    endpointId: endpoint.id,
    work: compute && (() => compute.endpoint(endpoint.branchId)),
    done: () => setState(store, endpoint, 'active'),
  }
}

/** The operation that lets a compute sleep. */
export function suspendTask({ compute, store }: World, endpoint: FakeEndpoint): Task {
  endpoint.pendingState = 'idle'
  return {
    action: 'suspend_compute',
    branchId: endpoint.branchId,
    endpointId: endpoint.id,
    work: compute && (() => compute.suspend(endpoint.branchId)),
    done: () => setState(store, endpoint, 'idle'),
  }
}

/** The operation that carries roles and databases into a compute, and wakes it for that. */
export function configTask(world: World, branchId: string, work: Task['work']): Task {
  const endpoint = writerOf(world, branchId)
  const done = endpoint && { endpointId: endpoint.id, done: () => setState(world.store, endpoint, 'active') }
  return { action: 'apply_config', branchId, work, ...done }
}

function setState({ clock }: Store, endpoint: FakeEndpoint, state: FakeEndpoint['state']): void {
  if (state !== endpoint.state) endpoint[state === 'active' ? 'startedAt' : 'suspendedAt'] = Math.floor(clock.date())
  endpoint.state = state
  endpoint.pendingState = undefined
}

/** What an answer says of operations that were just scheduled. */
export function scheduled(
  { timeline }: World,
  projectId: string,
  tasks: readonly Task[],
  trouble?: Trouble,
): Record<string, unknown>[] {
  return timeline.schedule(projectId, tasks, trouble).map(showOperation)
}

/** Where a compute listens; a pooler stands in front of those that only the fake knows. */
async function addressOf({ compute, timeline }: World, endpoint: FakeEndpoint, pooled: boolean): Promise<string> {
  if (compute) {
    // It may be in the making.
    await timeline.idle()
    const { host, port } = await compute.endpoint(endpoint.branchId)
    return `${host}:${port}`
  }
  return `${endpoint.id}${pooled ? '-pooler' : ''}.${hostOfRegion(endpoint.regionId)}`
}

/** With a compute behind it, the host is this machine; the port stands in connection strings only. */
export function showOneEndpoint({ compute }: World, endpoint: FakeEndpoint): Record<string, unknown> {
  return showEndpoint(endpoint, compute ? 'localhost' : `${endpoint.id}.${hostOfRegion(endpoint.regionId)}`)
}

/** A connection string, as Neon writes it. */
export async function connectionUri(
  world: World,
  endpoint: FakeEndpoint,
  { role, database, pooled }: { readonly role: FakeRole; readonly database: string; readonly pooled: boolean },
): Promise<string> {
  const address = await addressOf(world, endpoint, pooled)
  const [user, password, name] = [role.name, role.password, database].map(encodeURIComponent)
  return `postgresql://${user}:${password}@${address}/${name}?sslmode=require&channel_binding=require`
}

/** A connection string with its parts, as the answers to creations hold it. */
export async function showConnection(world: World, endpoint: FakeEndpoint, role: FakeRole, database: string) {
  const hostOf = async (pooled: boolean) => (await addressOf(world, endpoint, pooled)).replace(/:\d+$/, '')
  return {
    connection_uri: await connectionUri(world, endpoint, { role, database, pooled: false }),
    connection_parameters: {
      database,
      password: role.password,
      role: role.name,
      host: await hostOf(false),
      pooler_host: await hostOf(true),
    },
  }
}
