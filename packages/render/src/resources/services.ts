import type { CallOptions, Pages } from '@keelson/core'
import type { RenderClient } from '../client.js'
import type { Region } from '../known-values.js'
import { listPages } from '../pagination.js'
import { refusal } from '../refusal.js'
import {
  checkNewService,
  checkServiceChange,
  type CreateServiceParams,
  type UpdateServiceParams,
} from './service-params.js'
import { CreatedService, Service, ServicePage, type ServiceType } from './services.schema.js'

/** Filters of {@link listServices}; a list means any of its values. */
export interface ListServicesParams {
  readonly name?: string | readonly string[]
  readonly type?: ServiceType | readonly ServiceType[]
  readonly ownerId?: string | readonly string[]
  readonly environmentId?: string | readonly string[]
  readonly region?: Region | readonly Region[]
  readonly suspended?: 'suspended' | 'not_suspended'
  /** ISO 8601. */
  readonly createdAfter?: string
  /** ISO 8601. */
  readonly createdBefore?: string
  /** ISO 8601. */
  readonly updatedAfter?: string
  /** ISO 8601. */
  readonly updatedBefore?: string
  /** @default true, at Render's side */
  readonly includePreviews?: boolean
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
  // Not checked: it is the call of the smallest programs, and the compiler knows the words.
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
 * out (`ambiguous_write`): `ensureService` asks and goes on. A field that the type does not have, a value that Render
 * does not know, and a variable that has no text for a value are refused before anything is sent (`config`). https://api-docs.render.com/reference/create-service
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
  checkNewService(client, params)
  const body = { ...params, ownerId: requireOwnerId(client, params.ownerId, 'POST /services') }
  const ambiguousHint = `Look for a service named "${params.name}" before creating it again; ensureService does that`
  return client.send({ method: 'POST', path: '/services', body, response: CreatedService, ambiguousHint }, options)
}

/**
 * Changes a service; takes effect with its next deploy. The number of instances, autoscaling, disk, headers and routes have
 * functions of their own. https://api-docs.render.com/reference/update-service
 *
 * @example
 * import * as render from '@keelson/render'
 * await render.updateService(client, { serviceId: 'srv-…', autoDeploy: 'no' })
 */
export async function updateService(
  client: RenderClient,
  params: UpdateServiceParams,
  options?: CallOptions,
): Promise<Service> {
  checkServiceChange(client, params)
  const { serviceId, ...body } = params
  // Sets fields to given values, so a second time changes nothing.
  return client.send(
    {
      method: 'PATCH',
      path: '/services/{serviceId}',
      params: { serviceId },
      body,
      idempotent: true,
      response: Service,
    },
    options,
  )
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
  throw refusal(client, `${operation} was not sent: no workspace was named`, {
    code: 'config',
    operation,
    hint: "Pass ownerId (tea-… or usr-…) to createRenderClient; it is in the address of the dashboard's settings page",
  })
}
