import { createFakeClock, createRandom, type FakeClock } from '@keelson/core/testing'
import * as neon from '@keelson/neon'
import { createFakeNeon, type FakeNeon } from '@keelson/neon/testing'
import { rowsIn, type RefusalRow } from '../table.ts'

const apiKey = 'napi_operations'
export const orgId = 'org-1'

/** An organization with one project, "shop": its branch `main`, a compute, the role `shop_owner`, the database `shop`. */
export interface NeonWorld {
  readonly clock: FakeClock
  readonly fake: FakeNeon
  readonly client: neon.NeonClient
  readonly projectId: string
  readonly branchId: string
  readonly endpointId: string
}

export async function start(): Promise<NeonWorld> {
  const clock = createFakeClock({ auto: true })
  const fake = createFakeNeon({ clock, random: createRandom(1), orgId, apiKey })
  const client = connect(fake.fetch, { clock })
  const { project, branch, endpoints } = await neon.createProject(client, {
    name: 'shop',
    region_id: 'aws-eu-central-1',
    pg_version: 17,
    branch: { database_name: 'shop' },
  })
  const projectId = project.id
  await neon.waitForBranch(client, { projectId, branchId: branch.id })
  return { clock, fake, client, projectId, branchId: branch.id, endpointId: endpoints[0]!.id }
}

/** What comes back must be as its schemas say, from the fake and from Prism, unless a client is not strict. */
export function connect(
  fetch: typeof globalThis.fetch,
  { clock }: Pick<NeonWorld, 'clock'> = { clock: createFakeClock({ auto: true }) },
  strict = true,
): neon.NeonClient {
  return neon.createNeonClient({ apiKey, orgId, strict, clock, random: createRandom(2), fetch })
}

/** Those of the first project are `prj`, `br` and `ep`; other ids are told by their prefix, projects have none. */
export function shorten(text: string, { projectId, branchId, endpointId }: NeonWorld): string {
  return text
    .replaceAll(projectId, 'prj')
    .replaceAll(branchId, 'br')
    .replaceAll(endpointId, 'ep')
    .replaceAll(/\b([a-z]+)-[a-z]+-[a-z]+-[\da-f]{8}\b/g, '$1-new')
    .replaceAll(/\b[a-z]+-[a-z]+-[\da-f]{8}\b/g, 'prj-new')
    .replaceAll(/\b[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b/g, 'uuid')
}

export const row = rowsIn<NeonWorld>()
export type Refusal = RefusalRow<neon.NeonClient>
