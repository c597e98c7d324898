import { KeelsonError, type CallOptions, type Pages, type Secret } from '@keelson/core'
import type { RenderClient } from '../client.js'
import { listPages } from '../pagination.js'
import { CreatedService, Service, ServicePage, type ServiceType } from './services.schema.js'

/** Filters of {@link listServices}; a list means any of its values. */
export interface ListServicesParams {
  readonly name?: string | readonly string[]
  readonly type?: ServiceType | readonly ServiceType[]
  readonly ownerId?: string | readonly string[]
  readonly environmentId?: string | readonly string[]
  readonly region?: string | readonly string[]
  readonly suspended?: 'suspended' | 'not_suspended'
  /** ISO 8601. */
  readonly createdAfter?: string
  /** ISO 8601. */
  readonly createdBefore?: string
  /** @default true, at Render's side */
  readonly includePreviews?: boolean
}

/** A variable for a new service: its value, or `generateValue` to let Render make a random one that is never shown here. */
export type EnvVarInput =
  | { readonly key: string; readonly value: string | Secret }
  | { readonly key: string; readonly generateValue: true }

/** Details of a service that runs: everything except static sites and cron jobs. */
export interface ServiceDetailsParams {
  readonly runtime?: 'docker' | 'elixir' | 'go' | 'node' | 'python' | 'ruby' | 'rust' | 'image' | (string & {})
  /** `free`, `starter`, `standard`, … with underscores: `pro_plus`. */
  readonly plan?: string
  readonly region?: 'frankfurt' | 'oregon' | 'ohio' | 'singapore' | 'virginia' | (string & {})
  readonly numInstances?: number
  readonly healthCheckPath?: string
  readonly preDeployCommand?: string
  /** 1 to 300. */
  readonly maxShutdownDelaySeconds?: number
  readonly envSpecificDetails?: {
    readonly buildCommand?: string
    readonly startCommand?: string
    readonly dockerCommand?: string
    readonly dockerContext?: string
    readonly dockerfilePath?: string
  }
}

/** What {@link createService} sends. */
export interface CreateServiceParams {
  readonly type: ServiceType
  /** Unique in its workspace. */
  readonly name: string
  /** @default the client's ownerId */
  readonly ownerId?: string
  readonly repo?: string
  readonly branch?: string
  readonly rootDir?: string
  readonly image?: { readonly ownerId: string; readonly imagePath: string; readonly registryCredentialId?: string }
  readonly autoDeploy?: 'yes' | 'no'
  readonly environmentId?: string
  /** Given at creation they are there for the first deploy, which creation starts. */
  readonly envVars?: readonly EnvVarInput[]
  readonly secretFiles?: readonly { readonly name: string; readonly content: string | Secret }[]
  readonly serviceDetails?: ServiceDetailsParams
}

/** What {@link updateService} changes; fields left out stay as they are. */
export interface UpdateServiceParams {
  readonly serviceId: string
  readonly name?: string
  readonly repo?: string
  readonly branch?: string
  readonly rootDir?: string
  readonly autoDeploy?: 'yes' | 'no'
  readonly serviceDetails?: Omit<ServiceDetailsParams, 'region' | 'numInstances'>
}

/**
 * The services that the key can see, newest first in practice. https://api-docs.render.com/reference/list-services
 *
 * @example
 * import * as render from '@keelson/render'
 * const workers = await render.listServices(client, { type: 'background_worker' }).toArray()
 */
export function listServices(
  client: RenderClient,
  params: ListServicesParams = {},
  options?: CallOptions,
): Pages<Service> {
  const query = { ...params, ownerId: params.ownerId ?? client.ownerId }
  return listPages(
    client,
    { method: 'GET', path: '/services', query, response: ServicePage },
    (page) => page.service,
    options,
  )
}

/**
 * One service. https://api-docs.render.com/reference/retrieve-service
 *
 * @example
 * import * as render from '@keelson/render'
 * const { serviceDetails } = await render.getService(client, { serviceId: 'srv-…' })
 */
export function getService(
  client: RenderClient,
  params: { readonly serviceId: string },
  options?: CallOptions,
): Promise<Service> {
  return client.send({ method: 'GET', path: '/services/{serviceId}', params, response: Service }, options)
}

/**
 * Creates a service and thereby starts its first deploy; 20 an hour. Never repeated by itself when it may have been carried
 * out (`ambiguous_write`): `ensureService` asks and goes on. https://api-docs.render.com/reference/create-service
 *
 * @example
 * import * as render from '@keelson/render'
 * const { service, deployId } = await render.createService(client, {
 *   type: 'web_service', name: 'shop', repo: 'https://github.com/me/shop',
 *   serviceDetails: { runtime: 'python', plan: 'free' },
 * })
 */
export async function createService(
  client: RenderClient,
  params: CreateServiceParams,
  options?: CallOptions,
): Promise<CreatedService> {
  const body = { ...params, ownerId: requireOwnerId(client, params.ownerId, 'POST /services') }
  const ambiguousHint = `Look for a service named "${params.name}" before creating it again; ensureService does that`
  return client.send({ method: 'POST', path: '/services', body, response: CreatedService, ambiguousHint }, options)
}

/**
 * Changes a service; takes effect with its next deploy. https://api-docs.render.com/reference/update-service
 *
 * @example
 * import * as render from '@keelson/render'
 * await render.updateService(client, { serviceId: 'srv-…', autoDeploy: 'no' })
 */
export function updateService(
  client: RenderClient,
  params: UpdateServiceParams,
  options?: CallOptions,
): Promise<Service> {
  const { serviceId, ...body } = params
  // Sets fields to given values, so a second time changes nothing.
  const spec = {
    method: 'PATCH',
    path: '/services/{serviceId}',
    params: { serviceId },
    body,
    idempotent: true,
  } as const
  return client.send({ ...spec, response: Service }, options)
}

/**
 * Deletes a service with its deploys, environment and disk, for good. https://api-docs.render.com/reference/delete-service
 *
 * @example
 * import * as render from '@keelson/render'
 * await render.deleteService(client, { serviceId: 'srv-…' })
 */
export function deleteService(
  client: RenderClient,
  params: { readonly serviceId: string },
  options?: CallOptions,
): Promise<void> {
  return client.send({ method: 'DELETE', path: '/services/{serviceId}', params }, options)
}

/** The workspace that a call is about; throws `config` when neither the call nor the client names one. */
export function requireOwnerId(client: RenderClient, ownerId: string | undefined, operation: string): string {
  const id = ownerId ?? client.ownerId
  if (id) return id
  throw new KeelsonError(`${operation} was not sent: no workspace was named`, {
    code: 'config',
    provider: 'render',
    operation,
    hint: "Pass ownerId (tea-… or usr-…) to createRenderClient; it is in the address of the dashboard's settings page",
  })
}
