import { execFile } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { KeelsonError } from '@keelson/core'
import { build } from 'esbuild'
import type { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { findRedisProgram, startRedis, type RedisServer } from '../../../../test/services/redis.ts'
import { createRedis, type CreateRedisOptions } from './index.js'

const program = await findRedisProgram()
const nobody = 'redis://default:pw@localhost:1'

const opened: Redis[] = []
afterEach(() => {
  for (const redis of opened.splice(0)) redis.disconnect()
})

function open(options: CreateRedisOptions): Redis {
  const redis = createRedis(options)
  opened.push(redis)
  return redis
}

const event = (redis: Redis, name: string) => new Promise<void>((resolve) => void redis.once(name, resolve))

const failure = (promise: Promise<unknown>): Promise<KeelsonError> =>
  promise.then(
    () => expect.unreachable(),
    (error: unknown) => error as KeelsonError,
  )

/** A server that does with its connections what it is told, the first one included. */
async function listen(onData: (socket: Socket, text: string) => void): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.on('data', (data) => onData(socket, String(data)))
  })
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  onTestFinished(() => void server.close())
  return `redis://localhost:${(server.address() as AddressInfo).port}`
}

describe.each(['default', 'bullmq'] as const)('with the preset %s, while nobody is there', (preset) => {
  test('disconnect ends every command that waits', async () => {
    const redis = open({ url: nobody, preset })
    redis.get('a').catch(() => {})
    await event(redis, 'reconnecting')
    const waiting = failure(redis.get('b'))
    redis.disconnect()
    expect(await waiting).toMatchObject({ code: 'aborted', operation: 'GET' })
    expect(redis.status).toBe('end')
  })

  test('quit ends the client, behind commands that wait as well', async () => {
    const redis = open({ url: nobody, preset })
    const ended = event(redis, 'end')
    const waiting = failure(redis.get('a'))
    expect(await redis.quit()).toBe('OK')
    await ended
    expect((await waiting).code).toBe(preset === 'bullmq' ? 'aborted' : 'network')
    expect(await failure(redis.get('a'))).toMatchObject({ code: 'aborted' })
  })

  test('quit between two attempts does so, too', async () => {
    const redis = open({ url: nobody, preset })
    redis.get('a').catch(() => {})
    await event(redis, 'reconnecting')
    const waiting = redis.get('b').catch(() => 'failed')
    const ended = event(redis, 'end')
    expect(await redis.quit()).toBe('OK')
    await ended
    expect(await waiting).toBe('failed')
  })
})

test('a server that hangs up instead of an answer to quit: ended is ended', async () => {
  const url = await listen((socket, text) => void (/quit/i.test(text) ? socket.destroy() : socket.write('+OK\r\n')))
  const redis = open({ url })
  await redis.set('a', '1')
  const ended = event(redis, 'end')
  expect(await redis.quit()).toBe('OK')
  await ended
})

test('ended twice and connected again by hand: it comes back by itself, and says why it had to', async () => {
  const seen: KeelsonError[] = []
  const sockets: Socket[] = []
  const url = await listen((socket) => {
    sockets.push(socket)
    socket.write('+OK\r\n')
  })
  const redis = open({ url, onError: (error) => seen.push(error) })
  await redis.set('a', '1')
  const ended = event(redis, 'end')
  redis.disconnect()
  await ended
  redis.disconnect()
  expect(await redis.quit()).toBe('OK')
  await redis.connect()
  await redis.set('a', '1')
  const back = event(redis, 'ready')
  sockets.at(-1)?.resetAndDestroy()
  await back
  expect(await redis.set('a', '1')).toBe('OK')
  expect(seen.map(({ code }) => code)).toEqual(['network'])
})

test('what was under way when the server went away ends with the client, however many attempts later', async () => {
  let connections = 0
  const url = await listen((socket) => {
    connections += 1
    socket.destroy()
  })
  const redis = open({ url, preset: 'bullmq' })
  redis.options.retryStrategy = () => 0
  const blocked = failure(redis.blpop('a', 0))
  while (connections < 4) await event(redis, 'reconnecting')
  redis.options.host = 'nobody.invalid'
  for (let attempt = 0; attempt < 3; attempt++) await event(redis, 'reconnecting')
  redis.disconnect()
  expect(await blocked).toMatchObject({ code: 'aborted', operation: 'BLPOP' })
})

test('1,000 connections that break leave no listener behind, and a command that is sent again 1,000 times arrives', async () => {
  let connections = 0
  const url = await listen((socket) => {
    connections += 1
    if (connections <= 1000) socket.destroy()
    else socket.write('$1\r\n1\r\n')
  })
  const redis = open({ url, preset: 'bullmq' })
  redis.options.retryStrategy = () => 0
  expect(await redis.get('a')).toBe('1')
  expect(connections).toBeGreaterThan(1000)
  expect(redis.eventNames().map((name) => [name, redis.listenerCount(name)])).toEqual([['error', 1]])
})

describe.skipIf('missing' in program)('a process ends by itself', { timeout: 60_000 }, () => {
  let server: RedisServer
  beforeAll(async () => {
    server = await startRedis()
  }, 120_000)
  afterAll(() => server.remove())

  /** Runs a script that gets `redis`, in a process of its own; resolves with what it printed once it has ended. */
  async function run(script: string, url: string, ca: string): Promise<string> {
    const folder = fileURLToPath(new URL('.', import.meta.url))
    const code = `import { createRedis } from './index.ts'
      const redis = createRedis({ ca: process.env.REDIS_CA || undefined })
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

  const shown = `(error) => console.log(error.code)`
  const rows: readonly (readonly [string, string, string, string])[] = [
    ['after quit', 'server', `console.log(await redis.set('a', '1'), await redis.quit())`, 'OK OK'],
    ['when nothing was ever asked', 'server', `console.log(redis.status)`, 'wait'],
    ['after quit while it connects', 'server', `redis.get('nothing').then(console.log); await redis.quit()`, 'null'],
    ['after disconnect while it connects', 'server', `redis.get('a').catch(${shown}); redis.disconnect()`, 'aborted'],
    ['after quit of a subscriber', 'server', `await redis.subscribe('a'); console.log(await redis.quit())`, 'OK'],
    [
      'after disconnect in a blocking command',
      'server',
      `redis.blpop('nothing', 0).catch(${shown}); redis.once('ready', () => setImmediate(() => redis.disconnect()))`,
      'aborted',
    ],
    [
      'after disconnect between two attempts',
      'nobody',
      `await redis.get('a').catch((error) => console.log(error.code, redis.status)); redis.disconnect()`,
      'network reconnecting',
    ],
    [
      'after quit between two attempts',
      'nobody',
      `await redis.get('a').catch(() => {}); console.log(redis.status, await redis.quit())`,
      'reconnecting OK',
    ],
    ['after quit behind a command', 'nobody', `redis.get('a').catch(() => {}); console.log(await redis.quit())`, 'OK'],
  ]
  test.each(rows)('%s', async (_, where, script, said) => {
    const url = where === 'server' ? server.url() : nobody
    expect(await run(script, url, where === 'server' ? server.ca : '')).toBe(said)
  })
})
