import { defineProbe } from '@keelson/core'
import { createFakeClock } from '@keelson/core/testing'
import { createHealth, lintHealthPath, observeHealthPath, parseHealth, type Health } from '@keelson/health'
import { postgresProbe } from '@keelson/health/probes/postgres'
import { redisProbe } from '@keelson/health/probes/redis'
import { s3Probe } from '@keelson/health/probes/s3'
import { describe, expect, test } from 'vitest'

const password = 'q7Rk2vX9w'
const token = 'health-token'
const refused = Object.assign(new Error(`connect ECONNREFUSED postgresql://shop:${password}@db.internal`), {
  code: 'ECONNREFUSED',
})

/** The clients of an application: each works until it is told otherwise, and counts what it is asked. */
function createClients() {
  const state = { database: 'up', cache: 'up', files: 'up' } as Record<string, 'up' | 'down' | 'hangs'>
  const asked = { database: 0, cache: 0, files: 0 }
  const answer = async <T>(name: keyof typeof asked, value: T): Promise<T> => {
    asked[name] += 1
    if (state[name] === 'down') throw refused
    return state[name] === 'up' ? value : new Promise<T>(() => {})
  }
  return {
    state,
    asked,
    pool: { query: () => answer('database', { rows: [] }), options: { password } },
    redis: { ping: () => answer('cache', 'PONG') },
    files: s3Probe(() => answer('files', true)),
  }
}

/** What a path answers, to everybody or to who has the token. */
async function ask(health: Health, path: string, isTold = false) {
  const headers = isTold ? { authorization: token } : {}
  const response = await health.fetch(new Request(`https://shop.example${path}`, { headers }))
  const text = await response.text()
  expect(text).not.toContain(password)
  return { code: response.status, text, ...parseHealth(text) }
}

const statuses = ({
  checks,
}: {
  readonly checks: readonly { readonly name: string; readonly status?: string | undefined }[]
}) => Object.fromEntries(checks.map(({ name, status }) => [name, status]))
const authorize = ({ headers }: Request) => headers.get('authorization') === token

describe('a Django shop on Render’s free plan: a light /healthz, and a /health over Neon and Upstash', () => {
  const url = 'https://shopfront.onrender.com'

  test('as found: the deep path asks both, and tells everybody', async () => {
    const details = { status: 'unhealthy', checks: { database: 'connected', redis: `error: ${refused.message}` } }
    const fetch = async () => Response.json(details)
    const seen = await observeHealthPath(`${url}/health`, { fetch })
    expect(seen.dependencies).toEqual(['database', 'redis'])
    expect(lintHealthPath(seen).map(({ code }) => code)).toEqual(['health-path-deep'])
  })

  test('as found: behind SECURE_SSL_REDIRECT, who asks over http gets a redirect that Render counts as healthy', async () => {
    const fetch = async () => new Response(null, { status: 301, headers: { location: `${url}/healthz` } })
    const findings = lintHealthPath(await observeHealthPath('http://shopfront.onrender.com/healthz', { fetch }))
    expect(findings.map(({ code }) => code)).toEqual(['health-path-redirect'])
    expect(findings[0]?.fix).toContain("SECURE_REDIRECT_EXEMPT = [r'^healthz$']")
  })

  test('corrected: each path has its meaning, and nobody waits for longer than the budget', async () => {
    const clock = createFakeClock({ auto: true })
    const { pool, redis, state, asked } = createClients()
    const health = createHealth({
      checks: [
        { probe: postgresProbe(pool, { clock }) },
        // IGNORE_EXCEPTIONS: without its cache the shop is slow, not down.
        { probe: redisProbe(redis, { clock }), criticality: 'degrading', affectedEndpoints: ['/products{/id}'] },
      ],
      authorize,
      clock,
    })
    expect(await ask(health, '/healthz')).toMatchObject({ code: 200, text: '{"status":"pass"}' })
    // Render asks every few seconds, UptimeRobot every ten minutes: the compute of Neon is not theirs to keep awake.
    expect(asked).toEqual({ database: 0, cache: 0, files: 0 })
    for (let second = 0; second < 60; second += 5) {
      expect(statuses(await ask(health, '/health', true))).toEqual({ postgres: 'pass', redis: 'pass' })
      await clock.advance(5000)
    }
    expect(asked).toEqual({ database: 1, cache: 1, files: 0 })

    state['cache'] = 'down'
    await clock.advance(400_000)
    expect(await ask(health, '/health')).toMatchObject({ code: 200, text: '{"status":"warn"}' })
    expect(await ask(health, '/readyz')).toMatchObject({ code: 200, status: 'pass' })
    const told = await ask(health, '/health', true)
    expect(told.checks.find(({ name }) => name === 'redis')).toMatchObject({ status: 'fail' })
    expect(told.text).toContain('ECONNREFUSED')

    state['database'] = 'hangs'
    await clock.advance(400_000)
    const before = clock.now()
    expect(await ask(health, '/readyz')).toMatchObject({ code: 503, text: '{"status":"fail"}' })
    expect(clock.now() - before).toBeLessThanOrEqual(4000)
    expect(await ask(health, '/healthz')).toMatchObject({ code: 200 })
  })
})

