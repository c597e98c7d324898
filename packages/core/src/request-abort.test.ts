import { getEventListeners } from 'node:events'
import { describe, expect, test } from 'vitest'
import { collectGarbage } from '../../../test/collect-garbage.ts'
import { createClient } from './client.js'
import { isKeelsonError } from './errors.js'
import type { ClientOptions } from './options.js'
import { createRateLimit } from './rate-limit.js'
import { failureOf, startExample } from './testing/example-client.js'
import { exampleProvider } from './testing/example-provider.js'
import { countInFlight, createFakeClock, startTestServer, type Reply } from './testing/index.js'

const apiKey = 'key-of-the-example'

const get = { method: 'GET', path: '/things' } as const
const post = { method: 'POST', path: '/things', body: { name: 'x' } } as const
const ok: Reply = { json: { id: 'thing-1' } }

describe('a fetch that ignores its signal', () => {
  const never = () => new Promise<Response>(() => {})

  test.each([
    ['read', get, 'timeout'],
    ['write', post, 'ambiguous_write'],
  ] as const)('and never settles ends a %s after its time', async (_, spec, code) => {
    const clock = createFakeClock()
    const client = createClient(exampleProvider, { apiKey, clock, fetch: never, retry: 2, random: () => 0.5 })
    const call = failureOf(client.send(spec))
    await clock.advance(120_000)
    expect(await call).toMatchObject({ code })
    expect(clock.pending).toBe(0)
  })

  test('and never settles ends at an abort, at once', async () => {
    const clock = createFakeClock()
    const controller = new AbortController()
    const client = createClient(exampleProvider, { apiKey, clock, fetch: never })
    const call = failureOf(client.send(get, { signal: controller.signal }))
    await clock.advance(1)
    controller.abort()
    expect(await call).toMatchObject({ code: 'aborted', attempts: 1 })
    expect([clock.pending, getEventListeners(controller.signal, 'abort').length]).toEqual([0, 0])
  })

  test('and has a body that never ends', async () => {
    const clock = createFakeClock()
    const body = () => new ReadableStream({ start: (controller) => controller.enqueue(new TextEncoder().encode('{')) })
    const client = createClient(exampleProvider, {
      apiKey,
      clock,
      fetch: async () => new Response(body()),
      retry: false,
    })
    const call = failureOf(client.send(get))
    await clock.advance(30_000)
    expect(await call).toMatchObject({ code: 'timeout', status: 200 })
    expect(clock.pending).toBe(0)
  })
})

