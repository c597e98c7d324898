import { createPages, requireList, type CallOptions, type Pages, type RequestSpec } from '@keelson/core'
import type { RenderClient } from './client.js'

/** Render's largest page. */
const pageSize = 100

/**
 * A list as Render pages it: an array of wrappers, each with the cursor of its own place. The end is an empty page; a short
 * one is not documented to be the last. What `check` throws is thrown when the list is read.
 */
export function listPages<Wrapper extends { readonly cursor: string }, T>(
  client: RenderClient,
  spec: RequestSpec<Wrapper[]>,
  unwrap: (wrapper: Wrapper) => T,
  options?: CallOptions,
  check?: () => void,
): Pages<T> {
  return createPages(async (cursor) => {
    check?.()
    const answer = await client.send({ ...spec, query: { limit: pageSize, ...spec.query, cursor } }, options)
    const page = requireList(answer, `GET ${spec.path}`)
    return { items: page.map(unwrap), next: page.at(-1)?.cursor }
  })
}
