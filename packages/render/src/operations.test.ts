import { readFileSync } from 'node:fs'
import { isSecret, Secret, sendOperation } from '@keelson/core'
import { createFakeClock, createRandom } from '@keelson/core/testing'
import { afterEach, describe, expect, test, vi } from 'vitest'
import * as render from './index.js'
import { createFakeRender } from './testing/index.js'

afterEach(() => vi.unstubAllEnvs())

const ownerId = 'tea-1'
const python = { runtime: 'python', plan: 'free', region: 'frankfurt' } as const

/** A client on a fake, and every request as it left the client. */
async function start() {
  const clock = createFakeClock({ auto: true })
  const rateLimits = { createService: { limit: 1000, windowMs: 60_000 } }
  const fake = createFakeRender({ clock, random: createRandom(1), ownerId, apiKey: 'rnd_operations', rateLimits })
  const sent: { request: string; body: unknown; headers: Headers }[] = []
  const client = render.createRenderClient({
    apiKey: 'rnd_operations',
    ownerId,
    clock,
    random: createRandom(2),
    fetch: async (input) => {
      const request = new Request(input)
      const { pathname, search } = new URL(request.url)
      const text = await request.clone().text()
      sent.push({
        request: `${request.method} ${pathname.replace(/^\/v1/, '')}${search}`,
        body: text === '' ? undefined : JSON.parse(text),
        headers: request.headers,
      })
      return fake.fetch(request)
    },
  })
  const { service, deployId = '' } = await render.createService(client, {
    type: 'web_service',
    name: 'shop',
    envVars: [{ key: 'SECRET_KEY', value: 'first-secret-value' }],
    serviceDetails: python,
  })
  await render.waitForDeploy(client, { serviceId: service.id, deployId })
  fake.state.log({ message: 'hello', resource: service.id })
  sent.length = 0
  return { clock, fake, client, sent, service, serviceId: service.id, deployId }
}

type Started = Awaited<ReturnType<typeof start>>

interface Row {
  readonly operation: string
  readonly call: (started: Started) => Promise<unknown>
  /** With `srv` and `dep` for the ids. */
  readonly requests: readonly string[]
  readonly body?: unknown
  readonly answer: unknown
}

