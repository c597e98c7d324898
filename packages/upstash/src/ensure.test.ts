import { isKeelsonError, reveal } from '@keelson/core'
import { createFakeClock, createRandom } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import * as upstash from './index.js'
import { createFakeUpstash } from './testing/index.js'

const desired: upstash.CreateRedisDatabaseParams = {
  database_name: 'shop',
  platform: 'aws',
  primary_region: 'eu-central-1',
  read_regions: ['us-east-1', 'eu-west-1'],
  eviction: true,
}

function start(seed = 1) {
  const clock = createFakeClock({ auto: true })
  const fake = createFakeUpstash({ clock, random: createRandom(seed) })
  const client = upstash.createUpstashClient({
    email: 'me@example.com',
    apiKey: 'upstash-key-7f3k',
    clock,
    random: createRandom(seed + 1_000_000),
    fetch: fake.fetch,
  })
  const { databases, calls } = fake.state
  const writes = () => calls.map(({ operation }) => operation).filter((operation) => !operation.startsWith('GET'))
  return { clock, fake, client, databases, calls, writes }
}

describe('ensureRedisDatabase', () => {
  test('creates what is not there, and answers with its credentials', async () => {
    const { client, databases } = start()
    const { resource, outcome, changes } = await upstash.ensureRedisDatabase(client, desired)
    const [kept] = databases.values()
    expect({ outcome, changes }).toEqual({ outcome: 'created', changes: [] })
    expect(kept).toMatchObject({
      id: resource.database_id,
      name: 'shop',
      primaryRegion: 'eu-central-1',
      readRegions: ['us-east-1', 'eu-west-1'],
      eviction: true,
    })
    expect(reveal(resource.password!)).toBe(kept?.password)
  })

  test('running it again is free: two reads, no write', async () => {
    const { client, calls } = start()
    const { resource } = await upstash.ensureRedisDatabase(client, desired)
    const before = calls.length
    const again = await upstash.ensureRedisDatabase(client, { ...desired, read_regions: ['eu-west-1', 'us-east-1'] })
    expect(again).toMatchObject({ outcome: 'existing', changes: [], resource: { database_id: resource.database_id } })
    expect(reveal(again.resource.password!)).toBe(reveal(resource.password!))
    expect(calls.slice(before).map(({ operation }) => operation)).toEqual([
      'GET /redis/databases',
      'GET /redis/database/{id}',
    ])
  })

  test('a field that is none is refused before anything is sent: dropped, it would look as if it held', async () => {
    const { client, calls } = start()
    const given = { ...desired, readRegions: ['us-west-1'], undefinedOne: undefined }
    await expect(upstash.ensureRedisDatabase(client, given)).rejects.toMatchObject({
      code: 'config',
      message: expect.stringMatching(/was not sent: readRegions is no field, only .*\bread_regions\b/) as unknown,
    })
    expect(calls).toEqual([])
  })

  test.each([true, false])('eviction that is not %s is switched', async (eviction) => {
    const { client, databases, writes } = start()
    await upstash.ensureRedisDatabase(client, { ...desired, eviction: !eviction })
    const updated = await upstash.ensureRedisDatabase(client, { ...desired, eviction })
    expect(updated).toMatchObject({
      outcome: 'updated',
      changes: [{ path: 'eviction', from: !eviction, to: eviction }],
      resource: { eviction },
    })
    expect([...databases.values()].map((database) => database.eviction)).toEqual([eviction])
    expect(writes()).toEqual(['POST /redis/database', `POST /redis/${eviction ? 'enable' : 'disable'}-eviction/{id}`])
    expect((await upstash.ensureRedisDatabase(client, { ...desired, eviction })).outcome).toBe('existing')
  })

  test('what is not asked for stays as it is', async () => {
    const { client, writes } = start()
    await upstash.ensureRedisDatabase(client, { ...desired, plan: 'fixed_1gb', budget: 100, tls: true })
    const less = { database_name: 'shop', platform: 'aws', primary_region: 'eu-central-1' } as const
    expect((await upstash.ensureRedisDatabase(client, less)).outcome).toBe('existing')
    expect(writes()).toEqual(['POST /redis/database'])
  })

  test.each<readonly [string, Partial<upstash.CreateRedisDatabaseParams>, unknown, unknown, string]>([
    ['plan', { plan: 'free' }, 'payg', 'free', 'POST /redis/{id}/change-plan'],
    ['budget', { budget: 100 }, 20, 100, 'PATCH /redis/update-budget/{id}'],
    ['read_regions', { read_regions: [] }, ['eu-west-1', 'us-east-1'], [], 'POST /redis/update-regions/{id}'],
  ])('%s that differs is changed, once', async (path, other, from, to, write) => {
    const { client, writes, fake } = start()
    await upstash.ensureRedisDatabase(client, desired)
    // Its answer is lost, and setting a value twice is setting it once.
    fake.faults.add({ operation: '*', kind: 'commit_then_500', probability: 0.3, times: 2 })
    const updated = await upstash.ensureRedisDatabase(client, { ...desired, ...other })
    expect(updated).toMatchObject({ outcome: 'updated', changes: [{ path, from, to }] })
    fake.faults.clear()
    expect(new Set(writes())).toEqual(new Set(['POST /redis/database', write]))
    const before = writes().length
    expect((await upstash.ensureRedisDatabase(client, { ...desired, ...other })).outcome).toBe('existing')
    expect(writes()).toHaveLength(before)
  })

  test('TLS is switched on where it is off', async () => {
    const { client, databases, writes } = start()
    await upstash.ensureRedisDatabase(client, desired)
    for (const kept of databases.values()) kept.tls = false
    const updated = await upstash.ensureRedisDatabase(client, { ...desired, tls: true })
    expect(updated).toMatchObject({ outcome: 'updated', resource: { tls: true } })
    expect(writes()).toEqual(['POST /redis/database', 'POST /redis/enable-tls/{id}'])
  })

  test.each<readonly [string, upstash.RedisPlan, upstash.RedisDatabasePlan['action']]>([
    ['free', 'free', 'none'],
    ['free', 'payg', 'update'],
    ['free', 'fixed_1gb', 'update'],
    ['payg', 'payg', 'none'],
    ['payg', 'fixed_250mb', 'update'],
    ['pro', 'fixed_1gb', 'none'],
    ['pro', 'payg', 'update'],
    // An answer says `paid` of both.
    ['paid', 'payg', 'none'],
    ['paid', 'fixed_500gb', 'none'],
    ['paid', 'free', 'update'],
    ['enterprise', 'free', 'none'],
  ])('a database that is shown as %s, when %s is desired: %s', async (type, plan, action) => {
    const { client, databases } = start()
    await upstash.ensureRedisDatabase(client, desired)
    for (const kept of databases.values()) Object.assign(kept, { type })
    expect(await upstash.planRedisDatabase(client, { ...desired, plan })).toMatchObject({ action })
  })

  test.each<readonly [string, Partial<upstash.CreateRedisDatabaseParams>, string]>([
    ['primary_region', { primary_region: 'us-west-1' }, '"eu-central-1", not "us-west-1"'],
    ['tls', { tls: false }, 'true, not false'],
  ])('%s that differs is a conflict, found before anything is changed', async (path, other, said) => {
    const { client, writes } = start()
    const { resource } = await upstash.ensureRedisDatabase(client, desired)
    const elsewhere = { ...desired, eviction: false, ...other }
    for (const call of [upstash.ensureRedisDatabase, upstash.planRedisDatabase]) {
      const error = await call(client, elsewhere).catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({ code: 'conflict', message: expect.stringContaining('use another name') })
      expect(String(error)).toContain(`cannot ensure the database "shop": ${resource.database_id} has ${path} ${said}`)
    }
    expect(writes()).toEqual(['POST /redis/database'])
    const adopted = await upstash.ensureRedisDatabase(client, elsewhere, { adopt: true })
    expect(adopted).toMatchObject({ outcome: 'updated', changes: [{ path: 'eviction', from: true, to: false }] })
  })

  test('the region of a platform decides the platform, before anything is asked', async () => {
    const { client, calls } = start()
    for (const call of [upstash.ensureRedisDatabase, upstash.planRedisDatabase])
      await expect(call(client, { ...desired, platform: 'gcp' })).rejects.toMatchObject({
        code: 'config',
        message: expect.stringContaining('only us-central1'),
      })
    expect(calls).toEqual([])
  })

  test('a database from the time before global ones has its region in the other field', async () => {
    const { client, fake } = start()
    const { resource } = await upstash.ensureRedisDatabase(client, desired)
    const old = upstash.createUpstashClient({
      email: 'me@example.com',
      apiKey: 'key',
      fetch: async (input) => {
        const response = await fake.fetch(input)
        const text = await response.text()
        return new Response(
          text.replace('"region":"global"', '"region":"eu-central-1"').replace('"primary_region"', '"x"'),
        )
      },
    })
    const again = await upstash.ensureRedisDatabase(old, desired)
    expect(again).toMatchObject({ outcome: 'existing', resource: { database_id: resource.database_id } })
  })

  test('a similar name and another case are other databases', async () => {
    const { client, databases } = start()
    for (const database_name of ['shop-staging', 'Shop', ' shop'])
      await upstash.ensureRedisDatabase(client, { ...desired, database_name })
    expect((await upstash.ensureRedisDatabase(client, desired)).outcome).toBe('created')
    expect(databases.size).toBe(4)
  })

  test('two of one name are a conflict that names both', async () => {
    const { client, databases } = start()
    await upstash.createRedisDatabase(client, desired)
    await upstash.createRedisDatabase(client, desired)
    const error: unknown = await upstash.ensureRedisDatabase(client, desired, { adopt: true }).catch((e: unknown) => e)
    expect(error).toMatchObject({ code: 'conflict' })
    for (const id of databases.keys()) expect(String(error)).toContain(id)
    expect(String(error)).toContain('renameRedisDatabase')
  })

  test('two programs at once are told so, and not one of them in silence', async () => {
    const { client, databases } = start()
    const ends = await Promise.allSettled([
      upstash.ensureRedisDatabase(client, desired),
      upstash.ensureRedisDatabase(client, desired),
    ])
    // Nothing at Upstash prevents it; the names of both are in the error.
    expect(databases.size).toBe(2)
    const reasons = ends.flatMap((end) => (end.status === 'rejected' ? [String(end.reason)] : []))
    expect(reasons.length).toBeGreaterThan(0)
    for (const id of databases.keys()) expect(reasons[0]).toContain(id)
  })

  test.each(['commit_then_500', 'reset_after', 'truncated_json'] as const)(
    '%s: the database that was made is found, and is told as created',
    async (kind) => {
      const { client, fake, databases, writes } = start()
      fake.faults.add({ operation: 'POST /redis/database', kind })
      const { resource, outcome } = await upstash.ensureRedisDatabase(client, desired)
      expect(outcome).toBe('created')
      expect([...databases.keys()]).toEqual([resource.database_id])
      expect(writes()).toHaveLength(1)
    },
  )

  test.each(['commit_then_500', undefined] as const)(
    'a list that lags behind the write (%s) is read again',
    async (kind) => {
      const { clock, fake, databases, writes } = start()
      let lists = 0
      const client = upstash.createUpstashClient({
        email: 'me@example.com',
        apiKey: 'key',
        clock,
        fetch: async (input) => {
          const request = new Request(input)
          const response = await fake.fetch(request)
          return request.url.endsWith('/databases') && ++lists <= 6 ? Response.json([]) : response
        },
      })
      if (kind) fake.faults.add({ operation: 'POST /redis/database', kind })
      const { outcome, resource } = await upstash.ensureRedisDatabase(client, desired)
      expect(outcome).toBe('created')
      expect([...databases.keys()]).toEqual([resource.database_id])
      expect(writes()).toHaveLength(1)
      // An answer names what was created; without one, only the list does.
      expect(clock.now() > 8000).toBe(kind !== undefined)
    },
  )

  test('a list that never shows it: what was created is answered all the same', async () => {
    const { clock, fake, databases } = start()
    const client = upstash.createUpstashClient({
      email: 'me@example.com',
      apiKey: 'key',
      clock,
      fetch: async (input) => {
        const request = new Request(input)
        const response = await fake.fetch(request)
        return request.url.endsWith('/databases') ? Response.json([]) : response
      },
    })
    const { resource } = await upstash.ensureRedisDatabase(client, desired)
    expect([...databases.keys()]).toEqual([resource.database_id])
  })

  test('a database that never appears: eight rounds, then the error of the last', async () => {
    const { client, fake, databases, writes } = start()
    fake.faults.add({ operation: 'POST /redis/database', kind: 'reset_before', times: 8 })
    await expect(upstash.ensureRedisDatabase(client, desired)).rejects.toMatchObject({ code: 'ambiguous_write' })
    expect(writes()).toHaveLength(8)
    expect(databases.size).toBe(0)
  })

  test('one that another program made, should Upstash ever refuse a second one, is told as existing', async () => {
    const { client, fake, databases } = start()
    const racing = upstash.createUpstashClient({
      email: 'me@example.com',
      apiKey: 'upstash-key-7f3k',
      clock: client.clock,
      async fetch(input) {
        if (new Request(input).method === 'GET') return fake.fetch(input)
        await upstash.createRedisDatabase(client, desired)
        return Response.json({ error: 'database already exists' }, { status: 409 })
      },
    })
    const { resource, outcome } = await upstash.ensureRedisDatabase(racing, desired)
    expect([outcome, ...databases.keys()]).toEqual(['existing', resource.database_id])
  })

  test('a refusal is passed on, and an abort between two looks ends it', async () => {
    const { client, fake, calls } = start()
    fake.faults.add({ operation: 'POST /redis/database', kind: 'status', status: 400, message: 'no more databases' })
    await expect(upstash.ensureRedisDatabase(client, desired)).rejects.toMatchObject({
      code: 'invalid_request',
      message: expect.stringContaining('no more databases'),
    })
    const controller = new AbortController()
    fake.faults.add({ operation: 'POST /redis/database', kind: 'reset_before' })
    const ensured = upstash.ensureRedisDatabase(client, desired, { signal: controller.signal })
    while (calls.length < 6) await new Promise(setImmediate)
    controller.abort()
    await expect(ensured).rejects.toMatchObject({ code: 'aborted' })
  })
})

