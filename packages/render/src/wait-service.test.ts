import { defineProbe, WaitError, type Resume } from '@keelson/core'
import { createFakeClock, createRandom } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import * as render from './index.js'
import { createFakeRender, type FakeRenderOptions } from './testing/index.js'

async function start(options: FakeRenderOptions = {}) {
  const clock = createFakeClock({ auto: true })
  const fake = createFakeRender({ clock, random: createRandom(1), ownerId: 'tea-1', ...options })
  const client = render.createRenderClient({ apiKey: 'rnd_wait', ownerId: 'tea-1', clock, fetch: fake.fetch })
  const { service } = await render.createService(client, {
    type: 'web_service',
    name: 'shop',
    repo: 'https://github.com/me/shop',
    serviceDetails: { runtime: 'node' },
  })
  return { clock, fake, client, params: { serviceId: service.id } }
}

/** A client for which the service has deploys in these states, in the order of the list, a minute apart. */
function inStates(statuses: readonly string[], more: object = {}, newestFirst = true) {
  const deploys = statuses.map((status, index) => {
    const minute = newestFirst ? statuses.length - index : index
    const createdAt = new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString()
    return { deploy: { id: `dep-${index + 1}`, status, createdAt }, cursor: String(index) }
  })
  const service = { id: 'srv-1', suspended: 'not_suspended', suspenders: [], ...more }
  return render.createRenderClient({
    apiKey: 'rnd_wait',
    clock: createFakeClock({ auto: true }),
    fetch: async (input) => Response.json(new Request(input).url.includes('/deploys') ? deploys : service),
  })
}

const one = { serviceId: 'srv-1' }

describe('checkService', () => {
  test.each<[readonly string[], boolean, string | undefined]>([
    [['live'], true, 'dep-1'],
    [['live', 'build_failed'], true, 'dep-1'],
    [['canceled', 'live'], true, 'dep-2'],
    [['created', 'live'], false, 'dep-1'],
    [['queued', 'live'], false, 'dep-1'],
    [['build_in_progress', 'build_failed'], false, 'dep-1'],
    [['pre_deploy_in_progress'], false, 'dep-1'],
    [['update_in_progress'], false, 'dep-1'],
    [['hibernating', 'live'], false, 'dep-1'],
    [['live', 'queued'], false, 'dep-2'],
    [['deactivated'], false, 'dep-1'],
    [[], false, undefined],
  ])('%j: done is %s', async (statuses, done, deployId) => {
    const check = await render.checkService(inStates(statuses), one)
    expect(check).toMatchObject({ done, resume: { wait: 'render.service', ...one, checks: 1 }, nextCheckMs: 1000 })
    expect(check.value.deploy?.id).toBe(deployId)
  })

  test.each([
    ['build_failed', 'failed to build', 'build log'],
    ['pre_deploy_failed', 'pre-deploy command', 'log of that command'],
    ['update_failed', 'did not answer the health check', 'PORT'],
    ['canceled', 'was canceled', 'Somebody canceled it'],
  ])('%s as the newest that counts throws a ServiceError', async (status, said, hint) => {
    const wait = render.checkService(inStates([status, 'deactivated'].slice(0, status === 'canceled' ? 1 : 2)), one)
    const error: unknown = await wait.catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(render.ServiceError)
    expect(error).toBeInstanceOf(WaitError)
    expect(error).toMatchObject({
      name: 'ServiceError',
      code: 'wait_failed',
      outcome: status,
      deploy: { id: 'dep-1' },
      service: { id: 'srv-1' },
      resume: { wait: 'render.service', ...one, checks: 1 },
      hint: expect.stringContaining(hint),
    })
    expect((error as Error).message).toMatch(new RegExp(`^the newest deploy dep-1 of srv-1 .*${said}`))
  })

  test('the newest is told by its time, not by its place', async () => {
    const client = inStates(['build_failed', 'live'], {}, false)
    expect(await render.checkService(client, one)).toMatchObject({ done: true, value: { deploy: { id: 'dep-2' } } })
  })

  test.each([
    [['user'], 'by: user', 'resumeService brings it back'],
    [['billing', 'user'], 'by: billing, user', 'paid for'],
    [['stuck_crashlooping'], 'by: stuck_crashlooping', 'dashboard says why'],
    [[], 'by: unknown', 'dashboard says why'],
    [undefined, 'by: unknown', 'dashboard says why'],
  ])('suspended by %j is an end, whatever its deploys say', async (suspenders, said, hint) => {
    const client = inStates(['live'], { suspended: 'suspended', suspenders })
    await expect(render.checkService(client, one)).rejects.toMatchObject({
      outcome: 'suspended',
      message: expect.stringContaining(`service srv-1 is suspended (${said})`),
      hint: expect.stringContaining(hint),
    })
  })

  test('stopped after each look and gone on with in another process, it ends the same', async () => {
    const { clock, client, fake, params } = await start()
    let saved: string | undefined
    for (let looks = 1; ; looks++) {
      const check = await render.checkService(client, params, saved === undefined ? undefined : JSON.parse(saved))
      expect(check.resume).toEqual({ wait: 'render.service', ...params, checks: looks })
      if (check.done) break
      saved = JSON.stringify(check.resume)
      await clock.advance(check.nextCheckMs)
    }
    expect(fake.state.calls.filter(({ operation }) => !operation.startsWith('GET'))).toHaveLength(1)
  })

  test.each<Resume>([{}, { wait: 'render.service', serviceId: 'srv-2', checks: 1 }, { wait: 'render.deploy', ...one }])(
    'the resume %j of another wait is refused before anything is sent',
    async (resume) => {
      const client = render.createRenderClient({ apiKey: 'rnd_wait', fetch: () => expect.unreachable() })
      await expect(render.checkService(client, one, resume)).rejects.toMatchObject({ code: 'config' })
    },
  )
})

