import { createOnce, type CallOptions, type Ensured, type EnsureOptions, type FieldChange } from '@keelson/core'
import * as input from '@keelson/core/input'
import type { NeonClient } from './client.js'
import { compareSettings } from './compare-settings.js'
import { settingsProblems, type EndpointSettings } from './endpoint-settings.js'
import { refusal } from './refusal.js'
import type { BranchParams } from './resources/branches.js'
import { createEndpoint, deleteEndpoint, listEndpoints, updateEndpoint } from './resources/endpoints.js'
import type { Endpoint } from './resources/endpoints.schema.js'
import { waitUntilDone } from './settle.js'
import { waitForEndpoint } from './wait-endpoint.js'

/** Which read replica of a branch is meant. */
export interface ReadReplicaReference extends BranchParams {
  /** 1 to 64 characters. @default the only `read_only` compute of the branch, whatever its name */
  readonly name?: string
}

/** What {@link ensureReadReplica} makes sure of; settings left out are taken as they are. */
export interface EnsureReadReplicaParams extends ReadReplicaReference, EndpointSettings {}

/** What {@link ensureReadReplica} would do. */
export interface ReadReplicaPlan {
  readonly action: 'create' | 'update' | 'none'
  /** Empty when the replica does not exist yet. */
  readonly changes: readonly FieldChange[]
  readonly endpoint: Endpoint | undefined
}

const operation = 'POST /projects/{project_id}/endpoints'

/**
 * Compares a read replica with what is desired and changes nothing. A branch may have any number of them: the one that is
 * meant is told by its `name`, or without one it is the only one.
 *
 * Throws `conflict` when two have the name, or when there are several and no name was given; `config` when a setting is out
 * of its limits.
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const { action } = await neon.planReadReplica(client, { projectId, branchId, name: 'reports', autoscaling_limit_max_cu: 2 })
 */
export async function planReadReplica(
  client: NeonClient,
  params: EnsureReadReplicaParams,
  options: EnsureOptions = {},
): Promise<ReadReplicaPlan> {
  const settings = settingsOf(params)
  input.check(client, operation, [
    input.text('name', params.name, /^.{1,64}$/su, 'a name has 1 to 64 characters'),
    ...settingsProblems(settings),
  ])
  const endpoint = await findReplica(client, params, options)
  const changes = endpoint ? compareSettings(settings, endpoint) : []
  const action = endpoint ? (changes.length > 0 ? 'update' : 'none') : 'create'
  return { action, changes, endpoint }
}

/**
 * Makes sure that a branch has exactly one such read replica, that it has these settings and is not in the making; running
 * it again is free. A creation whose answer was lost is looked for, several times, before it is sent again.
 *
 * Throws as {@link planReadReplica} does, and `OperationError` (`wait_failed`) when its start ends badly.
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const { resource } = await neon.ensureReadReplica(client, { projectId, branchId, name: 'reports', suspend_timeout_seconds: 60 })
 */
export async function ensureReadReplica(
  client: NeonClient,
  params: EnsureReadReplicaParams,
  options: EnsureOptions = {},
): Promise<Ensured<Endpoint>> {
  const { projectId, branchId, name } = params
  const settings = settingsOf(params)
  const { endpoint, changes } = await planReadReplica(client, params, options)
  if (endpoint) {
    const endpointId = endpoint.id
    if (changes.length > 0) {
      const { operations } = await updateEndpoint(client, { projectId, endpointId, ...settings }, options)
      await waitUntilDone(client, projectId, operations, options)
    }
    const resource = await waitUntilSettled(client, { projectId, endpointId }, options)
    return { resource, outcome: changes.length > 0 ? 'updated' : 'existing', changes }
  }
  const find = () => findReplica(client, params, options)
  const fields = { ...(name !== undefined && { name }), ...settings }
  const create = () => createEndpoint(client, { projectId, branch_id: branchId, type: 'read_only', ...fields }, options)
  const once = await createOnce({ create, find, clock: client.clock, signal: options.signal })
  // Another run may have created one at the same time, and the first of two sends may arrive after all: told now, not later.
  await find()
  // Made by somebody else, it need not be as desired.
  if (once.how === 'existing') return ensureReadReplica(client, params, options)
  const { id: endpointId } = once.how === 'created' ? once.value.endpoint : once.value
  const resource = await waitUntilSettled(client, { projectId, endpointId }, options)
  return { resource, outcome: 'created', changes: [] }
}

/**
 * Deletes a read replica and waits until it is gone; one that is not there is `absent`. Throws `conflict` as
 * {@link planReadReplica} does.
 *
 * @example
 * import * as neon from '@keelson/neon'
 * await neon.removeReadReplica(client, { projectId, branchId, name: 'reports' }) // removed
 */
export async function removeReadReplica(
  client: NeonClient,
  params: ReadReplicaReference,
  options: CallOptions = {},
): Promise<'removed' | 'absent'> {
  const { projectId } = params
  const endpoint = await findReplica(client, params, options)
  if (!endpoint) return 'absent'
  const answer = await deleteEndpoint(client, { projectId, endpointId: endpoint.id }, options)
  await waitUntilDone(client, projectId, answer?.operations, options)
  return 'removed'
}

async function findReplica(
  client: NeonClient,
  { projectId, branchId, name }: ReadReplicaReference,
  options: CallOptions,
): Promise<Endpoint | undefined> {
  const all = await listEndpoints(client, { projectId, branchId }, options)
  const found = all.filter((one) => one.type === 'read_only' && (name === undefined || one.name === name))
  if (found.length < 2) return found[0]
  const shown = found.map((one) => (one.name ? `${one.id} ("${one.name}")` : one.id)).join(', ')
  throw refusal(client, `${found.length} read replicas of ${branchId} could be meant: ${shown}`, {
    code: 'conflict',
    operation: 'GET /projects/{project_id}/branches/{branch_id}/endpoints',
    hint:
      name === undefined ? 'Give the name of the one that is meant' : 'Rename or delete all but one (updateEndpoint)',
  })
}

function settingsOf(params: EnsureReadReplicaParams): EndpointSettings {
  const { projectId: _project, branchId: _branch, name: _name, ...settings } = params
  return settings
}

async function waitUntilSettled(
  client: NeonClient,
  params: { readonly projectId: string; readonly endpointId: string },
  { signal }: EnsureOptions,
): Promise<Endpoint> {
  return (await waitForEndpoint(client, params, { signal })).endpoint
}
