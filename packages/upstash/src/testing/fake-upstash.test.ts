import { createFakeClock, createRandom } from '@keelson/core/testing'
import { createRedis } from '@keelson/upstash/ioredis'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createRedisHost } from '../../../../test/services/data-planes.ts'
import * as upstash from '../index.js'
import { createFakeUpstash, type FakeUpstashHost } from './index.js'

const desired = { database_name: 'shop', platform: 'aws', primary_region: 'eu-central-1' } as const
const account = { email: 'me@example.com', apiKey: 'upstash-key-7f3k' }

describe('state', () => {
  test('two fakes of one seed are alike, and no two databases', async () => {
    const make = async () => {
      const fake = createFakeUpstash({ clock: createFakeClock(), random: createRandom(7) })
      const client = upstash.createUpstashClient({ ...account, fetch: fake.fetch })
      const first = await upstash.createRedisDatabase(client, desired)
      const second = await upstash.createRedisDatabase(client, desired)
      return [first, second].map(({ database_id, endpoint }) => ({ database_id, endpoint }))
    }
    const [one, two] = await make()
    expect(await make()).toEqual([one, two])
    expect(one).not.toEqual(two)
    expect(one?.database_id).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/)
    expect(one?.endpoint).toMatch(/^[a-z]+-[a-z]+-\d{5}$/)
  })

  test('a creation takes its time', async () => {
    const clock = createFakeClock()
    const fake = createFakeUpstash({ clock, createMs: 2000 })
    const client = upstash.createUpstashClient({ ...account, clock, fetch: fake.fetch })
    const { database_id: databaseId } = await upstash.createRedisDatabase(client, desired)
    const modifying = async () => (await upstash.getRedisDatabase(client, { databaseId })).modifying_state
    expect(await modifying()).toBe('creating')
    await clock.advance(2000)
    expect(await modifying()).toBe('')
  })

  test('any account, or exactly the given one', async () => {
    const list = (fetch: typeof globalThis.fetch, email: string, apiKey: string) =>
      upstash.listRedisDatabases(upstash.createUpstashClient({ email, apiKey, fetch })).toArray()
    const open = createFakeUpstash()
    expect(await list(open.fetch, 'any@example.com', 'anything')).toEqual([])
    const closed = createFakeUpstash(account)
    expect(await list(closed.fetch, account.email, account.apiKey)).toEqual([])
    for (const [email, apiKey] of [
      ['you@example.com', account.apiKey],
      [account.email, 'another'],
    ] as const)
      await expect(list(closed.fetch, email, apiKey)).rejects.toMatchObject({ code: 'auth' })
    for (const headers of [{}, { authorization: 'Basic a' }, { authorization: 'Bearer key' }])
      expect((await closed.fetch('https://api.upstash.com/v2/redis/databases', { headers })).status).toBe(401)
    expect(closed.state.calls.map(({ operation, status }) => `${operation} ${status}`)).toEqual([
      'GET /redis/databases 200',
      ...Array.from({ length: 5 }, () => 'GET /redis/databases 401'),
    ])
  })

  test('stop without a host has nothing to do', async () => {
    await expect(createFakeUpstash().stop()).resolves.toBeUndefined()
  })
})

const host = await createRedisHost()

describe.skipIf('missing' in host)('with a host, a database is a real one', () => {
  test(
    'its URL leads to it, a reset locks the old password out, and its end is the end',
    { timeout: 60_000 },
    async () => {
      // Skipped otherwise.
      const running = host as Exclude<typeof host, { missing: string }> satisfies FakeUpstashHost
      const fake = createFakeUpstash({ host: running })
      onTestFinished(() => fake.stop())
      const client = upstash.createUpstashClient({ ...account, fetch: fake.fetch })
      const { resource } = await upstash.ensureRedisDatabase(client, desired)
      const databaseId = resource.database_id
      const open = (database: upstash.RedisDatabase) => {
        const redis = createRedis({ url: upstash.redisUrl(database), ca: running.ca })
        onTestFinished(() => redis.disconnect())
        return redis
      }
      const first = open(resource)
      expect(await first.set('greeting', 'hello')).toBe('OK')
      await first.quit()

      const after = await upstash.resetRedisPassword(client, { databaseId })
      expect(await open(after).get('greeting')).toBe('hello')
      await expect(open(resource).get('greeting')).rejects.toMatchObject({ code: 'auth' })

      await upstash.deleteRedisDatabase(client, { databaseId })
      await expect(open(after).get('greeting')).rejects.toMatchObject({ code: 'network' })
      expect(fake.state.databases.size).toBe(0)
    },
  )
})
