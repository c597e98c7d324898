import { reveal, type Secret } from '@keelson/core'
import { Webhook } from 'standardwebhooks'
import type { WebhookEvent } from '../webhooks/verify-webhook.js'

/** Options of {@link signWebhook}. */
export interface SignWebhookOptions {
  /** The id of the message. @default 'evj-' and the event's own */
  readonly id?: string
  /** When it is sent. @default now */
  readonly date?: Date
}

/**
 * A message as Render sends it to a webhook: the body and the headers of the request, for tests of what receives it.
 *
 * @example
 * import { signWebhook } from '@keelson/render/testing'
 * const { body, headers } = signWebhook(
 *   { type: 'deploy_ended', timestamp: new Date().toISOString(), data: { id: 'evt-1', serviceId: 'srv-1', status: 'succeeded' } },
 *   'whsec_dGVzdC1zZWNyZXQ=',
 * )
 * const answer = await POST(new Request('https://hooks.example.com/render', { method: 'POST', body, headers }))
 */
export function signWebhook(
  event: WebhookEvent | string,
  secret: string | Secret,
  { id, date = new Date() }: SignWebhookOptions = {},
): { readonly body: string; readonly headers: Record<string, string> } {
  const body = typeof event === 'string' ? event : JSON.stringify(event)
  const messageId = id ?? `evj-${typeof event === 'string' ? 'test' : event.data.id.replace(/^evt-/, '')}`
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'webhook-id': messageId,
      'webhook-timestamp': String(Math.floor(date.getTime() / 1000)),
      'webhook-signature': new Webhook(reveal(secret)).sign(messageId, date, body),
    },
  }
}
