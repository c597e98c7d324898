import { isKeelsonError, WaitError, type Resume } from '@keelson/core'
import { createFakeClock, createRandom } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import * as render from './index.js'
import { createFakeRender, type FakeRenderOptions } from './testing/index.js'

async function start(options: FakeRenderOptions = {}, auto = true) {
  const clock = createFakeClock({ auto })
  const fake = createFakeRender({ clock, random: createRandom(1), ownerId: 'tea-1', ...options })
  const client = render.createRenderClient({
    apiKey: 'rnd_wait',
    ownerId: 'tea-1',
    clock,
    random: createRandom(2),
    fetch: fake.fetch,
  })
  const { service, deployId = '' } = await render.createService(client, {
    type: 'web_service',
    repo: 'https://github.com/me/shop',
    name: 'shop',
    serviceDetails: { runtime: 'node', preDeployCommand: 'true' },
  })
  return { clock, fake, client, serviceId: service.id, deployId, params: { serviceId: service.id, deployId } }
}

/** A client for which the only deploy is in this state. */
function inState(status: string, more: object = {}) {
  return render.createRenderClient({
    apiKey: 'rnd_wait',
    fetch: async (input) => {
      const deploy = {
        id: 'dep-1',
        status,
        createdAt: '2026-01-01T00:00:00Z',
        updatedAt: '2026-01-01T00:01:00Z',
        ...more,
      }
      return Response.json(new Request(input).url.includes('limit=') ? [] : deploy)
    },
  })
}

const one = { serviceId: 'srv-1', deployId: 'dep-1' }
const thrownBy = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.unreachable(),
    (error: unknown) => error,
  )

describe('checkDeploy', () => {
  test.each(['created', 'queued', 'build_in_progress', 'pre_deploy_in_progress', 'update_in_progress'])(
    '%s is under way',
    async (status) => {
      const check = await render.checkDeploy(inState(status), one)
      expect(check).toEqual({
        done: false,
        value: expect.objectContaining({ status }),
        resume: { wait: 'render.deploy', ...one, checks: 1 },
        nextCheckMs: 1000,
      })
    },
  )

  test.each(['hibernating', '', 'LIVE'])('a state that is not known (%j) is under way', async (status) => {
    expect((await render.checkDeploy(inState(status), one)).done).toBe(false)
  })

  test('live is done', async () => {
    expect(await render.checkDeploy(inState('live'), one)).toMatchObject({ done: true, value: { id: 'dep-1' } })
  })

  test.each([
    ['build_failed', 'build_failed', 'failed to build', 'build log'],
    ['pre_deploy_failed', 'pre_deploy_failed', 'pre-deploy command', 'log of that command'],
    ['update_failed', 'update_failed', 'did not answer the health check', 'PORT'],
    ['canceled', 'canceled', 'was canceled', 'Somebody canceled it'],
    ['deactivated', 'superseded', 'was live and has been replaced', 'newest deploy'],
  ])('%s throws a DeployError with outcome %s', async (status, outcome, said, hint) => {
    const error = await thrownBy(render.checkDeploy(inState(status), one))
    expect(error).toBeInstanceOf(render.DeployError)
    expect(error).toBeInstanceOf(WaitError)
    expect(isKeelsonError(error)).toBe(true)
    expect(error).toMatchObject({
      name: 'DeployError',
      code: 'wait_failed',
      provider: 'render',
      operation: 'GET /services/{serviceId}/deploys/{deployId}',
      outcome,
      deploy: { id: 'dep-1', status },
      resume: { wait: 'render.deploy', ...one, checks: 1 },
      message: expect.stringContaining('deploy dep-1 of srv-1'),
      hint: expect.stringContaining(hint),
    })
    expect((error as Error).message).toContain(said)
    expect(JSON.parse(JSON.stringify(error))).toMatchObject({ outcome, deploy: { status } })
  })

  test('goes on in another process: the resume is JSON, and pauses grow', async () => {
    const { clock, client, params } = await start({ durations: { build: 60_000 } })
    const pauses: number[] = []
    let saved: string | undefined
    for (;;) {
      const resume = saved === undefined ? undefined : (JSON.parse(saved) as Resume)
      const check = await render.checkDeploy(client, params, resume)
      if (check.done) break
      pauses.push(Math.round(check.nextCheckMs))
      saved = JSON.stringify(check.resume)
      await new Promise<void>((resolve) => void clock.timer(resolve, check.nextCheckMs))
    }
    expect(pauses.slice(0, 8)).toEqual([1000, 1500, 2250, 3375, 5063, 7594, 10_000, 10_000])
    expect(JSON.parse(saved ?? '')).toEqual({ wait: 'render.deploy', ...params, checks: pauses.length })
  })

  test.each<[string, Resume]>([
    ['of another deploy', { wait: 'render.deploy', serviceId: 'srv-1', deployId: 'dep-2', checks: 3 }],
    ['of another service', { wait: 'render.deploy', serviceId: 'srv-2', deployId: 'dep-1', checks: 3 }],
    ['of another kind of wait', { wait: 'neon.operation', serviceId: 'srv-1', deployId: 'dep-1', checks: 3 }],
    ['that is empty', {}],
  ])('a resume %s is refused before anything is sent', async (_name, resume) => {
    const client = render.createRenderClient({ apiKey: 'rnd_wait', fetch: () => expect.unreachable() })
    await expect(render.checkDeploy(client, one, resume)).rejects.toMatchObject({ code: 'config' })
    await expect(render.waitForDeploy(client, one, { resume })).rejects.toMatchObject({ code: 'config' })
  })

  test('a count that cannot be one is refused', async () => {
    for (const checks of [-1, 0.5, '7', Number.NaN]) {
      const look = render.checkDeploy(inState('created'), one, { wait: 'render.deploy', ...one, checks })
      await expect(look).rejects.toMatchObject({ code: 'config' })
    }
  })
})

