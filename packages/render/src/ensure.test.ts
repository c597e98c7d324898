import { isKeelsonError } from '@keelson/core'
import { createFakeClock, createRandom } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import * as render from './index.js'
import { createFakeRender } from './testing/index.js'

const desired: render.CreateServiceParams = {
  type: 'web_service',
  name: 'shop',
  repo: 'https://github.com/me/shop',
  branch: 'main',
  autoDeploy: 'no',
  envVars: [{ key: 'SECRET_KEY', value: 'first-secret-value' }],
  serviceDetails: {
    runtime: 'python',
    plan: 'free',
    region: 'frankfurt',
    healthCheckPath: '/healthz',
    preDeployCommand: 'python manage.py migrate',
    envSpecificDetails: { buildCommand: 'pip install -r requirements.txt', startCommand: 'gunicorn shop.wsgi' },
  },
}

function start() {
  const clock = createFakeClock({ auto: true })
  const fake = createFakeRender({ clock, random: createRandom(1), ownerId: 'tea-1' })
  fake.state.owners.set('tea-2', { id: 'tea-2', name: 'Other', email: 'other@example.com', type: 'team' })
  const bodies: unknown[] = []
  const fetch: typeof globalThis.fetch = async (input) => {
    const request = new Request(input)
    if (request.method !== 'GET') bodies.push(JSON.parse((await request.clone().text()) || 'null'))
    return fake.fetch(request)
  }
  const client = render.createRenderClient({
    apiKey: 'rnd_ensure',
    ownerId: 'tea-1',
    clock,
    random: createRandom(2),
    fetch,
  })
  return { clock, fake, client, bodies }
}

