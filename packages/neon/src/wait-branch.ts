import {
  nextLook,
  type CallOptions,
  type Check,
  type ProbeReading,
  type Resume,
  type ServingOptions,
  type WaitOptions,
} from '@keelson/core'
import type { NeonClient } from './client.js'
import { endLook, lookUntilDone } from './look.js'
import { getBranch, type BranchParams } from './resources/branches.js'
import type { Branch, BranchState } from './resources/branches.schema.js'
import { listEndpoints } from './resources/endpoints.js'
import type { Endpoint, EndpointState } from './resources/endpoints.schema.js'
import { listOperations } from './resources/operations.js'
import type { Operation } from './resources/operations.schema.js'
import { describeUnfinished, hasFailed, isUnfinished, operationError } from './wait.js'

/** What a look at a branch saw. */
export interface BranchStatus {
  readonly branch: Branch
  /** Those of the branch that are not finished. */
  readonly operations: readonly Operation[]
  /** The one to write with, if the branch has it. */
  readonly endpoint: Endpoint | undefined
  /** What the `serving` probe found; absent before the branch is ready. */
  readonly reading?: ProbeReading | undefined
}

/** The states in which a branch can be used: an archived one comes back with the first connection. */
export const usable: readonly BranchState[] = ['ready', 'archived']
/** An idle compute wakes with the first connection. */
export const awake: readonly EndpointState[] = ['active', 'idle']

/**
 * One look at a branch, for a function that must return soon; hand `resume` to the next look.
 *
 * `done` means: `ready`, none of its operations unfinished, its compute not in the making, and `serving` passed. Throws
 * {@link OperationError} (`wait_failed`) when its creation, its restore, or the first start of its compute ended badly.
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const { done, value, resume } = await neon.checkBranch(client, { projectId, branchId }, savedResume)
 */
export async function checkBranch(
  client: NeonClient,
  { projectId, branchId }: BranchParams,
  resume?: Resume,
  { serving, ...options }: CallOptions & ServingOptions = {},
): Promise<Check<BranchStatus>> {
  const look = nextLook({ wait: 'neon.branch', projectId, branchId }, resume)
  const [branch, newest, endpoints] = await Promise.all([
    getBranch(client, { projectId, branchId }, options),
    listNewestOperations(client, projectId, options),
    listEndpoints(client, { projectId, branchId }, options),
  ])
  const own = newest.filter((operation) => operation.branch_id === branchId).toReversed()
  const operations = own.filter(isUnfinished)
  const endpoint = endpoints.find(({ type }) => type === 'read_write')
  const failed = findFailure(branch, endpoint, own)
  if (failed) throw operationError(client, failed, look)
  const isUsable = isIn(usable, branch.current_state) && (!endpoint || isIn(awake, endpoint.current_state))
  const isReady = isUsable && operations.length === 0
  return endLook(client, look, { status: { branch, operations, endpoint }, isReady }, { ...options, serving })
}

/**
 * Waits until a branch is ready, 10 minutes at most by default; with `serving`, until it also answers that probe: the
 * control plane says ready a while before a compute takes connections.
 *
 * Throws {@link OperationError} (`wait_failed`) as {@link checkBranch} does, `not_found` when it is deleted meanwhile, and
 * `wait_timeout` or `aborted` with the `resume` to go on with.
 *
 * @example
 * import * as neon from '@keelson/neon'
 * await neon.waitForBranch(client, { projectId, branchId }, { serving: probe, onProgress: ({ branch }) => console.log(branch.current_state) })
 */
export function waitForBranch(
  client: NeonClient,
  params: BranchParams,
  { serving, ...options }: WaitOptions<BranchStatus> & ServingOptions = {},
): Promise<BranchStatus> {
  return lookUntilDone(
    client,
    {
      subject: `branch ${params.branchId} of ${params.projectId}`,
      check: (resume, signal) => checkBranch(client, params, resume, { signal, serving }),
      describe: describeBranch,
    },
    options,
  )
}

/** A branch in words: `init (create_branch running)`, `ready, but it does not serve: connection refused`. */
export function describeBranch({ branch, operations, endpoint, reading }: BranchStatus): string {
  const state = branch.current_state
  if (operations.length > 0) return `${state} (${describeUnfinished(operations)})`
  if (endpoint && !isIn(awake, endpoint.current_state)) return `${state}, its compute ${endpoint.current_state}`
  return reading?.status === 'fail' ? `${state}, but it does not serve: ${reading.output ?? 'no reason given'}` : state
}

/** One page: what is unfinished is among the newest. */
export async function listNewestOperations(
  client: NeonClient,
  projectId: string,
  options: CallOptions,
): Promise<readonly Operation[]> {
  for await (const page of listOperations(client, { projectId }, options).pages()) return page
  return []
}

/** Why a branch is not going to be ready: what failed while it was made, or the last try to restore it or to start it. */
function findFailure(
  { current_state: state }: Branch,
  endpoint: Endpoint | undefined,
  own: readonly Operation[],
): Operation | undefined {
  if (state === 'init') return own.find(hasFailed)
  const isMeant = ({ endpoint_id }: Operation) => state === 'resetting' || endpoint_id === endpoint?.id
  // A later try may well succeed, so the last one counts.
  const last = state === 'resetting' || endpoint?.current_state === 'init' ? own.findLast(isMeant) : undefined
  return last && hasFailed(last) ? last : undefined
}

function isIn(states: readonly string[], state: string): boolean {
  return states.includes(state)
}
