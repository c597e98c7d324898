import { lintRedisUrl } from '../redis/lint.js'
import { readRawUrl, sameDatabase, sameServer } from '../redis/same-database.js'
import { isEnvText, type Text } from '../text.js'
import type { Finding } from '../finding.js'

/** What {@link lintDjangoCaches} knows beside the settings; what is left out is not judged. */
export interface DjangoCachesContext {
  /** Values for the variables that settings refer to; none is shown. */
  readonly env?: object | undefined
  /** Where Celery's broker is. */
  readonly brokerUrl?: Text | undefined
  /** Whether the server, when full, drops keys without an end: a `maxmemory-policy` of `allkeys-…`, eviction at Upstash. */
  readonly eviction?: boolean | undefined
  /** The version of redis-py, as `4.3.4`: below 6 it compares no host names by itself. */
  readonly redisPy?: string | undefined
}

interface Cache {
  readonly path: string
  readonly kind: 'django-redis' | 'django'
  readonly locations: readonly unknown[]
  readonly options: Readonly<Record<string, unknown>>
}

const djangoRedis = 'https://github.com/jazzband/django-redis#readme'
const django = 'https://docs.djangoproject.com/en/stable/topics/cache/#redis'
const measured = 'measured: django-redis 5.2.0 and the RedisCache of Django 5.2'

/**
 * What Django and django-redis will make of `CACHES` that nobody meant, with the settings beside it that use a cache
 * (`SESSION_ENGINE`, `REST_FRAMEWORK`). Caches that are not on Redis have no findings.
 *
 * @example
 * import { lintDjangoCaches } from '@keelson/core/django'
 * const BACKEND = 'django_redis.cache.RedisCache'
 * const findings = lintDjangoCaches({
 *   CACHES: { default: { BACKEND, LOCATION: 'rediss://cache.example:6379', OPTIONS: { IGNORE_EXCEPTIONS: true } } },
 * })
 */
export function lintDjangoCaches(
  settings: Readonly<Record<string, unknown>>,
  context: DjangoCachesContext = {},
): Finding[] {
  const caches = readCaches(settings)
  return [
    ...caches.flatMap((cache) => [
      ...lintLocations(cache, context),
      ...lintOptions(cache),
      ...lintIgnored(cache, settings),
      ...lintBroker(cache, context),
    ]),
    ...lintPools(caches),
  ]
}

function readCaches(settings: Readonly<Record<string, unknown>>): Cache[] {
  return Object.entries(recordOf(settings['CACHES'])).flatMap(([alias, given]) => {
    const { BACKEND, LOCATION, OPTIONS } = recordOf(given)
    const kind = kinds[typeof BACKEND === 'string' ? BACKEND : '']
    const locations = [LOCATION ?? []].flat()
    return kind ? [{ path: `CACHES.${alias}`, kind, locations, options: recordOf(OPTIONS) }] : []
  })
}

const kinds: Readonly<Record<string, Cache['kind']>> = {
  'django_redis.cache.RedisCache': 'django-redis',
  'django.core.cache.backends.redis.RedisCache': 'django',
}

function lintLocations({ path, kind, locations, options }: Cache, { env, redisPy }: DjangoCachesContext): Finding[] {
  const at = `${path}.LOCATION`
  const tls = kind === 'django' ? options : recordOf(options['CONNECTION_POOL_KWARGS'])
  const ssl = Object.fromEntries(Object.entries(tls).filter(([name]) => name.startsWith('ssl_')))
  return locations.flatMap((location): Finding[] => {
    const url = readRawUrl(location, env)
    const literal: Finding[] =
      !isEnvText(location) && /:\/\/[^/]*:[^/]*@/.test(url ?? '')
        ? [
            {
              code: 'django-cache-literal-password',
              severity: 'error',
              path: at,
              message: 'the password stands in the settings, and so in every copy of them',
              fix: 'Write os.environ["REDIS_URL"]',
              source: django,
            },
          ]
        : []
    // Of an URL that is not known yet, the options beside it still tell whether anything is verified.
    const judged = url ?? (Object.keys(ssl).length > 0 ? 'rediss://host' : undefined)
    if (judged === undefined) return literal
    return [...literal, ...lintRedisUrl(judged, { client: kind, path: at, redisPy, options: ssl })]
  })
}

const djangoRedisOptions =
  'CLIENT_CLASS CLOSE_CONNECTION COMPRESSOR CONNECTION_FACTORY CONNECTION_POOL_CLASS CONNECTION_POOL_KWARGS IGNORE_EXCEPTIONS LOG_IGNORED_EXCEPTIONS PARSER_CLASS PASSWORD PICKLE_VERSION REDIS_CLIENT_CLASS REDIS_CLIENT_KWARGS REPLICA_READ_ONLY REVERSE_KEY_FUNCTION SENTINELS SENTINEL_KWARGS SERIALIZER SOCKET_CONNECT_TIMEOUT SOCKET_TIMEOUT MAX_ENTRIES CULL_FREQUENCY'.split(
    ' ',
  )

function lintOptions({ path, kind, options }: Cache): Finding[] {
  return Object.keys(options).flatMap((name): Finding[] => {
    const isUpper = name === name.toUpperCase()
    if (
      kind === 'django' ? !isUpper || /^(?:MAX_ENTRIES|CULL_FREQUENCY)$/.test(name) : djangoRedisOptions.includes(name)
    )
      return []
    const known = djangoRedisOptions.includes(name.toUpperCase())
    return [
      {
        code: 'django-cache-option-unknown',
        severity: kind === 'django' ? 'error' : 'warning',
        path: `${path}.OPTIONS.${name}`,
        message:
          kind === 'django'
            ? `${name} is an option of django-redis: Django's own backend hands it on to redis-py, where the first command raises a TypeError`
            : `django-redis has no option ${name}, and says nothing of it`,
        fix: fixOption(name, kind, known),
        source: measured,
      },
    ]
  })
}

