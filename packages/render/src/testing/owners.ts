import { Refusal, type Answer, type Call } from './answer.js'
import { listPage, repeatedFilter } from './list.js'
import type { FakeOwner, Store } from './store.js'

/** `GET /owners` */
export function listOwners(call: Call, { owners }: Store): Answer {
  const named = repeatedFilter(call, 'name')
  const mailed = repeatedFilter(call, 'email')
  const items = [...owners.values()].filter(({ name, email }) => named(name) && mailed(email))
  return listPage(call, items, { name: 'owner', position: ({ id }) => id, show: showOwner })
}

/** `GET /owners/{ownerId}` */
export function getOwner({ path }: Call, { owners }: Store): Answer {
  const owner = owners.get(path['ownerId'] ?? '')
  if (!owner) throw new Refusal(404, `not found: workspace ${path['ownerId']}`)
  return { status: 200, body: showOwner(owner) }
}

function showOwner({ id, name, email, type }: FakeOwner): FakeOwner {
  return { id, name, email, type }
}
