import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { sleep, systemClock, type KeelsonError } from '@keelson/core'
import type { Redis, RedisStatus } from 'ioredis'
import { afterEach, describe, expect, onTestFinished, test } from 'vitest'
import { findRedisProgram, startRedis, type RedisServer } from '../../../../test/services/redis.ts'
import { createRedis, type CreateRedisOptions } from './index.js'

const program = await findRedisProgram()

const opened: Redis[] = []
afterEach(() => {
  for (const redis of opened.splice(0)) redis.disconnect()
})

async function startServer(): Promise<RedisServer> {
  const server = await startRedis()
  onTestFinished(() => server.remove())
  return server
}

/** A connected client, and how often it began to connect since. */
async function open(server: RedisServer, options: CreateRedisOptions = {}) {
  const redis = createRedis({ url: server.url(), ca: server.ca, ...options })
  opened.push(redis)
  await redis.set('a', '1')
  let attempts = 0
  redis.on('connecting', () => (attempts += 1))
  return { redis, attempts: () => attempts }
}

/** Unlike the function of Node, not ended by an error. */
const event = (redis: Redis, name: RedisStatus) => new Promise<void>((resolve) => void redis.once(name, resolve))

const failure = (promise: Promise<unknown>): Promise<KeelsonError> =>
  promise.then(
    () => expect.unreachable(),
    (error: unknown) => error as KeelsonError,
  )

/** The way to a server, which can fall silent or be cut. */
async function openProxy(server: RedisServer) {
  const sockets = new Set<Socket>()
  let connections = 0
  let drop: 'nothing' | 'answers' | 'everything' = 'nothing'
  const proxy = createServer((near) => {
    connections += 1
    const far = connect(server.port, server.host)
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one)
      one.on('data', (chunk) => {
        if (drop === 'nothing' || (drop === 'answers' && one === near)) other.write(chunk)
      })
      one.on('error', () => other.destroy())
      one.on('close', () => other.destroy())
    }
  })
  proxy.listen(0, 'localhost')
  await once(proxy, 'listening')
  const cut = () => {
    for (const socket of sockets) socket.destroy()
    sockets.clear()
  }
  onTestFinished(() => {
    cut()
    proxy.close()
  })
  const { port } = proxy.address() as AddressInfo
  return {
    url: server.url().replace(`:${server.port}`, `:${port}`),
    connections: () => connections,
    drop: (what: typeof drop) => (drop = what),
    cut,
  }
}

describe.skipIf('missing' in program)('a client whose server goes away', { timeout: 60_000 }, () => {
  test('for 5 s: few attempts, commands fail fast with the reason, and then it works without help', async () => {
    const server = await startServer()
    const seen: KeelsonError[] = []
    // The shortest pauses: eight attempts in 5 s, and no fewer than five however busy the machine is.
    const random = () => 0
    const busy = await open(server, { random, onError: (error) => seen.push(error) })
    const idle = await open(server, { random })
    const underWay = failure(busy.redis.blpop('nothing', 0))
    await server.stop()
    const back = systemClock.now() + 5000
    // Settled before the server is back.
    expect(await underWay).toMatchObject({
      code: 'network',
      operation: 'BLPOP',
      message: expect.stringContaining('it may have been carried out'),
    })
    const failures: KeelsonError[] = []
    while (systemClock.now() < back) {
      failures.push(await failure(busy.redis.get('a')))
      await sleep(systemClock, 20)
    }
    expect(failures.length).toBeGreaterThanOrEqual(4)
    for (const { message } of failures) expect(message).toContain('nothing listens there')
    for (const { attempts } of [busy, idle]) {
      expect(attempts()).toBeGreaterThanOrEqual(5)
      expect(attempts()).toBeLessThanOrEqual(12)
    }
    expect(seen.length).toBeLessThanOrEqual(12)
    await server.start()
    // The next command waits for the next attempt; the server has lost its data meanwhile.
    expect(await busy.redis.get('a')).toBeNull()
    if (idle.redis.status !== 'ready') await event(idle.redis, 'ready')
    expect(await idle.redis.get('a')).toBeNull()
  })

  test('and hangs up an idle connection: the next command goes through another one', async () => {
    const server = await startServer()
    const proxy = await openProxy(server)
    const { redis } = await open(server, { url: proxy.url })
    for (let round = 0; round < 3; round++) {
      const closed = event(redis, 'close')
      proxy.cut()
      await closed
      expect(await redis.get('a')).toBe('1')
    }
    expect(proxy.connections()).toBe(4)
  })

  test('after a command has reached it: the command is not sent again', async () => {
    const server = await startServer()
    const proxy = await openProxy(server)
    const { redis } = await open(server, { url: proxy.url })
    proxy.drop('answers')
    const lost = failure(redis.incr('n'))
    const direct = await open(server)
    while ((await direct.redis.get('n')) === null) await sleep(systemClock, 5)
    proxy.drop('nothing')
    proxy.cut()
    expect(await lost).toMatchObject({ code: 'network', message: expect.stringContaining('may have been carried out') })
    expect(await redis.get('n')).toBe('1')
  })

  test('in the middle of a pipeline: what was answered stays, the rest may have been carried out', async () => {
    const server = await startServer()
    const { redis } = await open(server)
    const direct = await open(server)
    const answers = redis.pipeline().incr('n').incr('n').blpop('nothing', 0).incr('n').exec()
    while ((await direct.redis.get('n')) !== '2') await sleep(systemClock, 5)
    await server.stop()
    const [one, two, ...rest] = (await answers) ?? []
    expect([one, two]).toEqual([
      [null, 1],
      [null, 2],
    ])
    for (const [error] of rest) expect(error?.message).toContain('may have been carried out')
    expect(rest).toHaveLength(2)
  })

  test('while a subscriber listens: it listens again', async () => {
    const server = await startServer()
    const { redis } = await open(server)
    await redis.subscribe('news')
    const message = new Promise((resolve) => void redis.once('message', (...all) => resolve(all)))
    await server.stop()
    const back = event(redis, 'ready')
    await server.start()
    await back
    const { redis: publisher } = await open(server)
    while ((await publisher.publish('news', 'hello')) === 0) await sleep(systemClock, 5)
    expect(await message).toEqual(['news', 'hello'])
  })

  test('in silence: the command ends in time, and the dead connection is replaced', async () => {
    const server = await startServer()
    const proxy = await openProxy(server)
    const { redis } = await open(server, { url: proxy.url, commandTimeoutMs: 1000 })
    proxy.drop('everything')
    expect(await failure(redis.get('a'))).toMatchObject({
      code: 'timeout',
      hint: expect.stringContaining('commandTimeoutMs'),
    })
    if (redis.status === 'ready') await event(redis, 'close')
    proxy.drop('nothing')
    proxy.cut()
    expect(await redis.get('a')).toBe('1')
  })

  test('with the preset for BullMQ: commands wait until it is back, blocking ones as well', async () => {
    const server = await startServer()
    const { redis } = await open(server, { preset: 'bullmq' })
    const blocked = redis.blpop('jobs', 0)
    await server.stop()
    const waiting = redis.incr('n')
    await event(redis, 'reconnecting')
    await server.start()
    const { redis: other } = await open(server)
    await other.rpush('jobs', 'job-1')
    expect(await blocked).toEqual(['jobs', 'job-1'])
    expect(await waiting).toBe(1)
  })
})
