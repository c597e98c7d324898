import { describe, expect, test } from 'vitest'
import { createClient } from './client.js'
import type { ClientOptions } from './options.js'
import { failureOf, startExample } from './testing/example-client.js'
import { exampleProvider } from './testing/example-provider.js'
import { createFakeClock, htmlReply, redirectReply, startTestServer, type Reply } from './testing/index.js'

const apiKey = 'key-of-the-example'

const get = { method: 'GET', path: '/things' } as const
const post = { method: 'POST', path: '/things', body: { name: 'x' } } as const
const ok: Reply = { json: { id: 'thing-1' } }

describe('a read', () => {
  test.each([
    ['a connection reset', { fault: 'reset' }],
    ['a reset after the head', { ...ok, fault: 'reset_after_headers' }],
    ['JSON cut off before its declared length', { ...ok, fault: 'truncated' }],
    ['chunked JSON that is cut off', { ...ok, fault: 'truncated_chunks' }],
    ['JSON that ends in the middle', { text: '{"id":"thi' }],
    ['status 503', { status: 503 }],
    ['status 500 with HTML', htmlReply(500)],
    ['status 503 whose body is cut off', { status: 503, json: { message: 'x' }, fault: 'truncated' }],
    ['status 429 whose body is cut off', { status: 429, json: { message: 'x' }, fault: 'truncated' }],
  ] satisfies [string, Reply][])('is repeated after %s', async (_, reply) => {
    await using context = await startExample([reply, reply, ok])
    expect(await context.client.send(get)).toEqual({ id: 'thing-1' })
    expect(context.server.requests).toHaveLength(3)
  })

  test.each([
    ['HTML where JSON was due', htmlReply(200), /200 without the JSON that was due: check baseUrl/],
    ['a text where JSON was due', { text: 'pong' }, /200 without the JSON that was due/],
    ['an empty body where one was due', { text: '' }, /200 without the JSON that was due/],
    ['a body of 10 MB', { bytes: 10_000_000 }, /the answer is larger than 8 MiB/],
    ['an endless body', { bytes: Infinity }, /the answer is larger than 8 MiB/],
  ] satisfies [string, Reply, RegExp][])(
    'ends with `schema` after %s, which is not repeated',
    async (_, reply, message) => {
      await using context = await startExample([reply])
      const anything = {
        '~standard': { version: 1 as const, vendor: 'test', validate: (value: unknown) => ({ value }) },
      }
      const error = await failureOf(context.client.send({ ...get, response: anything }))
      expect(error).toMatchObject({ code: 'schema', status: 200, attempts: 1, message: expect.stringMatching(message) })
      expect(context.server.requests).toHaveLength(1)
    },
  )

  test.each([
    [400, 'invalid_request'],
    [401, 'auth'],
    [402, 'forbidden'],
    [403, 'forbidden'],
    [404, 'not_found'],
    [409, 'conflict'],
    [410, 'not_found'],
    [418, 'invalid_request'],
    [422, 'invalid_request'],
    [423, 'locked'],
    [501, 'server'],
  ])('status %i is `%s`, also when its body does not arrive whole', async (status, code) => {
    const reply: Reply = { status, json: { message: 'no such thing' } }
    await using context = await startExample([reply, { ...reply, fault: 'truncated' }])
    expect(await failureOf(context.client.send(get))).toMatchObject({ code, status, attempts: 1 })
    expect(await failureOf(context.client.send(post))).toMatchObject({ code, status, attempts: 1 })
  })

  test('ends after its last attempt with what came back then', async () => {
    await using context = await startExample([{ status: 502 }], { retry: 3 })
    const error = await failureOf(context.client.send(get))
    expect(error).toMatchObject({ code: 'server', status: 502, attempts: 3 })
    expect(error.message).toMatch(/failed: 502; no attempts left$/)
    expect(context.server.requests).toHaveLength(3)
  })

  test('retry: false sends once, also for one call', async () => {
    await using context = await startExample([{ status: 502 }])
    expect(await failureOf(context.client.send(get, { retry: false }))).toMatchObject({ code: 'server', attempts: 1 })
    expect(context.server.requests).toHaveLength(1)
  })
})

