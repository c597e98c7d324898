import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { envText } from '@keelson/core'
import { lintCelery } from '@keelson/core/celery'
import { djangoCaches, lintDjangoCaches, type DjangoRedisCache } from '@keelson/core/django'
import { formatPythonSettings, type PythonValue } from '@keelson/core/python'
import { redisUrlFor } from '@keelson/core/redis'
import { createRandom } from '@keelson/core/testing'
import { reservePort } from '../services/port.ts'
import { startRedis, type RedisServer } from '../services/redis.ts'
import { hostileTexts } from './hostile.ts'
import { runPython } from './programs.ts'

const random = createRandom(33)
const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T
const maybe = <T>(value: T): T | undefined => (random() < 0.5 ? value : undefined)
const texts = hostileTexts(400, 4).filter((text) => text !== '' && text.isWellFormed())
const LOCATION = envText({ env: 'REDIS_URL' })

/** django-redis comes from Debian, the newest Django from pip. */
const sites = { 'django-redis': 'debian', django: 'pip' } as const

interface Ran {
  readonly value?: unknown
  readonly error?: string
  readonly log: readonly string[]
}

interface Case {
  readonly settings: Readonly<Record<string, PythonValue>>
  readonly env: Readonly<Record<string, string>>
  readonly act: 'describe' | 'setAndGet' | 'get' | 'clear'
  readonly alias?: string
  readonly keepPools?: boolean
}

async function run(backend: keyof typeof sites, cases: readonly Case[]): Promise<Ran[]> {
  const input = cases.map(({ settings, ...rest }) => ({ file: formatPythonSettings(settings), ...rest }))
  return (await runPython(sites[backend], 'use_caches.py', input)) as Ran[]
}

function makeCache(backend: keyof typeof sites): DjangoRedisCache {
  const tls = random() < 0.7
  const scheme = tls ? 'rediss' : 'redis'
  return {
    backend,
    LOCATION: pick([LOCATION, [LOCATION, LOCATION], `${scheme}://cache.example:6380/2`]),
    tls,
    caFile: tls ? maybe(pick(texts)) : undefined,
    TIMEOUT: pick([undefined, null, 0, 60]),
    KEY_PREFIX: maybe(pick(texts)),
    VERSION: maybe(2),
    connectTimeoutSeconds: pick([undefined, 0.5, 5]),
    socketTimeoutSeconds: pick([undefined, 0.25, 7]),
    healthCheckSeconds: pick([undefined, 9]),
    maxConnections: pick([undefined, 12]),
    ignoreExceptions: backend === 'django' ? undefined : maybe(pick([true, false])),
  }
}

describe.each(['django-redis', 'django'] as const)('%s', (backend) => {
  test('is given what was meant, with every password', async () => {
    const made = texts.slice(0, 300).map((password) => {
      const cache = makeCache(backend)
      const url = `${cache.tls ? 'rediss' : 'redis'}://default:${encodeURIComponent(password)}@cache.example:6380/2`
      return {
        password,
        cache,
        env: { REDIS_URL: redisUrlFor(url, backend).reveal() },
        settings: djangoCaches({ default: cache }),
      }
    })
    expect(made.length).toBeGreaterThan(200)
    const read = await run(
      backend,
      made.map(({ settings, env }) => ({ settings, env, act: 'describe' })),
    )
    for (const [index, { password, cache, env, settings }] of made.entries()) {
      const {
        tls,
        connectTimeoutSeconds = 2,
        socketTimeoutSeconds = 2,
        TIMEOUT = 300,
        ignoreExceptions = false,
      } = cache
      expect({ index, ...read[index] }).toMatchObject({
        index,
        value: {
          host: 'cache.example',
          port: 6380,
          db: 2,
          password: typeof cache.LOCATION === 'string' ? null : password,
          tls,
          ...(tls && { verified: true, ca: cache.caFile ?? null }),
          socket_connect_timeout: connectTimeoutSeconds,
          socket_timeout: socketTimeoutSeconds,
          health_check_interval: cache.healthCheckSeconds ?? 30,
          ...(cache.maxConnections !== undefined && { max_connections: cache.maxConnections }),
          timeout: TIMEOUT,
          prefix: cache.KEY_PREFIX ?? '',
          version: cache.VERSION ?? 1,
          ignores: ignoreExceptions,
          logs: ignoreExceptions,
        },
      })
      expect(lintDjangoCaches(settings, { env, redisPy: '4.3.4' })).toEqual([])
    }
  })

  describe('on a server with TLS and a password', () => {
    let server: RedisServer
    beforeAll(async () => {
      server = await startRedis({
        password: texts.find((text) => /^[ -~]+$/.test(text) && text.length > 12) ?? 'p,;@/w',
      })
    })
    afterAll(() => server.remove())

    test('keeps and finds what it is given, and trusts no unknown authority', async () => {
      const env = { REDIS_URL: server.url() }
      const [kept, refused] = await run(backend, [
        { settings: djangoCaches({ default: { backend, LOCATION, caFile: server.caFile } }), env, act: 'setAndGet' },
        { settings: djangoCaches({ default: { backend, LOCATION } }), env, act: 'setAndGet' },
      ])
      expect(kept).toEqual({ value: { a: [1, 'ü'] }, log: [] })
      expect(refused?.error).toBe('ConnectionError')
    })

    test('empties the whole database when it is cleared, which is why no broker shares it', async () => {
      const settings = djangoCaches({ default: { backend, LOCATION, caFile: server.caFile } })
      const env = { REDIS_URL: server.url() }
      expect(await run(backend, [{ settings, env, act: 'clear' }])).toEqual([{ value: 0, log: [] }])
      const findings = lintCelery({ ...settings, CELERY_BROKER_URL: LOCATION })
      expect(findings.map(({ code }) => code)).toEqual(['celery-broker-shared'])
    })
  })
})