describe('canceled, superseded and deactivated are told apart', () => {
  test('canceled by somebody', async () => {
    const { client, params } = await start()
    await render.cancelDeploy(client, params)
    const error = await thrownBy(render.waitForDeploy(client, params))
    expect(error).toMatchObject({ outcome: 'canceled', message: expect.stringContaining('was canceled. Somebody') })
  })

  test('canceled by somebody, and deployed again later: still canceled', async () => {
    const { clock, client, params } = await start()
    await render.cancelDeploy(client, params)
    await new Promise<void>((resolve) => void clock.timer(resolve, 60_000))
    await render.createDeploy(client, { serviceId: params.serviceId })
    expect(await thrownBy(render.waitForDeploy(client, params))).toMatchObject({ outcome: 'canceled' })
  })

  test('canceled because a newer deploy was started', async () => {
    const { client, params } = await start({ overlap: 'override' })
    const newer = await render.createDeploy(client, { serviceId: params.serviceId })
    const error = await thrownBy(render.waitForDeploy(client, params))
    expect(error).toMatchObject({
      outcome: 'superseded',
      deploy: { status: 'canceled' },
      message: expect.stringContaining(`was canceled in favour of the newer deploy ${newer.id}. Wait for that one`),
    })
  })

  test('skipped in the queue because a newer deploy waits behind it', async () => {
    const { clock, client, params } = await start()
    const { serviceId } = params
    const skipped = await render.createDeploy(client, { serviceId })
    await new Promise<void>((resolve) => void clock.timer(resolve, 1000))
    const newest = await render.createDeploy(client, { serviceId })
    expect(await thrownBy(render.waitForDeploy(client, { serviceId, deployId: skipped.id }))).toMatchObject({
      outcome: 'superseded',
      message: expect.stringContaining(newest.id),
    })
    expect(await render.waitForDeploy(client, { serviceId, deployId: newest.id })).toMatchObject({ status: 'live' })
  })

  test('times of different precision are compared as times', async () => {
    for (const [createdAt, outcome] of [
      ['2026-01-01T00:00:00.5Z', 'superseded'],
      ['2026-01-01T00:01:00.25Z', 'superseded'],
      ['2026-01-01T00:01:00.75Z', 'canceled'],
      ['2025-12-31T23:59:59.999999Z', 'canceled'],
    ]) {
      const deploy = {
        id: 'dep-1',
        status: 'canceled',
        createdAt: '2026-01-01T00:00:00Z',
        finishedAt: '2026-01-01T00:01:00.5Z',
      }
      const client = render.createRenderClient({
        apiKey: 'rnd_wait',
        fetch: async (input) => {
          const { searchParams } = new URL(new Request(input).url)
          if (!searchParams.has('limit')) return Response.json(deploy)
          if (searchParams.has('cursor')) return Response.json([])
          return Response.json([
            { deploy: { id: 'dep-2', status: 'created', createdAt }, cursor: 'a' },
            { deploy, cursor: 'b' },
          ])
        },
      })
      expect(await thrownBy(render.checkDeploy(client, one)), `${createdAt}`).toMatchObject({ outcome })
    }
  })

  test('was live, and a newer deploy took its place', async () => {
    const { client, params } = await start()
    await render.waitForDeploy(client, params)
    const newer = await render.createDeploy(client, { serviceId: params.serviceId })
    await render.waitForDeploy(client, { serviceId: params.serviceId, deployId: newer.id })
    expect(await thrownBy(render.waitForDeploy(client, params))).toMatchObject({
      outcome: 'superseded',
      deploy: { status: 'deactivated' },
    })
  })
})

