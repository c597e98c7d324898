import { describe, expect, test, vi } from 'vitest'
import { createClient } from './client.js'
import type { ClientOptions, RequestEvent, ResponseEvent, RetryEvent } from './options.js'
import { sendOperation } from './operation.js'
import { Secret } from './secret.js'
import { exampleProvider } from './testing/example-provider.js'
import { createFakeClock, startTestServer } from './testing/index.js'

const apiKey = 'key-of-the-client-test'

/** A client whose requests end here. */
function recorded(options: ClientOptions = {}, answer: () => Response = () => Response.json({})) {
  const requests: Request[] = []
  const client = createClient(exampleProvider, {
    apiKey,
    clock: createFakeClock({ auto: true }),
    fetch: async (input) => {
      // A copy: the client lets go of what belongs to a request when it has ended.
      requests.push((input as Request).clone())
      return answer()
    },
    ...options,
  })
  return { client, requests }
}

describe('the API key', () => {
  test.each([
    ['a text', apiKey],
    ['a Secret', new Secret(apiKey)],
  ])('may be %s', async (_, key) => {
    const { client, requests } = recorded({ apiKey: key })
    await client.send({ method: 'GET', path: '/x' })
    expect(requests[0]?.headers.get('authorization')).toBe(`Bearer ${apiKey}`)
    expect(client.redact(`a ${apiKey} b`)).toBe('a [secret] b')
  })

  test.each(['key-7f3k9x\n', ' key-7f3k9x', '"key-7f3k9x"', "'key-7f3k9x'", 'key–7f3k9x'])(
    'cannot be %j',
    async (key) => {
      const { client, requests } = recorded({ apiKey: key })
      const error = await client.send({ method: 'GET', path: '/x' }).catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({ code: 'config' })
      expect((error as Error).message).toMatch(
        /^the example API key has a blank, a line end, a quotation mark or the like/,
      )
      expect([(error as Error).message.includes('7f3k9x'), requests]).toEqual([false, []])
    },
  )

  test('is read from the environment at the first call, not before, and once', async () => {
    vi.stubEnv('EXAMPLE_API_KEY', undefined)
    try {
      const { client, requests } = recorded({ apiKey: undefined })
      await expect(client.send({ method: 'GET', path: '/x' })).rejects.toMatchObject({
        code: 'config',
        provider: 'example',
        message: 'the example API key is missing. Set EXAMPLE_API_KEY or pass apiKey: https://example.test/keys',
      })
      vi.stubEnv('EXAMPLE_API_KEY', 'key-of-the-environment')
      await client.send({ method: 'GET', path: '/x' })
      vi.stubEnv('EXAMPLE_API_KEY', 'another')
      await client.send({ method: 'GET', path: '/x' })
      expect(requests.map(({ headers }) => headers.get('authorization'))).toEqual([
        'Bearer key-of-the-environment',
        'Bearer key-of-the-environment',
      ])
      expect(client.redact('key-of-the-environment')).toBe('[secret]')
    } finally {
      vi.unstubAllEnvs()
    }
  })

  test.each(['', new Secret('')])('that is empty is none', async (key) => {
    await expect(recorded({ apiKey: key }).client.send({ method: 'GET', path: '/x' })).rejects.toMatchObject({
      code: 'config',
    })
  })
})

test.each<[string, ClientOptions]>([
  ['timeoutMs cannot be NaN', { timeoutMs: Number('30s') }],
  ['timeoutMs cannot be "5000"', { timeoutMs: JSON.parse('"5000"') }],
  ['totalTimeoutMs cannot be "5000"', { totalTimeoutMs: JSON.parse('"5000"') }],
  ['totalTimeoutMs cannot be -1', { totalTimeoutMs: -1 }],
  ['retry.maxAttempts cannot be NaN', { retry: { maxAttempts: Number('many') } }],
  ['retry.maxAttempts cannot be -2', { retry: -2 }],
])('a limit that would never end a call is refused: %s', async (said, options) => {
  const spec = { method: 'GET', path: '/x' } as const
  const { client, requests } = recorded(options)
  await expect(client.send(spec)).rejects.toMatchObject({ code: 'config', message: expect.stringContaining(said) })
  const perCall = recorded()
  await expect(perCall.client.send(spec, options)).rejects.toThrow(`GET /x was not sent: ${said}`)
  expect([...requests, ...perCall.requests]).toEqual([])
})

