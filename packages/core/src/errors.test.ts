import { inspect } from 'node:util'
import { describe, expect, test, vi } from 'vitest'
import { createClient } from './client.js'
import { describeCause, formatError, isKeelsonError, KeelsonError, withoutHint } from './errors.js'
import { WaitError } from './poll.js'
import { exampleProvider } from './testing/example-provider.js'
import { createFakeClock } from './testing/index.js'

const plain = (text: string) => text

function clientThatGets(response: () => Response | Promise<Response>) {
  return createClient(exampleProvider, {
    apiKey: 'key-of-the-error-test',
    clock: createFakeClock({ auto: true }),
    fetch: async () => response(),
  })
}

async function errorOf(call: Promise<unknown>): Promise<KeelsonError> {
  return call.then(
    () => expect.unreachable(),
    (error: KeelsonError) => error,
  )
}

describe('the message', () => {
  test('says method, URL without its query, status, request id and what to do', async () => {
    const client = clientThatGets(() =>
      Response.json({ message: 'no service with this id' }, { status: 404, headers: { 'x-request-id': 'req_9' } }),
    )
    const error = await errorOf(
      client.send({
        method: 'GET',
        path: '/services/{serviceId}',
        params: { serviceId: 'srv 1' },
        query: { name: 'private', limit: 5 },
      }),
    )
    expect(error.message).toBe(
      'GET https://api.example.test/v1/services/srv%201 failed: 404 no service with this id (request req_9). ' +
        'Check the id, and whose API key it is',
    )
    expect(error).toMatchObject({
      code: 'not_found',
      provider: 'example',
      operation: 'GET /services/{serviceId}',
      status: 404,
      requestId: 'req_9',
      attempts: 1,
      body: '{"message":"no service with this id"}',
    })
    expect(inspect(error)).not.toContain('private')
  })

  test.each([[401, 'Is the API key current?']])('of status %i ends with a hint', async (status, hint) => {
    const client = clientThatGets(() => Response.json({ message: 'no' }, { status, headers: { 'retry-after': '240' } }))
    expect(await errorOf(client.send({ method: 'GET', path: '/x' }))).toMatchObject({
      hint,
      message: expect.stringMatching(new RegExp(`/x failed: ${status} no.*\\. ${hint.replace('?', '\\?')}$`)),
    })
  })

  test('of a web page does not quote it', async () => {
    const client = clientThatGets(() => new Response('<html><h1>Forbidden by Acme Proxy</h1>', { status: 403 }))
    const error = await errorOf(client.send({ method: 'GET', path: '/x' }))
    expect(error.message).toBe('GET https://api.example.test/v1/x failed: 403 a web page')
    expect(error.body).toContain('Acme Proxy')
  })

  test('of a long answer is short', async () => {
    const client = clientThatGets(() => new Response(`line\n\n  ${'word '.repeat(100_000)}`, { status: 400 }))
    const error = await errorOf(client.send({ method: 'GET', path: '/x' }))
    expect(error.message).toMatch(/failed: 400 line word word/)
    expect(error.message.length).toBeLessThan(400)
    expect(error.body).toHaveLength(2000)
  })

  test('of a long request id is short, too', async () => {
    const client = clientThatGets(
      () => new Response('', { status: 400, headers: { 'x-request-id': 'r'.repeat(5000) } }),
    )
    expect((await errorOf(client.send({ method: 'GET', path: '/x' }))).requestId).toHaveLength(200)
  })
})

