import type { Finding } from '../finding.js'
import type { Platform } from '../platform.js'
import { fillText, isEnvText, type Text } from '../text.js'
import type { GunicornConfig } from './gunicorn-config.js'
import type { GunicornSettings } from './settings.js'

/** What {@link lintGunicorn} is told of the surroundings; what is left out is not judged. */
export interface LintGunicornContext {
  readonly platform?: Platform | undefined
  /** What gunicorn will find: PORT, WEB_CONCURRENCY, GUNICORN_CMD_ARGS, FORWARDED_ALLOW_IPS and what settings refer to. */
  readonly env?: Readonly<Partial<Record<string, string>>> | undefined
  /** Measured: the most that the whole application took, in MB, with one worker. */
  readonly appPeakMb?: number | undefined
  /** Requests that take long to arrive come through gunicorn. */
  readonly uploads?: boolean | undefined
  /** The application opens connections to a database. */
  readonly database?: boolean | undefined
  /** A release is taken over by SIGHUP instead of a new start. */
  readonly reloadsBySignal?: boolean | undefined
  /** Requests are to be logged by gunicorn. */
  readonly accessLog?: boolean | undefined
}

/** A configuration as gunicorn will take it, with its own defaults; `undefined` is what only the environment knows. */
export interface LintView {
  readonly config: GunicornConfig
  readonly settings: GunicornSettings
  readonly context: LintGunicornContext
  readonly platform: Partial<Platform>
  readonly env: Readonly<Partial<Record<string, string>>>
  readonly workers: number | undefined
  /** Where their number is from. */
  readonly workersPath: 'settings.workers' | 'env.WEB_CONCURRENCY'
  readonly threads: number | undefined
  readonly keepalive: number | undefined
  readonly maxRequests: number | undefined
  /** `gthread` also for sync workers with threads, `uvicorn` for its classes; a class of one's own is what it is. */
  readonly kind: string | undefined
  /** The addresses to listen on; none when one of them is not known. */
  readonly binds: readonly string[]
  readonly number: (name: keyof GunicornSettings, otherwise?: number) => number | undefined
  readonly text: (name: keyof GunicornSettings) => string | undefined
}

type Path = `settings.${keyof GunicornSettings}` | `env.${string}` | 'target'

/** A rule answers with code, severity, path, message, fix, and the source when it is not gunicorn's page of the setting. */
export type Rule = (
  view: LintView,
) => readonly [`gunicorn-${string}`, Finding['severity'], Path, string, string, string?] | undefined | false | 0 | ''

export const measured = 'measured: gunicorn 20.1 and 26.2'

export function createView(config: GunicornConfig, context: LintGunicornContext): LintView {
  const { settings } = config
  const { env = {}, platform = {} } = context
  const fill = (value: unknown): unknown => {
    if (!isEnvText(value)) return value
    try {
      return fillText(value, env)
    } catch {
      // What only the environment knows is not judged.
      return undefined
    }
  }
  const number = (name: keyof GunicornSettings, otherwise?: number) => {
    const value = settings[name] === undefined ? otherwise : fill(settings[name])
    return value === undefined || Number.isNaN(Number(value)) ? undefined : Number(value)
  }
  const text = (name: keyof GunicornSettings) => {
    const value = fill(settings[name])
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
  }
  const threads = number('threads', 1)
  const workerClass = settings.worker_class === undefined ? 'sync' : text('worker_class')
  const bind: readonly Text[] = settings.bind ?? [env['PORT'] ? `0.0.0.0:${env['PORT']}` : '127.0.0.1:8000']
  const binds = bind.map(fill).filter((one) => typeof one === 'string')
  return {
    config,
    settings,
    context,
    platform,
    env,
    workers: number('workers', readConcurrency(env['WEB_CONCURRENCY'] ?? '1')),
    workersPath: settings.workers === undefined && env['WEB_CONCURRENCY'] ? 'env.WEB_CONCURRENCY' : 'settings.workers',
    threads,
    keepalive: number('keepalive', 2),
    maxRequests: number('max_requests', 0),
    kind: kindOf(workerClass, threads),
    binds: binds.length === bind.length ? binds : [],
    number,
    text,
  }
}

/** Of `WEB_CONCURRENCY`, as Python's `int()` reads it; `undefined` is where that fails. */
export function readConcurrency(text: string): number | undefined {
  return /^\s*\+?\d+(?:_\d+)*\s*$/.test(text) ? Number(text.replaceAll('_', '')) : undefined
}

function kindOf(workerClass: string | undefined, threads = 1): string | undefined {
  if (workerClass === 'sync' || workerClass?.endsWith('SyncWorker')) return threads > 1 ? 'gthread' : 'sync'
  if (workerClass?.includes('uvicorn')) return 'uvicorn'
  return workerClass?.startsWith('gevent') ? 'gevent' : workerClass
}