test('planRedisDatabase tells create, none and update, and changes nothing', async () => {
  const { client, writes } = start()
  expect(await upstash.planRedisDatabase(client, desired)).toEqual({
    action: 'create',
    changes: [],
    database: undefined,
  })
  const { resource } = await upstash.ensureRedisDatabase(client, desired)
  const database = { database_id: resource.database_id }
  expect(await upstash.planRedisDatabase(client, desired)).toMatchObject({ action: 'none', changes: [], database })
  expect(await upstash.planRedisDatabase(client, { ...desired, eviction: false })).toMatchObject({
    action: 'update',
    changes: [{ path: 'eviction', from: true, to: false }],
    database,
  })
  expect(writes()).toEqual(['POST /redis/database'])
})

describe('1,000 seeded creations in which 30 % of the answers are lost', { timeout: 30_000 }, () => {
  const runs = 1000

  function unreliable(seed: number) {
    const started = start(seed)
    for (const [kind, probability] of [
      ['reset_before', 0.1],
      ['reset_after', 0.1],
      ['commit_then_500', 0.1],
      ['truncated_json', 0.03],
    ] as const) {
      started.fake.faults.add({ operation: 'POST /redis/database', kind, probability })
    }
    started.fake.faults.add({ operation: '*', kind: 'status', status: 429, retryAfter: 1, probability: 0.05 })
    started.fake.faults.add({ operation: '*', kind: 'status', status: 503, probability: 0.05 })
    started.fake.faults.add({ operation: 'GET /redis/databases', kind: 'reset_before', probability: 0.1 })
    return started
  }

  test('createRedisDatabase: never two, and nothing is sent after a send that may have been carried out', async () => {
    const ends = { created: 0, ambiguous: 0 }
    for (let seed = 1; seed <= runs; seed++) {
      const { client, databases, calls } = unreliable(seed)
      const error: unknown = await upstash.createRedisDatabase(client, desired).then(
        () => undefined,
        (thrown: unknown) => thrown,
      )
      const answers = calls.map(({ status }) => status)
      expect(answers.slice(0, -1), `seed ${seed}`).toEqual(answers.slice(1).map(() => 429))
      const end = error === undefined ? 'created' : 'ambiguous'
      const code = isKeelsonError(error) ? error.code : undefined
      expect(databases.size, `seed ${seed}`).toBeLessThanOrEqual(1)
      expect({ code, isThere: databases.size === 1 || end === 'ambiguous' }, `seed ${seed}`).toEqual({
        code: end === 'created' ? undefined : 'ambiguous_write',
        isThere: true,
      })
      ends[end] += 1
    }
    expect(ends.created).toBeGreaterThan(500)
    expect(ends.ambiguous).toBeGreaterThan(200)
  })

  test('ensureRedisDatabase: exactly one, told as created', async () => {
    const rounds = Array.from({ length: 9 }, () => 0)
    for (let seed = 1; seed <= runs; seed++) {
      const { client, databases, calls } = unreliable(seed)
      const end: unknown = await upstash.ensureRedisDatabase(client, desired).catch((error: unknown) => error)
      expect(databases.size, `seed ${seed}: ${String(end)}`).toBe(1)
      expect(end, `seed ${seed}`).toMatchObject({
        outcome: 'created',
        resource: { database_id: [...databases.keys()][0] },
      })
      const sends = calls.filter(({ operation, status }) => operation.startsWith('POST') && status !== 429)
      rounds[sends.length]! += 1
    }
    expect(rounds[0]).toBe(0)
    expect(rounds[2]).toBeGreaterThan(50)
    expect(rounds[3]).toBeGreaterThan(0)
  })
})

