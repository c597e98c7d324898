import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatPythonSettings } from '../python/literal.js'
import { envText } from '../text.js'
import {
  celeryBeatCommand,
  celeryWorkerCommand,
  defineCelery,
  djangoCelery,
  parseCeleryCommand,
  sizeCeleryWorker,
  type CeleryOptions,
  type CeleryWorkerOptions,
} from './index.js'
import { isBooleanSetting, isSetting } from './setting-names.js'

const broker_url = envText({ env: 'CELERY_BROKER_URL' })

describe('defineCelery', () => {
  test('verifies certificates and host names on the broker and on the result backend', () => {
    const text = formatPythonSettings(djangoCelery(defineCelery({ broker_url, result_backend: broker_url })))
    expect(text).toContain('import os\nimport ssl\n')
    for (const name of ['CELERY_BROKER_USE_SSL', 'CELERY_REDIS_BACKEND_USE_SSL'])
      expect(text).toContain(`${name} = {"ssl_cert_reqs": ssl.CERT_REQUIRED, "ssl_check_hostname": True}`)
    expect(text).toContain('CELERY_BROKER_URL = os.environ["CELERY_BROKER_URL"]')
  })

  test('keeps no results and no TLS options unless they are asked for', () => {
    const settings = defineCelery({ broker_url: 'redis://red-abc:6379', tls: false })
    expect(Object.keys(settings)).toEqual([
      'broker_url',
      'broker_connection_retry_on_startup',
      'broker_transport_options',
    ])
    expect(defineCelery({ task_always_eager: true })).toEqual({ task_always_eager: true })
    expect(defineCelery({ broker_url, result_backend: 'django-db' })).not.toHaveProperty('redis_backend_use_ssl')
  })

  test.each<[CeleryOptions, string]>([
    [{}, 'broker_url is missing'],
    [{ broker_url: 'rediss://:pw-7f3k@h' }, 'broker_url has a password or a user in it'],
    [{ broker_url: 'rediss://h?password=pw-7f3k' }, 'broker_url has a password or a user in it'],
    [{ broker_url: envText('rediss://:', { env: 'PASSWORD' }, '@h') }, 'for all of it'],
    [{ broker_url: envText({ env: 'A', default: 'rediss://:pw-7f3k@h' }) }, 'a password or a user in it'],
    [{ broker_url, result_backend: 'rediss://:pw-7f3k@h' }, 'envText({ env: "RESULT_BACKEND" })'],
    [{ broker_url: 'cache.example' }, 'broker_url begins without rediss:// or redis://'],
    [{ broker_url: 'amqp://h' }, 'broker_url begins without rediss:// or redis://'],
    [{ broker_url, result_backend: 'db+postgresql://a:pw-7f3k@h/d' }, 'result_backend has a password'],
    [{ broker_url: 'redis://h' }, 'broker_url begins with redis:// and tls is true'],
    [{ broker_url: 'rediss://h', tls: false }, 'Leave tls: false out'],
    [{ broker_url, visibility_timeout: 0 }, 'visibility_timeout is 0'],
    [{ broker_url, worker_concurrency: 0 }, 'worker_concurrency is 0'],
    [{ broker_url, task_time_limit: 10, task_soft_time_limit: 10 }, 'killed before it is told'],
    [{ broker_url, task_acks_late: 'pw-7f3k' as never }, 'task_acks_late is a string. It is true or false'],
    [{ broker_url, worker_concurrency: '2' as never }, 'worker_concurrency is a string. It is a number'],
    [{ broker_url, task_acks_lat: true } as never, 'there is no option task_acks_lat'],
  ])('refuses %j', (options, problem) => {
    expect(() => defineCelery(options)).toThrow(
      expect.objectContaining({ code: 'config', message: expect.stringContaining(problem) }),
    )
    expect(() => defineCelery(options)).not.toThrow(/7f3k/)
  })
})

