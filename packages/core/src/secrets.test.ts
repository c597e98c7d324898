import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { createClient } from './client.js'
import { formatError, isKeelsonError } from './errors.js'
import type { RequestSpec } from './request-spec.js'
import { isSecret, Secret } from './secret.js'
import { exampleProvider } from './testing/example-provider.js'
import { createFakeClock, createRandom } from './testing/index.js'
import { spellings } from './testing/spellings.js'

const headerSafe = Array.from({ length: 0x7f - 0x21 }, (_, index) => String.fromCharCode(0x21 + index))
const anything = [...headerSafe, ' ', '\n', '\r\n', '\t', 'é', 'ß', '漢', '🔑', '\ud83d', '\u2028', '%20', '\\n', '$&']

/** Everything that a program may do with an error to look into it. */
function shownOf(error: unknown): string {
  return [
    formatError(error),
    inspect(error, { depth: Infinity, showHidden: true, maxStringLength: Infinity }),
    JSON.stringify(error),
    ...chainOf(error).flatMap((link) => [
      String(link),
      Object.assign({ stack: '' }, { stack: (link as Error).stack }).stack,
    ]),
  ].join('\n')
}

function chainOf(error: unknown): unknown[] {
  const chain: unknown[] = []
  for (let link = error; link !== undefined; link = (link as { cause?: unknown }).cause) chain.push(link)
  return chain
}

/** Where an echo may turn up: each gets a text and makes of it what a fetch brings or throws. */
const echoes: readonly ((text: string) => Response)[] = [
  (text) => Response.json({ message: `bad value ${text}` }, { status: 400 }),
  (text) => Response.json({ error: { detail: [text, { deep: text }] } }, { status: 422 }),
  (text) => new Response(`{"message":"cut off in the middle","sent":"${text}`, { status: 500 }),
  (text) => new Response(`{"cut":"${text}`, { status: 200 }),
  (text) => new Response(`<html><body>you sent <pre>${text}</pre>`, { status: 502 }),
  (text) => new Response(`<html><body>please log in: ${text}`, { status: 200 }),
  (text) => new Response(text, { status: 409 }),
  (text) => new Response('', { status: 400, headers: { 'x-request-id': asHeader(text) } }),
  (text) =>
    new Response('', { status: 302, headers: { location: asHeader(`https://${text}.test/${text}?x=${text}`) } }),
  (text) => new Response('', { status: 302, headers: { location: asHeader(`https://login.test/?x=${text}`) } }),
  (text) => new Response('', { status: 429, headers: { 'retry-after': asHeader(text), date: asHeader(text) } }),
  (text) =>
    new Response('', { status: 401, statusText: asHeader(text), headers: { 'www-authenticate': asHeader(text) } }),
  (text) => rejectWith(new TypeError(`Invalid header value ${text}`)),
  (text) => rejectWith(new TypeError('fetch failed', { cause: new Error(`to ${text}`, { cause: new Error(text) }) })),
  (text) => rejectWith(new AggregateError([new Error(text), new Error(`second ${text}`)], `all failed: ${text}`)),
  (text) =>
    rejectWith(Object.assign(new Error('coded'), { code: `E_${text}`, request: { headers: text }, name: text })),
  (text) => rejectWith({ thrown: text }),
  (text) => rejectWith(text),
]

function rejectWith(thrown: unknown): never {
  throw thrown
}

/** A server cannot put anything else there. */
function asHeader(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '')
}

