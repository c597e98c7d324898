import { createFakeClock, createRandom } from '@keelson/core/testing'
import { expect, test } from 'vitest'
import * as neon from '../index.js'
import { createFakeNeon } from '../testing/index.js'

const week = { from: '2026-01-01T00:00:00Z', to: '2026-01-08T00:00:00Z', metrics: ['compute_unit_seconds'] } as const

async function start() {
  const clock = createFakeClock({ auto: true })
  const fake = createFakeNeon({ clock, random: createRandom(1), orgId: 'org-1' })
  const client = neon.createNeonClient({ apiKey: 'napi_test', orgId: 'org-1', clock, fetch: fake.fetch })
  return { clock, fake, client }
}

test('what was used stands in the time frame it was used in', async () => {
  const { clock, fake, client } = await start()
  const { project } = await neon.createProject(client, { name: 'shop' })
  for (const value of [10, 20, 30]) {
    fake.state.use({ projectId: project.id, metric: 'compute_unit_seconds', value })
    await clock.advance(86_400_000)
  }
  const [shop] = await neon.listProjectConsumption(client, { ...week, granularity: 'daily' }).toArray()
  expect(shop?.project_id).toBe(project.id)
  const frames = shop?.periods.flatMap(({ consumption }) => consumption) ?? []
  expect(frames.map(({ metrics }) => metrics?.[0]?.value)).toEqual([10, 20, 30, 0, 0, 0, 0])
})

test('more projects than a page are read to the end', async () => {
  const { client } = await start()
  for (let index = 0; index < 101; index++) await neon.createProject(client, { name: `shop ${index}` })
  const all = await neon.listProjectConsumption(client, { ...week, granularity: 'daily' }).toArray()
  expect(new Set(all.map(({ project_id }) => project_id)).size).toBe(101)
})

test('a plan, a time and an organization that do not have it are refused with what to do', async () => {
  const { fake, client } = await start()
  await neon.createProject(client, { name: 'shop' })
  const ask = (more: Partial<neon.ListProjectConsumptionParams> = {}) =>
    neon.listProjectConsumption(client, { ...week, granularity: 'daily', ...more }).toArray()
  await expect(ask({ from: '2025-01-01T00:00:00Z' })).rejects.toMatchObject({
    code: 'invalid_request',
    status: 406,
    message: expect.stringMatching(/failed: 406 .*\. Hourly consumption is kept for 168 hours/),
  })
  await expect(ask({ orgId: 'org-9' })).rejects.toMatchObject({
    code: 'not_found',
    hint: 'Check orgId: listOrganizations shows those of the key',
    message: expect.not.stringContaining('workspace'),
  })
  const [organization] = fake.state.organizations.values()
  organization!.plan = 'free'
  const projectIds = [...fake.state.projects.keys()]
  const branches = neon.listBranchConsumption(client, { ...week, granularity: 'daily', projectIds }).toArray()
  for (const refused of [ask(), branches]) {
    await expect(refused).rejects.toMatchObject({
      code: 'forbidden',
      status: 403,
      provider: 'neon',
      operation: expect.stringContaining('GET /consumption_history/v2/'),
      hint: expect.stringContaining('paid plans only'),
    })
  }
})

test('an integer beyond 2^53 loses its last digits, as JSON does in JavaScript', async () => {
  const value = '9007199254740993'
  const body = `{"projects":[{"project_id":"p","periods":[{"period_id":"i","period_plan":"scale","period_start":"",
    "consumption":[{"metrics":[{"metric_name":"root_branch_bytes_month","value":${value}}]}]}]}]}`
  const fetch = async () => new Response(body)
  const client = neon.createNeonClient({ apiKey: 'napi_test', orgId: 'org-1', strict: true, fetch })
  const page = await neon.listProjectConsumption(client, { ...week, granularity: 'monthly' }).first()
  expect(page?.periods[0]?.consumption[0]?.metrics?.[0]?.value).toBe(2 ** 53)
})
