import { expect, test } from 'vitest'
import { lintRedisUrl, type RedisUrlContext } from './index.js'

const good = 'rediss://default:pw@cache.example:6379/0?ssl_cert_reqs=required&ssl_check_hostname=true'
const bare = 'rediss://default:pw@cache.example:6379'

type Case = [code: string, bad: string, context: RedisUrlContext, good?: string]

test.each<Case>([
  ['redis-url-unreadable', 'rediss://default:pw/1@h', { client: 'redis-py' }],
  [
    'redis-url-cut',
    'rediss://default:a;b@h',
    { client: 'celery-broker' },
    'rediss://default:a%3Bb@h?ssl_cert_reqs=required',
  ],
  ['redis-url-cut', 'rediss://default:a,b@h', { client: 'django-redis' }, 'rediss://default:a%2Cb@h'],
  ['redis-url-cut', 'redis://a;b', { client: 'django' }, 'redis://a'],
  ['redis-tls-missing', 'redis://:pw@calm-otter.upstash.io', { client: 'ioredis' }, 'redis://:pw@red-abc:6379'],
  ['redis-tls-missing', 'redis://:pw@oregon-keyvalue.render.com', { client: 'node-redis' }, bare],
  ['redis-tls-parameter-without-tls', 'redis://h?ssl_cert_reqs=required', { client: 'redis-py' }],
  ['redis-url-parameter', `${good}&socket_timeout=5`, { client: 'celery-broker' }],
  ['redis-url-parameter', `${bare}?maxRetriesPerRequest=5`, { client: 'ioredis' }, bare],
  ['redis-tls-unverified', bare, { client: 'celery-broker' }],
  ['redis-tls-unverified', `${bare}?ssl_cert_reqs=none`, { client: 'ioredis' }],
  ['redis-tls-unverified', 'rediss://a;rediss://b?ssl_cert_reqs=required', { client: 'celery-broker' }],
  ['redis-tls-unverified', `${bare}?ssl_cert_reqs=CERT_NONE`, { client: 'celery-result-backend' }],
  ['redis-tls-unverified', `${bare}?ssl_cert_reqs=optional`, { client: 'redis-py' }],
  ['redis-tls-result-backend', bare, { client: 'celery-result-backend' }],
  ['redis-tls-spelling', `${bare}?ssl_cert_reqs=CERT_REQUIRED`, { client: 'django-redis' }],
  [
    'redis-tls-spelling',
    `${bare}?ssl_cert_reqs=Required`,
    { client: 'celery-broker' },
    `${bare}?ssl_cert_reqs=CERT_REQUIRED`,
  ],
  ['redis-tls-any-host', `${bare}?ssl_check_hostname=false&ssl_cert_reqs=required`, { client: 'redis-py' }],
  ['redis-tls-any-host', `${bare}?ssl_cert_reqs=required`, { client: 'celery-broker', redisPy: '4.3.4' }],
])('%s: %s', (code, bad, context, better = good) => {
  expect(lintRedisUrl(bad, context).map((finding) => finding.code)).toEqual([code])
  for (const finding of lintRedisUrl(bad, { ...context, path: 'REDIS_URL' })) {
    expect(finding).toMatchObject({ path: 'REDIS_URL', fix: expect.any(String) })
    expect(JSON.stringify(finding)).not.toMatch(/:pw@/)
  }
  expect(lintRedisUrl(better, context)).toEqual([])
})

test('several URLs in one text are judged one by one', () => {
  const several = `${good};${good.replace('cache', 'spare')}`
  expect(lintRedisUrl(several, { client: 'celery-broker' })).toEqual([])
  const mixed = 'redis://a.upstash.io,rediss://b.upstash.io'
  expect(lintRedisUrl(mixed, { client: 'django-redis' }).map(({ code }) => code)).toEqual(['redis-tls-missing'])
})

test('what the options say is found at the options, and written as they are', () => {
  const options = { ssl_cert_reqs: null }
  const context = { options, path: 'CELERY_BROKER_URL', optionsPath: 'CELERY_BROKER_USE_SSL' }
  const [finding] = lintRedisUrl(bare, { client: 'celery-broker', ...context })
  expect(finding).toMatchObject({ path: 'CELERY_BROKER_USE_SSL', fix: expect.stringContaining('ssl.CERT_REQUIRED') })
  expect(lintRedisUrl(bare, { client: 'django-redis', ...context })[0]).toMatchObject({
    path: 'CELERY_BROKER_USE_SSL',
    fix: expect.stringContaining('"ssl_cert_reqs": "required"'),
  })
})

test('options beside the URL say what it leaves open', () => {
  const options = { ssl_cert_reqs: 2, ssl_check_hostname: true }
  for (const client of ['celery-broker', 'celery-result-backend'] as const)
    expect(lintRedisUrl(bare, { client, redisPy: '4.3.4', options })).toEqual([])
})

test('options that say nothing of certificates verify, and none at all do not', () => {
  const client = 'celery-broker'
  expect(lintRedisUrl(bare, { client, options: { ssl_ca_certs: '/ca.pem', ssl_check_hostname: true } })).toEqual([])
  expect(lintRedisUrl(bare, { client, options: {} }).map(({ code }) => code)).toEqual(['redis-tls-unverified'])
})

test('one TLS parameter of a broker’s URL puts all options beside it aside', () => {
  const options = { ssl_cert_reqs: 2 }
  const [finding] = lintRedisUrl(`${bare}?ssl_check_hostname=true`, { client: 'celery-broker', options })
  expect(finding?.code).toBe(undefined)
  const none = lintRedisUrl(`${bare}?ssl_cert_reqs=none`, { client: 'celery-broker', options })
  expect(none.map(({ code }) => code)).toEqual(['redis-tls-unverified'])
})

test('with a new redis-py, nothing need be said of host names', () => {
  const context = { client: 'redis-py', redisPy: '8.1.0' } as const
  expect(lintRedisUrl(bare, context)).toEqual([])
  expect(lintRedisUrl(bare, { ...context, redisPy: '5.0.0' }).map(({ code }) => code)).toEqual(['redis-tls-any-host'])
})
