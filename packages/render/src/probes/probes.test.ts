import type { Probe } from '@keelson/core'
import { createFakeClock, createRandom } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import * as datastores from '../datastores/index.js'
import * as render from '../index.js'
import { createFakeRender } from '../testing/index.js'
import { deployLiveProbe, keyValueStateProbe, postgresStateProbe, serviceProbe } from './index.js'

const context = () => ({ signal: new AbortController().signal, attempt: 1 })

async function start() {
  const clock = createFakeClock({ auto: true })
  const fake = createFakeRender({ clock, random: createRandom(1), ownerId: 'tea-1' })
  const client = render.createRenderClient({
    apiKey: 'rnd_probe',
    ownerId: 'tea-1',
    clock,
    random: createRandom(2),
    fetch: fake.fetch,
    strict: true,
  })
  const { service, deployId = '' } = await render.createService(client, {
    type: 'web_service',
    name: 'shop',
    repo: 'https://github.com/me/shop',
    serviceDetails: { runtime: 'node' },
  })
  const { id: postgresId } = await datastores.createPostgres(client, { name: 'shop', plan: 'free', version: '17' })
  const { id: keyValueId } = await datastores.createKeyValue(client, { name: 'queue', plan: 'starter' })
  await render.waitForDeploy(client, { serviceId: service.id, deployId })
  await datastores.waitForPostgres(client, { postgresId })
  await datastores.waitForKeyValue(client, { keyValueId })
  const probes: Readonly<Record<string, Probe>> = {
    'GET /services/{serviceId}/deploys': deployLiveProbe(client, { serviceId: service.id }),
    'GET /services/{serviceId}': serviceProbe(client, { serviceId: service.id }),
    'GET /postgres/{postgresId}': postgresStateProbe(client, { postgresId }),
    'GET /key-value/{keyValueId}': keyValueStateProbe(client, { keyValueId }),
  }
  return { fake, probes }
}

test('each asks what it is to ask, once, and nothing else', async () => {
  const { fake, probes } = await start()
  for (const [operation, probe] of Object.entries(probes)) {
    const before = fake.state.calls.length
    expect(await probe.run(context())).toMatchObject({ status: 'pass' })
    expect(fake.state.calls.slice(before).map((call) => call.operation)).toEqual([operation])
    expect(probe.cost).toEqual({ calls: 1 })
  }
  expect(Object.values(probes).map(({ name }) => name)).toEqual([
    'render-deploy',
    'render-service',
    'render-postgres',
    'render-key-value',
  ])
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
  ] as const)('%s by %j: a failed reading after one send', async (code, fault) => {
    const { fake, probes } = await start()
    // The rate limit closes the API for the others as well.
    const asked = code === 'rate_limited' ? Object.values(probes).slice(0, 1) : Object.values(probes)
    fake.faults.add({ operation: '*', ...fault, times: asked.length * 2 })
    for (const probe of asked) {
      const before = fake.faults.log.length
      expect(await probe.run(context())).toEqual({ status: 'fail', code, output: expect.stringContaining('GET ') })
      expect(fake.faults.log.length).toBe(before + 1)
    }
  })
})

test('a run ends with its signal', async () => {
  const { fake, probes } = await start()
  fake.faults.add({ operation: '*', kind: 'hang', times: 10 })
  for (const probe of Object.values(probes)) {
    const controller = new AbortController()
    const run = probe.run({ signal: controller.signal, attempt: 1 })
    controller.abort()
    expect(await run).toMatchObject({ status: 'fail', code: 'aborted' })
  }
})
