import { isKeelsonError } from '../errors.js'
import { reveal, type Secret } from '../secret.js'
import { lintTls } from './lint-tls.js'
import { nameOf, readsTlsParameters, takesParameter, type RedisClient } from './redis-client.js'
import { parseRedisUrl, type RedisUrl } from './redis-url.js'
import { tlsOnlySource } from './tls-only-hosts.js'
import type { Finding } from '../finding.js'
import type { RedisUrlContext } from './lint-context.js'

export type { Finding } from '../finding.js'
export type { RedisUrlContext } from './lint-context.js'

/**
 * What a client of Redis will make of its URL that nobody meant: TLS that verifies nothing, a start that fails, a text cut in
 * pieces. Of several URLs in one text, as kombu and Django take them, each is judged. Nothing of a URL but its host and the
 * names of its parameters is shown.
 *
 * @example
 * import { lintRedisUrl } from '@keelson/core/redis'
 * const findings = lintRedisUrl('rediss://default:pw@cache.example:6379', { client: 'celery-broker' })
 */
export function lintRedisUrl(url: string | Secret, context: RedisUrlContext): Finding[] {
  const { client, path = 'url' } = context
  const text = reveal(url)
  const separator = separators[client]?.exec(text)?.[0]
  const urls = separator === undefined ? [text] : text.split(separator)
  if (separator !== undefined && !urls.every((one) => /^rediss?:\/\//.test(one)))
    return [{ ...cutAt(separator, client), path }]
  return urls.flatMap((one) => lintOne(one, { ...context, path }))
}

function lintOne(url: string, context: RedisUrlContext & { readonly path: string }): Finding[] {
  const { client, path } = context
  let parts: RedisUrl
  try {
    parts = parseRedisUrl(url)
  } catch (error) {
    if (!isKeelsonError(error)) throw error
    const fix = error.hint ?? 'Write it with redisUrlFor: rediss://default:password@host:6379/0'
    return [{ code: 'redis-url-unreadable', severity: 'error', path, message: error.message, fix, source: redisPy }]
  }
  const found = [...lintScheme(parts), ...lintParameters(parts, client)]
  return [...found.map((one) => ({ ...one, path })), ...(parts.tls ? lintTls(parts, context) : [])]
}

type Found = Omit<Finding, 'path'>

const redisPy = 'https://redis.readthedocs.io/en/stable/connections.html'

/** Measured: Django cuts LOCATION at commas (its own backend at semicolons, too), kombu a broker at semicolons. */
const separators: Readonly<Partial<Record<RedisClient, RegExp>>> = {
  'celery-broker': /;/,
  'django-redis': /,/,
  django: /[,;]/,
}

function cutAt(separator: string, client: RedisClient): Found {
  return {
    code: 'redis-url-cut',
    severity: 'error',
    message: `${nameOf(client)} takes a ${separator} for the end of one URL and the beginning of another: it connects with half of the password`,
    fix: `Write ${encodeURIComponent(separator)} for the ${separator}, as redisUrlFor does`,
    source: 'measured: django-redis 5.2.0, kombu 5.2.4 and 5.6.2',
  }
}

function lintScheme({ tls, host }: RedisUrl): Found[] {
  const source = tlsOnlySource(host)
  if (tls || source === undefined) return []
  return [
    {
      code: 'redis-tls-missing',
      severity: 'error',
      message: `${host} takes connections with TLS only: without it every command fails, after the password went over the network in plain text`,
      fix: 'Write rediss:// instead of redis://',
      source,
    },
  ]
}

function lintParameters({ parameters, tls }: RedisUrl, client: RedisClient): Found[] {
  const isPython = readsTlsParameters(client)
  return Object.keys(parameters).flatMap((name): Found[] => {
    if (name.startsWith('ssl_') && isPython && !tls)
      return [
        {
          code: 'redis-tls-parameter-without-tls',
          severity: 'error',
          message: `${name} speaks of TLS, which redis:// does not use: ${client === 'celery-broker' ? 'kombu connects with TLS all the same' : `${nameOf(client)} fails when it connects`}`,
          fix: `Write rediss:// instead of redis://, or leave ${name} out`,
          source: redisPy,
        },
      ]
    // What Python's clients want in a variable that others read, too, says no more than what holds anyway.
    if (takesParameter(client, name) || /^ssl_(?:cert_reqs|check_hostname)$/.test(name)) return []
    return [
      {
        code: 'redis-url-parameter',
        severity: 'error',
        message: `${nameOf(client)} does not read ${name} out of a URL: it ${isPython ? 'raises a TypeError' : 'takes it for one of its options, as text'}`,
        fix: `Leave ${name} out of the URL and set it as an option`,
        source: isPython ? 'measured: redis-py 4.3.4 and 8.1.0, kombu 5.2.4 and 5.6.2' : ioredis,
      },
    ]
  })
}

const ioredis = 'measured: ioredis 5'
