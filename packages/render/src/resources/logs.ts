import { createPages, sleep, type CallOptions, type Pages } from '@keelson/core'
import type { RenderClient } from '../client.js'
import { requireOwnerId } from './services.js'
import { LogPage, type Log } from './logs.schema.js'

/** Filters of {@link listLogs}; every list means any of its values. */
export interface ListLogsParams {
  /** Ids of services, databases, … in one region and one workspace; at least one. */
  readonly resource: readonly string[]
  /** @default the client's ownerId */
  readonly ownerId?: string
  /** ISO 8601. @default one hour ago, at Render's side */
  readonly startTime?: string
  /** ISO 8601. @default now, at Render's side */
  readonly endTime?: string
  /** @default 'backward', at Render's side */
  readonly direction?: 'forward' | 'backward'
  readonly type?: readonly string[]
  readonly level?: readonly string[]
  readonly text?: readonly string[]
  readonly instance?: readonly string[]
}

/**
 * The log lines of resources; 30 requests a minute. https://api-docs.render.com/reference/list-logs
 *
 * @example
 * import * as render from '@keelson/render'
 * const last = await render.listLogs(client, { resource: ['srv-…'] }).toArray({ limit: 50 })
 */
export function listLogs(client: RenderClient, params: ListLogsParams, options?: CallOptions): Pages<Log> {
  const repeat = ['resource', 'type', 'level', 'text', 'instance']
  return createPages(async (cursor) => {
    const ownerId = requireOwnerId(client, params.ownerId, 'GET /logs')
    // Both times together are this operation's cursor.
    const [startTime, endTime] = cursor?.split(' ') ?? [params.startTime, params.endTime]
    const query = { limit: 100, ...params, ownerId, startTime, endTime }
    const page = await client.send({ method: 'GET', path: '/logs', query, repeat, response: LogPage }, options)
    return { items: page.logs, next: page.hasMore ? `${page.nextStartTime} ${page.nextEndTime}` : undefined }
  })
}

/** Options of {@link followLogs}. */
export interface FollowLogsOptions extends CallOptions {
  /** Pause between two looks, in milliseconds; 30 requests a minute are allowed. @default 3000 */
  readonly intervalMs?: number
  /** Asked before each pause; when it answers true, a last look is taken and the iteration ends. @default never */
  readonly until?: () => boolean
}

/**
 * Log lines as they come, each once, until `until` says so or the signal ends it (then it throws `aborted`).
 *
 * @example
 * import * as render from '@keelson/render'
 * for await (const { message } of render.followLogs(client, { resource: ['srv-…'] }, { signal })) console.log(client.redact(message))
 */
export async function* followLogs(
  client: RenderClient,
  params: Omit<ListLogsParams, 'direction' | 'endTime'>,
  { intervalMs = 3000, until = () => false, ...options }: FollowLogsOptions = {},
): AsyncGenerator<Log> {
  const read = createLogReader(client, params)
  for (;;) {
    const last = until()
    yield* await read(options)
    if (last) return
    await sleep(client.clock, intervalMs, options.signal)
  }
}

/** Answers at each call with the lines that came since the one before. */
export function createLogReader(
  client: RenderClient,
  params: Omit<ListLogsParams, 'direction' | 'endTime'>,
): (options?: CallOptions) => Promise<Log[]> {
  let startTime = params.startTime ?? new Date(client.clock.date()).toISOString()
  let seen = new Set<string>()
  return async (options) => {
    const lines = await listLogs(client, { ...params, startTime, direction: 'forward' }, options).toArray()
    const fresh = lines.filter((line) => !seen.has(line.id))
    // Only times of answers are compared with each other: a given one may be written with another precision or zone.
    const newest = lines.reduce((latest, { timestamp }) => (timestamp > latest ? timestamp : latest), '')
    if (newest === '') return fresh
    // Several lines share a second, and the next look begins in that one again.
    const second = newest.slice(0, 19)
    seen = new Set(lines.flatMap(({ id, timestamp }) => (timestamp.startsWith(second) ? [id] : [])))
    startTime = newest
    return fresh
  }
}
