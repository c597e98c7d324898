import { inspect } from 'node:util'
import { formatError, isKeelsonError, Secret } from '@keelson/core'
import { createFakeClock, htmlReply, type Reply } from '@keelson/core/testing'
import { Redis } from '@upstash/redis'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { reservePort } from '../../../../test/services/port.ts'
import { findRedisProgram } from '../../../../test/services/redis-program.ts'
import { startUpstashRest, type UpstashRest } from '../../../../test/services/upstash-rest.ts'
import { isRead } from './read-commands.js'
import { createRestRedis, type RestRedisOptions } from './index.js'

const program = await findRedisProgram()

describe.skipIf('missing' in program)('commands run on a real Redis', () => {
  let rest: UpstashRest

  beforeAll(async () => {
    rest = await startUpstashRest()
  }, 60_000)
  afterAll(() => rest[Symbol.asyncDispose]())
  beforeEach(async () => {
    rest.clear()
    await rest.redis.flushall()
    for (const method of ['warn', 'error', 'log'] as const)
      vi.spyOn(console, method).mockImplementation(() => expect.unreachable('something was printed'))
  })
  afterEach(() => vi.restoreAllMocks())

  const open = (options: RestRedisOptions = {}) =>
    createRestRedis({
      url: rest.url,
      token: rest.token,
      // Pauses take no time.
      random: () => 0,
      ...options,
    })
  const thrownBy = async (work: Promise<unknown>) => {
    const error: unknown = await work.then(
      () => expect.unreachable('it should have failed'),
      (thrown: unknown) => thrown,
    )
    if (!isKeelsonError(error)) throw error
    return error
  }
  const sent = () => rest.server.requests.length

  test('a value is a value, whatever is in it', async () => {
    const redis = open()
    for (const value of ['hello', 'OK', 'größer 🚀', 'T0s=', '', ' ', 'a\nb', { a: [1, 'ü'] }, 7]) {
      expect(await redis.set('key', value)).toBe('OK')
      expect(await redis.get('key')).toEqual(value)
    }
    await redis.hset('hash', { a: 'é', b: 'OK' })
    expect(await redis.hgetall('hash')).toEqual({ a: 'é', b: 'OK' })
    await redis.rpush('list', 'OK', 'b', 'c')
    expect(await redis.lrange('list', 0, -1)).toEqual(['OK', 'b', 'c'])
    expect(await redis.get('none')).toBeNull()
    expect(await redis.incr('count')).toBe(1)
    await rest.redis.set('raw', Buffer.from([0xff, 0x41]))
    expect(await redis.get('raw')).toBe('\u{fffd}A')
    expect(await redis.scan(0)).toEqual(['0', expect.arrayContaining(['key', 'hash', 'list', 'count', 'raw'])])
  })

  test('texts stay texts without automatic deserialization', async () => {
    const redis = open({ automaticDeserialization: false })
    await redis.set('key', '7')
    expect(await redis.get('key')).toBe('7')
    expect(await open().get('key')).toBe(7)
    expect(await redis.pipeline().get('key').exec()).toEqual(['7'])
  })

  test('a script that the server does not know is sent whole', async () => {
    const script = open().createScript<string>('return ARGV[1]')
    expect(await script.exec([], ['hello'])).toBe('hello')
    expect(await script.exec([], ['again'])).toBe('again')
  })

  test('what it wrote it reads: the token of the last answer goes along, unless that is not wanted', async () => {
    const tokens = () => rest.server.requests.slice(-2).map(({ headers }) => headers['upstash-sync-token'])
    const redis = open()
    await redis.set('key', 1)
    const after = redis.readYourWritesSyncToken
    await redis.get('key')
    expect(after).toMatch(/^sync-\d+$/)
    expect(tokens()).toEqual(['', after])
    const careless = open({ readYourWrites: false })
    await careless.set('key', 1)
    await careless.get('key')
    expect(tokens()).toEqual([undefined, undefined])
  })

  describe('pipelines', () => {
    test('hold a result for each command', async () => {
      const results = await open().pipeline().set('a', 'x').get('a').incr('n').get('none').exec()
      expect(results).toEqual(['OK', 'x', 1, null])
      expect(rest.server.requests.at(-1)?.path).toBe('/pipeline')
      expect(await open().multi().set('b', 'y').get('b').exec()).toEqual(['OK', 'y'])
      expect(rest.server.requests.at(-1)?.path).toBe('/multi-exec')
    })

    test('tell of the command that failed, and with keepErrors of each', async () => {
      const redis = open()
      await redis.set('text', 'value-that-is-there')
      const build = () => redis.pipeline().set('other', 1).hgetall('text').get('other')
      const error = await thrownBy(build().exec())
      expect(error).toMatchObject({ code: 'invalid_request', operation: 'PIPELINE' })
      expect(error.message).toContain('Command 2 [ hgetall ] failed: WRONGTYPE')
      expect(error.hint).toContain('keepErrors')
      expect(await build().exec({ keepErrors: true })).toEqual([
        { error: undefined, result: 'OK' },
        { error: expect.stringContaining('WRONGTYPE'), result: undefined },
        { error: undefined, result: 1 },
      ])
    })

    test('a transaction that is discarded answers one error for all', async () => {
      const redis = open()
      const error = await thrownBy(redis.multi().exec())
      expect(error).toMatchObject({ code: 'config', message: 'MULTI-EXEC has no commands' })
      rest.next({ status: 400, json: { error: 'EXECABORT Transaction discarded because of: ERR unknown command' } })
      expect(await thrownBy(redis.multi().set('b', 1).get('b').exec())).toMatchObject({
        code: 'invalid_request',
        operation: 'MULTI-EXEC of 2 commands',
        message: expect.stringContaining('EXECABORT'),
      })
      rest.next({ json: { error: 'EXECABORT Transaction discarded' } })
      expect(await thrownBy(redis.multi().set('b', 1).get('b').exec())).toMatchObject({ code: 'invalid_request' })
    })

    test('an answer with too few items is none', async () => {
      rest.next({ json: [{ result: 'OK' }] })
      const error = await thrownBy(open().pipeline().set('a', 1).set('b', 1).exec())
      expect(error).toMatchObject({ code: 'schema', operation: 'PIPELINE of 2 commands' })
    })
  })

  describe('faults', () => {
    const faults: readonly (readonly [name: string, reply: Reply, code: string])[] = [
      ['reset', { fault: 'reset' }, 'network'],
      ['reset after the head', { fault: 'reset_after_headers', json: { result: 'b25l' } }, 'network'],
      ['truncated', { fault: 'truncated', json: { result: 'b25l' } }, 'network'],
      ['half of the JSON', { text: '{"result":"b2' }, 'schema'],
      ['a 500 with a page', htmlReply(500), 'server'],
      ['a 503', { status: 503, json: { error: 'try later' } }, 'server'],
    ]

    test.each(faults)('%s: a read is sent again', async (_, reply) => {
      await rest.redis.set('key', 'value')
      const before = sent()
      rest.next(reply, reply)
      expect(await open().get('key')).toBe('value')
      expect(sent() - before).toBe(3)
    })

    test.each(faults)(
      '%s: a read that finds nothing else tells so, and never answers nothing',
      async (_, reply, code) => {
        const before = sent()
        rest.next(reply, reply, reply)
        const error = await thrownBy(open().get('key'))
        expect(error).toMatchObject({
          code,
          operation: 'GET',
          message: expect.stringContaining('GET at http://127.0.0.1'),
        })
        expect(sent() - before).toBe(3)
      },
    )

    test.each(faults)('%s: a write may have been carried out, and is not sent again', async (_, reply) => {
      const before = sent()
      rest.next(async (_request, carryOut) => {
        await carryOut()
        return reply
      })
      const error = await thrownBy(open().incr('count'))
      expect(error).toMatchObject({ code: 'ambiguous_write', operation: 'INCR' })
      expect(error.message).toContain('Ask what is there now')
      expect(sent() - before).toBe(1)
      expect(await rest.redis.get('count')).toBe('1')
    })

    test('a pipeline is a read when all in it are', async () => {
      await rest.redis.set('key', 'value')
      const redis = open()
      const before = sent()
      rest.next({ fault: 'reset' })
      expect(await redis.pipeline().get('key').strlen('key').exec()).toEqual(['value', 5])
      rest.next({ fault: 'reset' })
      expect(await thrownBy(redis.pipeline().get('key').incr('n').exec())).toMatchObject({
        code: 'ambiguous_write',
        operation: 'PIPELINE of 2 commands',
      })
      expect(sent() - before).toBe(3)
    })

    test('a 429 was not carried out: a write is sent again', async () => {
      rest.next({ status: 429, json: { error: 'too many' } }, { status: 429, text: '' })
      expect(await open().incr('count')).toBe(1)
      rest.next({ status: 429, text: '' })
      expect(await thrownBy(open({ retry: false }).incr('count'))).toMatchObject({ code: 'rate_limited', attempts: 1 })
    })

    test('nobody listens: nothing was carried out, whatever it is', async () => {
      const url = `http://127.0.0.1:${await reservePort()}`
      for (const redis of [open({ url }), open({ url, retry: false })])
        expect(await thrownBy(redis.set('key', 'value'))).toMatchObject({ code: 'network', operation: 'SET' })
    })

    test('no answer in time', async () => {
      const clock = createFakeClock()
      const redis = open({ clock, timeoutMs: 1000, totalTimeoutMs: 1500, retry: 2 })
      rest.next({ fault: 'hang' }, { fault: 'hang' })
      const before = sent()
      const reading = thrownBy(redis.get('key'))
      await rest.server.received(before + 1)
      await clock.advance(1000)
      await clock.advance(100)
      await rest.server.received(before + 2)
      await clock.advance(1000)
      expect(await reading).toMatchObject({ code: 'timeout', operation: 'GET', attempts: 2 })
      rest.next({ fault: 'hang' })
      const writing = thrownBy(redis.set('key', 'value'))
      await rest.server.received(before + 3)
      await clock.advance(1000)
      expect(await writing).toMatchObject({ code: 'ambiguous_write' })
    })

    test('an abort is an error, before it is sent and while it is under way', async () => {
      const controller = new AbortController()
      const redis = open({ signal: controller.signal })
      rest.next({ fault: 'hang' })
      const before = sent()
      const under = thrownBy(redis.get('key'))
      await rest.server.received(before + 1)
      controller.abort()
      expect(await under).toMatchObject({ code: 'aborted', operation: 'GET' })
      expect(await thrownBy(redis.get('key'))).toMatchObject({ code: 'aborted' })
      expect(sent()).toBe(before + 1)
      const asked: AbortSignal[] = [AbortSignal.abort(), new AbortController().signal]
      const each = open({ signal: () => asked.shift() })
      await thrownBy(each.get('key'))
      expect(await each.get('key')).toBeNull()
    })

    test.each<readonly [Reply, string]>([
      [{ json: {} }, 'no result at all'],
      [{ json: null }, 'null'],
      [{ json: [] }, 'a list'],
      [htmlReply(200), 'a page'],
      [{ text: '' }, 'nothing'],
    ])('%o is no result', async (reply) => {
      rest.next(reply)
      expect(await thrownBy(open().get('key'))).toMatchObject({ code: 'schema', operation: 'GET' })
    })
  })

  describe('refusals', () => {
    test.each<readonly [string, number, string, string]>([
      ['WRONGPASS invalid or missing auth token', 401, 'auth', 'current token'],
      ['NOAUTH Authentication required', 400, 'auth', 'current token'],
      ['Unauthorized', 401, 'auth', 'current token'],
      ["NOPERM this user has no permissions to run the 'set' command", 400, 'forbidden', 'read-only'],
      ['ERR max daily request limit exceeded. Limit: 10000', 400, 'rate_limited', 'today'],
      ['ERR max requests limit exceeded. Limit: 500000', 400, 'rate_limited', 'this month'],
      ['ERR max requests limit exceeded', 429, 'rate_limited', 'this month'],
      ['ERR max request size exceeded. Limit: 10485760', 400, 'invalid_request', 'db_max_request_size'],
      ['ERR DB capacity quota exceeded', 400, 'forbidden', 'full'],
      ['ERR value is not an integer or out of range', 400, 'invalid_request', ''],
    ])('%s (%i) is %s', async (said, status, code, hint) => {
      rest.next({ status, json: { error: said } })
      const error = await thrownBy(open({ retry: false }).set('key', 'value'))
      expect(error).toMatchObject({ code, operation: 'SET', status, provider: 'upstash' })
      expect(error.message).toContain(said.slice(0, 20))
      expect(error.hint ?? '').toContain(hint)
      rest.clear()
      rest.next({ json: [{ error: said }] })
      expect(await thrownBy(open().pipeline().get('key').exec())).toMatchObject({ code })
    })

    test('another token, and one that only reads', async () => {
      const before = sent()
      expect(await thrownBy(open({ token: new Secret('AX-another-token') }).get('key'))).toMatchObject({ code: 'auth' })
      expect(sent() - before).toBe(1)
      const reader = open({ token: rest.readOnlyToken })
      expect(await reader.get('key')).toBeNull()
      expect(await thrownBy(reader.set('key', 1))).toMatchObject({ code: 'forbidden' })
    })

    test('what is not offered says what is', async () => {
      const error = await new Promise((resolve) => open().subscribe('news').on('error', resolve))
      expect(error).toMatchObject({ code: 'unsupported', message: expect.stringContaining('@keelson/upstash/ioredis') })
    })

    test('a Secret is not stored as what it shows', async () => {
      const before = sent()
      const error = await thrownBy(open().set('key', new Secret('value-of-a-secret')))
      expect(error).toMatchObject({ code: 'config', operation: 'SET', hint: expect.stringContaining('reveal') })
      expect(sent()).toBe(before)
    })
  })

  describe('nothing that was sent is shown', () => {
    const value = 'value-that-nobody-may-see-7f3k'
    const shown = (error: unknown) =>
      [formatError(error), inspect(error, { depth: Infinity, showHidden: true }), JSON.stringify(error)].join('\n')

    test('in what a real Redis says of it', async () => {
      const redis = open()
      const calls: readonly Promise<unknown>[] = [
        redis.exec(['NOSUCH', 'key', value]),
        redis.exec(['SET', 'key', value, value]),
        redis.eval(`return redis.call('GET', '${value}'`, [], []),
        redis.exec(['CONFIG', value]),
      ]
      for (const call of calls) {
        const error = await thrownBy(call)
        expect(shown(error)).not.toContain(value)
        expect(shown(error)).not.toContain(value.slice(0, 12))
      }
      const [item] = await redis.pipeline().eval('error(ARGV[1])', [], [value]).exec({ keepErrors: true })
      expect(item).toMatchObject({ error: expect.stringContaining('ERR') })
      expect(shown(item)).not.toContain(value)
    })

    test.each<readonly [string, (text: string) => Reply]>([
      ['an error', (text) => ({ status: 400, json: { error: `ERR near ${text}` } })],
      [
        'an error that quotes the beginning',
        (text) => ({ status: 400, json: { error: `ERR '${text.slice(0, 20)}'` } }),
      ],
      ['a page', (text) => ({ status: 502, text: `you sent ${text}` })],
      ['a success', (text) => ({ text: `you sent ${text}` })],
      ['half an answer', (text) => ({ text: `{"result":"${text}` })],
    ])('in %s that echoes it', async (_, reply) => {
      const events: unknown[] = []
      const note = (event: unknown) => void events.push(event)
      const redis = open({ onRequest: note, onResponse: note, onRetry: note })
      for (const echoed of [value, rest.token, `Bearer ${rest.token}`]) {
        rest.next(reply(echoed))
        const error = await thrownBy(redis.set('key', value))
        const all = `${shown(error)}${inspect(events, { depth: Infinity })}${inspect(redis, { depth: 9, showHidden: true })}`
        expect(all).not.toContain(value.slice(0, 15))
        expect(all).not.toContain(rest.token)
      }
    })
  })

  test('what it takes for a read does not write, as Redis itself sees it', async () => {
    const all = (await rest.redis.call('COMMAND')) as [string, number, string[]][]
    const writing = all.filter(([name, , flags]) => isRead(name) && flags.includes('write'))
    const missed = all.filter(([name, , flags]) => !isRead(name) && flags.includes('readonly')).map(([name]) => name)
    expect(writing).toEqual([])
    // Those have subcommands that do other things, and the last one paints.
    expect(missed.filter((name) => !['memory', 'object', 'script', 'function', 'lolwut'].includes(name))).toEqual([])
  })
})

test('the client is the one of the library', () => {
  expect(createRestRedis({ url: 'https://calm-otter-1.upstash.io', token: 'token' })).toBeInstanceOf(Redis)
})
