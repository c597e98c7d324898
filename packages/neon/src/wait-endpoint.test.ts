import { defineProbe, type Resume } from '@keelson/core'
import { createFakeClock, createRandom } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import * as neon from './index.js'
import { createFakeNeon, type FakeNeonOptions } from './testing/index.js'

async function start(options: FakeNeonOptions = {}) {
  const clock = createFakeClock({ auto: true })
  const fake = createFakeNeon({ clock, random: createRandom(1), ...options })
  const client = neon.createNeonClient({ apiKey: 'napi_test', clock, random: createRandom(2), fetch: fake.fetch })
  const { project, branch, endpoints } = await neon.createProject(client, { name: 'shop' })
  await neon.waitForBranch(client, { projectId: project.id, branchId: branch.id })
  const writes = () => fake.calls.filter(({ operation }) => !operation.startsWith('GET')).length
  return { clock, fake, client, writes, params: { projectId: project.id, endpointId: endpoints[0]!.id } }
}

interface Seen {
  readonly state: string
  readonly pending?: string
  readonly disabled?: boolean
  readonly operation?: string
}

/** A client for which the compute is in this state. */
function inState({ state, pending, disabled = false, operation }: Seen) {
  const own = { id: 'op-1', project_id: 'p', endpoint_id: 'ep-1', action: 'start_compute', failures_count: 0 }
  const bodies: Record<string, unknown> = {
    'ep-1': { endpoint: { id: 'ep-1', project_id: 'p', current_state: state, pending_state: pending, disabled } },
    operations: { operations: operation ? [{ ...own, status: operation }] : [] },
  }
  return neon.createNeonClient({
    apiKey: 'napi_test',
    clock: createFakeClock({ auto: true }),
    fetch: async (input) => Response.json(bodies[new URL(new Request(input).url).pathname.split('/').at(-1) ?? '']),
  })
}

const one = { projectId: 'p', endpointId: 'ep-1' }

describe('checkEndpoint', () => {
  test.each<[Seen, { settled: boolean; awake: boolean }]>([
    [{ state: 'active' }, { settled: true, awake: true }],
    [{ state: 'idle' }, { settled: true, awake: false }],
    [{ state: 'init' }, { settled: false, awake: false }],
    [{ state: 'stretching' }, { settled: false, awake: false }],
    [
      { state: 'active', pending: 'active' },
      { settled: true, awake: true },
    ],
    [
      { state: 'active', pending: 'idle' },
      { settled: false, awake: false },
    ],
    [
      { state: 'idle', pending: 'active' },
      { settled: false, awake: false },
    ],
    [
      { state: 'init', pending: 'active', operation: 'running' },
      { settled: false, awake: false },
    ],
    [
      { state: 'init', operation: 'failed' },
      { settled: false, awake: false },
    ],
    // An old failure: it runs, or sleeps, all the same.
    [
      { state: 'active', operation: 'error' },
      { settled: true, awake: true },
    ],
  ])('%j: %j', async (seen, expected) => {
    const done = async (until: 'settled' | 'awake') => (await neon.checkEndpoint(inState(seen), { ...one, until })).done
    expect({ settled: await done('settled'), awake: await done('awake') }).toEqual(expected)
  })

  test('a start that ended badly is an error, not a wait without end', async () => {
    const ended = { state: 'idle', operation: 'error' }
    await expect(neon.checkEndpoint(inState(ended), { ...one, until: 'awake' })).rejects.toMatchObject({
      name: 'OperationError',
      failed: { id: 'op-1' },
      resume: { wait: 'neon.endpoint', ...one, until: 'awake', checks: 1 },
    })
    expect((await neon.checkEndpoint(inState(ended), one)).done).toBe(true)
  })

  test('a disabled compute settles, and never wakes or serves', async () => {
    const disabled = { state: 'idle', disabled: true }
    expect((await neon.checkEndpoint(inState(disabled), one)).done).toBe(true)
    const refused = { code: 'wait_failed', message: expect.stringContaining('is disabled') }
    await expect(neon.checkEndpoint(inState(disabled), { ...one, until: 'awake' })).rejects.toMatchObject(refused)
    const serving = defineProbe({ name: 'p', kind: 'custom', run: async () => true })
    await expect(neon.checkEndpoint(inState(disabled), one, undefined, { serving })).rejects.toMatchObject(refused)
  })
})

