import { describe, expect, test } from 'vitest'
import { envText, type Finding } from '@keelson/core'
import { celeryWorkerCommand, defineCelery, djangoCelery, lintCelery, sizeCeleryWorker } from '@keelson/core/celery'
import { djangoCaches, lintDjangoCaches } from '@keelson/core/django'
import { defineEmail, lintEmail } from '@keelson/core/email'
import { pythonExpression } from '@keelson/core/python'
import { lintRedisUrl } from '@keelson/core/redis'
import { renderPlatform } from '@keelson/render/plans'
import { lintUpstash } from '@keelson/upstash/config'

const found = (findings: readonly Finding[]) => findings.map(({ path, code }) => `${path} ${code}`)
const free = renderPlatform({ plan: 'free' })
const starter = renderPlatform({ plan: 'starter' })

describe('a shop on Render’s free plan with Neon, Upstash, Cloudinary and Gmail', () => {
  const url = 'rediss://default:token@calm-otter.upstash.io:6379'
  const CACHES = {
    default: {
      BACKEND: 'django_redis.cache.RedisCache',
      LOCATION: url,
      OPTIONS: {
        CLIENT_CLASS: 'django_redis.client.DefaultClient',
        SOCKET_CONNECT_TIMEOUT: 5,
        SOCKET_TIMEOUT: 5,
        IGNORE_EXCEPTIONS: true,
      },
    },
  }
  const settings = {
    CACHES,
    CELERY_BROKER_URL: url,
    CELERY_RESULT_BACKEND: url,
    CELERY_BROKER_USE_SSL: { ssl_cert_reqs: pythonExpression('ssl.CERT_NONE', ['ssl']) },
    CELERY_TASK_ALWAYS_EAGER: true,
    CELERY_TASK_EAGER_PROPAGATES: true,
  }

  test('its tasks run in the request, and its broker and results are believed to be anybody', () => {
    const findings = lintCelery(settings, { platform: free })
    expect(found(findings)).toEqual([
      'CELERY_BROKER_URL redis-literal-password',
      'CELERY_BROKER_USE_SSL redis-tls-unverified',
      'CELERY_RESULT_BACKEND redis-literal-password',
      'CELERY_RESULT_BACKEND redis-tls-result-backend',
      'CELERY_TASK_ALWAYS_EAGER celery-eager',
      'CELERY_TASK_EAGER_PROPAGATES celery-eager-propagates',
      'CELERY_BROKER_URL celery-broker-shared',
    ])
    expect(JSON.stringify(findings)).not.toContain('token@')
  })

  test('with its worker on a paid plan, what shares its database becomes a loss of tasks', () => {
    const paid = { ...settings, CELERY_TASK_ALWAYS_EAGER: false }
    const worker = celeryWorkerCommand({ app: 'core', concurrency: 2 })
    const queued = [
      'CELERY_BROKER_URL redis-literal-password',
      'CELERY_BROKER_USE_SSL redis-tls-unverified',
      'CELERY_RESULT_BACKEND redis-literal-password',
      'CELERY_RESULT_BACKEND redis-tls-result-backend',
    ]
    const findings = lintCelery(paid, { platform: starter, processes: [worker] })
    expect(found(findings)).toEqual([...queued, 'CELERY_BROKER_URL celery-broker-shared'])
    const evicting = lintCelery(paid, { platform: starter, processes: [worker], eviction: true })
    expect(found(evicting)).toEqual([...queued, 'CELERY_BROKER_URL celery-broker-eviction'])
    expect(evicting.at(-1)?.severity).toBe('error')
  })

  test('switched off on the free plan, eager tasks leave a queue that nobody reads', () => {
    const processes = ['gunicorn core.wsgi:application --workers 2 --threads 4']
    const queued = { ...settings, CELERY_TASK_ALWAYS_EAGER: false }
    expect(found(lintCelery(queued, { platform: free, processes }))).toContain(
      'CELERY_TASK_ALWAYS_EAGER celery-no-worker',
    )
  })

  test('its cache fails in silence', () => {
    expect(found(lintDjangoCaches(settings))).toEqual([
      'CACHES.default.LOCATION redis-literal-password',
      'CACHES.default.OPTIONS.IGNORE_EXCEPTIONS django-cache-silent-outage',
    ])
  })

  test('its variables, read by each of its clients', () => {
    expect(lintRedisUrl(url, { client: 'django-redis' })).toEqual([])
    expect(found(lintRedisUrl(url, { client: 'celery-broker' }))).toEqual(['url redis-tls-unverified'])
    expect(found(lintRedisUrl(url, { client: 'celery-result-backend' }))).toEqual(['url redis-tls-result-backend'])
  })

  test('its database at Upstash, one for all and with the commands of the free plan', () => {
    const all = { url, client: 'celery-broker', plan: 'free' } as const
    expect(found(lintUpstash({ ...all, eviction: true, purposes: ['cache', 'queue'] }))).toEqual([
      'eviction upstash-queue-eviction',
    ])
    // The worker that the shop plans, and health checks each ten minutes.
    const use = { celery: { workers: 1, results: true }, health: { everySeconds: 600 } }
    expect(found(lintUpstash({ ...all, use }))).toEqual(['use upstash-commands'])
    expect(lintUpstash({ ...all, use: { cache: { requestsPerDay: 10_000 }, health: use.health } })).toEqual([])
  })

  // Settings read the environment, where all is text.
  const mail = {
    EMAIL_HOST: envText({ env: 'EMAIL_HOST' }),
    EMAIL_PORT: envText({ env: 'EMAIL_PORT' }),
    EMAIL_HOST_USER: envText({ env: 'EMAIL_HOST_USER' }),
    EMAIL_HOST_PASSWORD: envText({ env: 'EMAIL_HOST_PASSWORD' }),
  }
  const env = {
    EMAIL_HOST: 'smtp.gmail.com',
    EMAIL_PORT: '587',
    EMAIL_HOST_USER: 'your-email@gmail.com',
    EMAIL_HOST_PASSWORD: 'your-app-password',
  }

  test('its mail leaves by a port that is closed, without TLS, and nobody notices for as long as a worker lives', () => {
    const findings = lintEmail(mail, { platform: free, env })
    expect(found(findings)).toEqual([
      'EMAIL_PORT email-port-blocked',
      'EMAIL_USE_TLS email-tls-missing',
      'DEFAULT_FROM_EMAIL email-no-from',
      'EMAIL_TIMEOUT email-no-timeout',
      'EMAIL_HOST_PASSWORD email-gmail-password',
    ])
    expect(findings[0]).toMatchObject({ fix: expect.stringContaining('port 2525'), source: free.sources?.blockedPorts })
    expect(JSON.stringify(findings)).not.toContain('your-app-password')
  })

  test('corrected, with a worker of its own and two more databases, it has no findings', () => {
    const of = (name: string) => `rediss://default:pw-7f3k@${name}.upstash.io:6379`
    const environment = { CACHE_URL: of('calm-otter'), CELERY_BROKER_URL: of('keen-heron') }
    const broker = envText({ env: 'CELERY_BROKER_URL' })
    const size = sizeCeleryWorker({ platform: starter, appBaseMb: 150, perChildMb: 100 })
    const corrected = {
      ...djangoCaches({ default: { LOCATION: envText({ env: 'CACHE_URL' }), ignoreExceptions: true } }),
      ...djangoCelery(defineCelery({ broker_url: broker, result_backend: broker })),
      ...defineEmail({
        host: 'smtp.example.com',
        port: 2525,
        user: 'shop',
        password: envText({ env: 'EMAIL_HOST_PASSWORD' }),
        from: 'Shop <shop@example.com>',
        platform: free,
      }),
    }
    const quiet = { without_gossip: true, without_mingle: true, without_heartbeat: true }
    const processes = [celeryWorkerCommand({ app: 'core', ...size.settings, ...quiet })]
    const context = { env: environment, redisPy: '4.3.4' }
    expect(lintCelery(corrected, { ...context, platform: starter, processes, eviction: false })).toEqual([])
    expect(lintDjangoCaches(corrected, context)).toEqual([])
    expect(lintEmail(corrected, { platform: free, env: { EMAIL_HOST_PASSWORD: 'of the relay' } })).toEqual([])
    const queue = { url: environment.CELERY_BROKER_URL, client: 'celery-broker', purposes: ['queue'] } as const
    const use = { celery: { workers: 1, quiet: true, results: true, tasksPerDay: 200 } }
    expect(lintUpstash({ ...queue, eviction: false, plan: 'fixed_250mb', use })).toEqual([])
    const cache = { url: environment.CACHE_URL, client: 'django-redis', purposes: ['cache'] } as const
    expect(lintUpstash({ ...cache, eviction: true, plan: 'free', use: { cache: { requestsPerDay: 10_000 } } })).toEqual(
      [],
    )
  })

  test('corrected without paying, it is told no more than what eager means', () => {
    const { CELERY_TASK_EAGER_PROPAGATES: _, ...rest } = djangoCelery(defineCelery({ task_always_eager: true }))
    expect(found(lintCelery(rest, { platform: free }))).toEqual(['CELERY_TASK_ALWAYS_EAGER celery-eager'])
  })
})

