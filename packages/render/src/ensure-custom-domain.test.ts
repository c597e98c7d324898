import { createFakeClock, createRandom } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import * as render from './index.js'
import { createFakeRender } from './testing/index.js'

const create = 'POST /services/{serviceId}/custom-domains'

async function start(seed = 1) {
  const clock = createFakeClock({ auto: true })
  const fake = createFakeRender({ clock, random: createRandom(seed), ownerId: 'tea-1' })
  const random = createRandom(seed + 1_000_000)
  const client = render.createRenderClient({ apiKey: 'rnd_ensure', ownerId: 'tea-1', clock, random, fetch: fake.fetch })
  const services = ['shop', 'other'].map((name) =>
    render.createService(client, { type: 'static_site', name, repo: 'https://github.com/me/shop' }),
  )
  const [shop, other] = await Promise.all(services)
  const writes = () =>
    fake.state.calls.filter(({ operation }) => operation.includes('/custom-domains') && !operation.startsWith('GET'))
  const desired = { serviceId: shop!.service.id, name: 'www.example.com' }
  return { fake, client, desired, otherId: other!.service.id, writes }
}

describe('ensureCustomDomain', () => {
  test('adds what is not there; running it again is one read', async () => {
    const { client, fake, desired, writes } = await start()
    expect(await render.planCustomDomain(client, desired)).toEqual({ action: 'create', customDomain: undefined })
    expect(writes()).toEqual([])
    const { resource, outcome } = await render.ensureCustomDomain(client, desired)
    expect({ name: resource.name, outcome }).toEqual({ name: 'www.example.com', outcome: 'created' })
    const from = fake.state.calls.length
    expect(await render.ensureCustomDomain(client, desired)).toEqual({ resource, outcome: 'existing', changes: [] })
    expect(fake.state.calls.slice(from).map(({ operation }) => operation)).toEqual([
      `GET ${create.slice(5)}/{customDomainIdOrName}`,
    ])
    expect(await render.planCustomDomain(client, desired)).toEqual({ action: 'none', customDomain: resource })
  })

  test('the redirect that came with another domain is there already', async () => {
    const { client, desired, writes } = await start()
    await render.ensureCustomDomain(client, desired)
    const apex = await render.ensureCustomDomain(client, { ...desired, name: 'example.com' })
    expect(apex).toMatchObject({ outcome: 'existing', resource: { redirectForName: 'www.example.com' } })
    expect(writes()).toHaveLength(1)
  })

  test('a domain of another service is a conflict', async () => {
    const { client, desired, otherId } = await start()
    await render.ensureCustomDomain(client, { ...desired, serviceId: otherId })
    await expect(render.ensureCustomDomain(client, desired)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining(`domain www.example.com of ${desired.serviceId}: it belongs to another service`),
      cause: expect.objectContaining({ status: 409 }),
    })
  })

  test('a vendor that finds it whatever the service in the path does not hide the conflict', async () => {
    const domain = { id: 'cdm-1', name: 'www.example.com', server: { id: 'srv-2' } }
    const client = render.createRenderClient({ apiKey: 'rnd_ensure', fetch: async () => Response.json(domain) })
    const desired = { serviceId: 'srv-1', name: 'www.example.com' }
    for (const call of [render.planCustomDomain, render.ensureCustomDomain, render.removeCustomDomain]) {
      await expect(call(client, desired)).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringContaining('it belongs to srv-2'),
      })
    }
  })

  test('two at once end with one domain', async () => {
    const { client, fake, desired } = await start()
    const both = await Promise.all([
      render.ensureCustomDomain(client, desired),
      render.ensureCustomDomain(client, desired),
    ])
    expect(new Set(both.map(({ resource }) => resource.id)).size).toBe(1)
    expect([...fake.state.customDomains.values()].map(({ name }) => name)).toEqual(['www.example.com', 'example.com'])
  })

  test(
    '1,000 seeded runs with lost answers: one domain, never added when it is there',
    { timeout: 60_000 },
    async () => {
      for (let seed = 1; seed <= 1000; seed++) {
        const { client, fake, desired, writes } = await start(seed)
        for (const kind of ['commit_then_500', 'reset_after', 'reset_before', 'truncated_json'] as const)
          fake.faults.add({ operation: create, kind, probability: 0.15 })
        const { resource, outcome } = await render.ensureCustomDomain(client, desired)
        expect(outcome, `seed ${seed}`).toBe('created')
        expect(fake.state.customDomains.size, `seed ${seed}`).toBe(2)
        expect(fake.state.customDomains.get(resource.id)?.name).toBe('www.example.com')
        expect(writes().every(({ status }) => status !== 409)).toBe(true)
        const sent = writes().length
        expect((await render.ensureCustomDomain(client, desired)).outcome).toBe('existing')
        expect(writes()).toHaveLength(sent)
      }
    },
  )
})

describe('removeCustomDomain', () => {
  test('removes it, and a second time finds nothing', async () => {
    const { client, fake, desired } = await start()
    await render.ensureCustomDomain(client, desired)
    expect(await render.removeCustomDomain(client, desired)).toBe('removed')
    expect(await render.removeCustomDomain(client, desired)).toBe('absent')
    expect([...fake.state.customDomains.values()].map(({ name }) => name)).toEqual(['example.com'])
  })

  test('a removal whose answer was lost is a removal; what is refused is told', async () => {
    const { client, fake, desired } = await start()
    const operation = 'DELETE /services/{serviceId}/custom-domains/{customDomainIdOrName}'
    await render.ensureCustomDomain(client, desired)
    fake.faults.add({ operation, kind: 'status', status: 403 })
    await expect(render.removeCustomDomain(client, desired)).rejects.toMatchObject({ code: 'forbidden' })
    fake.faults.add({ operation, kind: 'reset_after' })
    expect(await render.removeCustomDomain(client, desired)).toBe('removed')
  })
})
