import type { CallOptions, Open, Pages } from '@keelson/core'
import type { RenderClient } from '../client.js'
import type { ServiceEventType } from '../event-types.js'
import { listPages } from '../pagination.js'
import { ServiceEvent, ServiceEventPage } from './events.schema.js'

/** Filters of {@link listEvents}. */
export interface ListEventsParams {
  readonly serviceId: string
  /** Open: Render knows new types before this package does. */
  readonly type?: Open<ServiceEventType>
  /** ISO 8601. @default one hour ago, at Render's side */
  readonly startTime?: string
  /** ISO 8601. @default now, at Render's side */
  readonly endTime?: string
}

/**
 * What happened to a service: deploys, builds, failures of instances, runs, suspensions; only the last hour unless
 * `startTime` says otherwise. https://api-docs.render.com/reference/list-events
 *
 * @example
 * import * as render from '@keelson/render'
 * for await (const event of render.listEvents(client, { serviceId: 'srv-…', type: 'server_failed' }))
 *   if (event.type === 'server_failed') console.log(event.timestamp, event.details.reason?.oomKilled)
 */
export function listEvents(client: RenderClient, params: ListEventsParams, options?: CallOptions): Pages<ServiceEvent> {
  const { serviceId, ...query } = params
  return listPages(
    client,
    {
      method: 'GET',
      path: '/services/{serviceId}/events',
      params: { serviceId },
      query,
      response: ServiceEventPage,
    },
    (page) => page.event,
    options,
  )
}

/**
 * One event, by the id that a webhook brings. https://api-docs.render.com/reference/retrieve-event
 *
 * @example
 * import * as render from '@keelson/render'
 * const { type, details } = await render.getEvent(client, { eventId: 'evt-…' })
 */
export function getEvent(
  client: RenderClient,
  params: { readonly eventId: string },
  options?: CallOptions,
): Promise<ServiceEvent> {
  return client.send({ method: 'GET', path: '/events/{eventId}', params, response: ServiceEvent }, options)
}
