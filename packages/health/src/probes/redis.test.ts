import { KeelsonError } from '@keelson/core'
import { createFakeClock } from '@keelson/core/testing'
import { Redis } from 'ioredis'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { findRedisProgram, startRedis } from '../../../../test/services/redis.ts'
import { redisProbe, type RedisTarget } from './redis.js'

const context = (signal = new AbortController().signal) => ({ signal, attempt: 1 })
const answering = (ping: () => Promise<string>, status = 'ready'): RedisTarget => ({ ping, status })
const refusing = (error: unknown) => answering(() => Promise.reject(error as Error))
const measured = { observedValue: expect.any(Number), observedUnit: 'ms' }

describe('one PING', () => {
  test('passes, and says what it costs', async () => {
    const probe = redisProbe(answering(async () => 'PONG'))
    expect(probe).toMatchObject({ name: 'redis', kind: 'redis', cost: { commands: 1 } })
    expect(await probe.run(context())).toEqual({ status: 'pass', ...measured })
    expect(redisProbe({ ping: async () => 'PONG' }, { name: 'cache' }).name).toBe('cache')
  })

  test('a client that does not tell its status is asked', async () => {
    expect(await redisProbe({ ping: async () => 'PONG' }).run(context())).toMatchObject({ status: 'pass' })
  })

  test('a client that was not asked for anything yet connects', async () => {
    expect(await redisProbe(answering(async () => 'PONG', 'wait')).run(context())).toMatchObject({ status: 'pass' })
  })

  test.each(['reconnecting', 'connecting', 'connect', 'close', 'end'])(
    '%s fails at once, without a command',
    async (status) => {
      const redis = answering(() => expect.unreachable(), status)
      expect(await redisProbe(redis).run(context())).toEqual({
        status: 'fail',
        code: status,
        output: `the client is not connected: ${status}`,
      })
    },
  )

  test('another answer fails', async () => {
    expect(await redisProbe(answering(async () => 'password=abcdefgh')).run(context())).toEqual({
      status: 'fail',
      code: 'unexpected_answer',
      output: 'PING was answered by "password=[secret]"',
      ...measured,
    })
  })
})

describe('time', () => {
  test('is limited, on the clock', async () => {
    const clock = createFakeClock({ auto: true })
    const never = () => new Promise<string>(() => {})
    expect(await redisProbe(answering(never), { clock }).run(context())).toEqual({
      status: 'fail',
      code: 'timeout',
      output: 'no answer within 2 s',
      observedValue: 2000,
      observedUnit: 'ms',
    })
    expect((await redisProbe(answering(never), { clock, timeoutMs: 500 }).run(context())).observedValue).toBe(500)
  })

  test('no PING is sent while one is not answered', async () => {
    const clock = createFakeClock({ auto: true })
    const answers: ((text: string) => void)[] = []
    const probe = redisProbe(
      answering(() => new Promise((resolve) => answers.push(resolve))),
      { clock },
    )
    expect(await probe.run(context())).toMatchObject({ code: 'timeout', output: 'no answer within 2 s' })
    for (let run = 0; run < 100; run++)
      expect(await probe.run(context())).toEqual({
        status: 'fail',
        code: 'timeout',
        output: 'the PING of an earlier run is not answered yet',
      })
    expect(answers).toHaveLength(1)
    answers[0]?.('PONG')
    await clock.advance(0)
    const again = probe.run(context())
    answers[1]?.('PONG')
    expect(await again).toMatchObject({ status: 'pass' })
  })

  test('ends with the signal', async () => {
    const controller = new AbortController()
    const running = redisProbe(answering(() => new Promise(() => {}))).run(context(controller.signal))
    controller.abort()
    expect(await running).toMatchObject({ status: 'fail', code: 'aborted', output: 'stopped before it was answered' })
  })
})

describe('what PING throws', () => {
  const code = { code: 'ECONNREFUSED' }
  const cause = { name: 'ReplyError', message: 'WRONGPASS invalid', code: 'WRONGPASS' }

  test.each([
    ['a refusal', new Error('NOAUTH Authentication required.'), 'NOAUTH', 'NOAUTH Authentication required.'],
    ['a refusal', new Error('LOADING Redis is loading'), 'LOADING', 'LOADING Redis is loading'],
    ['an error of the network', Object.assign(new Error('connect refused'), code), 'ECONNREFUSED', 'connect refused'],
    ['its deepest cause', new KeelsonError('no', { code: 'auth', cause }), 'WRONGPASS', 'no'],
    ['an error of ours', new KeelsonError('PING failed', { code: 'network' }), 'network', 'PING failed'],
    ['any error', new Error('Something else'), 'error', 'Something else'],
    ['no error at all', 'just a text', 'error', 'just a text'],
    ['a secret', new Error('rediss://default:pw-7f3k@host'), 'error', 'rediss://default:[secret]@host'],
  ])('%s is told, redacted', async (_, error, expected, output) => {
    expect(await redisProbe(refusing(error)).run(context())).toEqual({
      status: 'fail',
      code: expected,
      output,
      ...measured,
    })
  })

  test('at once, or at great length, is told as well', async () => {
    const throwing: RedisTarget = {
      ping() {
        throw new Error('x'.repeat(10_000))
      },
    }
    const reading = await redisProbe(throwing).run(context())
    expect(reading.status).toBe('fail')
    expect(reading.output?.length).toBeLessThanOrEqual(512)
  })
})

const program = await findRedisProgram()

describe.skipIf('missing' in program)('a real client of a real server', () => {
  test('passes, fails at once while the server is away, and passes again', { timeout: 60_000 }, async () => {
    const server = await startRedis({ tls: false })
    onTestFinished(() => server.remove())
    const redis = new Redis(server.url(), { lazyConnect: true, retryStrategy: () => 50 })
    onTestFinished(() => redis.disconnect())
    redis.on('error', () => {})
    const probe = redisProbe(redis)
    expect(await probe.run(context())).toMatchObject({ status: 'pass' })
    await server.stop()
    await vi.waitFor(() => expect(redis.status).not.toBe('ready'))
    // An offline queue would hold a PING until the server is back.
    expect(await probe.run(context())).toMatchObject({ status: 'fail', code: expect.stringMatching(/connect/) })
    await server.start()
    await vi.waitFor(async () => expect(await probe.run(context())).toMatchObject({ status: 'pass' }), 10_000)
  })

  test('says that the password is wrong', { timeout: 60_000 }, async () => {
    const server = await startRedis({ tls: false })
    onTestFinished(() => server.remove())
    const url = server.url().replace(server.password, 'another-password')
    const redis = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 0 })
    onTestFinished(() => redis.disconnect())
    redis.on('error', () => {})
    const reading = await redisProbe(redis).run(context())
    expect(reading).toMatchObject({ status: 'fail', code: 'WRONGPASS' })
    expect(reading.output).not.toContain('another-password')
  })
})
