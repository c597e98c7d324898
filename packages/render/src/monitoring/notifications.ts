import type { CallOptions, Pages } from '@keelson/core'
import * as input from '@keelson/core/input'
import type { RenderClient } from '../client.js'
import { listPages } from '../pagination.js'
import {
  NotificationOverride,
  NotificationOverridePage,
  NotificationSettings,
  type NotificationLevel,
} from './notifications.schema.js'
import { requireOwnerId } from '../resources/services.js'

/** What {@link updateNotificationSettings} changes; fields left out stay as they are. */
export interface UpdateNotificationSettingsParams {
  /** @default the client's ownerId */
  readonly ownerId?: string
  readonly emailEnabled?: boolean
  readonly previewNotificationsEnabled?: boolean
  readonly notificationsToSend?: NotificationLevel
}

/** What {@link updateServiceNotifications} changes; `default` is what the workspace says. */
export interface UpdateServiceNotificationsParams {
  readonly serviceId: string
  readonly previewNotificationsEnabled?: 'default' | 'false' | 'true'
  readonly notificationsToSend?: 'default' | NotificationLevel
}

const path = '/notification-settings/owners/{ownerId}'
const overridesPath = '/notification-settings/overrides'
const servicePath = `${overridesPath}/services/{serviceId}`
const levels: readonly NotificationLevel[] = ['none', 'failure', 'all']

/**
 * What a workspace is told of. https://api-docs.monitoring.com/reference/retrieve-owner-notification-settings
 *
 * @example
 * import * as monitoring from '@keelson/render/monitoring'
 * const { notificationsToSend } = await monitoring.getNotificationSettings(client)
 */
export async function getNotificationSettings(
  client: RenderClient,
  params: { readonly ownerId?: string } = {},
  options?: CallOptions,
): Promise<NotificationSettings> {
  const ownerId = requireOwnerId(client, params.ownerId, `GET ${path}`)
  return client.send({ method: 'GET', path, params: { ownerId }, response: NotificationSettings }, options)
}

/**
 * Changes what a workspace is told of; Slack is switched in the dashboard only.
 * https://api-docs.monitoring.com/reference/patch-owner-notification-settings
 *
 * @example
 * import * as monitoring from '@keelson/render/monitoring'
 * await monitoring.updateNotificationSettings(client, { notificationsToSend: 'failure' })
 */
export async function updateNotificationSettings(
  client: RenderClient,
  params: UpdateNotificationSettingsParams,
  options?: CallOptions,
): Promise<NotificationSettings> {
  const operation = `PATCH ${path}`
  const { ownerId: given, ...body } = params
  input.check(client, operation, [input.word('notificationsToSend', body.notificationsToSend, levels)])
  const ownerId = requireOwnerId(client, given, operation)
  return client.send(
    { method: 'PATCH', path, params: { ownerId }, body, idempotent: true, response: NotificationSettings },
    options,
  )
}

/**
 * The services that do otherwise than their workspace. https://api-docs.monitoring.com/reference/list-notification-overrides
 *
 * @example
 * import * as monitoring from '@keelson/render/monitoring'
 * for await (const { serviceId, notificationsToSend } of monitoring.listNotificationOverrides(client)) console.log(serviceId, notificationsToSend)
 */
export function listNotificationOverrides(
  client: RenderClient,
  params: { readonly ownerId?: string | readonly string[]; readonly serviceId?: string | readonly string[] } = {},
  options?: CallOptions,
): Pages<NotificationOverride> {
  const query = { ...params, ownerId: params.ownerId ?? client.ownerId }
  return listPages(
    client,
    { method: 'GET', path: overridesPath, query, repeat: ['serviceId'], response: NotificationOverridePage },
    (page) => page.override,
    options,
  )
}

/**
 * What one service does otherwise than its workspace.
 * https://api-docs.monitoring.com/reference/retrieve-service-notification-overrides
 *
 * @example
 * import * as monitoring from '@keelson/render/monitoring'
 * const { notificationsToSend } = await monitoring.getServiceNotifications(client, { serviceId: 'srv-…' })
 */
export function getServiceNotifications(
  client: RenderClient,
  params: { readonly serviceId: string },
  options?: CallOptions,
): Promise<NotificationOverride> {
  return client.send({ method: 'GET', path: servicePath, params, response: NotificationOverride }, options)
}

/**
 * Makes one service do otherwise than its workspace, or as it does (`default`).
 * https://api-docs.monitoring.com/reference/patch-service-notification-overrides
 *
 * @example
 * import * as monitoring from '@keelson/render/monitoring'
 * await monitoring.updateServiceNotifications(client, { serviceId: 'srv-…', notificationsToSend: 'all' })
 */
export async function updateServiceNotifications(
  client: RenderClient,
  params: UpdateServiceNotificationsParams,
  options?: CallOptions,
): Promise<NotificationOverride> {
  const { serviceId, ...body } = params
  input.check(client, `PATCH ${servicePath}`, [
    input.word('notificationsToSend', body.notificationsToSend, ['default', ...levels]),
    input.word('previewNotificationsEnabled', body.previewNotificationsEnabled, ['default', 'false', 'true']),
  ])
  return client.send(
    {
      method: 'PATCH',
      path: servicePath,
      params: { serviceId },
      body,
      idempotent: true,
      response: NotificationOverride,
    },
    options,
  )
}
