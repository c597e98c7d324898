import { readdir, readFile } from 'node:fs/promises'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Platform } from '../platform.js'
import { envText } from '../text.js'
import type { GunicornConfig } from './gunicorn-config.js'
import { lintGunicorn, type GunicornContext } from './lint.js'
import type { GunicornSettings } from './settings.js'
import { sizeGunicorn } from './size.js'

const render: Platform = {
  name: 'Render',
  memoryMb: 512,
  cpus: 0.5,
  proxyIdleSeconds: 60,
  shutdownSeconds: 30,
  container: true,
  terminatesTls: true,
  ephemeralDisk: true,
}
const onRender: GunicornContext = { platform: render, env: { PORT: '10000' } }
const server: GunicornContext = { platform: { name: 'systemd' }, env: {} }

const variable = envText({ env: 'VALUE' })

/** Nothing is wrong with these on Render. */
const good: GunicornSettings = {
  workers: 1,
  threads: 6,
  worker_class: 'gthread',
  timeout: 120,
  graceful_timeout: 25,
  keepalive: 65,
  worker_tmp_dir: '/dev/shm',
}

const lint = (settings: GunicornSettings, context?: GunicornContext, config: Partial<GunicornConfig> = {}) =>
  lintGunicorn({ ...config, settings }, context)
const codes = (...args: Parameters<typeof lint>) => lint(...args).map(({ code }) => code)

describe('a start command from the wild', () => {
  const settings: GunicornSettings = {
    workers: 1,
    threads: 6,
    timeout: 120,
    graceful_timeout: 30,
    keepalive: 5,
    worker_class: 'gthread',
    worker_tmp_dir: '/dev/shm',
    loglevel: 'info',
    limit_request_line: 4096,
    limit_request_field_size: 8190,
    max_requests: 1000,
    max_requests_jitter: 50,
  }

  test('yields exactly what is wrong with it on Render', () => {
    expect(lint(settings, onRender, { target: 'app:app' })).toEqual([
      {
        code: 'gunicorn-keepalive-short',
        severity: 'warning',
        path: 'settings.keepalive',
        message: expect.stringContaining('after 5 s, but the proxy of Render'),
        fix: 'Set keepalive=65',
        source: 'https://gunicorn.org/reference/settings/#keepalive',
      },
      expect.objectContaining({
        code: 'gunicorn-graceful-timeout',
        message: expect.stringContaining('30 s after SIGTERM'),
        fix: 'Set graceful_timeout=25',
      }),
      expect.objectContaining({
        code: 'gunicorn-max-requests-single',
        message: expect.stringContaining('after 1000 requests'),
      }),
    ])
    expect(codes(settings, { ...onRender, appPeakMb: 398 }, { target: 'app:app' })).toHaveLength(3)
  })

  test('yields nothing once it is corrected', () => {
    const { max_requests: _, max_requests_jitter: __, ...rest } = settings
    const corrected = { ...rest, keepalive: 65, graceful_timeout: 25 }
    expect(lint(corrected, { ...onRender, appPeakMb: 398 }, { target: 'app:app' })).toEqual([])
  })
})

type Case = readonly [GunicornSettings, GunicornContext?, Partial<GunicornConfig>?]

