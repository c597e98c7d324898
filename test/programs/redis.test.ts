import { Redis } from 'ioredis'
import { expect, test } from 'vitest'
import { isKeelsonError, Secret } from '@keelson/core'
import { formatRedisUrl, lintRedisUrl, redisClientOptions, redisUrlFor, type RedisClient } from '@keelson/core/redis'
import { createRandom } from '@keelson/core/testing'
import { hostileTexts } from './hostile.ts'
import { runPython } from './programs.ts'

const random = createRandom(7)
const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T

/** Every password of the list, every other part by chance. */
const addresses = hostileTexts(1000, 11).map((password, index) => ({
  tls: random() < 0.7,
  host: pick(['cache.example', 'red-abc123', '10.0.0.7', '::1']),
  port: pick([6379, 6380, 65_535]),
  db: pick([0, 1, 15]),
  user: pick([undefined, 'default', 'ünïcödé @:/', password === '' ? 'x' : password]),
  password: password === '' ? undefined : password,
  caFile: index % 5 === 0 ? '/etc/ssl/my ca+1.pem' : undefined,
}))

const python = ['redis-py', 'celery-broker', 'celery-result-backend'] as const

type Address = (typeof addresses)[number]

function urlOf({ tls, host, port, db, user, password }: Address): Secret {
  const parts = { tls, host, port, db, user }
  return formatRedisUrl({ ...parts, password: password === undefined ? undefined : new Secret(password) })
}

test.each(['debian', 'pip'] as const)('redis-py, kombu and Celery of %s read every address back', async (site) => {
  const cases = addresses.flatMap((address, index) => {
    const client: RedisClient = python[index % 3] ?? 'redis-py'
    const caFile = address.tls ? address.caFile : undefined
    try {
      return [{ address, client, caFile, url: redisUrlFor(urlOf(address), client, { caFile }).reveal() }]
    } catch (error) {
      // Half of a surrogate pair, which no URL holds.
      if (isKeelsonError(error) && error.message.includes('well-formed')) return []
      throw error
    }
  })
  expect(cases.length).toBeGreaterThan(990)
  const read = (await runPython(site, 'read_redis.py', cases)) as object[]
  for (const [index, { address, client, caFile, url }] of cases.entries()) {
    const { tls, host, port, db, user = null, password = null } = address
    const expected = { tls, host, port, db, password, ...(tls && { verified: true, ca: caFile ?? null }) }
    expect({ client, ...read[index] }).toMatchObject({ client, ...expected })
    expect((read[index] as { user?: unknown }).user ?? null).toBe(user)
    expect(lintRedisUrl(url, { client, redisPy: '4.3.4' })).toEqual([])
  }
})

test('what is silent or fails there is what the rules say', async () => {
  const at = 'rediss://default:pw@h:6380'
  const rows: [string, RedisClient, object | string, string[]][] = [
    [at, 'celery-broker', { tls: true, verified: false }, ['redis-tls-unverified']],
    [at, 'celery-result-backend', { error: 'ValueError' }, ['redis-tls-result-backend']],
    [`${at}?ssl_cert_reqs=none`, 'redis-py', { verified: false }, ['redis-tls-unverified']],
    [`${at}?ssl_cert_reqs=CERT_REQUIRED`, 'redis-py', { error: 'RedisError' }, ['redis-tls-spelling']],
    [`${at}?ssl_cert_reqs=Required`, 'celery-broker', { error: 'KeyError' }, ['redis-tls-spelling']],
    [`${at}?ssl_check_hostname=true`, 'celery-broker', { verified: true }, []],
    [`${at}?ssl_cert_reqs=required&socket_timeout=5`, 'celery-broker', { error: 'TypeError' }, ['redis-url-parameter']],
    [`${at}?socket_timeout=5&health_check_interval=9`, 'redis-py', { socket_timeout: 5, health_check_interval: 9 }, []],
    ['redis://h?ssl_cert_reqs=required', 'redis-py', { error: 'TypeError' }, ['redis-tls-parameter-without-tls']],
    ['redis://h?ssl_cert_reqs=required', 'celery-broker', { tls: true }, ['redis-tls-parameter-without-tls']],
    [
      'redis://h?ssl_cert_reqs=required',
      'celery-result-backend',
      { error: 'ValueError' },
      ['redis-tls-parameter-without-tls'],
    ],
    ['redis://:a;b@h', 'celery-broker', { error: 'ValueError' }, ['redis-url-cut']],
  ]
  for (const site of ['debian', 'pip'] as const) {
    const read = (await runPython(
      site,
      'read_redis.py',
      rows.map(([url, client]) => ({ url, client })),
    )) as object[]
    for (const [index, [url, client, expected, codes]] of rows.entries()) {
      expect({ site, url, ...read[index] }).toMatchObject({ site, url, ...(expected as object) })
      expect(lintRedisUrl(url, { client }).map(({ code }) => code)).toEqual(codes)
    }
  }
})

test('the oldest redis-py compares no host names, the newest does', async () => {
  const input = [{ client: 'redis-py', url: 'rediss://h?ssl_cert_reqs=required' }]
  expect(await runPython('debian', 'read_redis.py', input)).toMatchObject([{ verified: false }])
  expect(await runPython('pip', 'read_redis.py', input)).toMatchObject([{ verified: true }])
})

test('redis-py takes the time limits', async () => {
  const options = redisClientOptions('redis-py', { connectTimeoutSeconds: 0.5, commandTimeoutSeconds: 7 })
  const times = { socket_connect_timeout: 0.5, socket_timeout: 7, socket_keepalive: true, health_check_interval: 30 }
  const input = [{ client: 'redis-py', url: 'redis://h', options }]
  for (const site of ['debian', 'pip'] as const)
    expect(await runPython(site, 'read_redis.py', input)).toMatchObject([times])
})

test.each(['ioredis', 'bullmq'] as const)('%s reads every address back', (client) => {
  for (const address of addresses) {
    if (address.password !== undefined && !address.password.isWellFormed()) continue
    const redis = new Redis(redisUrlFor(urlOf(address), client).reveal(), { lazyConnect: true })
    const { host, port, db, username, password, tls } = redis.options
    redis.disconnect()
    expect({ host: host?.replace(/^\[|\]$/g, ''), port, db }).toEqual({
      host: address.host,
      port: address.port,
      db: address.db,
    })
    expect([username || undefined, password || undefined]).toEqual([address.user, address.password])
    expect(Boolean(tls)).toBe(address.tls)
  }
})