test.each(['<html>', '{}', 'null'])(
  'a definition that trips over an error body of %s hides no refusal',
  async (body) => {
    const errorMessage = (given: unknown) => (given as { error: { message: string } }).error.message
    const fetch = async () => new Response(body, { status: 502 })
    const client = createClient({ ...exampleProvider, errorMessage }, { apiKey, fetch })
    await expect(client.send({ method: 'POST', path: '/x' })).rejects.toMatchObject({
      code: 'ambiguous_write',
      status: 502,
    })
  },
)

test.each(['GET services', 'get /services', '/services', ''])('"%s" names no operation', async (typed) => {
  const { client, requests } = recorded()
  await expect(sendOperation(client, typed as 'GET /services')).rejects.toMatchObject({
    code: 'config',
    message: `"${typed}" was not sent: it is no operation. Name it like GET /services/{serviceId}`,
  })
  expect(requests).toEqual([])
})

describe('a request', () => {
  test('carries method, URL, headers and body as described', async () => {
    const { client, requests } = recorded({
      baseUrl: 'https://other.test/v2/',
      userAgent: 'release/1',
      headers: { 'x-a': '1', 'x-b': '1' },
    })
    await client.send(
      {
        method: 'PATCH',
        path: '/services/{id}',
        params: { id: 'a/b' },
        query: { limit: 5, status: ['live', 'failed'], type: ['web', 'cron'] },
        repeat: ['type'],
        body: { name: 'x', key: new Secret('revealed-here'), none: undefined },
      },
      { headers: { 'x-b': '2' }, requestId: 'mine' },
    )
    const [request] = requests
    expect(request?.method).toBe('PATCH')
    expect(request?.url).toBe('https://other.test/v2/services/a%2Fb?limit=5&status=live%2Cfailed&type=web&type=cron')
    expect(Object.fromEntries(request!.headers)).toEqual({
      accept: 'application/json',
      'content-type': 'application/json',
      authorization: `Bearer ${apiKey}`,
      'user-agent': 'release/1',
      'x-request-id': 'mine',
      'x-a': '1',
      'x-b': '2',
    })
    expect(await request?.text()).toBe('{"name":"x","key":"revealed-here"}')
    expect(client.redact('revealed-here')).toBe('[secret]')
  })

  test('without a body has no content type', async () => {
    const { client, requests } = recorded()
    await client.send({ method: 'POST', path: '/x' })
    expect(requests[0]?.headers.has('content-type')).toBe(false)
    expect(requests[0]?.body).toBeNull()
  })

  test('over a real socket arrives as it was described, and its answer comes back', async () => {
    await using server = await startTestServer({ respond: [{ status: 201, json: { id: 'srv-1' } }] })
    const client = createClient(exampleProvider, { apiKey, baseUrl: server.url })
    expect(await client.send({ method: 'POST', path: '/services', body: { name: 'grüße' } })).toEqual({ id: 'srv-1' })
    expect(server.requests).toMatchObject([
      { method: 'POST', path: '/services', body: '{"name":"grüße"}', headers: { authorization: `Bearer ${apiKey}` } },
    ])
  })

  test('uses the fetch of the moment when none was given', async () => {
    const client = createClient(exampleProvider, { apiKey })
    const fetch = vi.spyOn(globalThis, 'fetch').mockResolvedValue(Response.json(7))
    try {
      expect(await client.send({ method: 'GET', path: '/x' })).toBe(7)
    } finally {
      fetch.mockRestore()
    }
  })
})

describe('an empty answer', () => {
  const schema = { '~standard': { version: 1 as const, vendor: 'test', validate: (value: unknown) => ({ value }) } }

  test('is `undefined` where nothing or perhaps nothing is due', async () => {
    const { client } = recorded({}, () => new Response(null, { status: 204 }))
    expect(await client.send({ method: 'DELETE', path: '/x' })).toBeUndefined()
    expect(await client.send({ method: 'POST', path: '/x', response: schema, mayBeEmpty: true })).toBeUndefined()
  })

  test('is an error where something is due', async () => {
    const { client } = recorded({}, () => new Response(' \n'))
    await expect(client.send({ method: 'GET', path: '/x', response: schema })).rejects.toMatchObject({ code: 'schema' })
  })
})

