import { lazy, type Infer } from '@keelson/core'
import * as shape from '@keelson/core/shape'
import type { WebhookEventType } from './webhook-event-types.js'

const webhook = () =>
  shape.object({
    id: shape.text(),
    name: shape.text(),
    url: shape.text(),
    /** What its messages are signed with. */
    secret: shape.secretText(),
    enabled: shape.boolean(),
    /** Empty: all of them. */
    eventFilter: shape.list(shape.open<WebhookEventType>()),
  })

/** Where Render sends events to. */
export type Webhook = Infer<typeof Webhook>
export const Webhook = /* @__PURE__ */ lazy(webhook)

export const WebhookPage = /* @__PURE__ */ lazy(() =>
  shape.list(shape.object({ webhook: webhook(), cursor: shape.text() })),
)

const delivery = () =>
  shape.object({
    id: shape.text(),
    eventId: shape.text(),
    eventType: shape.open<WebhookEventType>(),
    sentAt: shape.text(),
    statusCode: shape.optional(shape.number()),
    responseBody: shape.optional(shape.text()),
    error: shape.optional(shape.text()),
  })

/** One message that Render sent to a webhook, and what came back. */
export type WebhookDelivery = Infer<typeof WebhookDelivery>
export const WebhookDelivery = /* @__PURE__ */ lazy(delivery)

export const WebhookDeliveryPage = /* @__PURE__ */ lazy(() =>
  shape.list(shape.object({ webhookEvent: delivery(), cursor: shape.text() })),
)
