import { oneOf, Refusal, type FakeAnswer, type FakeRequest } from '@keelson/core/testing'
import { pageLimit, repeatedFilter } from './list.js'
import { preciseTime, type FakeLog, type Store } from './store.js'

const hourMs = 3_600_000

/** The filters that are compared with a label of the same name. */
const labelFilters = ['instance', 'type', 'level', 'host', 'method', 'path', 'statusCode', 'task', 'taskRun']

/** The labels whose values can be listed. */
const listedLabels = ['instance', 'host', 'statusCode', 'method', 'level', 'type']

/** `GET /logs`: pages go from one range of time to the next. */
export function listLogs(request: FakeRequest, store: Store): FakeAnswer {
  const { found, direction, start, end } = findLines(request, store)
  const page = found.slice(0, pageLimit(request))
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

/** `GET /logs/values`: the values of one label in the chosen lines. */
export function listLogValues(request: FakeRequest, store: Store): FakeAnswer {
  const label = oneOf('label', request.query.get('label') ?? '', listedLabels)
  const { found } = findLines(request, store)
  const values = new Set(found.flatMap((line) => labelsOf(line)[label] ?? []))
  return { status: 200, body: [...values].slice(0, pageLimit(request)) }
}

function findLines(request: FakeRequest, store: Store) {
  const { query } = request
  const ownerId = query.get('ownerId')
  if (!ownerId) throw new Refusal(400, 'ownerId: is required')
  const resources = query.getAll('resource')
  if (resources.length === 0) throw new Refusal(400, 'resource: is required')
  for (const id of resources) {
    if (store.services.get(id)?.ownerId !== ownerId) throw new Refusal(404, `not found: resource ${id}`)
  }
  const direction = oneOf('direction', query.get('direction') ?? 'backward', ['backward', 'forward'])
  const now = store.clock.date()
  const start = readTime(query, 'startTime') ?? preciseTime(Math.floor(now) - hourMs)
  // A millisecond later than now: the lines of this millisecond have digits behind it.
  const end = readTime(query, 'endTime') ?? preciseTime(Math.floor(now) + 1)
  const filters = labelFilters.map((name) => [name, repeatedFilter(request, name)] as const)
  const text = textFilter(query.getAll('text'))
  const found = store.logs.filter(
    (line) =>
      resources.includes(line.resource) &&
      line.timestamp >= start &&
      line.timestamp < end &&
      filters.every(([name, matches]) => matches(labelsOf(line)[name])) &&
      text(line.message),
  )
  return { found: direction === 'forward' ? found : found.toReversed(), direction, start, end }
}

function labelsOf({ resource, instance, type, level, labels }: FakeLog): Readonly<Record<string, string>> {
  return { resource, instance, level, type, ...labels }
}

function showLog(line: FakeLog): unknown {
  const { id, message, timestamp } = line
  return { id, message, timestamp, labels: Object.entries(labelsOf(line)).map(([name, value]) => ({ name, value })) }
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
