import type { Finding } from '../finding.js'
import type { Platform } from '../platform.js'
import { isEnvText, type EnvReference } from '../text.js'
import { readKnown } from './check-text.js'
import type { GunicornConfig } from './gunicorn-config.js'
import type { GunicornSettings } from './settings.js'

/** What {@link lintGunicorn} is told of the surroundings; what is left out is not judged. */
export interface GunicornContext {
  readonly platform?: Platform | undefined
  /** What gunicorn will find: PORT, WEB_CONCURRENCY and what settings refer to. */
  readonly env?: Readonly<Partial<Record<string, string>>> | undefined
  /** Measured: the most that the whole application took, in MB, with one worker. */
  readonly appPeakMb?: number | undefined
  /** Requests that take long to arrive come through gunicorn. */
  readonly uploads?: boolean | undefined
  /** A release is taken over by SIGHUP instead of a new start. */
  readonly reloadsBySignal?: boolean | undefined
  /** Requests are to be logged by gunicorn. */
  readonly accessLog?: boolean | undefined
}

/** A configuration as gunicorn will take it, with its own defaults; `undefined` is what only the environment knows. */
export interface LintView {
  readonly config: GunicornConfig
  /** Those that are given; variables have what the environment holds for a default. */
  readonly settings: GunicornSettings
  readonly context: GunicornContext
  readonly platform: Partial<Platform>
  readonly env: Readonly<Partial<Record<string, string>>>
  /** `WEB_CONCURRENCY`, as Python's `int()` reads it; `undefined` is where that fails. */
  readonly concurrency: number | undefined
  readonly workers: number | undefined
  /** Where their number is from. */
  readonly workersPath: 'settings.workers' | 'env.WEB_CONCURRENCY'
  readonly workerClass: string | undefined
  /** `gthread` also for sync workers with threads, `uvicorn` for its classes; a class of one's own is what it is. */
  readonly kind: string | undefined
  readonly number: (name: keyof GunicornSettings, otherwise?: number) => number | undefined
}

type Path = `settings.${string}` | `env.${string}` | 'target'

/** A finding; its source is gunicorn's page of the setting where none is given. */
type Found = readonly [
  code: `gunicorn-${string}`,
  severity: Finding['severity'],
  path: Path,
  message: string,
  fix: string,
  source?: string,
]

/** What is wrong with a part of a configuration. */
export type Rules = (view: LintView) => Iterable<Found>

export const measured = 'measured: gunicorn 20.1 and 26.2'

export function createView(config: GunicornConfig, context: GunicornContext): LintView {
  const { env = {}, platform = {} } = context
  const settings = fillSettings(config.settings, env)
  const number = (name: keyof GunicornSettings, otherwise?: number) => {
    const value = Number(settings[name] === undefined ? otherwise : readKnown(settings[name]))
    return Number.isNaN(value) ? undefined : value
  }
  const given = env['WEB_CONCURRENCY'] ?? '1'
  const concurrency = /^\s*\+?\d+(?:_\d+)*\s*$/.test(given) ? Number(given.replaceAll('_', '')) : undefined
  const isFromEnv = settings.workers === undefined && env['WEB_CONCURRENCY']
  const workerClass = readKnown(settings.worker_class ?? 'sync')
  return {
    config,
    settings,
    context,
    platform,
    env,
    concurrency,
    workers: number('workers', concurrency),
    workersPath: isFromEnv ? 'env.WEB_CONCURRENCY' : 'settings.workers',
    workerClass,
    kind: kindOf(workerClass, number('threads', 1)),
    number,
  }
}

/** Without what is undefined; what the environment holds is the default of its variable. */
function fillSettings(settings: GunicornSettings, env: LintView['env']): GunicornSettings {
  const fillPart = (part: string | EnvReference) =>
    typeof part === 'string'
      ? part
      : { env: part.env, default: (Object.hasOwn(env, part.env) && env[part.env]) || part.default }
  const fill = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(fill)
    return isEnvText(value) ? { parts: value.parts.map(fillPart) } : value
  }
  const given = Object.entries(settings).filter(([, value]) => value !== undefined)
  return Object.fromEntries(given.map(([name, value]) => [name, fill(value)]))
}

function kindOf(workerClass: string | undefined, threads = 1): string | undefined {
  if (workerClass === 'sync' || workerClass?.endsWith('SyncWorker')) return threads > 1 ? 'gthread' : 'sync'
  if (workerClass?.includes('uvicorn')) return 'uvicorn'
  return workerClass?.startsWith('gevent') ? 'gevent' : workerClass
}
