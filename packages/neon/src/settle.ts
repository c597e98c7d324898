import { createOnce, isKeelsonError, nextCheckMs, sleep, type CallOptions, type Once } from '@keelson/core'
import type { NeonClient } from './client.js'
import type { BranchParams } from './resources/branches.js'
import type { Operation } from './resources/operations.schema.js'
import { waitForOperations } from './wait.js'
import { waitForBranch } from './wait-branch.js'

/** An answer to a write. */
interface Written {
  readonly operations: readonly Operation[]
}

/** Waits until a write is carried out: by the operations of its answer, or by all of the branch where there is none. */
export async function settle(
  client: NeonClient,
  { projectId, branchId }: BranchParams,
  answer: Written | undefined,
  { signal }: CallOptions,
): Promise<void> {
  if (answer) await waitUntilDone(client, projectId, answer.operations, { signal })
  else await waitForBranch(client, { projectId, branchId }, { signal })
}

/** Waits until the operations of an answer are finished. */
export async function waitUntilDone(
  client: NeonClient,
  projectId: string,
  operations: readonly Operation[] = [],
  { signal }: CallOptions = {},
): Promise<void> {
  await waitForOperations(client, { projectId, operationIds: operations.map(({ id }) => id) }, { signal })
}

/** {@link createOnce} for a part of a branch, which is usable afterwards. */
export async function createInBranch<Created extends Written, Found>(
  client: NeonClient,
  params: BranchParams,
  work: { readonly create: () => Promise<Created>; readonly find: () => Promise<Found | undefined> },
  options: CallOptions,
): Promise<Once<Created, Found>> {
  const once = await createOnce({ ...work, clock: client.clock, signal: options.signal })
  await settle(client, params, once.how === 'created' ? once.value : undefined, options)
  return once
}

/** As many as a creation is tried. */
const mostRounds = 8

/**
 * Deletes what is found until it is not found any more: a name may be given again, so a deletion whose answer was lost is
 * looked for before it is sent again. `isThere` is not true of another thing of the same name.
 */
export async function removeFromBranch(
  client: NeonClient,
  params: BranchParams,
  work: { readonly remove: () => Promise<Written | undefined>; readonly isThere: () => Promise<boolean> },
  options: CallOptions,
): Promise<void> {
  for (let round = 1; ; round++) {
    try {
      return await settle(client, params, await work.remove(), options)
    } catch (error) {
      if (!isKeelsonError(error) || error.code !== 'ambiguous_write' || round === mostRounds) throw error
    }
    await sleep(client.clock, nextCheckMs(round), options.signal)
    if (!(await work.isThere())) return settle(client, params, undefined, options)
  }
}
