import type { CallOptions, Pages } from '@keelson/core'
import * as input from '@keelson/core/input'
import type { NeonClient } from '../client.js'
import { sendPart } from '../send-part.js'
import { settingsProblems, type EndpointSettings } from '../endpoint-settings.js'
import { listPages } from '../pagination.js'
import {
  BranchAnswer,
  BranchOperations,
  BranchPage,
  CreatedBranch,
  type Branch,
  type InitSource,
} from './branches.schema.js'
import { connectionSecrets } from './connection.schema.js'
import type { EndpointType } from './endpoints.schema.js'
import { pathIds } from './path-ids.js'
import { nameProblem } from './projects.js'

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
  /** With those that were deleted and can still be brought back: they have `recovery`. @default false, at Neon's side */
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
  /** `schema-only` makes a root branch with the tables of `parent_id` and without rows. @default 'parent-data' */
  readonly init_source?: InitSource
  /** Computes to make with it. @default none: the branch holds data and nobody can connect */
  readonly endpoints?: readonly (EndpointSettings & { readonly type: EndpointType })[]
}

/** What {@link deleteBranch} deletes. */
export interface DeleteBranchParams extends BranchParams {
  /** At once and for good, instead of keeping it for seven days. @default false, at Neon's side */
  readonly hardDelete?: boolean
}

/** What {@link updateBranch} changes; fields left out stay as they are. */
export interface UpdateBranchParams extends BranchParams {
  readonly name?: string
  readonly protected?: boolean
  /** ISO 8601 in whole seconds; `null` lets it stay for ever. */
  readonly expires_at?: string | null
}

const branches = '/projects/{project_id}/branches'
/** For lists that are read to their end: in Neon's order, a branch that changes meanwhile moves to a page already read. */
export const stableOrder = { sortBy: 'created_at', sortOrder: 'asc' } as const

/** Of one branch. */
export const branchPath = `${branches}/{branch_id}`

/**
 * The branches of a project. https://api-docs.neon.tech/reference/listprojectbranches
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
    path: branches,
    params: pathIds({ projectId }),
    query: { search, sort_by: sortBy, sort_order: sortOrder, include_deleted: includeDeleted },
    response: BranchPage,
  } as const
  return listPages(
    client,
    spec,
    (page) => page.branches,
    options,
    () =>
      input.check(client, `GET ${branches}`, [
        input.word('sortBy', sortBy, ['name', 'created_at', 'updated_at']),
        input.word('sortOrder', sortOrder, ['asc', 'desc']),
      ]),
  )
}

/**
 * One branch. https://api-docs.neon.tech/reference/getprojectbranch
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const { current_state } = await neon.getBranch(client, { projectId: 'quiet-river-…', branchId: 'br-…' })
 */
export async function getBranch(client: NeonClient, params: BranchParams, options?: CallOptions): Promise<Branch> {
  const spec = { method: 'GET', path: branchPath, params: pathIds(params), response: BranchAnswer } as const
  return sendPart(client, spec, 'branch', options)
}

/**
 * Creates a branch, with a compute or without; usable when its operations are finished (`waitForBranch`). Never repeated by
 * itself when it may have been carried out (`ambiguous_write`): `ensureBranch` asks and goes on.
 * https://api-docs.neon.tech/reference/createprojectbranch
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const { branch } = await neon.createBranch(client, {
 *   projectId: 'quiet-river-…', name: 'preview/42', endpoints: [{ type: 'read_write' }],
 * })
 */
