import { createPages, requireList, type CallOptions, type Pages, type RequestSpec } from '@keelson/core'
import type { NeonClient } from './client.js'

/** A page of any list of Neon. */
interface NeonPage {
  readonly pagination?: { readonly cursor?: string | undefined; readonly next?: string | undefined } | undefined
}

/** Allowed by every list, and few accounts have more. */
const pageSize = 100

/**
 * A list as Neon pages it. Branches give `next` unless the page is the last one; projects and operations give a `cursor`
 * with every page, so that an empty page is their end. What `check` throws is thrown when the list is read.
 */
export function listPages<Body extends NeonPage, T>(
  client: NeonClient,
  spec: RequestSpec<Body>,
  itemsOf: (body: Body) => readonly T[],
  options?: CallOptions,
  check?: () => void,
): Pages<T> {
  return createPages(async (cursor) => {
    check?.()
    const body = await client.send({ ...spec, query: { limit: pageSize, ...spec.query, cursor } }, options)
    // Not every answer is an object, whatever its type says.
    const items = requireList(body && itemsOf(body), `GET ${spec.path}`)
    const { next, cursor: last } = body.pagination ?? {}
    return { items, next: next ?? (items.length > 0 ? last : undefined) }
  })
}
