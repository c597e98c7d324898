import { createFakeClock, createRandom } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import * as render from '../index.js'
import * as datastores from './index.js'
import { createFakeRender } from '../testing/index.js'

const desired: datastores.CreatePostgresParams = {
  name: 'shop',
  plan: 'basic_256mb',
  version: '17',
  region: 'frankfurt',
  databaseName: 'shop',
  databaseUser: 'shop_user',
  environmentId: 'evm-1',
  diskSizeGB: 10,
  ipAllowList: [
    { cidrBlock: '203.0.113.0/24', description: 'office' },
    { cidrBlock: '198.51.100.7/32', description: 'home' },
  ],
  parameterOverrides: { max_connections: '200' },
  readReplicas: [{ name: 'reports' }],
}

function start() {
  const clock = createFakeClock({ auto: true })
  const fake = createFakeRender({ clock, random: createRandom(1), ownerId: 'tea-1' })
  fake.state.owners.set('tea-2', { id: 'tea-2', name: 'Other', email: 'other@example.com', type: 'team' })
  const bodies: unknown[] = []
  const client = render.createRenderClient({
    apiKey: 'rnd_ensure',
    ownerId: 'tea-1',
    clock,
    random: createRandom(2),
    fetch: async (input, init) => {
      const request = new Request(input, init)
      if (request.method !== 'GET') bodies.push(JSON.parse((await request.clone().text()) || 'null'))
      return fake.fetch(request)
    },
  })
  return { clock, fake, client, bodies }
}

