import { isSecret, reveal } from '@keelson/core'
import { createFakeClock, createRandom } from '@keelson/core/testing'
import { afterEach, describe, expect, test, vi } from 'vitest'
import * as upstash from './index.js'
import { createFakeUpstash, type FakeUpstashOperation } from './testing/index.js'

afterEach(() => vi.unstubAllEnvs())

const account = { email: 'me@example.com', apiKey: 'upstash-key-7f3k' }
const desired = { database_name: 'shop', platform: 'aws', primary_region: 'eu-central-1' } as const

/** A client on a fake with one database, and every request as it left the client. */
async function start() {
  const clock = createFakeClock({ auto: true })
  const fake = createFakeUpstash({ ...account, clock, random: createRandom(1) })
  const sent: { request: string; body: unknown; headers: Headers }[] = []
  const client = upstash.createUpstashClient({
    ...account,
    clock,
    random: createRandom(2),
    fetch: async (input) => {
      const request = new Request(input)
      const { pathname, search } = new URL(request.url)
      const text = await request.clone().text()
      sent.push({
        request: `${request.method} ${pathname}${search}`,
        body: text === '' ? undefined : JSON.parse(text),
        headers: request.headers,
      })
      return fake.fetch(request)
    },
  })
  const { database_id: databaseId } = await upstash.createRedisDatabase(client, desired)
  sent.length = 0
  return { clock, fake, client, sent, databaseId, kept: fake.state.databases.get(databaseId)! }
}

type Started = Awaited<ReturnType<typeof start>>

interface Row {
  readonly operation: string
  readonly call: (started: Started) => Promise<unknown>
  /** With `id` for the id of the database. */
  readonly request: string
  readonly body?: unknown
  readonly answer: unknown
}

const credentials = {
  password: expect.toSatisfy(isSecret),
  rest_token: expect.toSatisfy(isSecret),
  read_only_rest_token: expect.toSatisfy(isSecret),
}
const shop = { database_name: 'shop', primary_region: 'eu-central-1', region: 'global', tls: true, state: 'active' }

const rows: readonly Row[] = [
  {
    operation: 'listRedisDatabases',
    call: ({ client }) => upstash.listRedisDatabases(client).toArray(),
    request: 'GET /v2/redis/databases',
    answer: [shop],
  },
  {
    operation: 'getRedisDatabase',
    call: ({ client, databaseId }) => upstash.getRedisDatabase(client, { databaseId }),
    request: 'GET /v2/redis/database/id',
    answer: { ...shop, ...credentials },
  },
  {
    operation: 'getRedisDatabase without credentials',
    call: ({ client, databaseId }) => upstash.getRedisDatabase(client, { databaseId, credentials: 'hide' }),
    request: 'GET /v2/redis/database/id?credentials=hide',
    answer: shop,
  },
  {
    operation: 'createRedisDatabase',
    call: ({ client }) =>
      upstash.createRedisDatabase(client, {
        database_name: 'queue',
        platform: 'gcp',
        primary_region: 'europe-west1',
        read_regions: ['us-east4'],
        plan: 'payg',
        budget: 20,
        eviction: false,
        tls: true,
      }),
    request: 'POST /v2/redis/database',
    body: {
      database_name: 'queue',
      platform: 'gcp',
      primary_region: 'europe-west1',
      read_regions: ['us-east4'],
      plan: 'payg',
      budget: 20,
      eviction: false,
      tls: true,
    },
    answer: { database_name: 'queue', modifying_state: 'creating', read_regions: ['us-east4'], ...credentials },
  },
  {
    operation: 'deleteRedisDatabase',
    call: ({ client, databaseId }) => upstash.deleteRedisDatabase(client, { databaseId }),
    request: 'DELETE /v2/redis/database/id',
    answer: undefined,
  },
  {
    operation: 'renameRedisDatabase',
    call: ({ client, databaseId }) => upstash.renameRedisDatabase(client, { databaseId, name: 'shop-old' }),
    request: 'POST /v2/redis/rename/id',
    body: { name: 'shop-old' },
    answer: { database_name: 'shop-old' },
  },
  {
    operation: 'resetRedisPassword',
    call: ({ client, databaseId }) => upstash.resetRedisPassword(client, { databaseId }),
    request: 'POST /v2/redis/reset-password/id',
    answer: { ...shop, ...credentials },
  },
  {
    operation: 'enableEviction',
    call: ({ client, databaseId }) => upstash.enableEviction(client, { databaseId }),
    request: 'POST /v2/redis/enable-eviction/id',
    answer: undefined,
  },
  {
    operation: 'disableEviction',
    call: ({ client, databaseId, kept }) => {
      kept.eviction = true
      return upstash.disableEviction(client, { databaseId })
    },
    request: 'POST /v2/redis/disable-eviction/id',
    answer: undefined,
  },
  {
    operation: 'request',
    call: ({ client, databaseId }) =>
      upstash.request(client, 'POST /redis/rename/{id}', { path: { id: databaseId }, body: { name: 'x' } }),
    request: 'POST /v2/redis/rename/id',
    body: { name: 'x' },
    answer: { database_name: 'x' },
  },
]

