import type { Clock } from '@keelson/core'
import { Refusal, type FakeAnswer, type FakeRequest } from '@keelson/core/testing'

/** What orders a list and makes its cursors. */
type Position = string | number

/** One page of a list: an array of `{ [name]: item, cursor }`, ascending by position. */
export function listPage<Item>(
  request: FakeRequest,
  items: readonly Item[],
  { name, position, show }: { name: string; position: (item: Item) => Position; show: (item: Item) => unknown },
): FakeAnswer {
  const limit = pageLimit(request)
  const after = readCursor(request.query.get('cursor'))
  const page = items
    .map((item) => ({ item, at: position(item) }))
    .toSorted((a, b) => compare(a.at, b.at))
    .filter(({ at }) => after === undefined || compare(at, after) > 0)
    .slice(0, limit)
  return { status: 200, body: page.map(({ item, at }) => ({ [name]: show(item), cursor: writeCursor(at) })) }
}

/** The `limit` of a list: 1 to 100, 20 when absent. */
export function pageLimit({ query }: FakeRequest): number {
  const text = query.get('limit') ?? '20'
  const limit = Number(text)
  if (!/^\d+$/.test(text) || limit < 1 || limit > 100) throw new Refusal(400, 'limit: must be from 1 to 100')
  return limit
}

function compare(a: Position, b: Position): number {
  return a === b ? 0 : a < b ? -1 : 1
}

function writeCursor(position: Position): string {
  return btoa(encodeURIComponent(JSON.stringify(position)))
}

function readCursor(cursor: string | null): Position | undefined {
  if (cursor === null) return undefined
  try {
    const position: unknown = JSON.parse(decodeURIComponent(atob(cursor)))
    if (typeof position === 'string' || typeof position === 'number') return position
  } catch {
    // Falls through: text that is no cursor is refused like a cursor of something else.
  }
  throw new Refusal(400, 'cursor: is not one of this list')
}

/** Values of a filter that are joined by commas; the other style is refused, or a client's mistake would pass unseen. */
export function joinedFilter({ query }: FakeRequest, name: string): (value: string | undefined) => boolean {
  const given = query.getAll(name)
  if (given.length > 1) throw new Refusal(400, `${name}: several values are joined by commas in one parameter`)
  const [joined] = given
  if (!joined) return () => true
  const values = new Set(joined.split(','))
  return (value) => value !== undefined && values.has(value)
}

/** Values of a filter that is repeated, one value each. */
export function repeatedFilter(
  { query }: FakeRequest,
  name: string,
  known?: readonly string[],
): (value: string | undefined) => boolean {
  const values = query.getAll(name)
  const unknown = known && values.find((value) => !known.includes(value))
  if (unknown !== undefined) throw new Refusal(400, `${name}: unknown value ${unknown}`)
  return (value) => values.length === 0 || (value !== undefined && values.includes(value))
}

/** The `…Before` and `…After` filters of the given fields, which hold milliseconds since 1970. */
export function timeFilter<Field extends string>(
  { query }: FakeRequest,
  fields: readonly Field[],
): (item: Readonly<Record<Field, number | undefined>>) => boolean {
  const bounds = fields.map((field) => {
    const name = field.replace(/At$/, '')
    return { field, before: readTime(query, `${name}Before`), after: readTime(query, `${name}After`) }
  })
  return (item) =>
    bounds.every(({ field, before, after }) => {
      const time = item[field]
      if (time === undefined) return before === undefined && after === undefined
      return time < (before ?? Infinity) && time > (after ?? -Infinity)
    })
}

/** The `startTime` and `endTime` of a question about the past: the last hour when they are absent. */
export function timeBetween({ query }: FakeRequest, clock: Clock): (date: number) => boolean {
  const start = readTime(query, 'startTime') ?? clock.date() - 60 * 60_000
  const end = readTime(query, 'endTime') ?? clock.date()
  return (date) => date >= start && date <= end
}

function readTime(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name)
  if (text === null) return undefined
  const time = Date.parse(text)
  if (Number.isNaN(time)) throw new Refusal(400, `${name}: must be an ISO 8601 time`)
  return time
}