export async function createBranch(
  client: NeonClient,
  { projectId, endpoints, ...branch }: CreateBranchParams,
  options?: CallOptions,
): Promise<CreatedBranch> {
  const { parent_lsn, parent_timestamp } = branch
  input.check(client, `POST ${branches}`, [
    ...problemsOf(branch),
    input.atMostOne({ parent_lsn, parent_timestamp }),
    input.word('init_source', branch.init_source, ['parent-data', 'schema-only']),
    ...(endpoints ?? []).flatMap(({ type, ...settings }, index) => [
      input.word(`endpoints.${index}.type`, type, ['read_write', 'read_only']),
      ...settingsProblems(settings, `endpoints.${index}.`),
    ]),
  ])
  return client.send(
    {
      method: 'POST',
      path: branches,
      params: pathIds({ projectId }),
      body: { branch, endpoints },
      secrets: connectionSecrets,
      response: CreatedBranch,
      ambiguousHint: 'Look for the branch by its name before creating it again; ensureBranch does that',
    },
    options,
  )
}

/**
 * Renames a branch, protects it, or changes when it expires. https://api-docs.neon.tech/reference/updateprojectbranch
 *
 * @example
 * import * as neon from '@keelson/neon'
 * await neon.updateBranch(client, { projectId: 'quiet-river-…', branchId: 'br-…', expires_at: null })
 */
export async function updateBranch(
  client: NeonClient,
  { projectId, branchId, ...branch }: UpdateBranchParams,
  options?: CallOptions,
): Promise<BranchOperations> {
  const { name, protected: isProtected, expires_at } = branch
  input.check(client, `PATCH ${branchPath}`, [
    ...problemsOf(branch),
    input.atLeastOne({ name, protected: isProtected, expires_at }),
  ])
  // Sets fields to given values, so a second time changes nothing.
  const spec = {
    method: 'PATCH',
    path: branchPath,
    params: pathIds({ projectId, branchId }),
    body: { branch },
    idempotent: true,
  } as const
  return client.send({ ...spec, response: BranchOperations }, options)
}

/**
 * Deletes a branch with its computes; `undefined` when it was gone already. Neon refuses root and default branches, protected
 * ones and those with children; `removeBranch` says so before it tries. Where Neon has the feature, which is in preview, it
 * can be brought back for seven days: `request(client, 'POST /projects/{project_id}/branches/{branch_id}/recover', …)`.
 * https://api-docs.neon.tech/reference/deleteprojectbranch
 *
 * @example
 * import * as neon from '@keelson/neon'
 * await neon.deleteBranch(client, { projectId: 'quiet-river-…', branchId: 'br-…' })
 */
export function deleteBranch(
  client: NeonClient,
  { hardDelete, ...params }: DeleteBranchParams,
  options?: CallOptions,
): Promise<BranchOperations | undefined> {
  const where = { path: branchPath, params: pathIds(params), query: { hard_delete: hardDelete } }
  // An id is never given twice: what is deleted stays deleted.
  const spec = { method: 'DELETE', ...where, idempotent: true, mayBeEmpty: true } as const
  return client.send<BranchOperations | undefined>({ ...spec, response: BranchOperations }, options)
}

/**
 * Makes a branch the default one of its project: where new branches come from and calls without a branch go. The data and
 * connection strings of both stay. https://api-docs.neon.tech/reference/setdefaultprojectbranch
 *
 * @example
 * import * as neon from '@keelson/neon'
 * await neon.setDefaultBranch(client, { projectId: 'quiet-river-…', branchId: 'br-…' })
 */
export function setDefaultBranch(
  client: NeonClient,
  params: BranchParams,
  options?: CallOptions,
): Promise<BranchOperations> {
  const path = `${branchPath}/set_as_default`
  // Twice the default is the default.
  const spec = { method: 'POST', path, params: pathIds(params), idempotent: true } as const
  return client.send({ ...spec, response: BranchOperations }, options)
}

function problemsOf({
  name,
  expires_at,
}: {
  readonly name?: string | undefined
  readonly expires_at?: string | null | undefined
}): input.Problem[] {
  const wholeSeconds = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)$/
  const example = 'give whole seconds and a zone, 2026-12-01T00:00:00Z'
  return [nameProblem('name', name), input.text('expires_at', expires_at ?? undefined, wholeSeconds, example)]
}