describe('waitForDeploy', () => {
  test('shows every state on the way and ends with live', async () => {
    const { client, params } = await start({
      durations: { created: 10_000, build: 20_000, preDeploy: 15_000, update: 15_000 },
    })
    const states: string[] = []
    const deploy = await render.waitForDeploy(client, params, { onProgress: ({ status }) => states.push(status) })
    expect(deploy).toMatchObject({ id: params.deployId, status: 'live' })
    expect([...new Set(states)]).toEqual([
      'created',
      'build_in_progress',
      'pre_deploy_in_progress',
      'update_in_progress',
      'live',
    ])
  })

  test.each(['build_failed', 'update_failed'] as const)('%s ends it with a DeployError', async (kind) => {
    const { client, fake, params } = await start()
    await render.waitForDeploy(client, params)
    fake.faults.add({ operation: 'POST /services/{serviceId}/deploys', kind })
    const deploy = await render.createDeploy(client, { serviceId: params.serviceId })
    expect(await thrownBy(render.waitForDeploy(client, { ...params, deployId: deploy.id }))).toMatchObject({
      code: 'wait_failed',
      outcome: kind,
      deploy: { id: deploy.id },
    })
  })

  test('an outage in the middle of the wait does not end it', async () => {
    const { client, fake, params } = await start()
    fake.faults.add({
      operation: 'GET /services/{serviceId}/deploys/{deployId}',
      kind: 'status',
      status: 503,
      times: 4,
    })
    fake.faults.add({ operation: 'GET /services/{serviceId}/deploys/{deployId}', kind: 'reset_before', times: 2 })
    expect(await render.waitForDeploy(client, params)).toMatchObject({ status: 'live' })
  })

  test('wait_timeout says what it is still doing, and its resume goes on', async () => {
    const { clock, client, params } = await start({ durations: { build: 600_000 } })
    const before = clock.now()
    const error = await thrownBy(render.waitForDeploy(client, params, { totalTimeoutMs: 60_000 }))
    expect(error).toMatchObject({
      code: 'wait_timeout',
      resume: { wait: 'render.deploy', ...params },
      message: expect.stringMatching(/^waited 60 s for deploy dep-\w+ of srv-\w+, which is still build_in_progress/),
    })
    expect(clock.now() - before).toBe(60_000)
    const { resume } = JSON.parse(JSON.stringify(error)) as { resume: Resume }
    expect(resume['checks']).toBeGreaterThan(5)
    expect(await render.waitForDeploy(client, params, { resume })).toMatchObject({ status: 'live' })
  })

  test('30 minutes are the default', async () => {
    const { clock, client, params } = await start({ durations: { build: 7_200_000 } })
    const before = clock.now()
    await expect(render.waitForDeploy(client, params)).rejects.toMatchObject({ code: 'wait_timeout' })
    expect(clock.now() - before).toBe(1_800_000)
  })

  test('an abort between two looks ends it at once, with a resume', async () => {
    const { clock, client, params } = await start({ durations: { build: 600_000 } })
    const controller = new AbortController()
    let looks = 0
    const waited = render.waitForDeploy(client, params, {
      signal: controller.signal,
      onProgress: () => {
        if (++looks === 3) queueMicrotask(() => controller.abort())
      },
    })
    expect(await thrownBy(waited)).toMatchObject({
      code: 'aborted',
      resume: { wait: 'render.deploy', ...params, checks: 3 },
      message: expect.stringContaining('was aborted while it was'),
    })
    expect(clock.pending).toBe(0)
  })

  test('an abort before the first look sends nothing', async () => {
    const client = render.createRenderClient({ apiKey: 'rnd_wait', fetch: () => expect.unreachable() })
    await expect(render.waitForDeploy(client, one, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'aborted',
    })
  })
})
