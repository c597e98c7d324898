import { KeelsonError, reveal, type Open, type Secret } from '@keelson/core'
import { Webhook, WebhookVerificationError } from 'standardwebhooks'
import type { WebhookEventType } from './webhook-event-types.js'

/** What Render sends to a webhook: that something happened, and the id to ask `getEvent` for its details. */
export interface WebhookEvent {
  readonly type: Open<WebhookEventType>
  /** ISO 8601. */
  readonly timestamp: string
  readonly data: {
    /** `evt-…`, for `getEvent`. */
    readonly id: string
    /** `srv-…`, `crn-…`, `dpg-…`, `red-…` */
    readonly serviceId: string
    readonly serviceName?: string
    /** How something ended; only events that end something have it. */
    readonly status?: Open<'succeeded' | 'failed' | 'canceled' | 'successful' | 'unsuccessful'>
  }
}

/** The headers of a request, as Fetch (of any library) or Node has them. */
export type WebhookHeaders =
  | { get(name: string): string | null | undefined }
  | Readonly<Record<string, string | readonly string[] | undefined>>

/**
 * Checks that a message comes from Render and has not been changed, and answers what it says. `payload` is the body as it
 * came, before anything parsed it; several secrets are for the time in which one replaces another.
 *
 * Throws `auth` for a message that is not signed with any of the secrets, has no signature, or is older than 5 minutes, and
 * `config` for a secret or a payload that cannot be one. https://render.com/docs/webhooks
 *
 * @example
 * import { verifyWebhook } from '@keelson/render/webhooks'
 * export async function POST(request: Request): Promise<Response> {
 *   const event = verifyWebhook(await request.text(), request.headers, process.env.RENDER_WEBHOOK_SECRET ?? '')
 *   if (event.type === 'deploy_ended') console.log(event.data.serviceName, event.data.status)
 *   return new Response()
 * }
 */
export function verifyWebhook(
  payload: string | Uint8Array,
  headers: WebhookHeaders,
  secret: string | Secret | readonly (string | Secret)[],
): WebhookEvent {
  const text = readPayload(payload)
  const keys = [secret].flat().map(readSecret)
  if (keys.length === 0) throw secretError('none was given')
  const given = {
    'webhook-id': readHeader(headers, 'webhook-id'),
    'webhook-timestamp': readHeader(headers, 'webhook-timestamp'),
    'webhook-signature': readHeader(headers, 'webhook-signature'),
  }
  let refusal: unknown
  for (const key of keys) {
    try {
      key.verify(text, given, { jsonParse: false })
      return readEvent(text)
    } catch (error) {
      if (!(error instanceof WebhookVerificationError)) throw error
      refusal = error
    }
  }
  throw refusalError(refusal)
}

/** The library's own words, by which alone its refusals differ. */
const refusals: readonly (readonly [about: RegExp, said: string, hint: string])[] = [
  [
    /headers/i,
    'it has no webhook-id, webhook-timestamp and webhook-signature',
    'Pass all headers of the request; what comes without them was not sent by Render',
  ],
  [
    /timestamp/i,
    'its time is more than 5 minutes away from the clock of this machine',
    'It is an old message that somebody repeats, or the clock is wrong',
  ],
  [
    /signature/i,
    'its signature does not fit',
    'Pass the body as it came, not parsed and written again, and the secret of this very webhook (getWebhook, or its page in the dashboard)',
  ],
]

function refusalError(refusal: unknown): KeelsonError {
  const message = refusal instanceof Error ? refusal.message : ''
  const [, said, hint] = refusals.find(([about]) => about.test(message)) ?? [undefined, 'it was refused', undefined]
  return webhookError('auth', `the webhook message is not accepted: ${said}`, hint)
}

function readPayload(payload: unknown): string {
  if (typeof payload === 'string') return payload
  // A mark at the beginning is signed like the rest.
  if (payload instanceof Uint8Array) return new TextDecoder('utf-8', { ignoreBOM: true }).decode(payload)
  throw webhookError(
    'config',
    'the payload is neither text nor bytes',
    "Pass the body as it came: `await request.text()`, or express.raw({ type: 'application/json' })",
  )
}

function readSecret(secret: string | Secret | undefined): Webhook {
  // A variable that is not set, in a program without types.
  const text = reveal(secret ?? '').trim()
  try {
    return new Webhook(text)
  } catch {
    // Nothing of a secret may be in a message, also not of a wrong one.
    throw secretError(text === '' ? 'it is empty' : 'it is not whsec_ and base64')
  }
}

function secretError(said: string): KeelsonError {
  const hint = 'Pass the signing secret of the webhook: whsec_…, from getWebhook or its page in the dashboard'
  return webhookError('config', `the webhook secret cannot be used: ${said}`, hint)
}

function readHeader(headers: WebhookHeaders, name: string): string {
  // Not by its class: frameworks bring their own.
  if (typeof headers.get === 'function') return headers.get(name) ?? ''
  const [, value = ''] = Object.entries(headers).find(([key]) => key.toLowerCase() === name) ?? []
  return typeof value === 'string' ? value : value.join(' ')
}

/** What is signed is Render's, but may still be of a later kind. */
function readEvent(text: string): WebhookEvent {
  try {
    const event = JSON.parse(text) as Partial<WebhookEvent> | null
    if (typeof event?.type === 'string' && typeof event.data?.serviceId === 'string') return event as WebhookEvent
  } catch {
    // The parser's own words would quote the text.
  }
  throw webhookError('schema', 'the webhook message is signed, but not { type, timestamp, data: { id, serviceId } }')
}

function webhookError(code: 'auth' | 'config' | 'schema', message: string, hint?: string): KeelsonError {
  return new KeelsonError(message, { code, provider: 'render', operation: 'verifyWebhook', hint })
}
