import { createFakeClock, createRandom } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import { createFakeRender, type FakeRenderOptions } from './fake-render.js'

interface ShownDeploy {
  readonly id: string
  readonly status: string
  readonly trigger: string
  readonly commit: { readonly id: string }
  readonly createdAt: string
  readonly startedAt?: string
  readonly finishedAt?: string
}

async function start(options: FakeRenderOptions = {}, details: object = {}) {
  const clock = createFakeClock({ date: Date.UTC(2026, 0, 1) })
  const fake = createFakeRender({ clock, random: createRandom(1), ownerId: 'tea-1', ...options })
  const call = async <Body>(method: string, path: string, body?: unknown) => {
    const response = await fake.fetch(`https://api.render.com/v1${path}`, {
      method,
      headers: { authorization: 'Bearer rnd_test' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    // Each test names the shape that it reads.
    return { status: response.status, text, body: (text && JSON.parse(text)) as Body }
  }
  const created = await call<{ service: { id: string }; deployId: string }>('POST', '/services', {
    type: 'web_service',
    name: 'web',
    ownerId: 'tea-1',
    serviceDetails: { runtime: 'node', envSpecificDetails: { buildCommand: 'make', startCommand: 'one' }, ...details },
  })
  const { id } = created.body.service
  const deploys = async (query = '') => {
    const { body } = await call<{ deploy: ShownDeploy }[]>('GET', `/services/${id}/deploys?${query}`)
    return body.map((item) => item.deploy)
  }
  const statuses = async () => (await deploys()).map((deploy) => deploy.status)
  const deploy = (body: object = {}) => call<ShownDeploy>('POST', `/services/${id}/deploys`, body)
  return { clock, fake, call, id, first: created.body.deployId, deploys, statuses, deploy }
}

describe('states', () => {
  test('a new service deploys at once, and its deploy takes its time', async () => {
    const { clock, statuses, deploys } = await start()
    const seen: [number, string][] = []
    for (let ms = 0; ms <= 9000; ms += 500) {
      const [status = ''] = await statuses()
      if (seen.at(-1)?.[1] !== status) seen.push([ms, status])
      await clock.advance(500)
    }
    expect(seen).toEqual([
      [0, 'created'],
      [500, 'build_in_progress'],
      [5500, 'update_in_progress'],
      [8500, 'live'],
    ])
    expect(await deploys()).toMatchObject([
      {
        createdAt: '2026-01-01T00:00:00.000Z',
        startedAt: '2026-01-01T00:00:00.500Z',
        finishedAt: '2026-01-01T00:00:08.500Z',
      },
    ])
  })

  test('times are those at which things happened, however late someone looks', async () => {
    const { clock, deploys } = await start()
    await clock.advance(3_600_000)
    expect(await deploys()).toMatchObject([{ status: 'live', finishedAt: '2026-01-01T00:00:08.500Z' }])
  })

  test('a pre-deploy command has a state of its own', async () => {
    const { clock, statuses } = await start(
      { durations: { created: 0, build: 10, preDeploy: 10 } },
      { preDeployCommand: 'migrate' },
    )
    await clock.advance(15)
    expect(await statuses()).toEqual(['pre_deploy_in_progress'])
  })

  test('the deploy before becomes deactivated when the next one is live, and not earlier', async () => {
    const { clock, deploy, statuses } = await start()
    await clock.advance(10_000)
    await deploy()
    await clock.advance(6000)
    expect(await statuses()).toEqual(['update_in_progress', 'live'])
    await clock.advance(4000)
    expect(await statuses()).toEqual(['live', 'deactivated'])
  })

  test('reading the state moves it on like a request', async () => {
    const { clock, fake, first } = await start()
    await clock.advance(10_000)
    expect(fake.state.deploys.get(first)?.status).toBe('live')
  })
})

describe('overlap', () => {
  test('waits: 202 without a body, and of several that wait the newest is deployed', async () => {
    const { clock, deploy, statuses } = await start()
    const [a, b] = [await deploy(), await deploy()]
    expect([a.status, a.text, b.status, b.text]).toEqual([202, '', 202, ''])
    expect(await statuses()).toEqual(['queued', 'queued', 'created'])
    await clock.advance(8500)
    expect(await statuses()).toEqual(['created', 'canceled', 'live'])
    await clock.advance(8500)
    expect(await statuses()).toEqual(['live', 'canceled', 'deactivated'])
  })

  test('one that waited starts when the one before ended, not when someone looks', async () => {
    const { clock, deploy, deploys } = await start()
    await deploy()
    await clock.advance(3_600_000)
    expect(await deploys()).toMatchObject([
      { startedAt: '2026-01-01T00:00:09.000Z', finishedAt: '2026-01-01T00:00:17.000Z' },
      {},
    ])
  })

  test('override cancels what runs', async () => {
    const { deploy, statuses } = await start({ overlap: 'override' })
    expect((await deploy()).status).toBe(201)
    expect(await statuses()).toEqual(['created', 'canceled'])
  })

  test('a fault queues although nothing runs', async () => {
    const { clock, fake, deploy, statuses } = await start()
    await clock.advance(10_000)
    fake.faults.add({ operation: 'POST /services/{serviceId}/deploys', kind: 'empty_202' })
    expect(await deploy()).toMatchObject({ status: 202, text: '' })
    expect(await statuses()).toEqual(['queued', 'live'])
    await clock.advance(1000)
    expect(await statuses()).toEqual(['created', 'live'])
    await clock.advance(8500)
    expect(await statuses()).toEqual(['live', 'deactivated'])
  })
})

describe('failures', () => {
  test.each(['build_failed', 'update_failed'] as const)('%s leaves what is live', async (kind) => {
    const { clock, fake, deploy, statuses } = await start()
    await clock.advance(10_000)
    fake.faults.add({ operation: '*', kind })
    const { status, body } = await deploy()
    expect([status, body.status]).toEqual([201, 'created'])
    await clock.advance(10_000)
    expect(await statuses()).toEqual([kind, 'live'])
    expect(fake.faults.log).toMatchObject([{ operation: 'POST /services/{serviceId}/deploys', kind }])
  })

  test('a failure is told in the log', async () => {
    const { clock, fake, call, id } = await start()
    await clock.advance(10_000)
    fake.faults.add({ operation: '*', kind: 'build_failed' })
    await call('POST', `/services/${id}/deploys`, {})
    await clock.advance(10_000)
    const { body } = await call<{ logs: { message: string }[] }>(
      'GET',
      `/logs?ownerId=tea-1&resource=${id}&level=error`,
    )
    expect(body.logs.map((line) => line.message)).toEqual(['==> Build failed 😞'])
  })
})

describe('cancel', () => {
  test('ends a deploy, and the one that waits begins', async () => {
    const { call, id, first, deploy, statuses } = await start()
    await deploy()
    const { status, body } = await call<ShownDeploy>('POST', `/services/${id}/deploys/${first}/cancel`)
    expect([status, body.status]).toEqual([200, 'canceled'])
    expect(await statuses()).toEqual(['created', 'canceled'])
    expect((await call('POST', `/services/${id}/deploys/${first}/cancel`)).status).toBe(400)
  })
})

describe('requests for a deploy', () => {
  test.each([
    [undefined, 'a JSON body is required'],
    [{ clearCache: 'yes' }, 'clearCache: must be one of'],
    [{ deployMode: 'deploy_only', commitId: 'abc' }, 'deployMode: cannot be combined'],
    [{ imageUrl: 'redis:8' }, 'not based on an image'],
  ])('refuses %j', async (body, message) => {
    const { call, id, deploys } = await start()
    const answer = await call<{ message: string }>('POST', `/services/${id}/deploys`, body)
    expect([answer.status, answer.body.message]).toEqual([400, expect.stringContaining(message)])
    expect(await deploys()).toHaveLength(1)
  })

  test('takes a commit, and without one the newest of the branch', async () => {
    const { clock, fake, id, deploy } = await start()
    await clock.advance(10_000)
    expect((await deploy({ commitId: 'abc' })).body.commit.id).toBe('abc')
    await clock.advance(10_000)
    fake.state.services.get(id)!.latestCommit = { id: 'def', message: 'Pushed' }
    expect((await deploy()).body.commit.id).toBe('def')
  })

  test('the first deploy takes the commit that the fake was given', async () => {
    const { deploys } = await start({ latestCommit: { id: 'c0ffee', message: 'Brew' } })
    expect(await deploys()).toMatchObject([{ commit: { id: 'c0ffee', message: 'Brew' } }])
  })

  test('lists by status, repeated and not joined', async () => {
    const { clock, call, id, deploy, deploys } = await start()
    await clock.advance(10_000)
    await deploy()
    expect(await deploys('status=live&status=created')).toHaveLength(2)
    expect(await deploys('status=live')).toHaveLength(1)
    expect((await call('GET', `/services/${id}/deploys?status=live,created`)).status).toBe(400)
    expect(await deploys('createdAfter=2026-01-01T00:00:05Z')).toMatchObject([{ trigger: 'api' }])
    expect(await deploys('finishedBefore=2026-01-02T00:00:00Z')).toMatchObject([{ trigger: 'manual' }])
  })
})

describe('rollback', () => {
  test('runs the old release without a build, and leaves the settings of the service', async () => {
    const { clock, fake, call, id, first, deploy, statuses } = await start()
    await call('PUT', `/services/${id}/env-vars/MODE`, { value: 'new' })
    await call('PATCH', `/services/${id}`, { serviceDetails: { envSpecificDetails: { startCommand: 'two' } } })
    await clock.advance(10_000)
    await deploy({ commitId: 'abc' })
    await clock.advance(10_000)
    const { status, body } = await call<ShownDeploy>('POST', `/services/${id}/rollback`, { deployId: first })
    expect([status, body.trigger]).toEqual([201, 'rollback'])
    await clock.advance(500)
    expect(await statuses()).toEqual(['update_in_progress', 'live', 'deactivated'])
    const { deploys, services } = fake.state
    expect(deploys.get(body.id)?.release).toEqual(deploys.get(first)?.release)
    expect(deploys.get(body.id)?.release).toMatchObject({ startCommand: 'one', envVars: new Map() })
    expect(services.get(id)).toMatchObject({
      autoDeploy: 'yes',
      envVars: new Map([['MODE', 'new']]),
      envSpecificDetails: { startCommand: 'two' },
    })
    await clock.advance(10_000)
    expect(await statuses()).toEqual(['live', 'deactivated', 'deactivated'])
    await deploy()
    expect([...deploys.values()].at(-1)?.release).toMatchObject({
      startCommand: 'two',
      envVars: new Map([['MODE', 'new']]),
    })
  })

  test('goes only to what was live', async () => {
    const { clock, fake, call, id, deploy } = await start()
    await clock.advance(10_000)
    fake.faults.add({ operation: '*', kind: 'build_failed' })
    const failed = await deploy()
    await clock.advance(10_000)
    const refused = await call<{ message: string }>('POST', `/services/${id}/rollback`, { deployId: failed.body.id })
    expect([refused.status, refused.body.message]).toEqual([400, expect.stringContaining('build_failed')])
    expect((await call('POST', `/services/${id}/rollback`, { deployId: 'dep-none' })).status).toBe(404)
    expect((await call('POST', `/services/${id}/rollback`, {})).status).toBe(400)
  })
})

test('a waiting deploy takes the environment of the moment at which it begins', async () => {
  const { clock, fake, call, id, deploy } = await start()
  await deploy()
  await call('PUT', `/services/${id}/env-vars/MODE`, { value: 'late' })
  await clock.advance(9000)
  expect([...fake.state.deploys.values()].at(-1)?.release.envVars).toEqual(new Map([['MODE', 'late']]))
})

test('a suspended service takes no deploy, and comes back with one of its own', async () => {
  const { call, id, deploy, deploys } = await start()
  expect(await call('POST', `/services/${id}/suspend`)).toMatchObject({ status: 202, text: '' })
  expect((await deploy()).status).toBe(400)
  expect(await call('POST', `/services/${id}/resume`)).toMatchObject({ status: 202, text: '' })
  expect(await deploys()).toMatchObject([{ trigger: 'service_resumed', status: 'created' }, { status: 'canceled' }])
})
