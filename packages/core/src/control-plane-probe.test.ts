import { describe, expect, test } from 'vitest'
import { createClient } from './client.js'
import { defineControlPlaneProbe } from './control-plane-probe.js'
import type { ProbeReading } from './probe.js'
import { exampleProvider } from './testing/example-provider.js'
import { createFakeClock, startTestServer } from './testing/index.js'

const apiKey = 'key-of-the-probe-test'
interface Site {
  readonly state: string
}

/** A probe whose requests are answered here. */
function probing(answer: (request: Request) => Promise<Response> | Response, timeoutMs?: number) {
  const clock = createFakeClock({ auto: true })
  let sends = 0
  const client = createClient(exampleProvider, {
    apiKey,
    clock,
    fetch: async (input) => {
      sends += 1
      return answer(input as Request)
    },
  })
  const probe = defineControlPlaneProbe(
    client,
    {
      name: 'example-site',
      ask: async (options): Promise<ProbeReading> => {
        const { state } = await client.send<Site>({ method: 'GET', path: '/site' }, options)
        return state === 'live'
          ? { status: 'pass', observedValue: state.toUpperCase() }
          : { status: 'fail', code: state, output: `the site is ${state}`, observedValue: state, release: state }
      },
    },
    { timeoutMs },
  )
  const run = (signal = new AbortController().signal) => probe.run({ signal, attempt: 1 })
  return { clock, probe, run, sends: () => sends }
}

const hang = (request: Request) =>
  new Promise<Response>((_, reject) => {
    request.signal.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')))
  })

test('it wakes nothing, sends no command, and says so', () => {
  const { probe } = probing(() => Response.json({ state: 'live' }))
  expect(probe).toMatchObject({
    name: 'example-site',
    kind: 'control-plane',
    cost: { calls: 1 },
  })
})

test('what is read is the reading, by one request', async () => {
  const { run, sends } = probing(() => Response.json({ state: 'live' }))
  expect(await run()).toEqual({ status: 'pass', observedValue: 'LIVE' })
  expect(sends()).toBe(1)
})

test('no text of a reading shows a secret, whoever wrote it', async () => {
  const { run } = probing(() => Response.json({ state: apiKey }))
  expect(await run()).toEqual({
    status: 'fail',
    code: '[secret]',
    output: 'the site is [secret]',
    observedValue: '[secret]',
    release: '[secret]',
  })
})

describe('a call that fails is a reading with its code, after one send', () => {
  test.each<[string, string, (request: Request) => Promise<Response> | Response]>([
    ['401', 'auth', () => Response.json({ message: `no ${apiKey}` }, { status: 401 })],
    ['403', 'forbidden', () => Response.json({}, { status: 403 })],
    ['404', 'not_found', () => Response.json({}, { status: 404 })],
    ['429', 'rate_limited', () => new Response('', { status: 429 })],
    ['500', 'server', () => new Response('', { status: 500 })],
    ['503', 'server', () => new Response('', { status: 503, headers: { 'retry-after': '1' } })],
    ['no answer', 'timeout', hang],
    ['an answer of another form', 'schema', () => Response.json(null)],
  ])('%s: %s', async (_, code, answer) => {
    const { run, sends } = probing(answer)
    const reading = await run()
    expect(reading).toEqual({ status: 'fail', code, output: expect.any(String) })
    expect(reading.output).not.toContain(apiKey)
    expect(sends()).toBe(1)
  })

  test('a connection that breaks: network', async () => {
    await using server = await startTestServer({ respond: [{ fault: 'reset' }] })
    const client = createClient(exampleProvider, { apiKey, baseUrl: server.url })
    const ask = async () => client.send<ProbeReading>({ method: 'GET', path: '/site' }, { retry: false })
    const probe = defineControlPlaneProbe(client, { name: 'example-site', ask })
    expect(await probe.run({ signal: new AbortController().signal, attempt: 1 })).toMatchObject({
      status: 'fail',
      code: 'network',
    })
  })
})

test('a rate limit that is closed is told at once, without a request', async () => {
  const { clock, run, sends } = probing(() => new Response('', { status: 429, headers: { 'retry-after': '30' } }))
  expect(await run()).toMatchObject({ status: 'fail', code: 'rate_limited' })
  const at = clock.now()
  expect(await run()).toMatchObject({
    status: 'fail',
    code: 'rate_limited',
    output: expect.stringContaining('the rate limit opens in 30 s'),
  })
  expect(sends()).toBe(1)
  expect(clock.now()).toBe(at)
  await clock.advance(30_000)
  await run()
  expect(sends()).toBe(2)
})

test('the time of a run holds, and an abort ends it', async () => {
  const late = probing(hang, 700)
  const at = late.clock.now()
  expect(await late.run()).toMatchObject({ code: 'timeout' })
  expect(late.clock.now() - at).toBe(700)

  const controller = new AbortController()
  const { run } = probing((request) => {
    controller.abort()
    return hang(request)
  })
  expect(await run(controller.signal)).toMatchObject({ status: 'fail', code: 'aborted' })
})
