import type { CallOptions } from '@keelson/core'
import * as input from '@keelson/core/input'
import type { NeonClient } from './client.js'
import { refusal } from './refusal.js'
import { deleteBranch, listBranches, stableOrder } from './resources/branches.js'
import type { Branch } from './resources/branches.schema.js'
import { waitUntilDone } from './settle.js'

/** A branch by its name or its id. */
export type BranchReference =
  | { readonly projectId: string; readonly name: string }
  | { readonly projectId: string; readonly branchId: string }

/**
 * Deletes a branch and waits until it is gone; one that is not there is `absent`. Default and protected branches, and those
 * with children, are not deleted: `forbidden`, which says so before it is tried.
 *
 * @example
 * import * as neon from '@keelson/neon'
 * await neon.removeBranch(client, { projectId, name: 'preview/42' }) // removed
 */
export async function removeBranch(
  client: NeonClient,
  params: BranchReference,
  options: CallOptions = {},
): Promise<'removed' | 'absent'> {
  const { projectId } = params
  // Without it, "absent" would be said of a branch that is there.
  const meant = 'name' in params ? input.required('name', params.name) : input.required('branchId', params.branchId)
  input.check(client, 'DELETE /projects/{project_id}/branches/{branch_id}', [meant])
  const isMeant = (branch: Branch) => ('name' in params ? branch.name === params.name : branch.id === params.branchId)
  const all = await listBranches(client, { projectId, ...stableOrder }, options).toArray()
  const branch = all.find(isMeant)
  if (!branch) return 'absent'
  const obstacle = findObstacle(branch, all)
  if (obstacle) {
    const message = `branch "${branch.name}" (${branch.id}) of ${projectId} was not removed: ${obstacle.said}`
    throw refusal(client, message, {
      code: 'forbidden',
      operation: 'DELETE /projects/{project_id}/branches/{branch_id}',
      hint: `Is it the branch that you mean? ${obstacle.hint}`,
    })
  }
  const answer = await deleteBranch(client, { projectId, branchId: branch.id }, options)
  await waitUntilDone(client, projectId, answer?.operations, options)
  return 'removed'
}

/** What keeps a branch from being deleted. */
function findObstacle(branch: Branch, all: readonly Branch[]) {
  if (branch.default)
    return { said: 'it is the default branch', hint: 'Another one must become the default first: setDefaultBranch' }
  if (branch.protected)
    return { said: 'it is protected', hint: 'updateBranch with protected: false lifts the protection' }
  const children = all.filter(({ parent_id }) => parent_id === branch.id).map(({ id, name }) => `"${name}" (${id})`)
  if (children.length === 0) return undefined
  return { said: `it is the parent of ${children.join(', ')}`, hint: 'Its children must go first' }
}

/**
 * The branches with a name of this prefix that are past their time: Neon deletes them some time later, or, where the feature
 * is missing, never. Default and protected branches are left out.
 *
 * @example
 * import * as neon from '@keelson/neon'
 * for (const { id } of await neon.listExpiredBranches(client, { projectId, prefix: 'preview/' })) {
 *   await neon.removeBranch(client, { projectId, branchId: id })
 * }
 */
export async function listExpiredBranches(
  client: NeonClient,
  params: {
    readonly projectId: string
    readonly prefix: string
    /** Milliseconds since 1970. @default the client's clock */
    readonly now?: number
  },
  options?: CallOptions,
): Promise<Branch[]> {
  const { projectId, prefix, now = client.clock.date() } = params
  const expired: Branch[] = []
  for await (const branch of listBranches(client, { projectId, search: prefix, ...stableOrder }, options)) {
    const isOurs = branch.name.startsWith(prefix) && !branch.default && !branch.protected
    if (isOurs && Date.parse(branch.expires_at ?? '') <= now) expired.push(branch)
  }
  return expired
}
