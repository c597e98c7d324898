import { describe, expect, test } from 'vitest'
import { createClient } from './client.js'
import { createRateLimit } from './rate-limit.js'
import { exampleProvider } from './testing/example-provider.js'
import { createFakeClock, startTestServer } from './testing/index.js'

const host = 'api.example.test'
const list = 'GET /services'
const now = Date.UTC(2026, 0, 1)

function observed(status: number, headers: Record<string, string>) {
  const clock = createFakeClock({ date: now })
  const limit = createRateLimit({ clock })
  const askedMs = limit.observe(host, list, { status, headers: new Headers(headers) })
  return { clock, limit, askedMs, ownMs: limit.delay(host, list), hostMs: limit.delay(host, 'GET /other') }
}

describe('Retry-After', () => {
  test.each([
    ['seconds', '3', {}, 3000],
    ['a fraction of a second', '0.5', {}, 500],
    ['zero', '0', {}, 0],
    ['less than zero', '-5', {}, 0],
    ['a date, by the local clock', 'Thu, 01 Jan 2026 00:00:20 GMT', {}, 20_000],
    ["a date, by the server's clock", 'Fri, 02 Jan 2026 10:00:07 GMT', { date: 'Fri, 02 Jan 2026 10:00:00 GMT' }, 7000],
    ['a date that has passed', 'Wed, 31 Dec 2025 23:00:00 GMT', {}, 0],
    ['nothing', '', {}, undefined],
    ['garbage', 'soon', {}, undefined],
    ['garbage with a number that looks like a year', 'soon 2099', {}, undefined],
    ['Infinity', 'Infinity', {}, undefined],
    ['NaN', 'NaN', {}, undefined],
  ])('%s', (_, value, headers, expected) => {
    for (const status of [429, 503]) {
      const { askedMs, ownMs, hostMs } = observed(status, { 'retry-after': value, ...headers })
      expect(askedMs).toBe(expected)
      expect([ownMs, hostMs]).toEqual([expected ?? 0, expected ?? 0])
    }
  })

  test('up to 60 s stops the host, above only the operation', () => {
    expect(observed(429, { 'retry-after': '60' })).toMatchObject({ ownMs: 60_000, hostMs: 60_000 })
    expect(observed(429, { 'retry-after': '61' })).toMatchObject({ ownMs: 61_000, hostMs: 0 })
  })

  test('on any other status is not looked at', () => {
    expect(observed(200, { 'retry-after': '9' })).toMatchObject({ askedMs: undefined, ownMs: 0 })
  })
})

describe('RateLimit-Reset', () => {
  const inTwoHours = String(Date.UTC(2026, 0, 1, 2) / 1000)
  test.each([
    ['seconds that are left', '30', {}, 30_000],
    ['seconds since 1970', String(now / 1000 + 45), {}, 45_000],
    ["seconds since 1970, by the server's clock", inTwoHours, { date: 'Thu, 01 Jan 2026 01:59:50 GMT' }, 10_000],
    ['seconds since 1970 that have passed', String(now / 1000 - 45), {}, 0],
    ['garbage', 'x', {}, 0],
    ['less than zero', '-1', {}, 0],
  ])('with nothing remaining, %s, pauses that operation only', (_, reset, headers, expected) => {
    const limits = { 'ratelimit-remaining': '0', 'ratelimit-reset': reset, ...headers }
    expect(observed(200, limits)).toMatchObject({ askedMs: undefined, ownMs: expected, hostMs: 0 })
  })

  test('with something remaining pauses nothing', () => {
    expect(observed(200, { 'ratelimit-remaining': '1', 'ratelimit-reset': '30' })).toMatchObject({ ownMs: 0 })
  })

  test('stands in for Retry-After on 429, and not on 503', () => {
    const headers = { 'ratelimit-remaining': '0', 'ratelimit-reset': '30' }
    expect(observed(429, headers)).toMatchObject({ askedMs: 30_000, hostMs: 30_000 })
    expect(observed(503, headers)).toMatchObject({ askedMs: undefined, ownMs: 0 })
    expect(observed(429, { ...headers, 'retry-after': '2' })).toMatchObject({ askedMs: 2000 })
  })
})

test('the gate opens by the monotonic clock, and a shorter pause does not open a longer one', async () => {
  const { clock, limit } = observed(429, { 'retry-after': '10' })
  limit.pause(host, list, 1000)
  clock.setDate(now + 365 * 86_400_000)
  expect(limit.delay(host, list)).toBe(10_000)
  await clock.advance(9999)
  expect(limit.delay(host, list)).toBe(1)
  await clock.advance(1)
  expect(limit.delay(host, list)).toBe(0)
})

