import { readFileSync } from 'node:fs'
import { isKeelsonError, WaitError, type Resume } from '@keelson/core'
import { createFakeClock, createRandom } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import * as neon from './index.js'
import { createFakeNeon, type FakeNeonOptions } from './testing/index.js'

async function start(options: FakeNeonOptions = {}) {
  const clock = createFakeClock({ auto: true })
  const fake = createFakeNeon({ clock, random: createRandom(1), ...options })
  const client = neon.createNeonClient({ apiKey: 'napi_test', clock, random: createRandom(2), fetch: fake.fetch })
  const created = await neon.createProject(client, { name: 'shop' })
  const projectId = created.project.id
  const params = { projectId, operationIds: created.operations.map(({ id }) => id) }
  return { clock, fake, client, params, projectId, branchId: created.branch.id }
}

/** A client for which the only operation is in this state. */
function inState(status: string, more: object = {}) {
  const operation = { id: 'op-1', project_id: 'p', action: 'start_compute', status, failures_count: 0, ...more }
  return neon.createNeonClient({ apiKey: 'napi_test', fetch: async () => Response.json({ operation }) })
}

const one = { projectId: 'p', operationIds: ['op-1'] }

const onTheWay = ['scheduling', 'running', 'failed', 'cancelling']
const goodEnds = ['finished', 'skipped']
const badEnds = [
  ['error', 'ended as error: disk is full', 'Neon does not try it again'],
  ['cancelled', 'ended as cancelled: disk is full', 'canceled it'],
] as const

test('every documented state is tested here', () => {
  const { components } = JSON.parse(readFileSync(new URL('../contract.json', import.meta.url), 'utf8')) as {
    components: { schemas: { OperationStatus: { enum: string[] } } }
  }
  const tested = [...onTheWay, ...goodEnds, ...badEnds.map(([status]) => status)]
  expect(tested.toSorted()).toEqual(components.schemas.OperationStatus.enum.toSorted())
})

describe('checkOperations', () => {
  test.each([...onTheWay, 'paused', ''])('%j is under way', async (status) => {
    expect(await neon.checkOperations(inState(status), one)).toEqual({
      done: false,
      value: [expect.objectContaining({ status })],
      resume: { wait: 'neon.operations', projectId: 'p', operationIds: 'op-1', checks: 1 },
      nextCheckMs: 500,
    })
  })

  test.each(goodEnds)('%s is done', async (status) => {
    expect((await neon.checkOperations(inState(status), one)).done).toBe(true)
  })

  test.each(badEnds)('%s throws an OperationError', async (status, said, hint) => {
    const client = inState(status, { branch_id: 'br-1', error: 'disk is full' })
    const error: unknown = await neon.checkOperations(client, one).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(neon.OperationError)
    expect(error).toBeInstanceOf(WaitError)
    expect(isKeelsonError(error)).toBe(true)
    expect(error).toMatchObject({
      name: 'OperationError',
      code: 'wait_failed',
      provider: 'neon',
      failed: { id: 'op-1', status },
      resume: { checks: 1 },
      message: expect.stringContaining(`start_compute (operation op-1) on branch br-1 of p ${said}`),
      hint: expect.stringContaining(hint),
    })
  })

  test('a branch whose creation failed is to go before there can be one of its name', async () => {
    const client = inState('error', { branch_id: 'br-1', action: 'create_branch' })
    await expect(neon.checkOperations(client, one)).rejects.toMatchObject({
      hint: expect.stringMatching(/removeBranch.* then create it anew$/),
    })
  })

  test('an operation without a branch and without words', async () => {
    await expect(neon.checkOperations(inState('error'), one)).rejects.toMatchObject({
      message: expect.stringContaining('start_compute (operation op-1) on p ended as error. Neon'),
    })
  })

  test('no operations are done without asking', async () => {
    const client = neon.createNeonClient({ apiKey: 'napi_test', fetch: () => expect.unreachable() })
    const check = await neon.checkOperations(client, { projectId: 'p', operationIds: [] })
    expect(check).toMatchObject({ done: true, value: [] })
  })

  test('goes on in another process: the resume is JSON, and pauses grow to 5 s', async () => {
    const { clock, client, params } = await start({ durations: { start_compute: 30_000 } })
    const pauses: number[] = []
    let saved: string | undefined
    for (;;) {
      const resume = saved === undefined ? undefined : (JSON.parse(saved) as Resume)
      const check = await neon.checkOperations(client, params, resume)
      if (check.done) break
      pauses.push(Math.round(check.nextCheckMs))
      saved = JSON.stringify(check.resume)
      await new Promise<void>((resolve) => void clock.timer(resolve, check.nextCheckMs))
    }
    expect(pauses.slice(0, 7)).toEqual([500, 750, 1125, 1688, 2531, 3797, 5000])
  })

  test.each<[string, Resume]>([
    ['of other operations', { wait: 'neon.operations', projectId: 'p', operationIds: 'op-2', checks: 1 }],
    ['of another wait', { wait: 'neon.branch', projectId: 'p', branchId: 'br-1', checks: 1 }],
  ])('a resume %s is refused before anything is sent', async (_name, resume) => {
    const client = neon.createNeonClient({ apiKey: 'napi_test', fetch: () => expect.unreachable() })
    await expect(neon.checkOperations(client, one, resume)).rejects.toMatchObject({ code: 'config' })
    await expect(neon.waitForOperations(client, one, { resume })).rejects.toMatchObject({ code: 'config' })
  })
})