const rows: readonly Row[] = [
  {
    operation: 'listServices',
    call: ({ client }) => render.listServices(client).toArray({ limit: 1 }),
    requests: ['GET /services?limit=100&ownerId=tea-1'],
    answer: [{ name: 'shop', type: 'web_service', serviceDetails: { runtime: 'python', region: 'frankfurt' } }],
  },
  {
    operation: 'listServices with every filter',
    call: ({ client }) =>
      render
        .listServices(client, {
          name: ['shop', 'pay'],
          type: ['web_service', 'cron_job'],
          ownerId: ['tea-1', 'tea-2'],
          environmentId: ['evm-1', 'evm-2'],
          region: ['oregon', 'frankfurt'],
          suspended: 'not_suspended',
          createdAfter: '2025-01-01T00:00:00Z',
          createdBefore: '2027-01-01T00:00:00Z',
          includePreviews: false,
        })
        .toArray(),
    requests: [
      'GET /services?limit=100&name=shop%2Cpay&type=web_service%2Ccron_job&ownerId=tea-1%2Ctea-2&environmentId=evm-1%2Cevm-2' +
        '&region=oregon%2Cfrankfurt&suspended=not_suspended&createdAfter=2025-01-01T00%3A00%3A00Z' +
        '&createdBefore=2027-01-01T00%3A00%3A00Z&includePreviews=false',
    ],
    answer: [],
  },
  {
    operation: 'getService',
    call: ({ client, serviceId }) => render.getService(client, { serviceId }),
    requests: ['GET /services/srv'],
    answer: { name: 'shop', ownerId, suspended: 'not_suspended', serviceDetails: { plan: 'free' } },
  },
  {
    operation: 'createService',
    call: ({ client }) =>
      render.createService(client, {
        type: 'background_worker',
        name: 'worker',
        repo: 'https://github.com/me/shop',
        branch: 'main',
        autoDeploy: 'no',
        envVars: [
          { key: 'TOKEN', value: new Secret('worker-token') },
          { key: 'SEED', generateValue: true },
        ],
        secretFiles: [{ name: 'key.pem', content: new Secret('pem-content') }],
        serviceDetails: {
          runtime: 'python',
          plan: 'starter',
          envSpecificDetails: { startCommand: 'celery -A shop worker' },
        },
      }),
    requests: ['POST /services'],
    body: {
      type: 'background_worker',
      name: 'worker',
      ownerId,
      repo: 'https://github.com/me/shop',
      branch: 'main',
      autoDeploy: 'no',
      envVars: [
        { key: 'TOKEN', value: 'worker-token' },
        { key: 'SEED', generateValue: true },
      ],
      secretFiles: [{ name: 'key.pem', content: 'pem-content' }],
      serviceDetails: {
        runtime: 'python',
        plan: 'starter',
        envSpecificDetails: { startCommand: 'celery -A shop worker' },
      },
    },
    answer: { service: { name: 'worker', type: 'background_worker' }, deployId: expect.stringMatching(/^dep-/) },
  },
  {
    operation: 'updateService',
    call: ({ client, serviceId }) =>
      render.updateService(client, { serviceId, autoDeploy: 'no', serviceDetails: { healthCheckPath: '/readyz' } }),
    requests: ['PATCH /services/srv'],
    body: { autoDeploy: 'no', serviceDetails: { healthCheckPath: '/readyz' } },
    answer: { autoDeploy: 'no', serviceDetails: { healthCheckPath: '/readyz', plan: 'free' } },
  },
  {
    operation: 'deleteService',
    call: ({ client, serviceId }) => render.deleteService(client, { serviceId }),
    requests: ['DELETE /services/srv'],
    answer: undefined,
  },
  {
    operation: 'listDeploys',
    call: ({ client, serviceId }) => render.listDeploys(client, { serviceId }).toArray({ limit: 1 }),
    requests: ['GET /services/srv/deploys?limit=100'],
    answer: [
      { status: 'live', id: expect.stringMatching(/^dep-/), commit: { id: expect.stringMatching(/^[\da-f]{40}$/) } },
    ],
  },
  {
    operation: 'listDeploys with every filter',
    call: ({ client, serviceId }) =>
      render
        .listDeploys(client, {
          serviceId,
          status: ['live', 'created'],
          createdAfter: '2025-01-01T00:00:00Z',
          createdBefore: '2025-01-02T00:00:00Z',
          updatedAfter: '2025-01-03T00:00:00Z',
          updatedBefore: '2025-01-04T00:00:00Z',
          finishedAfter: '2025-01-05T00:00:00Z',
          finishedBefore: '2025-01-06T00:00:00Z',
        })
        .toArray(),
    requests: [
      'GET /services/srv/deploys?limit=100&status=live&status=created&createdAfter=2025-01-01T00%3A00%3A00Z' +
        '&createdBefore=2025-01-02T00%3A00%3A00Z&updatedAfter=2025-01-03T00%3A00%3A00Z&updatedBefore=2025-01-04T00%3A00%3A00Z' +
        '&finishedAfter=2025-01-05T00%3A00%3A00Z&finishedBefore=2025-01-06T00%3A00%3A00Z',
    ],
    answer: [],
  },
  {
    operation: 'getDeploy',
    call: ({ client, serviceId, deployId }) => render.getDeploy(client, { serviceId, deployId }),
    requests: ['GET /services/srv/deploys/dep'],
    answer: { status: 'live', finishedAt: expect.stringContaining('2026-01-01T') },
  },
  {
    operation: 'createDeploy',
    call: ({ client, serviceId }) =>
      render.createDeploy(client, { serviceId, commitId: '4f2a'.repeat(10), clearCache: 'clear' }),
    requests: [
      'GET /services/srv/deploys?limit=100',
      'GET /services/srv/deploys?limit=100&cursor=*',
      'POST /services/srv/deploys',
    ],
    body: { commitId: '4f2a'.repeat(10), clearCache: 'clear' },
    answer: { status: 'created', trigger: 'api', commit: { id: '4f2a'.repeat(10) } },
  },
  {
    operation: 'rollbackDeploy',
    call: ({ client, serviceId, deployId }) => render.rollbackDeploy(client, { serviceId, deployId }),
    requests: [
      'GET /services/srv/deploys?limit=100',
      'GET /services/srv/deploys?limit=100&cursor=*',
      'POST /services/srv/rollback',
    ],
    body: { deployId: 'dep' },
    answer: { status: 'created', trigger: 'rollback' },
  },
  {
    operation: 'cancelDeploy',
    call: async ({ client, serviceId, fake, sent }) => {
      const { id } = await render.createDeploy(client, { serviceId })
      sent.length = 0
      const answer = await render.cancelDeploy(client, { serviceId, deployId: id })
      expect(fake.state.deploys.get(id)?.status).toBe('canceled')
      return answer
    },
    requests: ['POST /services/srv/deploys/new/cancel'],
    answer: { status: 'canceled' },
  },
  {
    operation: 'listEnvVars',
    call: ({ client, serviceId }) => render.listEnvVars(client, { serviceId }).toArray(),
    requests: ['GET /services/srv/env-vars?limit=100', 'GET /services/srv/env-vars?limit=100&cursor=*'],
    answer: [{ key: 'SECRET_KEY', value: expect.any(Secret) }],
  },
  {
    operation: 'setEnvVar',
    call: ({ client, serviceId }) =>
      render.setEnvVar(client, { serviceId, key: 'DATABASE_URL', value: new Secret('postgresql://a:b@c/d') }),
    requests: ['PUT /services/srv/env-vars/DATABASE_URL'],
    body: { value: 'postgresql://a:b@c/d' },
    answer: { key: 'DATABASE_URL', value: expect.any(Secret) },
  },
  {
    operation: 'deleteEnvVar',
    call: ({ client, serviceId }) => render.deleteEnvVar(client, { serviceId, key: 'SECRET_KEY' }),
    requests: ['DELETE /services/srv/env-vars/SECRET_KEY'],
    answer: undefined,
  },
  {
    operation: 'replaceAllEnvVars',
    call: ({ client, serviceId }) =>
      render.replaceAllEnvVars(client, { serviceId, envVars: [{ key: 'DEBUG', value: 'false' }] }),
    requests: ['PUT /services/srv/env-vars'],
    body: [{ key: 'DEBUG', value: 'false' }],
    answer: [{ key: 'DEBUG', value: expect.any(Secret) }],
  },
  {
    operation: 'listLogs with every filter',
    call: ({ client, serviceId }) =>
      render
        .listLogs(client, {
          resource: [serviceId, serviceId],
          startTime: '2026-01-01T00:00:00Z',
          endTime: '2026-01-01T01:00:00Z',
          direction: 'forward',
          type: ['app', 'build'],
          level: ['info', 'error'],
          text: ['hello', 'bye'],
          instance: [serviceId, 'x'],
        })
        .toArray(),
    requests: [
      'GET /logs?limit=100&resource=srv&resource=srv&startTime=2026-01-01T00%3A00%3A00Z&endTime=2026-01-01T01%3A00%3A00Z' +
        '&direction=forward&type=app&type=build&level=info&level=error&text=hello&text=bye&instance=srv&instance=x&ownerId=tea-1',
    ],
    answer: [{ message: 'hello', labels: expect.arrayContaining([{ name: 'level', value: 'info' }]) }],
  },
  {
    operation: 'request',
    call: ({ client, serviceId }) =>
      render.request(client, 'GET /services/{serviceId}/env-vars/{envVarKey}', {
        path: { serviceId, envVarKey: 'SECRET_KEY' },
      }),
    requests: ['GET /services/srv/env-vars/SECRET_KEY'],
    answer: { key: 'SECRET_KEY', value: 'first-secret-value' },
  },
  {
    operation: 'request with a list whose name is repeated',
    call: ({ client, serviceId }) =>
      render.request(client, 'GET /services/{serviceId}/deploys', {
        path: { serviceId },
        query: { status: ['live', 'created'], createdAfter: '2025-01-01T00:00:00Z', limit: 1 },
        repeat: ['status'],
      }),
    requests: ['GET /services/srv/deploys?status=live&status=created&createdAfter=2025-01-01T00%3A00%3A00Z&limit=1'],
    answer: [{ deploy: { status: 'live' } }],
  },
  {
    operation: 'request of what is not documented: sendOperation, with a query of both styles and a body',
    call: ({ client, serviceId }) =>
      sendOperation(client, 'POST /services/{serviceId}/suspend', {
        path: { serviceId },
        query: { joined: ['a', 'b'], repeated: ['c', 'd'] },
        repeat: ['repeated'],
        body: { why: 'test' },
      }),
    requests: ['POST /services/srv/suspend?joined=a%2Cb&repeated=c&repeated=d'],
    body: { why: 'test' },
    answer: undefined,
  },
]

