import { KeelsonError } from '../errors.js'
import { refuseWrittenUrl } from '../redis/written-url.js'
import type { Text } from '../text.js'
import type { PythonValue } from '../python/literal.js'

/** One cache of Django on Redis. */
export interface DjangoRedisCache {
  /** `django` is Django's own RedisCache, from 4.0 on; only `django-redis` can go on without its Redis. @default 'django-redis' */
  readonly backend?: 'django-redis' | 'django' | undefined
  /** The URL, out of the environment: `envText({ env: 'REDIS_URL' })`. Several: the first is written to, the others are read. */
  readonly LOCATION: Text | readonly Text[]
  /** Whether it is `rediss://`; certificate and host name are verified then. @default true */
  readonly tls?: boolean | undefined
  /** PEM file of a private authority. @default those of the system */
  readonly caFile?: string | undefined
  /** Seconds until an entry is dropped; `null` keeps it for ever. @default 300 */
  readonly TIMEOUT?: number | null | undefined
  /** Before every key: two applications on one database need two. */
  readonly KEY_PREFIX?: string | undefined
  /** In every key; another number leaves all former entries aside. @default 1 */
  readonly VERSION?: number | undefined
  /** Until a connection stands, and so what an outage costs every request that asks the cache. @default 2 */
  readonly connectTimeoutSeconds?: number | undefined
  /** Until a command is answered. @default 2 */
  readonly socketTimeoutSeconds?: number | undefined
  /** A connection idle for so long is asked with PING before it is used. @default 30 */
  readonly healthCheckSeconds?: number | undefined
  /** Connections of a process at most. @default no limit */
  readonly maxConnections?: number | undefined
  /** `django-redis` alone: without Redis every entry is missing, and the log says why. Never for sessions. @default false */
  readonly ignoreExceptions?: boolean | undefined
}

/** Options of {@link djangoCaches}. */
export interface DjangoCachesOptions {
  /** The logger that says which exceptions were ignored. @default 'django_redis.cache' */
  readonly logger?: string | undefined
}

/** Django's settings of caches, by their names. */
export type DjangoCacheSettings = Readonly<Record<string, PythonValue>>

/**
 * `CACHES` for Redis, by the alias of each cache, and with `ignoreExceptions` the settings that put every ignored exception into
 * the log: without them an outage is nothing but slowness.
 *
 * Throws `config` for a password that is written out (refer to the environment), for `ignoreExceptions` on Django's own
 * backend, which cannot, and for two caches of django-redis with one LOCATION and different options, of which it takes
 * whichever comes first.
 *
 * https://docs.djangoproject.com/en/stable/topics/cache/#redis, https://github.com/jazzband/django-redis
 *
 * @example
 * import { envText } from '@keelson/core'
 * import { djangoCaches } from '@keelson/core/django'
 * import { formatPythonSettings } from '@keelson/core/python'
 * const settings = djangoCaches({ default: { LOCATION: envText({ env: 'REDIS_URL' }), ignoreExceptions: true } })
 * const file = formatPythonSettings(settings)
 */
export function djangoCaches(
  caches: Readonly<Record<string, DjangoRedisCache>>,
  { logger }: DjangoCachesOptions = {},
): DjangoCacheSettings {
  const entries = Object.entries(caches)
  if (!Object.hasOwn(caches, 'default')) throw refusal('there is no default', 'Django wants a cache of that name')
  for (const [alias, cache] of entries) check(alias, cache)
  const written = entries.map(([alias, cache]) => [alias, writeCache(cache)] as const)
  refuseSharedPools(entries, Object.fromEntries(written))
  const ignores = entries.some(([, { ignoreExceptions }]) => ignoreExceptions)
  return {
    CACHES: Object.fromEntries(written),
    ...(ignores && { DJANGO_REDIS_LOG_IGNORED_EXCEPTIONS: true }),
    ...(ignores && logger !== undefined && { DJANGO_REDIS_LOGGER: logger }),
  }
}

type Written = Readonly<Record<string, PythonValue>>

function writeCache(cache: DjangoRedisCache): Written {
  const { backend = 'django-redis', LOCATION, TIMEOUT = 300, KEY_PREFIX, VERSION } = cache
  return {
    BACKEND: backend === 'django' ? 'django.core.cache.backends.redis.RedisCache' : 'django_redis.cache.RedisCache',
    LOCATION,
    TIMEOUT,
    ...(KEY_PREFIX !== undefined && { KEY_PREFIX }),
    ...(VERSION !== undefined && { VERSION }),
    OPTIONS: backend === 'django' ? writeDjangoOptions(cache) : writeDjangoRedisOptions(cache),
  }
}

