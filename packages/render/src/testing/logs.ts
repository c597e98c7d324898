import { oneOf, Refusal, type FakeAnswer, type FakeRequest } from '@keelson/core/testing'
import { pageLimit, repeatedFilter } from './list.js'
import { preciseTime, type FakeLog, type Store } from './store.js'

const hourMs = 3_600_000

/** `GET /logs`: pages go from one range of time to the next. */
export function listLogs(request: FakeRequest, store: Store): FakeAnswer {
  const { query } = request
  const ownerId = query.get('ownerId')
  if (!ownerId) throw new Refusal(400, 'ownerId: is required')
  const resources = query.getAll('resource')
  if (resources.length === 0) throw new Refusal(400, 'resource: is required')
  for (const id of resources) {
    if (store.services.get(id)?.ownerId !== ownerId) throw new Refusal(404, `not found: resource ${id}`)
  }
  const limit = pageLimit(request)
  const direction = oneOf('direction', query.get('direction') ?? 'backward', ['backward', 'forward'])
  const now = store.clock.date()
  const start = readTime(query, 'startTime') ?? preciseTime(Math.floor(now) - hourMs)
  // A millisecond later than now: the lines of this millisecond have digits behind it.
  const end = readTime(query, 'endTime') ?? preciseTime(Math.floor(now) + 1)
  const filters = (['instance', 'type', 'level'] as const).map((name) => [name, repeatedFilter(request, name)] as const)
  const text = textFilter(query.getAll('text'))
  const found = store.logs.filter(
    (line) =>
      resources.includes(line.resource) &&
      line.timestamp >= start &&
      line.timestamp < end &&
      filters.every(([name, matches]) => matches(line[name])) &&
      text(line.message),
  )
  const page = direction === 'forward' ? found.slice(0, limit) : found.toReversed().slice(0, limit)
  const last = page.at(-1)?.timestamp
  // The start of a range belongs to it and its end does not.
  const next = direction === 'forward' ? { start: last ? justAfter(last) : start, end } : { start, end: last ?? end }
  return {
    status: 200,
    body: {
      hasMore: found.length > page.length,
      nextStartTime: next.start,
      nextEndTime: next.end,
      logs: page.map(showLog),
    },
  }
}

function showLog({ id, message, timestamp, resource, instance, type, level }: FakeLog): unknown {
  const labels = Object.entries({ resource, instance, level, type }).map(([name, value]) => ({ name, value }))
  return { id, message, timestamp, labels }
}

/** ISO 8601 of any precision, or seconds since 1970, brought to nine digits of fraction. */
function readTime(query: URLSearchParams, name: string): string | undefined {
  const text = query.get(name)
  if (text === null) return undefined
  if (/^\d+$/.test(text)) return preciseTime(Number(text) * 1000)
  const ms = Date.parse(text)
  if (Number.isNaN(ms)) throw new Refusal(400, `${name}: must be an ISO 8601 time`)
  const fraction = /\.\d{3}(\d{1,6})/.exec(text)?.[1] ?? ''
  return preciseTime(ms, Number(fraction.padEnd(6, '0')))
}

function justAfter(timestamp: string): string {
  const nanoseconds = Number(timestamp.slice(23, 29)) + 1
  return preciseTime(Date.parse(timestamp), nanoseconds)
}

/** Parts of a line; `*` stands for anything. */
function textFilter(wanted: readonly string[]): (message: string) => boolean {
  const patterns = wanted.map(
    (text) => new RegExp(text.replaceAll(/[^\w\s*]/g, String.raw`\$&`).replaceAll('*', '.*'), 'i'),
  )
  return (message) => patterns.length === 0 || patterns.some((pattern) => pattern.test(message))
}
