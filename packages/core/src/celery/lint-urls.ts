import { knownText } from '../known-text.js'
import { lintRedisUrl } from '../redis/lint.js'
import { lintWrittenUrl } from '../redis/written-url.js'
import { sameDatabase, sameServer } from '../redis/same-database.js'
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
    const url = knownText(values[name], env)
    const literal = lintWrittenUrl(values[name], paths[name] ?? name, `CELERY_${name.toUpperCase()}`)
    // Another broker has other options.
    if (url !== undefined && !/^rediss?:/i.test(url)) return literal
    const optionsPath = paths[useSsl] ?? useSsl
    const isDictionary = typeof ssl === 'object' && ssl !== null
    if (ssl !== undefined && ssl !== false && ssl !== null && !isDictionary)
      return [...literal, notDictionary(optionsPath, client)]
    const options = isDictionary ? (ssl as Readonly<Record<string, unknown>>) : undefined
    // Of an URL that is not known yet, the options beside it still tell whether anything is verified.
    const judged = url ?? (options === undefined ? undefined : 'rediss://host')
    if (judged === undefined) return literal
    const path = paths[name] ?? (url === undefined ? optionsPath : name)
    const found = [...literal, ...lintRedisUrl(judged, { client, path, redisPy, options, optionsPath })]
    const isMismatch = options !== undefined && /^redis:/i.test(judged) && Object.keys(options).length > 0
    return isMismatch ? [...found, schemeMismatch(optionsPath, client)] : found
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
  if (broker === undefined) return []
  const isEager = values['task_always_eager'] === true
  const isShared = cacheUrls.some((url) => sameDatabase(url, broker, env))
  const isCache = isShared || cacheUrls.some((url) => sameServer(url, broker, env))
  if (!isShared && !(eviction === true && (isCache || !isEager))) return []
  const path = paths['broker_url'] ?? 'broker_url'
  const later = isEager ? 'once tasks are no longer eager: ' : ''
  if (eviction === true) {
    return [
      {
        code: 'celery-broker-eviction',
        severity: isEager ? 'info' : 'error',
        path,
        message: `${later}the server of the broker drops keys when it is full${isCache ? ', and the cache fills it' : ''}: queued tasks vanish, without a line in any log; another database of the same server does not help`,
        fix: 'Give the broker a Redis of its own, with maxmemory-policy noeviction',
        source: 'https://redis.io/docs/latest/develop/reference/eviction/',
      },
    ]
  }
  return [
    {
      code: 'celery-broker-shared',
      severity: isEager ? 'info' : 'warning',
      path,
      message: `${later}cache and broker are one Redis database, and cache.clear() empties all of it, queued tasks with it`,
      fix: 'Give one of them another database number (rediss://host:6379/1) or, where there is only one, another Redis',
      source: 'measured: django-redis 5.2.0 and the RedisCache of Django 5.2',
    },
  ]
}