describe('on 429', () => {
  const apiKey = 'key-of-the-rate-test'

  test('every call queued to that host waits, also those of another client; another host does not', async () => {
    const clock = createFakeClock()
    await using server = await startTestServer({
      clock,
      respond: [{ status: 429, headers: { 'retry-after': '5' } }, { json: 1 }],
    })
    await using other = await startTestServer({ clock, respond: [{ json: 2 }] })
    const rateLimit = createRateLimit({ clock })
    const options = { apiKey, clock, rateLimit, random: () => 0.5 }
    const first = createClient(exampleProvider, { ...options, baseUrl: server.url })
    const second = createClient(exampleProvider, { ...options, baseUrl: server.url })
    const elsewhere = createClient(exampleProvider, { ...options, baseUrl: other.url })
    const closed = new Promise<void>((resolve) => {
      void first.send({ method: 'GET', path: '/warm-up' }, { retry: false }).catch(resolve)
    })
    await closed
    const waiting = Promise.all([
      first.send({ method: 'GET', path: '/a' }),
      second.send({ method: 'GET', path: '/b' }),
      second.send({ method: 'POST', path: '/c' }),
    ])
    expect(await elsewhere.send({ method: 'GET', path: '/d' })).toBe(2)
    await clock.advance(4999)
    expect(server.requests).toHaveLength(1)
    await clock.advance(101)
    await waiting
    expect(server.requests.slice(1).map(({ at }) => at >= 5000)).toEqual([true, true, true])
  })

  test('without Retry-After the back-off of one call is a pause of all', async () => {
    const clock = createFakeClock()
    await using server = await startTestServer({ clock, respond: [{ status: 429 }, { json: 1 }] })
    const retried = new Promise<number>((resolve) => {
      const client = createClient(exampleProvider, {
        apiKey,
        clock,
        baseUrl: server.url,
        random: () => 0.99,
        onRetry: ({ delayMs }) => {
          void client.send({ method: 'GET', path: '/b' }).then(() => resolve(delayMs))
        },
      })
      void client.send({ method: 'GET', path: '/a' })
    })
    await server.received(1)
    // The head of the answer is still on its way when the request has been recorded.
    while (clock.pending < 2) await new Promise((resolve) => void setImmediate(resolve))
    expect(server.requests).toHaveLength(1)
    await clock.advance(1000)
    expect(await retried).toBe(198)
    expect(server.requests.slice(1).every(({ at }) => at >= 198)).toBe(true)
  })

  test('a pause that ends after the total timeout is told at once', async () => {
    const clock = createFakeClock()
    await using server = await startTestServer({
      clock,
      respond: [{ status: 429, headers: { 'retry-after': '300' } }, { json: 1 }],
    })
    const client = createClient(exampleProvider, { apiKey, clock, baseUrl: server.url })
    const read = () => client.send({ method: 'GET', path: '/a' })
    await expect(read()).rejects.toMatchObject({
      code: 'rate_limited',
      status: 429,
      retryAfterMs: 300_000,
      attempts: 1,
    })
    await expect(read()).rejects.toMatchObject({
      code: 'rate_limited',
      message: expect.stringMatching(/\/a was not sent: the rate limit opens in 300 s/),
      attempts: 0,
      retryAfterMs: 300_000,
    })
    expect(server.requests).toHaveLength(1)
    expect(await client.send({ method: 'GET', path: '/other' })).toBe(1)
    expect(clock.now()).toBe(0)
  })

  test('the wait at the gate counts towards the total timeout', async () => {
    const clock = createFakeClock()
    await using server = await startTestServer({ clock })
    const rateLimit = createRateLimit({ clock })
    const client = createClient(exampleProvider, { apiKey, clock, rateLimit, baseUrl: server.url, random: () => 0 })
    rateLimit.pause(new URL(server.url).host, 'GET /a', 900)
    const call = client.send({ method: 'GET', path: '/a' }, { totalTimeoutMs: 1000 }).catch((error: unknown) => error)
    await clock.advance(500)
    rateLimit.pause(new URL(server.url).host, 'GET /a', 450)
    await clock.advance(400)
    rateLimit.pause(new URL(server.url).host, 'GET /a', 100)
    await clock.advance(100)
    expect(await call).toMatchObject({ code: 'rate_limited', attempts: 0 })
    expect(server.requests).toHaveLength(0)
    expect(clock.pending).toBe(0)
  })
})
