/** Where time comes from; give your own to test waiting and retrying without waiting. */
export interface Clock {
  /** Milliseconds from a monotonic source: every decision is taken on it, so a changed system date moves nothing. */
  now(): number
  /** Milliseconds since 1970-01-01T00:00Z, only for what is shown or compared with a date from outside. */
  date(): number
  /** Calls back once after `ms`; returns a function that cancels it. */
  timer(callback: () => void, ms: number): () => void
}

/** The clock of the machine. */
export const systemClock: Clock = {
  now: () => performance.now(),
  date: () => Date.now(),
  timer: (callback, ms) => {
    // A delay above 2^31-1 ms overflows in every JavaScript runtime and fires at once.
    const id = setTimeout(callback, Math.min(ms, 0x7fffffff))
    return () => clearTimeout(id)
  },
}
