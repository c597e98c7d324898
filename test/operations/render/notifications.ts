import * as monitoring from '@keelson/render/monitoring'
import { ownerId, row, type Refusal, type RenderWorld } from './world.ts'

const withOverride = async ({ client, serviceId }: RenderWorld) => {
  await monitoring.updateServiceNotifications(client, { serviceId, notificationsToSend: 'all' })
  return {}
}

export const rows = [
  row({
    operation: 'getNotificationSettings',
    call: ({ client }) => monitoring.getNotificationSettings(client),
    requests: ['GET /notification-settings/owners/tea-1'],
    answer: { ownerId, emailEnabled: true, notificationsToSend: 'failure' },
  }),
  row({
    operation: 'updateNotificationSettings',
    call: ({ client }) =>
      monitoring.updateNotificationSettings(client, {
        ownerId,
        emailEnabled: false,
        previewNotificationsEnabled: true,
        notificationsToSend: 'all',
      }),
    requests: ['PATCH /notification-settings/owners/tea-1'],
    body: { emailEnabled: false, previewNotificationsEnabled: true, notificationsToSend: 'all' },
    answer: { emailEnabled: false, previewNotificationsEnabled: true, notificationsToSend: 'all' },
  }),
  row({
    operation: 'listNotificationOverrides',
    arrange: withOverride,
    call: ({ client, serviceId }) =>
      monitoring
        .listNotificationOverrides(client, { ownerId: [ownerId, 'tea-2'], serviceId: [serviceId, 'srv-2'] })
        .toArray({ limit: 1 }),
    requests: ['GET /notification-settings/overrides?limit=100&ownerId=tea-1%2Ctea-2&serviceId=srv&serviceId=srv-2'],
    answer: [{ notificationsToSend: 'all', previewNotificationsEnabled: 'default' }],
  }),
  row({
    operation: 'getServiceNotifications',
    call: ({ client, serviceId }) => monitoring.getServiceNotifications(client, { serviceId }),
    requests: ['GET /notification-settings/overrides/services/srv'],
    answer: { notificationsToSend: 'default', previewNotificationsEnabled: 'default' },
  }),
  row({
    operation: 'updateServiceNotifications',
    call: ({ client, serviceId }) =>
      monitoring.updateServiceNotifications(client, {
        serviceId,
        notificationsToSend: 'none',
        previewNotificationsEnabled: 'false',
      }),
    requests: ['PATCH /notification-settings/overrides/services/srv'],
    body: { notificationsToSend: 'none', previewNotificationsEnabled: 'false' },
    answer: { notificationsToSend: 'none', previewNotificationsEnabled: 'false' },
  }),
]

export const refusals: readonly Refusal[] = [
  {
    operation: 'updateNotificationSettings with an unknown level',
    call: (client) => monitoring.updateNotificationSettings(client, { notificationsToSend: 'some' as 'all' }),
    says: ['notificationsToSend', 'some', 'none, failure, all'],
  },
  {
    operation: 'updateServiceNotifications with a boolean',
    call: (client) =>
      monitoring.updateServiceNotifications(client, {
        serviceId: 'srv-1',
        previewNotificationsEnabled: 'yes' as 'true',
        notificationsToSend: 'some' as 'all',
      }),
    says: ['previewNotificationsEnabled', 'default, false, true', 'default, none, failure, all'],
  },
]
