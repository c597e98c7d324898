import { nextLook, WaitError, type CallOptions, type Check, type Resume, type WaitOptions } from '@keelson/core'
import type { NeonClient } from './client.js'
import { endLook, lookUntilDone } from './look.js'
import { getOperation } from './resources/operations.js'
import type { Operation, OperationStatus } from './resources/operations.schema.js'

/** An operation that ended and was not carried out. */
export class OperationError extends WaitError {
  declare readonly failed: Operation

  override get name(): string {
    return 'OperationError'
  }

  constructor(message: string, details: ConstructorParameters<typeof WaitError>[1] & { failed: Operation }) {
    super(message, details)
  }
}

/**
 * The ends of an operation; every other state, also one that is added later, is on the way. So is `failed`: Neon tries
 * again. https://neon.com/docs/manage/operations
 */
const ends: Readonly<Partial<Record<OperationStatus, 'good' | 'bad'>>> = {
  finished: 'good',
  skipped: 'good',
  error: 'bad',
  cancelled: 'bad',
}

/** Which operations are meant. */
export interface OperationsParams {
  readonly projectId: string
  readonly operationIds: readonly string[]
}

/** Whether an operation is still on the way. */
export function isUnfinished({ status }: Operation): boolean {
  return ends[status as OperationStatus] === undefined
}

/** Whether an operation ended without having been carried out. */
export function hasFailed({ status }: Operation): boolean {
  return ends[status as OperationStatus] === 'bad'
}

/**
 * One look at operations, for a function that must return soon; hand `resume` to the next look.
 *
 * `done` means that all are finished (or were skipped); throws {@link OperationError} (`wait_failed`) when one ended otherwise.
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const { done, resume } = await neon.checkOperations(client, { projectId, operationIds }, savedResume)
 */
export async function checkOperations(
  client: NeonClient,
  { projectId, operationIds }: OperationsParams,
  resume?: Resume,
  options?: CallOptions,
): Promise<Check<readonly Operation[]>> {
  const look = nextLook({ wait: 'neon.operations', projectId, operationIds: operationIds.join(',') }, resume)
  const status = await Promise.all(
    operationIds.map((operationId) => getOperation(client, { projectId, operationId }, options)),
  )
  const failed = status.find(hasFailed)
  if (failed) throw operationError(client, failed, look)
  return endLook(client, look, { status, isReady: !status.some(isUnfinished) })
}

/**
 * Waits until operations are finished, 10 minutes at most by default.
 *
 * Throws {@link OperationError} (`wait_failed`) when one ends otherwise, `not_found` when Neon no longer has it (they are kept
 * for six months), and `wait_timeout` or `aborted` with the `resume` to go on with.
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const { operations } = await neon.suspendEndpoint(client, { projectId, endpointId })
 * await neon.waitForOperations(client, { projectId, operationIds: operations.map(({ id }) => id) })
 */
export function waitForOperations(
  client: NeonClient,
  params: OperationsParams,
  options: WaitOptions<readonly Operation[]> = {},
): Promise<readonly Operation[]> {
  const { projectId, operationIds } = params
  return lookUntilDone(
    client,
    {
      subject: `${operationIds.length === 1 ? 'an operation' : `${operationIds.length} operations`} of ${projectId}`,
      check: (resume, signal) => checkOperations(client, params, resume, { signal }),
      describe: (operations) => `at work: ${describeUnfinished(operations)}`,
    },
    options,
  )
}

/** What is still on the way, in words: `create_branch running, start_compute failed 2 times and will be tried again`. */
export function describeUnfinished(operations: readonly Operation[]): string {
  return operations
    .filter(isUnfinished)
    .map(({ action, status, failures_count: count, retry_at }) => {
      if (count === 0) return `${action} ${status}`
      const tried = retry_at ? `, last tried at ${retry_at}` : ''
      const again = status === 'failed' ? ' and will be tried again' : ` and is ${status} again`
      return `${action} failed ${count === 1 ? 'once' : `${count} times`}${again}${tried}`
    })
    .join(', ')
}

/** The error of an operation that ended badly. */
export function operationError(client: NeonClient, operation: Operation, resume: Resume): OperationError {
  // Neon's texts may quote what was asked for.
  const shown = Object.entries(operation).map(([name, value]) => [
    name,
    typeof value === 'string' ? client.redact(value) : value,
  ])
  // The same fields, of the same types.
  const failed = Object.fromEntries(shown) as Operation
  const { id, project_id, branch_id, action, status, error } = failed
  const again =
    action === 'create_branch'
      ? 'remove the branch, which stays as it is (removeBranch), then create it anew'
      : 'then ask again for what it was to do'
  const where = branch_id ? `branch ${branch_id} of ${project_id}` : project_id
  return new OperationError(`${action} (operation ${id}) on ${where} ended as ${status}${error ? `: ${error}` : ''}`, {
    code: 'wait_failed',
    provider: 'neon',
    operation: 'GET /projects/{project_id}/operations/{operation_id}',
    failed,
    resume,
    hint:
      status === 'cancelled'
        ? 'Somebody or something canceled it: ask again for what it was to do'
        : `Neon does not try it again; look at the project in the console, ${again}`,
  })
}
