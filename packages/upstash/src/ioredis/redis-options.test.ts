import { inspect } from 'node:util'
import { isKeelsonError, Secret } from '@keelson/core'
import { createRandom } from '@keelson/core/testing'
import { Redis } from 'ioredis'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { createCertificates } from '../../../../test/services/certificates.ts'
import { createFolder } from '../../../../test/services/folder.ts'
import { createRedis, redisOptions, type RedisConnectionOptions } from './index.js'

afterEach(() => vi.unstubAllEnvs())

let ca = ''
beforeAll(async () => {
  ca = (await createCertificates(await createFolder('certificates'))).ca
})

const url = 'rediss://default:pw-7f3k@calm-otter-10000.upstash.io:6379'

describe('the URL', () => {
  test.each([
    [url, { host: 'calm-otter-10000.upstash.io', port: 6379, username: 'default', password: 'pw-7f3k', db: 0 }],
    ['rediss://default:p%40ss%2Fw%25@h:7000/3', { host: 'h', port: 7000, password: 'p@ss/w%', db: 3 }],
    [
      'REDISS://h',
      { host: 'h', port: 6379, username: undefined, password: undefined, tls: { rejectUnauthorized: true } },
    ],
    ['redis://red-abc:6379', { host: 'red-abc', tls: undefined }],
    ['redis://:pw-7f3k@[::1]:6379/', { host: '::1', username: undefined, password: 'pw-7f3k' }],
    [`${url}?ssl_cert_reqs=required`, { tls: { rejectUnauthorized: true } }],
    [`${url}?ssl_cert_reqs=CERT_REQUIRED`, { db: 0 }],
  ])('%s is read', (text, expected) => {
    for (const given of [text, new Secret(text)]) {
      const { tls, ...options } = redisOptions({ url: given })
      expect({ tls, ...options }).toMatchObject(expected)
    }
  })

  test.each([
    ['redis://default:pw-7f3k@calm-otter-10000.upstash.io:6379', 'Write rediss:// instead of redis://'],
    ['redis://default:pw-7f3k@Calm-Otter.UPSTASH.io', 'Write rediss:// instead of redis://'],
    ['https://calm-otter-10000.upstash.io', 'it is a web address'],
    ['calm-otter-10000.upstash.io:6379', 'it must begin with rediss://'],
    ['postgres://h/pw-7f3k', 'it must begin with rediss://'],
    ['rediss://default:pw-7f3k/x@h', 'Special characters'],
    ['rediss://', 'names no host'],
    ['rediss://default:pw-7f3k%@h', 'A % itself is written %25'],
    ['rediss://default:pw-7f3k@h/cache', 'the number of a database'],
    ['rediss://h?ssl_cert_reqs=none', 'Write ssl_cert_reqs=required'],
    ['rediss://h?tls=%7B%22rejectUnauthorized%22:false%7D', 'does not read the parameter tls'],
    ['rediss://h?maxRetriesPerRequest=7', 'does not read the parameter maxRetriesPerRequest'],
  ])('%s is refused, with what to do, and not shown', (text, said) => {
    const error = thrownBy({ url: text })
    expect(error).toMatchObject({ code: 'config', message: expect.stringContaining(said) })
    expect(inspect(error)).not.toContain('pw-7f3k')
  })

  test('is REDIS_URL when none is given, read when the client is made', () => {
    vi.stubEnv('REDIS_URL', url)
    expect(redisOptions()).toMatchObject({ host: 'calm-otter-10000.upstash.io' })
    expect(createRedis().options).toMatchObject({ host: 'calm-otter-10000.upstash.io' })
    vi.stubEnv('REDIS_URL', undefined)
    for (const missing of [undefined, ''])
      expect(thrownBy({ url: missing })).toMatchObject({
        code: 'config',
        message: expect.stringContaining('Set REDIS_URL'),
      })
  })
})

function thrownBy(options: RedisConnectionOptions): unknown {
  try {
    redisOptions(options)
  } catch (error) {
    if (isKeelsonError(error)) return error
  }
  return expect.unreachable('it was not refused')
}

