import { isBefore } from './release.js'
import { measured, readConcurrency, type Rule } from './lint-view.js'
import { reserveOf, sizeFor } from './size-memory.js'

const mostWorkers = (cpus: number) => Math.max(2, Math.floor(2 * cpus + 1))

const bundled = ['sync', 'gthread', 'gevent', 'gevent_wsgi', 'gevent_pywsgi', 'tornado', 'uvicorn', 'eventlet', 'asgi']

/** How many workers, and of which kind. */
export const workerRules: readonly Rule[] = [
  ({ workers, workersPath }) =>
    workers === 0 && [
      'gunicorn-workers-zero',
      'error',
      workersPath,
      '0 workers: gunicorn listens, and nobody answers',
      'Set workers=1 or more',
      measured,
    ],
  ({ settings, threads = 1, kind }) =>
    settings.threads !== undefined &&
    threads < 1 && [
      'gunicorn-threads-zero',
      kind === 'gthread' ? 'error' : 'info',
      'settings.threads',
      kind === 'gthread' ? '0 threads: every worker fails as it starts' : '0 threads count as 1',
      'Set threads=1 or more',
      measured,
    ],
  ({ env: { WEB_CONCURRENCY: given } }) =>
    given !== undefined &&
    readConcurrency(given) === undefined && [
      'gunicorn-web-concurrency',
      'error',
      'env.WEB_CONCURRENCY',
      `WEB_CONCURRENCY=${JSON.stringify(given)}: gunicorn ends before it reads anything else, also with --workers`,
      'Make it a whole number, or remove it',
      measured,
    ],
  ({ env: { WEB_CONCURRENCY: given }, settings, workers }) =>
    typeof settings.workers === 'number' &&
    readConcurrency(given ?? '') !== undefined &&
    readConcurrency(given ?? '') !== workers && [
      'gunicorn-web-concurrency-overridden',
      'warning',
      'env.WEB_CONCURRENCY',
      `WEB_CONCURRENCY=${given} has no effect: workers=${workers} wins`,
      'Remove one of them',
      measured,
    ],
  ({ workers, workersPath, platform: { memoryMb }, context: { appPeakMb } }) => {
    if (!workers || !memoryMb || !appPeakMb) return
    const needed = workers * appPeakMb
    const usable = memoryMb - reserveOf(memoryMb)
    return (
      needed > usable && [
        'gunicorn-workers-memory',
        needed > memoryMb ? 'error' : 'warning',
        workersPath,
        `${workers} x ${appPeakMb} MB are ${Math.round(needed)} of ${Math.round(memoryMb)} MB: ${needed > memoryMb ? 'workers will be killed, which can look like WORKER TIMEOUT' : 'too little is left for what grows'}`,
        `${workers > 1 && appPeakMb <= usable ? `Set workers=${Math.floor(usable / appPeakMb)}, or take` : 'Take'} ${sizeFor(needed)} MB`,
        'https://github.com/benoitc/gunicorn/issues/1646',
      ]
    )
  },
  ({ workers = 1, workersPath, platform: { memoryMb }, context: { appPeakMb } }) =>
    workers > 1 &&
    memoryMb &&
    !appPeakMb &&
    workers * 256 > memoryMb && [
      'gunicorn-workers-unmeasured',
      'info',
      workersPath,
      `${workers} workers have ${Math.floor(memoryMb / workers)} MB each, and what the application takes is not known`,
      'Measure its peak with one worker and give it as appPeakMb',
      'https://github.com/heroku/heroku-buildpack-python/blob/main/vendor/WEB_CONCURRENCY.sh',
    ],
  ({ workers = 1, workersPath, platform: { cpus } }) =>
    cpus &&
    workers > mostWorkers(cpus) && [
      'gunicorn-workers-cpus',
      'warning',
      workersPath,
      `${workers} workers on ${cpus} CPU: beyond (2 x CPU) + 1 they only take memory`,
      `Set workers=${mostWorkers(cpus)} or fewer`,
      'https://github.com/benoitc/gunicorn/issues/2028',
    ],
  ({ kind, text, config: { version } }) => {
    if (kind === undefined || /[.:]/.test(kind)) return
    const isGone = kind === 'eventlet' && version && !isBefore(version, '26.0')
    const isToCome = kind === 'asgi' && version && isBefore(version, '24.0')
    return (
      (!bundled.includes(kind) || isGone || isToCome || text('worker_class') === 'uvicorn') && [
        'gunicorn-worker-class-unknown',
        'error',
        'settings.worker_class',
        `gunicorn ${version ?? ''} has no worker class ${text('worker_class')} and does not start, which --check-config does not see`,
        'Set gthread, or the import path of a class: uvicorn.workers.UvicornWorker',
        measured,
      ]
    )
  },
  ({ kind, threads, settings, text }) =>
    kind === 'gthread' &&
    (settings.worker_class === undefined || text('worker_class') === 'sync') && [
      'gunicorn-sync-threads',
      'info',
      'settings.worker_class',
      `sync workers with ${threads} threads run as gthread`,
      'Set worker_class=gthread',
    ],
  ({ kind = '', threads = 1 }) =>
    threads > 1 &&
    /^(?:gevent|eventlet|tornado|uvicorn|asgi)/.test(kind) && [
      'gunicorn-threads-ignored',
      'warning',
      'settings.threads',
      `threads=${threads} has no effect on ${kind} workers`,
      'Remove threads, or set worker_class=gthread',
    ],
  ({ kind = '', settings }) =>
    settings.worker_connections !== undefined &&
    /^(?:sync|tornado|uvicorn)$/.test(kind) && [
      'gunicorn-connections-ignored',
      'warning',
      'settings.worker_connections',
      `worker_connections has no effect on ${kind} workers`,
      'Remove it',
    ],
  ({ kind, threads = 1, keepalive, number }) =>
    kind === 'gthread' &&
    keepalive &&
    (number('worker_connections', 1000) ?? 1000) <= threads && [
      'gunicorn-connections-few',
      'warning',
      'settings.worker_connections',
      `no more connections than the ${threads} threads: none is kept alive`,
      `Set worker_connections above ${threads}`,
      measured,
    ],
  ({ kind, settings }) =>
    kind === 'gevent' &&
    settings.preload_app && [
      'gunicorn-gevent-preload',
      'warning',
      'settings.preload_app',
      'the application is loaded before gevent patches the standard library: what it imported may block every request',
      'Remove preload_app, or patch first in the configuration file',
      'https://www.gevent.org/api/gevent.monkey.html',
    ],
  ({ kind = '', config: { target = '' } }) => {
    const [, interfaceName] = /(?:^|\.)(wsgi|asgi)(?::\w+)?$/.exec(target) ?? []
    const takes = /^(?:uvicorn|asgi)$/.test(kind) ? 'asgi' : /^(?:sync|gthread|gevent)$/.test(kind) && 'wsgi'
    return (
      interfaceName &&
      takes &&
      interfaceName !== takes && [
        'gunicorn-target-interface',
        'error',
        'target',
        `${kind} workers call an application as ${takes.toUpperCase()}, which ${target} is not: every request fails`,
        `Set ${target.replace(interfaceName, takes)}, or ${takes === 'asgi' ? 'worker_class=gthread' : 'an ASGI worker'}`,
        measured,
      ]
    )
  },
]