describe('every operation sends what is documented and decodes the answer', () => {
  test.each(rows)('$operation', async ({ call, requests, body, answer }) => {
    const started = await start()
    const { serviceId, deployId, sent, fake } = started
    const result = await call(started)
    const newest = [...fake.state.deploys.keys()].at(-1) ?? 'no deploy is left'
    const name = (text: string) =>
      text
        .replaceAll(serviceId, 'srv')
        .replaceAll(deployId, 'dep')
        .replaceAll(newest, 'new')
        .replaceAll(/(?<=cursor=)[^&]+/g, '*')
    expect(sent.map(({ request }) => name(request))).toEqual(requests)
    const last = sent.at(-1)
    expect(last?.body === undefined ? undefined : JSON.parse(name(JSON.stringify(last.body)))).toEqual(body)
    expect({ result }).toMatchObject({ result: answer })
    for (const { headers } of sent) {
      expect(headers.get('authorization')).toBe('Bearer rnd_operations')
      expect(headers.get('accept')).toBe('application/json')
    }
    expect(last?.headers.get('content-type')).toBe(body === undefined ? null : 'application/json')
  })

  test('there is a row for every exported operation', () => {
    const covered = new Set(rows.map(({ operation }) => operation.split(' ')[0]))
    const verbs = /^(?:list|get|create|update|delete|set|replace|cancel|rollback|request)/
    const notOperations = ['createRenderClient', 'rollbackPointStep']
    const operations = Object.keys(render).filter((name) => verbs.test(name) && !notOperations.includes(name))
    expect(new Set(operations)).toEqual(covered)
  })

  test('the style of every list parameter is that of the contract', () => {
    const listed = rows.flatMap(({ requests }) => requests).filter((request) => request.includes('?'))
    let checked = 0
    for (const request of listed) {
      const [operation = '', query] = request.split('?')
      const documented = listParameters(operation)
      if (documented.size === 0) continue
      const search = new URLSearchParams(query)
      for (const name of new Set(search.keys())) {
        const style = documented.get(name)
        const values = search.getAll(name)
        if (style === undefined || (values.length === 1 && !values[0]?.includes(','))) continue
        expect(`${operation} ${name}: ${values.length > 1 ? 'repeated' : 'joined'}`).toBe(
          `${operation} ${name}: ${style}`,
        )
        checked += 1
      }
    }
    expect(checked).toBe(5 + 1 + 5 + 1)
  })
})

