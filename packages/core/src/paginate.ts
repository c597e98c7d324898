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
  async function* pages(): AsyncGenerator<readonly T[]> {
    const seen = new Set<string | undefined>()
    let cursor: string | undefined
    do {
      seen.add(cursor)
      const { items, next } = await fetchPage(cursor)
      yield items
      cursor = next
      // The first page has none, so none ends the list; so does one that comes back, which some vendors send with the last page.
    } while (!seen.has(cursor))
  }
  async function* items(): AsyncGenerator<T> {
    for await (const page of pages()) yield* page
  }
  async function toArray({ limit = Infinity } = {}): Promise<T[]> {
    const all: T[] = []
    if (limit <= 0) return all
    for await (const page of pages()) {
      all.push(...page)
      if (all.length >= limit) break
    }
    return all.slice(0, limit)
  }
  return {
    pages,
    [Symbol.asyncIterator]: items,
    toArray,
    first: async () => (await toArray({ limit: 1 }))[0],
  }
}
