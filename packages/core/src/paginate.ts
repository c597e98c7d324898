import { KeelsonError } from './errors.js'

/** One page of a list, and the cursor of the next one when there is one. */
export interface Page<T> {
  readonly items: readonly T[]
  readonly next?: string | undefined
}

/**
 * A list that is fetched page by page, as it is read; nothing is sent before the first item is asked for.
 *
 * @example
 * for await (const service of listServices(client)) …
 * const some = await listServices(client).toArray({ limit: 500 })
 * const newest = await listDeploys(client, { serviceId }).first()
 */
export interface Pages<T> extends AsyncIterable<T> {
  /** The pages instead of their items. */
  pages(): AsyncIterable<readonly T[]>
  /** All items, or the first `limit` of them. */
  toArray(options?: { readonly limit?: number }): Promise<T[]>
  /** The first item, or `undefined` of an empty list; one page is fetched. */
  first(): Promise<T | undefined>
}

/** {@link Pages} over a function that fetches the page at a cursor; ends without `next`, and on a cursor that comes back. */
export function createPages<T>(fetchPage: (cursor: string | undefined) => Promise<Page<T>>): Pages<T> {
  /** Answers at each call with the next page, and with none at the end. A generator would cost a call of its own. */
  const open = () => {
    const seen = new Set<string | undefined>()
    let cursor: string | undefined
    return async (): Promise<readonly T[] | undefined> => {
      // The first page has none, so none ends the list; so does one that comes back, which some vendors send with the last page.
      if (seen.has(cursor)) return undefined
      seen.add(cursor)
      const { items, next } = await fetchPage(cursor)
      cursor = next
      return requireList(items)
    }
  }
  async function* pages(): AsyncGenerator<readonly T[]> {
    const next = open()
    for (let page; (page = await next());) yield page
  }
  return {
    pages,
    async *[Symbol.asyncIterator]() {
      for await (const page of pages()) yield* page
    },
    async toArray({ limit = Infinity } = {}) {
      const all: T[] = []
      const next = open()
      for (let page; all.length < limit && (page = await next());) all.push(...page)
      return all.slice(0, limit)
    },
    async first() {
      const next = open()
      for (let page; (page = await next());) if (page.length > 0) return page[0]
      return undefined
    },
  }
}

/**
 * The list itself; throws `schema` for what is none, whatever its type says: an answer is not looked at before, and a proxy may
 * have given it.
 *
 * @example
 * import { createPages, requireList } from '@keelson/core'
 * const list = createPages(async () => ({ items: requireList(await client.send(spec), 'GET /shops').map(({ shop }) => shop) }))
 */
export function requireList<T>(items: readonly T[], operation?: string): readonly T[] {
  if (Array.isArray(items)) return items
  throw new KeelsonError(`${operation ?? 'the call'} was answered without the list that was due: check baseUrl`, {
    code: 'schema',
    operation,
  })
}
