import type { Platform } from '../platform.js'
import type { Workers } from './size-settings.js'

/** What was found on the way to a size. */
interface Sizing extends Workers {
  readonly limitMb: number
  readonly reserveMb: number
  readonly estimateMb: number
  readonly baseMb: number
  readonly workerMb: number
  readonly requestMb: number
  readonly isMeasured: boolean
  /** Workers that the processors can run. */
  readonly ceiling: number
  /** Requests that a worker may answer at once. */
  readonly mostRequests: number
  /** All that one worker more would make of the estimate. */
  readonly nextMb: number
}

/** Why these workers, a sentence for each decision. */
export function explainSize(sizing: Sizing, platform: Platform | undefined): string[] {
  const { limitMb, reserveMb, estimateMb, baseMb, workerMb, isMeasured } = sizing
  return [
    `memory: ${say(limitMb)} MB, of which ${say(reserveMb)} MB stay free (an eighth, 1024 at most); this takes ${say(estimateMb)} MB`,
    isMeasured
      ? `a worker counts as ${say(workerMb)} MB, the measured peak of the whole application`
      : `estimated, not measured: ${say(baseMb)} MB once and ${say(workerMb)} MB a worker`,
    explainWorkers(sizing),
    explainRequests(sizing),
    ...explainPlatform(sizing, platform),
  ]
}

function explainWorkers({ kind, workers, ceiling, cpus, limitMb, reserveMb, nextMb }: Sizing): string {
  const count = workers === 1 ? '1 worker' : `${workers} workers`
  const formula = `(2 x ${say(cpus)}) + 1 = ${say(2 * cpus + 1)}`
  if (workers < ceiling) {
    return `${count}, by memory: one more would take ${say(nextMb)} of the ${say(limitMb - reserveMb)} MB that may be used; ${formula} does not look at memory`
  }
  if (kind === 'sync') return `${count}, by processors: ${formula} is the ceiling, 2 the least`
  return cpus < 1
    ? `${count}: ${say(cpus)} of a processor runs no faster with more; ${formula} is meant for whole ones`
    : `${count}, by processors: one for each and one more while another is busy or replaced; ${formula} is a ceiling, not a target`
}

function explainRequests({ kind, requests, mostRequests, requestMb }: Sizing): string {
  if (kind === 'sync') return 'one request at a time each: sync workers have no threads'
  if (kind === 'uvicorn')
    return 'no setting limits the requests of a uvicorn worker: what they take comes out of the reserve'
  const what = kind === 'gthread' ? 'threads' : 'connections'
  const each = `${say(requestMb)} MB for each after the first`
  return requests === mostRequests
    ? `${requests} ${what} a worker, the most that is sensible, with ${each}`
    : `${requests} ${what} a worker, by memory, with ${each}`
}

function explainPlatform({ kind }: Sizing, platform: Platform | undefined): string[] {
  const { name, proxyIdleSeconds, shutdownSeconds } = platform ?? {}
  const reasons: string[] = []
  if (proxyIdleSeconds !== undefined && kind !== 'sync') {
    reasons.push(
      `keepalive is longer than the ${say(proxyIdleSeconds)} s in which the proxy of ${name} uses a connection again`,
    )
  }
  if (shutdownSeconds) {
    reasons.push(`graceful_timeout ends before ${name} kills, ${say(shutdownSeconds)} s after SIGTERM`)
  }
  return reasons
}

/** A number without the digits that nobody measured. */
export function say(value: number): string {
  return String(Math.round(value * 10) / 10)
}