describe('a write', () => {
  test.each([
    ['status 500', { status: 500 }],
    ['status 502', { status: 502 }],
    ['status 503', { status: 503 }],
    ['a connection reset', { fault: 'reset' }],
    ['a cut off answer', { ...ok, fault: 'truncated' }],
    ['a web page', htmlReply(200)],
  ] satisfies [string, Reply][])('ends with `ambiguous_write` and what to do after %s', async (_, reply) => {
    await using context = await startExample([reply, ok])
    const error = await failureOf(context.client.send(post))
    expect(error).toMatchObject({ code: 'ambiguous_write', operation: 'POST /things', attempts: 1 })
    expect(error.message).toMatch(
      /^POST http:\/\/127\.0\.0\.1:\d+\/v1\/things may have been carried out: .*\. Read the resource back/,
    )
    expect(context.server.requests).toHaveLength(1)
  })

  test('names the question to ask next when the operation knows one', async () => {
    await using context = await startExample([{ status: 500 }])
    const error = await failureOf(context.client.send({ ...post, ambiguousHint: 'List the things' }))
    expect(error.message).toMatch(/may have been carried out: 500\. List the things$/)
  })

  test('is repeated after 429', async () => {
    await using context = await startExample([{ status: 429, headers: { 'retry-after': '2' } }, ok])
    expect(await context.client.send(post)).toEqual({ id: 'thing-1' })
    expect(context.server.requests.map(({ body }) => body)).toEqual(['{"name":"x"}', '{"name":"x"}'])
    expect(context.clock.now()).toBeGreaterThanOrEqual(2000)
  })

  test('is repeated after a refused connection', async () => {
    const closed = await startTestServer()
    await closed.close()
    await using context = await startExample([ok])
    const reasons: string[] = []
    const client = createClient(exampleProvider, {
      apiKey,
      baseUrl: closed.url,
      clock: context.clock,
      onRetry: ({ reason }) => reasons.push(reason),
      fetch: (input, init) => {
        if (reasons.length < 2) return fetch(input, init)
        return fetch(`${context.server.url}/v1/things`, { method: 'POST', body: '{}' })
      },
    })
    expect(await client.send(post)).toEqual({ id: 'thing-1' })
    expect(reasons).toEqual(['ECONNREFUSED', 'ECONNREFUSED'])
  })

  test('marked idempotent is repeated like a read', async () => {
    await using context = await startExample([{ status: 503 }, { fault: 'reset' }, ok])
    expect(await context.client.send({ ...post, method: 'PUT', idempotent: true })).toEqual({ id: 'thing-1' })
    expect(context.server.requests).toHaveLength(3)
  })

  test('DELETE that finds nothing at its repetition has succeeded, at its first send it has not', async () => {
    const remove = { method: 'DELETE', path: '/things/1', idempotent: true } as const
    await using context = await startExample([{ fault: 'reset' }, { status: 404 }, { status: 404 }])
    expect(await context.client.send(remove)).toBeUndefined()
    expect(await failureOf(context.client.send(remove))).toMatchObject({ code: 'not_found', attempts: 1 })
  })

  test('DELETE that finds nothing after a refusal has removed nothing', async () => {
    await using context = await startExample([{ status: 429 }, { status: 404 }])
    const removal = context.client.send({ method: 'DELETE', path: '/things/1', idempotent: true })
    expect(await failureOf(removal)).toMatchObject({ code: 'not_found', attempts: 2 })
  })

  test('has its 204 taken as no value', async () => {
    await using context = await startExample([{ status: 204 }])
    expect(await context.client.send({ method: 'DELETE', path: '/things/1' })).toBeUndefined()
  })
})

describe('a redirect', () => {
  test.each([301, 302, 303, 307, 308])(
    '%i to another host is not followed, so the key does not travel',
    async (status) => {
      await using other = await startTestServer()
      await using context = await startExample([redirectReply(`${other.url}/stolen?key=${apiKey}`, status)])
      const error = await failureOf(context.client.send(get))
      expect(error).toMatchObject({ code: 'config', status, attempts: 1 })
      expect(error.message).toContain(`${status} redirect to ${other.url}/stolen, not followed: check baseUrl`)
      expect(error.message).not.toContain(apiKey)
      expect(other.requests).toEqual([])
      expect(other.connections).toBe(0)
      expect(await failureOf(context.client.send(post))).toMatchObject({ code: 'config', status })
    },
  )

  test.each([`https://${apiKey}.other.test/`, 'https://', 'http://[', ''])(
    'to %j does not show the key',
    async (location) => {
      await using context = await startExample([redirectReply(location)])
      const error = await failureOf(context.client.send(get))
      expect(error.code).toBe('config')
      expect(JSON.stringify(error)).not.toContain(apiKey)
    },
  )
})

