import { Secret, type ProbeReading } from '@keelson/core'
import {
  createFakeClock,
  htmlReply,
  redirectReply,
  startTestServer,
  type Reply,
  type Respond,
  type TestServer,
} from '@keelson/core/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { httpProbe, type HttpProbeOptions } from './http.js'

let server: TestServer
beforeEach(async () => {
  server = await startTestServer()
})
afterEach(() => server.close())

const context = (attempt = 1) => ({ signal: new AbortController().signal, attempt })

/** One run against the server. */
async function ask(respond: Respond | Reply, options: HttpProbeOptions = {}, path = '/healthz'): Promise<ProbeReading> {
  server.respond(typeof respond === 'function' ? respond : [respond].flat())
  const reading = await httpProbe(server.url + path, options).run(context())
  expect(reading).toMatchObject({ observedValue: expect.any(Number), observedUnit: 'ms' })
  const { observedValue: _, observedUnit: __, ...rest } = reading
  return rest
}

describe('the request', () => {
  test('asks for health+json, past every cache, on a connection of its own', async () => {
    await ask({ json: { status: 'pass' } })
    expect(server.requests[0]).toMatchObject({
      method: 'GET',
      path: expect.stringMatching(/^\/healthz\?_probe=\w+-1$/),
      headers: {
        connection: 'close',
        'cache-control': 'no-store',
        accept: expect.stringContaining('application/health+json'),
      },
    })
    await server.disconnected()
    expect(server.connections).toBe(0)
  })

  test('the parameter differs at each run, keeps the query, and can be left out', async () => {
    const clock = createFakeClock()
    const probe = httpProbe(`${server.url}/healthz?full=1`, { clock })
    await probe.run(context(1))
    await probe.run(context(2))
    await ask({}, { cacheBuster: false }, '/healthz?full=1')
    const [first, second, third] = server.requests.map(({ path }) => path)
    expect(first).toMatch(/^\/healthz\?full=1&_probe=/)
    expect(second).not.toBe(first)
    expect(third).toBe('/healthz?full=1')
  })

  test('HEAD sends no GET and judges status and headers only', async () => {
    const release = (_: unknown, headers: Headers) => headers.get('x-release') ?? undefined
    const reply = { headers: { 'x-release': 'b2' } }
    expect(await ask(reply, { method: 'HEAD', release, requireJson: true })).toEqual({ status: 'pass', release: 'b2' })
    expect(server.requests[0]?.method).toBe('HEAD')
    expect(await ask({ status: 503 }, { method: 'HEAD' })).toMatchObject({ status: 'fail', code: '503' })
  })

  test('headers, wrapped or not, and the credentials of the URL', async () => {
    await ask({}, { headers: { 'X-Bypass': new Secret('let-me-in'), Accept: 'text/plain' } })
    expect(server.requests[0]?.headers).toMatchObject({ 'x-bypass': 'let-me-in', accept: 'text/plain' })
    const url = server.url.replace('://', '://pr%C3%BCfer:100%@')
    await httpProbe(url).run(context())
    expect(server.requests[1]?.headers['authorization']).toBe(`Basic ${Buffer.from('prüfer:100%').toString('base64')}`)
  })

  test('a given fetch is used, and may ignore its signal', async () => {
    const clock = createFakeClock({ auto: true })
    const asked: string[] = []
    const fetch = (input: unknown) => (asked.push(String(input)), new Promise<Response>(() => undefined))
    const reading = await httpProbe('http://example.test/x', { fetch, clock, cacheBuster: false }).run(context())
    expect(asked).toEqual(['http://example.test/x'])
    expect(reading).toMatchObject({
      status: 'fail',
      code: 'timeout',
      output: 'no complete answer within 5 s',
      observedValue: 5000,
    })
  })

  test('the name is the host and the path, without credentials and query', () => {
    expect(httpProbe('https://user:password@api.example.com/healthz?token=abc').name).toBe('api.example.com/healthz')
    expect(httpProbe('https://api.example.com/', { name: 'api' })).toMatchObject({ name: 'api', kind: 'http' })
  })

  test.each(['', 'api.example.com', 'ftp://example.com', 'javascript:alert(1)', '/healthz'])(
    '"%s" is refused',
    (url) => {
      expect(() => httpProbe(url)).toThrow(expect.objectContaining({ code: 'config' }))
    },
  )

  test.each([0, Number.NaN, 2 ** 31])('a time of %s is refused', (timeoutMs) => {
    expect(() => httpProbe('https://api.example.com/', { timeoutMs })).toThrow(
      expect.objectContaining({ code: 'config', message: expect.stringContaining(`timeoutMs of a probe`) }),
    )
  })

  test('what is refused is shown without its password', () => {
    expect(() => httpProbe('ftp://user:hunter22@example.com')).toThrow(
      expect.objectContaining({ code: 'config', message: expect.not.stringContaining('hunter22') }),
    )
  })
})

