import { createServer } from 'node:net'
import { inspect } from 'node:util'
import { formatError, isKeelsonError, type KeelsonError } from '@keelson/core'
import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { findRedisProgram, startRedis, type RedisServer } from '../../../../test/services/redis.ts'
import { connectRedis, createRedis, type CreateRedisOptions } from './index.js'

const program = await findRedisProgram()

describe.skipIf('missing' in program)('a client of a real server', { timeout: 60_000 }, () => {
  let server: RedisServer
  let plain: RedisServer
  beforeAll(async () => {
    ;[server, plain] = await Promise.all([startRedis(), startRedis({ tls: false })])
  }, 120_000)
  afterAll(() => Promise.all([server.remove(), plain.remove()]))

  const opened: Redis[] = []
  afterEach(() => {
    for (const redis of opened.splice(0)) redis.disconnect()
  })
  const open = (options: CreateRedisOptions = {}) => {
    const redis = createRedis({ url: server.url(), ca: server.ca, ...options })
    opened.push(redis)
    return redis
  }

  describe('that connects', () => {
    test('does so at its first command, and is an ioredis', async () => {
      const redis = open({ keyPrefix: 'shop:', connectionName: 'web' })
      expect(redis).toBeInstanceOf(Redis)
      expect(redis.status).toBe('wait')
      expect(await redis.set('a', '1', 'EX', 60)).toBe('OK')
      expect(await redis.client('GETNAME')).toBe('web')
      expect(await redis.pipeline().get('a').incr('n').exec()).toEqual([
        [null, '1'],
        [null, 1],
      ])
      expect(await redis.multi().get('a').exec()).toEqual([[null, '1']])
      expect(await open().get('shop:a')).toBe('1')
    })

    test('connectRedis waits for an answer, more than once', async () => {
      const redis = open()
      await connectRedis(redis)
      expect(redis.status).toBe('ready')
      await connectRedis(redis)
      expect(redis.listenerCount('error')).toBe(1)
    })

    test("the server's reply to a command stays what it is", async () => {
      const redis = open()
      await redis.set('text', 'abc')
      const error: unknown = await redis.incr('text').catch((thrown: unknown) => thrown)
      expect(isKeelsonError(error)).toBe(false)
      expect(error).toMatchObject({ name: 'ReplyError', message: expect.stringContaining('not an integer') })
      expect(await redis.pipeline().incr('text').exec()).toMatchObject([[{ name: 'ReplyError' }]])
    })

    test('a duplicate and a monitor know the password, and are of the same kind', async () => {
      const errors: KeelsonError[] = []
      const redis = open({ onError: (error) => errors.push(error) })
      const twin = redis.duplicate({ keyPrefix: 'twin:' })
      opened.push(twin)
      expect(await twin.set('a', '1')).toBe('OK')
      expect(await redis.get('twin:a')).toBe('1')
      expect(inspect(twin)).toMatch(/^Redis \{/)
      const monitor = await redis.monitor()
      opened.push(monitor)
      expect(monitor.mode).toBe('monitor')
      const lost = redis.duplicate({ port: 1 })
      opened.push(lost)
      await expect(lost.get('a')).rejects.toMatchObject({ code: 'network' })
      expect(errors[0]?.message).toContain('localhost:1')
    })

    test('messages arrive', async () => {
      const subscriber = open()
      await subscriber.subscribe('news')
      const arrived = new Promise((resolve) => {
        subscriber.on('message', (channel, message) => resolve([channel, message]))
      })
      await open().publish('news', 'hello')
      expect(await arrived).toEqual(['news', 'hello'])
    })
  })

  describe('that cannot connect says why', () => {
    interface Row {
      readonly why: string
      readonly options: () => CreateRedisOptions
      readonly code: string
      readonly said: string
      readonly hint: string
      readonly cause: RegExp
    }
    const wrong = 'a-wrong-password'
    const rows: readonly Row[] = [
      {
        why: 'a wrong password',
        options: () => ({ url: server.url().replace(server.password, wrong), ca: server.ca }),
        code: 'auth',
        said: 'does not accept the password',
        hint: 'Take the current URL',
        cause: /^WRONGPASS$/,
      },
      {
        why: 'no password',
        options: () => ({ url: `rediss://localhost:${server.port}`, ca: server.ca }),
        code: 'config',
        said: 'wants a password',
        hint: 'Write it into the URL',
        cause: /^NOAUTH$/,
      },
      {
        why: 'a plain client at a port with TLS',
        options: () => ({ url: server.url().replace('rediss:', 'redis:') }),
        code: 'config',
        said: 'hung up before its first answer',
        hint: 'Does the port want TLS? Then write rediss:// instead of redis://',
        cause: /^ECONNRESET$|^$/,
      },
      {
        why: 'a client with TLS at a plain port',
        options: () => ({ url: plain.url().replace('redis:', 'rediss:'), connectTimeoutMs: 600 }),
        code: 'timeout',
        said: 'took the connection, but did not answer to TLS in time',
        hint: 'write redis://',
        cause: /^ETIMEDOUT$/,
      },
      {
        why: 'an authority that nobody knows',
        options: () => ({ url: server.url() }),
        code: 'config',
        said: 'a certificate of an authority that is not trusted',
        hint: 'as ca',
        cause: /^SELF_SIGNED_CERT_IN_CHAIN$/,
      },
      {
        why: 'nobody listens',
        options: () => ({ url: `rediss://default:${wrong}@localhost:1` }),
        code: 'network',
        said: 'nothing listens there',
        hint: 'Check host and port',
        cause: /^ECONNREFUSED$/,
      },
      {
        why: 'an unknown host',
        options: () => ({ url: `rediss://default:${wrong}@nobody.invalid:6379` }),
        code: 'network',
        said: 'nobody knows the host name',
        hint: 'Check its spelling',
        cause: /^ENOTFOUND$|^EAI_AGAIN$/,
      },
    ]

    const fail = (promise: Promise<unknown>) =>
      promise.then(
        () => expect.unreachable(),
        (error: unknown) => error as KeelsonError,
      )

    test.each(rows)('$why', async ({ options, code, said, hint, cause }) => {
      const given = options()
      const { hostname, port } = new URL(String(given.url))
      const seen: KeelsonError[] = []
      const shown: string[] = []
      for (const preset of ['default', 'bullmq'] as const) {
        const redis = open({ ca: undefined, ...given, preset, onError: (error) => seen.push(error) })
        const error = await fail(connectRedis(redis))
        expect(error).toMatchObject({ code, provider: 'redis', hint: expect.stringContaining(hint) })
        expect(error.message).toContain(`Redis at ${hostname}:${port} `)
        expect(error.message).toContain(said)
        expect(error.cause?.code ?? '').toMatch(cause)
        shown.push(inspect(error, { depth: 9, showHidden: true }), JSON.stringify(error), formatError(error))
        shown.push(inspect(redis, { depth: 9, showHidden: true }), JSON.stringify(redis), JSON.stringify(redis.options))
        shown.push(inspect(redis.options, { depth: 9, showHidden: true }))
        redis.disconnect()
      }
      const first = await fail(open({ ca: undefined, ...given }).get('a'))
      expect(first).toMatchObject({ code, operation: 'GET', message: expect.stringMatching(/^GET failed: Redis at /) })
      expect(seen[0]).toMatchObject({ code, message: expect.stringContaining(said) })
      shown.push(inspect(first, { depth: 9, showHidden: true }), inspect(seen, { depth: 9, showHidden: true }))
      for (const password of [wrong, server.password, plain.password]) expect(shown.join('\n')).not.toContain(password)
    })

    test('a certificate for another host name', async () => {
      // The server's certificate is for localhost and 127.0.0.1.
      const { connect } = await import('node:net')
      const proxy = createServer((socket) => {
        const upstream = connect(server.port, 'localhost')
        upstream.on('error', () => socket.destroy())
        socket.on('error', () => upstream.destroy())
        socket.pipe(upstream).pipe(socket)
      })
      await new Promise<void>((resolve) => {
        proxy.listen(0, '127.0.0.2', resolve)
      })
      const { port } = proxy.address() as { port: number }
      const error = await fail(connectRedis(open({ url: `rediss://default:${server.password}@127.0.0.2:${port}` })))
      proxy.close()
      expect(error).toMatchObject({
        code: 'config',
        message: expect.stringContaining('a certificate for another host name'),
        cause: { code: 'ERR_TLS_CERT_ALTNAME_INVALID' },
      })
    })

    test('an observer that throws, or none, breaks nothing', async () => {
      const url = 'redis://localhost:1'
      const onError = () => {
        throw new Error('observer')
      }
      for (const options of [{ onError }, {}])
        await expect(open({ ca: undefined, url, ...options }).get('a')).rejects.toMatchObject({ code: 'network' })
    })
  })

  describe('that was ended', () => {
    test('by quit: it says so', async () => {
      const redis = open()
      await redis.set('a', '1')
      expect(await redis.quit()).toBe('OK')
      await expect(redis.get('a')).rejects.toMatchObject({
        code: 'aborted',
        message: expect.stringContaining('GET failed: Redis at localhost'),
        hint: 'After quit() or disconnect() a new one is needed',
      })
    })

    test('before it was ever connected: nothing is opened', async () => {
      const redis = open()
      expect(await redis.quit()).toBe('OK')
      await expect(redis.get('a')).rejects.toMatchObject({ code: 'aborted' })
    })

    test('and connected again by hand: it works again', async () => {
      const seen: KeelsonError[] = []
      const redis = open({ onError: (error) => seen.push(error) })
      await redis.set('a', '1')
      redis.disconnect()
      await new Promise((resolve) => redis.once('end', resolve))
      await redis.connect()
      expect(await redis.get('a')).toBe('1')
      expect(seen).toEqual([])
    })

    test('between two attempts: later commands do not wait for a third one, and nobody is told of errors', async () => {
      const seen: KeelsonError[] = []
      const redis = open({ ca: undefined, url: 'redis://localhost:1', onError: (error) => seen.push(error) })
      await expect(redis.get('a')).rejects.toMatchObject({ code: 'network' })
      expect(redis.status).toBe('reconnecting')
      const ended = new Promise((resolve) => redis.once('end', resolve))
      redis.disconnect()
      await ended
      expect(redis.status).toBe('end')
      await expect(redis.get('a')).rejects.toMatchObject({ code: 'aborted' })
      expect(seen).toHaveLength(1)
    })
  })
})
