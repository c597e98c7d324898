import {
  bodyObject,
  createTable,
  optionalText,
  Refusal,
  requiredText,
  type FakeAnswer,
  type FakeRequest,
} from '@keelson/core/testing'
import { findOrganization, user } from './account.js'
import { showTime } from './show.js'
import type { Store } from './store.js'
import type { World } from './world.js'

/** An API key as the fake keeps it; the key is plain text in here. */
export interface FakeApiKey {
  readonly id: number
  readonly name: string
  readonly key: string
  /** Of a key of the user: `undefined`. */
  readonly orgId: string | undefined
  readonly projectId: string | undefined
  readonly createdAt: number
  usedAt: number | undefined
  isRevoked: boolean
}

/** By their ids. */
export const apiKeysOf = createTable<FakeApiKey>()

/** Whether a key that the fake made opens it; `undefined` for another one. */
export function admitsKey(store: Store, key: string): boolean | undefined {
  const made = [...apiKeysOf(store).values()].find((one) => one.key === key)
  if (made) made.usedAt = Math.floor(store.clock.date())
  return made && !made.isRevoked
}

/** What all answers tell of a key. */
function show({ id, name, projectId, createdAt }: FakeApiKey) {
  return { id, name, created_at: showTime(createdAt), ...(projectId !== undefined && { project_id: projectId }) }
}

function showUse({ usedAt }: FakeApiKey) {
  return {
    last_used_at: usedAt === undefined ? null : showTime(usedAt),
    last_used_from_addr: usedAt ? '192.0.2.1' : '',
  }
}

/** The organization of the path; `undefined` for keys of the user. */
function ownerOf({ path }: FakeRequest, world: World): string | undefined {
  return path['org_id'] === undefined ? undefined : findOrganization(world, path['org_id']).id
}

function listKeys(request: FakeRequest, world: World): FakeAnswer {
  const orgId = ownerOf(request, world)
  const keys = [...apiKeysOf(world.store).values()].filter((key) => key.orgId === orgId && !key.isRevoked)
  return { status: 200, body: keys.map((key) => ({ ...show(key), ...showUse(key), created_by: user })) }
}

function createKey(request: FakeRequest, world: World): FakeAnswer {
  const { store } = world
  const orgId = ownerOf(request, world)
  const body = bodyObject(request)
  const name = requiredText(body, 'key_name')
  if (name.length > 64) throw new Refusal(400, 'key_name: at most 64 characters')
  const projectId = orgId === undefined ? undefined : optionalText(body, 'project_id')
  if (projectId !== undefined && store.projects.get(projectId)?.orgId !== orgId)
    throw new Refusal(404, 'project not found')
  const made: FakeApiKey = {
    id: store.newNumber(),
    name,
    key: store.newPassword().replace('npg', 'napi') + store.newPassword().slice(4),
    orgId,
    projectId,
    createdAt: Math.floor(store.clock.date()),
    usedAt: undefined,
    isRevoked: false,
  }
  apiKeysOf(store).set(String(made.id), made)
  return { status: 200, body: { ...show(made), key: made.key, created_by: user.id } }
}

function revokeKey(request: FakeRequest, world: World): FakeAnswer {
  const orgId = ownerOf(request, world)
  const key = apiKeysOf(world.store).get(request.path['key_id'] ?? '')
  if (!key || key.orgId !== orgId || key.isRevoked) throw new Refusal(404, 'api key not found')
  key.isRevoked = true
  return { status: 200, body: { ...show(key), ...showUse(key), created_by: user.id, revoked: true } }
}

export const apiKeyOperations = {
  'GET /api_keys': listKeys,
  'POST /api_keys': createKey,
  'DELETE /api_keys/{key_id}': revokeKey,
  'GET /organizations/{org_id}/api_keys': listKeys,
  'POST /organizations/{org_id}/api_keys': createKey,
  'DELETE /organizations/{org_id}/api_keys/{key_id}': revokeKey,
}
