import { describe, expect, test } from 'vitest'
import { formatPythonSettings } from '../python/literal.js'
import { envText } from '../text.js'
import { lintDjangoCaches, type DjangoCachesContext } from './caches-lint.js'
import { djangoCaches, type DjangoRedisCache } from './caches.js'

const LOCATION = envText({ env: 'REDIS_URL' })

describe('djangoCaches', () => {
  test('logs what it ignores, and verifies', () => {
    const file = formatPythonSettings(
      djangoCaches({ default: { LOCATION, ignoreExceptions: true } }, { logger: 'shop' }),
    )
    expect(file).toContain('"LOCATION": os.environ["REDIS_URL"]')
    expect(file).toContain('"ssl_cert_reqs": "required"')
    expect(file).toContain('"ssl_check_hostname": True')
    expect(file).toContain('DJANGO_REDIS_LOG_IGNORED_EXCEPTIONS = True\nDJANGO_REDIS_LOGGER = "shop"\n')
    expect(djangoCaches({ default: { LOCATION } })).not.toHaveProperty('DJANGO_REDIS_LOG_IGNORED_EXCEPTIONS')
  })

  test('speaks redis-py’s words to Django’s own backend', () => {
    expect(djangoCaches({ default: { backend: 'django', LOCATION, tls: false } })).toEqual({
      CACHES: {
        default: {
          BACKEND: 'django.core.cache.backends.redis.RedisCache',
          LOCATION,
          TIMEOUT: 300,
          OPTIONS: { socket_connect_timeout: 2, socket_timeout: 2, socket_keepalive: true, health_check_interval: 30 },
        },
      },
    })
  })

  test.each<[Record<string, DjangoRedisCache>, string]>([
    [{}, 'there is no default'],
    [{ default: { LOCATION: 'rediss://:pw-7f3k@h' } }, 'LOCATION of default has a password or a user in it'],
    [{ default: { LOCATION: envText('rediss://:', { env: 'PASSWORD' }, '@h') } }, 'for all of it'],
    [{ default: { LOCATION: 'rediss://h?password=pw-7f3k' } }, 'LOCATION of default has a password'],
    [{ default: { LOCATION: 'h:6379' } }, 'LOCATION of default begins without rediss://'],
    [{ default: { LOCATION: 'redis://h' } }, 'LOCATION of default begins with redis:// and tls is true'],
    [{ default: { LOCATION: [] } }, 'default has no LOCATION'],
    [{ default: { backend: 'django', LOCATION, ignoreExceptions: true } }, "Take backend: 'django-redis'"],
    [{ default: { LOCATION, tls: false, caFile: '/ca.pem' } }, 'default has a caFile and no TLS'],
    [{ default: { LOCATION, TIMEOUT: -1 } }, 'default has TIMEOUT -1'],
    [{ default: { LOCATION, maxConnections: 1.5 } }, 'default has maxConnections 1.5'],
    [{ default: { LOCATION, socketTimeoutSeconds: 0 } }, 'default has socketTimeoutSeconds 0'],
    [{ default: { LOCATION }, slow: { LOCATION, socketTimeoutSeconds: 9 } }, 'of which django-redis takes those'],
  ])('refuses %j', (caches, problem) => {
    expect(() => djangoCaches(caches)).toThrow(
      expect.objectContaining({ code: 'config', message: expect.stringContaining(problem) }),
    )
    expect(() => djangoCaches(caches)).not.toThrow(/7f3k/)
  })
})

const good = djangoCaches({ default: { LOCATION, ignoreExceptions: true } })
const own = djangoCaches({ default: { LOCATION, backend: 'django' } })
const strict = djangoCaches({ default: { LOCATION } })
const noLog = { CACHES: good['CACHES'] }
const session = { SESSION_ENGINE: 'django.contrib.sessions.backends.cache' }
const throttle = { REST_FRAMEWORK: { DEFAULT_THROTTLE_CLASSES: ['rest_framework.throttling.AnonRateThrottle'] } }
const url = 'rediss://h:6379/0'

/** One cache, with what is given over what djangoCaches makes. */
function cache(settings: object, options: object, change: object = {}): object {
  const { default: made } = (settings as { CACHES: { default: { OPTIONS: object } } }).CACHES
  return { ...settings, CACHES: { default: { ...made, ...change, OPTIONS: { ...made.OPTIONS, ...options } } } }
}

test.each<[code: string, bad: object, better: object, context?: DjangoCachesContext]>([
  ['django-cache-silent-outage', noLog, good],
  ['django-cache-no-timeout', cache(good, { SOCKET_TIMEOUT: undefined }), good],
  ['django-cache-lost-sessions', { ...good, ...session }, { ...strict, ...session }],
  ['django-cache-lost-sessions', { ...good, ...throttle }, { ...good, ...session, SESSION_CACHE_ALIAS: 'sessions' }],
  ['redis-literal-password', cache(good, {}, { LOCATION: 'rediss://:pw-7f3k@h' }), cache(good, {}, { LOCATION: url })],
  ['redis-tls-unverified', cache(good, { CONNECTION_POOL_KWARGS: { ssl_cert_reqs: null } }), good],
  [
    'redis-tls-missing',
    cache(strict, {}, { LOCATION: 'redis://a.upstash.io' }),
    cache(strict, {}, { LOCATION: 'rediss://a.upstash.io' }),
  ],
  [
    'redis-tls-any-host',
    cache(strict, { CONNECTION_POOL_KWARGS: {} }, { LOCATION: url }),
    strict,
    { redisPy: '4.3.4' },
  ],
  ['redis-url-cut', cache(own, {}, { LOCATION: 'rediss://a,b@h' }), cache(own, {}, { LOCATION: 'rediss://a%2Cb@h' })],
  ['django-cache-option-unknown', cache(good, { SOCKET_TIMEOUTS: 2 }), good],
  ['django-cache-option-unknown', cache(own, { SOCKET_TIMEOUT: 2 }), own],
  [
    'django-cache-shared-pool',
    {
      CACHES: {
        ...(strict['CACHES'] as object),
        other: { BACKEND: 'django_redis.cache.RedisCache', LOCATION: [LOCATION, envText({ env: 'REPLICA' })] },
      },
    },
    strict,
  ],
  [
    'django-cache-shared-pool',
    { CACHES: { ...(strict['CACHES'] as object), other: { BACKEND: 'django_redis.cache.RedisCache', LOCATION } } },
    strict,
  ],
])('%s', (code, bad, better, context) => {
  const findings = lintDjangoCaches({ ...bad }, context)
  expect(findings.map((finding) => finding.code)).toEqual([code])
  expect(findings[0]).toMatchObject({ fix: expect.any(String), source: expect.any(String) })
  expect(JSON.stringify(findings)).not.toContain('7f3k')
  expect(lintDjangoCaches({ ...better }, context)).toEqual([])
})

test('caches elsewhere have no findings', () => {
  const BACKEND = 'django.core.cache.backends.locmem.LocMemCache'
  expect(lintDjangoCaches({ CACHES: { default: { BACKEND } } })).toEqual([])
  expect(lintDjangoCaches({})).toEqual([])
})
