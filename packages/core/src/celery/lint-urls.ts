import { lintRedisUrl } from '../redis/lint.js'
import { readRawUrl, sameDatabase, sameServer } from '../redis/same-database.js'
import { measured, type CeleryContext, type ReadSettings } from './lint-context.js'
import type { Finding } from '../finding.js'

/** What the URLs and the TLS options beside them come to, for the broker and for the result backend. */
export function lintUrls({ values, paths }: ReadSettings, { env, redisPy }: CeleryContext): Finding[] {
  const pairs = [
    ['broker_url', 'broker_use_ssl', 'celery-broker'],
    ['result_backend', 'redis_backend_use_ssl', 'celery-result-backend'],
  ] as const
  return pairs.flatMap(([name, useSsl, client]) => {
    const ssl = values[useSsl]
    const url = readRawUrl(values[name], env)
    // Another broker has other options.
    if (url !== undefined && !/^rediss?:/i.test(url)) return []
    const path = paths[useSsl] ?? paths[name] ?? useSsl
    const isDictionary = typeof ssl === 'object' && ssl !== null
    if (ssl !== undefined && ssl !== false && ssl !== null && !isDictionary) return [notDictionary(path, client)]
    const options = isDictionary ? (ssl as Readonly<Record<string, unknown>>) : undefined
    // Of an URL that is not known yet, the options beside it still tell whether anything is verified.
    const judged = url ?? (options === undefined ? undefined : 'rediss://host')
    if (judged === undefined) return []
    const found = lintRedisUrl(judged, {
      client,
      path: url === undefined ? path : (paths[name] ?? path),
      redisPy,
      options,
    })
    const isMismatch = options !== undefined && /^redis:/i.test(judged) && Object.keys(options).length > 0
    return isMismatch ? [...found, schemeMismatch(path, client)] : found
  })
}

function notDictionary(path: string, client: string): Finding {
  return {
    code: 'celery-use-ssl',
    severity: 'error',
    path,
    message:
      client === 'celery-broker'
        ? 'for Redis this must be a dictionary: with True kombu connects without TLS, also to rediss://, and sends the password in plain text'
        : 'for Redis this must be a dictionary: with True the result backend raises a TypeError at the first task',
    fix: 'Write {"ssl_cert_reqs": ssl.CERT_REQUIRED, "ssl_check_hostname": True}',
    source: measured,
  }
}

function schemeMismatch(path: string, client: string): Finding {
  return {
    code: 'celery-use-ssl-without-tls',
    severity: 'error',
    path,
    message:
      client === 'celery-broker'
        ? 'kombu connects with TLS because of this, to a URL that says redis://'
        : 'the result backend raises a ValueError: TLS options beside a URL that says redis://',
    fix: 'Write rediss:// in the URL, or leave the options out',
    source: measured,
  }
}

/** Whether what fills the broker's Redis, or empties it, takes its tasks along. */
export function lintSharing(
  { values, paths }: ReadSettings,
  { env, cacheUrls = [], eviction }: CeleryContext,
): Finding[] {
  const broker = values['broker_url']
  if (values['task_always_eager'] === true || broker === undefined) return []
  const path = paths['broker_url'] ?? 'broker_url'
  const isShared = cacheUrls.some((url) => sameDatabase(url, broker, env))
  if (eviction === true) {
    const isCache = isShared || cacheUrls.some((url) => sameServer(url, broker, env))
    return [
      {
        code: 'celery-broker-eviction',
        severity: 'error',
        path,
        message: `the server of the broker drops keys when it is full${isCache ? ', and the cache fills it' : ''}: queued tasks vanish, without a line in any log; another database of the same server does not help`,
        fix: 'Give the broker a Redis of its own, with maxmemory-policy noeviction',
        source: 'https://redis.io/docs/latest/develop/reference/eviction/',
      },
    ]
  }
  if (!isShared) return []
  return [
    {
      code: 'celery-broker-shared',
      severity: 'warning',
      path,
      message:
        'cache and broker are one Redis database: cache.clear() empties the whole database, queued tasks with it',
      fix: 'Give one of them another database number (rediss://host:6379/1) or, where there is only one, another Redis',
      source: 'measured: django-redis 5.2.0 and the RedisCache of Django 5.2',
    },
  ]
}
