import { formatError, isKeelsonError, Secret, type KeelsonError } from '@keelson/core'
import { createFakeClock, createRandom } from '@keelson/core/testing'
import type { Redis } from '@upstash/redis'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { findRedisProgram } from '../../../../test/services/redis-program.ts'
import { startUpstashRest, type UpstashRest } from '../../../../test/services/upstash-rest.ts'
import { createRestRedis, type RestRedisOptions } from './index.js'

const program = await findRedisProgram()

describe.skipIf('missing' in program)('on a real Redis', () => {
  let rest: UpstashRest

  beforeAll(async () => {
    rest = await startUpstashRest()
  }, 60_000)
  afterAll(() => rest[Symbol.asyncDispose]())
  beforeEach(async () => {
    rest.clear()
    await rest.redis.flushall()
  })

  const open = (options: RestRedisOptions = {}) =>
    createRestRedis({ url: rest.url, token: rest.token, random: () => 0, ...options })
  const sent = () => rest.server.requests.length
  const errorOf = async (work: Promise<unknown>): Promise<KeelsonError> => {
    const error: unknown = await work.then(
      (value) => expect.unreachable(`it answered ${JSON.stringify(value)}`),
      (thrown: unknown) => thrown,
    )
    if (!isKeelsonError(error)) throw error
    return error
  }

  describe('values', () => {
    test('of megabytes, lists of thousands, and lists in lists come back as they were', async () => {
      const redis = open()
      const large = 'ü🚀x'.repeat(150_000)
      await redis.set('large', large)
      expect((await redis.get('large')) === large).toBe(true)
      const many = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`key-${index}`, `value ${index}`]))
      await redis.mset(many)
      expect(await redis.mget(...Object.keys(many))).toEqual(Object.values(many))
      expect(await redis.eval('return {1, {"ü", {"OK", false, ""}}, "OK"}', [], [])).toEqual([
        1,
        ['ü', ['OK', null, '']],
        'OK',
      ])
      const list = redis.pipeline().lrange('none', 0, -1).hgetall('none').eval('return {{"x"}}', [], [])
      expect(await list.exec()).toEqual([[], null, [['x']]])
    })

    test('a text of digits stays exact from 2^53 on', async () => {
      const redis = open()
      await redis.set('number', '9007199254740993')
      expect(await redis.get('number')).toBe('9007199254740993')
      expect(await redis.mget('number')).toEqual(['9007199254740993'])
    })

    test('null, true and objects are JSON, as in the library', async () => {
      const redis = open()
      for (const value of [null, true, { a: null }]) {
        await redis.set('key', value)
        expect(await redis.get('key')).toEqual(value)
      }
    })

    test.each<readonly [string, (redis: Redis) => Promise<unknown>]>([
      ['undefined', (redis) => redis.set('key', undefined)],
      ['NaN', (redis) => redis.set('key', NaN)],
      ['Infinity', (redis) => redis.pipeline().get('a').zadd('key', { score: Infinity, member: 'm' }).exec()],
      ['a Secret', (redis) => redis.set('key', new Secret('value-of-it'))],
      ['a Secret', (redis) => redis.hset('key', { a: 1, b: new Secret('value-of-it') })],
      ['a Secret', (redis) => redis.exec(['SET', 'key', new Secret('value-of-it') as never])],
    ])('%s is not sent as something else', async (what, call) => {
      const before = sent()
      const error = await errorOf(call(open()))
      expect(error).toMatchObject({ code: 'config', message: expect.stringContaining(`an argument is ${what}`) })
      expect(sent()).toBe(before)
    })

    test('an answer of more than 8 MiB says so', async () => {
      await rest.redis.set('large', 'x'.repeat(7_000_000))
      const error = await errorOf(open().get('large'))
      expect(error).toMatchObject({ code: 'schema', message: expect.stringContaining('larger than 8 MiB') })
      expect(error.hint).toContain('ask for less at once')
    })
  })

  describe('what may have been carried out runs once', () => {
    const writes: readonly (readonly [string, (redis: Redis) => Promise<unknown>])[] = [
      ['INCR', (redis) => redis.incr('count')],
      ['SET', (redis) => redis.set('lock', 'mine', { nx: true })],
      ['SET', (redis) => redis.set('there', 'mine', { xx: true })],
      ['GETDEL', (redis) => redis.getdel('there')],
      ['GETEX', (redis) => redis.getex('there', { ex: 60 })],
      ['LPOP', (redis) => redis.lpop('list')],
      ['EVAL', (redis) => redis.eval(`return redis.call('INCR', KEYS[1])`, ['count'], [])],
      ['EXPIRE', (redis) => redis.expire('there', 60)],
      ['DEL', (redis) => redis.del('there')],
      ['PIPELINE of 2 commands', (redis) => redis.pipeline().get('count').incr('count').exec()],
      ['MULTI-EXEC of 2 commands', (redis) => redis.multi().get('count').incr('count').exec()],
    ]

    test.each(writes)('%s, when the connection breaks behind it', async (operation, call) => {
      await rest.redis.set('there', 'theirs')
      await rest.redis.rpush('list', 'a', 'b')
      let ran = 0
      rest.next(async (_, carryOut) => {
        ran += 1
        await carryOut()
        return { fault: 'reset' }
      })
      const before = sent()
      const error = await errorOf(call(open()))
      expect(error).toMatchObject({ code: 'ambiguous_write', operation, attempts: 1 })
      expect([ran, sent() - before]).toEqual([1, 1])
    })

    test('300 increments with every third answer lost: each runs once', { timeout: 30_000 }, async () => {
      const random = createRandom(7)
      const redis = open()
      const endings: string[] = []
      for (let call = 0; call < 300; call++) {
        if (random() < 0.33) rest.next(async (_, carryOut) => (await carryOut()) && { fault: 'reset' })
        else if (random() < 0.1) rest.next({ status: 429, json: { error: 'later' } })
        endings.push(
          await redis.incr('count').then(
            () => 'answered',
            (error: unknown) => (isKeelsonError(error) ? error.code : String(error)),
          ),
        )
      }
      expect(new Set(endings)).toEqual(new Set(['answered', 'ambiguous_write']))
      expect(await rest.redis.get('count')).toBe('300')
    })
  })

  describe('limits', () => {
    test('a wait that the server asks for is kept, when there is time for it', async () => {
      const clock = createFakeClock()
      rest.next({ status: 429, headers: { 'retry-after': '2' }, json: { error: 'later' } })
      const retried: { delayMs: number }[] = []
      const before = sent()
      const counted = open({ clock, onRetry: (event) => void retried.push(event) }).incr('count')
      await expect.poll(() => retried).toMatchObject([{ delayMs: 2000 }])
      await clock.advance(1999)
      expect(sent() - before).toBe(1)
      await clock.advance(201)
      expect(await counted).toBe(1)
    })

    test('one that is too long is told at once, and the next command is not sent before', async () => {
      const clock = createFakeClock({ auto: true })
      const redis = open({ clock })
      rest.next({ status: 429, headers: { 'retry-after': '60' }, json: { error: 'later' } })
      expect(await errorOf(redis.incr('count'))).toMatchObject({ code: 'rate_limited', retryAfterMs: 60_000 })
      const before = sent()
      const error = await errorOf(redis.get('count'))
      expect(error).toMatchObject({ code: 'rate_limited', operation: 'GET' })
      expect(error.message).toContain('was not sent: the rate limit opens in 60 s')
      expect(sent()).toBe(before)
    })

    test('an abort ends the pause between two attempts', async () => {
      const clock = createFakeClock()
      const controller = new AbortController()
      const redis = open({ clock, random: () => 0.99, signal: controller.signal })
      rest.next({ status: 503, text: '' })
      const before = sent()
      const reading = errorOf(redis.get('key'))
      await rest.server.received(before + 1)
      controller.abort()
      expect(await reading).toMatchObject({ code: 'aborted', operation: 'GET' })
      expect(sent()).toBe(before + 1)
    })
  })

  describe('errors', () => {
    const secret = 'value-that-nobody-may-see'

    // More arguments than a call of a function can have.
    test('of a request with many values hold none of them', { timeout: 30_000 }, async () => {
      const values = Array.from({ length: 100_000 }, (_, index) => [`key-${index}`, `${secret}-${index}`])
      rest.next({ status: 400, json: { error: `ERR max request size exceeded near ${secret}-77777 ${secret}-1` } })
      const error = await errorOf(open().mset(Object.fromEntries(values)))
      expect(error).toMatchObject({ code: 'invalid_request', operation: 'MSET' })
      expect(formatError(error)).not.toContain(secret)
    })

    test('a value in the place of a command is not shown', async () => {
      const error = await errorOf(open().exec([secret, 'key']))
      expect(error).toMatchObject({ operation: 'COMMAND' })
      expect(formatError(error)).not.toContain(secret)
      expect(formatError(error)).not.toContain(secret.toUpperCase())
    })

    test.each<readonly [number, string, string]>([
      [404, 'not_found', 'Is the URL that of the REST API'],
      [413, 'invalid_request', 'Split it'],
    ])('%i', async (status, code, hint) => {
      rest.next({ status, text: '<html>no</html>' })
      expect(await errorOf(open().set('key', 1))).toMatchObject({ code, hint: expect.stringContaining(hint) })
    })

    test('a redirect and a host that is gone say what to look at', async () => {
      rest.next({ status: 302, headers: { location: 'https://elsewhere.example/' }, text: '' })
      expect((await errorOf(open().get('key'))).message).toContain('check the REST URL')
      const gone = () => Promise.reject(Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' }))
      const error = await errorOf(open({ fetch: gone }).get('key'))
      expect(error).toMatchObject({ code: 'network', hint: expect.stringContaining('database still there') })
    })
  })
})