describe('ensureService', () => {
  test('a field that is none, or of another place, is refused before anything is sent', async () => {
    const { client, fake } = start()
    const given = { ...desired, autodeploy: 'yes', healthCheckPath: '/readyz', notGiven: undefined }
    await expect(render.ensureService(client, given)).rejects.toMatchObject({
      code: 'config',
      message:
        'POST /services was not sent: autodeploy is no field, only type, name, ownerId, environmentId, repo, branch, rootDir, image, autoDeploy, buildFilter, envVars, secretFiles, serviceDetails; healthCheckPath is no field, but serviceDetails.healthCheckPath is',
    })
    expect(fake.state.calls).toEqual([])
  })

  test('creates what is not there, with its environment and its first deploy', async () => {
    const { client, fake, bodies } = start()
    const { resource, outcome, changes, deployId } = await render.ensureService(client, desired)
    expect({ outcome, changes }).toEqual({ outcome: 'created', changes: [] })
    expect(bodies).toEqual([{ ...desired, ownerId: 'tea-1' }])
    expect(fake.state.deploys.get(deployId ?? '')?.serviceId).toBe(resource.id)
    expect(fake.state.services.get(resource.id)?.envVars).toEqual(new Map([['SECRET_KEY', 'first-secret-value']]))
  })

  test('running it again is free: one read, no write', async () => {
    const { client, fake, bodies } = start()
    const { resource } = await render.ensureService(client, desired)
    bodies.length = 0
    const before = fake.state.calls.length
    const again = await render.ensureService(client, desired)
    expect(again).toMatchObject({ outcome: 'existing', changes: [], resource: { id: resource.id } })
    expect(again.deployId).toBeUndefined()
    expect(bodies).toEqual([])
    expect(fake.state.calls.slice(before).map(({ operation }) => operation)).toEqual(['GET /services'])
  })

  test('sends the changed fields and no other', async () => {
    const { client, bodies } = start()
    const { resource } = await render.ensureService(client, desired)
    bodies.length = 0
    const wanted = {
      ...desired,
      branch: 'release',
      serviceDetails: {
        ...desired.serviceDetails,
        healthCheckPath: '/readyz',
        preDeployCommand: 'true',
        envSpecificDetails: { ...desired.serviceDetails?.envSpecificDetails, startCommand: 'gunicorn shop.asgi' },
      },
    }
    const updated = await render.ensureService(client, wanted)
    expect(updated.outcome).toBe('updated')
    expect(bodies).toEqual([
      {
        branch: 'release',
        serviceDetails: {
          healthCheckPath: '/readyz',
          preDeployCommand: 'true',
          envSpecificDetails: { startCommand: 'gunicorn shop.asgi' },
        },
      },
    ])
    expect(updated.changes).toEqual([
      { path: 'branch', from: 'main', to: 'release' },
      { path: 'serviceDetails.healthCheckPath', from: '/healthz', to: '/readyz' },
      { path: 'serviceDetails.preDeployCommand', from: 'python manage.py migrate', to: 'true' },
      { path: 'serviceDetails.envSpecificDetails.startCommand', from: 'gunicorn shop.wsgi', to: 'gunicorn shop.asgi' },
    ])
    expect(updated.resource).toMatchObject({ id: resource.id, branch: 'release' })
    expect((await render.ensureService(client, wanted)).outcome).toBe('existing')
  })

  test('what is not asked for stays as it is, and the number of instances belongs to scaling', async () => {
    const { client, bodies } = start()
    await render.ensureService(client, desired)
    bodies.length = 0
    const less = { type: 'web_service', name: 'shop', serviceDetails: { runtime: 'python', numInstances: 4 } } as const
    expect((await render.ensureService(client, less)).outcome).toBe('existing')
    expect(bodies).toEqual([])
  })

  test('a region that differs is a conflict, found before anything is changed', async () => {
    const { client, bodies } = start()
    const { resource } = await render.ensureService(client, desired)
    bodies.length = 0
    const elsewhere = {
      ...desired,
      branch: 'next',
      serviceDetails: { ...desired.serviceDetails, region: 'oregon' },
    } as const
    for (const call of [render.ensureService, render.planService]) {
      await expect(call(client, elsewhere)).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringContaining(
          `cannot ensure the web_service "shop": ${resource.id} has serviceDetails.region "frankfurt", not "oregon"`,
        ),
      })
    }
    expect(bodies).toEqual([])
    const adopted = await render.ensureService(client, elsewhere, { adopt: true })
    expect(adopted).toMatchObject({ outcome: 'updated', changes: [{ path: 'branch', from: 'main', to: 'next' }] })
    expect(bodies).toEqual([{ branch: 'next' }])
    expect(adopted.resource.serviceDetails.region).toBe('frankfurt')
  })

  test('a service of another type with the name is a conflict', async () => {
    const { client, bodies } = start()
    await render.ensureService(client, desired)
    bodies.length = 0
    await expect(render.ensureService(client, { ...desired, type: 'background_worker' })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/the name belongs to srv-\w+, which is a web_service/),
    })
    expect(bodies).toEqual([])
  })

  test('a similar name, another case and another workspace are other services', async () => {
    const { clock, fake, client } = start()
    const others = [
      { ...desired, name: 'shop-staging' },
      { ...desired, name: 'Shop' },
      { ...desired, ownerId: 'tea-2' },
    ]
    const made: string[] = []
    for (const other of others) made.push((await render.ensureService(client, other)).resource.id)
    // A vendor whose filter finds everything that looks alike, in every workspace.
    const loose = render.createRenderClient({
      apiKey: 'rnd_ensure',
      ownerId: 'tea-1',
      clock,
      fetch: async (input) => {
        const request = new Request(input)
        const url = new URL(request.url)
        if (request.method === 'GET' && url.pathname.endsWith('/services')) {
          url.searchParams.delete('name')
          url.searchParams.delete('ownerId')
        }
        return fake.fetch(new Request(url, request))
      },
    })
    const { resource, outcome } = await render.ensureService(loose, desired)
    expect(outcome).toBe('created')
    expect(made).not.toContain(resource.id)
    expect((await render.ensureService(loose, desired)).resource.id).toBe(resource.id)
    expect(fake.state.services.size).toBe(4)
  })

  test('two at once end with one service', async () => {
    const { client, fake } = start()
    const [one, two] = await Promise.all([
      render.ensureService(client, desired),
      render.ensureService(client, { ...desired, branch: 'two' }),
    ])
    expect(fake.state.services.size).toBe(1)
    expect(one.resource.id).toBe(two.resource.id)
    expect(one.outcome).toBe('created')
    // The second one finds the service of the first, and makes it as it was asked to.
    expect(two).toMatchObject({ outcome: 'updated', resource: { branch: 'two' } })
  })

  test.each(['commit_then_500', 'reset_after', 'truncated_json'] as const)(
    '%s: the service that was made is found, and is told as created with its deploy',
    async (kind) => {
      const { client, fake } = start()
      fake.faults.add({ operation: 'POST /services', kind })
      const { resource, outcome, deployId } = await render.ensureService(client, desired)
      expect(outcome).toBe('created')
      expect([...fake.state.services.keys()]).toEqual([resource.id])
      expect([...fake.state.deploys.keys()]).toEqual([deployId])
      expect(fake.state.calls.filter(({ operation }) => operation === 'POST /services')).toHaveLength(1)
    },
  )

  test('a list that lags behind the write for longer than it is looked at does not make a second service', async () => {
    const { clock, fake } = start()
    let lists = 0
    const client = render.createRenderClient({
      apiKey: 'rnd_ensure',
      ownerId: 'tea-1',
      clock,
      fetch: async (input) => {
        const request = new Request(input)
        const response = await fake.fetch(request)
        if (!request.url.includes('/services?')) return response
        lists += 1
        return lists <= 7 ? Response.json([]) : response
      },
    })
    fake.faults.add({ operation: 'POST /services', kind: 'commit_then_500' })
    const { outcome, deployId } = await render.ensureService(client, desired)
    expect(fake.state.services.size).toBe(1)
    expect(outcome).toBe('created')
    expect([...fake.state.deploys.keys()]).toEqual([deployId])
  })

  test('a service that never appears: eight rounds, then the error of the last', async () => {
    const { client, fake } = start()
    fake.faults.add({ operation: 'POST /services', kind: 'reset_before', times: 8 })
    await expect(render.ensureService(client, desired)).rejects.toMatchObject({ code: 'ambiguous_write' })
    expect(fake.state.services.size).toBe(0)
    expect((await render.ensureService(client, desired)).outcome).toBe('created')
  })

  test('a conflict about something else than the name is passed on', async () => {
    const { client, fake } = start()
    fake.faults.add({ operation: 'POST /services', kind: 'status', status: 409, message: 'the repo is locked' })
    await expect(render.ensureService(client, desired)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('409 the repo is locked'),
    })
  })

  test('an abort between two looks ends it', async () => {
    const { client, fake } = start()
    const controller = new AbortController()
    fake.faults.add({ operation: 'POST /services', kind: 'reset_before' })
    const fetches = fake.state.calls
    const ensured = render.ensureService(client, desired, { signal: controller.signal })
    while (fetches.length < 4) await new Promise(setImmediate)
    controller.abort()
    await expect(ensured).rejects.toMatchObject({ code: 'aborted' })
  })
})

