import { createPages, type CallOptions, type Pages } from '@keelson/core'
import * as input from '@keelson/core/input'
import type { RenderClient } from '../client.js'
import { requireOwnerId } from './services.js'
import { LogPage, LogValues, type Log } from './logs.schema.js'

/**
 * What lines are chosen by; every list means any of its values. `*` and `/regular expressions/` are allowed in all of them
 * but `resource`, `instance`, `task` and `taskRun`. https://render.com/docs/logging#wildcards-and-regular-expressions
 */
export interface LogFilters {
  /** Ids of services, cron jobs, jobs, databases, … in one region and one workspace; at least one. */
  readonly resource: readonly string[]
  /** @default the client's ownerId */
  readonly ownerId?: string
  /** ISO 8601. @default one hour ago, at Render's side */
  readonly startTime?: string
  /** ISO 8601. @default now, at Render's side */
  readonly endTime?: string
  /** `app`, `build`, `request`, …; {@link listLogValues} knows those that there are. */
  readonly type?: readonly string[]
  readonly level?: readonly string[]
  readonly text?: readonly string[]
  readonly instance?: readonly string[]
  /** Of request lines, as the next three. */
  readonly host?: readonly string[]
  readonly method?: readonly string[]
  readonly path?: readonly string[]
  readonly statusCode?: readonly string[]
  readonly task?: readonly string[]
  readonly taskRun?: readonly string[]
}

/** Filters of {@link listLogs}. */
export interface ListLogsParams extends LogFilters {
  /** @default 'backward', at Render's side */
  readonly direction?: 'forward' | 'backward'
}

const labels = ['instance', 'host', 'statusCode', 'method', 'level', 'type'] as const

/** A label whose values {@link listLogValues} lists. */
export type LogLabel = (typeof labels)[number]

/** Filters of {@link listLogValues}. */
export interface ListLogValuesParams extends ListLogsParams {
  readonly label: LogLabel
}

/** The filters whose name is repeated for each value. */
export const repeatedLogFilters = [
  'resource',
  'type',
  'level',
  'text',
  'instance',
  'host',
  'method',
  'path',
  'statusCode',
  'task',
  'taskRun',
]

/**
 * The log lines of resources; 30 requests a minute. https://api-docs.render.com/reference/list-logs
 *
 * @example
 * import * as render from '@keelson/render'
 * const last = await render.listLogs(client, { resource: ['srv-…'] }).toArray({ limit: 50 })
 */
export function listLogs(client: RenderClient, params: ListLogsParams, options?: CallOptions): Pages<Log> {
  return createPages(async (cursor) => {
    const filters = checkLogFilters(client, 'GET /logs', params)
    // Both times together are this operation's cursor.
    const [startTime, endTime] = cursor?.split(' ') ?? [params.startTime, params.endTime]
    const query = { limit: 100, ...filters, startTime, endTime }
    const spec = { method: 'GET', path: '/logs', query, repeat: repeatedLogFilters } as const
    const page = await client.send({ ...spec, response: LogPage }, options)
    return { items: page.logs, next: page.hasMore ? `${page.nextStartTime} ${page.nextEndTime}` : undefined }
  })
}

/**
 * The values that a label has in the chosen lines, 100 at most. https://api-docs.render.com/reference/list-logs-values
 *
 * @example
 * import * as render from '@keelson/render'
 * const types = await render.listLogValues(client, { resource: ['srv-…'], label: 'type' })
 */
export async function listLogValues(
  client: RenderClient,
  params: ListLogValuesParams,
  options?: CallOptions,
): Promise<string[]> {
  const operation = 'GET /logs/values'
  const query = { limit: 100, ...checkLogFilters(client, operation, params, input.word('label', params.label, labels)) }
  return client.send(
    { method: 'GET', path: '/logs/values', query, repeat: repeatedLogFilters, response: LogValues },
    options,
  )
}

/** The filters with their workspace; throws `config` for what cannot be sent. */
export function checkLogFilters<Filters extends ListLogsParams>(
  client: RenderClient,
  operation: string,
  filters: Filters,
  problem?: input.Problem,
): Filters & { readonly ownerId: string } {
  input.check(client, operation, [
    input.filled('resource', filters.resource),
    input.word('direction', filters.direction, ['forward', 'backward']),
    problem,
  ])
  return { ...filters, ownerId: requireOwnerId(client, filters.ownerId, operation) }
}
