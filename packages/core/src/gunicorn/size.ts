import { KeelsonError } from '../errors.js'
import type { Platform } from '../platform.js'
import type { GunicornSettings } from './settings.js'
import { reserveOf, sizeFor } from '../size-memory.js'
import { explainSize, say } from './size-reasons.js'
import { type GunicornKind, settingsOf } from './size-settings.js'

/** What {@link sizeGunicorn} goes by; of the application either `appPeakMb` or `perWorkerMb` is needed. */
export interface SizeGunicornParams {
  /** Memory of the instance. @default memoryMb of the platform */
  readonly memoryMb?: number | undefined
  /** Processors of the instance, also a part of one, 1024 at most. @default cpus of the platform */
  readonly cpus?: number | undefined
  /** Measured: the most that the whole application took, in MB, with one worker. It takes precedence over an estimate. */
  readonly appPeakMb?: number | undefined
  /** Estimated: what is there once, in MB. @default 0 */
  readonly appBaseMb?: number | undefined
  /** Estimated: what every worker takes, in MB. */
  readonly perWorkerMb?: number | undefined
  /**
   * What a request takes that is answered beside others in the same worker, in MB: rows, a page, a part of an upload.
   * @default 10 for gthread, 1 for gevent
   */
  readonly perRequestMb?: number | undefined
  /** How workers answer. @default gthread */
  readonly kind?: GunicornKind | undefined
  /** Gives keep-alive, the time to stop and the folder of the heartbeat, too. */
  readonly platform?: Platform | undefined
}

/** What {@link sizeGunicorn} answers. */
export interface GunicornSize {
  /** For `defineGunicorn`. */
  readonly settings: GunicornSettings
  readonly memory: {
    readonly limitMb: number
    /** Kept free. */
    readonly reserveMb: number
    /** All workers, each answering as many requests as it may. */
    readonly estimateMb: number
    readonly isMeasured: boolean
  }
  /** Why these numbers: a sentence for each decision. */
  readonly reasons: readonly string[]
  readonly nextWorker: {
    /** MB that one worker more would take. */
    readonly addsMb: number
    /** The smallest usual size of an instance with memory for it. */
    readonly memoryMb: number
    /** What allows no more workers. */
    readonly limitedBy: 'memory' | 'cpus'
  }
}

/** Requests that a worker answers at once, at most, and MB for each after the first. */
const kinds = {
  // Threads of a worker share one core, and each may hold a connection to the database.
  gthread: { mostRequests: 8, perRequestMb: 10 },
  sync: { mostRequests: 1, perRequestMb: 0 },
  // gunicorn's 1000 would be 1000 requests in memory.
  gevent: { mostRequests: 100, perRequestMb: 1 },
  uvicorn: { mostRequests: 1, perRequestMb: 0 },
}

/**
 * Workers, threads and times for an instance: as many as its memory holds beside a reserve of an eighth, and no more than its
 * processors run. Throws `config` when not even one worker fits, naming the size that would do.
 *
 * https://gunicorn.org/design/
 *
 * @example
 * import { sizeGunicorn } from '@keelson/core/gunicorn'
 * const { settings, reasons } = sizeGunicorn({ memoryMb: 512, cpus: 0.5, appPeakMb: 398 })
 * console.log(settings.workers, settings.threads, reasons) // 1 6 […]
 */
