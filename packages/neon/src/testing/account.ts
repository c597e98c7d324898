import { createTable, Refusal, type FakeAnswer, type FakeRequest } from '@keelson/core/testing'
import { showTime } from './show.js'
import type { World } from './world.js'

/** An organization as the fake keeps it. */
export interface FakeOrganization {
  readonly id: string
  readonly name: string
  /** `free` has no consumption to show. */
  plan: string
  readonly createdAt: number
}

/** The only user of the fake. */
export const user = { id: '5b7e4f10-0000-4000-8000-000000000001', name: 'Ada', image: '' }

const tableOf = createTable<FakeOrganization>()

/** The organization that the fake was made with, and those that projects were created in. */
export function organizationsOf({ store, orgId }: Pick<World, 'store' | 'orgId'>): Map<string, FakeOrganization> {
  const table = tableOf(store)
  for (const id of [orgId, ...[...store.projects.values()].map((project) => project.orgId)]) {
    if (id === undefined || table.has(id)) continue
    table.set(id, { id, name: id, plan: 'scale', createdAt: Math.floor(store.clock.date()) })
  }
  return table
}

/** The organization of this id, or a 404. */
export function findOrganization(world: World, id: string | null | undefined): FakeOrganization {
  const organization = organizationsOf(world).get(id ?? '')
  if (!organization) throw new Refusal(404, 'organization not found')
  return organization
}

function showOrganization({ id, name, plan, createdAt }: FakeOrganization) {
  const at = showTime(createdAt)
  return { id, name, handle: id, plan, managed_by: 'console', require_mfa: false, created_at: at, updated_at: at }
}

function listOrganizations(_request: FakeRequest, world: World): FakeAnswer {
  return { status: 200, body: { organizations: [...organizationsOf(world).values()].map(showOrganization) } }
}

function getOrganization({ path }: FakeRequest, world: World): FakeAnswer {
  return { status: 200, body: showOrganization(findOrganization(world, path['org_id'])) }
}

function getCurrentUser(_request: FakeRequest, world: World): FakeAnswer {
  const [first] = organizationsOf(world).values()
  const email = 'ada@example.com'
  return {
    status: 200,
    body: {
      ...user,
      email,
      login: email,
      last_name: 'Lovelace',
      plan: first?.plan ?? 'free',
      projects_limit: 100,
      branches_limit: 10,
      max_autoscaling_limit: 8,
      active_seconds_limit: 0,
      auth_accounts: [{ provider: 'github', email, name: user.name, login: email, image: user.image }],
    },
  }
}

const regions = [
  ['aws-eu-central-1', 'AWS Europe Central 1 (Frankfurt)', '50.11', '8.68'],
  ['aws-us-east-1', 'AWS US East 1 (N. Virginia)', '38.13', '-78.45'],
  ['aws-us-east-2', 'AWS US East 2 (Ohio)', '39.96', '-82.99'],
  ['aws-us-west-2', 'AWS US West 2 (Oregon)', '45.52', '-122.67'],
] as const

function listRegions({ query }: FakeRequest, world: World): FakeAnswer {
  if (query.has('org_id')) findOrganization(world, query.get('org_id'))
  const shown = regions.map(([region_id, name, geo_lat, geo_long]) => ({
    region_id,
    name,
    default: region_id === 'aws-eu-central-1',
    geo_lat,
    geo_long,
  }))
  return { status: 200, body: { regions: shown } }
}

export const accountOperations = {
  'GET /regions': listRegions,
  'GET /users/me': getCurrentUser,
  'GET /users/me/organizations': listOrganizations,
  'GET /organizations/{org_id}': getOrganization,
}