describe('the status', () => {
  test.each([200, 201, 204, 299])('%i passes', async (status) => {
    expect(await ask({ status })).toEqual({ status: 'pass' })
  })

  test.each([401, 404, 429, 500, 503])('%i fails, with what the server said', async (status) => {
    expect(await ask({ status, text: 'database\n  is down' })).toEqual({
      status: 'fail',
      code: String(status),
      output: `${status} database is down`,
    })
  })

  test('a redirect is not followed, nor does it pass; its query is not shown', async () => {
    const reading = await ask([redirectReply('/login?next=%2Fhealthz&state=s3cr3t', 302), { json: { status: 'pass' } }])
    expect(reading).toEqual({
      status: 'fail',
      code: '302',
      output: `302 redirect to ${server.url}/login, which was not followed`,
    })
    expect(server.requests).toHaveLength(1)
    expect(await ask({ status: 301 })).toMatchObject({ status: 'fail', code: '301' })
    expect(await ask(redirectReply('http://[broken', 302))).toMatchObject({ status: 'fail', code: '302' })
  })

  test('a runtime that hides redirects', async () => {
    const hidden = Object.defineProperties(new Response(null), {
      status: { value: 0 },
      type: { value: 'opaqueredirect' },
    })
    const reading = await httpProbe('http://example.test', { fetch: async () => hidden }).run(context())
    expect(reading).toMatchObject({ status: 'fail', code: 'redirect' })
  })

  test('what is expected can be one, several, or a rule', async () => {
    expect(await ask({ status: 418 }, { expectStatus: 418 })).toMatchObject({ status: 'pass' })
    expect(await ask({ status: 200 }, { expectStatus: 418 })).toMatchObject({ status: 'fail', code: '200' })
    expect(await ask({ status: 404 }, { expectStatus: [200, 404] })).toMatchObject({ status: 'pass' })
    expect(await ask({ status: 302 }, { expectStatus: (status) => status < 400 })).toMatchObject({ status: 'pass' })
  })
})

describe('the body', () => {
  test('health+json: status, release and service', async () => {
    const json = { status: 'pass', releaseId: 'b2f9c41', version: '1', serviceId: 'srv-1' }
    expect(await ask({ json, headers: { 'content-type': 'application/health+json' } })).toEqual({
      status: 'pass',
      release: 'b2f9c41',
      serviceId: 'srv-1',
    })
  })

  test('200 with a body that says fail is a failure, and it keeps its release', async () => {
    expect(await ask({ json: { status: 'FAIL', releaseId: 'b2' } })).toEqual({
      status: 'fail',
      code: 'fail',
      release: 'b2',
      output: '200, but the body says: {"status":"FAIL","releaseId":"b2"}',
    })
    expect(await ask({ text: 'Unhealthy' })).toMatchObject({ status: 'fail', code: 'fail' })
  })

  test('a failing status keeps the release, too', async () => {
    expect(await ask({ status: 503, json: { status: 'fail', releaseId: 'b2' } })).toMatchObject({
      code: '503',
      release: 'b2',
    })
  })

  test('warn is a warning', async () => {
    expect(await ask({ json: { status: 'warn', output: 'queue is long' } })).toMatchObject({
      status: 'warn',
      code: 'warn',
      output: expect.stringContaining('queue is long'),
    })
  })

  test('text passes, unless JSON is required', async () => {
    expect(await ask({ text: 'fine' })).toEqual({ status: 'pass' })
    expect(await ask({ text: 'fine' }, { requireJson: true })).toMatchObject({
      status: 'fail',
      code: 'not_json',
      output: '200 without JSON: fine',
    })
    expect(await ask({ status: 204 }, { requireJson: true })).toMatchObject({ status: 'fail', code: 'not_json' })
    expect(await ask({ json: 'ok' }, { requireJson: true })).toMatchObject({ status: 'pass' })
  })

  test('a page is known by its title', async () => {
    expect(await ask(htmlReply(502))).toMatchObject({ output: '502 a web page, "Bad gateway"' })
  })

  test('expectBody is given the parsed JSON, or the text', async () => {
    const bodies: unknown[] = []
    const expectBody = (body: unknown) => (bodies.push(body), bodies.length === 1)
    expect(await ask({ json: { queue: 3 } }, { expectBody })).toMatchObject({ status: 'pass' })
    expect(await ask({ text: 'hello' }, { expectBody })).toMatchObject({ status: 'fail', code: 'unexpected_body' })
    expect(bodies).toEqual([{ queue: 3 }, 'hello'])
    const throws = () => {
      throw new TypeError('body is not as expected')
    }
    expect(await ask({}, { expectBody: throws })).toMatchObject({
      status: 'fail',
      code: 'error',
      output: 'body is not as expected',
    })
  })

  test('the release can be read from elsewhere; then the body has no say', async () => {
    const fromHeader = (_: unknown, headers: Headers) => headers.get('x-release') ?? undefined
    expect(
      await ask({ json: { version: '1' }, headers: { 'x-release': 'b2' } }, { release: fromHeader }),
    ).toMatchObject({ release: 'b2' })
    expect(await ask({ json: { version: '1' } }, { release: fromHeader })).toEqual({ status: 'pass' })
    const fromBody = (body: unknown) => (body as { git: { sha: string } }).git.sha
    expect(await ask({ json: { git: { sha: 'c3' } } }, { release: fromBody })).toMatchObject({ release: 'c3' })
  })

  test.each([10_000_000, Infinity])(
    'of %d bytes only the beginning is read, and the connection is closed',
    async (bytes) => {
      let length = 0
      const expectBody = (body: unknown) => ((length = String(body).length), true)
      expect(await ask({ bytes }, { expectBody })).toEqual({ status: 'pass' })
      expect(length).toBe(64 * 1024)
      await server.disconnected()
      expect(server.connections).toBe(0)
    },
  )

  test('JSON that is too large or broken cannot be judged, so it fails', async () => {
    const json = { status: 'pass', checks: 'x'.repeat(70_000) }
    expect(await ask({ json })).toMatchObject({
      status: 'fail',
      code: 'unreadable',
      output: expect.stringMatching(/^.{0,300}$/),
    })
    expect(await ask({ text: '{"status":' })).toMatchObject({ status: 'fail', code: 'unreadable' })
  })
})