describe('ensurePostgres', () => {
  test('creates what is not there; running it again makes no write', async () => {
    const { client, fake, bodies } = start()
    const created = await datastores.ensurePostgres(client, desired)
    expect(created).toMatchObject({ outcome: 'created', changes: [], resource: { name: 'shop', status: 'creating' } })
    expect(bodies).toEqual([{ ...desired, ownerId: 'tea-1' }])
    const before = fake.state.calls.length
    const again = await datastores.ensurePostgres(client, desired)
    expect(again).toMatchObject({ outcome: 'existing', changes: [], resource: { id: created.resource.id } })
    expect(bodies).toHaveLength(1)
    // The second read is for the settings, which a list does not show.
    const calls = fake.state.calls.slice(before).map(({ operation }) => operation)
    expect(calls).toEqual(['GET /postgres', 'GET /postgres', 'GET /postgres/{postgresId}'])
  })

  test('sends what can be changed and no other field', async () => {
    const { client, bodies } = start()
    const { resource } = await datastores.ensurePostgres(client, desired)
    bodies.length = 0
    const wanted: datastores.CreatePostgresParams = {
      ...desired,
      plan: 'pro_4gb',
      diskSizeGB: 20,
      enableDiskAutoscaling: true,
      enableHighAvailability: true,
      ipAllowList: [],
      parameterOverrides: { work_mem: '64MB' },
      readReplicas: [],
    }
    const updated = await datastores.ensurePostgres(client, wanted)
    // A setting that is not asked for stays.
    const parameterOverrides = { max_connections: '200', work_mem: '64MB' }
    const { plan, diskSizeGB, enableDiskAutoscaling, enableHighAvailability, ipAllowList } = wanted
    expect(bodies).toEqual([
      { plan, diskSizeGB, enableDiskAutoscaling, enableHighAvailability, ipAllowList, parameterOverrides },
    ])
    expect(updated).toMatchObject({
      outcome: 'updated',
      resource: { id: resource.id, plan: 'pro_4gb', diskSizeGB: 20 },
    })
    expect(updated.changes).toEqual([
      { path: 'plan', from: 'basic_256mb', to: 'pro_4gb' },
      { path: 'enableDiskAutoscaling', from: false, to: true },
      { path: 'enableHighAvailability', from: false, to: true },
      { path: 'diskSizeGB', from: 10, to: 20 },
      { path: 'ipAllowList', from: desired.ipAllowList, to: [] },
      { path: 'parameterOverrides', from: { max_connections: '200' }, to: parameterOverrides },
    ])
    expect((await datastores.ensurePostgres(client, wanted)).outcome).toBe('existing')
  })

  test('what is not asked for stays, and the order of addresses means nothing', async () => {
    const { client, bodies } = start()
    await datastores.ensurePostgres(client, desired)
    bodies.length = 0
    const { name, plan, version } = desired
    expect((await datastores.ensurePostgres(client, { name, plan, version })).outcome).toBe('existing')
    const ipAllowList = desired.ipAllowList?.toReversed() ?? []
    expect((await datastores.ensurePostgres(client, { name, plan, version, ipAllowList })).outcome).toBe('existing')
    expect(bodies).toEqual([])
  })

  test.each([
    ['region', 'oregon', 'frankfurt'],
    ['version', '16', '17'],
    ['databaseName', 'store', 'shop'],
    ['databaseUser', 'owner', 'shop_user'],
    ['environmentId', 'evm-2', 'evm-1'],
    ['diskSizeGB', 5, 10],
  ] as const)(
    '%s that differs is a conflict before anything is changed, unless it is adopted',
    async (path, to, from) => {
      const { client, bodies } = start()
      const { resource } = await datastores.ensurePostgres(client, desired)
      bodies.length = 0
      const other = { ...desired, plan: 'basic_1gb', [path]: to } as datastores.CreatePostgresParams
      for (const call of [datastores.ensurePostgres, datastores.planPostgres]) {
        await expect(call(client, other)).rejects.toMatchObject({
          code: 'conflict',
          message: expect.stringContaining(
            `cannot ensure the Postgres database "shop": ${resource.id} has ${path} ${JSON.stringify(from)}, ` +
              `not ${JSON.stringify(to)}, and that cannot be changed`,
          ),
        })
      }
      expect(bodies).toEqual([])
      const adopted = await datastores.ensurePostgres(client, other, { adopt: true })
      expect(adopted.changes).toEqual([{ path: 'plan', from: 'basic_256mb', to: 'basic_1gb' }])
      expect(bodies).toEqual([{ plan: 'basic_1gb' }])
    },
  )

  test('a disk that Render has enlarged by itself is as desired', async () => {
    const { client, fake, bodies } = start()
    const wanted = { ...desired, enableDiskAutoscaling: true }
    const { resource } = await datastores.ensurePostgres(client, wanted)
    fake.state.postgres.get(resource.id)!.diskSizeGB = 15
    bodies.length = 0
    expect((await datastores.ensurePostgres(client, wanted)).outcome).toBe('existing')
    const { enableDiskAutoscaling: _left, ...withoutSaying } = wanted
    expect((await datastores.ensurePostgres(client, withoutSaying)).outcome).toBe('existing')
    expect(bodies).toEqual([])
    await expect(datastores.ensurePostgres(client, { ...desired, enableDiskAutoscaling: false })).rejects.toMatchObject(
      {
        code: 'conflict',
        message: expect.stringContaining('has diskSizeGB 15, not 10'),
      },
    )
  })

  test('a database name that Render gave a suffix is the one that was asked for; a longer one is not', async () => {
    const { client } = start()
    await datastores.ensurePostgres(client, { ...desired, name: 'first' })
    const { resource } = await datastores.ensurePostgres(client, desired)
    expect(resource.databaseName).toMatch(/^shop_[\da-f]{4}$/)
    expect((await datastores.ensurePostgres(client, desired)).outcome).toBe('existing')
    await datastores.ensurePostgres(client, { ...desired, name: 'third', databaseName: 'shop_reports' })
    await expect(datastores.ensurePostgres(client, { ...desired, name: 'third' })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('has databaseName "shop_reports", not "shop"'),
    })
  })

  test('an empty list of addresses that is shown as null is an empty list', async () => {
    const { client, fake, bodies } = start()
    const wanted = { ...desired, ipAllowList: [] }
    const { resource } = await datastores.ensurePostgres(client, wanted)
    Object.assign(fake.state.postgres.get(resource.id)!, { ipAllowList: null })
    bodies.length = 0
    expect((await datastores.ensurePostgres(client, wanted)).outcome).toBe('existing')
    expect(bodies).toEqual([])
  })

  test('a similar name, another case and another workspace are other databases', async () => {
    const { clock, fake, client } = start()
    for (const other of [{ name: 'shop-staging' }, { name: 'Shop' }, { ownerId: 'tea-2' }])
      await datastores.createPostgres(client, { ...desired, ...other })
    // A vendor whose filters find everything.
    const loose = render.createRenderClient({
      apiKey: 'rnd_ensure',
      ownerId: 'tea-1',
      clock,
      fetch: (input, init) => {
        const request = new Request(input, init)
        const url = new URL(request.url)
        url.searchParams.delete('name')
        url.searchParams.delete('ownerId')
        return fake.fetch(new Request(url, request))
      },
    })
    const { outcome } = await datastores.ensurePostgres(loose, desired)
    expect(outcome).toBe('created')
    expect((await datastores.ensurePostgres(loose, desired)).outcome).toBe('existing')
    expect(fake.state.postgres.size).toBe(4)
  })

  test('a name with a comma is found although the filter would take it for two', async () => {
    const { client, fake } = start()
    const named = { ...desired, name: 'shop, old' }
    await datastores.ensurePostgres(client, named)
    expect((await datastores.ensurePostgres(client, named)).outcome).toBe('existing')
    expect(fake.state.postgres.size).toBe(1)
  })

  test('two of one name are a conflict that names both', async () => {
    const { client, bodies } = start()
    const { id: one } = await datastores.createPostgres(client, desired)
    const { id: two } = await datastores.createPostgres(client, desired)
    bodies.length = 0
    const error = { code: 'conflict', message: expect.stringMatching(`(?=.*${one})(?=.*${two})`) }
    await expect(datastores.ensurePostgres(client, desired)).rejects.toMatchObject(error)
    await expect(datastores.removePostgres(client, { name: 'shop', dataLossAccepted: true })).rejects.toMatchObject(
      error,
    )
    expect(bodies).toEqual([])
  })

  test('what the vendor refuses is told: a second free database', async () => {
    const { client } = start()
    const { resource } = await datastores.ensurePostgres(client, { name: 'one', plan: 'free', version: '17' })
    expect(resource.expiresAt).toBe('2026-01-31T00:00:00.000Z')
    await expect(datastores.ensurePostgres(client, { name: 'two', plan: 'free', version: '17' })).rejects.toMatchObject(
      {
        code: 'invalid_request',
        message: expect.stringContaining('one free database'),
      },
    )
  })

  test(
    '1,000 seeded runs with lost answers: exactly one database, and the second run writes nothing',
    { timeout: 30_000 },
    async () => {
      const rounds = new Map<number, number>()
      for (let seed = 1; seed <= 1000; seed++) {
        const clock = createFakeClock({ auto: true })
        const fake = createFakeRender({ clock, random: createRandom(seed), ownerId: 'tea-1' })
        const random = createRandom(seed + 1_000_000)
        const client = render.createRenderClient({ apiKey: 'rnd', ownerId: 'tea-1', clock, random, fetch: fake.fetch })
        for (const kind of ['commit_then_500', 'reset_after', 'reset_before', 'truncated_json'] as const)
          fake.faults.add({ operation: '*', kind, probability: 0.08 })
        const ensured = await datastores.ensurePostgres(client, desired)
        expect([...fake.state.postgres.keys()], `seed ${seed}`).toEqual([ensured.resource.id])
        expect(ensured.outcome, `seed ${seed}`).toBe('created')
        const posts = () => fake.state.calls.filter(({ operation }) => operation.startsWith('POST ')).length
        const sends = posts()
        rounds.set(sends, (rounds.get(sends) ?? 0) + 1)
        const again = await datastores.ensurePostgres(client, desired)
        expect(again, `seed ${seed}`).toMatchObject({ outcome: 'existing', resource: { id: ensured.resource.id } })
        expect(posts(), `seed ${seed}`).toBe(sends)
      }
      // Only what was not carried out is sent again.
      expect(rounds.get(1)).toBeGreaterThan(800)
      expect(rounds.get(2)).toBeGreaterThan(20)
    },
  )
})

