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
  const left = (key: string) => {
    const ms = (openAt.get(key) ?? 0) - clock.now()
    if (ms > 0) return ms
    openAt.delete(key)
    return 0
  }
  const pause = (host: string, operation: string, ms: number) => {
    raise(`${host} ${operation}`, ms)
    if (ms <= longestHostPauseMs) raise(host, ms)
  }
  return {
    pause,
    delay: (host, operation) => Math.max(left(host), left(`${host} ${operation}`)),
    observe(host, operation, { status, headers }) {
      const resetMs = headers.get('ratelimit-remaining') === '0' ? readReset(headers, clock) : undefined
      if (status !== 429 && status !== 503) {
        // The last one allowed was just used: the next call of this operation would be refused.
        if (resetMs !== undefined) raise(`${host} ${operation}`, resetMs)
        return undefined
      }
      const waitMs = readRetryAfter(headers, clock) ?? (status === 429 ? resetMs : undefined)
      if (waitMs !== undefined) pause(host, operation, waitMs)
      return waitMs
    },
  }
}

/** `Retry-After` in milliseconds: seconds, or a date, which is compared with the server's own `Date`. */
function readRetryAfter(headers: Headers, clock: Clock): number | undefined {
  const text = headers.get('retry-after')
  if (text === null || text.trim() === '') return undefined
  const seconds = Number(text)
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000)
  // Without a time of day it is no date: the parser makes one of any word with a number behind it.
  const date = /\d:\d\d:\d\d/.test(text) ? Date.parse(text) : NaN
  return Number.isNaN(date) ? undefined : Math.max(0, date - serverDate(headers, clock))
}

/** `RateLimit-Reset` in milliseconds: vendors send seconds left, or seconds since 1970. */
function readReset(headers: Headers, clock: Clock): number | undefined {
  const text = headers.get('ratelimit-reset')
  const value = text === null || text.trim() === '' ? NaN : Number(text)
  if (!Number.isFinite(value) || value < 0) return undefined
  return value < 1_000_000_000 ? value * 1000 : Math.max(0, value * 1000 - serverDate(headers, clock))
}

/** What time it is where the answer was made: the clock of this machine may be wrong. */
function serverDate(headers: Headers, clock: Clock): number {
  const date = Date.parse(headers.get('date') ?? '')
  return Number.isNaN(date) ? clock.date() : date
}