interface Parameter {
  readonly $ref?: string
  readonly name: string
  readonly in: string
  readonly explode?: boolean
  readonly schema: { readonly type?: string }
}

interface Contract {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly parameters?: readonly Parameter[] }>>>>
  readonly components: { readonly parameters: Readonly<Record<string, Parameter>> }
}

const contract = JSON.parse(readFileSync(new URL('../contract.json', import.meta.url), 'utf8')) as Contract

/** The list parameters of an operation, and how several values are written. */
function listParameters(operation: string): ReadonlyMap<string, 'joined' | 'repeated'> {
  const [method = '', path = ''] = operation.replace('/srv', '/{serviceId}').split(' ')
  const given = contract.paths[path]?.[method.toLowerCase()]?.parameters ?? []
  const parameters = given.map((one) =>
    one.$ref ? contract.components.parameters[one.$ref.split('/').at(-1) ?? '']! : one,
  )
  return new Map(
    parameters
      .filter((one) => one.in === 'query' && one.schema.type === 'array')
      // `form`, the default style of a query, repeats the name unless it is told not to.
      .map(({ name, explode = true }) => [name, explode ? 'repeated' : 'joined']),
  )
}

describe('paging', () => {
  test('goes over more than two pages, in order, and ends with the empty one', async () => {
    const { client, sent } = await start()
    for (let index = 0; index < 250; index++) {
      await render.createService(client, { type: 'web_service', name: `s${index}`, serviceDetails: python })
    }
    sent.length = 0
    const names: string[] = []
    for await (const { name } of render.listServices(client)) names.push(name)
    expect(names).toEqual([...Array.from({ length: 250 }, (_, index) => `s${249 - index}`), 'shop'])
    expect(sent).toHaveLength(4)
    expect(sent[0]?.request).toBe('GET /services?limit=100&ownerId=tea-1')

    const sizes: number[] = []
    for await (const page of render.listServices(client).pages()) sizes.push(page.length)
    expect(sizes).toEqual([100, 100, 51, 0])

    sent.length = 0
    expect(await render.listServices(client).toArray({ limit: 150 })).toHaveLength(150)
    expect((await render.listServices(client).first())?.name).toBe('s249')
    expect(sent).toHaveLength(3)
  })

  test('a cursor travels escaped, and nothing is sent before the first item is asked for', async () => {
    const cursor = 'a+b/c=&limit=1#%'
    const asked: (string | null)[] = []
    const client = render.createRenderClient({
      apiKey: 'rnd_paging',
      fetch: async (input) => {
        const { searchParams } = new URL(new Request(input).url)
        asked.push(searchParams.get('cursor'))
        expect(searchParams.getAll('limit')).toEqual(['100'])
        return Response.json(searchParams.has('cursor') ? [] : [{ envVar: { key: 'A', value: '1' }, cursor }])
      },
    })
    const list = render.listEnvVars(client, { serviceId: 'srv-1' })
    expect(asked).toEqual([])
    expect(await list.toArray()).toHaveLength(1)
    expect(asked).toEqual([null, cursor])
  })

  test('a server that answers every cursor with the same page does not make a loop', async () => {
    let count = 0
    const client = render.createRenderClient({
      apiKey: 'rnd_paging',
      fetch: async () => {
        count += 1
        return Response.json([{ envVar: { key: 'A', value: '1' }, cursor: 'same' }])
      },
    })
    await render.listEnvVars(client, { serviceId: 'srv-1' }).toArray()
    expect(count).toBe(2)
  })
})

