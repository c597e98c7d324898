import { createFakeClock, createRandom } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import * as render from '../index.js'
import { createFakeRender } from '../testing/index.js'

async function start(name = 'shop') {
  const clock = createFakeClock({ auto: true })
  const fake = createFakeRender({ clock, random: createRandom(1), ownerId: 'tea-1' })
  const client = render.createRenderClient({ apiKey: 'rnd_actions', ownerId: 'tea-1', clock, fetch: fake.fetch })
  const { service } = await render.createService(client, {
    type: 'web_service',
    name,
    image: { ownerId: 'tea-1', imagePath: 'docker.io/me/shop:1' },
    serviceDetails: { runtime: 'image', plan: 'starter', disk: { name: 'd', mountPath: '/d' } },
    envVars: [{ key: 'A', value: 'one' }],
  })
  await render.waitForService(client, { serviceId: service.id })
  return { clock, fake, client, params: { serviceId: service.id } }
}

describe('suspend and resume', () => {
  test.each(['reset_after', 'commit_then_500'] as const)('a lost answer (%s) is no failure', async (kind) => {
    const { client, fake, params } = await start()
    fake.faults.add({ operation: 'POST /services/{serviceId}/suspend', kind })
    await render.suspendService(client, params)
    expect((await render.getService(client, params)).suspenders).toEqual(['user'])
    fake.faults.add({ operation: 'POST /services/{serviceId}/resume', kind })
    await render.resumeService(client, params)
    expect((await render.getService(client, params)).suspended).toBe('not_suspended')
    const resumed = [...fake.state.deploys.values()].filter(({ trigger }) => trigger === 'service_resumed')
    expect(resumed).toHaveLength(1)
  })

  test.each([400, 409])('a refusal with %d counts as success only where a look verifies it', async (status) => {
    const { client, fake, params } = await start()
    const operation = 'POST /services/{serviceId}/suspend'
    fake.faults.add({ operation, kind: 'status', status, message: 'locked' })
    await expect(render.suspendService(client, params)).rejects.toMatchObject({
      status,
      message: expect.stringContaining('locked'),
    })
    await render.suspendService(client, params)
    fake.faults.add({ operation, kind: 'status', status, message: 'already suspended' })
    await render.suspendService(client, params)
    fake.faults.add({ operation, kind: 'status', status: 403 })
    await expect(render.suspendService(client, params)).rejects.toMatchObject({ code: 'forbidden' })
  })
})

describe('instances', () => {
  test('begin anew with a restart, are gone while suspended, and a disk keeps them at one', async () => {
    const { client, clock, params } = await start()
    const [before] = await render.listInstances(client, params)
    await clock.advance(60_000)
    await render.restartService(client, params)
    const [after] = await render.listInstances(client, params)
    expect(Date.parse(after!.createdAt) - Date.parse(before!.createdAt)).toBeGreaterThanOrEqual(60_000)
    await expect(render.scaleService(client, { ...params, numInstances: 2 })).rejects.toMatchObject({ status: 400 })
    await render.suspendService(client, params)
    expect(await render.listInstances(client, params)).toEqual([])
  })

  test('a restart whose answer was lost is not repeated', async () => {
    const { client, fake, params } = await start()
    fake.faults.add({ operation: 'POST /services/{serviceId}/restart', kind: 'reset_after' })
    await expect(render.restartService(client, params)).rejects.toMatchObject({
      code: 'ambiguous_write',
      message: expect.stringContaining('listInstances tells'),
    })
  })
})

describe('createPreview', () => {
  test('takes the settings of its service, and lists leave it out when asked to', async () => {
    const { client, fake, params } = await start()
    const { service } = await render.createPreview(client, { ...params, imagePath: 'me/shop@sha256:abc' })
    expect(service).toMatchObject({
      name: 'shop sha256:abc',
      imagePath: 'docker.io/me/shop@sha256:abc',
      serviceDetails: { plan: 'starter', parentServer: { id: params.serviceId, name: 'shop' } },
    })
    expect(service.serviceDetails.disk).toBeUndefined()
    expect(fake.state.services.get(service.id)?.envVars).toEqual(new Map([['A', 'one']]))
    const names = (includePreviews: boolean) =>
      render
        .listServices(client, { includePreviews })
        .toArray()
        .then((all) => all.map(({ name }) => name))
    expect(await names(true)).toEqual(['shop sha256:abc', 'shop'])
    expect(await names(false)).toEqual(['shop'])
  })

  test('another image is refused, and a lost answer is not repeated', async () => {
    const { client, fake, params } = await start()
    await expect(render.createPreview(client, { ...params, imagePath: 'me/pay:2' })).rejects.toMatchObject({
      status: 400,
    })
    fake.faults.add({ operation: 'POST /services/{serviceId}/preview', kind: 'reset_after' })
    await expect(render.createPreview(client, { ...params, imagePath: 'me/shop:2' })).rejects.toMatchObject({
      code: 'ambiguous_write',
      message: expect.stringContaining(`parentServer is ${params.serviceId}`),
    })
    expect(fake.state.services.size).toBe(2)
  })
})
