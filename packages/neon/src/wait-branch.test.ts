import { defineProbe, type ProbeReading, type Resume } from '@keelson/core'
import { createFakeClock, createRandom } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import * as neon from './index.js'
import { createFakeNeon, type FakeNeonOptions } from './testing/index.js'

async function start(options: FakeNeonOptions = {}) {
  const clock = createFakeClock({ auto: true })
  const fake = createFakeNeon({ clock, random: createRandom(1), ...options })
  const client = neon.createNeonClient({ apiKey: 'napi_test', clock, random: createRandom(2), fetch: fake.fetch })
  const { project, branch } = await neon.createProject(client, { name: 'shop' })
  return { clock, fake, client, params: { projectId: project.id, branchId: branch.id } }
}

interface Seen {
  readonly branch?: string
  readonly endpoint?: string
  readonly endpointType?: string
  readonly operation?: string
  readonly operationOf?: string
}

/** A client for which everything is in these states. */
function inState({ branch = 'ready', endpoint, endpointType = 'read_write', operation, operationOf = 'br-1' }: Seen) {
  const bodies: Record<string, unknown> = {
    'br-1': { branch: { id: 'br-1', current_state: branch } },
    endpoints: { endpoints: endpoint ? [{ id: 'ep-1', type: endpointType, current_state: endpoint }] : [] },
    operations: {
      operations: operation
        ? [
            {
              id: 'op-1',
              project_id: 'p',
              branch_id: operationOf,
              action: 'apply_config',
              status: operation,
              failures_count: 0,
            },
          ]
        : [],
    },
  }
  return neon.createNeonClient({
    apiKey: 'napi_test',
    clock: createFakeClock({ auto: true }),
    fetch: async (input) => Response.json(bodies[new URL(new Request(input).url).pathname.split('/').at(-1) ?? '']),
  })
}

const one = { projectId: 'p', branchId: 'br-1' }

describe('checkBranch', () => {
  test.each<[Seen, boolean]>([
    [{}, true],
    [{ branch: 'archived' }, true],
    [{ branch: 'init' }, false],
    [{ branch: 'resetting' }, false],
    [{ branch: 'dreaming' }, false],
    [{ endpoint: 'active' }, true],
    [{ endpoint: 'idle' }, true],
    [{ endpoint: 'init' }, false],
    [{ endpoint: 'stretching' }, false],
    [{ endpoint: 'init', endpointType: 'read_only' }, true],
    [{ operation: 'running' }, false],
    [{ operation: 'failed' }, false],
    [{ operation: 'finished' }, true],
    [{ operation: 'error' }, true],
    [{ operation: 'running', operationOf: 'br-2' }, true],
  ])('%j: done is %s', async (seen, done) => {
    expect((await neon.checkBranch(inState(seen), one)).done).toBe(done)
  })

  test.each(['init', 'resetting'])('%s that ended badly is an error, not a wait without end', async (branch) => {
    await expect(neon.checkBranch(inState({ branch, operation: 'error' }), one)).rejects.toMatchObject({
      name: 'OperationError',
      failed: { id: 'op-1' },
      resume: { wait: 'neon.branch', ...one, checks: 1 },
    })
  })

  test('so is a compute whose creation did, until it is started again', async () => {
    const { clock, fake, client, params } = await start()
    await neon.waitForBranch(client, params)
    fake.faults.add({ operation: 'POST /projects/{project_id}/endpoints', kind: 'operation_error' })
    const { branch } = await neon.createBranch(client, { projectId: params.projectId, name: 'a' })
    const created = { projectId: params.projectId, branchId: branch.id }
    await neon.waitForBranch(client, created)
    const { endpoint } = await neon.createEndpoint(client, {
      projectId: params.projectId,
      branch_id: branch.id,
      type: 'read_write',
    })
    const startedAt = clock.now()
    await expect(neon.waitForBranch(client, created)).rejects.toMatchObject({
      name: 'OperationError',
      message: expect.stringContaining('start_compute'),
      failed: { endpoint_id: endpoint.id, status: 'error' },
    })
    expect(clock.now() - startedAt).toBeLessThan(10_000)
    await neon.startEndpoint(client, { projectId: params.projectId, endpointId: endpoint.id })
    expect((await neon.waitForBranch(client, created)).endpoint?.current_state).toBe('active')
  })

  test('a branch that is deleted meanwhile is not_found, at once', async () => {
    const { client, params } = await start()
    const { resource } = await neon.ensureBranch(client, { projectId: params.projectId, name: 'a' })
    const gone = { projectId: params.projectId, branchId: resource.id }
    const serving = defineProbe({
      name: 'p',
      kind: 'custom',
      async run() {
        await neon.removeBranch(client, gone)
        return false
      },
    })
    const wait = neon.waitForBranch(client, gone, { serving })
    await expect(wait).rejects.toMatchObject({
      code: 'not_found',
      message: expect.stringContaining('branch not found'),
    })
  })

  test.each<[string, Resume]>([
    ['of another branch', { wait: 'neon.branch', projectId: 'p', branchId: 'br-2', checks: 1 }],
    ['of another wait', { wait: 'neon.operations', projectId: 'p', operationIds: '', checks: 1 }],
  ])('a resume %s is refused', async (_name, resume) => {
    await expect(neon.checkBranch(inState({}), one, resume)).rejects.toMatchObject({ code: 'config' })
  })

  test('the probe is asked only when the control plane says ready, and told the attempt', async () => {
    const attempts: number[] = []
    const serving = defineProbe({ name: 'p', kind: 'custom', run: ({ attempt }) => void attempts.push(attempt) })
    await neon.checkBranch(inState({ endpoint: 'init' }), one, undefined, { serving })
    expect(attempts).toEqual([])
    const { value } = await neon.checkBranch(inState({}), one, { wait: 'neon.branch', ...one, checks: 4 }, { serving })
    expect(attempts).toEqual([5])
    expect(value.reading).toEqual({ status: 'pass' })
  })
})