describe('values', () => {
  test('of environment variables come back as Secret from every operation that shows them', async () => {
    const { client, serviceId } = await start()
    const [listed] = await render.listEnvVars(client, { serviceId }).toArray()
    const set = await render.setEnvVar(client, { serviceId, key: 'A', value: 'value-of-a' })
    const [replaced] = await render.replaceAllEnvVars(client, {
      serviceId,
      envVars: [{ key: 'B', value: 'value-of-b' }],
    })
    const values = [listed, set, replaced].map((one) => one?.value)
    expect(values.every(isSecret)).toBe(true)
    expect(values.map((value) => value?.reveal())).toEqual(['first-secret-value', 'value-of-a', 'value-of-b'])
    expect(JSON.stringify([listed, set, replaced])).not.toMatch(/value-of|first-secret/)
    expect(client.redact('value-of-a value-of-b first-secret-value')).toBe('[secret] [secret] [secret]')
  })

  test('a new field or state of the vendor is no error, not even for a strict client', async () => {
    const drifts: unknown[] = []
    const answer = { id: 'dep-1', status: 'hibernating', mood: { new: true } }
    const options = { apiKey: 'rnd_drift', fetch: async () => Response.json(answer) }
    for (const strict of [false, true]) {
      const client = render.createRenderClient({ ...options, strict, onSchemaDrift: (event) => drifts.push(event) })
      expect(await render.getDeploy(client, { serviceId: 'srv-1', deployId: 'dep-1' })).toEqual(answer)
    }
    expect(drifts).toEqual([])
  })

  test('a missing field is reported and returned, or thrown by a strict client', async () => {
    const drifts: string[] = []
    const options = { apiKey: 'rnd_drift', fetch: async () => Response.json({ id: 'dep-1' }) }
    const client = render.createRenderClient({ ...options, onSchemaDrift: ({ operation }) => drifts.push(operation) })
    expect(await render.getDeploy(client, { serviceId: 'srv-1', deployId: 'dep-1' })).toEqual({ id: 'dep-1' })
    expect(drifts).toEqual(['GET /services/{serviceId}/deploys/{deployId}'])
    const strict = render.createRenderClient({ ...options, strict: true })
    await expect(render.getDeploy(strict, { serviceId: 'srv-1', deployId: 'dep-1' })).rejects.toMatchObject({
      code: 'schema',
      message: expect.stringContaining('status'),
    })
  })
})