test('planPostgres tells create, none and update, and changes nothing', async () => {
  const { client, fake, bodies } = start()
  expect(await datastores.planPostgres(client, desired)).toEqual({ action: 'create', changes: [], postgres: undefined })
  const { resource } = await datastores.ensurePostgres(client, desired)
  bodies.length = 0
  const before = structuredClone(fake.state.postgres.get(resource.id))
  expect(await datastores.planPostgres(client, desired)).toMatchObject({
    action: 'none',
    changes: [],
    postgres: { id: resource.id },
  })
  expect(await datastores.planPostgres(client, { ...desired, diskSizeGB: 15 })).toMatchObject({
    action: 'update',
    changes: [{ path: 'diskSizeGB', from: 10, to: 15 }],
  })
  expect(bodies).toEqual([])
  expect(fake.state.postgres.get(resource.id)).toEqual(before)
})

describe('removePostgres', () => {
  test('removes the one of this name and no other, and a second time finds nothing', async () => {
    const { client, fake } = start()
    await datastores.ensurePostgres(client, desired)
    await datastores.ensurePostgres(client, { ...desired, name: 'shop-preview-12' })
    const params = { name: 'shop-preview-12', dataLossAccepted: true } as const
    expect(await datastores.removePostgres(client, params)).toBe('removed')
    expect(await datastores.removePostgres(client, params)).toBe('absent')
    expect([...fake.state.postgres.values()].map(({ name }) => name)).toEqual(['shop'])
  })

  test('a removal whose answer was lost is a removal; what is refused is told', async () => {
    const { client, fake } = start()
    await datastores.ensurePostgres(client, desired)
    const params = { name: 'shop', dataLossAccepted: true } as const
    fake.faults.add({ operation: 'DELETE /postgres/{postgresId}', kind: 'status', status: 403 })
    await expect(datastores.removePostgres(client, params)).rejects.toMatchObject({ code: 'forbidden' })
    fake.faults.add({ operation: 'DELETE /postgres/{postgresId}', kind: 'reset_after' })
    expect(await datastores.removePostgres(client, params)).toBe('removed')
    expect(fake.state.postgres.size).toBe(0)
  })
})
