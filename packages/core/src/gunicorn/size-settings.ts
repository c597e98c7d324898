import type { Platform } from '../platform.js'
import type { GunicornSettings } from './settings.js'
import { gracefulTimeoutFor, keepaliveFor } from './size-times.js'

/** How workers answer: with threads, one request at a time, with greenlets, or as ASGI. */
export type GunicornKind = 'gthread' | 'sync' | 'gevent' | 'uvicorn'

/** What is known of the workers when their number is settled. */
export interface Workers {
  readonly kind: GunicornKind
  readonly workers: number
  /** Requests that each answers at once. */
  readonly requests: number
  readonly cpus: number
}

/** The settings of so many workers. */
export function settingsOf(
  { kind, workers, requests, cpus }: Workers,
  platform: Platform | undefined,
): GunicornSettings {
  const { proxyIdleSeconds, shutdownSeconds = 0, container } = platform ?? {}
  return {
    workers,
    worker_class: kind === 'uvicorn' ? 'uvicorn.workers.UvicornWorker' : kind,
    ...(kind === 'gthread' && { threads: requests }),
    ...(kind === 'gevent' && { worker_connections: requests }),
    timeout: timeoutOf(kind, cpus),
    graceful_timeout: shutdownSeconds > 0 ? gracefulTimeoutFor(shutdownSeconds) : 30,
    // Sync workers keep no connection.
    ...(kind !== 'sync' && { keepalive: proxyIdleSeconds === undefined ? 5 : keepaliveFor(proxyIdleSeconds) }),
    ...(container && { worker_tmp_dir: '/dev/shm' }),
  }
}

/** A worker shows no life while it loads the application, which takes long on a part of a processor. */
function timeoutOf(kind: GunicornKind, cpus: number): number {
  // Of sync workers it ends requests, too.
  const seconds = kind === 'sync' ? 30 : 60
  return cpus < 1 ? 2 * seconds : seconds
}
