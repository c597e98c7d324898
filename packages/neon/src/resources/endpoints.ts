import type { CallOptions } from '@keelson/core'
import type { NeonClient } from '../client.js'
import {
  EndpointAnswer,
  EndpointList,
  EndpointOperations,
  type Endpoint,
  type EndpointType,
} from './endpoints.schema.js'

/** Size and sleep of a compute. */
export interface EndpointSettings {
  /** In compute units, from 0.25. */
  readonly autoscaling_limit_min_cu?: number
  readonly autoscaling_limit_max_cu?: number
  /** Idle time until it is suspended: 60 to 604800 seconds, 0 for Neon's default of 300, -1 for never. */
  readonly suspend_timeout_seconds?: number
}

/** What {@link createEndpoint} sends. */
export interface CreateEndpointParams extends EndpointSettings {
  readonly projectId: string
  readonly branch_id: string
  readonly type: EndpointType
}

/** Which compute is meant. */
export interface EndpointParams {
  readonly projectId: string
  readonly endpointId: string
}

/**
 * The computes of a branch. https://neon.com/docs/reference/api/branches/list-project-branch-endpoints
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const endpoints = await neon.listEndpoints(client, { projectId: 'quiet-river-…', branchId: 'br-…' })
 */
export async function listEndpoints(
  client: NeonClient,
  { projectId, branchId }: { readonly projectId: string; readonly branchId: string },
  options?: CallOptions,
): Promise<Endpoint[]> {
  const path = '/projects/{project_id}/branches/{branch_id}/endpoints'
  const params = { project_id: projectId, branch_id: branchId }
  return (await client.send({ method: 'GET', path, params, response: EndpointList }, options)).endpoints
}

/**
 * One compute. https://neon.com/docs/reference/api/endpoints/get-project-endpoint
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
  const spec = { method: 'GET', ...address(params), response: EndpointAnswer } as const
  return (await client.send(spec, options)).endpoint
}

/**
 * Gives a branch a compute; a branch has one `read_write` compute at most.
 * https://neon.com/docs/reference/api/endpoints/create-project-endpoint
 *
 * @example
 * import * as neon from '@keelson/neon'
 * await neon.createEndpoint(client, { projectId: 'quiet-river-…', branch_id: 'br-…', type: 'read_write' })
 */
export function createEndpoint(
  client: NeonClient,
  { projectId, ...endpoint }: CreateEndpointParams,
  options?: CallOptions,
): Promise<EndpointOperations> {
  return client.send(
    {
      method: 'POST',
      path: '/projects/{project_id}/endpoints',
      params: { project_id: projectId },
      body: { endpoint },
      response: EndpointOperations,
      ambiguousHint: 'List the endpoints of the branch before creating another one',
    },
    options,
  )
}

/**
 * Wakes a compute; a connection does the same. Running when its operations are finished.
 * https://neon.com/docs/reference/api/endpoints/start-project-endpoint
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
 * Lets a compute sleep, and with it every connection. https://neon.com/docs/reference/api/endpoints/suspend-project-endpoint
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

function act(
  client: NeonClient,
  verb: 'start' | 'suspend',
  params: EndpointParams,
  options: CallOptions | undefined,
): Promise<EndpointOperations> {
  const { path, params: ids } = address(params)
  // Twice awake is awake.
  const spec = { method: 'POST', path: `${path}/${verb}`, params: ids, idempotent: true } as const
  return client.send({ ...spec, response: EndpointOperations }, options)
}

function address({ projectId, endpointId }: EndpointParams) {
  return {
    path: '/projects/{project_id}/endpoints/{endpoint_id}',
    params: { project_id: projectId, endpoint_id: endpointId },
  }
}