describe('10,000 failures that echo what was sent', () => {
  const runs = 10_000
  const parts = 10

  test.each(Array.from({ length: parts }, (_, part) => part + 1))('part %i', { timeout: 60_000 }, async (part) => {
    const random = createRandom(part)
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
    const draw = (alphabet: readonly string[]) =>
      Array.from({ length: 8 + Math.floor(random() * 30) }, () => pick(alphabet)).join('')
    const codes = new Set<string>()
    for (let run = 0; run < runs / parts; run++) {
      // Quotation marks around it are refused.
      const apiKey = draw(headerSafe).replace(/^["']/, '_')
      const sent = { secret: draw(anything), value: draw(anything), content: draw(anything), password: draw(anything) }
      const header = draw(headerSafe)
      const known = [apiKey, header, ...Object.values(sent)]
      const echoed = pick(known)
      const spelt = pick(Object.values(spellings))(echoed)
      const echo = pick(echoes)
      const events: unknown[] = []
      const note = (event: unknown) => void events.push(event)
      const wire = { key: '', body: '' }
      const client = createClient(exampleProvider, {
        apiKey: random() < 0.5 ? apiKey : new Secret(apiKey),
        clock: createFakeClock({ auto: true }),
        random: () => 0,
        retry: random() < 0.2 ? 2 : false,
        headers: { 'x-auth-token': header },
        onRequest: note,
        onResponse: note,
        onRetry: note,
        onSchemaDrift: note,
        fetch: async (input) => {
          const request = input as Request
          Object.assign(wire, { key: request.headers.get('authorization'), body: await request.text() })
          return echo(spelt)
        },
      })
      const spec: RequestSpec<unknown> = {
        method: pick(['POST', 'PUT', 'PATCH']),
        path: '/things/{id}',
        params: { id: pick([apiKey, header]) },
        query: { q: pick(known) },
        body: {
          anyName: new Secret(sent.secret),
          envVars: [{ key: 'A', value: sent.value }],
          file: { content: sent.content },
          adminPassword: sent.password,
        },
        idempotent: random() < 0.5,
      }
      const error: unknown = await client.send(spec).catch((thrown: unknown) => thrown)
      if (!isKeelsonError(error)) throw new Error('not a KeelsonError', { cause: error })
      codes.add(error.code)
      expect(wire.key).toBe(`Bearer ${apiKey}`)
      expect(JSON.parse(wire.body)).toMatchObject({ anyName: sent.secret, adminPassword: sent.password })
      const shown = shownOf(error) + inspect(events, { depth: Infinity }) + JSON.stringify(events)
      const leaked = [...known, spelt].filter((value) => shown.includes(value))
      expect(leaked, `seed ${part}, run ${run}: ${shown}`).toEqual([])
    }
    expect(codes.size).toBeGreaterThan(5)
  })
})

describe('values of an answer', () => {
  const issuer = {
    '~standard': {
      version: 1 as const,
      vendor: 'test',
      validate: (data: unknown) => ({ issues: [{ message: JSON.stringify(data), path: ['a'] }] }),
    },
  }

  test('come back wrapped, are known from then on, and are not in what a schema says of them', async () => {
    const events: unknown[] = []
    const answers = [
      Response.json([{ envVar: { key: 'A', value: 'value-from-the-answer' } }, { envVar: { key: 'B', value: 'x' } }]),
      Response.json({ message: 'value-from-the-answer is not allowed' }, { status: 400 }),
      Response.json({ message: 'again value-from-the-answer' }),
      Response.json({ message: 'again value-from-the-answer' }),
    ]
    const client = createClient(exampleProvider, {
      apiKey: 'key-of-the-secrets-test',
      onSchemaDrift: (event) => events.push(event),
      fetch: async () => answers.shift()!,
    })
    const list = (await client.send({ method: 'GET', path: '/env', secrets: ['*.envVar.value'] })) as {
      envVar: { value: Secret }
    }[]
    expect(list.map(({ envVar }) => isSecret(envVar.value) && envVar.value.reveal())).toEqual([
      'value-from-the-answer',
      'x',
    ])
    expect(inspect(list, { depth: Infinity })).not.toContain('value-from')
    const error: unknown = await client.send({ method: 'GET', path: '/env' }).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({
      code: 'invalid_request',
      message: expect.stringContaining('400 [secret] is not allowed'),
    })
    await client.send({ method: 'GET', path: '/env', response: issuer })
    expect(events).toEqual([
      {
        provider: 'example',
        operation: 'GET /env',
        issues: [{ message: '{"message":"again [secret]"}', path: ['a'] }],
      },
    ])
    expect(shownOf(error)).not.toContain('value-from')
  })

  test('are not in the error of a strict client', async () => {
    const client = createClient(exampleProvider, {
      apiKey: 'key-of-the-secrets-test',
      strict: true,
      fetch: async () => Response.json({ echoed: 'key-of-the-secrets-test' }),
    })
    const error: unknown = await client
      .send({ method: 'GET', path: '/env', response: issuer })
      .catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({
      code: 'schema',
      status: 200,
      message: expect.stringContaining('a: {"echoed":"[secret]"}'),
    })
    expect(shownOf(error)).not.toContain('key-of')
  })
})

test('an API key that is no key is refused without being shown', async () => {
  const fetch = () => expect.unreachable()
  for (const apiKey of ['hidden key', 'hidden\nkey', 'hidden-kéy', '"hidden"\r']) {
    const error: unknown = await createClient(exampleProvider, { apiKey, fetch })
      .send({ method: 'GET', path: '/x' })
      .catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'config' })
    expect(shownOf(error)).not.toContain('hidden')
  }
})

test('a header or a body that cannot be sent is refused without being shown, before anything is sent', async () => {
  const circular: Record<string, unknown> = { name: 'hidden' }
  circular['self'] = circular
  const client = createClient(exampleProvider, { apiKey: 'key-of-the-secrets-test', fetch: () => expect.unreachable() })
  const calls = [
    client.send({ method: 'POST', path: '/x' }, { headers: { 'x-own': 'hidden\nvalue' } }),
    client.send({ method: 'POST', path: '/x' }, { headers: { 'hidden name': 'value' } }),
    client.send({ method: 'POST', path: '/x' }, { requestId: 'hidden→' }),
    client.send({ method: 'POST', path: '/x', body: circular }),
    client.send({ method: 'POST', path: '/x', body: { hidden: 1n } }),
  ]
  for (const call of calls) {
    const error: unknown = await call.catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({
      code: 'config',
      operation: 'POST /x',
      message: expect.stringMatching(/^POST \/x was not sent: /),
    })
    expect(shownOf(error)).not.toContain('hidden')
  }
})
