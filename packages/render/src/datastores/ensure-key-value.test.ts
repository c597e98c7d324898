import { createFakeClock, createRandom } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import * as render from '../index.js'
import * as datastores from './index.js'
import { createFakeRender } from '../testing/index.js'

const desired: datastores.CreateKeyValueParams = {
  name: 'shop-queue',
  plan: 'starter',
  region: 'frankfurt',
  environmentId: 'evm-1',
  maxmemoryPolicy: 'noeviction',
  ipAllowList: [],
}

function start(seed = 1) {
  const clock = createFakeClock({ auto: true })
  const fake = createFakeRender({ clock, random: createRandom(seed), ownerId: 'tea-1' })
  const random = createRandom(seed + 1_000_000)
  const client = render.createRenderClient({ apiKey: 'rnd', ownerId: 'tea-1', clock, random, fetch: fake.fetch })
  const writes = () =>
    fake.state.calls.map(({ operation }) => operation).filter((operation) => !operation.startsWith('GET '))
  return { fake, client, writes }
}

describe('ensureKeyValue', () => {
  test('creates what is not there, changes what differs, and writes nothing when it is so', async () => {
    const { client, writes } = start()
    expect(await datastores.planKeyValue(client, desired)).toEqual({
      action: 'create',
      changes: [],
      keyValue: undefined,
    })
    const { resource, outcome } = await datastores.ensureKeyValue(client, desired)
    expect(outcome).toBe('created')
    expect(await datastores.planKeyValue(client, desired)).toMatchObject({
      action: 'none',
      keyValue: { id: resource.id },
    })
    expect((await datastores.ensureKeyValue(client, desired)).outcome).toBe('existing')
    const { name, plan } = desired
    expect((await datastores.ensureKeyValue(client, { name, plan })).outcome).toBe('existing')
    expect(writes()).toEqual(['POST /key-value'])

    const ipAllowList = [{ cidrBlock: '203.0.113.0/24', description: 'office' }]
    const wanted = { ...desired, plan: 'standard', maxmemoryPolicy: 'allkeys_lru', ipAllowList } as const
    const updated = await datastores.ensureKeyValue(client, wanted)
    expect(updated).toMatchObject({
      outcome: 'updated',
      changes: [
        { path: 'plan', from: 'starter', to: 'standard' },
        { path: 'maxmemoryPolicy', from: 'noeviction', to: 'allkeys_lru' },
        { path: 'ipAllowList', from: [], to: ipAllowList },
      ],
      resource: { plan: 'standard', options: { maxmemoryPolicy: 'allkeys_lru' }, ipAllowList },
    })
    expect((await datastores.ensureKeyValue(client, wanted)).outcome).toBe('existing')
    expect(writes()).toEqual(['POST /key-value', 'PATCH /key-value/{keyValueId}'])
  })

  test.each([
    ['region', 'oregon', 'frankfurt'],
    ['environmentId', 'evm-2', 'evm-1'],
  ] as const)('%s that differs is a conflict, unless it is adopted', async (path, to, from) => {
    const { client, writes } = start()
    const { resource } = await datastores.ensureKeyValue(client, desired)
    const other = { ...desired, [path]: to }
    await expect(datastores.ensureKeyValue(client, other)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining(
        `cannot ensure the Key Value instance "shop-queue": ${resource.id} has ${path} "${from}", not "${to}"`,
      ),
    })
    expect((await datastores.ensureKeyValue(client, other, { adopt: true })).outcome).toBe('existing')
    expect(writes()).toEqual(['POST /key-value'])
  })

  test('two of one name are a conflict', async () => {
    const { client } = start()
    await datastores.createKeyValue(client, desired)
    await datastores.createKeyValue(client, desired)
    await expect(datastores.ensureKeyValue(client, desired)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/the name belongs to red-\w+ and red-\w+/),
    })
  })

  test(
    '1,000 seeded runs with lost answers: exactly one instance, and the second run writes nothing',
    { timeout: 30_000 },
    async () => {
      let again = 0
      for (let seed = 1; seed <= 1000; seed++) {
        const { client, fake, writes } = start(seed)
        for (const kind of ['commit_then_500', 'reset_after', 'reset_before', 'truncated_json'] as const)
          fake.faults.add({ operation: '*', kind, probability: 0.08 })
        const { resource, outcome } = await datastores.ensureKeyValue(client, desired)
        expect([...fake.state.keyValues.keys()], `seed ${seed}`).toEqual([resource.id])
        expect(outcome, `seed ${seed}`).toBe('created')
        const sent = writes().length
        if (sent > 1) again += 1
        expect((await datastores.ensureKeyValue(client, desired)).outcome, `seed ${seed}`).toBe('existing')
        expect(writes(), `seed ${seed}`).toHaveLength(sent)
      }
      // Only what was not carried out is sent again.
      expect(again).toBeGreaterThan(20)
      expect(again).toBeLessThan(200)
    },
  )
})

test('removeKeyValue removes the one of this name, and a second time finds nothing', async () => {
  const { client, fake } = start()
  await datastores.ensureKeyValue(client, desired)
  await datastores.ensureKeyValue(client, { ...desired, name: 'shop-preview-12' })
  const params = { name: 'shop-preview-12', dataLossAccepted: true } as const
  fake.faults.add({ operation: 'DELETE /key-value/{keyValueId}', kind: 'commit_then_500' })
  expect(await datastores.removeKeyValue(client, params)).toBe('removed')
  expect(await datastores.removeKeyValue(client, params)).toBe('absent')
  expect([...fake.state.keyValues.values()].map(({ name }) => name)).toEqual(['shop-queue'])
})
