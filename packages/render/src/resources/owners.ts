import { createPages, requireList, type CallOptions, type Pages } from '@keelson/core'
import type { RenderClient } from '../client.js'
import { Owner, OwnerMembers, OwnerPage, type OwnerMember } from './owners.schema.js'
import { requireOwnerId } from './services.js'

/** Filters of {@link listOwners}; a list means any of its values. */
export interface ListOwnersParams {
  /** Whole names. */
  readonly name?: string | readonly string[]
  /** Addresses of those who own the workspace. */
  readonly email?: string | readonly string[]
}

/** Which workspace. */
export interface OwnerParams {
  /** @default the client's ownerId */
  readonly ownerId?: string
}

/**
 * The workspaces that the key can see. https://api-docs.render.com/reference/list-owners
 *
 * @example
 * import * as render from '@keelson/render'
 * for await (const { id, name } of render.listOwners(client)) console.log(id, name)
 */
export function listOwners(client: RenderClient, params: ListOwnersParams = {}, options?: CallOptions): Pages<Owner> {
  const spec = { method: 'GET', path: '/owners', repeat: ['name', 'email'], response: OwnerPage } as const
  return createPages(async (cursor) => {
    const answer = await client.send({ ...spec, query: { limit: 100, ...params, cursor } }, options)
    const page = requireList(answer, 'GET /owners')
    return { items: page.flatMap(({ owner }) => owner ?? []), next: page.at(-1)?.cursor }
  })
}

/**
 * One workspace; the id of a user gives that user's own. https://api-docs.render.com/reference/retrieve-owner
 *
 * @example
 * import * as render from '@keelson/render'
 * const { name } = await render.getOwner(client, { ownerId: 'tea-…' })
 */
export async function getOwner(client: RenderClient, params: OwnerParams = {}, options?: CallOptions): Promise<Owner> {
  const path = '/owners/{ownerId}'
  const ownerId = requireOwnerId(client, params.ownerId, `GET ${path}`)
  return client.send({ method: 'GET', path, params: { ownerId }, response: Owner }, options)
}

/**
 * Everybody who has access to a workspace. https://api-docs.render.com/reference/retrieve-owner-members
 *
 * @example
 * import * as render from '@keelson/render'
 * const members = await render.listOwnerMembers(client, { ownerId: 'tea-…' })
 * console.log(members.filter(({ mfaEnabled }) => !mfaEnabled).map(({ email }) => email))
 */
export async function listOwnerMembers(
  client: RenderClient,
  params: OwnerParams = {},
  options?: CallOptions,
): Promise<OwnerMember[]> {
  const path = '/owners/{ownerId}/members'
  const ownerId = requireOwnerId(client, params.ownerId, `GET ${path}`)
  return client.send({ method: 'GET', path, params: { ownerId }, response: OwnerMembers }, options)
}
