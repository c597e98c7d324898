import { KeelsonError } from '../errors.js'
import { pythonExpression, type PythonValue } from '../python/literal.js'
import { refuseWrittenUrl } from '../redis/written-url.js'
import type { Text } from '../text.js'

/** Celery's settings by their names, as Python values; what {@link defineCelery} makes. */
export type CelerySettings = Readonly<Record<string, PythonValue>>

/** Options of {@link defineCelery}: settings in Celery's own names, and what decides several of them. */
export interface CeleryOptions {
  /** Redis as message broker, out of the environment: `envText({ env: 'CELERY_BROKER_URL' })`. Not needed when eager. */
  readonly broker_url?: Text | undefined
  /** Where results are kept; `null` keeps none. @default null */
  readonly result_backend?: Text | null | undefined
  /** Whether the URLs are `rediss://`; certificates and host names are verified then. @default true */
  readonly tls?: boolean | undefined
  /** PEM file of a private authority. @default those of the system */
  readonly caFile?: string | undefined
  /** A task that is not done after so many seconds is given to another worker as well: above the longest task and the longest eta. @default 3600 */
  readonly visibility_timeout?: number | undefined
  /** Before every key of the broker and of results, of which Celery 5.2 leaves it out; for one database with several applications. */
  readonly global_keyprefix?: string | undefined
  /** In seconds; a broker or backend that does not answer by then is connected to anew. @default 30 */
  readonly socket_timeout?: number | undefined
  /** In seconds. @default 5 */
  readonly socket_connect_timeout?: number | undefined
  /** In seconds; an older connection is asked with PING before it is used. @default 30 */
  readonly health_check_interval?: number | undefined
  /** Tasks run where they are called, without broker and worker: `lintCelery` tells what is lost. @default false */
  readonly task_always_eager?: boolean | undefined
  /** When eager, an exception of a task reaches its caller, the exception of a retry too. @default false */
  readonly task_eager_propagates?: boolean | undefined
  /** When eager, results are kept as well. @default false */
  readonly task_store_eager_result?: boolean | undefined
  /** A task is done when it ended, not when it began: it runs again when its worker is lost. @default false */
  readonly task_acks_late?: boolean | undefined
  /** With `task_acks_late`: also when the process was killed, as for want of memory. @default false */
  readonly task_reject_on_worker_lost?: boolean | undefined
  /** In seconds; the process is killed. @default none */
  readonly task_time_limit?: number | undefined
  /** In seconds; raises SoftTimeLimitExceeded in the task. @default none */
  readonly task_soft_time_limit?: number | undefined
  /** @default false */
  readonly task_ignore_result?: boolean | undefined
  /** @default false */
  readonly task_track_started?: boolean | undefined
  /** @default 'celery' */
  readonly task_default_queue?: string | undefined
  /** @default 'json' */
  readonly task_serializer?: 'json' | 'yaml' | 'msgpack' | 'pickle' | undefined
  /** @default 'json' */
  readonly result_serializer?: 'json' | 'yaml' | 'msgpack' | 'pickle' | undefined
  /** @default ['json'] */
  readonly accept_content?: readonly string[] | undefined
  /** In seconds, at most; results take memory until then. @default 86400 */
  readonly result_expires?: number | undefined
  /** Tasks that a process keeps for itself; 1 with long tasks. @default 4 */
  readonly worker_prefetch_multiplier?: number | undefined
  /** @default the cores that the worker sees */
  readonly worker_concurrency?: number | undefined
  readonly worker_max_tasks_per_child?: number | undefined
  /** In KiB; a process above it is replaced after its task. */
  readonly worker_max_memory_per_child?: number | undefined
  /** @default false */
  readonly worker_send_task_events?: boolean | undefined
  /** With `task_acks_late`: a running task is stopped when the connection is lost, as it will run again. @default false */
  readonly worker_cancel_long_running_tasks_on_connection_loss?: boolean | undefined
  /** @default true */
  readonly broker_connection_retry_on_startup?: boolean | undefined
  /** `null` retries for ever. @default 100 */
  readonly broker_connection_max_retries?: number | null | undefined
  /** Connections that a process keeps for sending; `null` closes each. @default 10 */
  readonly broker_pool_limit?: number | null | undefined
  /** Connections to the result backend at most. */
  readonly redis_max_connections?: number | undefined
  /** @default 'UTC' */
  readonly timezone?: string | undefined
  /** `module:Class`, as `django_celery_beat.schedulers:DatabaseScheduler`. */
  readonly beat_scheduler?: string | undefined
}

/**
 * Celery's settings for Redis as broker, in Celery's lowercase names: TLS that verifies on the broker and on the result
 * backend, time limits on every connection, a start that waits for the broker. `djangoCelery` writes them for Django,
 * `formatPythonSettings` as a file.
 *
 * Throws `config` for a password in a URL (refer to the environment), for settings it does not know and values that Celery
 * would misread.
 *
 * https://docs.celeryq.dev/en/stable/userguide/configuration.html
 *
 * @example
 * import { envText } from '@keelson/core'
 * import { defineCelery } from '@keelson/core/celery'
 * import { formatPythonSettings } from '@keelson/core/python'
 * const settings = defineCelery({ broker_url: envText({ env: 'CELERY_BROKER_URL' }), task_acks_late: true })
 * const file = formatPythonSettings(settings)
 */