export function sizeGunicorn(params: SizeGunicornParams): GunicornSize {
  const { platform, kind = 'gthread', appPeakMb } = params
  const { limitMb, cpus } = readInstance(params)
  const { mostRequests, perRequestMb } = kinds[kind]
  const isMeasured = appPeakMb !== undefined
  // The peak has the main process in it, which is there only once: counted with every worker, it errs on the safe side.
  const baseMb = isMeasured ? 0 : (params.appBaseMb ?? 0)
  const workerMb = appPeakMb ?? params.perWorkerMb ?? 0
  const requestMb = mostRequests === 1 ? 0 : (params.perRequestMb ?? perRequestMb)
  const need = (count: number, requests: number) => baseMb + count * (workerMb + (requests - 1) * requestMb)
  // A worker more must not cost requests: together they answer as many at once as one worker less could at most.
  const least = (count: number) => Math.max(1, Math.ceil((mostRequests * (count - 1)) / count))

  const reserveMb = reserveOf(limitMb)
  const usableMb = limitMb - reserveMb
  if (need(1, 1) > usableMb) throw refuseMemory(need(1, 1), limitMb, reserveMb)
  const ceiling = workersFor(kind, cpus)
  let workers = 1
  while (workers < ceiling && need(workers + 1, least(workers + 1)) <= usableMb) workers++
  let requests = mostRequests
  while (need(workers, requests) > usableMb) requests--

  const estimateMb = need(workers, requests)
  const nextMb = need(workers + 1, Math.max(requests, least(workers + 1)))
  const memory = { limitMb, reserveMb, estimateMb, isMeasured }
  const sized = { kind, workers, requests, cpus }
  return {
    settings: settingsOf(sized, platform),
    memory,
    reasons: explainSize({ ...sized, ...memory, baseMb, workerMb, requestMb, ceiling, mostRequests, nextMb }, platform),
    nextWorker: {
      addsMb: nextMb - estimateMb,
      memoryMb: sizeFor(nextMb),
      limitedBy: workers < ceiling ? 'memory' : 'cpus',
    },
  }
}

/** Workers that processors can run; threads and greenlets wait without one, sync workers do not. */
function workersFor(kind: GunicornKind, cpus: number): number {
  if (kind === 'sync') return Math.max(2, Math.floor(2 * cpus + 1))
  return cpus < 1 ? 1 : Math.floor(cpus) + 1
}

function readInstance({ platform, ...params }: SizeGunicornParams): { limitMb: number; cpus: number } {
  const {
    memoryMb = platform?.memoryMb,
    cpus = platform?.cpus,
    appPeakMb,
    perWorkerMb,
    appBaseMb,
    perRequestMb,
    kind = 'gthread',
  } = params
  const problems: (string | undefined)[] = [
    memoryMb === undefined ? 'memoryMb is missing' : undefined,
    cpus === undefined ? 'cpus is missing' : undefined,
    (appPeakMb ?? perWorkerMb) === undefined ? 'appPeakMb is missing, or perWorkerMb for an estimate' : undefined,
    ...Object.entries({ memoryMb, appPeakMb, perWorkerMb }).map(([field, value]) => refuse(field, value, 'above 0')),
    refuse('cpus', cpus, 'above 0 to 1024'),
    ...Object.entries({ appBaseMb, perRequestMb }).map(([field, value]) => refuse(field, value, '0 or more')),
    Object.hasOwn(kinds, kind) ? undefined : `kind cannot be ${kind}, only ${Object.keys(kinds).join(', ')}`,
  ]
  const found = problems.filter((problem) => problem !== undefined)
  if (found.length > 0 || memoryMb === undefined || cpus === undefined) {
    throw new KeelsonError(`gunicorn was not sized: ${found.join('; ')}`, { code: 'config' })
  }
  return { limitMb: memoryMb, cpus }
}

function refuse(
  field: string,
  value: number | undefined,
  allowed: 'above 0' | 'above 0 to 1024' | '0 or more',
): string | undefined {
  if (value === undefined) return undefined
  const isAllowed =
    Number.isFinite(value) &&
    (allowed === '0 or more' ? value >= 0 : value > 0) &&
    (allowed !== 'above 0 to 1024' || value <= 1024)
  return isAllowed ? undefined : `${field} cannot be ${value}, only a number ${allowed}`
}

function refuseMemory(neededMb: number, limitMb: number, reserveMb: number): KeelsonError {
  return new KeelsonError(
    `gunicorn does not fit into ${say(limitMb)} MB: one worker takes ${say(neededMb)} MB, and ${say(reserveMb)} MB must stay free`,
    { code: 'config', hint: `An instance with ${sizeFor(neededMb)} MB would do` },
  )
}