const rules: readonly (readonly [code: string, severity: string, message: string, wrong: Case, right: Case])[] = [
  [
    'gunicorn-setting-invalid',
    'error',
    'workers cannot be 0, only a whole number 1 or more',
    [{ workers: 0 }],
    [{ workers: 1 }],
  ],
  ['gunicorn-setting-invalid', 'error', 'threads cannot be 0', [{ threads: 0 }], [{ threads: 1 }]],
  [
    'gunicorn-setting-invalid',
    'error',
    'workers cannot be 0',
    [{ workers: variable }, { env: { VALUE: '0' } }],
    [{ workers: variable }, { env: { VALUE: '1' } }],
  ],
  [
    'gunicorn-setting-invalid',
    'error',
    'no number',
    [{ timeout: variable }, { env: { VALUE: 'auto' } }],
    [{ timeout: variable }, { env: { VALUE: '' } }],
  ],
  [
    'gunicorn-setting-invalid',
    'error',
    'host:port up to 65535',
    [{ bind: ['0.0.0.0:99999'] }],
    [{ bind: ['[::]:65535', 'unix:/run/a:99999', 'fd://3', '127.0.0.1'] }],
  ],
  [
    'gunicorn-setting-invalid',
    'error',
    'host:port up to 65535',
    [{ bind: [envText('0.0.0.0:', { env: 'VALUE' })] }, { env: { VALUE: '99999' } }],
    [{ bind: [envText('0.0.0.0:', { env: 'VALUE' })] }, { env: {} }],
  ],
  [
    'gunicorn-setting-invalid',
    'error',
    'worker_class cannot be "gtread", only sync, gthread',
    [{ worker_class: 'gtread' }],
    [{ worker_class: 'shop.workers.Own' }],
  ],
  [
    'gunicorn-setting-invalid',
    'error',
    'worker_class eventlet has no effect since gunicorn 26.0',
    [{ worker_class: 'eventlet' }, {}, { version: '26.2' }],
    [{ worker_class: 'eventlet' }, {}, { version: '20.1' }],
  ],
  [
    'gunicorn-setting-invalid',
    'error',
    'worker_class asgi came with gunicorn 24.0',
    [{ worker_class: 'asgi' }, {}, { version: '20.1' }],
    [{ worker_class: 'asgi', proc_name: 'asgi' }, {}, { version: '26.2' }],
  ],
  [
    'gunicorn-setting-invalid',
    'error',
    'loglevel cannot be "loud", only debug',
    [{ loglevel: variable }, { env: { VALUE: 'loud' } }],
    [{ loglevel: variable }, { env: { VALUE: 'DEBUG' } }],
  ],
  [
    'gunicorn-setting-invalid',
    'error',
    'max_requests_jitter cannot be 50, above max_requests 0',
    [{ max_requests_jitter: 50 }],
    [{ max_requests_jitter: 0 }],
  ],
  [
    'gunicorn-setting-invalid',
    'error',
    'max_requests_jitter cannot be 50, above max_requests 10',
    [{ workers: 2, max_requests: 10, max_requests_jitter: 50 }],
    [{ workers: 2, max_requests: 50, max_requests_jitter: 50 }],
  ],
  [
    'gunicorn-setting-invalid',
    'error',
    'limit_request_line cannot be 9000, only a whole number from 0 to 8190',
    [{ limit_request_line: 9000 }],
    [{ limit_request_line: 8190 }],
  ],
  [
    'gunicorn-setting-invalid',
    'error',
    'limit_request_fields cannot be 0',
    [{ limit_request_fields: 0 }],
    [{ limit_request_fields: 100 }],
  ],
  [
    'gunicorn-setting-invalid',
    'error',
    'limit_request_field_size cannot be 0',
    [{ limit_request_field_size: 0 }],
    [{ limit_request_field_size: 8190 }],
  ],
  [
    'gunicorn-setting-invalid',
    'error',
    'forwarded_allow_ips cannot be "localhost"',
    [{ forwarded_allow_ips: 'localhost' }],
    [{ forwarded_allow_ips: '127.0.0.1' }],
  ],
  [
    'gunicorn-setting-invalid',
    'error',
    'keyfile needs certfile',
    [{ keyfile: 'k' }],
    [{ keyfile: 'k', certfile: 'c' }],
  ],
  [
    'gunicorn-setting-invalid',
    'error',
    'ssl_version has no effect since gunicorn 21.0',
    [{ ssl_version: 'TLSv1_2' }, {}, { version: '23.0' }],
    [{ ssl_version: 'TLSv1_2' }, {}, { version: '20.1.0' }],
  ],
  [
    'gunicorn-setting-invalid',
    'error',
    'wrokers is no setting of gunicorn; did you mean workers?',
    [Object.fromEntries([['wrokers', 2]])],
    [{ workers: 2 }],
  ],
  [
    'gunicorn-web-concurrency',
    'error',
    'WEB_CONCURRENCY=""',
    [{ workers: 2 }, { env: { WEB_CONCURRENCY: '' } }],
    [{}, { env: { WEB_CONCURRENCY: ' 2 ' } }],
  ],
  ['gunicorn-web-concurrency', 'error', '"auto"', [{}, { env: { WEB_CONCURRENCY: 'auto' } }], [{}, { env: {} }]],
  [
    'gunicorn-web-concurrency-overridden',
    'warning',
    'workers=1 wins',
    [{ workers: 1 }, { env: { WEB_CONCURRENCY: '3' } }],
    [{ workers: 3 }, { env: { WEB_CONCURRENCY: '3' } }],
  ],
  [
    'gunicorn-workers-memory',
    'error',
    '2 x 398 MB are 796 of 512 MB',
    [
      { ...good, workers: 2 },
      { ...onRender, appPeakMb: 398 },
    ],
    [good, { ...onRender, appPeakMb: 398 }],
  ],
  [
    'gunicorn-workers-memory',
    'warning',
    '460 of 512',
    [good, { ...onRender, appPeakMb: 460 }],
    [good, { ...onRender, appPeakMb: 448 }],
  ],
  [
    'gunicorn-workers-cpus',
    'warning',
    '9 workers on 2 CPU',
    [{ workers: 9 }, { platform: { name: 'x', cpus: 2 } }],
    [{ workers: 5 }, { platform: { name: 'x', cpus: 2 } }],
  ],
  [
    'gunicorn-sync-threads',
    'info',
    'with 4 threads run as gthread',
    [{ threads: 4 }],
    [{ threads: 4, worker_class: 'gthread' }],
  ],
  [
    'gunicorn-target-interface',
    'error',
    'shop.wsgi:application is not',
    [{ worker_class: 'uvicorn_worker.UvicornWorker' }, {}, { target: 'shop.wsgi:application' }],
    [{ worker_class: 'uvicorn_worker.UvicornWorker' }, {}, { target: 'shop.asgi:application' }],
  ],
  [
    'gunicorn-target-interface',
    'error',
    'as WSGI',
    [{}, {}, { target: 'shop.asgi' }],
    [{}, {}, { target: 'shop.wsgi' }],
  ],
  [
    'gunicorn-keepalive-short',
    'warning',
    'after 2 s',
    [{ ...good, keepalive: undefined }, onRender],
    [{ ...good, keepalive: 0 }, onRender],
  ],
  [
    'gunicorn-keepalive-short',
    'warning',
    'after 60 s',
    [{ ...good, keepalive: 60 }, onRender],
    [{ ...good, keepalive: 61 }, onRender],
  ],
  [
    'gunicorn-graceful-timeout',
    'warning',
    'Render kills everything 30 s',
    [{ ...good, graceful_timeout: undefined }, onRender],
    [{ ...good, graceful_timeout: 29 }, onRender],
  ],
  ['gunicorn-timeout-zero', 'info', 'never replaced', [{ timeout: 0 }], [{ timeout: 1 }]],
  ['gunicorn-timeout-uploads', 'info', 'timeout=120 is for', [good, { uploads: true }], [good]],
  ['gunicorn-timeout-uploads', 'warning', 'over 30 s is cut off', [{}, { uploads: true }], [{}]],
  [
    'gunicorn-max-requests-single',
    'warning',
    'graceful_timeout=30 s',
    [{ max_requests: 500 }],
    [{ max_requests: 500, max_requests_jitter: 50, workers: 2 }],
  ],
  [
    'gunicorn-max-requests-together',
    'warning',
    'all 2 workers',
    [{ max_requests: 500, workers: 2 }],
    [{ max_requests: 500, max_requests_jitter: 50, workers: 2 }],
  ],
  ['gunicorn-preload-reload', 'error', 'reload starts', [{ preload_app: true, reload: true }], [{ preload_app: true }]],
  [
    'gunicorn-preload-reload',
    'error',
    'SIGHUP starts',
    [{ preload_app: true }, { reloadsBySignal: true }],
    [{}, { reloadsBySignal: true }],
  ],
  ['gunicorn-reload', 'warning', 'for development', [{ reload: true }, server], [{ reload: true }]],
  [
    'gunicorn-tls-behind-proxy',
    'error',
    'every request fails',
    [{ ...good, certfile: 'c', keyfile: 'k' }, onRender],
    [{ certfile: 'c', keyfile: 'k' }, server],
  ],
  [
    'gunicorn-worker-tmp-dir',
    'warning',
    'a file on a disk',
    [{ ...good, worker_tmp_dir: undefined }, onRender],
    [{}, server],
  ],
  ['gunicorn-daemon', 'error', 'systemd watches', [{ daemon: true }, server], [{ daemon: true }]],
  [
    'gunicorn-web-concurrency',
    'error',
    '"0": gunicorn listens, and nobody answers',
    [{}, { env: { WEB_CONCURRENCY: '0' } }],
    [{ workers: 1 }, { env: { WEB_CONCURRENCY: '1' } }],
  ],
  [
    'gunicorn-web-concurrency-overridden',
    'warning',
    'WEB_CONCURRENCY=0 has no effect',
    [{ workers: 2 }, { env: { WEB_CONCURRENCY: '0' } }],
    [{ workers: envText({ env: 'WEB_CONCURRENCY' }) }, { env: { WEB_CONCURRENCY: '2' } }],
  ],
  [
    'gunicorn-workers-memory',
    'info',
    '2 workers have 224 MB each',
    [{ workers: 2 }, { platform: { name: 'x', memoryMb: 512 } }],
    [{ workers: 2 }, { platform: { name: 'x', memoryMb: 1024 } }],
  ],
  [
    'gunicorn-setting-ignored',
    'info',
    'threads has no effect on uvicorn workers',
    [{ threads: 4, worker_class: 'uvicorn.workers.UvicornWorker' }],
    [{ threads: 1, worker_class: 'uvicorn.workers.UvicornWorker' }],
  ],
  [
    'gunicorn-setting-ignored',
    'info',
    'keepalive has no effect on sync workers',
    [{ keepalive: 65 }],
    [{ keepalive: 65, worker_class: 'gthread' }],
  ],
  [
    'gunicorn-bind-unreachable',
    'error',
    '127.0.0.1:10000, which nothing outside',
    [{ ...good, bind: [envText('127.0.0.1:', { env: 'PORT' })] }, onRender],
    [{ ...good, bind: [envText('0.0.0.0:', { env: 'PORT' })] }, onRender],
  ],
  [
    'gunicorn-bind-unreachable',
    'error',
    '127.0.0.1:…, which nothing outside',
    [{ ...good, bind: [envText('127.0.0.1:', { env: 'PORT' })] }, { platform: render }],
    [{ ...good, bind: [envText('0.0.0.0:', { env: 'PORT' })] }, { platform: render }],
  ],
  [
    'gunicorn-bind-unreachable',
    'error',
    '127.0.0.1:8000',
    [good, { platform: render, env: {} }],
    [good, { platform: render }],
  ],
  [
    'gunicorn-bind-unreachable',
    'error',
    'unix:/run/a.sock',
    [{ ...good, bind: ['unix:/run/a.sock'] }, { platform: render }],
    [{ bind: ['unix:/run/a.sock'] }, server],
  ],
  [
    'gunicorn-bind-unreachable',
    'error',
    'localhost:80',
    [{ ...good, bind: ['localhost:80'] }, { platform: render }],
    [{ ...good, bind: ['localhost:80', envText({ env: 'ADDRESS' })] }, { platform: render }],
  ],
  [
    'gunicorn-bind-unreachable',
    'warning',
    'but Render gives port 10000',
    [{ ...good, bind: ['0.0.0.0:8000'] }, onRender],
    [{ ...good, bind: ['0.0.0.0:10000'] }, onRender],
  ],
  ['gunicorn-access-log', 'info', 'not logged', [{}, { accessLog: true }], [{ accesslog: '-' }, { accessLog: true }]],
  [
    'gunicorn-access-log',
    'info',
    'whatever the format',
    [{ access_log_format: '%(h)s' }],
    [{ access_log_format: '%(h)s', logconfig: 'a.ini' }],
  ],
]

