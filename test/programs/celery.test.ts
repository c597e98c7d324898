import { expect, test } from 'vitest'
import { envText } from '@keelson/core'
import {
  celeryBeatCommand,
  celeryWorkerCommand,
  defineCelery,
  djangoCelery,
  lintCelery,
  type CeleryOptions,
  type CeleryWorkerOptions,
} from '@keelson/core/celery'
import { formatPythonSettings } from '@keelson/core/python'
import { createRandom } from '@keelson/core/testing'
import { currentName, isBooleanSetting, isSetting } from '../../packages/core/src/celery/setting-names.ts'
import { hostileTexts } from './hostile.ts'
import { runPython } from './programs.ts'

interface Connection {
  readonly tls: boolean
  readonly verified?: boolean
}

interface Read {
  readonly settings: readonly {
    readonly conf: Readonly<Record<string, unknown>>
    readonly broker?: Connection
    readonly backend?: Connection
  }[]
  readonly commands: readonly {
    readonly extra: readonly string[]
    readonly params: Readonly<Record<string, unknown>>
  }[]
  readonly broken: readonly object[]
  readonly declared: Readonly<Record<string, string>>
  readonly renamed: Readonly<Record<string, string>>
  readonly eager: object
}

const random = createRandom(21)
const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T
/** Half of the time, so that every option is there and not there. */
const maybe = <T>(value: T): T | undefined => (random() < 0.5 ? value : undefined)
const whole = (most: number) => 1 + Math.floor(random() * most)
// No variable of a system holds a NUL or half of a surrogate pair.
const texts = hostileTexts(400, 3).filter((text) => text !== '' && text.isWellFormed())

function makeOptions(index: number): CeleryOptions {
  const tls = random() < 0.7
  const scheme = tls ? 'rediss' : 'redis'
  const url = pick([envText({ env: 'BROKER' }), `${scheme}://cache.example:6380/2`])
  const soft = maybe(whole(500))
  return {
    ...(index % 7 === 0
      ? { task_always_eager: true, task_eager_propagates: pick([true, false]) }
      : { broker_url: url }),
    result_backend: pick([undefined, null, url]),
    tls,
    caFile: tls ? maybe(pick(texts)) : undefined,
    visibility_timeout: maybe(whole(100_000)),
    global_keyprefix: maybe(pick(texts)),
    socket_timeout: maybe(whole(60)),
    socket_connect_timeout: maybe(whole(60)),
    health_check_interval: maybe(whole(60)),
    task_store_eager_result: maybe(true),
    task_acks_late: maybe(pick([true, false])),
    task_reject_on_worker_lost: maybe(true),
    task_time_limit: maybe(501 + whole(500)),
    task_soft_time_limit: soft,
    task_ignore_result: maybe(true),
    task_track_started: maybe(true),
    task_default_queue: maybe(pick(texts)),
    task_serializer: maybe(pick(['json', 'yaml', 'msgpack', 'pickle'] as const)),
    result_serializer: maybe(pick(['json', 'pickle'] as const)),
    accept_content: maybe(['json', 'pickle']),
    result_expires: maybe(whole(86_400)),
    worker_prefetch_multiplier: maybe(pick([0, 1, 4])),
    worker_concurrency: maybe(whole(8)),
    worker_max_tasks_per_child: maybe(whole(1000)),
    worker_max_memory_per_child: maybe(10_000 + whole(500_000)),
    worker_send_task_events: maybe(true),
    worker_cancel_long_running_tasks_on_connection_loss: maybe(true),
    broker_connection_retry_on_startup: maybe(pick([true, false])),
    broker_connection_max_retries: maybe(pick([null, 0, 10])),
    broker_pool_limit: maybe(pick([null, 5])),
    redis_max_connections: maybe(whole(20)),
    timezone: maybe(pick(['UTC', 'Europe/Berlin'])),
    beat_scheduler: maybe('django_celery_beat.schedulers:DatabaseScheduler'),
  }
}

const configurations = Array.from({ length: 240 }, (_, index) => makeOptions(index))

test('every option is there and not there', () => {
  const names = Object.keys(makeOptions(0)).concat('broker_url')
  for (const name of names) {
    const values = configurations.map((options) => options[name as keyof CeleryOptions])
    expect({ name, given: values.some((value) => value !== undefined) }).toEqual({ name, given: true })
  }
})