describe('no answer', () => {
  test('a server that hangs: the time is over, and the connection is closed', async () => {
    const clock = createFakeClock()
    server.respond([{ fault: 'hang' }])
    const run = httpProbe(server.url, { clock, timeoutMs: 2000 }).run(context())
    await server.received(1)
    await clock.advance(2000)
    expect(await run).toMatchObject({ status: 'fail', code: 'timeout', output: 'no complete answer within 2 s' })
    await server.disconnected()
    expect([server.connections, clock.pending]).toEqual([0, 0])
  })

  test('a body that trickles is cut by the same limit', async () => {
    const clock = createFakeClock()
    server.respond([{ text: 'x'.repeat(100), byteEveryMs: 3_600_000 }])
    const run = httpProbe(server.url, { clock }).run(context())
    await server.received(1)
    await clock.advance(5000)
    expect(await run).toMatchObject({ code: 'timeout' })
    await server.disconnected()
    expect(server.connections).toBe(0)
  })

  test('the signal of the run', async () => {
    const clock = createFakeClock()
    server.respond([{ fault: 'hang' }])
    const controller = new AbortController()
    const run = httpProbe(server.url, { clock }).run({ signal: controller.signal, attempt: 1 })
    await server.received(1)
    controller.abort()
    expect(await run).toMatchObject({ status: 'fail', code: 'aborted' })
    await server.disconnected()
    expect([server.connections, clock.pending]).toEqual([0, 0])
    expect(await httpProbe(server.url).run({ signal: AbortSignal.abort(), attempt: 1 })).toMatchObject({
      code: 'aborted',
    })
    expect(server.requests).toHaveLength(1)
  })

  test('nobody listens', async () => {
    const { url } = server
    await server.close()
    expect(await httpProbe(url).run(context())).toMatchObject({
      status: 'fail',
      code: 'ECONNREFUSED',
      output: expect.stringContaining('ECONNREFUSED'),
    })
  })

  test.each(['reset', 'reset_after_headers', 'truncated', 'truncated_chunks'] as const)('%s', async (fault) => {
    const reading = await ask({ fault, json: { status: 'pass' } })
    expect(reading).toMatchObject({ status: 'fail', code: expect.stringMatching(/^(?:ECONNRESET|UND_ERR_SOCKET)$/) })
  })
})

describe('secrets', () => {
  const password = 'hunter22-hunter22'

  test.each([
    ['a header of a known name', { headers: { authorization: `Bearer ${password}` } }],
    ['a header with its own', { headers: { 'x-api-key': password } }],
    ['a wrapped header', { headers: { 'x-custom': new Secret(password) } }],
  ])('of %s does not come back in the output', async (_, options) => {
    const echo = (request: { headers: unknown }) => ({
      status: 500,
      text: `got ${password} in ${JSON.stringify(request.headers)}`,
    })
    const reading = await ask(echo, options)
    expect(reading.output).toContain('got [secret] in')
    expect(JSON.stringify(reading)).not.toContain(password)
  })

  test('of the URL neither', async () => {
    server.respond(({ headers }) => ({ status: 401, text: `${password} ${String(headers['authorization'])}` }))
    const probe = httpProbe(server.url.replace('://', `://admin:${password}@`))
    const reading = await probe.run(context())
    expect(reading.output).toBe('401 [secret] Basic [secret]')
    const refused = httpProbe(`http://admin:${password}@127.0.0.1:1/`)
    expect(JSON.stringify([refused.name, await refused.run(context())])).not.toContain(password)
  })

  test('that the target itself shows, in known shapes', async () => {
    const reading = await ask({ status: 500, json: { error: `connect postgres://app:${password}@db:5432/app failed` } })
    expect(reading.output).toContain('postgres://app:[secret]@db:5432/app failed')
  })
})