describe('command lines', () => {
  test('begin with the application, where Celery 5 wants it', () => {
    expect(celeryWorkerCommand({ app: 'shop', concurrency: 2, queues: ['mail', 'celery'], beat: true })).toBe(
      'celery --app shop worker --loglevel INFO --pool prefork --concurrency 2 --queues mail,celery --beat',
    )
    expect(celeryBeatCommand({ app: 'shop', schedule: '/tmp/beat file' })).toBe(
      "celery --app shop beat --loglevel INFO --schedule '/tmp/beat file'",
    )
  })

  test.each<[CeleryWorkerOptions, string]>([
    [{ app: '' }, 'app is ""'],
    [{ app: '-A' }, 'app is "-A"'],
    [{ app: 'shop', concurrency: 0 }, 'concurrency is 0'],
    [{ app: 'shop', concurrency: 2, autoscale: [4, 1] }, 'autoscale and concurrency are both given'],
    [{ app: 'shop', autoscale: [1, 4] }, 'the most processes, then the least'],
    [{ app: 'shop', pool: 'threads', max_tasks_per_child: 5 }, 'of no use with threads'],
    [{ app: 'shop', pool: 'solo', concurrency: 2 }, 'solo runs one task at a time'],
    [{ app: 'shop', max_memory_per_child: 200 }, '200 MB are 204800'],
    [{ app: 'shop', queues: ['a,b'] }, 'queues has "a,b"'],
    [{ app: 'shop', queues: [] }, 'queues has []'],
  ])('refuses %j', (options, problem) => {
    expect(() => celeryWorkerCommand(options)).toThrow(
      expect.objectContaining({ code: 'config', message: expect.stringContaining(problem) }),
    )
  })
})

describe('parseCeleryCommand', () => {
  test.each<[string, object]>([
    [
      'celery -A shop worker -l info -c 2 -B',
      { options: { app: 'shop', loglevel: 'INFO', concurrency: 2, beat: true } },
    ],
    [
      'exec celery --app=shop worker -linfo -c4 -Qa,b',
      { options: { app: 'shop', loglevel: 'INFO', concurrency: 4, queues: ['a', 'b'] } },
    ],
    [
      'python -m celery -A shop.celery:app beat -S django',
      { command: 'beat', options: { app: 'shop.celery:app', scheduler: 'django' } },
    ],
    [
      '/venv/bin/celery -A shop worker -Ofair --purge',
      { options: { app: 'shop' }, others: { optimization: 'fair', purge: true } },
    ],
    ['celery -A shop worker --autoscale=2,8', { options: { app: 'shop', autoscale: [8, 2] } }],
    ['celery -A "$APP" worker -n w@%h', { options: { app: { parts: [{ env: 'APP' }] }, hostname: 'w@%h' } }],
  ])('%s', (line, expected) => {
    expect(parseCeleryCommand(line)).toMatchObject(expected)
  })

  test.each([
    ['celery worker -A shop', '-A is behind the command'],
    ['celery worker', 'it names no application'],
    ['celery -A shop', 'it runs nothing'],
    ['celery -A shop flower', 'it runs flower'],
    ['celery -A shop worker --concurency 2', 'it has --concurency, an option that Celery does not have'],
    ['celery -A shop worker -c', '--concurrency has no value'],
    ['celery -A shop worker -c two', '--concurrency is two'],
    ['celery -A shop worker -c "$N"', 'known only when it runs'],
    ['celery -A shop worker --beat=1', '--beat takes no value'],
    ['celery -A shop worker mail', 'it has mail, which belongs to no option'],
    ['celery -A shop worker rediss://:pw-7f3k@h', 'it has rediss://…, which belongs to no option'],
    ['celery -A shop worker -c redis://:pw-7f3k@h', '--concurrency is redis://…'],
  ])('refuses %s', (line, problem) => {
    expect(() => parseCeleryCommand(line)).toThrow(
      expect.objectContaining({ code: 'config', message: expect.stringContaining(problem) }),
    )
  })

  test('leaves other programs alone', () => {
    expect(parseCeleryCommand('gunicorn app:app')).toBe(undefined)
  })

  test('reads what celeryWorkerCommand and celeryBeatCommand write', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 }).filter((value) => !/^-|\0/.test(value))
    const count = fc.integer({ min: 1, max: 64 })
    const flag = fc.constant(true)
    const worker = fc.record(
      {
        app: text,
        loglevel: fc.constantFrom('DEBUG', 'INFO', 'ERROR'),
        pool: fc.constant('prefork'),
        concurrency: count,
        max_tasks_per_child: count,
        max_memory_per_child: fc.integer({ min: 10_000, max: 10 ** 7 }),
        queues: fc.array(fc.constantFrom('celery', 'mail', 'très-lent'), { minLength: 1, maxLength: 3 }),
        hostname: text,
        workdir: text,
        prefetch_multiplier: count,
        time_limit: count,
        soft_time_limit: count,
        beat: flag,
        task_events: flag,
        without_gossip: flag,
        without_mingle: flag,
        without_heartbeat: flag,
      },
      { requiredKeys: ['app', 'loglevel', 'pool'] },
    )
    const beat = fc.record({
      app: text,
      loglevel: fc.constant('INFO'),
      schedule: text,
      scheduler: text,
      max_interval: count,
    })
    fc.assert(
      fc.property(worker, beat, (one, other) => {
        const options = one as CeleryWorkerOptions
        expect(parseCeleryCommand(celeryWorkerCommand(options))).toEqual({ command: 'worker', options, others: {} })
        const line = celeryBeatCommand({ ...other, loglevel: 'INFO' })
        expect(parseCeleryCommand(line)).toEqual({ command: 'beat', options: other, others: {} })
      }),
    )
  })
})