test.each(['debian', 'pip'] as const)('Celery of %s reads every setting back, and verifies TLS', async (site) => {
  const made = configurations.map(defineCelery)
  const settings = made.map((one, index) => {
    const { tls } = configurations[index] ?? {}
    const isDjango = index % 2 === 0
    return {
      file: formatPythonSettings(isDjango ? djangoCelery(one) : one),
      namespace: isDjango ? 'CELERY' : null,
      names: Object.keys(one),
      env: {
        BROKER: tls ? 'rediss://default:p%40w@cache.example:6380/2' : 'redis://default:p%40w@cache.example:6380/2',
      },
    }
  })
  const read = (await runPython(site, 'read_celery.py', { settings })) as Read
  for (const [index, { conf, broker, backend }] of read.settings.entries()) {
    const {
      tls,
      socket_timeout = 30,
      socket_connect_timeout = 5,
      health_check_interval = 30,
      visibility_timeout = 3600,
      global_keyprefix = '',
    } = configurations[index] ?? {}
    expect(conf).toEqual(plainOf(made[index] ?? {}, settings[index]?.env ?? {}))
    const expected = { host: 'cache.example', port: 6380, db: 2, tls, ...(tls && { verified: true }) }
    const times = { socket_timeout, socket_connect_timeout, health_check_interval }
    // kombu 5.6 does not find the argument of redis-py 8, and drops it.
    const dropped = site === 'pip' && { health_check_interval: 0 }
    const queue = { visibility_timeout, prefix: global_keyprefix }
    expect(broker ?? expected).toMatchObject(broker ? { ...expected, ...times, ...dropped, ...queue } : {})
    // Celery 5.2 has no prefix for results; newer ones end it with what separates, if nothing does.
    const separator = /[:_.-]$|^$/.test(global_keyprefix) ? '' : '_'
    const key = `${site === 'pip' ? global_keyprefix + separator : ''}celery-task-meta-id`
    expect(backend ?? expected).toMatchObject(backend ? { ...expected, ...times, key } : {})
  }
  expect(read.settings.filter(({ broker }) => broker?.verified).length).toBeGreaterThan(100)
  expect(read.settings.filter(({ backend }) => backend?.verified).length).toBeGreaterThan(30)
})

/** The values as Python holds them. */
function plainOf(value: unknown, env: Readonly<Record<string, string>>): unknown {
  if (Array.isArray(value)) return value.map((item) => plainOf(item, env))
  if (typeof value !== 'object' || value === null) return value
  if ('python' in value) return 'CERT_REQUIRED'
  if ('parts' in value) return env['BROKER']
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plainOf(item, env)]))
}

test('the table of settings is that of Celery, old names included', async () => {
  for (const site of ['debian', 'pip'] as const) {
    const { declared, renamed } = (await runPython(site, 'read_celery.py', {})) as Read
    expect(Object.keys(declared).filter((name) => !isSetting(name))).toEqual([])
    for (const [name, type] of Object.entries(declared))
      // A dictionary for Redis, whatever the table of Celery says.
      expect([name, isBooleanSetting(name)]).toEqual([name, type === 'bool' && name !== 'broker_use_ssl'])
    for (const [old, name] of Object.entries(renamed)) expect([old, currentName(old)]).toEqual([old, name])
  }
})

test('a URL of the environment comes before the setting', async () => {
  const broken = [{ settings: { broker_url: 'redis://of-the-setting' }, names: ['broker_url'] }]
  const env = { CELERY_BROKER_URL: 'redis://of-the-environment' }
  for (const site of ['debian', 'pip'] as const)
    expect(await runPython(site, 'read_celery.py', { broken }, { env })).toMatchObject({
      broken: [{ broker: { host: 'of-the-environment' } }],
    })
})

test('eager tasks know no pause and no countdown', async () => {
  for (const site of ['debian', 'pip'] as const) {
    const { eager } = (await runPython(site, 'read_celery.py', {})) as Read
    expect(eager).toEqual({ state: 'FAILURE', runs: 3, raised: 'Retry', runsWhenPropagating: 1 })
  }
})

