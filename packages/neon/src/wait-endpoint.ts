import {
  nextLook,
  WaitError,
  type CallOptions,
  type Check,
  type ProbeReading,
  type Resume,
  type ServingOptions,
  type WaitOptions,
} from '@keelson/core'
import type { NeonClient } from './client.js'
import { endLook, lookUntilDone } from './look.js'
import { getEndpoint, type EndpointParams } from './resources/endpoints.js'
import type { Endpoint } from './resources/endpoints.schema.js'
import type { Operation } from './resources/operations.schema.js'
import { describeUnfinished, hasFailed, isUnfinished, operationError } from './wait.js'
import { listNewestOperations } from './wait-branch.js'

/** Which compute is waited for, and until when. */
export interface EndpointWaitParams extends EndpointParams {
  /**
   * `settled`: nothing is being done to it, and it runs or sleeps (a connection wakes it); `awake`: it runs.
   *
   * @default 'settled'
   */
  readonly until?: 'awake' | 'settled'
}

/** What a look at a compute saw. */
export interface EndpointStatus {
  readonly endpoint: Endpoint
  /** Those of the compute that are not finished. */
  readonly operations: readonly Operation[]
  /** What the `serving` probe found; absent before the compute is as wanted. */
  readonly reading?: ProbeReading | undefined
}

/**
 * One look at a compute, for a function that must return soon; hand `resume` to the next look.
 *
 * `done` means: `active`, or with `settled` `idle` as well, nothing pending, and `serving` passed. Throws `wait_failed` when
 * it is not so and its last operation ended badly ({@link OperationError}), or when it is disabled and was to run or serve.
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const { done, value, resume } = await neon.checkEndpoint(client, { projectId, endpointId, until: 'awake' }, savedResume)
 */
export async function checkEndpoint(
  client: NeonClient,
  { projectId, endpointId, until = 'settled' }: EndpointWaitParams,
  resume?: Resume,
  { serving, ...options }: CallOptions & ServingOptions = {},
): Promise<Check<EndpointStatus>> {
  const look = nextLook({ wait: 'neon.endpoint', projectId, endpointId, until }, resume)
  const [endpoint, newest] = await Promise.all([
    getEndpoint(client, { projectId, endpointId }, options),
    listNewestOperations(client, projectId, options),
  ])
  const { current_state: state, pending_state: pending = state } = endpoint
  const own = newest.filter((operation) => operation.endpoint_id === endpointId)
  const operations = own.filter(isUnfinished)
  const isWanted = state === 'active' || (state === 'idle' && until === 'settled')
  // A restart leads from active to active.
  const isReady = isWanted && pending === state && operations.length === 0
  // The newest comes first.
  const [last] = own
  if (!isReady && last && hasFailed(last)) throw operationError(client, last, look)
  if (endpoint.disabled && (until === 'awake' || serving)) throw disabledError(endpoint, look)
  return endLook(client, look, { status: { endpoint, operations }, isReady }, { ...options, serving })
}

/**
 * Waits until a compute is settled, or awake, 10 minutes at most by default; with `serving`, until it also answers that
 * probe. It starts nothing: an idle compute is woken by `startEndpoint`, or by the connection of the probe.
 *
 * Throws as {@link checkEndpoint} does, `not_found` when it is deleted meanwhile, and `wait_timeout` or `aborted` with the
 * `resume` to go on with.
 *
 * @example
 * import * as neon from '@keelson/neon'
 * await neon.startEndpoint(client, { projectId, endpointId })
 * await neon.waitForEndpoint(client, { projectId, endpointId, until: 'awake' }, { totalTimeoutMs: 60_000 })
 */
export function waitForEndpoint(
  client: NeonClient,
  params: EndpointWaitParams,
  { serving, ...options }: WaitOptions<EndpointStatus> & ServingOptions = {},
): Promise<EndpointStatus> {
  return lookUntilDone(
    client,
    {
      subject: `compute ${params.endpointId} of ${params.projectId}`,
      check: (resume, signal) => checkEndpoint(client, params, resume, { signal, serving }),
      describe: describeEndpoint,
    },
    options,
  )
}

/** A compute in words: `init (start_compute running)`, `active, but it does not serve: connection refused`. */
function describeEndpoint({ endpoint, operations, reading }: EndpointStatus): string {
  const { current_state: state, pending_state: pending } = endpoint
  if (operations.length > 0) return `${state} (${describeUnfinished(operations)})`
  if (reading?.status === 'fail') return `${state}, but it does not serve: ${reading.output ?? 'no reason given'}`
  if (pending && pending !== state) return `${state}, on the way to ${pending}`
  return state === 'idle' ? 'idle, and nothing wakes it' : state
}

function disabledError({ id, project_id }: Endpoint, resume: Resume): WaitError {
  return new WaitError(`compute ${id} of ${project_id} is disabled: it does not run and takes no connections`, {
    code: 'wait_failed',
    provider: 'neon',
    operation: 'GET /projects/{project_id}/endpoints/{endpoint_id}',
    resume,
    hint: 'Enable it with updateEndpoint and disabled: false, then start it',
  })
}