function fixOption(name: string, kind: Cache['kind'], known: boolean): string {
  if (kind === 'django')
    return name.endsWith('TIMEOUT') ? `Write ${name.toLowerCase()}` : 'Leave it out, or take django-redis'
  return known
    ? `Write ${name.toUpperCase()}`
    : `Put it into CONNECTION_POOL_KWARGS if it is for redis-py, or leave it out`
}

function lintIgnored({ path, kind, options }: Cache, settings: Readonly<Record<string, unknown>>): Finding[] {
  const ignores = options['IGNORE_EXCEPTIONS'] ?? settings['DJANGO_REDIS_IGNORE_EXCEPTIONS']
  if (kind !== 'django-redis' || ignores !== true) return []
  const at = `${path}.OPTIONS.IGNORE_EXCEPTIONS`
  const findings: Finding[] = []
  const timeouts = ['SOCKET_CONNECT_TIMEOUT', 'SOCKET_TIMEOUT'].filter((name) => options[name] === undefined)
  if (settings['DJANGO_REDIS_LOG_IGNORED_EXCEPTIONS'] !== true && options['LOG_IGNORED_EXCEPTIONS'] !== true) {
    findings.push({
      code: 'django-cache-silent-outage',
      severity: 'warning',
      path: at,
      message:
        'without Redis every entry is missing and nothing says so: an outage is seen as slowness, and as load on the database',
      fix: 'Set DJANGO_REDIS_LOG_IGNORED_EXCEPTIONS = True, and let a health check ask the cache',
      source: djangoRedis,
    })
  }
  if (timeouts.length > 0) {
    findings.push({
      code: 'django-cache-no-timeout',
      severity: 'warning',
      path: `${path}.OPTIONS`,
      message: `${timeouts.join(' and ')} ${timeouts.length > 1 ? 'are' : 'is'} missing: exceptions are ignored only once there are some, and a Redis that does not answer makes every request wait`,
      fix: `Set ${timeouts.map((name) => `"${name}": 2`).join(', ')}`,
      source: djangoRedis,
    })
  }
  const alias = path.slice('CACHES.'.length)
  const user = usersOf(alias, settings)
  if (user === undefined) return findings
  findings.push({
    code: 'django-cache-lost-sessions',
    severity: user.severity,
    path: at,
    message: user.message,
    fix: `Give them a cache without IGNORE_EXCEPTIONS${user.also}`,
    source: 'https://docs.djangoproject.com/en/stable/topics/http/sessions/#using-cached-sessions',
  })
  return findings
}

/** Who takes a missing entry for something else than a missing entry. */
function usersOf(
  alias: string,
  settings: Readonly<Record<string, unknown>>,
): { severity: Finding['severity']; message: string; also: string } | undefined {
  if (
    settings['SESSION_ENGINE'] === 'django.contrib.sessions.backends.cache' &&
    (settings['SESSION_CACHE_ALIAS'] ?? 'default') === alias
  ) {
    const message = 'sessions are in this cache: without Redis everybody is logged out, and logging in does nothing'
    return { severity: 'error', message, also: ', or SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"' }
  }
  const { DEFAULT_THROTTLE_CLASSES: throttles } = recordOf(settings['REST_FRAMEWORK'])
  if (alias !== 'default' || !Array.isArray(throttles) || throttles.length === 0) return undefined
  const message =
    'throttles count in this cache: without Redis nothing is limited, for whoever wants to guess passwords'
  return { severity: 'warning', message, also: ', by the attribute cache of the throttle classes' }
}

function lintBroker({ path, locations }: Cache, { env, brokerUrl, eviction }: DjangoCachesContext): Finding[] {
  if (brokerUrl === undefined) return []
  const isDatabase = locations.some((location) => sameDatabase(location, brokerUrl, env))
  const isServer = eviction === true && locations.some((location) => sameServer(location, brokerUrl, env))
  if (!isDatabase && !isServer) return []
  return [
    {
      code: 'django-cache-shares-broker',
      severity: isServer ? 'error' : 'warning',
      path: `${path}.LOCATION`,
      message: isServer
        ? 'the cache fills the Redis of the broker, which drops queued tasks when it is full'
        : 'cache and broker are one database: cache.clear() empties it, queued tasks with it',
      fix: isServer
        ? 'Give the broker a Redis of its own, with maxmemory-policy noeviction'
        : 'Give one of them another database number or, where there is only one, another Redis',
      source: measured,
    },
  ]
}

/** django-redis keeps connections by URL alone. */
function lintPools(caches: readonly Cache[]): Finding[] {
  const seen = new Map<string, readonly [path: string, pool: string]>()
  return caches.flatMap(({ path, kind, locations, options }): Finding[] => {
    if (kind !== 'django-redis') return []
    const { IGNORE_EXCEPTIONS: _, ...rest } = options
    const pool = JSON.stringify(rest)
    const key = JSON.stringify(locations)
    const [other, others] = seen.get(key) ?? [path, pool]
    seen.set(key, [other, others])
    if (others === pool) return []
    return [
      {
        code: 'django-cache-shared-pool',
        severity: 'warning',
        path: `${path}.OPTIONS`,
        message: `${other} and ${path} have one LOCATION, and django-redis keeps connections by it alone: timeouts and TLS are those of whichever is used first`,
        fix: 'Give both the same options, or another database number',
        source: 'measured: django-redis 5.2.0',
      },
    ]
  })
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
}
