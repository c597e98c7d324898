import { createTable, Refusal, type FakeAnswer, type FakeOperation, type FakeRequest } from '@keelson/core/testing'
import { listPage, repeatedFilter } from './list.js'
import type { World } from './world.js'
import type { FakeOwner, Store } from './store.js'

/** Somebody who has access to a workspace. */
export interface FakeOwnerMember {
  readonly userId: string
  readonly name: string
  readonly email: string
  readonly status: 'active' | 'inactive'
  readonly role: 'ADMIN' | 'DEVELOPER' | 'WORKSPACE_CONTRIBUTOR' | 'WORKSPACE_BILLING' | 'WORKSPACE_VIEWER'
  readonly mfaEnabled: boolean
}

/** The members of each workspace, by its id; one that is not here has its owner alone. */
export const ownerMembersOf = createTable<readonly FakeOwnerMember[]>()

/** The operations on workspaces. */
export function ownerOperations({ store }: World) {
  const onOwner =
    (answer: (owner: FakeOwner) => unknown) =>
    ({ path }: FakeRequest): FakeAnswer => {
      const owner = store.owners.get(path['ownerId'] ?? '')
      if (!owner) throw new Refusal(404, `not found: workspace ${path['ownerId']}`)
      return { status: 200, body: answer(owner) }
    }
  return {
    'GET /owners': (request) => listOwners(request, store),
    'GET /owners/{ownerId}': onOwner(showOwner),
    'GET /owners/{ownerId}/members': onOwner((owner) => ownerMembersOf(store).get(owner.id) ?? [firstMember(owner)]),
  } satisfies Record<string, FakeOperation>
}

function listOwners(request: FakeRequest, { owners }: Store): FakeAnswer {
  const named = repeatedFilter(request, 'name')
  const mailed = repeatedFilter(request, 'email')
  const items = [...owners.values()].filter(({ name, email }) => named(name) && mailed(email))
  return listPage(request, items, { name: 'owner', position: ({ id }) => id, show: showOwner })
}

function firstMember({ id, name, email }: FakeOwner): FakeOwnerMember {
  const userId = id.replace(/^\w+-/, 'usr-')
  return { userId, name, email, status: 'active', role: 'ADMIN', mfaEnabled: true }
}

/** A workspace as the API shows it. */
export function showOwner({ id, name, email, type }: FakeOwner): FakeOwner {
  return { id, name, email, type }
}
