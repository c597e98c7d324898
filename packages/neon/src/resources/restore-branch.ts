import type { CallOptions } from '@keelson/core'
import * as input from '@keelson/core/input'
import type { NeonClient } from '../client.js'
import { sendPart } from '../send-part.js'
import { refusal } from '../refusal.js'
import { branchPath, getBranch, type BranchParams } from './branches.js'
import { BranchOperations, OperationsOnly } from './branches.schema.js'
import type { Operation } from './operations.schema.js'
import { pathIds } from './path-ids.js'
import { nameProblem } from './projects.js'

const restorePath = `${branchPath}/restore`

/** What {@link restoreBranch} sends. */
export interface RestoreBranchParams extends BranchParams {
  readonly source_branch_id: string
  /** A position in the source's history; without it, its newest state. Required when the source is the branch itself. */
  readonly source_lsn?: string
  /** ISO 8601, instead of `source_lsn`. */
  readonly source_timestamp?: string
  /** Keeps what the branch held under this name. Required when the branch has children, which move along. */
  readonly preserve_under_name?: string
}

/** What {@link resetBranch} sends. */
export interface ResetBranchParams extends BranchParams {
  /** Keeps what the branch held under this name. Required when the branch has children, which move along. */
  readonly preserve_under_name?: string
}

/**
 * Replaces the data of a branch by those of another one, or by its own at an earlier time; what was written since is lost,
 * unless it is preserved under a name. Connection strings stay. Never repeated by itself.
 * https://api-docs.neon.tech/reference/restoreprojectbranch
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const { operations } = await neon.restoreBranch(client, {
 *   projectId: 'quiet-river-…', branchId: 'br-main-…', source_branch_id: 'br-point-…', preserve_under_name: 'main-before',
 * })
 */
export async function restoreBranch(
  client: NeonClient,
  { projectId, branchId, ...body }: RestoreBranchParams,
  options?: CallOptions,
): Promise<BranchOperations> {
  const { source_branch_id: source, source_lsn, source_timestamp, preserve_under_name } = body
  input.check(client, `POST ${restorePath}`, [
    input.required('source_branch_id', source),
    ...(source === branchId
      ? [input.exactlyOne({ source_lsn, source_timestamp }), input.required('preserve_under_name', preserve_under_name)]
      : [input.atMostOne({ source_lsn, source_timestamp })]),
  ])
  const params = pathIds({ projectId, branchId })
  const ambiguousHint = 'Look at the newest operations of the project (listOperations) before restoring again'
  const spec = { method: 'POST', path: restorePath, params, body, ambiguousHint } as const
  return client.send({ ...spec, response: BranchOperations }, options)
}

/**
 * Replaces the data of a branch by the newest ones of its parent, as `neon branches reset --parent` does; what it held is
 * lost, unless it is preserved under a name. Throws `unsupported` for a root branch, which has no parent. Never repeated by
 * itself. https://neon.com/docs/guides/reset-from-parent
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const { operations } = await neon.resetBranch(client, { projectId: 'quiet-river-…', branchId: 'br-staging-…' })
 */
export async function resetBranch(
  client: NeonClient,
  params: ResetBranchParams,
  options?: CallOptions,
): Promise<BranchOperations> {
  const { name, parent_id } = await getBranch(client, params, options)
  if (parent_id) return restoreBranch(client, { ...params, source_branch_id: parent_id }, options)
  throw refusal(client, `branch "${name}" (${params.branchId}) has no parent to be reset to`, {
    code: 'unsupported',
    operation: `POST ${restorePath}`,
    hint: 'restoreBranch takes it back in its own history, or replaces its data by those of another branch',
  })
}

/**
 * Ends the preview of a branch that was made from a snapshot (`restoreSnapshot` without `finalize_restore`): it takes over
 * the name and the computes of the branch that it replaces, which stays under `name`. Never repeated by itself. In beta at
 * Neon. https://api-docs.neon.tech/reference/finalizerestorebranch
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const operations = await neon.finalizeRestore(client, { projectId: 'quiet-river-…', branchId: 'br-…', name: 'main-before' })
 */
export async function finalizeRestore(
  client: NeonClient,
  { name, ...params }: BranchParams & { readonly name?: string },
  options?: CallOptions,
): Promise<Operation[]> {
  const path = `${branchPath}/finalize_restore`
  input.check(client, `POST ${path}`, [nameProblem('name', name)])
  const ambiguousHint = 'restore_status of the branch (getBranch) is finalized when it was carried out'
  const spec = { method: 'POST', path, params: pathIds(params), body: { name }, ambiguousHint } as const
  return sendPart(client, { ...spec, response: OperationsOnly }, 'operations', options)
}