describe('time', () => {
  /** Here a test moves the time itself, since exchanges hang. */
  async function setupSlow(respond: readonly Reply[], options: ClientOptions = {}) {
    const clock = createFakeClock()
    const server = await startTestServer({ respond, clock, keepAlive: false })
    const client = createClient(exampleProvider, { apiKey, baseUrl: server.url, clock, random: () => 0.5, ...options })
    return { client, clock, server, [Symbol.asyncDispose]: () => server.close() }
  }

  test.each([
    ['a slow head', { headersAfterMs: 31_000, ...ok }],
    ['no answer at all', { fault: 'hang' }],
  ] satisfies [string, Reply][])('%s ends with `timeout`', async (_, reply) => {
    await using context = await setupSlow([reply], { retry: false })
    const call = failureOf(context.client.send(get))
    await context.server.received(1)
    await context.clock.advance(29_999)
    expect(context.server.connections).toBe(1)
    await context.clock.advance(1)
    const error = await call
    expect(error).toMatchObject({ code: 'timeout', attempts: 1 })
    expect(error.message).toContain('no complete answer within 30 s; no attempts left')
    await context.server.disconnected()
    expect(context.clock.pending).toBe(0)
  })

  test('a slow body ends with `timeout`: the limit is for the last byte', async () => {
    const head = Promise.withResolvers<void>()
    await using context = await setupSlow([{ text: '{"id":"thing-1"}', byteEveryMs: 2000 }], {
      retry: false,
      fetch: async (...args) => {
        const response = await fetch(...args)
        head.resolve()
        return response
      },
    })
    const call = failureOf(context.client.send(get))
    await head.promise
    await context.clock.advance(30_000)
    expect(await call).toMatchObject({ code: 'timeout', status: 200 })
    await context.server.disconnected()
    expect(context.clock.pending).toBe(0)
  })

  test('a refusal whose body is slow is still that refusal', async () => {
    const head = Promise.withResolvers<void>()
    await using context = await setupSlow([{ status: 403, text: '{"message":"no"}', byteEveryMs: 20_000 }], {
      fetch: async (...args) => {
        const response = await fetch(...args)
        head.resolve()
        return response
      },
    })
    const call = failureOf(context.client.send(post))
    await head.promise
    await context.clock.advance(30_000)
    expect(await call).toMatchObject({ code: 'forbidden', status: 403, attempts: 1 })
  })

  test('a slow answer to a write is `ambiguous_write`', async () => {
    await using context = await setupSlow([{ fault: 'hang' }])
    const call = failureOf(context.client.send(post, { timeoutMs: 500 }))
    await context.server.received(1)
    await context.clock.advance(500)
    const error = await call
    expect(error).toMatchObject({ code: 'ambiguous_write', attempts: 1 })
    expect(error.message).toContain(
      'may have been carried out: no complete answer within 0.5 s. Read the resource back',
    )
  })

  test('the total timeout ends the last of several attempts early', async () => {
    await using context = await setupSlow([{ fault: 'hang' }])
    const call = failureOf(context.client.send(get, { timeoutMs: 1000, totalTimeoutMs: 2500 }))
    for (const [count, ms] of [
      [1, 1000],
      [2, 1000],
    ] as const) {
      await context.server.received(count)
      await context.clock.advance(ms)
      await context.clock.advance(200)
    }
    await context.server.received(3)
    await context.clock.advance(100)
    const error = await call
    expect(error).toMatchObject({ code: 'timeout', attempts: 3 })
    expect(context.clock.now()).toBe(2500)
    await context.server.disconnected()
    expect(context.clock.pending).toBe(0)
  })

  test.each([-365 * 86_400_000, -3_600_000, 3_600_000, 365 * 86_400_000])(
    'the wall clock jumping by %i ms changes no verdict',
    async (jumpMs) => {
      const replies: Reply[] = [
        { status: 503 },
        {
          status: 429,
          headers: { 'retry-after': 'Fri, 02 Jan 2026 10:00:07 GMT', date: 'Fri, 02 Jan 2026 10:00:00 GMT' },
        },
        { status: 429, headers: { 'retry-after': '5' } },
        ok,
      ]
      const run = async (jump: number) => {
        const clock = createFakeClock()
        const at: number[] = []
        let sent = 0
        const client = createClient(exampleProvider, {
          apiKey,
          clock,
          random: () => 0.5,
          fetch: async () => {
            at.push(clock.now())
            const { status = 200, headers = {}, json = {} } = replies[sent++]!
            return Response.json(json, { status, headers })
          },
        })
        const call = client.send(get)
        for (let step = 0; step < 20; step++) {
          clock.setDate(clock.date() + jump)
          await clock.advance(1000)
        }
        return { value: await call, at, pending: clock.pending }
      }
      const jumped = await run(jumpMs)
      expect(jumped).toEqual(await run(0))
      expect(jumped).toMatchObject({ value: { id: 'thing-1' }, pending: 0 })
    },
  )
})
