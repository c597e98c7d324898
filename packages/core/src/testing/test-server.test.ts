import { describe, expect, test } from 'vitest'
import { createFakeClock } from './fake-clock.js'
import { createRandom } from './random.js'
import { htmlReply, redirectReply, seededFaults } from './reply.js'
import { startTestServer } from './test-server.js'

test('records what it is asked and answers from a list, whose last entry is repeated', async () => {
  const clock = createFakeClock({ start: 42 })
  await using server = await startTestServer({ respond: [{ status: 201, json: { a: 1 } }, { text: 'b' }], clock })
  const first = await fetch(`${server.url}/x?y=1`, { method: 'POST', body: 'sent', headers: { 'x-own': 'z' } })
  expect([first.status, await first.json()]).toEqual([201, { a: 1 }])
  expect(await (await fetch(server.url)).text()).toBe('b')
  expect(await (await fetch(server.url)).text()).toBe('b')
  expect(server.requests).toHaveLength(3)
  expect(server.requests[0]).toMatchObject({
    method: 'POST',
    path: '/x?y=1',
    body: 'sent',
    headers: { 'x-own': 'z' },
    at: 42,
  })
  server.respond(() => htmlReply(502))
  expect((await fetch(server.url)).headers.get('content-type')).toBe('text/html; charset=utf-8')
  server.respond([redirectReply('https://other.test/')])
  const redirect = await fetch(server.url, { redirect: 'manual' })
  expect([redirect.status, redirect.headers.get('location')]).toEqual([307, 'https://other.test/'])
})

test.each(['reset', 'reset_after_headers', 'truncated', 'truncated_chunks'] as const)(
  '%s breaks the exchange',
  async (fault) => {
    await using server = await startTestServer({ respond: [{ json: { long: 'enough' }, fault }] })
    await expect(fetch(server.url).then((response) => response.text())).rejects.toThrow(/fetch failed|terminated/)
  },
)

test('slow answers take the time of the clock', async () => {
  const clock = createFakeClock()
  const respond = [
    { headersAfterMs: 5000, json: 1 },
    { byteEveryMs: 1000, text: 'abc' },
  ]
  await using server = await startTestServer({ clock, respond })
  const slow = fetch(server.url)
  await server.received(1)
  await clock.advance(4999)
  expect(clock.pending).toBe(1)
  await clock.advance(1)
  expect(await (await slow).json()).toBe(1)
  const dribbled = await fetch(server.url)
  await clock.advance(3000)
  expect(await dribbled.text()).toBe('abc')
})

test('a client that goes away ends a slow answer and leaves no timer', async () => {
  const clock = createFakeClock()
  await using server = await startTestServer({ clock, respond: [{ headersAfterMs: 5000 }] })
  const controller = new AbortController()
  const slow = fetch(server.url, { signal: controller.signal })
  await server.received(1)
  controller.abort()
  await expect(slow).rejects.toThrow('aborted')
  await server.disconnected()
  expect([clock.pending, server.connections]).toEqual([0, 0])
})

test('bytes sends a JSON string of that size; an endless one ends with its reader', async () => {
  await using server = await startTestServer({ keepAlive: false, respond: [{ bytes: 200_000 }, { bytes: Infinity }] })
  expect(await (await fetch(server.url)).json()).toHaveLength(199_998)
  const reader = (await fetch(server.url)).body!.getReader()
  for (let read = 0; read < 1_000_000; read += (await reader.read()).value!.length) continue
  await reader.cancel()
  await server.disconnected()
})

test("close ends what hangs, and throws what the test's own function threw", async () => {
  const server = await startTestServer({ respond: [{ fault: 'hang' }] })
  const hanging = fetch(server.url).catch((error: Error) => error.message)
  await server.received(1)
  await server.close()
  expect(await hanging).toBe('fetch failed')
  const broken = await startTestServer({
    respond: () => {
      throw new Error('expected a body')
    },
  })
  await expect(fetch(broken.url)).rejects.toThrow('fetch failed')
  await expect(broken.close()).rejects.toThrow('expected a body')
})

describe('seededFaults', () => {
  test('draws each fault about as often as asked, and the same ones for the same seed', () => {
    const draw = () => {
      const fault = seededFaults(createRandom(3), [
        [0.2, () => ({ status: 503 })],
        [0.05, () => ({ fault: 'reset' as const })],
      ])
      return Array.from({ length: 10_000 }, () => fault())
    }
    const drawn = draw()
    expect(drawn).toEqual(draw())
    expect(Math.abs(drawn.filter((reply) => reply?.status === 503).length - 2000)).toBeLessThan(150)
    expect(Math.abs(drawn.filter((reply) => reply?.fault === 'reset').length - 500)).toBeLessThan(100)
  })
})
