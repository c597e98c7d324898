import type { CallOptions } from '@keelson/core'
import * as input from '@keelson/core/input'
import type { NeonClient } from '../client.js'
import { sendPart } from '../send-part.js'
import { settingsProblems, type EndpointSettings } from '../endpoint-settings.js'
import {
  EndpointAnswer,
  EndpointList,
  EndpointOperations,
  type Endpoint,
  type EndpointType,
} from './endpoints.schema.js'
import { pathIds } from './path-ids.js'

/** Settings that the server of a compute is started with. */
export interface EndpointServerSettings {
  /** PostgreSQL's own: `{ max_connections: '200' }`. */
  readonly pg_settings?: Readonly<Record<string, string>>
}

interface EndpointFields extends EndpointSettings {
  /** 1 to 64 characters; not unique. */
  readonly name?: string
  /** Suspends it and lets nobody connect. */
  readonly disabled?: boolean
  readonly settings?: EndpointServerSettings
}

/** What {@link createEndpoint} sends. */
export interface CreateEndpointParams extends EndpointFields {
  readonly projectId: string
  readonly branch_id: string
  readonly type: EndpointType
}

/** What {@link updateEndpoint} changes; fields left out stay as they are. */
export interface UpdateEndpointParams extends EndpointParams, EndpointFields {}

/** Of a branch, or of all branches of a project. */
export interface ListEndpointsParams {
  readonly projectId: string
  readonly branchId?: string
}

/** Which compute is meant. */
export interface EndpointParams {
  readonly projectId: string
  readonly endpointId: string
}

const endpoints = '/projects/{project_id}/endpoints'
const onePath = `${endpoints}/{endpoint_id}`

/**
 * The computes of a branch; without `branchId`, those of all branches of the project.
 * https://api-docs.neon.tech/reference/listprojectbranchendpoints
 * https://api-docs.neon.tech/reference/listprojectendpoints
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const endpoints = await neon.listEndpoints(client, { projectId: 'quiet-river-…', branchId: 'br-…' })
 */
export async function listEndpoints(
  client: NeonClient,
  params: ListEndpointsParams,
  options?: CallOptions,
): Promise<Endpoint[]> {
  const path = params.branchId === undefined ? endpoints : '/projects/{project_id}/branches/{branch_id}/endpoints'
  const spec = { method: 'GET', path, params: pathIds(params), response: EndpointList } as const
  return sendPart(client, spec, 'endpoints', options)
}

/**
 * One compute. https://api-docs.neon.tech/reference/getprojectendpoint
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const { current_state } = await neon.getEndpoint(client, { projectId: 'quiet-river-…', endpointId: 'ep-…' })
 */
export async function getEndpoint(
  client: NeonClient,
  params: EndpointParams,
  options?: CallOptions,
): Promise<Endpoint> {
  const spec = { method: 'GET', path: onePath, params: pathIds(params), response: EndpointAnswer } as const
  return sendPart(client, spec, 'endpoint', options)
}

/**
 * Gives a branch a compute; a branch has one `read_write` compute at most (`conflict`) and any number of `read_only` ones.
 * Never repeated by itself when it may have been carried out (`ambiguous_write`).
 * https://api-docs.neon.tech/reference/createprojectendpoint
 *
 * @example
 * import * as neon from '@keelson/neon'
 * await neon.createEndpoint(client, { projectId: 'quiet-river-…', branch_id: 'br-…', type: 'read_write' })
 */
export async function createEndpoint(
  client: NeonClient,
  { projectId, ...endpoint }: CreateEndpointParams,
  options?: CallOptions,
): Promise<EndpointOperations> {
  input.check(client, `POST ${endpoints}`, [
    input.required('branch_id', endpoint.branch_id),
    input.word('type', endpoint.type, ['read_write', 'read_only']),
    ...problemsOf(endpoint),
  ])
  return client.send(
    {
      method: 'POST',
      path: endpoints,
      params: pathIds({ projectId }),
      body: { endpoint },
      response: EndpointOperations,
      ambiguousHint:
        'List the endpoints of the branch before creating another one; ensureReadReplica and ensureBranch do that',
    },
    options,
  )
}

/**
 * Changes size, sleep, name or settings of a compute, or disables it; one that runs may be restarted for that, which drops
 * its connections. https://api-docs.neon.tech/reference/updateprojectendpoint
 *
 * @example
 * import * as neon from '@keelson/neon'
 * await neon.updateEndpoint(client, { projectId: 'quiet-river-…', endpointId: 'ep-…', autoscaling_limit_max_cu: 2 })
 */