test('Flask on Render with Wasabi and Celery: it serves without its files and without its queue, and knows so', async () => {
  const clock = createFakeClock({ auto: true })
  const { pool, redis, files, state } = createClients()
  const health = createHealth({
    checks: [
      { probe: postgresProbe(pool, { clock }) },
      { probe: redisProbe(redis, { clock }), name: 'celery:broker', criticality: 'degrading' },
      { probe: files, name: 'wasabi', criticality: 'degrading' },
    ],
    clock,
  })
  state['files'] = 'down'
  state['cache'] = 'down'
  expect(await ask(health, '/health')).toMatchObject({ code: 200, status: 'warn' })
  expect(await ask(health, '/readyz')).toMatchObject({ code: 200, status: 'pass' })
  expect(
    health.degrade(
      'wasabi',
      () => 'the gallery',
      () => 'a placeholder',
    ),
  ).toBe('a placeholder')
  expect(
    health.degrade(
      'postgres',
      () => 'orders',
      () => 'later',
    ),
  ).toBe('orders')
})

test('Django on Render’s free plan with migrations at its start: not ready before they have passed, once', async () => {
  const clock = createFakeClock()
  const { pool, state, asked } = createClients()
  const migrated = { ...postgresProbe(pool, { clock, query: 'select 1 from django_migrations' }), name: 'migrations' }
  const health = createHealth({ checks: [{ probe: migrated, startup: true, failTtlMs: 1000 }], clock })
  state['database'] = 'down'
  expect(await ask(health, '/readyz')).toMatchObject({ code: 503 })
  state['database'] = 'up'
  await clock.advance(1001)
  // This one still shows the last answer, and asks for the one that the next shows.
  await ask(health, '/readyz')
  await clock.advance(1)
  expect(await ask(health, '/readyz')).toMatchObject({ code: 200 })
  const { database } = asked
  await clock.advance(86_400_000)
  expect(await ask(health, '/readyz')).toMatchObject({ code: 200 })
  expect(asked.database).toBe(database)
})

test('Django behind a load balancer: a database that all instances share takes none of them out, a full disk its own', async () => {
  const clock = createFakeClock({ auto: true })
  const { pool, state } = createClients()
  state['database'] = 'down'
  const create = (hasSpace: boolean) =>
    createHealth({
      checks: [
        { probe: postgresProbe(pool, { clock }), scope: 'shared' },
        { probe: defineProbe({ name: 'disk', kind: 'disk', run: () => hasSpace }) },
      ],
      clock,
    })
  const [first, second, full] = [create(true), create(true), create(false)]
  for (const health of [first, second]) {
    expect(await ask(health, '/readyz')).toMatchObject({ code: 200, status: 'warn' })
    expect(await ask(health, '/health')).toMatchObject({ code: 503 })
  }
  expect(await ask(full, '/readyz')).toMatchObject({ code: 503 })

  // One that is taken out for a release is out at once, and alive.
  void first.drain()
  expect(await ask(first, '/readyz')).toMatchObject({ code: 503 })
  expect(await ask(first, '/healthz')).toMatchObject({ code: 200 })
  expect(await ask(second, '/readyz')).toMatchObject({ code: 200 })
})

test('gunicorn under systemd: endpoints for the server, its database and its cache', async () => {
  const clock = createFakeClock({ auto: true })
  const { pool, redis, state, asked } = createClients()
  const health = createHealth({
    checks: [
      { probe: postgresProbe(pool, { clock }), groups: ['database'] },
      { probe: redisProbe(redis, { clock }), groups: ['cache'], criticality: 'degrading' },
    ],
    clock,
  })
  state['cache'] = 'down'
  expect(health.live()).toEqual({ status: 'pass' })
  expect(await health.report({ group: 'database' })).toMatchObject({ status: 'pass' })
  expect(asked).toMatchObject({ database: 1, cache: 0 })
  expect(await health.report({ group: 'cache' })).toMatchObject({
    status: 'warn',
    checks: { redis: [{ status: 'fail' }] },
  })
  expect(await health.report()).toMatchObject({ status: 'warn' })
})