describe('waitForOperations', () => {
  test('waits until all are finished', async () => {
    const { client, params } = await start()
    const seen: string[] = []
    const operations = await neon.waitForOperations(client, params, {
      onProgress: (now) => void seen.push(now.map(({ status }) => status).join()),
    })
    expect(operations.map(({ status }) => status)).toEqual(['finished', 'finished'])
    expect(seen[0]).toBe('running,scheduling')
    expect(seen).toContain('finished,running')
  })

  test('one that failed is waited for: Neon tries again', async () => {
    const { client, fake, params, projectId, branchId } = await start()
    await neon.waitForOperations(client, params)
    fake.faults.add({
      operation: 'POST /projects/{project_id}/branches/{branch_id}/roles',
      kind: 'operation_failed',
    })
    const { operations } = await neon.createRole(client, { projectId, branchId, name: 'app' })
    const seen = new Set<string>()
    const [end] = await neon.waitForOperations(
      client,
      { projectId, operationIds: operations.map(({ id }) => id) },
      { onProgress: ([now]) => void seen.add(now?.status ?? '') },
    )
    expect([...seen]).toEqual(['running', 'failed', 'finished'])
    expect(end).toMatchObject({ failures_count: 1, retry_at: expect.any(String) })
  })

  test('a wait that is too long says what is still going on', async () => {
    const { client, params } = await start({ durations: { create_branch: 3_600_000 } })
    await expect(neon.waitForOperations(client, params)).rejects.toMatchObject({
      code: 'wait_timeout',
      message: expect.stringContaining(
        `waited 10 min for 2 operations of ${params.projectId}, which is still at work: create_branch running, start_compute scheduling`,
      ),
      resume: { wait: 'neon.operations' },
    })
  })

  test.each([
    ['failed', 1, undefined, 'start_compute failed once and will be tried again'],
    ['failed', 3, '2026-01-01T00:00:00Z', 'failed 3 times and will be tried again, last tried at 2026-01-01T00:00:00Z'],
    ['running', 2, undefined, 'start_compute failed 2 times and is running again'],
  ])('%s after %i failures', async (status, failures_count, retry_at, said) => {
    const client = inState(status, { failures_count, retry_at })
    await expect(neon.waitForOperations(client, one, { totalTimeoutMs: 0 })).rejects.toMatchObject({
      message: expect.stringContaining(said),
    })
  })

  test('stopped after each look and gone on with elsewhere, it ends the same, and writes nothing', async () => {
    const run = async (stopped: boolean) => {
      const { clock, client, fake, params } = await start()
      const before = fake.calls.length
      let saved: string | undefined
      let end: readonly neon.Operation[] | undefined
      while (stopped && !end) {
        const resume = saved === undefined ? undefined : (JSON.parse(saved) as Resume)
        const { done, value, ...check } = await neon.checkOperations(client, params, resume)
        saved = JSON.stringify(check.resume)
        if (done) end = value
        else await new Promise<void>((resolve) => void clock.timer(resolve, check.nextCheckMs))
      }
      end ??= await neon.waitForOperations(client, params)
      const looks = fake.calls.slice(before)
      expect(looks.every(({ operation }) => operation.startsWith('GET'))).toBe(true)
      return { states: end.map(({ action, status }) => [action, status]), looks: looks.length, at: clock.now() }
    }
    expect(await run(true)).toEqual(await run(false))
  })

  test('one that fails again and again is waited for until the time is up, and no longer', async () => {
    const clock = createFakeClock({ auto: true })
    let looks = 0
    const client = neon.createNeonClient({
      apiKey: 'napi_test',
      clock,
      fetch: async () => {
        looks += 1
        const status = looks % 2 ? 'failed' : 'running'
        return Response.json({ operation: { id: 'op-1', action: 'start_compute', status, failures_count: looks } })
      },
    })
    const wait = neon.waitForOperations(client, one, { totalTimeoutMs: 60_000 })
    const error: unknown = await wait.catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({
      code: 'wait_timeout',
      message: expect.stringMatching(/waited 60 s for an operation of p, .* start_compute failed \d+ times/),
      resume: { checks: looks },
    })
    expect(clock.now()).toBe(60_000)
  })

  test('an operation that Neon no longer has is not_found, at once', async () => {
    const { client, projectId } = await start()
    const wait = neon.waitForOperations(client, { projectId, operationIds: ['00000000-0000-4000-8000-000000000000'] })
    await expect(wait).rejects.toMatchObject({
      code: 'not_found',
      message: expect.stringContaining('operation not found'),
    })
  })

  test('an abort ends it at once', async () => {
    const { client, params } = await start({ durations: { create_branch: 3_600_000 } })
    const controller = new AbortController()
    const wait = neon.waitForOperations(client, params, {
      signal: controller.signal,
      onProgress: () => controller.abort(),
    })
    await expect(wait).rejects.toMatchObject({ code: 'aborted' })
  })
})