export async function updateEndpoint(
  client: NeonClient,
  { projectId, endpointId, ...endpoint }: UpdateEndpointParams,
  options?: CallOptions,
): Promise<EndpointOperations> {
  const { name, disabled, settings, autoscaling_limit_min_cu, autoscaling_limit_max_cu } = endpoint
  const { suspend_timeout_seconds } = endpoint
  const sizes = { autoscaling_limit_min_cu, autoscaling_limit_max_cu, suspend_timeout_seconds }
  input.check(client, `PATCH ${onePath}`, [
    input.atLeastOne({ name, disabled, settings, ...sizes }),
    ...problemsOf(endpoint),
  ])
  // Sets fields to given values, so a second time changes nothing.
  const params = pathIds({ projectId, endpointId })
  const spec = { method: 'PATCH', path: onePath, params, body: { endpoint }, idempotent: true } as const
  return client.send({ ...spec, response: EndpointOperations }, options)
}

/**
 * Deletes a compute, and drops its connections; `undefined` when it was gone already. The data stay with the branch.
 * https://api-docs.neon.tech/reference/deleteprojectendpoint
 *
 * @example
 * import * as neon from '@keelson/neon'
 * await neon.deleteEndpoint(client, { projectId: 'quiet-river-…', endpointId: 'ep-…' })
 */
export function deleteEndpoint(
  client: NeonClient,
  params: EndpointParams,
  options?: CallOptions,
): Promise<EndpointOperations | undefined> {
  // An id is never given twice: what is deleted stays deleted.
  const spec = { method: 'DELETE', path: onePath, params: pathIds(params), idempotent: true, mayBeEmpty: true } as const
  return client.send<EndpointOperations | undefined>({ ...spec, response: EndpointOperations }, options)
}

/**
 * Wakes a compute; a connection does the same. Running when its operations are finished.
 * https://api-docs.neon.tech/reference/startprojectendpoint
 *
 * @example
 * import * as neon from '@keelson/neon'
 * await neon.startEndpoint(client, { projectId: 'quiet-river-…', endpointId: 'ep-…' })
 */
export function startEndpoint(
  client: NeonClient,
  params: EndpointParams,
  options?: CallOptions,
): Promise<EndpointOperations> {
  return act(client, 'start', params, options)
}

/**
 * Lets a compute sleep, and with it every connection. https://api-docs.neon.tech/reference/suspendprojectendpoint
 *
 * @example
 * import * as neon from '@keelson/neon'
 * await neon.suspendEndpoint(client, { projectId: 'quiet-river-…', endpointId: 'ep-…' })
 */
export function suspendEndpoint(
  client: NeonClient,
  params: EndpointParams,
  options?: CallOptions,
): Promise<EndpointOperations> {
  return act(client, 'suspend', params, options)
}

/**
 * Suspends a compute and starts it again, which drops every connection. Never repeated by itself.
 * https://api-docs.neon.tech/reference/restartprojectendpoint
 *
 * @example
 * import * as neon from '@keelson/neon'
 * await neon.restartEndpoint(client, { projectId: 'quiet-river-…', endpointId: 'ep-…' })
 */
export function restartEndpoint(
  client: NeonClient,
  params: EndpointParams,
  options?: CallOptions,
): Promise<EndpointOperations> {
  return act(client, 'restart', params, options)
}

function act(
  client: NeonClient,
  verb: 'start' | 'suspend' | 'restart',
  params: EndpointParams,
  options: CallOptions | undefined,
): Promise<EndpointOperations> {
  // Twice awake is awake; twice restarted is two interruptions.
  const idempotent = verb !== 'restart'
  const ambiguousHint = 'Look at started_at of the compute (getEndpoint) before restarting it again'
  const spec = {
    method: 'POST',
    path: `${onePath}/${verb}`,
    params: pathIds(params),
    idempotent,
    ambiguousHint,
  } as const
  return client.send({ ...spec, response: EndpointOperations }, options)
}

function problemsOf({ name, ...settings }: EndpointFields): input.Problem[] {
  return [input.text('name', name, /^.{1,64}$/su, 'a name has 1 to 64 characters'), ...settingsProblems(settings)]
}
