import { expect, test } from 'vitest'
import { createClient } from './client.js'
import { isKeelsonError } from './errors.js'
import { createRateLimit, type RateLimit } from './rate-limit.js'
import { exampleProvider } from './testing/example-provider.js'
import { countInFlight, createFakeClock, createRandom, seededFaults, startTestServer } from './testing/index.js'

const seed = 20_260_101

/** Calls `work` for 0 … count-1, at most `width` at a time. */
async function inParallel<T>(count: number, width: number, work: (index: number) => Promise<T>): Promise<T[]> {
  const results: T[] = []
  let next = 0
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (let index = next++; index < count; index = next++) results[index] = await work(index)
    }),
  )
  return results
}

test(
  '10,000 reads at 30 % faults: 99.9 % succeed, 1.50 sends a success, none before its Retry-After',
  { timeout: 120_000 },
  async () => {
    const random = createRandom(seed)
    const fault = seededFaults(random, [
      [0.2, () => ({ status: 503, json: { message: 'unavailable' } })],
      [0.05, () => ({ status: 429, headers: { 'retry-after': String(1 + Math.floor(random() * 3)) } })],
      [0.05, () => ({ fault: 'reset' })],
    ])
    // Waits are virtual, sockets are real: time jumps only when nothing is on the wire.
    const counted = countInFlight(fetch)
    const clock = createFakeClock({ auto: () => counted.inFlight === 0 })
    await using server = await startTestServer({ clock, respond: () => fault() ?? { json: { id: 'srv-1' } } })

    const limit = createRateLimit({ clock })
    let openAt = 0
    let refusals = 0
    const rateLimit: RateLimit = {
      ...limit,
      observe(host, operation, response) {
        const waitMs = limit.observe(host, operation, response)
        if (waitMs !== undefined) {
          refusals += 1
          openAt = Math.max(openAt, clock.now() + waitMs)
        }
        return waitMs
      },
    }
    const tooEarly: number[] = []
    const client = createClient(exampleProvider, {
      apiKey: 'key-of-the-load-test',
      baseUrl: server.url,
      clock,
      rateLimit,
      random: createRandom(seed + 1),
      fetch: (...args) => {
        // What was sent before the refusal was read cannot know of it; all later sends do.
        if (clock.now() < openAt) tooEarly.push(openAt - clock.now())
        return counted.fetch(...args)
      },
    })

    const outcomes = await inParallel(10_000, 16, () =>
      client.send({ method: 'GET', path: '/services' }).then(
        () => 'ok',
        (error: unknown) => (isKeelsonError(error) ? error.code : String(error)),
      ),
    )
    const successes = outcomes.filter((outcome) => outcome === 'ok').length
    const sendsASuccess = server.requests.length / successes
    expect(successes).toBeGreaterThanOrEqual(9990)
    expect(sendsASuccess).toBeLessThanOrEqual(1.5)
    expect(refusals).toBeGreaterThan(500)
    expect(tooEarly).toEqual([])
    expect(clock.pending).toBe(0)
  },
)

test('a total outage: 1.35 sends a call, and every call settles within its total timeout', async () => {
  const counted = countInFlight(fetch)
  const clock = createFakeClock({ auto: () => counted.inFlight === 0 })
  await using server = await startTestServer({ clock, respond: [{ status: 503, json: { message: 'down' } }] })
  const client = createClient(exampleProvider, {
    apiKey: 'key-of-the-load-test',
    baseUrl: server.url,
    clock,
    random: createRandom(seed),
    fetch: counted.fetch,
  })
  const outcomes = await inParallel(100, 16, async () => {
    const startedAt = clock.now()
    const error: unknown = await client.send({ method: 'GET', path: '/services' }).catch((thrown: unknown) => thrown)
    return { code: isKeelsonError(error) ? error.code : error, tookMs: clock.now() - startedAt }
  })
  expect(new Set(outcomes.map(({ code }) => code))).toEqual(new Set(['server']))
  expect(Math.max(...outcomes.map(({ tookMs }) => tookMs))).toBeLessThanOrEqual(120_000)
  expect(server.requests.length).toBeGreaterThan(100)
  expect(server.requests.length).toBeLessThanOrEqual(135)
  expect(clock.pending).toBe(0)
})

test('an outage with Retry-After also settles within the total timeout', async () => {
  const counted = countInFlight(fetch)
  const clock = createFakeClock({ auto: () => counted.inFlight === 0 })
  await using server = await startTestServer({ clock, respond: [{ status: 503, headers: { 'retry-after': '50' } }] })
  const client = createClient(exampleProvider, {
    apiKey: 'key-of-the-load-test',
    baseUrl: server.url,
    clock,
    fetch: counted.fetch,
  })
  const outcomes = await inParallel(20, 20, async () => {
    const error: unknown = await client.send({ method: 'GET', path: '/x' }).catch((thrown: unknown) => thrown)
    return { code: isKeelsonError(error) && error.code, at: clock.now() }
  })
  expect(outcomes.every(({ code }) => code === 'server' || code === 'rate_limited')).toBe(true)
  expect(Math.max(...outcomes.map(({ at }) => at))).toBeLessThanOrEqual(120_000)
})
