import { formatError, isKeelsonError, sleep } from '@keelson/core'
import { createFakeClock, redirectReply, startTestServer, type TestServer } from '@keelson/core/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ping, type PingOptions } from './ping.js'

const failed = (url: string, options: PingOptions = {}) =>
  ping(url, { retryDelayMs: 0, ...options }).then(
    () => expect.fail('it should have failed'),
    (error: unknown) => {
      if (isKeelsonError(error)) return error
      throw error
    },
  )

describe('over a real socket', () => {
  let server: TestServer
  beforeEach(async () => {
    server = await startTestServer()
  })
  afterEach(() => server.close())

  test('is one GET that downloads no body', async () => {
    server.respond([{ bytes: Infinity }])
    expect(await ping(`${server.url}/healthz`)).toMatchObject({ status: 200, coldStart: false, attempts: 1 })
    await server.disconnected()
    expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /healthz'])
  })

  test('any 2xx is a good answer, and a 503 or a lost connection is asked once more', async () => {
    server.respond([{ status: 503 }, { status: 204 }])
    expect(await ping(server.url, { retryDelayMs: 0 })).toMatchObject({ status: 204, attempts: 2 })
    server.respond([{ fault: 'reset' }, { status: 200 }])
    expect(await ping(server.url, { retryDelayMs: 0 })).toMatchObject({ status: 200, attempts: 2 })
    server.respond([{ status: 503 }])
    expect(await failed(server.url)).toMatchObject({ code: 'server', status: 503, attempts: 2 })
    expect(server.requests).toHaveLength(6)
  })

  test('a redirect is no path to ping: what to write instead', async () => {
    const fetch = async () => new Response(null, { status: 301, headers: { location: '/healthz/' } })
    const error = await failed('https://shop.example/healthz', { fetch })
    expect(error).toMatchObject({ code: 'config', hint: 'Ping where it leads to: a slash at the end, https?' })
  })

  test.each([301, 308, 400, 401, 403, 404, 405])('a %i is no good answer, and is not asked again', async (status) => {
    server.respond([status < 400 ? redirectReply('/healthz/', status) : { status }])
    expect(await failed(`${server.url}/healthz`)).toMatchObject({ code: 'config', status, attempts: 1 })
    expect(server.requests).toHaveLength(1)
  })

  test('what is wrong is told for a terminal, without the query', async () => {
    server.respond([{ status: 404 }])
    const error = await failed(`${server.url}/health?token=s3cr3t-7f3k`)
    expect(formatError(error)).toBe(
      `GET ${server.url}/health failed: 404 [config, status 404]\n  → Ping a path that answers 200, as /healthz`,
    )
    const { url } = server
    await server.close()
    const refused = await failed(`${url}/health?token=s3cr3t-7f3k`)
    expect(refused).toMatchObject({ code: 'network', attempts: 2, cause: { code: 'ECONNREFUSED' } })
    expect(JSON.stringify([error, refused])).not.toContain('s3cr3t')
  })
})

describe('time', () => {
  const clock = createFakeClock({ auto: true })
  /** Answers after so many milliseconds, one after another. */
  const slowly = (...delays: readonly number[]) => {
    const left = [...delays]
    const fetch = async () => {
      await sleep(clock, left.shift() ?? 0)
      return new Response('ok')
    }
    return { fetch, clock }
  }

  test('a cold start is waited for, and told', async () => {
    expect(await ping('https://shop.example', slowly(55_000))).toEqual({
      status: 200,
      durationMs: 55_000,
      coldStart: true,
      attempts: 1,
    })
    expect(await ping('https://shop.example', slowly(5000))).toMatchObject({ coldStart: false })
  })

  test('after 70 s it is asked again, 30 s later, and it was a cold start all the same', async () => {
    const startedAt = clock.now()
    const answer = await ping('https://shop.example', slowly(Infinity, 200))
    expect(answer).toEqual({ status: 200, durationMs: 200, coldStart: true, attempts: 2 })
    expect(clock.now() - startedAt).toBe(70_000 + 30_000 + 200)
  })

  test('no answer at all is a timeout; an abort ends it at once', async () => {
    const error = await failed('https://shop.example/healthz', slowly(Infinity, Infinity))
    expect(error).toMatchObject({ code: 'timeout', attempts: 2 })
    expect(error.message).toBe('GET https://shop.example/healthz failed after 70 s: timeout')
    const signal = AbortSignal.abort()
    expect(await failed('https://shop.example', { ...slowly(0), signal })).toMatchObject({ code: 'aborted' })
  })

  test('an abort ends the pause before a repetition, too, and says what was asked', async () => {
    const controller = new AbortController()
    const fetch = async () => (controller.abort(), new Response('', { status: 503 }))
    const error = await failed('https://shop.example/healthz', { fetch, clock, signal: controller.signal })
    expect(error).toMatchObject({ code: 'aborted', attempts: 1, operation: 'GET https://shop.example/healthz' })

    const later = createFakeClock()
    const pausing = new AbortController()
    const away = async () => new Response('', { status: 503 })
    const ended = failed('https://shop.example/healthz', {
      fetch: away,
      clock: later,
      retryDelayMs: 30_000,
      signal: pausing.signal,
    })
    await later.advance(1000)
    pausing.abort()
    expect(await ended).toMatchObject({ code: 'aborted', attempts: 1, operation: 'GET https://shop.example/healthz' })
  })

  test('429 is asked again', async () => {
    const fetch = async () => new Response('', { status: 429 })
    expect(await failed('https://shop.example', { fetch, clock })).toMatchObject({ code: 'rate_limited', attempts: 2 })
  })
})

test('what another fetch says of the whole URL is told without its query', async () => {
  const fetch = (input: string | URL | Request) =>
    Promise.reject(new TypeError(`cannot load ${new Request(input).url}`))
  const error = await failed('https://shop.example/healthz?token=s3cr3t', { fetch })
  expect(error.message).toContain('cannot load https://shop.example/healthz')
  expect(JSON.stringify([error, error.message, error.cause])).not.toContain('s3cr3t')
})

test.each(['shop.example/healthz', 'ftp://shop.example', 'https://me:pw-s3cr3t@shop.example', ''])(
  'refuses %j and shows nothing of it',
  async (url) => {
    const error = await failed(url)
    expect(error).toMatchObject({ code: 'config', message: 'ping needs an http(s) URL without a password' })
  },
)

test.each([{ timeoutMs: -1 }, { retries: Number.NaN }, { retryDelayMs: -5 }])('refuses %o', async (options) => {
  expect(await failed('https://shop.example', options)).toMatchObject({ code: 'config' })
})
