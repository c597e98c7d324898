import { inspect } from 'node:util'
import { createFakeClock, createRandom } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import { createFakeRender, type FakeRenderOptions } from './fake-render.js'

interface ServiceItem {
  readonly service: { readonly id: string; readonly name: string }
  readonly cursor: string
}

function start(options: FakeRenderOptions = {}) {
  const clock = createFakeClock()
  const fake = createFakeRender({ clock, random: createRandom(1), ownerId: 'tea-1', ...options })
  const call = async <Body>(method: string, path: string, body?: unknown) => {
    const response = await fake.fetch(`https://api.render.com/v1${path}`, {
      method,
      headers: { authorization: 'Bearer rnd_test' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    // Each test names the shape that it reads.
    return { status: response.status, headers: response.headers, body: (text && JSON.parse(text)) as Body }
  }
  const create = async (name: string, more: object = {}) => {
    const { body } = await call<{ service: { id: string } }>('POST', '/services', {
      type: 'web_service',
      name,
      ownerId: 'tea-1',
      ...more,
    })
    return body.service.id
  }
  const names = async (query: string) => {
    const { body } = await call<ServiceItem[]>('GET', `/services?${query}`)
    return body.map((item) => item.service.name)
  }
  return { clock, fake, call, create, names }
}

describe('requests', () => {
  test('takes what a client hands to fetch: a Request, a URL or a text', async () => {
    const { fake } = start()
    const headers = { authorization: 'Bearer rnd_test' }
    const url = 'http://127.0.0.1:9/anywhere/v1/owners'
    for (const input of [url, new URL(url), new Request(url, { headers })]) {
      const response = await fake.fetch(input, { headers })
      expect(response.status).toBe(200)
    }
    expect(fake.state.calls.map((call) => `${call.operation} ${call.status}`)).toEqual(Array(3).fill('GET /owners 200'))
  })

  test('refuses a missing key, and another one than its own', async () => {
    const { fake } = start({ apiKey: 'rnd_right' })
    const send = (headers: HeadersInit) => fake.fetch('https://api.render.com/v1/owners', { headers })
    const answers = await Promise.all(
      [{}, { authorization: 'Bearer rnd_wrong' }, { authorization: 'Bearer rnd_right' }].map(send),
    )
    expect(answers.map((answer) => answer.status)).toEqual([401, 401, 200])
    expect(await answers[0]!.json()).toEqual({ id: answers[0]!.headers.get('x-request-id'), message: 'Unauthorized' })
  })

  test('an aborted request is not carried out', async () => {
    const { fake } = start()
    await expect(fake.fetch('https://api.render.com/v1/owners', { signal: AbortSignal.abort() })).rejects.toThrow(
      'aborted',
    )
    expect(fake.state.calls).toEqual([])
  })

  test('says so when it does not have an operation', async () => {
    const { call } = start()
    const { status, body } = await call<{ message: string }>('POST', '/redis', {})
    expect([status, body.message]).toEqual([501, 'the fake does not have POST /redis'])
  })

  test('a body that is not JSON is a 400', async () => {
    const { fake } = start()
    const response = await fake.fetch('https://api.render.com/v1/services', {
      method: 'POST',
      headers: { authorization: 'Bearer rnd_test' },
      body: '{',
    })
    expect(response.status).toBe(400)
  })
})

describe('rate limits', () => {
  test('every answer counts down and tells when the window ends', async () => {
    const { call, clock } = start({ rateLimits: { read: { limit: 3, windowMs: 10_000 } } })
    const remaining = async () => {
      const { headers, status } = await call('GET', '/services')
      return [status, ...['limit', 'remaining', 'reset'].map((name) => headers.get(`ratelimit-${name}`))]
    }
    expect(await remaining()).toEqual([200, '3', '2', '10'])
    await clock.advance(4000)
    expect(await remaining()).toEqual([200, '3', '1', '6'])
    expect(await remaining()).toEqual([200, '3', '0', '6'])
    expect(await remaining()).toEqual([200, '3', '0', '6'])
    await clock.advance(6000)
    expect(await remaining()).toEqual([200, '3', '2', '10'])
  })

  test('refuses what is above a limit when asked to, each service for itself', async () => {
    const { call, create, clock } = start({ rateLimits: { enforce: true, service: { limit: 1, windowMs: 1000 } } })
    const [a, b] = [await create('a'), await create('b')]
    expect((await call('POST', `/services/${a}/deploys`, {})).status).toBe(202)
    expect((await call('POST', `/services/${a}/deploys`, {})).status).toBe(429)
    expect((await call('POST', `/services/${b}/deploys`, {})).status).toBe(202)
    // Counted elsewhere: what is done to a service without a deploy.
    expect((await call('POST', `/services/${a}/restart`)).status).toBe(200)
    expect((await call('POST', `/services/${a}/custom-domains`, { name: 'a.example.com' })).status).toBe(201)
    await clock.advance(1000)
    expect((await call('POST', `/services/${a}/deploys`, {})).status).toBe(202)
  })
})

describe('services', () => {
  test('pages from the newest to the oldest, and a new service moves nothing', async () => {
    const { call, create, names } = start()
    for (let index = 1; index <= 5; index++) await create(`s${index}`)
    const first = await call<ServiceItem[]>('GET', '/services?limit=2')
    expect(first.body.map((item) => item.service.name)).toEqual(['s5', 's4'])
    await create('s6')
    await call('DELETE', `/services/${first.body[1]!.service.id}`)
    const cursor = encodeURIComponent(first.body[1]!.cursor)
    const second = await call<ServiceItem[]>('GET', `/services?limit=2&cursor=${cursor}`)
    expect(second.body.map((item) => item.service.name)).toEqual(['s3', 's2'])
    expect(await names(`limit=2&cursor=${encodeURIComponent(second.body[1]!.cursor)}`)).toEqual(['s1'])
    expect((await call('GET', '/services?cursor=none')).status).toBe(400)
  })

  test('20 without a limit, and never more than 100', async () => {
    const { call, create, names } = start()
    for (let index = 0; index < 22; index++) await create(`s${index}`)
    expect(await names('')).toHaveLength(20)
    expect(await names('limit=100')).toHaveLength(22)
    expect((await call('GET', '/services?limit=101')).status).toBe(400)
  })

  test('filters take values joined by commas, and refuse them repeated', async () => {
    const { create, names, call } = start()
    await create('web')
    await create('job', {
      type: 'cron_job',
      serviceDetails: { runtime: 'node', schedule: '* * * * *', region: 'ohio' },
    })
    await create('work', { type: 'background_worker' })
    expect(await names('name=web,work')).toEqual(['work', 'web'])
    expect(await names('type=cron_job,web_service&name=job,work')).toEqual(['job'])
    expect(await names('region=ohio')).toEqual(['job'])
    expect(await names('ownerId=tea-2')).toEqual([])
    expect(await names('suspended=suspended')).toEqual([])
    expect((await call('GET', '/services?name=web&name=work')).status).toBe(400)
  })

  test('a name is taken once in a workspace', async () => {
    const { call, create, fake } = start()
    await create('web')
    const again = await call<{ message: string }>('POST', '/services', {
      type: 'cron_job',
      name: 'web',
      ownerId: 'tea-1',
      serviceDetails: { runtime: 'node', schedule: '@daily' },
    })
    expect([again.status, again.body.message]).toEqual([409, 'name: already in use'])
    expect(fake.state.services.size).toBe(1)
    const other = await create('other')
    expect((await call('PATCH', `/services/${other}`, { name: 'web' })).status).toBe(409)
    expect((await call('PATCH', `/services/${other}`, { name: 'other' })).status).toBe(200)
  })

  test.each([
    [{ name: 'a', ownerId: 'tea-1' }, 'type: is required'],
    [{ type: 'web_service', ownerId: 'tea-1' }, 'name: is required'],
    [{ type: 'web_service', name: 'a' }, 'ownerId: is required'],
    [{ type: 'server', name: 'a', ownerId: 'tea-1' }, 'type: must be one of'],
    [{ type: 'web_service', name: 7, ownerId: 'tea-1' }, 'name: must be a string'],
    [{ type: 'web_service', name: 'a', ownerId: 'tea-2' }, 'ownerId: no workspace tea-2'],
    [{ type: 'web_service', name: 'a', ownerId: 'tea-1', serviceDetails: {} }, 'runtime: is required'],
    [{ type: 'web_service', name: 'a', ownerId: 'tea-1', envVars: [{ key: 'A' }] }, 'value: is required'],
    [[], 'must be a JSON object'],
  ])('refuses to create %j', async (body, message) => {
    const { call, fake } = start()
    const answer = await call<{ message: string }>('POST', '/services', body)
    expect(answer.status).toBe(400)
    expect(answer.body.message).toContain(message)
    expect(fake.state.services.size).toBe(0)
  })

  test('a change of one command leaves the rest of the settings', async () => {
    const { call, create } = start()
    const id = await create('web', {
      serviceDetails: {
        runtime: 'python',
        plan: 'pro',
        envSpecificDetails: { buildCommand: 'make', startCommand: 'old' },
      },
    })
    const { body } = await call<{ serviceDetails: object }>('PATCH', `/services/${id}`, {
      serviceDetails: { healthCheckPath: '/healthz', envSpecificDetails: { startCommand: 'new' } },
    })
    expect(body.serviceDetails).toMatchObject({
      runtime: 'python',
      plan: 'pro',
      healthCheckPath: '/healthz',
      envSpecificDetails: { buildCommand: 'make', startCommand: 'new' },
    })
  })
})

describe('environment', () => {
  const vars = async (call: ReturnType<typeof start>['call'], id: string) => {
    const { body } = await call<{ envVar: { key: string; value: string } }[]>('GET', `/services/${id}/env-vars`)
    return Object.fromEntries(body.map(({ envVar }) => [envVar.key, envVar.value]))
  }

  test('replacing all drops what is not sent, setting one does not, and neither deploys', async () => {
    const { call, create, fake } = start()
    const id = await create('web', {
      envVars: [
        { key: 'A', value: '1' },
        { key: 'B', value: '2' },
      ],
    })
    await call('PUT', `/services/${id}/env-vars`, [
      { key: 'B', value: '3' },
      { key: 'C', generateValue: true },
    ])
    expect(await vars(call, id)).toEqual({ B: '3', C: expect.stringMatching(/^[\da-f]{44}$/) })
    await call('PUT', `/services/${id}/env-vars/C`, { value: '' })
    await call('DELETE', `/services/${id}/env-vars/B`)
    expect(await vars(call, id)).toEqual({ C: '' })
    expect(fake.state.deploys.size).toBe(1)
  })

  test('a key twice is refused and changes nothing', async () => {
    const { call, create } = start()
    const id = await create('web', { envVars: [{ key: 'A', value: '1' }] })
    const twice = await call('PUT', `/services/${id}/env-vars`, [
      { key: 'B', value: '1' },
      { key: 'B', value: '2' },
    ])
    expect(twice.status).toBe(400)
    expect(await vars(call, id)).toEqual({ A: '1' })
  })

  test('values show in no other answer, and in no call', async () => {
    const { call, create, fake } = start()
    const id = await create('web', { envVars: [{ key: 'A', value: 'topsecret' }] })
    const answers = [
      await call('GET', '/services'),
      await call('GET', `/services/${id}`),
      await call('GET', `/services/${id}/deploys`),
    ]
    expect(inspect([answers, fake.state.calls, fake.state.logs], { depth: 20 })).not.toContain('topsecret')
  })
})

describe('logs', () => {
  interface LogPage {
    readonly logs: { readonly message: string; readonly timestamp: string }[]
    readonly hasMore: boolean
    readonly nextStartTime: string
    readonly nextEndTime: string
  }

  async function startWithLines(count: number) {
    const { call, create, fake, clock } = start()
    const id = await create('web')
    await clock.advance(600_000)
    const from = new Date(clock.date()).toISOString()
    // All in one millisecond: no page may lose or repeat one.
    for (let index = 0; index < count; index++) fake.state.log({ resource: id, message: `line ${index}` })
    const read = (more: Record<string, string>) =>
      call<LogPage>('GET', `/logs?${new URLSearchParams({ ownerId: 'tea-1', resource: id, startTime: from, ...more })}`)
    return { read, id, fake, call, clock }
  }

  test.each(['backward', 'forward'])('pages %s through the lines of one moment', async (direction) => {
    const { read } = await startWithLines(7)
    const pages: string[][] = []
    let range: Record<string, string> = {}
    for (let more = true; more;) {
      const { body } = await read({ limit: '3', direction, ...range })
      pages.push(body.logs.map((line) => line.message.replace('line ', '')))
      range = { startTime: body.nextStartTime, endTime: body.nextEndTime }
      more = body.hasMore
    }
    const expected = { forward: ['012', '345', '6'], backward: ['654', '321', '0'] }[direction]
    expect(pages.map((page) => page.join(''))).toEqual(expected)
  })

  test('filters by level and text', async () => {
    const { read, id, fake } = await startWithLines(2)
    fake.state.log({ resource: id, message: 'Error: a.b (1)', level: 'error' })
    const shown = async (filter: Record<string, string>) => (await read(filter)).body.logs.map(({ message }) => message)
    expect(await shown({ level: 'error' })).toEqual(['Error: a.b (1)'])
    expect(await shown({ text: 'error*(1)' })).toEqual(['Error: a.b (1)'])
    expect(await shown({ text: 'aXb' })).toEqual([])
    expect(await shown({ type: 'build', text: 'line' })).toEqual([])
  })

  test('shows the last hour when no time is given, and only the resources that are asked for', async () => {
    const { call, id, clock } = await startWithLines(1)
    const lines = async () =>
      (await call<LogPage>('GET', `/logs?ownerId=tea-1&resource=${id}&text=line`)).body.logs.length
    expect(await lines()).toBe(1)
    await clock.advance(3_600_001)
    expect(await lines()).toBe(0)
    expect((await call('GET', '/logs?ownerId=tea-1&resource=srv-other')).status).toBe(404)
  })
})