describe('TLS', () => {
  test('is always verified', () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0')
    expect(redisOptions({ url }).tls).toEqual({ rejectUnauthorized: true })
    expect(redisOptions({ url, ca }).tls).toEqual({ rejectUnauthorized: true, ca })
    // Passed in plain JavaScript, or by an option of another library.
    for (const weaker of [{ tls: { rejectUnauthorized: false } }, { rejectUnauthorized: false }]) {
      expect(thrownBy({ url, ...weaker } as RedisConnectionOptions)).toMatchObject({
        code: 'config',
        message: expect.stringContaining('cannot be set'),
      })
    }
  })

  test.each([
    ['the name of a file', '/etc/ssl/ca.pem', url, 'not the name of a file'],
    ['nothing', '', url, 'ca is not a certificate'],
  ])('%s is no authority', (_, given, to, said) => {
    expect(thrownBy({ url: to, ca: given })).toMatchObject({ code: 'config', message: expect.stringContaining(said) })
  })

  test('an authority for a connection without TLS is a mistake', () => {
    expect(thrownBy({ url: 'redis://h', ca })).toMatchObject({
      code: 'config',
      message: expect.stringContaining('of no use without TLS'),
    })
  })
})

describe('presets', () => {
  test('default: connects late, fails fast, sends nothing twice', () => {
    expect(redisOptions({ url })).toMatchObject({
      lazyConnect: true,
      family: 0,
      connectTimeout: 5000,
      commandTimeout: 5000,
      socketTimeout: 5000,
      maxRetriesPerRequest: 0,
      autoResendUnfulfilledCommands: false,
      enableAutoPipelining: false,
      enableReadyCheck: false,
    })
    const own = { url, keyPrefix: 'shop:', connectionName: 'web', connectTimeoutMs: 1000, commandTimeoutMs: 300 }
    expect(redisOptions(own)).toMatchObject({
      keyPrefix: 'shop:',
      connectionName: 'web',
      connectTimeout: 1000,
      commandTimeout: 300,
      socketTimeout: 300,
    })
  })

  test('bullmq: what its workers demand, and no time limit for blocking commands', () => {
    const options = redisOptions({ url, preset: 'bullmq' })
    expect(options).toMatchObject({ maxRetriesPerRequest: null, lazyConnect: true })
    for (const name of ['commandTimeout', 'socketTimeout', 'autoResendUnfulfilledCommands'])
      expect(options).not.toHaveProperty(name)
  })

  test.each<[RedisConnectionOptions, string]>([
    [{ preset: 'bullmq', keyPrefix: 'shop:' }, 'Pass `prefix`'],
    [{ preset: 'bullmq', commandTimeoutMs: 1000 }, 'commandTimeoutMs'],
    [{ connectTimeoutMs: 0 }, 'connectTimeoutMs is 0'],
    [{ commandTimeoutMs: NaN }, 'commandTimeoutMs is NaN'],
    [{ commandTimeoutMs: Infinity }, 'commandTimeoutMs is Infinity'],
  ])('%j is refused', (options, said) => {
    expect(thrownBy({ url, ...options })).toMatchObject({ code: 'config', message: expect.stringContaining(said) })
  })

  test('are what ioredis itself takes', () => {
    const redis = new Redis(redisOptions({ url }))
    expect(redis.status).toBe('wait')
    expect(redis.options).toMatchObject({ host: 'calm-otter-10000.upstash.io', maxRetriesPerRequest: 0 })
  })
})

describe('pauses between attempts', () => {
  const pauses = (random: () => number, count: number) => {
    const { retryStrategy } = redisOptions({ url, random })
    return Array.from({ length: count }, (_, index) => Number(retryStrategy?.(index + 1)))
  }

  test('double up to two seconds and stay there, however long the server is away', () => {
    expect(pauses(() => 0, 8)).toEqual([50, 100, 200, 400, 800, 1000, 1000, 1000])
    expect(pauses(() => 0.999999, 8)).toEqual([100, 200, 400, 800, 1600, 2000, 2000, 2000])
    const last = Number(redisOptions({ url }).retryStrategy?.(1_000_000))
    expect(last).toBeGreaterThanOrEqual(1000)
    expect(last).toBeLessThanOrEqual(2000)
  })

  test('an hour of outage is at most 3,600 attempts, and no two clients keep step', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const all = pauses(createRandom(seed), 3600)
      expect(all.reduce((sum, pause) => sum + pause, 0)).toBeGreaterThan(3_550_000)
    }
    expect(pauses(createRandom(1), 20)).not.toEqual(pauses(createRandom(2), 20))
  })
})
