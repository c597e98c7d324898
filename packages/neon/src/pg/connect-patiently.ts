import { isKeelsonError, KeelsonError, retry, within, type Clock } from '@keelson/core'
import { connectionError, isTransient } from './connection-error.js'
import type { ConnectionSettings } from './settings.js'

/** How long to try, and where time and chance come from. */
export interface Patience {
  readonly settings: ConnectionSettings
  /** On the clock; an attempt may have been made since. @default now */
  readonly startedAt?: number | undefined
  /** For all attempts and the pauses between them. */
  readonly totalMs: number
  readonly clock: Clock
  readonly random: () => number
  readonly signal?: AbortSignal | undefined
}

/**
 * Connects, again and again while the server may be starting or waking up, and never for longer than `totalMs`. `attempt`
 * is called with a signal: what comes after it fired is too late, and has to be closed by the attempt itself.
 */
export async function connectPatiently<T>(
  attempt: (signal: AbortSignal) => Promise<T>,
  { settings, totalMs, clock, startedAt = clock.now(), random, signal }: Patience,
): Promise<T> {
  let attempts = 0
  let last: unknown
  const work = (limit: AbortSignal) =>
    retry(
      async () => {
        attempts += 1
        try {
          return await attempt(limit)
        } catch (error) {
          last = error
          throw error
        }
      },
      {
        maxAttempts: Infinity,
        baseDelayMs: 100,
        maxDelayMs: 2000,
        shouldRetry: (error) => !isKeelsonError(error) && isTransient(error),
        signal: limit,
        clock,
        random,
      },
    )
  const ending = await within(work, Math.max(0, startedAt + totalMs - clock.now()), clock, signal)
  if (ending.how === 'done') return ending.value
  if (ending.how === 'aborted') {
    throw new KeelsonError(`connecting to ${settings.where} was aborted`, { code: 'aborted', operation: 'connect' })
  }
  const thrown = ending.how === 'threw' ? ending.thrown : (last ?? new Error('timeout expired'))
  if (isKeelsonError(thrown)) throw thrown
  throw connectionError(thrown, settings, { attempts, ms: clock.now() - startedAt })
}