describe('sizeCeleryWorker', () => {
  test('never exceeds the memory, and says what one more would take', () => {
    const platform = { name: 'Render, starter plan', memoryMb: 512, cpus: 0.5 }
    expect(sizeCeleryWorker({ platform, appBaseMb: 120, perChildMb: 90 })).toEqual({
      settings: { concurrency: 3, max_memory_per_child: Math.floor(((512 * 7) / 8 - 120) * (1024 / 3)) },
      reasons: ['3 x 90 MB beside 120 MB in 512 MB, 64 MB left free', 'one more would need 1024 MB'],
    })
    const needs = fc.record({
      memoryMb: fc.integer({ min: 64, max: 65_536 }),
      appBaseMb: fc.integer({ min: 20, max: 400 }),
      perChildMb: fc.integer({ min: 5, max: 2000 }),
      cpus: fc.constantFrom(0.1, 1, 4),
    })
    fc.assert(
      fc.property(needs, (need) => {
        const usable = need.memoryMb - Math.min(need.memoryMb / 8, 1024)
        fc.pre(need.appBaseMb + need.perChildMb <= usable)
        const { concurrency, max_memory_per_child } = sizeCeleryWorker(need).settings
        expect(concurrency).toBeLessThanOrEqual(Math.ceil(need.cpus))
        expect(max_memory_per_child / 1024).toBeGreaterThanOrEqual(need.perChildMb - 1)
        expect(need.appBaseMb + (concurrency * max_memory_per_child) / 1024).toBeLessThanOrEqual(usable + 1e-9)
      }),
    )
  })

  test('says what would do where nothing fits', () => {
    expect(() => sizeCeleryWorker({ memoryMb: 256, appBaseMb: 150, perChildMb: 100 })).toThrow(
      "Take 512 MB, or pool: 'solo'",
    )
    expect(() => sizeCeleryWorker({ memoryMb: 0, appBaseMb: 1, perChildMb: 1 })).toThrow('memoryMb is 0')
    expect(() => sizeCeleryWorker({ appBaseMb: 1, perChildMb: 1 })).toThrow('memoryMb is missing')
  })
})

test('every option that defineCelery hands on is a setting of Celery, and as true or false as there', () => {
  const options: Required<Omit<CeleryOptions, Decided>> = {
    task_always_eager: true,
    task_eager_propagates: true,
    task_store_eager_result: true,
    task_acks_late: true,
    task_reject_on_worker_lost: true,
    task_time_limit: 9,
    task_soft_time_limit: 8,
    task_ignore_result: true,
    task_track_started: true,
    task_default_queue: 'celery',
    task_serializer: 'json',
    result_serializer: 'json',
    accept_content: ['json'],
    result_expires: 9,
    worker_prefetch_multiplier: 9,
    worker_concurrency: 9,
    worker_max_tasks_per_child: 9,
    worker_max_memory_per_child: 20_000,
    worker_send_task_events: true,
    worker_cancel_long_running_tasks_on_connection_loss: true,
    broker_connection_retry_on_startup: true,
    broker_connection_max_retries: 9,
    broker_pool_limit: 9,
    redis_max_connections: 9,
    timezone: 'UTC',
    beat_scheduler: 'module:Class',
  }
  expect(defineCelery(options)).toEqual(options)
  for (const [name, value] of Object.entries(options)) {
    expect([name, isSetting(name), isBooleanSetting(name)]).toEqual([name, true, value === true])
  }
  const numbersAndBooleans = Object.entries(options).filter(([, value]) => /number|boolean/.test(typeof value))
  for (const [name] of numbersAndBooleans)
    expect(() => defineCelery({ ...options, broker_url, [name]: 'text' })).toThrow(`${name} is a string`)
})

/** What decides several settings. */
type Decided =
  | 'broker_url'
  | 'result_backend'
  | 'tls'
  | 'caFile'
  | 'visibility_timeout'
  | 'global_keyprefix'
  | 'socket_timeout'
  | 'socket_connect_timeout'
  | 'health_check_interval'