test('what is ignored, silent or fails there is what the rules say', async () => {
  const at = 'rediss://h:6379'
  const url = `${at}?ssl_cert_reqs=required`
  const rows: { settings: object; namespace?: string; names: string[]; is: object; code?: string }[] = [
    {
      settings: { CELERY_BROKER_URL: url, CELERY_ALWAYS_EAGER: true },
      namespace: 'CELERY',
      names: ['task_always_eager'],
      is: { conf: { task_always_eager: false } },
      code: 'celery-setting-old',
    },
    {
      settings: { broker_url: url, CELERY_ALWAYS_EAGER: true },
      names: ['broker_url'],
      is: { error: 'ImproperlyConfigured' },
      code: 'celery-setting-old',
    },
    {
      settings: { broker_url: url, task_acks_late: 'False' },
      names: ['task_acks_late'],
      is: { conf: { task_acks_late: 'False' } },
      code: 'celery-boolean-text',
    },
    {
      settings: { broker_url: url, task_acks_lat: true },
      names: ['task_acks_lat'],
      is: { conf: { task_acks_lat: true } },
      code: 'celery-setting-unknown',
    },
    {
      settings: { broker_url: at, broker_use_ssl: true },
      names: ['broker_url'],
      is: { broker: { tls: false } },
      code: 'celery-use-ssl',
    },
    {
      settings: { broker_url: at, broker_use_ssl: {} },
      names: ['broker_url'],
      is: { broker: { tls: true, verified: false } },
      code: 'redis-tls-unverified',
    },
    {
      settings: { broker_url: at, broker_use_ssl: { ssl_ca_certs: '/ca.pem', ssl_check_hostname: true } },
      names: ['broker_url'],
      is: { broker: { tls: true, verified: true } },
    },
    {
      settings: { broker_url: 'redis://h', broker_use_ssl: { ssl_cert_reqs: 2 } },
      names: ['broker_url'],
      is: { broker: { tls: true } },
      code: 'celery-use-ssl-without-tls',
    },
  ]
  for (const site of ['debian', 'pip'] as const) {
    const { broken } = (await runPython(site, 'read_celery.py', { broken: rows })) as Read
    for (const [index, { settings, is, code }] of rows.entries()) {
      expect({ site, ...broken[index] }).toMatchObject({ site, ...is })
      expect(lintCelery({ ...settings }).map((finding) => finding.code)).toEqual(code === undefined ? [] : [code])
    }
  }
})

const levels = { DEBUG: 10, INFO: 20, WARNING: 30, ERROR: 40, CRITICAL: 50, FATAL: 50 }

// Its command line can be imported with Debian's packages alone: the newest needs one that is not there.
test('the command line of Celery reads every command back', async () => {
  const workers = Array.from({ length: 240 }, (): CeleryWorkerOptions => {
    const pool = pick(['prefork', 'threads', 'solo'] as const)
    const autoscale = pool === 'prefork' && random() < 0.3
    return {
      app: 'shop',
      pool,
      loglevel: pick(['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL', 'FATAL']),
      concurrency: autoscale || pool === 'solo' ? undefined : maybe(whole(16)),
      autoscale: autoscale ? [8, whole(8)] : undefined,
      max_tasks_per_child: pool === 'prefork' ? maybe(whole(1000)) : undefined,
      max_memory_per_child: pool === 'prefork' ? maybe(10_000 + whole(500_000)) : undefined,
      queues: maybe(['celery', 'mail']),
      hostname: maybe(pick(texts.filter((text) => !/[%\n@]/.test(text)))),
      prefetch_multiplier: maybe(whole(8)),
      time_limit: maybe(whole(600)),
      soft_time_limit: maybe(whole(600)),
      beat: maybe(true),
      task_events: maybe(true),
      without_gossip: maybe(true),
      without_mingle: maybe(true),
      without_heartbeat: maybe(true),
    }
  })
  const beats = Array.from({ length: 20 }, () => ({ app: 'shop', schedule: pick(texts), max_interval: whole(60) }))
  const commands = [...workers.map(celeryWorkerCommand), ...beats.map(celeryBeatCommand)]
  const read = ((await runPython('debian', 'read_celery.py', { commands })) as Read).commands
  for (const [index, options] of workers.entries()) {
    const { app: _, pool, hostname, loglevel, ...given } = options
    expect(read[index]?.extra).toEqual([])
    for (const [name, value] of Object.entries(given)) {
      if (value === undefined) continue
      expect({ name, value: read[index]?.params[name] }).toEqual({
        name,
        value,
      })
    }
    expect(read[index]?.params['hostname']).toContain(hostname ?? 'celery@')
    expect(read[index]?.params['loglevel']).toBe(levels[loglevel ?? 'INFO'])
    expect(read[index]?.params['pool']).toContain(pool === 'threads' ? 'thread' : pool)
  }
  for (const [index, { schedule, max_interval }] of beats.entries())
    expect(read[workers.length + index]?.params).toMatchObject({ schedule, max_interval })
})