export function defineCelery(options: CeleryOptions): CelerySettings {
  const { broker_url, result_backend = null, tls = true, caFile, visibility_timeout = 3600, ...more } = options
  const { global_keyprefix, socket_timeout = 30, socket_connect_timeout = 5, ...others } = more
  const { health_check_interval = 30, ...rest } = others
  if (broker_url === undefined && options.task_always_eager !== true)
    throw refusal('broker_url is missing', 'Refer to the environment: envText({ env: "CELERY_BROKER_URL" })')
  if (broker_url !== undefined) checkUrl('broker_url', broker_url, tls)
  // Results may be elsewhere: django-db, rpc://
  const isRedis = typeof result_backend !== 'string' || /^redis/i.test(result_backend)
  if (result_backend !== null) checkUrl('result_backend', result_backend, isRedis ? tls : undefined)
  const times = { visibility_timeout, socket_timeout, socket_connect_timeout, health_check_interval }
  for (const [name, value] of Object.entries(times)) checkNumber(name, value, 1)
  const own = takeSettings(rest)
  const ssl = tls && {
    ssl_cert_reqs: pythonExpression('ssl.CERT_REQUIRED', ['ssl']),
    ssl_check_hostname: true,
    ...(caFile !== undefined && { ssl_ca_certs: caFile }),
  }
  const keys = global_keyprefix !== undefined && { global_keyprefix }
  return {
    ...(broker_url !== undefined && {
      broker_url,
      ...(ssl && { broker_use_ssl: ssl }),
      broker_connection_retry_on_startup: true,
      broker_transport_options: { ...times, socket_keepalive: true, retry_on_timeout: true, ...keys },
    }),
    ...(result_backend !== null && { result_backend }),
    ...(result_backend !== null &&
      isRedis && {
        ...(ssl && { redis_backend_use_ssl: ssl }),
        redis_socket_timeout: socket_timeout,
        redis_socket_connect_timeout: socket_connect_timeout,
        redis_socket_keepalive: true,
        redis_retry_on_timeout: true,
        redis_backend_health_check_interval: health_check_interval,
        ...(keys && { result_backend_transport_options: keys }),
      }),
    ...own,
  }
}

function checkUrl(name: string, url: Text, tls: boolean | undefined): void {
  const refused = refuseWrittenUrl(url, tls, name.toUpperCase())
  if (refused) throw refusal(`${name} ${refused[0]}`, refused[1])
}

/**
 * The same settings in the names that Django's settings module gives them, for
 * `app.config_from_object('django.conf:settings', namespace='CELERY')`: `CELERY_BROKER_URL`, `CELERY_TASK_ACKS_LATE`, …
 *
 * https://docs.celeryq.dev/en/stable/django/first-steps-with-django.html
 *
 * @example
 * import { envText } from '@keelson/core'
 * import { defineCelery, djangoCelery } from '@keelson/core/celery'
 * const settings = djangoCelery(defineCelery({ broker_url: envText({ env: 'REDIS_URL' }) }))
 */
export function djangoCelery(settings: CelerySettings): CelerySettings {
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [`CELERY_${name.toUpperCase()}`, value]))
}

/** What `defineCelery` hands on, by what its values may be: a linter knows all of Celery's settings, a bundle these. */
const handedOn = {
  boolean:
    'task_always_eager task_eager_propagates task_store_eager_result task_acks_late task_reject_on_worker_lost task_ignore_result task_track_started worker_send_task_events worker_cancel_long_running_tasks_on_connection_loss broker_connection_retry_on_startup',
  fromZero: 'worker_prefetch_multiplier result_expires broker_connection_max_retries',
  fromOne:
    'task_time_limit task_soft_time_limit worker_concurrency worker_max_tasks_per_child worker_max_memory_per_child broker_pool_limit redis_max_connections',
  other: 'task_default_queue task_serializer result_serializer accept_content timezone beat_scheduler',
}

function kindOf(name: string): string | undefined {
  return Object.entries(handedOn).find(([, names]) => names.split(' ').includes(name))?.[0]
}

function takeSettings(options: object): Record<string, PythonValue> {
  const settings: Record<string, PythonValue> = {}
  for (const [name, value] of Object.entries(options) as [string, PythonValue | undefined][]) {
    if (value === undefined) continue
    const kind = kindOf(name)
    if (kind === undefined)
      throw refusal(
        `there is no option ${name}`,
        'Celery would keep a setting that it does not know and never look at it',
      )
    // Any text is true for Celery, 'False' too.
    if (kind === 'boolean' && typeof value !== 'boolean')
      throw refusal(`${name} is a ${typeof value}`, 'It is true or false')
    if (kind.startsWith('from') && value !== null) checkNumber(name, value, kind === 'fromZero' ? 0 : 1)
    settings[name] = value
  }
  const { task_time_limit: hard, task_soft_time_limit: soft } = settings
  if (typeof hard === 'number' && typeof soft === 'number' && soft >= hard)
    throw refusal(
      `task_soft_time_limit is ${soft} and task_time_limit ${hard}: the task is killed before it is told`,
      'Make the soft limit the shorter one',
    )
  return settings
}

function checkNumber(name: string, value: unknown, least: number): void {
  if (typeof value === 'number' && Number.isFinite(value) && value >= least) return
  throw refusal(
    `${name} is ${typeof value === 'number' ? value : `a ${typeof value}`}`,
    `It is a number of ${least} or more`,
  )
}

function refusal(problem: string, hint: string): KeelsonError {
  return new KeelsonError(`the Celery settings cannot be used: ${problem}`, { code: 'config', hint })
}
