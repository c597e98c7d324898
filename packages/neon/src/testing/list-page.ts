import { Refusal, type FakeAnswer, type FakeRequest } from '@keelson/core/testing'

interface Listing<Item> {
  /** The field of the answer that holds the items. */
  readonly name: string
  readonly most: number
  /** Without a `limit`. */
  readonly usual: number
  readonly show: (item: Item) => unknown
  /** What an answer holds besides. */
  readonly more?: Record<string, unknown>
}

/** A page with a `cursor` of its own, also when it is the last one; behind the end the cursor stays the same. */
export function cursorPage<Item extends { readonly id: string }>(
  request: FakeRequest,
  items: readonly Item[],
  listing: Listing<Item>,
): FakeAnswer {
  const { page, cursor } = slice(request, items, listing)
  return answer(page, listing, cursor === undefined ? undefined : { cursor })
}

/** A page that names the `next` one, if there is one. */
export function nextPage<Item extends { readonly id: string }>(
  request: FakeRequest,
  items: readonly Item[],
  listing: Listing<Item>,
  sorting: { readonly sort_by: string; readonly sort_order: string },
): FakeAnswer {
  const { page, cursor, isLast } = slice(request, items, listing)
  return answer(page, listing, { ...(isLast ? {} : { next: cursor }), ...sorting })
}

function answer<Item>(page: readonly Item[], { name, show, more }: Listing<Item>, pagination: unknown): FakeAnswer {
  return { status: 200, body: { [name]: page.map(show), ...more, pagination } }
}

function slice<Item extends { readonly id: string }>(
  { query }: FakeRequest,
  items: readonly Item[],
  { most, usual }: Listing<Item>,
) {
  const given = query.get('cursor') ?? undefined
  const limit = Number(query.get('limit') ?? usual)
  if (!Number.isInteger(limit) || limit < 1 || limit > most) throw new Refusal(400, `limit: must be from 1 to ${most}`)
  const start = given === undefined ? 0 : items.findIndex(({ id }) => cursorOf(id) === given) + 1
  if (given !== undefined && start === 0) throw new Refusal(400, 'cursor: is not one of this list')
  const page = items.slice(start, start + limit)
  const last = page.at(-1)
  return { page, cursor: last ? cursorOf(last.id) : given, isLast: start + limit >= items.length }
}

/** Not the id itself: who takes it apart is to fail here already. */
function cursorOf(id: string): string {
  return btoa(`after ${id}`).replaceAll('=', '')
}
