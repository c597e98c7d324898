import { createFakeClock, createRandom } from '@keelson/core/testing'
import { expect, expectTypeOf, test } from 'vitest'
import * as render from '../index.js'
import { createFakeRender } from '../testing/index.js'

async function start() {
  const clock = createFakeClock({ auto: true })
  const fake = createFakeRender({ clock, random: createRandom(1), ownerId: 'tea-1' })
  const client = render.createRenderClient({ apiKey: 'rnd_e', ownerId: 'tea-1', clock, fetch: fake.fetch })
  const create = (kind?: 'build_failed' | 'update_failed') => {
    if (kind) fake.faults.add({ operation: 'POST /services', kind })
    return render.createService(client, {
      type: 'web_service',
      name: 'shop',
      repo: 'https://github.com/me/shop',
      serviceDetails: { runtime: 'python', preDeployCommand: 'migrate' },
    })
  }
  const told = async (serviceId: string) => {
    const events = await render.listEvents(client, { serviceId }).toArray()
    return events.toReversed()
  }
  return { clock, fake, client, create, told }
}

test('a deploy is told from its start to its end, with the dates at which things happened', async () => {
  const { clock, create, told } = await start()
  const { service } = await create()
  await clock.advance(60_000)
  const events = await told(service.id)
  expect(events.map(({ type }) => type)).toEqual([
    'deploy_started',
    'build_started',
    'build_ended',
    'pre_deploy_started',
    'pre_deploy_ended',
    'deploy_ended',
  ])
  const [first, , , , , last] = events.map(({ timestamp }) => Date.parse(timestamp))
  expect(last! - first!).toBe(10_000)
})

test.each([
  [
    'build_failed',
    ['deploy_started', 'build_started', 'build_ended', 'deploy_ended'],
    { buildFailed: { id: expect.stringMatching(/^bld-/) as string } },
  ],
  [
    'update_failed',
    ['deploy_started', 'build_started', 'build_ended', 'pre_deploy_started', 'pre_deploy_ended', 'deploy_ended'],
    { failure: { nonZeroExit: 1 } },
  ],
] as const)('%s is told with its reason', async (kind, types, reason) => {
  const { clock, create, told } = await start()
  const { service } = await create(kind)
  await clock.advance(60_000)
  const events = await told(service.id)
  expect(events.map(({ type }) => type)).toEqual(types)
  const details = events.flatMap((event) => (event.type === 'deploy_ended' ? [event.details] : []))
  expectTypeOf(details).toEqualTypeOf<render.ServiceEventDetails['deploy_ended'][]>()
  expect(details).toMatchObject([{ deployStatus: 'failed', reason }])
})

test('only the last hour is shown unless a start is given, and what is asked for is paged', async () => {
  const { clock, fake, client, create } = await start()
  const { service } = await create()
  const serviceId = service.id
  await clock.advance(2 * 60 * 60_000)
  for (let count = 0; count < 150; count++) fake.state.writeEvent({ serviceId, type: 'server_available', details: {} })
  expect(await render.listEvents(client, { serviceId }).toArray()).toHaveLength(150)
  const all = await render.listEvents(client, { serviceId, startTime: '2026-01-01T00:00:00Z' }).toArray()
  expect(all).toHaveLength(156)
  expect(new Set(all.map(({ id }) => id)).size).toBe(156)
})

test('suspending and resuming are told', async () => {
  const { clock, client, create, told } = await start()
  const { service } = await create()
  await clock.advance(60_000)
  const path = { serviceId: service.id }
  await render.request(client, 'POST /services/{serviceId}/suspend', { path })
  await render.request(client, 'POST /services/{serviceId}/resume', { path })
  const types = (await told(service.id)).map(({ type }) => type).slice(6)
  expect(types).toEqual(['suspender_added', 'service_suspended', 'suspender_removed', 'service_resumed'])
})

test('an event of a type that nobody knew is passed on', async () => {
  const { fake, client, create } = await start()
  const { service } = await create()
  const event = { serviceId: service.id, type: 'moved_to_mars', details: { by: 'rocket' } }
  fake.state.writeEvent(event as never)
  const [found] = await render.listEvents(client, { serviceId: service.id }).toArray({ limit: 1 })
  expect(found).toMatchObject(event)
})
