import { createFakeClock } from '@keelson/core/testing'
import { expect, test } from 'vitest'
import { createHealth, type HealthOptions } from './health.js'

function setUp(options: Partial<HealthOptions> = {}) {
  const clock = createFakeClock()
  const probe = { name: 'db', kind: 'custom', run: async () => ({ status: 'warn' as const, code: 'saturated' }) }
  const about = { releaseId: 'b2f9c41', serviceId: 'shop', version: '1' }
  const health = createHealth({ checks: [{ probe }], clock, ...about, ...options })
  const ask = async (path: string, init?: RequestInit) => {
    const response = await health.fetch(new Request(`https://shop.test${path}`, init))
    return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() }
  }
  return { clock, health, ask }
}

test('everybody sees the status alone, fresh, as health+json', async () => {
  const { ask } = setUp()
  const headers = { 'content-type': 'application/health+json', 'cache-control': 'no-store' }
  expect(await ask('/healthz')).toEqual({ status: 200, headers, body: '{"status":"pass"}' })
  expect(await ask('/readyz')).toEqual({ status: 200, headers, body: '{"status":"warn"}' })
  expect(await ask('/health')).toEqual({ status: 200, headers, body: '{"status":"warn"}' })
})

test('HEAD has no body, other methods are refused with those that are not, other paths are not there', async () => {
  const { ask } = setUp()
  expect(await ask('/health', { method: 'HEAD' })).toMatchObject({ status: 200, body: '' })
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
    expect(await ask('/healthz', { method })).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } })
  }
  for (const path of ['/', '/healthz/', '/health/x', '/HEALTHZ', '/?/healthz']) {
    expect(await ask(path)).toMatchObject({ status: 404 })
  }
})

test.each(['/readyz?', '/readyz?a=/health', '/readyz?x=https://a.b/c#d', '/readyz#x'])(
  '%s is /readyz',
  async (path) => {
    const { ask, health } = setUp()
    void health.drain()
    expect(await ask(path)).toMatchObject({ status: 503 })
  },
)

test('paths can be others, and a handler answers one question wherever it is mounted', async () => {
  const { ask, health } = setUp({ paths: { report: '/status' } })
  expect(health.paths).toEqual({ live: '/healthz', ready: '/readyz', report: '/status' })
  expect([(await ask('/status')).status, (await ask('/health')).status]).toEqual([200, 404])
  void health.drain()
  const get = (question: 'live' | 'ready' | 'report') =>
    health.handler(question)(new Request('https://shop.test/api/any/route'))
  expect((await Promise.all([get('live'), get('ready'), get('report')])).map(({ status }) => status)).toEqual([
    200, 503, 200,
  ])
})

test('a gate without a key can be shown the release', async () => {
  const { ask } = setUp({ showRelease: true })
  for (const path of ['/healthz', '/readyz', '/health']) {
    const { status: _, ...identity } = JSON.parse((await ask(path)).body) as Record<string, string>
    expect(identity).toEqual({ releaseId: 'b2f9c41', serviceId: 'shop' })
  }
})

test('details are for those who are authorized; whatever else becomes of it counts as no', async () => {
  const answers = [
    true,
    Promise.resolve(true),
    false,
    Promise.resolve(false),
    undefined as never,
    'yes' as never,
    Promise.reject(new Error('no')),
  ]
  const shown: boolean[] = []
  for (const answer of answers) {
    const { body } = await setUp({ authorize: () => answer }).ask('/health')
    shown.push(body.includes('saturated'))
  }
  expect(shown).toEqual([true, true, false, false, false, false, false])
  const throwing = setUp({
    authorize: () => {
      throw new Error('at once')
    },
  })
  expect(await throwing.ask('/health')).toMatchObject({ status: 200, body: '{"status":"warn"}' })
})

test('whether the process answers waits for nobody', async () => {
  const { ask } = setUp({ authorize: () => new Promise(() => undefined) })
  expect(await ask('/healthz')).toMatchObject({ status: 200, body: '{"status":"pass"}' })
})

test('an authorization that hangs counts as no when the time of a report is over', async () => {
  const { clock, ask } = setUp({ authorize: () => new Promise(() => undefined), budgetMs: 3000 })
  const answers = Promise.all(['/readyz', '/health'].map((path) => ask(path)))
  await clock.advance(3000)
  for (const answer of await answers) expect(answer).toMatchObject({ status: 200, body: '{"status":"warn"}' })
  expect(clock.pending).toBe(0)
})

test('nobody is authorized for what shows nothing more', async () => {
  let calls = 0
  const { ask } = setUp({ authorize: () => ((calls += 1), true) })
  await ask('/healthz')
  await ask('/health', { method: 'HEAD' })
  await ask('/health', { method: 'POST' })
  await ask('/other')
  expect(calls).toBe(0)
  await ask('/health')
  expect(calls).toBe(1)
})

test('two questions at one path are refused: the process being alive would answer for the database', () => {
  expect(() => setUp({ paths: { live: '/health' } })).toThrow('paths are equal')
})

test('those who may see details and those who may not get their own bodies, in any order', async () => {
  const { ask } = setUp({ authorize: ({ headers }) => headers.has('authorization') })
  const key = { headers: { authorization: 'x' } }
  for (let turn = 0; turn < 3; turn++) {
    expect((await ask('/health')).body).toBe('{"status":"warn"}')
    expect(JSON.parse((await ask('/health', key)).body)).toEqual({
      status: 'warn',
      version: '1',
      releaseId: 'b2f9c41',
      serviceId: 'shop',
      checks: {
        db: [{ status: 'warn', componentType: 'component', time: '2026-01-01T00:00:00.000Z', code: 'saturated' }],
      },
    })
    expect(Object.keys(JSON.parse((await ask('/readyz', key)).body) as object)).toContain('checks')
  }
})
