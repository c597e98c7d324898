import { measured, type Rules } from './lint-view.js'
import { gracefulTimeoutFor, keepaliveFor } from './size-times.js'

/** How long requests and idle connections may take. */
export const timeRules: Rules = function* ({
  kind = '',
  number,
  platform: { name, proxyIdleSeconds = -1, shutdownSeconds = Infinity },
  context: { uploads },
}) {
  const keepalive = number('keepalive', 2) ?? Infinity
  // With 0 no connection is kept, and none is closed under a request; uvicorn keeps it a moment.
  const isKept = keepalive > 0 ? /^(?:gthread|gevent|eventlet|uvicorn|asgi)$/.test(kind) : kind === 'uvicorn'
  if (isKept && keepalive <= proxyIdleSeconds) {
    yield [
      'gunicorn-keepalive-short',
      'warning',
      'settings.keepalive',
      `gunicorn closes an idle connection after ${keepalive} s, but the proxy of ${name} uses it for ${proxyIdleSeconds} s: some requests end as 502`,
      `Set keepalive=${keepaliveFor(proxyIdleSeconds)}`,
    ]
  }
  const graceful = number('graceful_timeout', 30) ?? 0
  if (graceful >= shutdownSeconds) {
    yield [
      'gunicorn-graceful-timeout',
      'warning',
      'settings.graceful_timeout',
      `${name} kills everything ${shutdownSeconds} s after SIGTERM, before gunicorn has ended what takes ${graceful} s`,
      `Set graceful_timeout=${gracefulTimeoutFor(shutdownSeconds)}`,
    ]
  }
  const timeout = number('timeout', 30)
  if (timeout === 0) {
    yield [
      'gunicorn-timeout-zero',
      'info',
      'settings.timeout',
      'a worker that hangs is never replaced',
      'Set timeout=30',
    ]
  }
  if (!uploads || !timeout || !kind) return
  const isSync = kind === 'sync'
  yield [
    'gunicorn-timeout-uploads',
    isSync ? 'warning' : 'info',
    'settings.timeout',
    isSync
      ? `an upload that takes over ${timeout} s is cut off, and its worker killed`
      : `timeout=${timeout} is for a worker that shows no life: it limits no request of ${kind}`,
    `Upload to storage directly, or ${isSync ? 'set worker_class=gthread' : 'limit requests at the proxy'}`,
    measured,
  ]
}

/** When workers and their code are replaced. */
export const replacementRules: Rules = function* ({
  workers = 0,
  number,
  settings,
  context: { reloadsBySignal, platform },
}) {
  const most = number('max_requests')
  if (most && (workers === 1 || (workers > 1 && !settings.max_requests_jitter))) {
    const isSingle = workers === 1
    yield [
      isSingle ? 'gunicorn-max-requests-single' : 'gunicorn-max-requests-together',
      'warning',
      'settings.max_requests',
      `after ${most} requests ${isSingle ? 'the only worker is replaced: nobody answers' : `all ${workers} workers are replaced at about the same time: few answer`} while one ends, up to graceful_timeout=${number('graceful_timeout', 30)} s, and while the application loads`,
      isSingle
        ? 'Set workers=2 where memory allows, or remove max_requests'
        : `Set max_requests_jitter=${Math.ceil(most / 10)}`,
      'measured: gunicorn 20.1 lost 4 of 140 requests, 26.2 was silent for graceful_timeout',
    ]
  }
  const { preload_app, reload } = settings
  if (preload_app && (reload || reloadsBySignal)) {
    yield [
      'gunicorn-preload-reload',
      'error',
      'settings.preload_app',
      `with preload_app ${reload ? 'reload' : 'SIGHUP'} starts new workers with the old code`,
      'Remove preload_app',
      measured,
    ]
  }
  if (reload && platform) {
    yield [
      'gunicorn-reload',
      'warning',
      'settings.reload',
      'reload ends workers, with their requests, when a file changes: it is for development',
      'Remove reload',
    ]
  }
}
