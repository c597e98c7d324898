import {
  createOnce,
  KeelsonError,
  type CallOptions,
  type Ensured,
  type EnsureOptions,
  type FieldChange,
} from '@keelson/core'
import type { NeonClient } from './client.js'
import { conflict } from './ensure.js'
import { wholeSeconds } from './expiry.js'
import { createBranch, deleteBranch, listBranches, updateBranch } from './resources/branches.js'
import type { Branch } from './resources/branches.schema.js'
import { createEndpoint, listEndpoints } from './resources/endpoints.js'
import { waitForOperations } from './wait.js'
import { waitForBranch } from './wait-branch.js'

/** What {@link ensureBranch} makes sure of; fields left out are taken as they are. */
export interface EnsureBranchParams {
  readonly projectId: string
  readonly name: string
  /** For ever. @default the default branch, for a new one */
  readonly parent_id?: string
  /** When Neon deletes it by itself: ISO 8601 in whole seconds; `null` for never. */
  readonly expires_at?: string | null
  readonly protected?: boolean
  /** Whether it needs a compute, without which nobody can connect; one that is there stays. @default true */
  readonly withCompute?: boolean
}

/**
 * Makes sure that a branch of this name exists and is ready; running it again is free, and sets a new `expires_at`. A
 * creation whose answer was lost is looked for, not repeated.
 *
 * Throws `conflict` when the branch has another parent, `config` when `expires_at` is no time.
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const { resource, outcome } = await neon.ensureBranch(client, {
 *   projectId, name: 'preview/42', expires_at: '2026-12-01T00:00:00Z',
 * })
 */
export async function ensureBranch(
  client: NeonClient,
  params: EnsureBranchParams,
  options: EnsureOptions = {},
): Promise<Ensured<Branch>> {
  const desired = { ...params, ...(params.expires_at != null && { expires_at: wholeSeconds(params.expires_at) }) }
  const { projectId, withCompute = true, expires_at, ...fields } = desired
  const find = () => findBranch(client, desired, options)
  const existing = await find()
  if (existing) return change(client, desired, existing, options)
  const create = () =>
    createBranch(
      client,
      {
        projectId,
        ...fields,
        ...(expires_at && { expires_at }),
        ...(withCompute && { endpoints: [{ type: 'read_write' }] }),
      },
      options,
    )
  const once = await createOnce({ create, find, clock: client.clock, signal: options.signal })
  // Made by somebody else, it need not be as desired.
  if (once.how === 'existing') return change(client, desired, once.value, options)
  const branchId = once.how === 'created' ? once.value.branch.id : once.value.id
  const { branch } = await waitForBranch(client, { projectId, branchId }, { signal: options.signal })
  return { resource: branch, outcome: 'created', changes: [] }
}

async function change(
  client: NeonClient,
  desired: EnsureBranchParams,
  branch: Branch,
  options: EnsureOptions,
): Promise<Ensured<Branch>> {
  const { projectId, parent_id, withCompute = true } = desired
  const params = { projectId, branchId: branch.id }
  if (parent_id !== undefined && parent_id !== branch.parent_id && !options.adopt) {
    throw conflict(client, `the branch "${desired.name}"`, 'POST /projects/{project_id}/branches', {
      happened: `${branch.id} comes from ${branch.parent_id ?? 'no other branch'}, not from ${parent_id}`,
      hint: 'Use another name, remove the branch, or pass adopt: true to take it as it is',
    })
  }
  const changes = differences(desired, branch)
  if (changes.length > 0) {
    const values = Object.fromEntries(changes.map(({ path, to }) => [path, to]))
    await updateBranch(client, { ...params, ...values }, options)
  }
  if (withCompute && !(await findWriter(client, params, options))) {
    const create = () => createEndpoint(client, { projectId, branch_id: branch.id, type: 'read_write' }, options)
    await createOnce({
      create,
      find: () => findWriter(client, params, options),
      clock: client.clock,
      signal: options.signal,
    })
    changes.push({ path: 'endpoints', from: 'none', to: 'read_write' })
  }
  // Its creator may have gone away half way.
  const { branch: resource } = await waitForBranch(client, params, { signal: options.signal })
  return { resource, outcome: changes.length > 0 ? 'updated' : 'existing', changes }
}

function differences(desired: EnsureBranchParams, branch: Branch): FieldChange[] {
  const changes: FieldChange[] = []
  const { expires_at: to, protected: isProtected } = desired
  const from = branch.expires_at ?? null
  // The same moment has many spellings.
  if (to !== undefined && Date.parse(to ?? '') !== Date.parse(from ?? '') && (to ?? from) !== null)
    changes.push({ path: 'expires_at', from, to })
  if (isProtected !== undefined && isProtected !== branch.protected)
    changes.push({ path: 'protected', from: branch.protected, to: isProtected })
  return changes
}

async function findWriter(
  client: NeonClient,
  params: { readonly projectId: string; readonly branchId: string },
  options: CallOptions,
) {
  return (await listEndpoints(client, params, options)).find(({ type }) => type === 'read_write')
}

/** The branch of this name; the list finds parts of names, and of ids. */
export async function findBranch(
  client: NeonClient,
  { projectId, name }: { readonly projectId: string; readonly name: string },
  options?: CallOptions,
): Promise<Branch | undefined> {
  for await (const branch of listBranches(client, { projectId, search: name }, options)) {
    if (branch.name === name) return branch
  }
  return undefined
}

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
  const isMeant = (branch: Branch) => ('name' in params ? branch.name === params.name : branch.id === params.branchId)
  const all = await listBranches(client, { projectId }, options).toArray()
  const branch = all.find(isMeant)
  if (!branch) return 'absent'
  const obstacle = findObstacle(branch, all)
  if (obstacle) {
    const message = `branch "${branch.name}" (${branch.id}) of ${projectId} was not removed: ${obstacle.said}`
    throw new KeelsonError(client.redact(message), {
      code: 'forbidden',
      provider: 'neon',
      operation: 'DELETE /projects/{project_id}/branches/{branch_id}',
      hint: `Is it the branch that you mean? ${obstacle.hint}`,
    })
  }
  const answer = await deleteBranch(client, { projectId, branchId: branch.id }, options)
  const operationIds = answer?.operations.map(({ id }) => id) ?? []
  await waitForOperations(client, { projectId, operationIds }, { signal: options.signal })
  return 'removed'
}

/** What keeps a branch from being deleted. */
function findObstacle(branch: Branch, all: readonly Branch[]) {
  if (branch.default)
    return { said: 'it is the default branch', hint: 'Another one must become the default before it can go' }
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
  for await (const branch of listBranches(client, { projectId, search: prefix }, options)) {
    const isOurs = branch.name.startsWith(prefix) && !branch.default && !branch.protected
    if (isOurs && Date.parse(branch.expires_at ?? '') <= now) expired.push(branch)
  }
  return expired
}
