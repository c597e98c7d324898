import type { Clock } from '../clock.js'

/** A {@link Clock} whose time moves only when a test says so, or by itself when nothing else is left to do. */
export interface FakeClock extends Clock {
  /** Timers that wait to be called. */
  readonly pending: number
  /** Lets `ms` pass: timers that come due are called in order, and what follows from one happens before the next. */
  advance(ms: number): Promise<void>
  /** Sets the wall clock to `ms` since 1970, as an administrator would; monotonic time does not notice. */
  setDate(ms: number): void
}

interface Timer {
  readonly dueAt: number
  readonly callback: () => void
}

/** Turns in which nothing began, before time jumps: an answer may still be on its way from one promise to the next. */
const quietTurns = 2
/** A real server may take its time; asking it less often leaves it the processor. */
const eagerTurns = 50

/**
 * A clock for tests of waits, timeouts and repetitions that take no real time.
 *
 * With `auto`, time jumps to the next timer whenever the given function says that nothing else is under way (`true`:
 * nothing ever is). Nothing runs while no timer is pending, and waiting for the function keeps no process alive.
 *
 * `start` is the monotonic time in milliseconds (default 0), `date` the wall clock (default 2026-01-01T00:00Z).
 *
 * @example
 * import { sleep } from '@keelson/core'
 * import { createFakeClock } from '@keelson/core/testing'
 * const clock = createFakeClock()
 * const slept = sleep(clock, 60_000)
 * await clock.advance(60_000)
 * await slept
 */
export function createFakeClock({
  start = 0,
  date = Date.UTC(2026, 0, 1),
  auto = false,
}: {
  readonly start?: number
  readonly date?: number
  readonly auto?: boolean | (() => boolean)
} = {}): FakeClock {
  let now = start
  let dateOffset = date - start
  let watching = false
  let quiet = 0
  let busy = 0
  const timers = new Set<Timer>()

  const next = (): Timer | undefined => {
    let earliest: Timer | undefined
    // A set keeps the order of insertion, so of two timers due together the older one is called first.
    for (const timer of timers) if (!earliest || timer.dueAt < earliest.dueAt) earliest = timer
    return earliest
  }
  const run = (timer: Timer) => {
    timers.delete(timer)
    now = Math.max(now, timer.dueAt)
    timer.callback()
  }

  const isIdle = typeof auto === 'function' ? auto : () => auto
  const turn = () => {
    watching = false
    if (isIdle()) {
      busy = 0
      quiet += 1
      const timer = quiet > quietTurns ? next() : undefined
      if (timer) {
        quiet = 0
        run(timer)
      }
    } else {
      quiet = 0
      busy += 1
    }
    watch()
  }
  const watch = () => {
    if (auto === false || watching || timers.size === 0) return
    watching = true
    if (busy === 0) setImmediate(turn)
    // What is under way keeps the process alive by itself.
    else if (busy < eagerTurns) setImmediate(turn).unref()
    else setTimeout(turn, 1).unref()
  }

  return {
    now: () => now,
    date: () => now + dateOffset,
    timer(callback, ms) {
      const timer = { dueAt: now + Math.max(0, ms), callback }
      timers.add(timer)
      watch()
      return () => void timers.delete(timer)
    },
    get pending() {
      return timers.size
    },
    async advance(ms) {
      const end = now + ms
      await settle()
      for (let timer = next(); timer && timer.dueAt <= end; timer = next()) {
        run(timer)
        await settle()
      }
      now = end
    },
    setDate(ms) {
      dateOffset = ms - now
    },
  }
}

/** Every promise that can settle without the outside world has settled after one turn of the event loop. */
function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}