describe('waitForService', () => {
  test('after a resume, until its deploy is live', async () => {
    const { client, params } = await start()
    await render.waitForService(client, params)
    await render.suspendService(client, params)
    await expect(render.waitForService(client, params)).rejects.toMatchObject({ outcome: 'suspended' })
    await render.resumeService(client, params)
    const { deploy, service, reading } = await render.waitForService(client, params)
    expect({ status: deploy?.status, suspended: service.suspended, reading }).toEqual({
      status: 'live',
      suspended: 'not_suspended',
      reading: undefined,
    })
    expect(deploy?.trigger).toBe('service_resumed')
  })

  test('with a probe, until it serves; the probe is not asked before', async () => {
    const { client, params } = await start()
    const attempts: number[] = []
    const serving = defineProbe({
      name: 'shop',
      kind: 'custom',
      async run({ attempt }) {
        attempts.push(attempt)
        return attempts.length > 2
      },
    })
    const seen: string[] = []
    const { reading } = await render.waitForService(client, params, {
      serving,
      onProgress: ({ deploy, reading: found }) => seen.push(`${deploy?.status} ${found?.status}`),
    })
    expect(reading?.status).toBe('pass')
    expect(attempts).toHaveLength(3)
    expect(seen.slice(-3)).toEqual(['live fail', 'live fail', 'live pass'])
    expect(seen.slice(0, -3).every((line) => line.endsWith('undefined'))).toBe(true)
  })

  test.each<[readonly string[], boolean, string]>([
    [['build_in_progress'], false, 'still deploying (dep-1 build_in_progress)'],
    [['deactivated'], false, 'still without a live deploy (dep-1 deactivated)'],
    [[], false, 'still without any deploy'],
    [['live'], true, 'still live, but it does not serve: connection refused'],
  ])('the timeout says how far it is: %j', async (statuses, probed, said) => {
    const serving = defineProbe({
      name: 'shop',
      kind: 'custom',
      run: () => Promise.reject(new Error('connection refused')),
    })
    const wait = render.waitForService(inStates(statuses), one, { totalTimeoutMs: 5000, ...(probed && { serving }) })
    await expect(wait).rejects.toMatchObject({
      code: 'wait_timeout',
      message: expect.stringContaining(`waited 5 s for service srv-1, which is ${said}`),
      resume: { wait: 'render.service', ...one },
    })
  })

  test('a service that is deleted meanwhile is not_found', async () => {
    const { client, params } = await start()
    const wait = render.waitForService(client, params, { onProgress: () => void render.deleteService(client, params) })
    await expect(wait).rejects.toMatchObject({ code: 'not_found' })
  })
})
