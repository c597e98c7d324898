import { createFakeClock, createRandom } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import * as render from '../index.js'
import { createFakeRender } from '../testing/index.js'

async function start() {
  const clock = createFakeClock({ auto: true })
  const fake = createFakeRender({ clock, random: createRandom(1), ownerId: 'tea-1' })
  const queries: URLSearchParams[] = []
  const client = render.createRenderClient({
    apiKey: 'rnd_logs',
    ownerId: 'tea-1',
    clock,
    random: createRandom(2),
    fetch: async (input) => {
      const request = new Request(input)
      queries.push(new URL(request.url).searchParams)
      return fake.fetch(request)
    },
  })
  const { service, deployId = '' } = await render.createService(client, {
    type: 'web_service',
    name: 'shop',
    repo: 'https://github.com/me/shop',
    serviceDetails: { runtime: 'node' },
  })
  await render.waitForDeploy(client, { serviceId: service.id, deployId })
  const pass = (ms: number) => new Promise<void>((resolve) => void clock.timer(resolve, ms))
  await pass(60_000)
  queries.length = 0
  const write = (message: string) => fake.state.log({ message, resource: service.id })
  return { clock, fake, client, queries, pass, write, serviceId: service.id, resource: [service.id] }
}

describe('listLogs', () => {
  test.each(['forward', 'backward'] as const)('pages %s by both times, each line once', async (direction) => {
    const { clock, client, queries, write, pass, resource } = await start()
    const startTime = new Date(clock.date()).toISOString()
    // More lines than a page in one millisecond, and some later.
    for (let index = 0; index < 130; index++) write(`line ${index}`)
    await pass(1000)
    for (let index = 130; index < 250; index++) write(`line ${index}`)
    const lines = await render.listLogs(client, { resource, startTime, direction, text: ['line'] }).toArray()
    const expected = Array.from({ length: 250 }, (_, index) => `line ${index}`)
    expect(lines.map(({ message }) => message)).toEqual(direction === 'forward' ? expected : expected.toReversed())
    expect(queries).toHaveLength(3)
    const [first, second] = queries
    expect([first?.get('startTime'), first?.get('endTime')]).toEqual([startTime, null])
    expect(second?.get('startTime')).toMatch(/^2026-/)
    expect(second?.get('endTime')).toMatch(/^2026-/)
    expect(queries.every((query) => query.get('direction') === direction && query.get('text') === 'line')).toBe(true)
  })

  test('lists mean any of their values, and are sent by repeating the name', async () => {
    const { client, queries, fake, serviceId } = await start()
    fake.state.log({ message: 'build broke', resource: serviceId, type: 'build', level: 'error' })
    fake.state.log({ message: 'app broke', resource: serviceId, level: 'error' })
    fake.state.log({ message: 'app is fine', resource: serviceId })
    const list = (more: object) =>
      render
        .listLogs(client, { resource: [serviceId], text: ['broke', 'fine'], direction: 'forward', ...more })
        .toArray()
        .then((lines) => lines.map(({ message }) => message))
    expect(await list({})).toEqual(['build broke', 'app broke', 'app is fine'])
    expect(await list({ type: ['build'] })).toEqual(['build broke'])
    expect(await list({ level: ['error'], type: ['app', 'build'] })).toEqual(['build broke', 'app broke'])
    expect(queries.at(-1)?.getAll('type')).toEqual(['app', 'build'])
    expect(queries.at(-1)?.getAll('text')).toEqual(['broke', 'fine'])
    expect(queries.at(-1)?.getAll('resource')).toEqual([serviceId])
  })

  test('the first page is enough for the last lines', async () => {
    const { client, queries, write, resource } = await start()
    for (let index = 0; index < 150; index++) write(`line ${index}`)
    const last = await render.listLogs(client, { resource }).toArray({ limit: 2 })
    expect(last.map(({ message }) => message)).toEqual(['line 149', 'line 148'])
    expect(queries).toHaveLength(1)
  })
})

test('what cannot be sent is refused by its name, before anything is sent', async () => {
  const { client, queries } = await start()
  const refused = (message: string) => ({ code: 'config', message: expect.stringContaining(message) })
  await expect(render.listLogs(client, { resource: [] }).first()).rejects.toMatchObject(refused('resource is empty'))
  const sideways = { resource: ['srv-1'], direction: 'sideways' as 'forward' }
  await expect(render.listLogs(client, sideways).first()).rejects.toMatchObject(refused('forward, backward'))
  const label = 'text' as 'type'
  await expect(render.listLogValues(client, { resource: ['srv-1'], label })).rejects.toMatchObject(
    refused('label cannot be "text", only instance, host, statusCode, method, level, type'),
  )
  expect(queries).toHaveLength(0)
})
