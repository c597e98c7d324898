import { expect, test } from 'vitest'
import { pythonExpression } from '../python/literal.js'
import { envText } from '../text.js'
import { defineCelery, djangoCelery, lintCelery, type CeleryContext } from './index.js'

const required = pythonExpression('ssl.CERT_REQUIRED', ['ssl'])
const broker_url = 'rediss://h?ssl_cert_reqs=required'
const free = { name: 'Render, free plan', memoryMb: 512, cpus: 1, container: true, backgroundWorkers: false }
const paid = { ...free, name: 'Render, standard plan', backgroundWorkers: true }
const worker = 'celery -A shop worker -c 2'

type Given = readonly [settings: Readonly<Record<string, unknown>>, context?: CeleryContext]

test.each<[code: string, bad: Given, good: Given]>([
  ['celery-setting-unknown', [{ broker_url, task_acks_lat: true }], [{ broker_url, task_acks_late: true }]],
  [
    'celery-setting-unknown',
    [{ CELERY_BROKER_URL: broker_url, CELERY_WROKER_CONCURRENCY: 2 }],
    [{ CELERY_BROKER_URL: broker_url, CELERY_WORKER_CONCURRENCY: 2, CACHES: {} }],
  ],
  [
    'celery-setting-old',
    [{ CELERY_BROKER_URL: broker_url, CELERY_ALWAYS_EAGER: true }],
    [{ CELERY_BROKER_URL: broker_url }],
  ],
  [
    'celery-setting-old',
    [{ CELERY_BROKER_URL: broker_url, BROKER_POOL_LIMIT: 5 }],
    [{ CELERY_BROKER_URL: broker_url, CELERY_BROKER_POOL_LIMIT: 5 }],
  ],
  ['celery-setting-old', [{ broker_url, CELERYD_CONCURRENCY: 5 }], [{ broker_url, worker_concurrency: 5 }]],
  ['celery-boolean-text', [{ broker_url, task_acks_late: 'False' }], [{ broker_url, task_acks_late: false }]],
  [
    'redis-tls-unverified',
    [{ broker_url: 'rediss://h' }],
    [{ broker_url: 'rediss://h', broker_use_ssl: { ssl_cert_reqs: required } }],
  ],
  [
    'redis-tls-unverified',
    [{ broker_url: 'rediss://h', broker_use_ssl: { ssl_cert_reqs: pythonExpression('ssl.CERT_NONE') } }],
    [{ broker_url }],
  ],
  [
    'redis-tls-unverified',
    [{ broker_url: envText({ env: 'A' }), broker_use_ssl: { ssl_cert_reqs: null } }],
    [{ broker_url: envText({ env: 'A' }) }],
  ],
  [
    'redis-tls-unverified',
    [{ broker_url: envText({ env: 'A' }) }, { env: { A: 'rediss://h' } }],
    [{ broker_url: envText({ env: 'A' }) }, { env: { A: broker_url } }],
  ],
  [
    'redis-tls-result-backend',
    [{ result_backend: 'rediss://h' }],
    [{ result_backend: 'rediss://h', redis_backend_use_ssl: { ssl_cert_reqs: required } }],
  ],
  [
    'celery-use-ssl',
    [{ broker_url: 'rediss://h', broker_use_ssl: true }],
    [{ broker_url: 'amqp://h', broker_use_ssl: true }],
  ],
  [
    'celery-use-ssl',
    [{ result_backend: 'rediss://h', redis_backend_use_ssl: true }],
    [{ result_backend: 'django-db' }],
  ],
  [
    'celery-use-ssl-without-tls',
    [{ broker_url: 'redis://h', broker_use_ssl: { ssl_cert_reqs: required } }],
    [{ broker_url: 'redis://h' }],
  ],
  [
    'celery-eager',
    [{ task_always_eager: true }, { platform: free }],
    [{ broker_url, task_always_eager: false }, { platform: paid }],
  ],
  [
    'celery-eager',
    [{ task_always_eager: true }, { platform: paid, processes: [worker] }],
    [{ broker_url }, { platform: paid, processes: [worker] }],
  ],
  ['celery-no-worker', [{ broker_url }, { platform: free }], [{ broker_url }, { platform: paid }]],
  [
    'celery-no-worker',
    [{ broker_url }, { platform: free, processes: ['gunicorn app:app --worker-class gthread'] }],
    [{ broker_url }, { platform: free, processes: [worker] }],
  ],
  [
    'celery-command-password',
    [{}, { processes: ['celery -A shop -b rediss://:pw-7f3k@h worker -c 2'] }],
    [{}, { processes: ['celery -A shop -b rediss://h worker -c 2'] }],
  ],
  [
    'redis-literal-password',
    [{ broker_url: 'rediss://:pw-7f3k@h?ssl_cert_reqs=required' }],
    [
      { broker_url: envText({ env: 'A' }) },
      { env: { A: 'rediss://:pw-7f3k@h?ssl_cert_reqs=required&ssl_check_hostname=true' } },
    ],
  ],
  [
    'celery-broker-eviction',
    [{ broker_url }, { eviction: true, cacheUrls: ['rediss://h/1'] }],
    [{ broker_url }, { eviction: false, cacheUrls: ['rediss://h/1'] }],
  ],
  [
    'celery-broker-shared',
    [{ broker_url }, { cacheUrls: ['rediss://:pw@H:6379/0'] }],
    [{ broker_url }, { cacheUrls: ['rediss://h/1', 'rediss://g'] }],
  ],
  [
    'celery-broker-shared',
    [{ broker_url: envText({ env: 'A' }) }, { cacheUrls: [envText({ env: 'A' })] }],
    [{ broker_url: envText({ env: 'A' }) }, { cacheUrls: [envText({ env: 'B' })] }],
  ],
  [
    'celery-broker-shared',
    [{ CELERY_BROKER_URL: broker_url, CACHES: { default: { LOCATION: [broker_url] } } }],
    [{ CELERY_BROKER_URL: broker_url, CACHES: { default: { LOCATION: 'rediss://g' }, local: {} } }],
  ],
  [
    'celery-visibility-timeout',
    [{ broker_url, task_acks_late: true }, { longestTaskSeconds: 7200 }],
    [{ broker_url }, { longestTaskSeconds: 7200 }],
  ],
  [
    'celery-visibility-timeout',
    [{ broker_url }, { longestEtaSeconds: 86_400 }],
    [{ broker_url, broker_transport_options: { visibility_timeout: 100_000 } }, { longestEtaSeconds: 86_400 }],
  ],
  [
    'celery-command-unreadable',
    [{}, { processes: ['celery worker -A shop'] }],
    [{}, { processes: [worker, 'gunicorn app:app'] }],
  ],
  [
    'celery-beat-many',
    [{}, { processes: [`${worker} -B`, 'celery -A shop beat'] }],
    [{}, { processes: [worker, 'celery -A shop beat'] }],
  ],
  ['celery-beat-embedded', [{}, { processes: [`${worker} -B`, worker] }], [{}, { processes: [`${worker} -B`] }]],
  [
    'celery-concurrency',
    [{}, { platform: paid, processes: ['celery -A shop worker'] }],
    [{ worker_concurrency: 2 }, { platform: paid, processes: ['celery -A shop worker'] }],
  ],
  [
    'celery-child-limit-ignored',
    [{}, { processes: [`${worker} -P gevent --max-tasks-per-child 9`] }],
    [{}, { processes: [`${worker} --max-tasks-per-child 9`] }],
  ],
  [
    'celery-child-memory-unit',
    [{}, { processes: [`${worker} --max-memory-per-child 200`] }],
    [{}, { processes: [`${worker} --max-memory-per-child 200000`] }],
  ],
  [
    'celery-memory',
    [{}, { platform: paid, processes: [`${worker} --max-memory-per-child 300000`] }],
    [{}, { platform: paid, processes: [worker], perChildMb: 200 }],
  ],
])('%s', (code, bad, good) => {
  const findings = lintCelery(...bad)
  expect(findings.map((finding) => finding.code)).toEqual([code])
  expect(findings[0]).toMatchObject({ fix: expect.any(String), source: expect.any(String) })
  expect(JSON.stringify(findings)).not.toContain('7f3k')
  expect(lintCelery(...good)).toEqual([])
})