describe.each(rules)('%s', (code, severity, message, wrong, right) => {
  test(`${severity}: ${message}`, () => {
    const found = lint(...wrong)
    expect(found.map((one) => one.code)).toEqual([code])
    expect(found[0]).toMatchObject({ severity, message: expect.stringContaining(message) })
    expect(found[0]?.fix).not.toBe('')
    expect(found[0]?.source).toMatch(/^(?:https:\/\/|measured: gunicorn)/)
    expect(lint(...right)).toEqual([])
  })
})

test('every rule has a case', async () => {
  const folder = new URL('.', import.meta.url)
  const files = (await readdir(folder)).filter((name) => /^lint(?!-config-file).*(?<!\.test)\.ts$/.test(name))
  const texts = await Promise.all(files.map((name) => readFile(new URL(name, folder), 'utf8')))
  const written = texts.flatMap((text) => [...text.matchAll(/'(gunicorn-[a-z-]+)'/g)].map(([, code]) => code))
  // Those of the wild command are not in the table for a second time.
  expect(new Set(rules.map(([code]) => code))).toEqual(new Set(written))
})

test('nothing is wrong with what sizeGunicorn gives', () => {
  const amount = (min: number, max: number) => fc.double({ min, max, noNaN: true })
  const platforms = fc.record({
    name: fc.constant('any'),
    memoryMb: amount(300, 20_000),
    cpus: amount(0.1, 16),
    proxyIdleSeconds: fc.integer({ min: 0, max: 600 }),
    shutdownSeconds: fc.integer({ min: 1, max: 300 }),
    container: fc.boolean(),
    terminatesTls: fc.boolean(),
    ephemeralDisk: fc.boolean(),
  })
  const kinds = fc.constantFrom('gthread', 'sync', 'gevent', 'uvicorn')
  fc.assert(
    fc.property(platforms, kinds, amount(20, 250), (platform, kind, appPeakMb) => {
      const { settings } = sizeGunicorn({ platform, kind, appPeakMb })
      expect(lint(settings, { platform, appPeakMb, env: { PORT: '10000' } })).toEqual([])
    }),
    { numRuns: 3000, seed: 9 },
  )
})