/** What redis-py is given for each connection. */
function writeConnection({ tls = true, caFile, healthCheckSeconds = 30, maxConnections }: DjangoRedisCache): Written {
  return {
    ...(tls && { ssl_cert_reqs: 'required', ssl_check_hostname: true }),
    ...(caFile !== undefined && { ssl_ca_certs: caFile }),
    socket_keepalive: true,
    health_check_interval: healthCheckSeconds,
    ...(maxConnections !== undefined && { max_connections: maxConnections }),
  }
}

function writeDjangoOptions(cache: DjangoRedisCache): Written {
  const { connectTimeoutSeconds = 2, socketTimeoutSeconds = 2 } = cache
  return {
    socket_connect_timeout: connectTimeoutSeconds,
    socket_timeout: socketTimeoutSeconds,
    ...writeConnection(cache),
  }
}

function writeDjangoRedisOptions(cache: DjangoRedisCache): Written {
  const { connectTimeoutSeconds = 2, socketTimeoutSeconds = 2, ignoreExceptions } = cache
  return {
    CLIENT_CLASS: 'django_redis.client.DefaultClient',
    SOCKET_CONNECT_TIMEOUT: connectTimeoutSeconds,
    SOCKET_TIMEOUT: socketTimeoutSeconds,
    CONNECTION_POOL_KWARGS: writeConnection(cache),
    ...(ignoreExceptions !== undefined && { IGNORE_EXCEPTIONS: ignoreExceptions }),
  }
}

function check(alias: string, cache: DjangoRedisCache): void {
  const { backend, LOCATION, tls = true, caFile, TIMEOUT, VERSION, maxConnections, ignoreExceptions } = cache
  const { connectTimeoutSeconds, socketTimeoutSeconds, healthCheckSeconds } = cache
  const locations = [LOCATION].flat()
  if (locations.length === 0) throw refusal(`${alias} has no LOCATION`, 'Refer to the environment: envText({ env: … })')
  for (const location of locations) {
    const refused = refuseWrittenUrl(location, tls, 'REDIS_URL')
    if (refused) throw refusal(`LOCATION of ${alias} ${refused[0]}`, refused[1])
  }
  if (caFile !== undefined && !tls) throw refusal(`${alias} has a caFile and no TLS`, 'Leave one of them out')
  if (backend === 'django' && ignoreExceptions)
    throw refusal(`${alias} ignores exceptions, which Django's own backend cannot`, "Take backend: 'django-redis'")
  const whole = { TIMEOUT: TIMEOUT ?? 1, VERSION, maxConnections, healthCheckSeconds }
  const numbers = { ...whole, connectTimeoutSeconds, socketTimeoutSeconds }
  for (const [name, value] of Object.entries(numbers)) {
    const least = name === 'TIMEOUT' || name === 'VERSION' ? 0 : Number.MIN_VALUE
    if (value === undefined || (value >= least && Number.isFinite(value) && (!(name in whole) || value % 1 === 0)))
      continue
    throw refusal(`${alias} has ${name} ${value}`, 'It is a number of seconds, versions or connections')
  }
}

/** Measured on django-redis 5.2.0: connections are kept by URL alone, and made with the options of the first to ask. */
function refuseSharedPools(caches: readonly (readonly [string, DjangoRedisCache])[], written: Written): void {
  const pools = new Map<string, readonly [alias: string, options: string]>()
  for (const [alias, { backend, LOCATION }] of caches) {
    if (backend === 'django') continue
    const { IGNORE_EXCEPTIONS: _, ...pool } = (written[alias] as { OPTIONS: Written }).OPTIONS
    const options = JSON.stringify(pool)
    for (const location of [LOCATION].flat()) {
      const [other, others] = pools.get(JSON.stringify(location)) ?? [alias, options]
      if (others !== options)
        throw refusal(
          `${other} and ${alias} have one LOCATION and different options, of which django-redis takes those of whichever comes first`,
          'Give both the same, or another database number',
        )
      pools.set(JSON.stringify(location), [alias, options])
    }
  }
}

function refusal(problem: string, hint: string): KeelsonError {
  return new KeelsonError(`CACHES cannot be used: ${problem}`, { code: 'config', hint })
}
