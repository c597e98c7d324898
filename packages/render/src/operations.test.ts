import { isSecret, sendOperation } from '@keelson/core'
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
    repo: 'https://github.com/me/shop',
    name: 'shop',
    envVars: [{ key: 'SECRET_KEY', value: 'first-secret-value' }],
    serviceDetails: python,
  })
  await render.waitForDeploy(client, { serviceId: service.id, deployId })
  fake.state.log({ message: 'hello', resource: service.id })
  sent.length = 0
  return { clock, fake, client, sent, service, serviceId: service.id, deployId }
}

test('what is not documented goes through sendOperation, with a query of both styles and a body', async () => {
  const { client, serviceId, sent } = await start()
  await sendOperation(client, 'POST /services/{serviceId}/suspend', {
    path: { serviceId },
    query: { joined: ['a', 'b'], repeated: ['c', 'd'] },
    repeat: ['repeated'],
    body: { why: 'test' },
  })
  expect(sent).toMatchObject([
    { request: `POST /services/${serviceId}/suspend?joined=a%2Cb&repeated=c&repeated=d`, body: { why: 'test' } },
  ])
  expect(sent[0]?.headers.get('authorization')).toBe('Bearer rnd_operations')
  expect(sent[0]?.headers.get('content-type')).toBe('application/json')
})

describe('paging', () => {
  test('goes over more than two pages, in order, and ends with the empty one', async () => {
    const { client, sent } = await start()
    for (let index = 0; index < 250; index++) {
      await render.createService(client, {
        type: 'web_service',
        repo: 'https://github.com/me/shop',
        name: `s${index}`,
        serviceDetails: python,
      })
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
      render.createService(client, {
        type: 'web_service',
        repo: 'https://github.com/me/shop',
        name: 'shop',
        serviceDetails: python,
      }),
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
    [
      'createService without a workspace',
      (client) => render.createService(client, { type: 'web_service', repo: 'https://github.com/me/shop', name: 'a' }),
    ],
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
    await render.deleteCustomDomain(client, { serviceId: 'srv-1/../x', customDomain: 'A?b#c%2F' })
    expect(paths).toEqual(['/v1/services/srv-1%2F..%2Fx/custom-domains/A%3Fb%23c%252F'])
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
      render.createService(client, {
        type: 'web_service',
        repo: 'https://github.com/me/shop',
        name: 'other',
        serviceDetails: python,
      }),
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
