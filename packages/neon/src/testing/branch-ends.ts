import { bodyObject, optionalText, Refusal, type FakeAnswer, type FakeRequest } from '@keelson/core/testing'
import { createTask, makeBranch, readBranchName } from './branches.js'
import { showBranch } from './show.js'
import type { FakeBranch } from './store.js'
import {
  branchesOf,
  endpointsOf,
  findBranch,
  findProject,
  scheduled,
  startTask,
  suspendTask,
  troubleOf,
  writerOf,
  type World,
} from './world.js'

/** `DELETE /projects/{project_id}/branches/{branch_id}` */
export function deleteBranch(request: FakeRequest, world: World): FakeAnswer {
  const { store, timeline, compute } = world
  const project = findProject(request, world)
  const branch = store.branches.get(request.path['branch_id'] ?? '')
  if (branch?.projectId !== project.id) return { status: 204 }
  const isFirst = branch.parentId === undefined && branch.initSource === 'parent-data' && !branch.restore
  if (branch.isDefault || isFirst) throw new Refusal(400, 'a root or default branch stays')
  if (branch.isProtected) throw new Refusal(400, 'a protected branch stays')
  if (hasChildren(world, branch)) throw new Refusal(400, 'a branch with children stays')
  timeline.checkIsFree(project.id)
  const endpoints = endpointsOf(world, branch.id)
  const tasks = endpoints.map((endpoint) => suspendTask(world, endpoint))
  const close = compute && (() => compute.closeBranch(branch.id))
  tasks.push({ action: 'delete_timeline', branchId: branch.id, work: close })
  forgetBranch(world, branch)
  return { status: 200, body: { branch: showBranch(branch), operations: scheduled(world, project.id, tasks) } }
}

/** Whether a branch is the parent of another one. */
function hasChildren(world: World, { id, projectId }: FakeBranch): boolean {
  return branchesOf(world, projectId).some(({ parentId }) => parentId === id)
}

/** Takes a branch and its computes out of everything that is shown. */
export function forgetBranch(world: World, { id }: FakeBranch): void {
  world.store.branches.delete(id)
  for (const endpoint of endpointsOf(world, id)) world.store.endpoints.delete(endpoint.id)
}

/** `POST /projects/{project_id}/branches/{branch_id}/restore` */
export function restoreBranch(request: FakeRequest, world: World): FakeAnswer {
  const { timeline, compute } = world
  const branch = findBranch(request, world)
  const body = bodyObject(request)
  const source = findBranch(request, world, optionalText(body, 'source_branch_id'))
  const past = optionalText(body, 'source_lsn') ?? optionalText(body, 'source_timestamp')
  if (past !== undefined && compute) throw new Refusal(501, 'the fake keeps no history of its servers')
  if (source !== branch && source.expiresAt !== undefined)
    throw new Refusal(400, 'source_branch_id: a branch that expires has no children')
  if (source === branch && past === undefined) throw new Refusal(400, 'source_timestamp: or source_lsn is required')
  const children = branchesOf(world, branch.projectId).filter(({ parentId }) => parentId === branch.id)
  const name = readBranchName(world, branch.projectId, { name: body['preserve_under_name'] })
  if (!name && (children.length > 0 || source === branch)) throw new Refusal(400, 'preserve_under_name: is required')
  timeline.checkIsFree(branch.projectId)
  const preserved = name ? makeBranch(world, branch.projectId, { name, parentId: branch.id }) : undefined
  if (preserved) {
    preserved.parentId = branch.parentId
    preserved.state = 'ready'
    for (const child of children) child.parentId = preserved.id
  }
  const writer = writerOf(world, branch.id)
  branch.state = 'resetting'
  branch.lastResetAt = Math.floor(world.store.clock.date())
  if (source !== branch) {
    branch.parentId = source.id
    branch.roles = structuredClone(source.roles)
    branch.databases = structuredClone(source.databases)
  }
  const replace = async () => {
    const [branchId, withCompute] = [branch.id, writer !== undefined]
    if (preserved) await compute?.openBranch({ branchId: preserved.id, parentId: branchId, withCompute: false })
    await compute?.closeBranch(branchId)
    await compute?.openBranch({ branchId, parentId: source.id, withCompute })
  }
  const tasks = [createTask(world, branch, compute && replace), ...(writer ? [startTask(world, writer)] : [])]
  const operations = scheduled(world, branch.projectId, tasks, troubleOf(request))
  return { status: 200, body: { branch: showBranch(branch), operations } }
}
