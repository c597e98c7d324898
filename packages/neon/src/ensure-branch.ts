import {
  createOnce,
  isKeelsonError,
  type CallOptions,
  type Ensured,
  type EnsureOptions,
  type FieldChange,
} from '@keelson/core'
import * as input from '@keelson/core/input'
import type { NeonClient } from './client.js'
import { compareSettings } from './compare-settings.js'
import { settingsProblems, type EndpointSettings } from './endpoint-settings.js'
import { wholeSeconds } from './expiry.js'
import { cannotEnsure } from './refusal.js'
import { createBranch, listBranches, stableOrder, updateBranch } from './resources/branches.js'
import type { Branch } from './resources/branches.schema.js'
import { createEndpoint, listEndpoints, updateEndpoint } from './resources/endpoints.js'
import type { Endpoint } from './resources/endpoints.schema.js'
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
  /** Size and sleep of the compute that it is written with. */
  readonly endpoint?: EndpointSettings
}

/** What {@link ensureBranch} would do. */
export interface BranchPlan {
  readonly action: 'create' | 'update' | 'none'
  /** Empty when the branch does not exist yet; those of its compute begin with `endpoint`. */
  readonly changes: readonly FieldChange[]
  readonly branch: Branch | undefined
  /** The compute that the branch is written with; looked up only when one is wanted. */
  readonly endpoint: Endpoint | undefined
}

const operation = 'POST /projects/{project_id}/branches'

const fields: Readonly<Record<keyof EnsureBranchParams, true>> = {
  projectId: true,
  name: true,
  parent_id: true,
  expires_at: true,
  protected: true,
  withCompute: true,
  endpoint: true,
}

/**
 * Compares a branch with what is desired and changes nothing; found by its exact name.
 *
 * Throws `conflict` when the branch has another parent, `config` when `expires_at` is no time, a setting is out of its limits, or
 * a field is none.
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const { action, changes } = await neon.planBranch(client, { projectId, name: 'preview/42', expires_at: null })
 */
export async function planBranch(
  client: NeonClient,
  params: EnsureBranchParams,
  options: EnsureOptions = {},
): Promise<BranchPlan> {
  const desired = checked(client, params)
  const branch = await findBranch(client, desired, options)
  return planFor(client, desired, branch, options)
}

/**
 * Makes sure that a branch of this name exists and is ready; running it again is free, and sets a new `expires_at`,
 * `protected` or size of its compute. A creation whose answer was lost is looked for, not repeated.
 *
 * Throws as {@link planBranch} does.
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
  const desired = checked(client, params)
  const { projectId, withCompute = true, endpoint, expires_at, ...others } = desired
  const find = () => findBranch(client, desired, options)
  const existing = await find()
  if (existing) {
    return change(client, desired, existing, options).catch(async (error: unknown) => {
      // Somebody removed it meanwhile, as when a pull request is closed and opened again.
      if (!isKeelsonError(error) || error.code !== 'not_found' || (await find())) throw error
      return ensureBranch(client, params, options)
    })
  }
  const create = () =>
    createBranch(
      client,
      {
        projectId,
        ...others,
        ...(expires_at && { expires_at }),
        ...(withCompute && { endpoints: [{ type: 'read_write', ...endpoint }] }),
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

/** With the time as Neon takes it; throws `config` for what it does not take. */
function checked(client: NeonClient, params: EnsureBranchParams): EnsureBranchParams {
  const { withCompute, endpoint, expires_at } = params
  input.check(client, operation, [
    ...input.unknownFields(params, fields),
    withCompute === false && endpoint ? 'endpoint cannot be given with withCompute: false' : undefined,
    ...settingsProblems(endpoint, 'endpoint.'),
  ])
  return { ...params, ...(expires_at != null && { expires_at: wholeSeconds(expires_at) }) }
}

async function planFor(
  client: NeonClient,
  desired: EnsureBranchParams,
  branch: Branch | undefined,
  options: EnsureOptions,
): Promise<BranchPlan> {
  if (!branch) return { action: 'create', changes: [], branch, endpoint: undefined }
  const { projectId, parent_id, withCompute = true } = desired
  if (parent_id !== undefined && parent_id !== branch.parent_id && !options.adopt) {
    const happened = `${branch.id} comes from ${branch.parent_id ?? 'no other branch'}, not from ${parent_id}`
    throw cannotEnsure(client, operation, `the branch "${desired.name}"`, happened)
  }
  const changes = differences(desired, branch)
  const endpoint = withCompute ? await findWriter(client, { projectId, branchId: branch.id }, options) : undefined
  if (endpoint) changes.push(...compareSettings(desired.endpoint, endpoint, 'endpoint.'))
  else if (withCompute) changes.push({ path: 'endpoints', from: 'none', to: 'read_write' })
  return { action: changes.length > 0 ? 'update' : 'none', changes, branch, endpoint }
}

async function change(
  client: NeonClient,
  desired: EnsureBranchParams,
  branch: Branch,
  options: EnsureOptions,
): Promise<Ensured<Branch>> {
  const { projectId, withCompute = true } = desired
  const params = { projectId, branchId: branch.id }
  const { changes, endpoint } = await planFor(client, desired, branch, options)
  const own = changes.filter(({ path }) => !path.startsWith('endpoint'))
  if (own.length > 0) {
    const values = Object.fromEntries(own.map(({ path, to }) => [path, to]))
    await updateBranch(client, { ...params, ...values }, options)
  }
  if (endpoint && changes.length > own.length) {
    await updateEndpoint(client, { projectId, endpointId: endpoint.id, ...desired.endpoint }, options)
  }
  if (withCompute && !endpoint) {
    const create = () =>
      createEndpoint(client, { projectId, branch_id: branch.id, type: 'read_write', ...desired.endpoint }, options)
    const find = () => findWriter(client, params, options)
    const once = await createOnce({ create, find, clock: client.clock, signal: options.signal })
    // Made by somebody else, it need not be as desired.
    if (once.how === 'existing') return change(client, desired, branch, options)
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
  input.check(client, 'GET /projects/{project_id}/branches', [input.required('name', name)])
  for await (const branch of listBranches(client, { projectId, search: name, ...stableOrder }, options)) {
    if (branch.name === name) return branch
  }
  return undefined
}
