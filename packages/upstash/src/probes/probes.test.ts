import { createFakeClock, createRandom } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import * as upstash from '../index.js'
import { createFakeUpstash } from '../testing/index.js'
import { databaseProbe, quotaProbe } from './index.js'

const context = () => ({ signal: new AbortController().signal, attempt: 1 })

async function start() {
  const clock = createFakeClock({ auto: true })
  const account = { email: 'me@example.com', apiKey: 'upstash-probe-key' }
  const fake = createFakeUpstash({ ...account, clock, random: createRandom(1) })
  const bodies: string[] = []
  const client = upstash.createUpstashClient({
    ...account,
    clock,
    random: createRandom(2),
    strict: true,
    fetch: async (input, init) => {
      const response = await fake.fetch(input, init)
      bodies.push(await response.clone().text())
      return response
    },
  })
  const { database_id: databaseId } = await upstash.createRedisDatabase(client, {
    database_name: 'shop',
    platform: 'aws',
    primary_region: 'eu-central-1',
    plan: 'free',
  })
  await upstash.waitForRedisDatabase(client, { databaseId })
  const probes = [
    { asked: ['GET /redis/database/{id}'], probe: databaseProbe(client, { databaseId }) },
    { asked: ['GET /redis/database/{id}', 'GET /redis/stats/{id}'], probe: quotaProbe(client, { databaseId }) },
  ]
  return { fake, probes, bodies }
}

test('each asks what it is to ask, once, and for no credentials', async () => {
  const { fake, probes, bodies } = await start()
  for (const { asked, probe } of probes) {
    const before = fake.state.calls.length
    bodies.length = 0
    expect(await probe.run(context())).toMatchObject({ status: 'pass' })
    expect(fake.state.calls.slice(before).map(({ operation }) => operation)).toEqual(asked)
    expect(bodies.join('')).not.toMatch(/password|rest_token/)
    expect(probe.cost).toEqual({ calls: 1 })
  }
  expect(probes.map(({ probe }) => probe.name)).toEqual(['upstash-redis', 'upstash-quota'])
})

describe('nothing is known', () => {
  test.each([
    ['auth', { kind: 'status', status: 401 }],
    ['not_found', { kind: 'status', status: 404 }],
    ['rate_limited', { kind: 'status', status: 429, retryAfter: 60 }],
    ['server', { kind: 'status', status: 500 }],
    ['network', { kind: 'reset_before' }],
    ['timeout', { kind: 'hang' }],
    ['server', { kind: 'html' }],
  ] as const)('%s by %j: a failed reading, each request sent once', async (code, fault) => {
    const { fake, probes } = await start()
    // The rate limit closes the API for the other as well.
    for (const { asked, probe } of code === 'rate_limited' ? probes.slice(0, 1) : probes) {
      fake.faults.clear()
      fake.faults.add({ operation: '*', ...fault, times: 10 })
      const before = fake.faults.log.length
      expect(await probe.run(context())).toEqual({ status: 'fail', code, output: expect.stringContaining('GET ') })
      expect(fake.faults.log.length - before).toBeLessThanOrEqual(asked.length)
    }
  })
})

test('a run ends with its signal', async () => {
  const { fake, probes } = await start()
  fake.faults.add({ operation: '*', kind: 'hang', times: 10 })
  for (const { probe } of probes) {
    const controller = new AbortController()
    const run = probe.run({ signal: controller.signal, attempt: 1 })
    controller.abort()
    expect(await run).toMatchObject({ status: 'fail', code: 'aborted' })
  }
})