test('a setting that is near none is only worth knowing', () => {
  const [finding] = lintCelery({ CELERY_BROKER_URL: broker_url, CELERY_OUR_OWN_SWITCH: true })
  expect(finding).toMatchObject({ code: 'celery-setting-unknown', severity: 'info' })
  const [near] = lintCelery({ CELERY_BROKER_URL: broker_url, CELERY_TASK_ACKS_LAT: true })
  expect(near).toMatchObject({ severity: 'warning', fix: 'Write CELERY_TASK_ACKS_LATE' })
})

test('old names alone are read as Celery reads them', () => {
  expect(lintCelery({ BROKER_URL: 'rediss://h' }).map(({ code, path }) => [code, path])).toEqual([
    ['redis-tls-unverified', 'BROKER_URL'],
  ])
})

test('eager tasks beside workers are a mistake, alone a choice', () => {
  const severity = (processes: string[]) => lintCelery({ task_always_eager: true }, { processes })[0]?.severity
  expect([severity([worker]), severity([]), severity(['gunicorn app:app'])]).toEqual(['error', 'info', 'info'])
})

test('what shares a database is said of eager tasks, too: for the day on which there is a worker', () => {
  const settings = { broker_url, task_always_eager: true }
  for (const [context, code] of [
    [{ cacheUrls: [broker_url] }, 'celery-broker-shared'],
    [{ cacheUrls: [broker_url], eviction: true }, 'celery-broker-eviction'],
  ] as const) {
    const [, finding] = lintCelery(settings, context)
    expect(finding).toMatchObject({
      code,
      severity: 'info',
      message: expect.stringMatching(/^once tasks are no longer/),
    })
  }
  expect(lintCelery(settings, { eviction: true }).map(({ code }) => code)).toEqual(['celery-eager'])
})

test('TLS that options decide is found at the options', () => {
  const [finding] = lintCelery({ CELERY_BROKER_URL: 'rediss://h', CELERY_BROKER_USE_SSL: { ssl_cert_reqs: null } })
  expect(finding).toMatchObject({ code: 'redis-tls-unverified', path: 'CELERY_BROKER_USE_SSL' })
})

test('what defineCelery makes is clean', () => {
  const url = envText({ env: 'CELERY_BROKER_URL' })
  const env = { CELERY_BROKER_URL: 'rediss://default:token@host:6379' }
  const settings = defineCelery({ broker_url: url, result_backend: url, task_acks_late: true })
  const context = { platform: paid, processes: [worker], env, redisPy: '4.3.4' }
  expect(lintCelery(settings, context)).toEqual([])
  expect(lintCelery(djangoCelery(settings), context)).toEqual([])
})