describe('waitForEndpoint', () => {
  test('sees a compute fall asleep and wake', async () => {
    const { client, params } = await start()
    await neon.suspendEndpoint(client, params)
    expect((await neon.waitForEndpoint(client, params)).endpoint.current_state).toBe('idle')
    await neon.startEndpoint(client, params)
    const seen: string[] = []
    const { endpoint } = await neon.waitForEndpoint(
      client,
      { ...params, until: 'awake' },
      { onProgress: (status) => seen.push(`${status.endpoint.current_state} ${status.operations[0]?.action}`) },
    )
    expect(endpoint).toMatchObject({ current_state: 'active', started_at: expect.any(String) })
    expect(seen.slice(0, 1)).toEqual(['idle start_compute'])
    expect(seen.at(-1)).toBe('active undefined')
  })

  test('an idle compute that nothing wakes is told as such', async () => {
    const { client, params } = await start()
    await neon.suspendEndpoint(client, params)
    await neon.waitForEndpoint(client, params)
    const wait = neon.waitForEndpoint(client, { ...params, until: 'awake' }, { totalTimeoutMs: 20_000 })
    await expect(wait).rejects.toMatchObject({
      code: 'wait_timeout',
      message: expect.stringContaining('idle, and nothing wakes it'),
    })
  })

  test('one that fails once is waited for, one that fails for good is an error', async () => {
    const { client, fake, params } = await start()
    const path = 'POST /projects/{project_id}/endpoints/{endpoint_id}'
    fake.faults.add({ operation: `${path}/restart`, kind: 'operation_failed' })
    const { operations } = await neon.restartEndpoint(client, params)
    expect((await neon.waitForEndpoint(client, params)).endpoint.current_state).toBe('active')
    for (const { id } of operations) expect(fake.state.operations.get(id)).toMatchObject({ status: 'finished' })
    await neon.suspendEndpoint(client, params)
    await neon.waitForEndpoint(client, params)
    fake.faults.add({ operation: `${path}/start`, kind: 'operation_error' })
    await neon.startEndpoint(client, params)
    await expect(neon.waitForEndpoint(client, params)).rejects.toMatchObject({ name: 'OperationError' })
  })

  test('with a probe, until it serves', async () => {
    const { client, params } = await start()
    let asked = 0
    const run = async () => ++asked === 3
    const serving = defineProbe({ name: 'p', kind: 'custom', run })
    const { reading } = await neon.waitForEndpoint(client, params, { serving })
    expect([asked, reading?.status]).toEqual([3, 'pass'])
    const never = defineProbe({ name: 'p', kind: 'custom', run: async () => false })
    const wait = neon.waitForEndpoint(client, params, { serving: never, totalTimeoutMs: 1000 })
    await expect(wait).rejects.toMatchObject({ message: expect.stringContaining('active, but it does not serve') })
  })

  test('one that is deleted meanwhile is not_found', async () => {
    const { client, params } = await start()
    await neon.deleteEndpoint(client, params)
    await expect(neon.waitForEndpoint(client, params)).rejects.toMatchObject({ code: 'not_found' })
  })

  test('stopped after each look and resumed elsewhere, it ends the same and writes nothing', async () => {
    const { clock, client, writes, params } = await start({ durations: { start_compute: 20_000 } })
    await neon.restartEndpoint(client, params)
    const before = writes()
    let resume: Resume | undefined
    for (let looks = 1; ; looks++) {
      const check = await neon.checkEndpoint(client, { ...params, until: 'awake' }, resume)
      resume = JSON.parse(JSON.stringify(check.resume)) as Resume
      expect(resume).toEqual({ wait: 'neon.endpoint', ...params, until: 'awake', checks: looks })
      if (check.done) break
      await clock.advance(check.nextCheckMs)
    }
    expect(writes()).toBe(before)
    await expect(neon.checkEndpoint(client, { ...params, until: 'settled' }, resume)).rejects.toMatchObject({
      code: 'config',
      message: expect.stringContaining('until is "awake", not "settled"'),
    })
  })
})
