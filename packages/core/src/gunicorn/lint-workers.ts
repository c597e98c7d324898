import { measured, type Rules } from './lint-view.js'
import { reserveOf, sizeFor } from '../size-memory.js'

/** Where the number of workers comes from. */
export const originRules: Rules = function* ({ env: { WEB_CONCURRENCY: given }, concurrency, settings, workers }) {
  const isNone = concurrency === 0 && settings.workers === undefined
  if (concurrency === undefined || isNone) {
    yield [
      'gunicorn-web-concurrency',
      'error',
      'env.WEB_CONCURRENCY',
      `WEB_CONCURRENCY=${JSON.stringify(given)}: gunicorn ${isNone ? 'listens, and nobody answers' : 'ends before it reads anything else, also with --workers'}`,
      'Make it a whole number above 0, or remove it',
      measured,
    ]
  } else if (given !== undefined && workers !== undefined && workers !== concurrency) {
    yield [
      'gunicorn-web-concurrency-overridden',
      'warning',
      'env.WEB_CONCURRENCY',
      `WEB_CONCURRENCY=${given} has no effect: workers=${workers} wins`,
      'Remove one of them',
      measured,
    ]
  }
}

/** Whether memory and processors bear so many workers. */
export const countRules: Rules = function* ({
  workers = 0,
  workersPath,
  platform: { memoryMb = Infinity, cpus = Infinity },
  context: { appPeakMb },
}) {
  const usable = memoryMb - reserveOf(memoryMb)
  const source = 'https://github.com/benoitc/gunicorn/issues/1646'
  const needed = workers * (appPeakMb ?? 0)
  if (appPeakMb && needed > usable) {
    const isOver = needed > memoryMb
    yield [
      'gunicorn-workers-memory',
      isOver ? 'error' : 'warning',
      workersPath,
      `${workers} x ${appPeakMb} MB are ${Math.round(needed)} of ${Math.round(memoryMb)} MB: ${isOver ? 'workers will be killed, which can look like WORKER TIMEOUT' : 'too little is left for what grows'}`,
      `${workers > 1 && appPeakMb <= usable ? `Set workers=${Math.floor(usable / appPeakMb)}, or take` : 'Take'} ${sizeFor(needed)} MB`,
      source,
    ]
  }
  // Heroku's figure for an application that nobody measured; one worker has to fit anyway.
  if (!appPeakMb && workers > 1 && workers * 256 > usable) {
    yield [
      'gunicorn-workers-memory',
      'info',
      workersPath,
      `${workers} workers have ${Math.floor(usable / workers)} MB each, and nothing tells what the application takes: (2 x CPU) + 1 does not look at memory`,
      'Measure its peak with one worker, and give it as appPeakMb',
      source,
    ]
  }
  const most = Math.max(2, Math.floor(2 * cpus + 1))
  if (workers > most) {
    yield [
      'gunicorn-workers-cpus',
      'warning',
      workersPath,
      `${workers} workers on ${cpus} CPU: beyond (2 x CPU) + 1 they only take memory`,
      `Set workers=${most} or fewer`,
      'https://github.com/benoitc/gunicorn/issues/2028',
    ]
  }
}

/** Which workers these settings and this application are for. */
export const kindRules: Rules = function* ({ kind = '', workerClass, number, config: { target = '' } }) {
  if (kind === 'gthread' && workerClass !== 'gthread') {
    yield [
      'gunicorn-sync-threads',
      'info',
      'settings.worker_class',
      `sync workers with ${number('threads')} threads run as gthread`,
      'Set worker_class=gthread',
    ]
  }
  const unused =
    kind === 'sync' ? 'keepalive' : /^(?:gevent|eventlet|tornado|uvicorn|asgi)$/.test(kind) ? 'threads' : undefined
  if (unused && (number(unused) ?? 0) > 1) {
    yield [
      'gunicorn-setting-ignored',
      'info',
      `settings.${unused}`,
      `${unused} has no effect on ${kind} workers`,
      `Remove ${unused}, or set worker_class=gthread`,
    ]
  }
  const [, given] = /(?:^|\.)(wsgi|asgi)(?::\w+)?$/.exec(target) ?? []
  const taken = /^(?:uvicorn|asgi)$/.test(kind) ? 'asgi' : /^(?:sync|gthread|gevent)$/.test(kind) ? 'wsgi' : given
  if (given && taken !== given) {
    yield [
      'gunicorn-target-interface',
      'error',
      'target',
      `${kind} workers call an application as ${taken?.toUpperCase()}, which ${target} is not: every request fails`,
      `Set ${target.replace(given, String(taken))}, or ${taken === 'asgi' ? 'worker_class=gthread' : 'an ASGI worker'}`,
      measured,
    ]
  }
}