describe('a foreign error', () => {
  test('is never the cause: its name, its deepest message and its code are', async () => {
    const deepest = Object.assign(new Error('certificate has expired'), {
      code: 'CERT_HAS_EXPIRED',
      headers: { authorization: 'x' },
    })
    const client = clientThatGets(() => Promise.reject(new TypeError('fetch failed', { cause: deepest })))
    const error = await errorOf(client.send({ method: 'POST', path: '/x' }))
    expect(error).toMatchObject({
      code: 'network',
      attempts: 1,
      message: expect.stringContaining('certificate has expired'),
    })
    expect(error.cause).not.toBeInstanceOf(Error)
    expect(Object.keys(error.cause ?? {}).toSorted()).toEqual(['code', 'message', 'name'])
    expect(error.cause).toMatchObject({ message: 'certificate has expired', code: 'CERT_HAS_EXPIRED' })
  })

  test.each<[string, unknown, object]>([
    ['an error', new RangeError('too much'), { name: 'RangeError', message: 'too much' }],
    ['a text', 'went wrong', { name: 'thrown value', message: 'went wrong' }],
    ['nothing', undefined, { name: 'thrown value', message: 'undefined' }],
    ['null', null, { name: 'thrown value', message: 'null' }],
    ['a symbol', Symbol('s'), { name: 'thrown value', message: 'Symbol(s)' }],
    ['an object', { a: 1 }, { name: 'thrown value', message: '{"a":1}' }],
    [
      'an object that cannot be shown',
      { toJSON: () => expect.unreachable() },
      { name: 'thrown value', message: 'a value that cannot be shown' },
    ],
    ['an object that shows nothing', { toJSON: () => undefined }, { name: 'thrown value', message: 'undefined' }],
    ['an error whose message is a number', Object.assign(new Error(), { message: 7 }), { name: 'Error', message: '7' }],
    [
      'an AggregateError',
      new AggregateError([Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })]),
      { name: 'AggregateError', message: 'refused', code: 'ECONNREFUSED' },
    ],
    ['an object with a code', { code: 'E1' }, { name: 'thrown value', message: '{"code":"E1"}', code: 'E1' }],
    [
      'a cause that is no error',
      new Error('outer', { cause: { code: 'E2' } }),
      { name: 'Error', message: 'outer', code: 'E2' },
    ],
    ['a numeric code', Object.assign(new Error('dom'), { code: 20 }), { name: 'Error', message: 'dom' }],
  ])('is described: %s', (_, thrown, described) => {
    expect(describeCause(thrown, plain)).toEqual(described)
  })

  test('with a circular chain of causes is described', () => {
    const first = new Error('first')
    first.cause = new Error('second', { cause: first })
    expect(describeCause(first, plain)).toMatchObject({
      name: 'Error',
      message: expect.stringMatching(/^(?:first|second)$/),
    })
  })
})

describe('KeelsonError', () => {
  const cause = new KeelsonError('inner', {
    code: 'network',
    cause: { name: 'Error', message: 'reset', code: 'ECONNRESET' },
  })
  const error = new KeelsonError('outer', {
    code: 'server',
    status: 503,
    attempts: 2,
    hint: 'Try later',
    requestId: undefined,
    cause,
  })

  test('survives JSON with every field and cause', () => {
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      name: 'KeelsonError',
      message: 'outer. Try later',
      code: 'server',
      status: 503,
      attempts: 2,
      hint: 'Try later',
      cause: {
        name: 'KeelsonError',
        message: 'inner',
        code: 'network',
        cause: { name: 'Error', message: 'reset', code: 'ECONNRESET' },
      },
    })
  })

  test('has no field that was not given', () => {
    expect(Object.keys(error)).toEqual(['code', 'status', 'attempts', 'hint', 'cause'])
    expect('requestId' in error).toBe(false)
  })

  test('is recognised, also when another copy of the module made it', async () => {
    vi.resetModules()
    const copy = await import('./errors.js')
    expect(copy.KeelsonError).not.toBe(KeelsonError)
    const other = new copy.KeelsonError('elsewhere', { code: 'auth' })
    expect(other).not.toBeInstanceOf(KeelsonError)
    expect([isKeelsonError(other), copy.isKeelsonError(error)]).toEqual([true, true])
    expect(formatError(other)).toBe('elsewhere [auth]')
  })

  test.each([undefined, null, 'text', 7, {}, new Error('KeelsonError'), { name: 'KeelsonError', code: 'auth' }])(
    'is not %o',
    (value) => {
      expect(isKeelsonError(value)).toBe(false)
    },
  )

  test('subclasses keep the mark and their own name', () => {
    const wait = new WaitError('still building', { code: 'wait_timeout', resume: { checks: 3 } })
    expect(isKeelsonError(wait)).toBe(true)
    expect(wait).toBeInstanceOf(Error)
    expect([wait.name, wait.resume]).toEqual(['WaitError', { checks: 3 }])
  })
})