describe('every operation', () => {
  test.each(rows)('$operation', async ({ call, request, body, answer }) => {
    const started = await start()
    const value = await call(started)
    const { sent, databaseId } = started
    expect(sent.map(({ request: line }) => line.replace(databaseId, 'id'))).toEqual([request])
    expect(sent[0]?.body).toEqual(body)
    expect(sent[0]?.headers.get('authorization')).toBe(`Basic ${btoa(`${account.email}:${account.apiKey}`)}`)
    expect({ value }).toMatchObject({ value: answer })
  })

  test('credentials are those of the database, whatever else the answer holds', async () => {
    const { client, databaseId, kept } = await start()
    const { password, rest_token, read_only_rest_token } = await upstash.getRedisDatabase(client, { databaseId })
    expect([password, rest_token, read_only_rest_token].map((secret) => reveal(secret!))).toEqual([
      kept.password,
      kept.restToken,
      kept.readOnlyRestToken,
    ])
    const before = kept.password
    const after = await upstash.resetRedisPassword(client, { databaseId })
    expect(reveal(after.password!)).toBe(kept.password)
    expect(kept.password).not.toBe(before)
  })

  test('credentials that were not asked for are not there', async () => {
    const { client, databaseId } = await start()
    const hidden = await upstash.getRedisDatabase(client, { databaseId, credentials: 'hide' })
    for (const field of Object.keys(credentials)) expect(hidden).not.toHaveProperty(field)
  })

  test('credentials in a list, should they ever be there, are secrets as well', async () => {
    const client = upstash.createUpstashClient({
      ...account,
      fetch: async () => Response.json([{ database_id: '1', password: 'pw-in-a-list', rest_token: 't', port: 1 }]),
    })
    const [database] = await upstash.listRedisDatabases(client).toArray()
    expect(JSON.stringify(database)).toBe('{"database_id":"1","password":"[secret]","rest_token":"[secret]","port":1}')
  })

  test('options of a call come third, as everywhere', async () => {
    const { client, sent } = await start()
    const controller = new AbortController()
    controller.abort()
    const list = upstash.listRedisDatabases(client, {}, { signal: controller.signal })
    await expect(list.first()).rejects.toMatchObject({ code: 'aborted' })
    expect(sent).toEqual([])
  })

  test('one list is one request, read when it is asked for', async () => {
    const { client, sent } = await start()
    const pages = upstash.listRedisDatabases(client)
    expect(sent).toEqual([])
    expect(await pages.first()).toMatchObject(shop)
    expect(sent).toHaveLength(1)
  })

  test('the schema holds for every answer of the fake', async () => {
    const { fake } = await start()
    const client = upstash.createUpstashClient({ ...account, strict: true, fetch: fake.fetch })
    const [listed] = await upstash.listRedisDatabases(client).toArray()
    await upstash.getRedisDatabase(client, { databaseId: listed!.database_id })
    const broken = upstash.createUpstashClient({
      ...account,
      strict: true,
      fetch: async () => Response.json({ database_id: 1 }),
    })
    await expect(upstash.getRedisDatabase(broken, { databaseId: 'x' })).rejects.toMatchObject({ code: 'schema' })
  })
})

describe('repetition', () => {
  test.each([
    ['resetRedisPassword', 'POST /redis/reset-password/{id}', 'which password holds now'],
    ['createRedisDatabase', 'POST /redis/database', 'named "shop"'],
  ] as const)('%s is not sent again when it may have been carried out', async (name, operation, hint) => {
    const { client, fake, databaseId, sent } = await start()
    fake.faults.add({ operation, kind: 'commit_then_500' })
    const call =
      name === 'createRedisDatabase'
        ? upstash.createRedisDatabase(client, desired)
        : upstash.resetRedisPassword(client, { databaseId })
    await expect(call).rejects.toMatchObject({ code: 'ambiguous_write', message: expect.stringContaining(hint) })
    expect(sent).toHaveLength(1)
  })

  test.each<readonly [string, FakeUpstashOperation, (started: Started) => Promise<unknown>, object]>([
    [
      'enableEviction',
      'POST /redis/enable-eviction/{id}',
      ({ client, databaseId }) => upstash.enableEviction(client, { databaseId }),
      { name: 'shop', eviction: true, there: 1 },
    ],
    [
      'renameRedisDatabase',
      'POST /redis/rename/{id}',
      ({ client, databaseId }) => upstash.renameRedisDatabase(client, { databaseId, name: 'new' }),
      { name: 'new', eviction: false, there: 1 },
    ],
    [
      'deleteRedisDatabase',
      'DELETE /redis/database/{id}',
      ({ client, databaseId }) => upstash.deleteRedisDatabase(client, { databaseId }),
      { name: 'shop', eviction: false, there: 0 },
    ],
  ])('%s is: twice is once', async (_, operation, call, end) => {
    const started = await start()
    const { fake, sent, kept } = started
    fake.faults.add({ operation, kind: 'commit_then_500' })
    await call(started)
    expect(sent.filter(({ request }) => !request.startsWith('GET'))).toHaveLength(2)
    expect({ name: kept.name, eviction: kept.eviction, there: fake.state.databases.size }).toEqual(end)
  })
})