describe('without its server, django-redis', () => {
  test('raises, or goes on and says so in the log', async () => {
    const env = { REDIS_URL: `redis://localhost:${await reservePort()}` }
    const cache = { LOCATION, tls: false }
    const quiet = djangoCaches({ default: { ...cache, ignoreExceptions: true } })
    const [strict, logged, silent] = await run('django-redis', [
      { settings: djangoCaches({ default: cache }), env, act: 'get' },
      {
        settings: djangoCaches({ default: { ...cache, ignoreExceptions: true } }, { logger: 'shop.cache' }),
        env,
        act: 'get',
      },
      { settings: { CACHES: quiet['CACHES'] ?? null }, env, act: 'get' },
    ])
    expect(strict?.error).toBe('ConnectionError')
    expect(logged).toEqual({ value: null, log: ['shop.cache ERROR'] })
    // What the rule is about: an outage that nobody sees.
    expect(silent).toEqual({ value: null, log: [] })
  })

  test('keeps connections by LOCATION alone, which the builder refuses and the linter finds', async () => {
    const BACKEND = 'django_redis.cache.RedisCache'
    const at = { BACKEND, LOCATION: 'redis://localhost:6379' }
    const settings = {
      CACHES: { default: { ...at, OPTIONS: { SOCKET_TIMEOUT: 1 } }, slow: { ...at, OPTIONS: { SOCKET_TIMEOUT: 9 } } },
    }
    const [first, second] = await run('django-redis', [
      { settings, env: {}, act: 'describe' },
      { settings, env: {}, act: 'describe', alias: 'slow', keepPools: true },
    ])
    expect(first?.value).toMatchObject({ socket_timeout: 1 })
    expect(second?.value).toMatchObject({ socket_timeout: 1 })
    expect(lintDjangoCaches(settings).map(({ code }) => code)).toEqual(['django-cache-shared-pool'])
  })
})

test('an option of django-redis on Django’s own backend fails at the first command', async () => {
  const BACKEND = 'django.core.cache.backends.redis.RedisCache'
  const settings = {
    CACHES: { default: { BACKEND, LOCATION: 'redis://localhost:6379', OPTIONS: { SOCKET_TIMEOUT: 1 } } },
  }
  const [read] = await run('django', [{ settings, env: {}, act: 'get' }])
  expect(read?.error).toBe('TypeError')
  expect(lintDjangoCaches(settings).map(({ code }) => code)).toEqual(['django-cache-option-unknown'])
})

test('a comma in a password is cut at, unless it is encoded', async () => {
  const settings = djangoCaches({ default: { LOCATION, tls: false } })
  const raw = 'redis://default:a,b@cache.example:6380'
  const [cut, whole] = await run('django-redis', [
    { settings, env: { REDIS_URL: raw }, act: 'describe' },
    { settings, env: { REDIS_URL: redisUrlFor(raw, 'django-redis').reveal() }, act: 'describe' },
  ])
  expect(cut?.value ?? cut).not.toMatchObject({ password: 'a,b' })
  expect(whole?.value).toMatchObject({ password: 'a,b' })
  expect(lintDjangoCaches(settings, { env: { REDIS_URL: raw } }).map(({ code }) => code)).toEqual(['redis-url-cut'])
})