describe('settings of every type', () => {
  const repo = 'https://github.com/me/shop'
  const image = { ownerId: 'tea-1', imagePath: 'docker.io/me/shop:1' }
  const cases: readonly [
    said: string,
    from: render.CreateServiceParams,
    to: render.CreateServiceParams,
    sent: object,
  ][] = [
    [
      'a static site',
      {
        type: 'static_site',
        name: 'site',
        repo,
        buildFilter: { paths: ['web/**'], ignoredPaths: [] },
        serviceDetails: {
          buildCommand: 'make',
          publishPath: 'dist',
          headers: [{ path: '/*', name: 'X-A', value: '1' }],
          routes: [{ type: 'rewrite', source: '/*', destination: '/index.html' }],
          ipAllowList: [{ cidrBlock: '10.0.0.0/8', description: 'office' }],
        },
      },
      {
        type: 'static_site',
        name: 'site',
        buildFilter: { paths: ['web/**', 'shared/**'], ignoredPaths: [] },
        serviceDetails: {
          buildCommand: 'make',
          publishPath: 'public',
          headers: [],
          previews: { generation: 'automatic' },
          ipAllowList: [],
        },
      },
      {
        buildFilter: { paths: ['web/**', 'shared/**'], ignoredPaths: [] },
        serviceDetails: { publishPath: 'public', previews: { generation: 'automatic' }, ipAllowList: [] },
      },
    ],
    [
      'a cron job',
      {
        type: 'cron_job',
        name: 'nightly',
        repo,
        serviceDetails: { runtime: 'node', plan: 'starter', schedule: '0 3 * * *' },
      },
      {
        type: 'cron_job',
        name: 'nightly',
        serviceDetails: { runtime: 'python', plan: 'standard', schedule: '0 4 * * *' },
      },
      { serviceDetails: { runtime: 'python', plan: 'standard', schedule: '0 4 * * *' } },
    ],
    [
      'a web service of an image',
      { type: 'web_service', name: 'web', image, serviceDetails: { runtime: 'image', numInstances: 2 } },
      {
        type: 'web_service',
        name: 'web',
        image: { ...image, imagePath: 'docker.io/me/shop:2' },
        serviceDetails: {
          runtime: 'image',
          numInstances: 3,
          disk: { name: 'd', mountPath: '/d' },
          maintenanceMode: { enabled: true, uri: '' },
          maxShutdownDelaySeconds: 60,
        },
      },
      {
        image: { ...image, imagePath: 'docker.io/me/shop:2' },
        serviceDetails: { maintenanceMode: { enabled: true, uri: '' }, maxShutdownDelaySeconds: 60 },
      },
    ],
  ]

  test.each(cases)(
    'of %s: the changed ones are sent, then there is nothing left to change',
    async (_said, from, to, sent) => {
      const { client, bodies } = start()
      await render.ensureService(client, from)
      expect((await render.ensureService(client, from)).outcome).toBe('existing')
      bodies.length = 0
      const { outcome, changes } = await render.ensureService(client, to)
      expect(outcome).toBe('updated')
      expect(bodies).toEqual([sent])
      expect(changes.every((change) => 'from' in change)).toBe(true)
      expect((await render.ensureService(client, to)).outcome).toBe('existing')
      expect(bodies).toHaveLength(1)
    },
  )

  test('what is usual and not shown is no change', async () => {
    const { client, bodies } = start()
    const usual = {
      type: 'web_service',
      name: 'usual',
      serviceDetails: {
        runtime: 'node',
        previews: { generation: 'off' },
        maintenanceMode: { enabled: false, uri: '' },
        maxShutdownDelaySeconds: 30,
      },
    } as const
    await render.createService(client, {
      type: 'web_service',
      name: 'usual',
      repo,
      serviceDetails: { runtime: 'node' },
    })
    bodies.length = 0
    expect((await render.planService(client, usual)).changes).toEqual([])
  })
})