describe('errors', () => {
  test('name the operation, the code and what the vendor said', async () => {
    const { client, fake } = await start()
    const get = { serviceId: 'srv-none' }
    await expect(render.getService(client, get)).rejects.toMatchObject({
      code: 'not_found',
      provider: 'render',
      operation: 'GET /services/{serviceId}',
      status: 404,
      requestId: expect.stringMatching(/^req-/),
      message: expect.stringMatching(
        /^GET https:\/\/api\.render\.com\/v1\/services\/srv-none failed: 404 not found: service srv-none \(request req-/,
      ),
    })
    await expect(
      render.createService(client, { type: 'web_service', name: 'shop', serviceDetails: python }),
    ).rejects.toMatchObject({ code: 'conflict', status: 409, operation: 'POST /services', attempts: 1 })
    const stranger = render.createRenderClient({ apiKey: 'rnd_wrong', fetch: fake.fetch })
    await expect(render.getService(stranger, get)).rejects.toMatchObject({
      code: 'auth',
      status: 401,
      hint: expect.stringContaining('key'),
    })
    fake.faults.add({ operation: 'PATCH /services/{serviceId}', kind: 'status', status: 402, message: 'no card' })
    await expect(render.updateService(client, { serviceId: 'srv-none' })).rejects.toMatchObject({
      code: 'forbidden',
      message: expect.stringMatching(/402 no card/),
    })
  })

  test('the key is read at the first call; without one, it is said where to get it', async () => {
    const keys: (string | null)[] = []
    const fetch = async (input: string | URL | Request) => {
      keys.push(new Request(input).headers.get('authorization'))
      return Response.json([])
    }
    vi.stubEnv('RENDER_API_KEY', undefined)
    const client = render.createRenderClient({ fetch })
    await expect(render.listServices(client).first()).rejects.toMatchObject({
      code: 'config',
      message: expect.stringMatching(/RENDER_API_KEY.*https:\/\/dashboard\.render\.com\/u\/settings#api-keys/),
    })
    expect(keys).toEqual([])
    vi.stubEnv('RENDER_API_KEY', 'rnd_from_the_environment')
    await render.listServices(client).first()
    expect(keys).toEqual(['Bearer rnd_from_the_environment'])
  })

  test('an error body without a message, or with none that is text, is shown as it came', async () => {
    const bodies = ['{"id":"req-1"}', '{"message":7}', '"down"', 'null']
    const client = render.createRenderClient({
      apiKey: 'rnd_errors',
      fetch: async () => new Response(bodies.shift(), { status: 400 }),
    })
    for (const body of bodies.slice()) {
      await expect(render.getService(client, { serviceId: 'srv-1' })).rejects.toMatchObject({
        code: 'invalid_request',
        body,
        message: expect.stringContaining(`400 ${body}`),
      })
    }
  })

  test.each<[string, (client: render.RenderClient) => Promise<unknown>]>([
    ['getService', (client) => render.getService(client, { serviceId: '' })],
    ['a path out of the service', (client) => render.getService(client, { serviceId: '..' })],
    ['updateService', (client) => render.updateService(client, { serviceId: '' })],
    ['deleteService', (client) => render.deleteService(client, { serviceId: '' })],
    ['listDeploys', (client) => render.listDeploys(client, { serviceId: '' }).first()],
    ['getDeploy', (client) => render.getDeploy(client, { serviceId: 'srv-1', deployId: '' })],
    ['createDeploy', (client) => render.createDeploy(client, { serviceId: '' })],
    ['rollbackDeploy', (client) => render.rollbackDeploy(client, { serviceId: '', deployId: 'dep-1' })],
    ['cancelDeploy', (client) => render.cancelDeploy(client, { serviceId: 'srv-1', deployId: '' })],
    ['listEnvVars', (client) => render.listEnvVars(client, { serviceId: '' }).first()],
    ['setEnvVar', (client) => render.setEnvVar(client, { serviceId: 'srv-1', key: '', value: 'x' })],
    ['deleteEnvVar', (client) => render.deleteEnvVar(client, { serviceId: '', key: 'A' })],
    ['replaceAllEnvVars', (client) => render.replaceAllEnvVars(client, { serviceId: '', envVars: [] })],
    ['checkDeploy', (client) => render.checkDeploy(client, { serviceId: 'srv-1', deployId: '' })],
    ['request', (client) => render.request(client, 'GET /disks/{diskId}', { path: { diskId: '' } })],
    ['createService without a workspace', (client) => render.createService(client, { type: 'web_service', name: 'a' })],
    ['ensureService without a workspace', (client) => render.ensureService(client, { type: 'web_service', name: 'a' })],
    ['listLogs without a workspace', (client) => render.listLogs(client, { resource: ['srv-1'] }).first()],
  ])('%s with a missing id is refused before anything is sent', async (_name, call) => {
    const client = render.createRenderClient({ apiKey: 'rnd_errors', fetch: () => expect.unreachable() })
    await expect(call(client)).rejects.toMatchObject({
      code: 'config',
      message: expect.stringContaining('was not sent'),
    })
  })

  test('ids are escaped, so that they stay one part of the path', async () => {
    const paths: string[] = []
    const client = render.createRenderClient({
      apiKey: 'rnd_errors',
      fetch: async (input) => {
        paths.push(new URL(new Request(input).url).pathname)
        return new Response(null, { status: 204 })
      },
    })
    await render.deleteEnvVar(client, { serviceId: 'srv-1/../x', key: 'A?b#c%2F' })
    expect(paths).toEqual(['/v1/services/srv-1%2F..%2Fx/env-vars/A%3Fb%23c%252F'])
  })

  test('a call that can be repeated is: reads, PUT, DELETE and PATCH, but a POST is not', async () => {
    const { client, fake, serviceId } = await start()
    fake.faults.add({ operation: '*', kind: 'commit_then_500', times: 1 })
    await render.setEnvVar(client, { serviceId, key: 'A', value: '1' })
    fake.faults.add({ operation: '*', kind: 'reset_after', times: 1 })
    await render.updateService(client, { serviceId, branch: 'next' })
    fake.faults.add({ operation: '*', kind: 'reset_after', times: 1 })
    // The second send finds nothing left, which is what was asked for.
    await render.deleteEnvVar(client, { serviceId, key: 'A' })
    fake.faults.add({ operation: '*', kind: 'reset_before', times: 1 })
    await expect(
      render.createService(client, { type: 'web_service', name: 'other', serviceDetails: python }),
    ).rejects.toMatchObject({
      code: 'ambiguous_write',
      attempts: 1,
      message: expect.stringContaining('Look for a service named "other"'),
    })
    expect(fake.state.calls.slice(-7).map(({ operation, status }) => `${operation.split(' ')[0]} ${status}`)).toEqual([
      'PUT 500',
      'PUT 200',
      'PATCH undefined',
      'PATCH 200',
      'DELETE undefined',
      'DELETE 404',
      'POST undefined',
    ])
  })
})
