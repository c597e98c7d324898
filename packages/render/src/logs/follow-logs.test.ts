import { createFakeClock, createRandom } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import * as render from '../index.js'
import { followLogs, untilDeployEnds, untilJobEnds, type LogGap } from './follow-logs.js'
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
    for await (const { message } of followLogs(client, { resource }, { intervalMs: 0, until })) seen.push(message)
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
      for await (const { message } of followLogs(client, { resource, startTime }, { intervalMs: 100, until })) {
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
      for await (const { message } of followLogs(client, params, { until: () => ++looks === 3 })) seen.push(message)
      return seen
    }
    expect(await follow(new Date(at).toISOString())).toEqual(['late'])
    // The same moment, as it is written two hours further east.
    expect(await follow(new Date(at + 7_200_000).toISOString().replace('Z', '+02:00'))).toEqual(['late'])
    expect(await follow()).toEqual([])
  })

  test('a pause that is no number is refused before anything is sent', async () => {
    const { client, queries, resource } = await start()
    for (const intervalMs of [Number.NaN, -1]) {
      const next = followLogs(client, { resource }, { intervalMs, until: () => queries.length > 0 }).next()
      await expect(next).rejects.toMatchObject({ code: 'config', message: expect.stringContaining('intervalMs') })
    }
    expect(queries).toEqual([])
  })

  test('looks every three seconds, and a last time three seconds after until said so', async () => {
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
    for await (const { message } of followLogs(client, { resource }, { until })) seen.push(message)
    expect(seen).toEqual(['the very last line'])
    expect(queries).toHaveLength(4)
    expect(clock.now() - begun).toBe(12_000)
  })

  test('throws aborted when the signal fires, in a pause and during a look', async () => {
    const { client, clock, queries, resource } = await start()
    const controller = new AbortController()
    const begun = clock.now()
    const lines = followLogs(client, { resource }, { signal: controller.signal })
    const next = lines.next()
    clock.timer(() => controller.abort(), 10_000)
    await expect(next).rejects.toMatchObject({ code: 'aborted' })
    expect(clock.now() - begun).toBe(10_000)
    expect(queries).toHaveLength(4)
    expect(await lines.next()).toEqual({ done: true, value: undefined })
    await expect(followLogs(client, { resource }, { signal: AbortSignal.abort() }).next()).rejects.toMatchObject({
      code: 'aborted',
    })
  })

  test('leaving the loop ends it: nothing is sent afterwards, no timer is left', async () => {
    const { client, clock, queries, write, resource } = await start()
    write('one')
    for await (const { message } of followLogs(client, { resource, startTime: '2026-01-01T00:01:00Z' })) {
      if (message === 'one') break
    }
    expect(queries.length).toBeGreaterThan(0)
    expect(clock.pending).toBe(0)
  })

  test('a line that comes late is given once, however often it is looked for', async () => {
    const { client, clock, fake, serviceId, resource } = await start()
    const startTime = new Date(clock.date()).toISOString()
    let looks = 0
    const until = () => {
      looks += 1
      fake.state.log({ message: `on time ${looks}`, resource: serviceId })
      // Written before the lines of the looks before this one.
      fake.state.log({ message: `late ${looks}`, resource: serviceId }, clock.date() - Math.min(looks - 1, 8) * 3000)
      return looks === 12
    }
    const seen: string[] = []
    for await (const { message } of followLogs(client, { resource, startTime }, { until })) seen.push(message)
    expect(seen.toSorted()).toEqual(
      Array.from({ length: 12 }, (_, look) => [`on time ${look + 1}`, `late ${look + 1}`])
        .flat()
        .toSorted(),
    )
  })

  test('times with fewer digits stay in their order, and no line comes twice', async () => {
    const { clock } = await start()
    const at = new Date(clock.date()).toISOString().slice(0, 17)
    const times = ['01Z', '01.5Z', '01.25Z', '01.125Z', '02Z', '02.000000001Z']
    let shown = 0
    const client = render.createRenderClient({
      apiKey: 'rnd_logs',
      ownerId: 'tea-1',
      clock,
      fetch: async () => {
        shown = Math.min(shown + 1, times.length)
        const logs = times
          .slice(0, shown)
          .map((time) => ({ id: time, message: time, timestamp: at + time, labels: [] }))
        return Response.json({ logs, hasMore: false, nextStartTime: at, nextEndTime: at })
      },
    })
    let looks = 0
    const seen: string[] = []
    for await (const { message } of followLogs(client, { resource: ['srv-1'] }, { until: () => ++looks === 30 }))
      seen.push(message)
    expect(seen).toEqual(times)
  })

  test('a very busy log takes few requests, and memory for the last lines only', async () => {
    const { client, queries, write, resource, clock } = await start()
    const startTime = new Date(clock.date()).toISOString()
    let looks = 0
    const until = () => {
      looks += 1
      if (looks === 1) for (let index = 0; index < 7000; index++) write(`line ${index}`)
      return looks === 4
    }
    const seen: string[] = []
    for await (const { message } of followLogs(client, { resource, startTime }, { until })) seen.push(message)
    expect(seen).toEqual(Array.from({ length: 7000 }, (_, index) => `line ${index}`))
    // 70 pages once, then two or three at each look.
    expect(queries.length).toBeLessThanOrEqual(80)
  })

  test('a busy log is looked at less often: 30 requests a minute are not exceeded for long', async () => {
    const { client, queries, write, resource, clock } = await start()
    const begun = clock.now()
    const until = () => {
      for (let index = 0; index < 150; index++) write(`line ${index}`)
      return clock.now() - begun > 300_000
    }
    let lines = 0
    for await (const _ of followLogs(client, { resource }, { until })) lines += 1
    expect(lines % 150).toBe(0)
    const minutes = (clock.now() - begun) / 60_000
    expect(queries.length / minutes).toBeLessThanOrEqual(30)
    expect(queries.length / minutes).toBeGreaterThan(15)
  })

  test('waits out failures that may pass, tells them, and misses nothing', async () => {
    const { client, fake, write, resource } = await start()
    fake.faults.add({ operation: 'GET /logs', kind: 'status', status: 503, times: 8 })
    const gaps: LogGap[] = []
    let looks = 0
    const until = () => {
      looks += 1
      write(`line ${looks}`)
      return looks === 6
    }
    const onGap = (gap: LogGap) => {
      gaps.push(gap)
      throw new Error('an observer that fails')
    }
    const seen: string[] = []
    for await (const { message } of followLogs(client, { resource }, { until, onGap })) seen.push(message)
    expect(seen).toEqual(Array.from({ length: 6 }, (_, index) => `line ${index + 1}`))
    expect(gaps.length).toBeGreaterThan(1)
    expect(gaps.map(({ failures }) => failures)).toEqual(gaps.map((_, index) => index + 1))
    expect(gaps[0]?.error).toMatchObject({ code: 'server' })
  })

  test('throws what lasts too long, and at once what does not pass', async () => {
    const { client, clock, fake, resource } = await start()
    fake.faults.add({ operation: 'GET /logs', kind: 'status', status: 503, times: 10_000 })
    const begun = clock.now()
    const options = { gapTimeoutMs: 60_000 }
    await expect(followLogs(client, { resource }, options).next()).rejects.toMatchObject({ code: 'server' })
    expect(clock.now() - begun).toBeGreaterThanOrEqual(60_000)
    const lines = followLogs(client, { resource: ['srv-unknown'] }, { onGap: () => expect.unreachable() })
    fake.faults.clear()
    await expect(lines.next()).rejects.toMatchObject({ code: 'not_found' })
  })

  test('ends with its deploy, also when the looks at it fail', async () => {
    const { client, fake, serviceId, resource } = await start()
    const { id: deployId } = await render.createDeploy(client, { serviceId })
    fake.faults.add({
      operation: 'GET /services/{serviceId}/deploys/{deployId}',
      kind: 'status',
      status: 500,
      times: 4,
    })
    const until = untilDeployEnds(client, { serviceId, deployId })
    const seen: string[] = []
    for await (const { message } of followLogs(client, { resource }, { until })) seen.push(message)
    expect(seen).toEqual([
      '==> Building...',
      '==> Build successful 🎉',
      '==> Deploying...',
      '==> Your service is live 🎉',
    ])
  })

  test.each([
    ['succeeded', true],
    ['failed', true],
    ['canceled', true],
    ['pending', false],
    ['running', false],
    ['paused', false],
  ])('a job that is %s has ended: %s', async (status, ended) => {
    const fetch = async () => Response.json({ id: 'job-1', serviceId: 'srv-1', status })
    const client = render.createRenderClient({ apiKey: 'rnd_logs', fetch })
    expect(await untilJobEnds(client, { serviceId: 'srv-1', jobId: 'job-1' })()).toBe(ended)
  })
})