describe('observers', () => {
  test('see every send, answer and repetition, with the URL redacted', async () => {
    const answers = [new Response('', { status: 503 }), Response.json(1, { headers: { 'x-request-id': 'req_2' } })]
    const requests: RequestEvent[] = []
    const responses: ResponseEvent[] = []
    const retries: RetryEvent[] = []
    const { client } = recorded(
      {
        onRequest: (event) => requests.push(event),
        onResponse: (event) => responses.push(event),
        onRetry: (event) => retries.push(event),
        random: () => 0.5,
      },
      () => answers.shift()!,
    )
    await client.send({ method: 'GET', path: '/x/{id}', params: { id: apiKey } })
    const common = { provider: 'example', operation: 'GET /x/{id}', url: 'https://api.example.test/v1/x/[secret]' }
    expect(requests).toEqual([
      { ...common, attempt: 1 },
      { ...common, attempt: 2 },
    ])
    expect(responses).toEqual([
      { ...common, attempt: 1, status: 503, durationMs: 0, requestId: undefined },
      { ...common, attempt: 2, status: 200, durationMs: 0, requestId: 'req_2' },
    ])
    expect(retries).toEqual([{ ...common, attempt: 1, delayMs: 100, reason: '503' }])
  })

  test('that throw, at once or later, change nothing', async () => {
    const answers = [new Response('', { status: 503 }), Response.json(1)]
    const throwing = () => {
      throw new Error('observer')
    }
    const rejecting = (() => Promise.reject(new Error('observer'))) as () => void
    const { client } = recorded({ onRequest: throwing, onResponse: rejecting, onRetry: throwing }, () =>
      answers.shift()!,
    )
    expect(await client.send({ method: 'GET', path: '/x' })).toBe(1)
  })
})

describe('a client', () => {
  test('refuses a base URL that would send the key in the clear', () => {
    expect(() => createClient(exampleProvider, { apiKey, baseUrl: 'http://api.example.test' })).toThrow(
      expect.objectContaining({ code: 'config' }),
    )
  })

  test('has retries of its own, which a call can change', async () => {
    const { client, requests } = recorded({ retry: 2 }, () => new Response('', { status: 503 }))
    await expect(client.send({ method: 'GET', path: '/x' })).rejects.toMatchObject({ attempts: 2 })
    await expect(client.send({ method: 'GET', path: '/x' }, { retry: { maxAttempts: 3 } })).rejects.toMatchObject({
      attempts: 3,
    })
    expect(requests).toHaveLength(5)
  })

  test('stops repeating when too many of its calls fail, until some succeed', async () => {
    let status = 503
    const { client, requests } = recorded({}, () => new Response('1', { status }))
    const read = () => client.send({ method: 'GET', path: '/x' })
    for (let call = 0; call < 5; call++) await expect(read()).rejects.toMatchObject({ code: 'server' })
    requests.length = 0
    await expect(read()).rejects.toThrow(/failed: 503 1; too many calls are failing/)
    expect(requests).toHaveLength(1)
    status = 200
    await read()
    await read()
    status = 503
    await expect(read()).rejects.toMatchObject({ attempts: 2 })
  })
})

test('a form is sent as one, also when it is sent again', async () => {
  const clock = createFakeClock({ auto: true })
  await using server = await startTestServer({ clock, respond: [{ status: 503 }, { json: { valid: true } }] })
  const client = createClient(exampleProvider, { apiKey, clock, baseUrl: server.url })
  const body = new FormData()
  body.set('ownerId', 'tea-1')
  body.set('file', new Blob(['services: []']), 'render.yaml')
  const answer = await client.send({ method: 'POST', path: '/validate', body, idempotent: true })
  expect(answer).toEqual({ valid: true })
  expect(server.requests).toHaveLength(2)
  for (const { headers, body: sent } of server.requests) {
    const form = await new Response(sent, { headers: { 'content-type': String(headers['content-type']) } }).formData()
    expect(form.get('ownerId')).toBe('tea-1')
    expect(await (form.get('file') as File).text()).toBe('services: []')
  }
})

test.each([
  [423, 'not_found'],
  [429, 'not_found'],
  [503, undefined],
])('a DELETE that was refused with %i, then finds nothing: %s', async (status, code) => {
  const answers = [status, 404]
  const { client } = recorded({ retry: { refusedStatuses: [423, 429] } }, () => {
    return Response.json({ message: 'no' }, { status: answers.shift() ?? 500 })
  })
  const ending = await client.send({ method: 'DELETE', path: '/x', idempotent: true }).catch((error: unknown) => error)
  // What was refused was not carried out, so that somebody else must have removed it, or it never was.
  expect((ending as { code?: string } | undefined)?.code).toBe(code)
})
