import type { CallOptions, Pages } from '@keelson/core'
import * as input from '@keelson/core/input'
import type { RenderClient } from '../client.js'
import { webhookEventTypes, type WebhookEventType } from './webhook-event-types.js'
import { listPages } from '../pagination.js'
import { requireOwnerId } from '../resources/services.js'
import { Webhook, WebhookDeliveryPage, WebhookPage, type WebhookDelivery } from './webhooks.schema.js'

/** What {@link createWebhook} sends. */
export interface CreateWebhookParams {
  /** @default the client's ownerId */
  readonly ownerId?: string
  readonly name: string
  /** https, reachable from the internet. */
  readonly url: string
  /** @default true */
  readonly enabled?: boolean
  /** The events to send. @default [], which means all of them */
  readonly eventFilter?: readonly WebhookEventType[]
}

/** What {@link updateWebhook} changes; fields left out stay as they are. */
export interface UpdateWebhookParams extends Partial<Omit<CreateWebhookParams, 'ownerId'>> {
  readonly webhookId: string
}

const path = '/webhooks'
const onePath = `${path}/{webhookId}`
const secrets = ['secret']

/**
 * The webhooks of the client's workspace, or of those in `ownerId`. https://api-docs.render.com/reference/list-webhooks
 *
 * @example
 * import * as webhooks from '@keelson/render/webhooks'
 * for await (const { name, url } of webhooks.listWebhooks(client)) console.log(name, url)
 */
export function listWebhooks(
  client: RenderClient,
  params: { readonly ownerId?: string | readonly string[] } = {},
  options?: CallOptions,
): Pages<Webhook> {
  const query = { ownerId: params.ownerId ?? client.ownerId }
  const spec = { method: 'GET', path, query, secrets: ['*.webhook.secret'], response: WebhookPage } as const
  return listPages(client, spec, (page) => page.webhook, options)
}

/**
 * One webhook, with the secret that its messages are signed with.
 * https://api-docs.render.com/reference/retrieve-webhook
 *
 * @example
 * import * as webhooks from '@keelson/render/webhooks'
 * const { secret } = await webhooks.getWebhook(client, { webhookId: 'whk-…' })
 */
export function getWebhook(
  client: RenderClient,
  params: { readonly webhookId: string },
  options?: CallOptions,
): Promise<Webhook> {
  return client.send({ method: 'GET', path: onePath, params, secrets, response: Webhook }, options)
}

/**
 * Makes Render send events to a URL; verify them with `verifyWebhook` of `@keelson/render/webhooks`. Never repeated by
 * itself when it may have been carried out (`ambiguous_write`). Throws `config` for a URL that is not https, or an event
 * that does not exist. https://api-docs.render.com/reference/create-webhook
 *
 * @example
 * import * as webhooks from '@keelson/render/webhooks'
 * const { id, secret } = await webhooks.createWebhook(client, {
 *   name: 'failures', url: 'https://hooks.example.com/render', eventFilter: ['server_failed', 'deploy_ended'],
 * })
 */
export async function createWebhook(
  client: RenderClient,
  params: CreateWebhookParams,
  options?: CallOptions,
): Promise<Webhook> {
  const operation = `POST ${path}`
  const { name, url } = params
  checkWebhook(client, operation, params, [input.required('name', name), input.required('url', url)])
  const ownerId = requireOwnerId(client, params.ownerId, operation)
  const body = { enabled: true, eventFilter: [], ...params, ownerId }
  const ambiguousHint = `Look at listWebhooks for one named "${name}" before creating it again`
  return client.send({ method: 'POST', path, body, secrets, response: Webhook, ambiguousHint }, options)
}

/**
 * Changes a webhook. Throws `config` for a URL that is not https, or an event that does not exist.
 * https://api-docs.render.com/reference/update-webhook
 *
 * @example
 * import * as webhooks from '@keelson/render/webhooks'
 * await webhooks.updateWebhook(client, { webhookId: 'whk-…', enabled: false })
 */
export async function updateWebhook(
  client: RenderClient,
  params: UpdateWebhookParams,
  options?: CallOptions,
): Promise<Webhook> {
  const { webhookId, ...body } = params
  checkWebhook(client, `PATCH ${onePath}`, body)
  // Sets fields to given values, so a second time changes nothing.
  const spec = { method: 'PATCH', path: onePath, params: { webhookId }, body, secrets, idempotent: true } as const
  return client.send({ ...spec, response: Webhook }, options)
}

function checkWebhook(
  client: RenderClient,
  operation: string,
  { url, eventFilter }: Partial<CreateWebhookParams>,
  more: readonly input.Problem[] = [],
): void {
  input.check(client, operation, [
    ...more,
    // The address may hold a token, so it is not quoted.
    url === undefined || /^https:\/\/./.test(url) ? undefined : 'url cannot be sent to: it must begin with https://',
    input.word('eventFilter', eventFilter, webhookEventTypes),
  ])
}

/**
 * Removes a webhook. https://api-docs.render.com/reference/delete-webhook
 *
 * @example
 * import * as webhooks from '@keelson/render/webhooks'
 * await webhooks.deleteWebhook(client, { webhookId: 'whk-…' })
 */
export function deleteWebhook(
  client: RenderClient,
  params: { readonly webhookId: string },
  options?: CallOptions,
): Promise<void> {
  return client.send({ method: 'DELETE', path: onePath, params }, options)
}

/** Filters of {@link listWebhookEvents}. */
export interface ListWebhookEventsParams {
  readonly webhookId: string
  /** ISO 8601. */
  readonly sentAfter?: string
  /** ISO 8601. */
  readonly sentBefore?: string
}

/**
 * What was sent to a webhook, and what its receiver answered. https://api-docs.render.com/reference/list-webhook-events
 *
 * @example
 * import * as webhooks from '@keelson/render/webhooks'
 * for await (const { eventType, statusCode, error } of webhooks.listWebhookEvents(client, { webhookId: 'whk-…' }))
 *   console.log(eventType, statusCode ?? error)
 */
export function listWebhookEvents(
  client: RenderClient,
  { webhookId, ...query }: ListWebhookEventsParams,
  options?: CallOptions,
): Pages<WebhookDelivery> {
  const spec = { method: 'GET', path: `${onePath}/events`, params: { webhookId }, query } as const
  return listPages(client, { ...spec, response: WebhookDeliveryPage }, (page) => page.webhookEvent, options)
}
