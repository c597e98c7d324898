import { createTable, Refusal, type FakeAnswer, type FakeRequest } from '@keelson/core/testing'
import { showBranch, showProject, showTime } from './show.js'
import type { FakeBranch, FakeEndpoint, FakeProject, Store } from './store.js'
import { branchesOf, endpointsOf, findProject, type World } from './world.js'

/** A project that was deleted, with what was in it. */
interface DeletedProject {
  readonly project: FakeProject
  readonly branches: readonly FakeBranch[]
  readonly endpoints: readonly FakeEndpoint[]
  /** Milliseconds since 1970. */
  readonly deletedAt: number
}

const deletedOf = createTable<DeletedProject>()
const recoverableMs = 7 * 86_400_000

/** Those that were deleted less than seven days ago. */
export function recoverableProjects(store: Store): DeletedProject[] {
  const now = store.clock.date()
  return [...deletedOf(store).values()].filter(({ deletedAt }) => now - deletedAt < recoverableMs)
}

/** What a list shows of a deletion. */
export function showDeletion(deleted: DeletedProject | undefined): Record<string, unknown> {
  if (!deleted) return {}
  const { deletedAt } = deleted
  return { deleted_at: showTime(deletedAt), recoverable_until: showTime(deletedAt + recoverableMs) }
}

/** `DELETE /projects/{project_id}` */
export async function deleteProject(request: FakeRequest, world: World): Promise<FakeAnswer> {
  const { store, timeline, compute } = world
  const project = findProject(request, world)
  timeline.checkIsFree(project.id)
  const branches = branchesOf(world, project.id)
  if (branches.some(({ isProtected }) => isProtected)) throw new Refusal(400, 'project has a protected branch')
  const endpoints = branches.flatMap(({ id }) => endpointsOf(world, id))
  const deletedAt = Math.floor(store.clock.date())
  // A real server is gone with its data.
  if (!compute) deletedOf(store).set(project.id, { project, branches, endpoints, deletedAt })
  store.projects.delete(project.id)
  for (const { id } of branches) store.branches.delete(id)
  for (const { id } of endpoints) store.endpoints.delete(id)
  if (compute) await Promise.all(branches.map(({ id }) => compute.closeBranch(id)))
  return { status: 200, body: { project: showProject(project) } }
}

/** `POST /projects/{project_id}/recover`: its computes sleep. */
export function recoverProject({ path }: FakeRequest, { store }: World): FakeAnswer {
  const id = path['project_id'] ?? ''
  const deleted = recoverableProjects(store).find(({ project }) => project.id === id)
  if (!deleted) throw new Refusal(404, 'project not found')
  const { project, branches, endpoints } = deleted
  deletedOf(store).delete(id)
  store.projects.set(id, project)
  for (const branch of branches) store.branches.set(branch.id, branch)
  for (const endpoint of endpoints) {
    Object.assign(endpoint, { state: 'idle', pendingState: undefined })
    store.endpoints.set(endpoint.id, endpoint)
  }
  return { status: 200, body: { project: showProject(project), branches: branches.map(showBranch) } }
}
