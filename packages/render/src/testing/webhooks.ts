import {
  bodyObject,
  createTable,
  oneOf,
  optionalText,
  Refusal,
  requiredText,
  type FakeOperation,
  type FakeRequest,
} from '@keelson/core/testing'
import { webhookEventTypes } from '../webhooks/webhook-event-types.js'
import type { FakeEvent } from './event-record.js'
import { joinedFilter, listPage, timeFilter } from './list.js'
import type { Store } from './store.js'

/** A webhook as the fake keeps it; its secret is plain text in here. */
export interface FakeWebhook {
  readonly id: string
  readonly sequence: number
  readonly ownerId: string
  readonly secret: string
  name: string
  url: string
  enabled: boolean
  eventFilter: readonly string[]
  /** What was sent to it, the oldest first; nothing leaves the process, and each is taken to have been answered with 200. */
  readonly deliveries: FakeDelivery[]
}

/** A message to a webhook. */
export interface FakeDelivery {
  readonly id: string
  readonly event: FakeEvent
  readonly sentAt: number
}

export const webhooksOf = createTable<FakeWebhook>()

/** Notes an event as sent to every webhook that wants it. */
export function recordDelivery(store: Store, event: FakeEvent): void {
  const { ownerId } = store.services.get(event.serviceId) ?? {}
  for (const { enabled, eventFilter, deliveries, ...webhook } of webhooksOf(store).values()) {
    const isWanted = eventFilter.length === 0 || eventFilter.includes(event.type)
    if (!enabled || !isWanted || webhook.ownerId !== ownerId) continue
    deliveries.push({ id: `evj-${webhook.id.slice(4)}-${deliveries.length + 1}`, event, sentAt: store.clock.date() })
  }
}

/** The operations of webhooks. */
export function webhookOperations({ store }: { readonly store: Store }) {
  const find = ({ path }: FakeRequest): FakeWebhook => {
    const webhook = webhooksOf(store).get(path['webhookId'] ?? '')
    if (!webhook) throw new Refusal(404, `not found: webhook ${path['webhookId']}`)
    return webhook
  }
  return {
    'GET /webhooks': (request) => {
      const owned = joinedFilter(request, 'ownerId')
      const items = [...webhooksOf(store).values()].filter(({ ownerId }) => owned(ownerId))
      return listPage(request, items, { name: 'webhook', position: ({ sequence }) => -sequence, show: showWebhook })
    },
    'POST /webhooks': (request) => {
      const body = bodyObject(request)
      const ownerId = requiredText(body, 'ownerId')
      if (!store.owners.has(ownerId)) throw new Refusal(400, `ownerId: no workspace ${ownerId}`)
      const webhook: FakeWebhook = {
        id: store.newId('whk'),
        sequence: store.nextSequence(),
        ownerId,
        secret: `whsec_${btoa(store.newHex(24))}`,
        name: requiredText(body, 'name'),
        url: readUrl(requiredText(body, 'url')),
        enabled: readEnabled(body['enabled']),
        eventFilter: readFilter(body['eventFilter']),
        deliveries: [],
      }
      webhooksOf(store).set(webhook.id, webhook)
      return { status: 201, body: showWebhook(webhook) }
    },
    'GET /webhooks/{webhookId}': (request) => ({ status: 200, body: showWebhook(find(request)) }),
    'PATCH /webhooks/{webhookId}': (request) => {
      const webhook = find(request)
      const body = bodyObject(request)
      const { enabled = webhook.enabled, eventFilter = webhook.eventFilter } = body
      webhook.name = optionalText(body, 'name') ?? webhook.name
      webhook.url = readUrl(optionalText(body, 'url') ?? webhook.url)
      webhook.enabled = readEnabled(enabled)
      webhook.eventFilter = readFilter(eventFilter)
      return { status: 200, body: showWebhook(webhook) }
    },
    'DELETE /webhooks/{webhookId}': (request) => {
      webhooksOf(store).delete(find(request).id)
      return { status: 204 }
    },
    'GET /webhooks/{webhookId}/events': (request) => {
      const inTime = timeFilter(request, ['sentAt'])
      const { deliveries } = find(request)
      const items = deliveries.map((delivery, index) => ({ ...delivery, index })).filter(inTime)
      return listPage(request, items, { name: 'webhookEvent', position: ({ index }) => -index, show: showDelivery })
    },
  } satisfies Record<string, FakeOperation>
}

function readUrl(url: string): string {
  if (!url.startsWith('https://')) throw new Refusal(400, 'url: must begin with https://')
  return url
}

function readEnabled(enabled: unknown): boolean {
  if (typeof enabled === 'boolean') return enabled
  throw new Refusal(400, 'enabled: must be a boolean')
}

function readFilter(sent: unknown): readonly string[] {
  if (!Array.isArray(sent)) throw new Refusal(400, 'eventFilter: must be an array')
  return sent.map((type) => oneOf('eventFilter', String(type), webhookEventTypes))
}

function showWebhook({ id, name, url, secret, enabled, eventFilter }: FakeWebhook): object {
  return { id, name, url, secret, enabled, eventFilter }
}

function showDelivery({ id, event, sentAt }: FakeDelivery): object {
  const sent = new Date(sentAt).toISOString()
  return { id, eventId: event.id, eventType: event.type, sentAt: sent, statusCode: 200 }
}
