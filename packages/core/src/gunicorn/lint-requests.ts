import { measured, type Rule } from './lint-view.js'
import { gracefulTimeoutFor, keepaliveFor } from './size-times.js'

/** How long requests and connections may take, and when a worker or its code is replaced. */
export const requestRules: readonly Rule[] = [
  ({ keepalive, kind, platform: { name, proxyIdleSeconds } }) =>
    keepalive !== undefined &&
    proxyIdleSeconds !== undefined &&
    keepalive <= proxyIdleSeconds &&
    /^(?:gthread|gevent|eventlet|uvicorn|asgi)$/.test(kind ?? '') &&
    // Then no connection is kept, and none is closed under a request.
    (keepalive > 0 || kind === 'uvicorn') && [
      'gunicorn-keepalive-short',
      'warning',
      'settings.keepalive',
      `gunicorn closes an idle connection after ${keepalive} s, but the proxy of ${name} sends requests on it for ${proxyIdleSeconds} s: some end as 502`,
      `Set keepalive=${keepaliveFor(proxyIdleSeconds)}`,
    ],
  ({ settings, kind }) =>
    settings.keepalive !== undefined &&
    kind === 'sync' && [
      'gunicorn-keepalive-ignored',
      'info',
      'settings.keepalive',
      'sync workers close the connection after every request, whatever keepalive is',
      'Remove keepalive, or set worker_class=gthread',
    ],
  ({ keepalive = 0, kind, number, platform: { proxyIdleSeconds = 45 } }) => {
    const connections = number('worker_connections', 1000) ?? 1000
    return (
      kind === 'gevent' &&
      connections <= 100 &&
      keepalive > proxyIdleSeconds + 30 && [
        'gunicorn-keepalive-long',
        'warning',
        'settings.keepalive',
        `${connections} idle connections stop a worker from accepting others for ${keepalive} s`,
        `Set keepalive=${keepaliveFor(proxyIdleSeconds)} or less, or more worker_connections`,
        'measured: gunicorn 20.1 with gevent',
      ]
    )
  },
  ({ number, platform: { name, shutdownSeconds } }) => {
    const graceful = number('graceful_timeout', 30)
    return (
      graceful !== undefined &&
      shutdownSeconds !== undefined &&
      graceful >= shutdownSeconds && [
        'gunicorn-graceful-timeout',
        'warning',
        'settings.graceful_timeout',
        `${name} kills everything ${shutdownSeconds} s after SIGTERM, before gunicorn has ended what takes ${graceful} s`,
        `Set graceful_timeout=${gracefulTimeoutFor(shutdownSeconds)}`,
      ]
    )
  },
  ({ number }) =>
    number('timeout') === 0 && [
      'gunicorn-timeout-zero',
      'warning',
      'settings.timeout',
      'a worker that hangs is never replaced',
      'Set timeout=30 or more',
    ],
  ({ kind, number, context: { uploads } }) => {
    const timeout = number('timeout', 30)
    return (
      uploads &&
      timeout &&
      kind && [
        'gunicorn-timeout-uploads',
        kind === 'sync' ? 'warning' : 'info',
        'settings.timeout',
        kind === 'sync'
          ? `an upload that takes over ${timeout} s is cut off, and its worker killed`
          : `timeout=${timeout} is for a worker that shows no life: it does not limit a request of ${kind}`,
        kind === 'sync'
          ? 'Upload to storage directly, or set worker_class=gthread'
          : 'Upload to storage directly; limit requests at the proxy',
        measured,
      ]
    )
  },
  ({ maxRequests, workers, number }) =>
    !!maxRequests &&
    workers === 1 && [
      'gunicorn-max-requests-single',
      'warning',
      'settings.max_requests',
      `after ${maxRequests} requests the only worker is replaced: nobody answers while it ends, up to graceful_timeout=${number('graceful_timeout', 30)} s, and while the application loads`,
      'Set workers=2 where memory allows, or remove max_requests',
      'measured: gunicorn 20.1 lost 4 of 140 requests to a load of 2 s, 26.2 was silent for graceful_timeout',
    ],
  ({ maxRequests, workers = 1, kind, keepalive }) =>
    !!maxRequests &&
    workers > 1 &&
    kind === 'gthread' &&
    keepalive && [
      'gunicorn-max-requests-connections',
      'info',
      'settings.max_requests',
      `every ${maxRequests} requests a worker closes connections that are kept alive, under the requests on them`,
      'Remove max_requests unless memory grows, or make it rare',
      'measured: gunicorn 20.1 broke 234 of 5393 requests at max_requests=100, 26.2 15 of 5718',
    ],
  ({ maxRequests, workers = 1, settings }) =>
    !!maxRequests &&
    workers > 1 &&
    !settings.max_requests_jitter && [
      'gunicorn-max-requests-together',
      'warning',
      'settings.max_requests',
      `all ${workers} workers are replaced at about the same time`,
      `Set max_requests_jitter=${Math.ceil(maxRequests / 10)}`,
    ],
  ({ maxRequests, number }) => {
    const jitter = number('max_requests_jitter') ?? 0
    return (
      maxRequests === 0 &&
      jitter > 0 && [
        'gunicorn-jitter-alone',
        'warning',
        'settings.max_requests_jitter',
        'max_requests_jitter has no effect without max_requests',
        'Remove it, or set max_requests',
      ]
    )
  },
  ({ maxRequests, number }) => {
    const jitter = number('max_requests_jitter') ?? 0
    return (
      maxRequests &&
      jitter > maxRequests && [
        'gunicorn-jitter-large',
        'info',
        'settings.max_requests_jitter',
        `workers live for ${maxRequests} to ${maxRequests + jitter} requests: jitter is added, not taken away`,
        `Set max_requests_jitter=${Math.ceil(maxRequests / 10)}`,
      ]
    )
  },
  ({ settings, context: { database } }) =>
    settings.preload_app &&
    database && [
      'gunicorn-preload-database',
      'info',
      'settings.preload_app',
      'a database connection that is opened while the application loads is shared by all workers, which breaks it',
      'Close connections at the end of loading, or open them after the fork (post_fork)',
      'https://github.com/benoitc/gunicorn/issues/1953',
    ],
  ({ settings, context: { reloadsBySignal } }) =>
    settings.preload_app &&
    (settings.reload || reloadsBySignal) && [
      'gunicorn-preload-reload',
      'error',
      'settings.preload_app',
      `with preload_app ${settings.reload ? 'reload' : 'SIGHUP'} starts new workers with the old code`,
      `Remove preload_app${settings.reload ? ' or reload' : ', or start anew'}`,
      measured,
    ],
  ({ settings, context: { platform } }) =>
    settings.reload &&
    platform && [
      'gunicorn-reload',
      'warning',
      'settings.reload',
      'reload watches every file, and ends a worker with its requests when one changes: it is for development',
      'Remove reload',
    ],
]
