import type { Probe } from '@keelson/core'
import { createFakeClock, createRandom } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import * as neon from '../index.js'
import { createFakeNeon } from '../testing/index.js'
import { branchProbe, computeProbe, quotaProbe } from './index.js'

const context = () => ({ signal: new AbortController().signal, attempt: 1 })

async function start() {
  const clock = createFakeClock({ auto: true })
  const fake = createFakeNeon({ clock, random: createRandom(1), orgId: 'org-1' })
  const client = neon.createNeonClient({
    apiKey: 'napi_probe',
    orgId: 'org-1',
    clock,
    random: createRandom(2),
    fetch: fake.fetch,
    strict: true,
  })
  const { project, branch, endpoints } = await neon.createProject(client, { name: 'shop' })
  const place = { projectId: project.id, branchId: branch.id, endpointId: endpoints[0]!.id }
  await neon.waitForBranch(client, place)
  const probes: Readonly<Record<string, Probe>> = {
    'GET /projects/{project_id}/branches/{branch_id}': branchProbe(client, place),
    'GET /projects/{project_id}/endpoints/{endpoint_id}': computeProbe(client, place),
    'GET /projects/{project_id}': quotaProbe(client, { ...place, plan: 'free' }),
  }
  return { clock, fake, client, place, probes }
}

test('each asks what it is to ask, once, and nothing else', async () => {
  const { fake, probes } = await start()
  for (const [operation, probe] of Object.entries(probes)) {
    const before = fake.calls.length
    expect(await probe.run(context())).toMatchObject({ status: 'pass' })
    expect(fake.calls.slice(before).map((call) => call.operation)).toEqual([operation])
    expect(probe.cost).toEqual({ calls: 1 })
  }
  expect(Object.values(probes).map(({ name }) => name)).toEqual(['neon-branch', 'neon-compute', 'neon-quota'])
})

test('a compute that sleeps goes on sleeping, however often it is asked', async () => {
  const { clock, fake, client, place, probes } = await start()
  const { operations } = await neon.suspendEndpoint(client, place)
  await neon.waitForOperations(client, { ...place, operationIds: operations.map(({ id }) => id) })
  const before = fake.state.operations.size
  for (let run = 0; run < 100; run++) {
    for (const probe of Object.values(probes)) expect(await probe.run(context())).toMatchObject({ status: 'pass' })
    await clock.advance(60_000)
  }
  expect(fake.state.endpoints.get(place.endpointId)?.state).toBe('idle')
  expect(fake.state.operations.size).toBe(before)
  expect(await computeProbe(client, place).run(context())).toEqual({
    status: 'pass',
    observedValue: 'idle',
    observedUnit: 'state',
  })
})

describe('nothing is known', () => {
  test.each([
    ['auth', { kind: 'status', status: 401 }],
    ['not_found', { kind: 'status', status: 404 }],
    ['locked', { kind: 'status', status: 423 }],
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
