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

describe('followLogs', () => {
  test('yields each line once, also when several looks meet the same millisecond', async () => {
    const { client, clock, write, resource } = await start()
    const seen: string[] = []
    const expected: string[] = []
    let looks = 0
    // Looks without a pause all fall into one millisecond; then time goes on.
    const until = () => {
      looks += 1
      for (const part of ['a', 'b']) {
        write(`${looks} ${part}`)
        expected.push(`${looks} ${part}`)
      }
      return looks === 9
    }
    const begun = clock.now()
    for await (const { message } of render.followLogs(client, { resource }, { intervalMs: 0, until }))
      seen.push(message)
    expect(seen).toEqual(expected)
    expect(clock.now()).toBe(begun)
  })

  test('yields each line once when the server reads times to the millisecond, or to the second', async () => {
    for (const digits of [23, 19]) {
      const { fake, clock, write, pass, resource } = await start()
      const client = render.createRenderClient({
        apiKey: 'rnd_logs',
        ownerId: 'tea-1',
        clock,
        fetch: async (input) => {
          const url = new URL(new Request(input).url)
          url.searchParams.set('startTime', `${url.searchParams.get('startTime')?.slice(0, digits)}Z`)
          return fake.fetch(new Request(url, new Request(input)))
        },
      })
      const seen: string[] = []
      const startTime = new Date(clock.date()).toISOString()
      await pass(100)
      let looks = 0
      const until = () => {
        looks += 1
        write(`line ${looks}`)
        return looks === 12
      }
      for await (const { message } of render.followLogs(client, { resource, startTime }, { intervalMs: 100, until })) {
        seen.push(message)
      }
      expect(seen).toEqual(Array.from({ length: 12 }, (_, index) => `line ${index + 1}`))
    }
  })

  test('begins now, or where it is told to, in any notation of a time', async () => {
    const { client, clock, write, pass, resource } = await start()
    write('early')
    await pass(5000)
    const at = clock.date()
    write('late')
    const follow = async (startTime?: string) => {
      const seen: string[] = []
      let looks = 0
      const params = { resource, ...(startTime === undefined ? {} : { startTime }) }
      for await (const { message } of render.followLogs(client, params, { until: () => ++looks === 3 }))
        seen.push(message)
      return seen
    }
    expect(await follow(new Date(at).toISOString())).toEqual(['late'])
    // The same moment, as it is written two hours further east.
    expect(await follow(new Date(at + 7_200_000).toISOString().replace('Z', '+02:00'))).toEqual(['late'])
    expect(await follow()).toEqual([])
  })

  test('looks every three seconds, and takes a last look when until says so', async () => {
    const { client, clock, queries, write, resource } = await start()
    const begun = clock.now()
    let looks = 0
    const seen: string[] = []
    const until = () => {
      looks += 1
      if (looks < 4) return false
      write('the very last line')
      return true
    }
    for await (const { message } of render.followLogs(client, { resource }, { until })) seen.push(message)
    expect(seen).toEqual(['the very last line'])
    expect(queries).toHaveLength(4)
    expect(clock.now() - begun).toBe(9000)
  })

  test('throws aborted when the signal fires, in a pause and during a look', async () => {
    const { client, clock, queries, resource } = await start()
    const controller = new AbortController()
    const begun = clock.now()
    const lines = render.followLogs(client, { resource }, { signal: controller.signal })
    const next = lines.next()
    clock.timer(() => controller.abort(), 10_000)
    await expect(next).rejects.toMatchObject({ code: 'aborted' })
    expect(clock.now() - begun).toBe(10_000)
    expect(queries).toHaveLength(4)
    expect(await lines.next()).toEqual({ done: true, value: undefined })
    await expect(render.followLogs(client, { resource }, { signal: AbortSignal.abort() }).next()).rejects.toMatchObject(
      {
        code: 'aborted',
      },
    )
  })

  test('leaving the loop ends it: nothing is sent afterwards, no timer is left', async () => {
    const { client, clock, queries, write, resource } = await start()
    write('one')
    for await (const { message } of render.followLogs(client, { resource, startTime: '2026-01-01T00:01:00Z' })) {
      if (message === 'one') break
    }
    expect(queries.length).toBeGreaterThan(0)
    expect(clock.pending).toBe(0)
  })
})
