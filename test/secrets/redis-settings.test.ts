import { envText, fillText, Secret, type EnvText } from '@keelson/core'
import {
  celeryBeatCommand,
  celeryWorkerCommand,
  defineCelery,
  djangoCelery,
  lintCelery,
  parseCeleryCommand,
  type CeleryOptions,
} from '@keelson/core/celery'
import { djangoCaches, lintDjangoCaches } from '@keelson/core/django'
import { defineEmail, lintEmail } from '@keelson/core/email'
import { formatPythonSettings } from '@keelson/core/python'
import { formatRedisUrl, lintRedisUrl, parseRedisUrl, redisUrlFor, type RedisClient } from '@keelson/core/redis'
import { quoteShell } from '@keelson/core/shell'
import { createRandom } from '@keelson/core/testing'
import { lintUpstash } from '@keelson/upstash/config'
import { expect, test, vi } from 'vitest'
import { refuseLeak, showAll } from './find-leak.ts'
import { drawFrom } from './secret-texts.ts'

vi.setConfig({ testTimeout: 60_000 })

const clients: readonly RedisClient[] = [
  'ioredis',
  'bullmq',
  'node-redis',
  'redis-py',
  'django-redis',
  'django',
  'celery-broker',
  'celery-result-backend',
]

const encoded = encodeURIComponent

/** Right, wrong, and cut off in the middle. */
const urls: readonly ((raw: string) => string)[] = [
  (raw) => `rediss://default:${encoded(raw)}@calm-otter.upstash.io:6379`,
  (raw) => `redis://default:${encoded(raw)}@calm-otter.upstash.io/3`,
  (raw) => `rediss://default:${encoded(raw)}@h?ssl_cert_reqs=none`,
  (raw) => `rediss://:${encoded(raw)}@h?ssl_cert_reqs=${encoded(raw)}`,
  (raw) => `rediss://:${encoded(raw)}@h?ssl_check_hostname=no&foo=${encoded(raw)}`,
  (raw) => `redis://:${encoded(raw)}@h?ssl_cert_reqs=required`,
  (raw) => `rediss://:${encoded(raw)}@h/${encoded(raw)}`,
  (raw) => `rediss://:${encoded(raw)}%@h`,
  (raw) => `rediss://:${encoded(raw)}@h:99999`,
  (raw) => `rediss://:${encoded(raw)}@a:1,b:2`,
  (raw) => `rediss://:${encoded(raw)};@a;rediss://b`,
  (raw) => `rediss://:${raw}@h`,
  (raw) => `rediss://:a@${raw}@h`,
  (raw) => `rediss://:a/${raw}@h`,
  (raw) => `rediss://:a?${raw}=1@h`,
  (raw) => `rediss://:a?b=${raw}&b=${raw}@h`,
  (raw) => `rediss://h?password=${encoded(raw)}`,
  (raw) => `redis+sentinel://:${raw}@a:26379/shop`,
  (raw) => `unix://:${raw}@/run/redis.sock`,
  (raw) => `https://:${raw}@calm-otter.upstash.io`,
  (raw) => raw,
]

test('no builder, linter or refusal of thousands shows a password, and no file holds one', () => {
  const draw = drawFrom(createRandom(52))
  let refused = 0
  const attempt = (work: () => unknown, isShown = true): unknown => {
    try {
      const made = work()
      return isShown ? made : undefined
    } catch (error) {
      refused++
      return error
    }
  }
  for (let index = 0; index < 3000; index++) {
    const password = draw.password()
    const make = draw.pick(urls)
    const url = make(password)
    const client = draw.pick(clients)
    const given = draw.wrap(url)
    const env = { URL: url, PASSWORD: password }
    const text: EnvText = envText({ env: 'URL' })
    const ssl = draw.pick([true, {}, { ssl_cert_reqs: password }, { ssl_cert_reqs: null }])
    const location = draw.pick([url, text, new Secret(url)])
    const settings = {
      CELERY_BROKER_URL: location,
      CELERY_RESULT_BACKEND: location,
      CELERY_BROKER_USE_SSL: ssl,
      CELERY_TASK_ACKS_LATE: draw.pick([password, true]),
      CACHES: {
        default: {
          BACKEND: draw.pick(['django_redis.cache.RedisCache', 'django.core.cache.backends.redis.RedisCache']),
          LOCATION: location,
          OPTIONS: { PASSWORD: password, ssl_cert_reqs: password, CONNECTION_POOL_KWARGS: ssl },
        },
      },
      EMAIL_HOST: 'smtp.gmail.com',
      EMAIL_PORT: draw.pick([587, '465', password]),
      EMAIL_HOST_PASSWORD: draw.pick([password, envText({ env: 'PASSWORD' })]),
      EMAIL_USE_TLS: draw.pick([password, 'False', true]),
    }
    const word = quoteShell(make(password).includes('://') ? url : 'redis')
    const line = `celery -A shop ${draw.pick([`-b ${word} worker`, `worker ${word}`, `worker -c ${word}`, word])}`
    const options = {
      broker_url: url,
      result_backend: draw.pick([null, make(password).includes('://') ? url : null]),
      tls: draw.pick([true, false]),
    } as CeleryOptions
    const mail = { host: 'h', user: 'shop', password: draw.pick([password, envText({ env: 'P', default: password })]) }
    const made = [
      // What was read holds what stood there as a parameter or an argument.
      attempt(() => parseRedisUrl(given), false),
      attempt(() => formatRedisUrl({ host: 'h', password: new Secret(password), db: draw.pick([0, -1]) })),
      attempt(() => redisUrlFor(given, client, { db: 1 })),
      attempt(() => lintRedisUrl(given, { client, redisPy: '4.3.4', options: typeof ssl === 'object' ? ssl : {} })),
      attempt(() => lintUpstash({ url: given, client })),
      attempt(() => lintCelery(settings, { env, processes: [line] })),
      attempt(() => lintDjangoCaches(settings, { env })),
      attempt(() => lintEmail(settings, { env })),
      attempt(() => defineCelery(options)),
      attempt(() => defineCelery({ broker_url: text, task_acks_late: password } as unknown as CeleryOptions)),
      attempt(() => djangoCaches({ default: { LOCATION: url } })),
      attempt(() => defineEmail({ ...mail, from: 'a@example.com' })),
      attempt(() => parseCeleryCommand(line), false),
    ]
    refuseLeak(`${make.toString()} for ${client}`, showAll(...made), [password])
  }
  expect(refused).toBeGreaterThan(3000)
})

test('what is written refers to the environment, which alone brings the password', () => {
  const draw = drawFrom(createRandom(53))
  for (let index = 0; index < 500; index++) {
    const password = draw.password()
    const env = { URL: `rediss://:${encoded(password)}@h`, PASSWORD: password }
    const text = envText({ env: 'URL' })
    expect(fillText(text, env)).toBe(env.URL)
    const files = [
      formatPythonSettings(djangoCelery(defineCelery({ broker_url: text, result_backend: text }))),
      formatPythonSettings(djangoCaches({ default: { LOCATION: text, ignoreExceptions: true } })),
      formatPythonSettings(
        defineEmail({ host: 'h', user: 'shop', password: envText({ env: 'PASSWORD' }), from: 'a@example.com' }),
      ),
      celeryWorkerCommand({ app: 'shop', concurrency: 2 }),
      celeryBeatCommand({ app: 'shop' }),
    ]
    refuseLeak('files', files.join('\n'), [password])
  }
})
