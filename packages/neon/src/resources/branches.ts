import type { CallOptions, Pages } from '@keelson/core'
import type { NeonClient } from '../client.js'
import { listPages } from '../pagination.js'
import { BranchAnswer, BranchOperations, BranchPage, CreatedBranch, type Branch } from './branches.schema.js'
import { connectionSecrets } from './connection.schema.js'
import type { EndpointSettings } from './endpoints.js'
import type { EndpointType } from './endpoints.schema.js'

/** Which branch is meant. */
export interface BranchParams {
  readonly projectId: string
  readonly branchId: string
}

/** Filters of {@link listBranches}. */
export interface ListBranchesParams {
  readonly projectId: string
  /** A part of the name or of the id. */
  readonly search?: string
  /** @default 'updated_at', at Neon's side */
  readonly sortBy?: 'name' | 'created_at' | 'updated_at'
  /** @default 'desc', at Neon's side */
  readonly sortOrder?: 'asc' | 'desc'
  /** With those that were deleted and can still be recovered. @default false, at Neon's side */
  readonly includeDeleted?: boolean
}

/** What {@link createBranch} sends. */
export interface CreateBranchParams {
  readonly projectId: string
  /** Unique in its project. @default one that Neon makes up */
  readonly name?: string
  /** @default the default branch of the project */
  readonly parent_id?: string
  /** A position in the parent's history; without it, the branch begins at the parent's newest state. */
  readonly parent_lsn?: string
  /** ISO 8601, instead of `parent_lsn`. */
  readonly parent_timestamp?: string
  /** When Neon deletes the branch by itself: ISO 8601 in whole seconds. */
  readonly expires_at?: string
  readonly protected?: boolean
  readonly init_source?: 'parent-data' | 'schema-only' | (string & {})
  /** Computes to make with it. @default none: the branch holds data and nobody can connect */
  readonly endpoints?: readonly (EndpointSettings & { readonly type: EndpointType })[]
}

/** What {@link updateBranch} changes; fields left out stay as they are. */
export interface UpdateBranchParams extends BranchParams {
  readonly name?: string
  readonly protected?: boolean
  /** ISO 8601 in whole seconds; `null` lets it stay for ever. */
  readonly expires_at?: string | null
}

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

/**
 * The branches of a project. https://neon.com/docs/reference/api/branches/list-project-branches
 *
 * @example
 * import * as neon from '@keelson/neon'
 * for await (const branch of neon.listBranches(client, { projectId: 'quiet-river-…' })) console.log(branch.name)
 */
export function listBranches(
  client: NeonClient,
  { projectId, search, sortBy, sortOrder, includeDeleted }: ListBranchesParams,
  options?: CallOptions,
): Pages<Branch> {
  const spec = {
    method: 'GET',
    path: '/projects/{project_id}/branches',
    params: { project_id: projectId },
    query: { search, sort_by: sortBy, sort_order: sortOrder, include_deleted: includeDeleted },
    response: BranchPage,
  } as const
  return listPages(client, spec, (page) => page.branches, options)
}

/**
 * One branch. https://neon.com/docs/reference/api/branches/get-project-branch
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const { current_state } = await neon.getBranch(client, { projectId: 'quiet-river-…', branchId: 'br-…' })
 */
export async function getBranch(client: NeonClient, params: BranchParams, options?: CallOptions): Promise<Branch> {
  return (await client.send({ method: 'GET', ...address(params), response: BranchAnswer }, options)).branch
}

/**
 * Creates a branch, with a compute or without; usable when its operations are finished (`waitForBranch`). Never repeated by
 * itself when it may have been carried out (`ambiguous_write`): `ensureBranch` asks and goes on.
 * https://neon.com/docs/reference/api/branches/create-project-branch
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const { branch } = await neon.createBranch(client, {
 *   projectId: 'quiet-river-…', name: 'preview/42', endpoints: [{ type: 'read_write' }],
 * })
 */
export function createBranch(
  client: NeonClient,
  { projectId, endpoints, ...branch }: CreateBranchParams,
  options?: CallOptions,
): Promise<CreatedBranch> {
  return client.send(
    {
      method: 'POST',
      path: '/projects/{project_id}/branches',
      params: { project_id: projectId },
      body: { branch, endpoints },
      secrets: connectionSecrets,
      response: CreatedBranch,
      ambiguousHint: 'Look for the branch by its name before creating it again; ensureBranch does that',
    },
    options,
  )
}

/**
 * Renames a branch, protects it, or changes when it expires. https://neon.com/docs/reference/api/branches/update-project-branch
 *
 * @example
 * import * as neon from '@keelson/neon'
 * await neon.updateBranch(client, { projectId: 'quiet-river-…', branchId: 'br-…', expires_at: null })
 */
export function updateBranch(
  client: NeonClient,
  { projectId, branchId, ...branch }: UpdateBranchParams,
  options?: CallOptions,
): Promise<BranchOperations> {
  // Sets fields to given values, so a second time changes nothing.
  const spec = { method: 'PATCH', ...address({ projectId, branchId }), body: { branch }, idempotent: true } as const
  return client.send({ ...spec, response: BranchOperations }, options)
}

/**
 * Deletes a branch with its computes; `undefined` when it was gone already. Neon refuses root and default branches, protected
 * ones and those with children; `removeBranch` says so before it tries.
 * https://neon.com/docs/reference/api/branches/delete-project-branch
 *
 * @example
 * import * as neon from '@keelson/neon'
 * await neon.deleteBranch(client, { projectId: 'quiet-river-…', branchId: 'br-…' })
 */
export function deleteBranch(
  client: NeonClient,
  params: BranchParams,
  options?: CallOptions,
): Promise<BranchOperations | undefined> {
  // An id is never given twice: what is deleted stays deleted.
  const spec = { method: 'DELETE', ...address(params), idempotent: true, mayBeEmpty: true } as const
  return client.send<BranchOperations | undefined>({ ...spec, response: BranchOperations }, options)
}

/**
 * Replaces the data of a branch by those of another one, or by its own at an earlier time; what was written since is lost,
 * unless it is preserved under a name. Connection strings stay. Never repeated by itself.
 * https://neon.com/docs/reference/api/branches/restore-project-branch
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const { operations } = await neon.restoreBranch(client, {
 *   projectId: 'quiet-river-…', branchId: 'br-main-…', source_branch_id: 'br-point-…', preserve_under_name: 'main-before',
 * })
 */
export function restoreBranch(
  client: NeonClient,
  { projectId, branchId, ...body }: RestoreBranchParams,
  options?: CallOptions,
): Promise<BranchOperations> {
  const { path, params } = address({ projectId, branchId })
  const ambiguousHint = 'Look at the newest operations of the project (listOperations) before restoring again'
  const spec = { method: 'POST', path: `${path}/restore`, params, body, ambiguousHint } as const
  return client.send({ ...spec, response: BranchOperations }, options)
}

function address({ projectId, branchId }: BranchParams) {
  return {
    path: '/projects/{project_id}/branches/{branch_id}',
    params: { project_id: projectId, branch_id: branchId },
  }
}