describe('formatError', () => {
  test('prints what was tried, what came back and what to do', () => {
    const error = new KeelsonError(
      'POST https://api.example.test/v1/services failed: 422 name is taken (request req_1)',
      {
        code: 'invalid_request',
        status: 422,
        requestId: 'req_1',
        attempts: 3,
        body: '{"message":"name is taken"}',
        hint: 'Choose another name',
      },
    )
    expect(formatError(error)).toMatchInlineSnapshot(`
      "POST https://api.example.test/v1/services failed: 422 name is taken (request req_1) [invalid_request, status 422, 3 attempts]
        answer: {"message":"name is taken"}
        → Choose another name"
    `)
  })

  test('prints the request when the message does not name it, and how long the vendor asked to wait', () => {
    const error = new KeelsonError('refused', { code: 'rate_limited', requestId: 'req_2', retryAfterMs: 900_000 })
    expect(formatError(error)).toBe('refused [rate_limited, try again in 15 min, request req_2]')
  })

  test('prints the causes', () => {
    const root = { name: 'Error', message: 'getaddrinfo ENOTFOUND api.example.test', code: 'ENOTFOUND' }
    const cause = new KeelsonError('GET https://api.example.test/v1/x failed: no address', {
      code: 'network',
      attempts: 1,
      cause: root,
    })
    const error = new KeelsonError('release failed at "deploy"', { code: 'network', cause })
    expect(formatError(error)).toMatchInlineSnapshot(`
      "release failed at "deploy" [network]
        cause: GET https://api.example.test/v1/x failed: no address (network)
        cause: getaddrinfo ENOTFOUND api.example.test (ENOTFOUND)"
    `)
  })

  test('prints anything else that was thrown', () => {
    expect(formatError(new RangeError('too much'))).toBe('RangeError: too much')
    expect(formatError('text')).toBe('text')
    expect(formatError(null)).toBe('null')
    expect(formatError({ status: 500 })).toBe('{"status":500}')
    expect(formatError(Object.create(null))).toBe('{}')
  })

  test('prints the causes of an error that is not of Keelson, and shows no credential of it', () => {
    const refused = Object.assign(new Error('connect 127.0.0.1:5432'), { code: 'ECONNREFUSED' })
    const cause = new AggregateError([refused, new Error('postgres://app:pw-7f3k@db.internal/app refused')])
    expect(formatError(new TypeError('fetch failed', { cause }))).toMatchInlineSnapshot(`
      "TypeError: fetch failed
        cause: AggregateError
          cause: Error: connect 127.0.0.1:5432 (ECONNREFUSED)
          cause: Error: postgres://app:[secret]@db.internal/app refused"
    `)
  })

  test('prints an error of Keelson that somebody wrapped, and ends with causes in a circle', () => {
    const cause = new KeelsonError('GET /x failed: 401', { code: 'auth', status: 401, hint: 'Is the API key current?' })
    expect(formatError(new Error('the deploy of shop failed', { cause }))).toMatchInlineSnapshot(`
      "Error: the deploy of shop failed
        cause: GET /x failed: 401 [auth, status 401]
          → Is the API key current?"
    `)
    const circle = new Error('again')
    circle.cause = circle
    expect(formatError(circle).split('\n')).toHaveLength(6)
  })
})

test('what an error says can be had without its hint', () => {
  expect(withoutHint(new KeelsonError('no key', { code: 'config', hint: 'Set one' }))).toBe('no key')
  expect(withoutHint(new KeelsonError('no key', { code: 'config' }))).toBe('no key')
})
