import { systemClock, type Clock } from './clock.js'

/** Longer pauses (an hourly limit of one operation) stop that operation only, not everything that the host offers. */
const longestHostPauseMs = 60_000

/**
 * A gate that all calls to a host pass; give one to several clients of the same account to let them pause together.
 *
 * @example
 * import { createRateLimit } from '@keelson/core'
 * const rateLimit = createRateLimit()
 * const a = createRenderClient({ rateLimit }), b = createRenderClient({ rateLimit })
 */
export interface RateLimit {
  /** How long a call must wait from now, in milliseconds; 0 to go. */
  delay(host: string, operation: string): number
  /** Learns from an answer; returns how long the vendor asked to wait, if it did. */
  observe(
    host: string,
    operation: string,
    response: { readonly status: number; readonly headers: Headers },
  ): number | undefined
  /** Lets every call to the host wait: a 429 that did not say how long. */
  pause(host: string, operation: string, ms: number): void
}

/** A {@link RateLimit} that knows nothing yet. */
export function createRateLimit({ clock = systemClock }: { readonly clock?: Clock } = {}): RateLimit {
  // Keyed by host, or by host and operation; the value is the monotonic time from which calls may go.
  const openAt = new Map<string, number>()
  const raise = (key: string, ms: number) => {
    openAt.set(key, Math.max(openAt.get(key) ?? 0, clock.now() + ms))
  }
  const left = (key: string) => (openAt.get(key) ?? 0) - clock.now()
  const pause = (host: string, operation: string, ms: number) => {
    raise(`${host} ${operation}`, ms)
    if (ms <= longestHostPauseMs) raise(host, ms)
  }
  return {
    pause,
    delay: (host, operation) => Math.max(0, left(host), left(`${host} ${operation}`)),
    observe(host, operation, { status, headers }) {
      const isUsedUp = headers.get('ratelimit-remaining') === '0' && status !== 503
      const resetMs = isUsedUp ? readWait(headers, 'ratelimit-reset', clock) : undefined
      if (status !== 429 && status !== 503) {
        // The last one allowed was just used: the next call of this operation would be refused.
        if (resetMs) raise(`${host} ${operation}`, resetMs)
        return undefined
      }
      const waitMs = readWait(headers, 'retry-after', clock) ?? resetMs
      if (waitMs) pause(host, operation, waitMs)
      return waitMs
    },
  }
}

/** A header that says how long to wait, in milliseconds: seconds left, seconds since 1970, or a date. */
function readWait(headers: Headers, name: string, clock: Clock): number | undefined {
  const text = headers.get(name)
  if (!text) return undefined
  const seconds = Number(text)
  // Without a time of day it is no date: the parser makes one of any word with a number behind it.
  const date = seconds ? seconds * 1000 : /\d:\d\d:\d\d/.test(text) ? Date.parse(text) : NaN
  // What time it is where the answer was made: the clock of this machine may be wrong.
  const now = Date.parse(headers.get('date') ?? '') || clock.date()
  const ms = seconds < 1_000_000_000 ? seconds * 1000 : date - now
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined
}
