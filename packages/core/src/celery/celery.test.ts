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
  })

  test.each<[CeleryOptions, string]>([
    [{}, 'broker_url is missing'],
    [{ broker_url: 'rediss://:pw-7f3k@h' }, 'broker_url has a password or a user in it'],
    [{ broker_url: envText('rediss://:', { env: 'PASSWORD' }, '@h') }, 'for all of it'],
    [{ broker_url: envText({ env: 'A', default: 'rediss://:pw-7f3k@h' }) }, 'a password or a user in it'],
    [{ broker_url, result_backend: 'rediss://:pw-7f3k@h' }, 'envText({ env: "RESULT_BACKEND" })'],
    [{ broker_url: 'redis://h' }, 'broker_url begins with redis:// and tls is true'],
    [{ broker_url: 'rediss://h', tls: false }, 'Leave tls: false out'],
    [{ broker_url, visibility_timeout: 0 }, 'visibility_timeout is 0'],
    [{ broker_url, worker_concurrency: 0 }, 'worker_concurrency is 0'],
    [{ broker_url, task_time_limit: 10, task_soft_time_limit: 10 }, 'killed before it is told'],
    [{ broker_url, task_acks_late: 'False' as never }, 'task_acks_late is "False". It is true or false'],
    [{ broker_url, task_acks_lat: true } as never, 'there is no setting task_acks_lat'],
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
    expect(sizeCeleryWorker({ memoryMb: 512, baseMb: 120, perChildMb: 90 })).toEqual({
      concurrency: 3,
      max_memory_per_child: Math.floor(((512 * 0.9 - 120) / 3) * 1024),
      reason: '3 x 90 MB beside 120 MB in 512 MB, a tenth left free; one more would need 534 MB',
    })
    const needs = fc.record({
      memoryMb: fc.integer({ min: 64, max: 65_536 }),
      baseMb: fc.integer({ min: 20, max: 400 }),
      perChildMb: fc.integer({ min: 5, max: 2000 }),
      cpus: fc.constantFrom(0.1, 1, 4),
    })
    fc.assert(
      fc.property(needs, (need) => {
        fc.pre(need.baseMb + need.perChildMb <= need.memoryMb * 0.9)
        const { concurrency, max_memory_per_child } = sizeCeleryWorker(need)
        expect(concurrency).toBeLessThanOrEqual(Math.ceil(need.cpus))
        expect(max_memory_per_child / 1024).toBeGreaterThanOrEqual(need.perChildMb - 1)
        expect(need.baseMb + (concurrency * max_memory_per_child) / 1024).toBeLessThanOrEqual(
          need.memoryMb * 0.9 + 1e-9,
        )
      }),
    )
  })

  test('says what would do where nothing fits', () => {
    expect(() => sizeCeleryWorker({ memoryMb: 256, baseMb: 150, perChildMb: 100 })).toThrow(
      "Take 278 MB, or pool: 'solo'",
    )
    expect(() => sizeCeleryWorker({ memoryMb: 0, baseMb: 1, perChildMb: 1 })).toThrow('memoryMb is 0')
  })
})