describe('refusals', () => {
  const answering = (response: () => Response) =>
    upstash.createUpstashClient({ ...account, retry: false, fetch: async () => response() })

  test.each([
    ['error', () => Response.json({ error: 'no such plan' }, { status: 400 }), 'no such plan'],
    ['error before message', () => Response.json({ error: 'a', message: 'b' }, { status: 400 }), '400 a'],
    ['message', () => Response.json({ code: 'X', message: 'too many' }, { status: 400 }), 'too many'],
    ['an empty error', () => Response.json({ error: '', message: 'the message' }, { status: 400 }), 'the message'],
    ['a JSON text', () => Response.json('quota exceeded', { status: 400 }), '400 quota exceeded'],
    ['plain text', () => new Response('try later', { status: 400 }), '400 try later'],
    ['something else', () => Response.json({ detail: 7 }, { status: 400 }), '400 {"detail":7}'],
  ])('%s is shown', async (_, response, said) => {
    const call = upstash.createRedisDatabase(answering(response), desired)
    await expect(call).rejects.toMatchObject({ code: 'invalid_request', message: expect.stringContaining(said) })
  })

  test('401 and 404 of the fake, as the client tells them', async () => {
    const { client, fake } = await start()
    const stranger = upstash.createUpstashClient({ ...account, apiKey: 'another', fetch: fake.fetch })
    await expect(upstash.listRedisDatabases(stranger).first()).rejects.toMatchObject({
      code: 'auth',
      message: expect.stringContaining('401 Unauthorized'),
    })
    await expect(upstash.getRedisDatabase(client, { databaseId: 'none' })).rejects.toMatchObject({
      code: 'not_found',
      operation: 'GET /redis/database/{id}',
      message: expect.stringContaining('404 database not found'),
    })
  })

  test('another refusal of a switch is one', async () => {
    const { client } = await start()
    await expect(upstash.enableEviction(client, { databaseId: 'none' })).rejects.toMatchObject({ code: 'not_found' })
  })

  test.each([true, false])('a switch that is at %s already may be refused in any words', async (eviction) => {
    const client = upstash.createUpstashClient({
      ...account,
      fetch: async (input) =>
        new Request(input).method === 'GET'
          ? Response.json({ database_id: 'db-1', eviction })
          : new Response('nothing to change', { status: 400 }),
    })
    const [there, elsewhere] = eviction
      ? [upstash.enableEviction, upstash.disableEviction]
      : [upstash.disableEviction, upstash.enableEviction]
    await there(client, { databaseId: 'db-1' })
    await expect(elsewhere(client, { databaseId: 'db-1' })).rejects.toMatchObject({
      code: 'invalid_request',
      message: expect.stringContaining('nothing to change'),
    })
  })

  test('an id that would leave the path is not sent', async () => {
    const { client, sent } = await start()
    for (const databaseId of ['', '..'])
      await expect(upstash.deleteRedisDatabase(client, { databaseId })).rejects.toMatchObject({ code: 'config' })
    expect(sent).toEqual([])
  })
})

describe('the account', () => {
  test('comes from the environment, at the first call', async () => {
    const seen: (string | null)[] = []
    const client = upstash.createUpstashClient({
      fetch: async (input) => {
        seen.push(new Request(input).headers.get('authorization'))
        return Response.json([])
      },
    })
    vi.stubEnv('UPSTASH_EMAIL', 'me+shop@example.com')
    vi.stubEnv('UPSTASH_API_KEY', 'key-of-the-environment')
    await upstash.listRedisDatabases(client).first()
    const coded = Buffer.from('me+shop@example.com:key-of-the-environment').toString('base64')
    expect(seen).toEqual([`Basic ${coded}`])
    expect(client.redact(`sent ${coded}`)).toBe('sent [secret]')
  })

  test.each([
    ['no address', undefined, 'key', 'Set UPSTASH_EMAIL'],
    ['an address with a colon, which would end it', 'a:b@example.com', 'key', 'Set UPSTASH_EMAIL'],
    ['an address that no header can carry', 'tüv@example.com', 'key', 'Set UPSTASH_EMAIL'],
    ['no key', 'me@example.com', undefined, 'Set UPSTASH_API_KEY'],
  ])('%s is told before anything is sent', async (_, email, apiKey, hint) => {
    vi.stubEnv('UPSTASH_EMAIL', undefined)
    vi.stubEnv('UPSTASH_API_KEY', undefined)
    const fetch = vi.fn<typeof globalThis.fetch>()
    const client = upstash.createUpstashClient({ email, apiKey, fetch })
    await expect(upstash.listRedisDatabases(client).first()).rejects.toMatchObject({
      code: 'config',
      message: expect.stringContaining(hint),
    })
    expect(fetch).not.toHaveBeenCalled()
  })
})
