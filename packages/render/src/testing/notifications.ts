import {
  bodyObject,
  createTable,
  oneOf,
  optionalText,
  Refusal,
  type FakeOperation,
  type FakeRequest,
} from '@keelson/core/testing'
import { findService } from './find-service.js'
import { joinedFilter, listPage, repeatedFilter } from './list.js'
import type { Store } from './store.js'

/** What a workspace is told of. */
export interface FakeNotificationSettings {
  readonly ownerId: string
  readonly slackEnabled: boolean
  emailEnabled: boolean
  previewNotificationsEnabled: boolean
  notificationsToSend: string
}

/** What a service does otherwise. */
export interface FakeNotificationOverride {
  readonly serviceId: string
  previewNotificationsEnabled: string
  notificationsToSend: string
}

const levels = ['none', 'failure', 'all']
const settingsOf = createTable<FakeNotificationSettings>()
export const notificationOverridesOf = createTable<FakeNotificationOverride>()

/** The operations of notification settings. */
export function notificationOperations({ store }: { readonly store: Store }) {
  const settings = ({ path: { ownerId = '' } }: FakeRequest): FakeNotificationSettings => {
    if (!store.owners.has(ownerId)) throw new Refusal(404, `not found: owner ${ownerId}`)
    const known = settingsOf(store).get(ownerId) ?? {
      ownerId,
      slackEnabled: false,
      emailEnabled: true,
      previewNotificationsEnabled: false,
      notificationsToSend: 'failure',
    }
    settingsOf(store).set(ownerId, known)
    return known
  }
  const override = (request: FakeRequest): FakeNotificationOverride => {
    const { id: serviceId } = findService(store, request)
    const none = { serviceId, previewNotificationsEnabled: 'default', notificationsToSend: 'default' }
    return notificationOverridesOf(store).get(serviceId) ?? none
  }
  return {
    'GET /notification-settings/owners/{ownerId}': (request) => ({ status: 200, body: settings(request) }),
    'PATCH /notification-settings/owners/{ownerId}': (request) => {
      const found = settings(request)
      const body = bodyObject(request)
      found.emailEnabled = readFlag(body, 'emailEnabled') ?? found.emailEnabled
      found.previewNotificationsEnabled =
        readFlag(body, 'previewNotificationsEnabled') ?? found.previewNotificationsEnabled
      const sent = optionalText(body, 'notificationsToSend') ?? found.notificationsToSend
      found.notificationsToSend = oneOf('notificationsToSend', sent, levels)
      return { status: 200, body: found }
    },
    'GET /notification-settings/overrides': (request) => {
      const owned = joinedFilter(request, 'ownerId')
      const named = repeatedFilter(request, 'serviceId')
      const items = [...notificationOverridesOf(store).values()].filter(
        ({ serviceId }) => named(serviceId) && owned(store.services.get(serviceId)?.ownerId),
      )
      return listPage(request, items, { name: 'override', position: ({ serviceId }) => serviceId, show: (one) => one })
    },
    'GET /notification-settings/overrides/services/{serviceId}': (request) => ({
      status: 200,
      body: override(request),
    }),
    'PATCH /notification-settings/overrides/services/{serviceId}': (request) => {
      const found = override(request)
      const body = bodyObject(request)
      const previews = optionalText(body, 'previewNotificationsEnabled') ?? found.previewNotificationsEnabled
      const sent = optionalText(body, 'notificationsToSend') ?? found.notificationsToSend
      found.previewNotificationsEnabled = oneOf('previewNotificationsEnabled', previews, ['default', 'false', 'true'])
      found.notificationsToSend = oneOf('notificationsToSend', sent, ['default', ...levels])
      notificationOverridesOf(store).set(found.serviceId, found)
      return { status: 200, body: found }
    },
  } satisfies Record<string, FakeOperation>
}

function readFlag(body: Record<string, unknown>, name: string): boolean | undefined {
  const value = body[name]
  if (value === undefined || typeof value === 'boolean') return value
  throw new Refusal(400, `${name}: must be a boolean`)
}
