import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { rm, writeFile } from 'node:fs/promises'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { sleep, systemClock, type KeelsonError } from '@keelson/core'
import { build } from 'esbuild'
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
    const busy = await open(server, { onError: (error) => seen.push(error) })
    const idle = await open(server)
    const underWay = failure(busy.redis.blpop('nothing', 0))
    const back = systemClock.now() + 5000
    await server.stop()
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

describe.skipIf('missing' in program)('a process ends by itself', { timeout: 60_000 }, () => {
  /** Runs a script that gets `redis`, in a process of its own; resolves with what it printed once it has ended. */
  async function run(script: string, url: string, ca: string): Promise<string> {
    const folder = fileURLToPath(new URL('.', import.meta.url))
    const code = `import { createRedis } from './index.ts'
      const redis = createRedis({ ca: process.env.REDIS_CA })
      ${script}`
    const { outputFiles } = await build({
      stdin: { contents: code, resolveDir: folder, loader: 'ts' },
      bundle: true,
      format: 'esm',
      platform: 'node',
      conditions: ['source'],
      external: ['ioredis'],
      write: false,
    })
    // Inside the project, or ioredis would not be found.
    const file = `${folder}.script-${process.pid}.mjs`
    await writeFile(file, outputFiles[0]?.contents ?? '')
    try {
      const env = { ...process.env, REDIS_URL: url, REDIS_CA: ca }
      return (await promisify(execFile)(process.execPath, [file], { env, timeout: 20_000 })).stdout.trim()
    } finally {
      await rm(file)
    }
  }

  test('after quit, after disconnect between two attempts, and when nothing was ever asked', async () => {
    const server = await startServer()
    const quit = `console.log(await redis.set('a', '1'), await redis.quit())`
    expect(await run(quit, server.url(), server.ca)).toBe('OK OK')
    const never = `console.log(redis.status)`
    expect(await run(never, server.url(), server.ca)).toBe('wait')
    const between = `await redis.get('a').catch((error) => console.log(error.code, redis.status)); redis.disconnect()`
    const nobody = 'rediss://default:pw@localhost:1'
    expect(await run(between, nobody, server.ca)).toBe('network reconnecting')
    const quitBetween = `await redis.get('a').catch(() => {}); console.log(redis.status, await redis.quit())`
    expect(await run(quitBetween, nobody, server.ca)).toBe('reconnecting OK')
  })
})
