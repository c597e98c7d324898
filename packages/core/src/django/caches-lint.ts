import { knownText } from '../known-text.js'
import { lintRedisUrl } from '../redis/lint.js'
import { lintWrittenUrl } from '../redis/written-url.js'
import type { Finding } from '../finding.js'

/** What {@link lintDjangoCaches} knows beside the settings; what is left out is not judged. */
export interface DjangoCachesContext {
  /** Values for the variables that settings refer to; none is shown. */
  readonly env?: object | undefined
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
const measured = 'measured: django-redis 5.2.0 and the RedisCache of Django 5.2'

/**
 * What Django and django-redis will make of `CACHES` that nobody meant, with the settings beside it that use a cache
 * (`SESSION_ENGINE`, `REST_FRAMEWORK`). Caches that are not on Redis have no findings; whether one shares its database with
 * a broker is what `lintCelery` says.
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
  const isDjango = kind === 'django'
  const tls = isDjango ? options : recordOf(options['CONNECTION_POOL_KWARGS'])
  const ssl = Object.fromEntries(Object.entries(tls).filter(([name]) => name.startsWith('ssl_')))
  const optionsPath = `${path}.OPTIONS${isDjango ? '' : '.CONNECTION_POOL_KWARGS'}`
  return locations.flatMap((location): Finding[] => {
    const literal = lintWrittenUrl(location, at, 'REDIS_URL')
    // Of an URL that is not known yet, the options beside it still tell whether anything is verified.
    const url = knownText(location, env) ?? (Object.keys(ssl).length > 0 ? 'rediss://host' : undefined)
    if (url === undefined) return literal
    return [...literal, ...lintRedisUrl(url, { client: kind, path: at, redisPy, options: ssl, optionsPath })]
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

/** django-redis keeps connections by URL alone. */
function lintPools(caches: readonly Cache[]): Finding[] {
  const seen = new Map<string, readonly [path: string, pool: string]>()
  return caches.flatMap(({ path, kind, locations, options }): Finding[] => {
    if (kind !== 'django-redis') return []
    const { IGNORE_EXCEPTIONS: _, ...rest } = options
    const pool = JSON.stringify(rest)
    const keys = locations.map((location) => JSON.stringify(location))
    const other = keys.map((key) => seen.get(key)).find((one) => one !== undefined && one[1] !== pool)
    for (const key of keys) if (!seen.has(key)) seen.set(key, [path, pool])
    if (other === undefined) return []
    return [
      {
        code: 'django-cache-shared-pool',
        severity: 'warning',
        path: `${path}.OPTIONS`,
        message: `${other[0]} and ${path} have one LOCATION, and django-redis keeps connections by it alone: timeouts and TLS are those of whichever is used first`,
        fix: 'Give both the same options, or another database number',
        source: 'measured: django-redis 5.2.0',
      },
    ]
  })
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
}
