import { Redis } from 'ioredis'
import { stat } from 'node:fs/promises'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createCertificates } from './certificates.ts'
import { createFolder } from './folder.ts'
import { findRedisProgram, startRedis, type RedisOptions, type RedisServer } from './redis.ts'

vi.setConfig({ testTimeout: 60_000 })

const program = await findRedisProgram()

async function open(options?: RedisOptions): Promise<RedisServer> {
  const server = await startRedis(options)
  onTestFinished(() => server.remove())
  return server
}

async function call<T>(
  server: RedisServer,
  work: (client: Redis) => Promise<T>,
  { url = server.url(), ca = server.ca }: { url?: string; ca?: string } = {},
): Promise<T> {
  const client = new Redis(url, {
    ...(url.startsWith('rediss') && { tls: ca === '' ? {} : { ca } }),
    lazyConnect: true,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
  })
  let reason: unknown
  client.on('error', (error) => (reason = error))
  try {
    await client.connect()
    return await work(client)
  } catch (error) {
    throw reason ?? error
  } finally {
    client.disconnect()
  }
}

const ping = (client: Redis) => client.ping()

describe.skipIf('missing' in program)('Redis', () => {
  test('it answers with TLS, below a password, and keeps nothing', async () => {
    const server = await open()
    expect(server.url()).toBe(`rediss://default:${server.password}@localhost:${server.port}`)
    expect(await call(server, ping)).toBe('PONG')
    expect(await call(server, (client) => client.config('GET', 'save'))).toEqual(['save', ''])
    const [, folder] = (await call(server, (client) => client.config('GET', 'dir'))) as [string, string]
    expect((await stat(folder)).uid).toBe(process.getuid?.() || 65_534)
  })

  test('it refuses wrong passwords, plain connections and clients without its authority', async () => {
    const server = await open()
    const url = server.url()
    await expect(call(server, ping, { url: url.replace(server.password, 'wrong') })).rejects.toThrow('WRONGPASS')
    await expect(call(server, ping, { url: url.replace('rediss', 'redis') })).rejects.toThrow(
      /Connection is closed|ECONNRESET/,
    )
    await expect(call(server, ping, { ca: '' })).rejects.toMatchObject({ code: 'SELF_SIGNED_CERT_IN_CHAIN' })
    const { ca } = await createCertificates(await createFolder('certificates'))
    await expect(call(server, ping, { ca })).rejects.toMatchObject({ code: 'SELF_SIGNED_CERT_IN_CHAIN' })
  })

  test('without TLS it serves plain connections, and any password is quoted', async () => {
    const server = await open({ tls: false, password: 'a"b\\c d@e/é' })
    expect(server.url()).toMatch(/^redis:/)
    expect(await call(server, ping)).toBe('PONG')
  })

  test('a stopped server starts again on its port, empty, with the password it was given last', async () => {
    const server = await open({ start: false })
    await expect(call(server, ping)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    await server.start()
    await call(server, (client) => client.set('key', 'value'))
    const before = server.url()
    await server.setPassword('another')
    expect(server.url()).not.toBe(before)
    await expect(call(server, ping, { url: before })).rejects.toThrow('WRONGPASS')
    expect(await call(server, (client) => client.get('key'))).toBe('value')
    await server.stop()
    expect(server.running).toBe(false)
    await expect(call(server, ping)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    await server.setPassword('a third')
    await Promise.all([server.start(), server.start()])
    expect(await call(server, (client) => client.get('key'))).toBeNull()
  })

  test('a start that fails says why, without the password', async () => {
    const other = await open()
    const failed = startRedis({ port: other.port, password: 'kept-to-itself' })
    await expect(failed).rejects.toThrow(
      /ended with 1 while it started; the end of its log:\n[^]*Address already in use/,
    )
    await expect(failed).rejects.not.toThrow('kept-to-itself')
  })
})