test(
  '300 seeded updates in which answers are lost: everything as desired, and then no write',
  { timeout: 30_000 },
  async () => {
    const next = {
      ...desired,
      plan: 'fixed_1gb',
      budget: 50,
      tls: true,
      read_regions: ['us-west-1'],
      eviction: false,
    } as const
    for (let seed = 1; seed <= 300; seed++) {
      const { client, fake, databases, writes } = start(seed)
      await upstash.ensureRedisDatabase(client, desired)
      const [kept] = databases.values()
      kept!.tls = false
      for (const kind of ['reset_before', 'reset_after', 'commit_then_500'] as const)
        fake.faults.add({ operation: '*', kind, probability: 0.08 })
      fake.faults.add({ operation: 'GET /redis/database/{id}', kind: 'truncated_json', probability: 0.1 })
      const { outcome } = await upstash.ensureRedisDatabase(client, next)
      fake.faults.clear()
      const settings = { type: 'pro', budget: 50, tls: true, readRegions: ['us-west-1'], eviction: false }
      expect({ outcome, kept, size: databases.size }, `seed ${seed}`).toMatchObject({
        outcome: 'updated',
        kept: settings,
        size: 1,
      })
      const before = writes().length
      expect((await upstash.ensureRedisDatabase(client, next)).outcome).toBe('existing')
      expect(writes()).toHaveLength(before)
    }
  },
)