describe('a Flask application on Render’s starter plan, with Redis as broker', () => {
  const processes = ['celery -A Gallery.celery worker --loglevel=info']

  test('its broker, within Render and from outside', () => {
    const broker_url = envText({ env: 'REDIS_URL' })
    const within = { platform: starter, env: { REDIS_URL: 'redis://red-abc123:6379' } }
    expect(lintCelery({ broker_url }, within)).toEqual([])
    expect(found(lintCelery({ broker_url }, { ...within, processes }))).toEqual(['processes[0] celery-concurrency'])
    const outside = { REDIS_URL: 'rediss://red-abc123:pw-7f3k@singapore-keyvalue.render.com:6379' }
    expect(found(lintCelery({ broker_url }, { platform: starter, env: outside }))).toEqual([
      'broker_url redis-tls-unverified',
    ])
    const plain = { REDIS_URL: outside.REDIS_URL.replace('rediss', 'redis') }
    expect(found(lintCelery({ broker_url }, { platform: starter, env: plain }))).toEqual([
      'broker_url redis-tls-missing',
    ])
  })

  test('corrected, it has no findings', () => {
    const { settings } = sizeCeleryWorker({ platform: starter, appBaseMb: 200, perChildMb: 150 })
    const celery = defineCelery({ broker_url: envText({ env: 'REDIS_URL' }), tls: false })
    const context = { platform: starter, env: { REDIS_URL: 'redis://red-abc123:6379' } }
    const worker = celeryWorkerCommand({ app: 'Gallery.celery', ...settings })
    expect(lintCelery(celery, { ...context, processes: [worker] })).toEqual([])
  })
})