describe('planService', () => {
  test('tells create, none and update, and changes nothing', async () => {
    const { client, fake, bodies } = start()
    expect(await render.planService(client, desired)).toEqual({ action: 'create', changes: [], service: undefined })
    expect(bodies).toEqual([])
    const { resource } = await render.ensureService(client, desired)
    bodies.length = 0
    const before = structuredClone(fake.state.services.get(resource.id))
    expect(await render.planService(client, desired)).toMatchObject({
      action: 'none',
      changes: [],
      service: { id: resource.id },
    })
    expect(await render.planService(client, { ...desired, rootDir: 'web', autoDeploy: 'yes' })).toMatchObject({
      action: 'update',
      changes: [
        { path: 'rootDir', from: '', to: 'web' },
        { path: 'autoDeploy', from: 'no', to: 'yes' },
      ],
    })
    expect(bodies).toEqual([])
    expect(fake.state.services.get(resource.id)).toEqual(before)
  })
})

describe('createService under resets and commit-then-500, 1,000 seeded runs', { timeout: 30_000 }, () => {
  const runs = 1000

  /** 30 % of the creations and 20 % of everything else go wrong. */
  function unreliable(seed: number) {
    const clock = createFakeClock({ auto: true })
    const fake = createFakeRender({ clock, random: createRandom(seed), ownerId: 'tea-1' })
    const client = render.createRenderClient({
      apiKey: 'rnd_ensure',
      ownerId: 'tea-1',
      clock,
      random: createRandom(seed + 1_000_000),
      fetch: fake.fetch,
    })
    for (const [kind, probability] of [
      ['reset_before', 0.1],
      ['reset_after', 0.1],
      ['commit_then_500', 0.1],
      ['truncated_json', 0.03],
    ] as const) {
      fake.faults.add({ operation: 'POST /services', kind, probability })
    }
    fake.faults.add({ operation: '*', kind: 'status', status: 429, retryAfter: 1, probability: 0.05 })
    fake.faults.add({ operation: '*', kind: 'status', status: 503, probability: 0.05 })
    fake.faults.add({ operation: 'GET /services', kind: 'reset_before', probability: 0.1 })
    const posts = () => fake.state.calls.filter(({ operation }) => operation === 'POST /services')
    return { fake, client, posts }
  }

  test('createService: never two services, and nothing is sent after a send that may have been carried out', async () => {
    const ends = { created: 0, ambiguous: 0 }
    for (let seed = 1; seed <= runs; seed++) {
      const { fake, client, posts } = unreliable(seed)
      const error: unknown = await render.createService(client, desired).then(
        () => undefined,
        (thrown: unknown) => thrown,
      )
      expect(fake.state.services.size, `seed ${seed}`).toBeLessThanOrEqual(1)
      expect(
        posts()
          .slice(0, -1)
          .map(({ status }) => status),
        `seed ${seed}`,
      ).toEqual(
        posts()
          .slice(1)
          .map(() => 429),
      )
      // A success is one service; the only failure is that nobody knows.
      const end = error === undefined ? 'created' : 'ambiguous'
      const said = { size: fake.state.services.size, code: isKeelsonError(error) ? error.code : undefined }
      expect(said, `seed ${seed}`).toMatchObject(end === 'created' ? { size: 1 } : { code: 'ambiguous_write' })
      ends[end] += 1
    }
    expect(ends.created).toBeGreaterThan(500)
    expect(ends.ambiguous).toBeGreaterThan(200)
  })

  test('ensureService: exactly one service, told as created with its deploy', async () => {
    const rounds = Array.from({ length: 9 }, () => 0)
    for (let seed = 1; seed <= runs; seed++) {
      const { fake, client, posts } = unreliable(seed)
      const outcome = await render.ensureService(client, desired).catch((error: unknown) => error)
      expect(fake.state.services.size, `seed ${seed}: ${String(outcome)}`).toBeLessThanOrEqual(1)
      // Not one creation was tried while the service was there already.
      expect(
        posts().filter(({ status }) => status === 409),
        `seed ${seed}`,
      ).toEqual([])
      expect(outcome, `seed ${seed}`).toMatchObject({
        outcome: 'created',
        resource: { id: [...fake.state.services.keys()][0] },
        deployId: [...fake.state.deploys.keys()][0],
      })
      rounds[posts().filter(({ status }) => status !== 429).length]! += 1
    }
    expect(rounds[0]).toBe(0)
    expect(rounds[2]).toBeGreaterThan(50)
    expect(rounds[3]).toBeGreaterThan(0)
  })
})

