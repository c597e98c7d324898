import { Refusal, type FakeAnswer, type FakeRequest } from '@keelson/core/testing'
import { listPage, repeatedFilter } from './list.js'
import type { FakeOwner, Store } from './store.js'

/** `GET /owners` */
export function listOwners(request: FakeRequest, { owners }: Store): FakeAnswer {
  const named = repeatedFilter(request, 'name')
  const mailed = repeatedFilter(request, 'email')
  const items = [...owners.values()].filter(({ name, email }) => named(name) && mailed(email))
  return listPage(request, items, { name: 'owner', position: ({ id }) => id, show: showOwner })
}

/** `GET /owners/{ownerId}` */
export function getOwner({ path }: FakeRequest, { owners }: Store): FakeAnswer {
  const owner = owners.get(path['ownerId'] ?? '')
  if (!owner) throw new Refusal(404, `not found: workspace ${path['ownerId']}`)
  return { status: 200, body: showOwner(owner) }
}

function showOwner({ id, name, email, type }: FakeOwner): FakeOwner {
  return { id, name, email, type }
}