describe('an abort', () => {
  const replies: readonly Reply[] = [
    { status: 503 },
    { status: 429, headers: { 'retry-after': '5' } },
    { ...ok, fault: 'truncated' },
    { json: { id: 'thing-1', filler: 'x'.repeat(100_000) } },
  ]

  /** Runs a call that meets everything and aborts at its n-th event; says how many events there were. */
  async function runAndAbortAt(index: number, spec: typeof get | typeof post) {
    const controller = new AbortController()
    let events = 0
    const event = () => {
      if (events++ === index) controller.abort(new Error('the user has had enough'))
    }
    const counted = countInFlight(fetch)
    const inner = createFakeClock({ auto: () => counted.inFlight === 0 })
    const clock = {
      ...inner,
      timer(callback: () => void, ms: number) {
        event()
        return inner.timer(() => {
          event()
          callback()
        }, ms)
      },
    }
    await using server = await startTestServer({
      respond: spec === post ? replies.slice(1) : replies,
      keepAlive: false,
    })
    const limit = createRateLimit({ clock: inner })
    const client = createClient(exampleProvider, {
      apiKey,
      baseUrl: server.url,
      clock,
      rateLimit: {
        ...limit,
        delay(...args) {
          event()
          return limit.delay(...args)
        },
        observe(...args) {
          event()
          return limit.observe(...args)
        },
      },
      random: () => {
        event()
        return 0.5
      },
      onRequest: event,
      onResponse: event,
      onRetry: event,
      fetch: async (input, init) => {
        event()
        const response = await counted.fetch(input, init)
        event()
        return new Response(
          response.body?.pipeThrough(
            new TransformStream({ transform: (chunk, output) => (event(), output.enqueue(chunk)) }),
          ),
          {
            status: response.status,
            headers: response.headers,
          },
        )
      },
    })
    const outcome = await client.send(spec, { signal: controller.signal }).catch((error: unknown) => error)
    await server.disconnected()
    expect(getEventListeners(controller.signal, 'abort')).toEqual([])
    expect([inner.pending, counted.inFlight]).toEqual([0, 0])
    return { outcome, events, requests: server.requests.length }
  }

  test.each([
    ['read', get, ['value', 'was aborted', 'was aborted before it was sent']],
    ['write', post, ['may have been carried out', 'was aborted', 'was aborted before it was sent']],
  ] as const)(
    'of a %s at any moment ends it with `aborted`, or after its end with its value',
    async (_, spec, messages) => {
      const whole = await runAndAbortAt(-1, spec)
      expect(whole.events).toBeGreaterThan(spec === get ? 25 : 12)
      const seen = new Set<string>()
      for (let index = 0; index < whole.events; index++) {
        const { outcome, events } = await runAndAbortAt(index, spec)
        const isError = isKeelsonError(outcome)
        // Only what was complete already may still come back.
        const isValue = events === whole.events && (outcome as { id?: string }).id === 'thing-1'
        expect([index, isError ? outcome.code : isValue]).toEqual([index, isError ? 'aborted' : true])
        seen.add(isError ? outcome.message.replace(/^\w+ \S+ /, '').replace(/(carried out): .*$/, '$1') : 'value')
      }
      expect([...seen].toSorted()).toEqual(messages)
    },
  )

  test('before the call sends nothing', async () => {
    await using context = await startExample([ok])
    const error = await failureOf(context.client.send(get, { signal: AbortSignal.abort() }))
    expect(error).toMatchObject({ code: 'aborted', attempts: 0 })
    expect(error.message).toMatch(/things was aborted before it was sent$/)
    expect(context.server.requests).toEqual([])
  })

  test('by an observer of the request sends nothing', async () => {
    const controller = new AbortController()
    await using context = await startExample([ok], { onRequest: () => controller.abort() })
    expect(await failureOf(context.client.send(post, { signal: controller.signal }))).toMatchObject({
      code: 'aborted',
      attempts: 0,
    })
    expect(context.server.requests).toEqual([])
  })

  test('at the gate ends the wait at once', async () => {
    const clock = createFakeClock()
    const controller = new AbortController()
    const rateLimit = createRateLimit({ clock })
    rateLimit.pause('api.example.test', 'GET /things', 30_000)
    const client = createClient(exampleProvider, { apiKey, clock, rateLimit, fetch: () => expect.unreachable() })
    const call = failureOf(client.send(get, { signal: controller.signal }))
    await clock.advance(10_000)
    expect(clock.pending).toBe(1)
    controller.abort('a reason that is no error')
    expect(await call).toMatchObject({ code: 'aborted', attempts: 0 })
    expect([clock.pending, getEventListeners(controller.signal, 'abort').length]).toEqual([0, 0])
  })

  test('a hundred calls with one signal leave no listener on it', async () => {
    const controller = new AbortController()
    await using context = await startExample([ok])
    await Promise.all(Array.from({ length: 100 }, () => context.client.send(get, { signal: controller.signal })))
    expect(getEventListeners(controller.signal, 'abort')).toEqual([])
  })
})

test.each<[string, ClientOptions]>([
  ['the fetch of the runtime', {}],
  ['a fetch of its own that passes on its first argument alone', { fetch: (request) => globalThis.fetch(request) }],
])('an abort closes the connection of %s, whatever was collected meanwhile', async (_, options) => {
  await using server = await startTestServer({ respond: () => new Promise(() => {}) })
  const client = createClient(exampleProvider, { apiKey, baseUrl: server.url, ...options })
  const controller = new AbortController()
  const call = failureOf(client.send(get, { signal: controller.signal }))
  await server.received(1)
  await collectGarbage()
  controller.abort()
  expect(await call).toMatchObject({ code: 'aborted' })
  await server.disconnected()
  expect(server.connections).toBe(0)
})
