import { createFakeClock, createRandom } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import { createFakeRender } from './fake-render.js'
import type { FakeRenderFault } from './operations.js'

const service = { type: 'web_service', name: 'web', ownerId: 'tea-1' }

function start() {
  const clock = createFakeClock()
  const fake = createFakeRender({ clock, random: createRandom(7), ownerId: 'tea-1' })
  const headers = { authorization: 'Bearer rnd_test' }
  const create = (init: RequestInit = {}) =>
    fake.fetch('https://api.render.com/v1/services', {
      method: 'POST',
      headers,
      body: JSON.stringify(service),
      ...init,
    })
  const list = (init: RequestInit = {}) => fake.fetch('https://api.render.com/v1/services', { headers, ...init })
  return { clock, fake, create, list, count: () => fake.state.services.size }
}

describe('on POST /services', () => {
  test.each([
    ['reset_before', 0],
    ['reset_after', 1],
  ] as const)('%s breaks the connection and leaves %i services', async (kind, services) => {
    const { fake, create, count } = start()
    fake.faults.add({ operation: 'POST /services', kind })
    const error = await create().catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(TypeError)
    expect(error).toMatchObject({ message: 'fetch failed', cause: { code: 'ECONNRESET' } })
    expect(count()).toBe(services)
    expect(fake.state.calls).toMatchObject([{ status: undefined }])
  })

  test('commit_then_500 makes the service and says that it failed', async () => {
    const { fake, create, count } = start()
    fake.faults.add({ operation: 'POST /services', kind: 'commit_then_500' })
    expect((await create()).status).toBe(500)
    expect(count()).toBe(1)
    expect((await create()).status).toBe(409)
  })

  test('status refuses with Retry-After and makes nothing', async () => {
    const { fake, create, count } = start()
    fake.faults.add({ operation: 'POST /services', kind: 'status', status: 429, retryAfter: 7, message: 'slow down' })
    const response = await create()
    expect([response.status, response.headers.get('retry-after'), response.headers.get('ratelimit-limit')]).toEqual([
      429,
      '7',
      '20',
    ])
    expect(await response.json()).toMatchObject({ message: 'slow down' })
    expect(count()).toBe(0)
    expect((await create()).status).toBe(201)
  })

  test('truncated_json makes the service and cuts its description off', async () => {
    const { fake, create, count } = start()
    fake.faults.add({ operation: 'POST /services', kind: 'truncated_json' })
    const response = await create()
    expect(response.status).toBe(201)
    const text = await response.text()
    expect(text).toMatch(/^\{"service":/)
    expect(() => JSON.parse(text)).toThrow('JSON')
    expect(count()).toBe(1)
  })

  test('html answers with a page and makes nothing', async () => {
    const { fake, create, count } = start()
    fake.faults.add({ operation: 'POST /services', kind: 'html', status: 200 })
    const response = await create()
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html'])
    expect(await response.text()).toMatch(/^<!doctype html>/)
    expect(count()).toBe(0)
  })

  test.each([
    [false, 0],
    [true, 1],
  ])('hang with commit %s ends with the signal and leaves %i services', async (commit, services) => {
    const { fake, create, count } = start()
    fake.faults.add({ operation: 'POST /services', kind: 'hang', commit })
    const controller = new AbortController()
    const pending = create({ signal: controller.signal })
    // Its rejection is looked at later, and must not count as unhandled until then.
    pending.catch(() => undefined)
    // What would be an answer has had many turns to arrive.
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => void setImmediate(resolve))
    controller.abort(new Error('enough'))
    await expect(pending).rejects.toThrow('enough')
    expect(count()).toBe(services)
  })

  test('slow takes the time of the clock', async () => {
    const { clock, fake, create, count } = start()
    fake.faults.add({ operation: 'POST /services', kind: 'slow', delayMs: 4000 })
    const pending = create()
    await clock.advance(3999)
    expect(count()).toBe(0)
    await clock.advance(1)
    expect((await pending).status).toBe(201)
  })

  test('slow ends with the signal', async () => {
    const { clock, fake, create, count } = start()
    fake.faults.add({ operation: 'POST /services', kind: 'slow', delayMs: 4000 })
    const controller = new AbortController()
    const pending = create({ signal: controller.signal })
    // Its rejection is looked at later, and must not count as unhandled until then.
    pending.catch(() => undefined)
    await clock.advance(1)
    controller.abort(new Error('enough'))
    await expect(pending).rejects.toThrow('enough')
    expect([count(), clock.pending]).toEqual([0, 0])
  })
})

describe('which requests are met', () => {
  const status = { kind: 'status', status: 503 } as const satisfies Partial<FakeRenderFault>

  test('one when neither times nor probability is given, and only its operation', async () => {
    const { fake, create, list } = start()
    fake.faults.add({ operation: 'GET /services', ...status })
    expect([(await create()).status, (await list()).status, (await list()).status]).toEqual([201, 503, 200])
    expect(fake.faults.log).toMatchObject([{ operation: 'GET /services', kind: 'status' }])
  })

  test('as many as times says, the older fault first', async () => {
    const { fake, list } = start()
    fake.faults.add({ operation: '*', ...status, times: 2 })
    fake.faults.add({ operation: '*', kind: 'status', status: 423, times: 1 })
    const seen: number[] = []
    for (let index = 0; index < 4; index++) seen.push((await list()).status)
    expect(seen).toEqual([503, 503, 423, 200])
  })

  test('a share of all when a probability is given', async () => {
    const { fake, list } = start()
    fake.faults.add({ operation: '*', ...status, probability: 0.3 })
    let struck = 0
    for (let index = 0; index < 1000; index++) struck += (await list()).status === 503 ? 1 : 0
    expect(struck).toBeGreaterThan(250)
    expect(struck).toBeLessThan(350)
    expect(fake.faults.log).toHaveLength(struck)
  })

  test('none after clear, or once the fault is taken away', async () => {
    const { fake, list } = start()
    const remove = fake.faults.add({ operation: '*', ...status, times: Infinity })
    expect((await list()).status).toBe(503)
    remove()
    expect((await list()).status).toBe(200)
    fake.faults.add({ operation: '*', ...status })
    fake.faults.clear()
    expect((await list()).status).toBe(200)
  })
})