describe('waitForBranch', () => {
  test('waits for the branch, its operations and its compute', async () => {
    const { client, params } = await start()
    const seen = new Set<string>()
    const { branch, endpoint, operations } = await neon.waitForBranch(client, params, {
      onProgress: (now) => void seen.add(`${now.branch.current_state} ${now.endpoint?.current_state}`),
    })
    expect([...seen]).toEqual(['init init', 'ready init', 'ready active'])
    expect([branch.current_state, endpoint?.current_state, operations]).toEqual(['ready', 'active', []])
  })

  test('goes on in another process with the resume of its error', async () => {
    const { client, params } = await start({ durations: { create_branch: 30_000 } })
    const error = (await neon
      .waitForBranch(client, params, { totalTimeoutMs: 10_000 })
      .catch((thrown: unknown) => thrown)) as neon.OperationError
    expect(error).toMatchObject({ code: 'wait_timeout', resume: { wait: 'neon.branch', ...params } })
    expect(error.message).toContain('which is still init (create_branch running, start_compute scheduling)')
    const resume = JSON.parse(JSON.stringify(error.resume)) as Resume
    expect((await neon.waitForBranch(client, params, { resume })).branch.current_state).toBe('ready')
  })

  test.each<[Seen, string]>([
    [{ branch: 'resetting' }, 'still resetting. It goes on'],
    [{ endpoint: 'init' }, 'still ready, its compute init. It goes on'],
    [{ operation: 'running' }, 'still ready (apply_config running). It goes on'],
  ])('%j that does not end is told', async (seen, said) => {
    await expect(neon.waitForBranch(inState(seen), one)).rejects.toMatchObject({
      code: 'wait_timeout',
      message: expect.stringContaining(said),
    })
  })
})

describe('serving', () => {
  const probeOf = (...readings: (ProbeReading | Error)[]) => {
    let runs = 0
    const serving = defineProbe({
      name: 'select 1',
      kind: 'postgres',
      async run() {
        const reading = readings[Math.min(runs++, readings.length - 1)]
        if (reading instanceof Error) throw reading
        return reading
      },
    })
    return { serving, runs: () => runs }
  }

  test('ready is not serving: the wait ends when the probe passes', async () => {
    const refused = { status: 'fail', output: 'connection refused' } as const
    const { serving, runs } = probeOf(refused, refused, { status: 'pass' })
    const { client, params } = await start()
    const seen: (string | undefined)[] = []
    const { reading } = await neon.waitForBranch(client, params, {
      serving,
      onProgress: (now) => void seen.push(now.reading?.output),
    })
    expect(reading).toEqual({ status: 'pass' })
    expect(runs()).toBe(3)
    expect(seen.filter(Boolean)).toEqual(['connection refused', 'connection refused'])
  })

  test('a warning is serving', async () => {
    const { serving } = probeOf({ status: 'warn', output: 'slow' })
    const { client, params } = await start()
    expect((await neon.waitForBranch(client, params, { serving })).reading?.output).toBe('slow')
  })

  test.each<[string, ProbeReading | Error, string]>([
    ['fails with a reason', { status: 'fail', output: '28P01' }, 'still ready, but it does not serve: 28P01.'],
    ['fails without one', { status: 'fail' }, 'it does not serve: no reason given.'],
    ['throws', new Error('no route to host'), 'it does not serve: no route to host.'],
    [
      'throws what it must not show',
      new Error('connect postgresql://app:pw-very-secret@host/db'),
      'connect postgresql://app:[secret]@host/db',
    ],
    [
      'shows what it must not',
      { status: 'fail', output: 'postgresql://app:pw-very-secret@host/db' },
      'postgresql://app:[secret]@host/db',
    ],
  ])('a probe that %s stands in the error of the wait', async (_name, reading, said) => {
    const { serving } = probeOf(reading)
    const { client, params } = await start()
    await expect(neon.waitForBranch(client, params, { serving, totalTimeoutMs: 60_000 })).rejects.toMatchObject({
      code: 'wait_timeout',
      message: expect.stringContaining(said),
    })
  })

  test('a probe that never answers is stopped and asked again', async () => {
    const signals: AbortSignal[] = []
    const serving = defineProbe({
      name: 'deaf',
      kind: 'custom',
      run({ signal }) {
        signals.push(signal)
        return new Promise<void>(() => {})
      },
    })
    const { client, params } = await start()
    await expect(neon.waitForBranch(client, params, { serving, totalTimeoutMs: 60_000 })).rejects.toMatchObject({
      message: expect.stringContaining('it does not serve: no answer within 15 s'),
    })
    expect(signals.length).toBeGreaterThan(2)
    expect(signals.every(({ aborted }) => aborted)).toBe(true)
  })

  test('an abort reaches the probe', async () => {
    const controller = new AbortController()
    const serving = defineProbe({
      name: 'deaf',
      kind: 'custom',
      run() {
        controller.abort()
        return new Promise<void>(() => {})
      },
    })
    const { client, params } = await start()
    const wait = neon.waitForBranch(client, params, { serving, signal: controller.signal })
    await expect(wait).rejects.toMatchObject({ code: 'aborted' })
  })
})
