import { isKeelsonError } from '@keelson/core'
import { createFakeClock, createRandom } from '@keelson/core/testing'
import { expect, test } from 'vitest'
import * as render from './index.js'
import { createFakeRender } from './testing/index.js'

/** Services of two workspaces. */
async function start() {
  const clock = createFakeClock({ auto: true })
  const fake = createFakeRender({ clock, random: createRandom(1), ownerId: 'tea-1' })
  fake.state.owners.set('tea-2', { id: 'tea-2', name: 'Other', email: 'other@example.com', type: 'team' })
  const options = { apiKey: 'rnd_resolve', clock, random: createRandom(2), fetch: fake.fetch }
  const client = render.createRenderClient({ ...options, ownerId: 'tea-1' })
  const ids: Record<string, string> = {}
  const make = async (name: string, type: render.ServiceType, ownerId = 'tea-1') => {
    const serviceDetails = { runtime: 'node' as const, ...(type === 'cron_job' && { schedule: '0 * * * *' }) }
    const params = { type, name, ownerId, repo: 'https://github.com/me/shop', serviceDetails }
    const { service } = await render.createService(client, params)
    ids[`${ownerId} ${name}`] = service.id
  }
  await make('shop', 'web_service')
  await make('shop-worker', 'background_worker')
  await make('Shop Cron', 'cron_job')
  await make('blog', 'web_service')
  await make('shop', 'private_service', 'tea-2')
  const before = fake.state.calls.length
  const calls = () => fake.state.calls.slice(before).map(({ operation }) => operation)
  return { client, everywhere: render.createRenderClient(options), ids, calls }
}

async function failed(work: Promise<unknown>) {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!isKeelsonError(error)) throw new Error('it did not fail as expected', { cause: error })
  return error
}

test('an id is fetched, of a service and of a cron job', async () => {
  const { client, ids, calls } = await start()
  const service = ids['tea-1 shop'] ?? ''
  const cron = ids['tea-1 Shop Cron'] ?? ''
  expect([service.slice(0, 4), cron.slice(0, 4)]).toEqual(['srv-', 'crn-'])
  expect(await render.resolveService(client, { service })).toMatchObject({ id: service, name: 'shop' })
  expect(await render.resolveService(client, { service: cron, type: 'cron_job' })).toMatchObject({ id: cron })
  expect(calls()).toEqual(['GET /services/{serviceId}', 'GET /services/{serviceId}'])
})

test('a name is looked for as it is written, in the workspace of the client', async () => {
  const { client, ids, calls } = await start()
  expect(await render.resolveService(client, { service: 'shop' })).toMatchObject({ id: ids['tea-1 shop'] })
  const other = await render.resolveService(client, { service: 'shop', ownerId: 'tea-2', type: 'private_service' })
  expect(other.id).toBe(ids['tea-2 shop'])
  // What looks like the beginning of an id is a name like any other.
  expect(await failed(render.resolveService(client, { service: 'srv-tools' }))).toMatchObject({ code: 'not_found' })
  expect(new Set(calls())).toEqual(new Set(['GET /services']))
})

test('several of one name: conflict, with ids and types; the type decides', async () => {
  const { everywhere, ids } = await start()
  const error = await failed(render.resolveService(everywhere, { service: 'shop' }))
  expect(error.code).toBe('conflict')
  expect(error.message).toContain(`web_service ${ids['tea-1 shop']} of tea-1`)
  expect(error.message).toContain(`private_service ${ids['tea-2 shop']} of tea-2`)
  const one = await render.resolveService(everywhere, { service: 'shop', type: 'private_service' })
  expect(one.id).toBe(ids['tea-2 shop'])
})

test.each([
  ['SHOP', ['"shop"', '"shop-worker"', '"Shop Cron"']],
  ['shop_cron', ['"Shop Cron"', '"shop"']],
  ['my-blog', ['"blog"']],
])('none of the name %s: not_found, with those that are close, the closest first', async (service, names) => {
  const { client } = await start()
  const error = await failed(render.resolveService(client, { service }))
  expect(error).toMatchObject({ code: 'not_found', hint: expect.stringMatching(/^There is/) })
  expect(error.message).toContain(`there is no service "${service}" in tea-1`)
  const shown = error.message.match(/"[^"]+"(?= \()/g) ?? []
  expect(shown[0]).toBe(names[0])
  expect(shown.toSorted()).toEqual(names.toSorted())
})

test.each(['nothing', '---'])('nothing is close to %s', async (service) => {
  const { client } = await start()
  const error = await failed(render.resolveService(client, { service }))
  expect(error).toMatchObject({ code: 'not_found', hint: 'No name is close to it' })
})

test('a service of the name and of another type: not_found, and what there is', async () => {
  const { client, ids, calls } = await start()
  const error = await failed(render.resolveService(client, { service: 'blog', type: 'cron_job' }))
  expect(error).toMatchObject({ code: 'not_found' })
  expect(error.message).toContain('there is no cron_job "blog" in tea-1')
  expect(error.message).toContain(`There is "blog" (web_service ${ids['tea-1 blog']} of tea-1)`)
  expect(calls()).toHaveLength(2)
})

test('an id of another type or workspace than asked for is a conflict, and an unknown one not_found', async () => {
  const { client, ids } = await start()
  const service = ids['tea-1 shop'] ?? ''
  for (const more of [{ type: 'cron_job' }, { ownerId: 'tea-2' }] as const) {
    const error = await failed(render.resolveService(client, { service, ...more }))
    expect(error).toMatchObject({
      code: 'conflict',
      message: expect.stringContaining(`web_service ${service} of tea-1`),
    })
  }
  const unknown = `srv-${'0'.repeat(20)}`
  expect(await failed(render.resolveService(client, { service: unknown }))).toMatchObject({ code: 'not_found' })
})

test('nothing, and a type that does not exist, are refused before anything is sent', async () => {
  const { client, calls } = await start()
  const type = 'web' as 'web_service'
  expect(await failed(render.resolveService(client, { service: '', type }))).toMatchObject({
    code: 'config',
    message: expect.stringMatching(/service is missing; type cannot be "web", only static_site, web_service/),
  })
  expect(calls()).toEqual([])
})