describe('removeService', () => {
  test('removes the one of this name and no other, and a second time finds nothing', async () => {
    const { client, fake } = start()
    await render.ensureService(client, desired)
    await render.ensureService(client, { ...desired, name: 'shop-preview-12' })
    expect(await render.removeService(client, { name: 'shop-preview-12', type: 'web_service' })).toBe('removed')
    expect(await render.removeService(client, { name: 'shop-preview-12', type: 'web_service' })).toBe('absent')
    expect([...fake.state.services.values()].map(({ name }) => name)).toEqual(['shop'])
  })

  test('a removal whose answer was lost is a removal', async () => {
    const { client, fake } = start()
    await render.ensureService(client, desired)
    fake.faults.add({ operation: 'DELETE /services/{serviceId}', kind: 'reset_after' })
    expect(await render.removeService(client, desired)).toBe('removed')
    expect(fake.state.services.size).toBe(0)
  })

  test('what is refused is told, and a service of another type is not taken for it', async () => {
    const { client, fake } = start()
    await render.ensureService(client, desired)
    fake.faults.add({ operation: 'DELETE /services/{serviceId}', kind: 'status', status: 403 })
    await expect(render.removeService(client, desired)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(render.removeService(client, { name: 'shop', type: 'cron_job' })).rejects.toMatchObject({
      code: 'conflict',
    })
    expect(fake.state.services.size).toBe(1)
  })
})
