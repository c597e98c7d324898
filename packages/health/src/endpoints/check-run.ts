import { within, type Clock } from '@keelson/core'
import type { CheckSettings } from './check.js'
import { failed, readReading, type Reading } from '../probing/reading.js'

/** Of a run's time, kept for answers that have arrived while the event loop was blocked. */
const momentMs = 50

/** Told what a run has found that has ended, or still hangs. */
type OnReading = (reading: Reading, startedAt: number, durationMs: number) => void

/** Begins runs of a check, and waits for them. */
export interface CheckRun {
  /**
   * Begins a run, unless one is under way: a promise that is over when its reading has been told. While a run hangs that is no
   * longer waited for, no second one is begun: that it hangs is told at once, as a reading.
   */
  readonly ask: (now: number) => Promise<void> | undefined
  /** Waits for a run, also where a request may never be told of what another one began, as on Workers: then by one of its own. */
  readonly wait: (running: Promise<void> | undefined) => Promise<void>
}

/** One run at a time, and no second one while the first one hangs. */
export function createCheckRun(
  { probe, timeoutMs, warnAfterMs = Infinity }: CheckSettings,
  clock: Clock,
  redact: (text: string) => string,
  onReading: OnReading,
): CheckRun {
  const frozenMs = timeoutMs + 1000
  let running: Promise<void> | undefined
  /** When the run began that has not ended, also when it is no longer waited for. */
  let hangingSince: number | undefined
  let attempt = 0

  const run = async (startedAt: number): Promise<void> => {
    hangingSince = startedAt
    const mine = (attempt += 1)
    const work = async (signal: AbortSignal): Promise<unknown> => {
      try {
        return await probe.run({ signal, attempt })
      } finally {
        if (mine === attempt) hangingSince = undefined
      }
    }
    const ending = await within(work, timeoutMs, patient(clock))
    const ms = clock.now() - startedAt
    // Who has waited for it gets the one that was begun instead: what is shown is from before both.
    if (mine !== attempt) return running
    const reading = readReading(ending, redact)
    // Frozen meanwhile: that no answer came says nothing, whoever has missed it.
    if (reading.status === 'fail' && ms > frozenMs) {
      // A probe with a limit of its own asks nothing anew until it has read what arrived, and timers come first.
      if (ending.how !== 'timeout') await new Promise<void>((resolve) => void clock.timer(resolve, momentMs))
      return run(clock.now())
    }
    running = undefined
    const slow = { code: 'slow', output: `took ${ms.toFixed()} ms` }
    const isSlow = reading.status === 'pass' && ms > warnAfterMs
    return onReading(isSlow ? { ...reading, status: 'warn', why: slow } : reading, startedAt, ms)
  }

  const ask: CheckRun['ask'] = (now) => {
    const hangingMs = now - (hangingSince ?? now)
    if (!running && hangingMs > 0)
      onReading(failed('timeout', `no answer for ${hangingMs.toFixed()} ms`), now, hangingMs)
    // Its time is long over, and it was not told: frozen, or left behind with the request that it began in.
    else if (!running || hangingMs > frozenMs) running = run(now)
    return running
  }
  const wait: CheckRun['wait'] = async (begun) => {
    // Longer than any run takes, so that it never comes before the run's own end.
    const { how } = await within(async () => begun, frozenMs, patient(clock))
    // The first one who is not told begins anew, and the others wait for that.
    if (how === 'timeout') await wait(running === begun ? (running = run(clock.now())) : running)
  }
  return { ask, wait }
}

/** After a blocked event loop timers come first, and answers that have arrived would be too late: the last moment begins anew. */
function patient(clock: Clock): Clock {
  return {
    ...clock,
    timer(callback, ms) {
      const moment = Math.min(momentMs, ms)
      let cancel = clock.timer(() => (cancel = clock.timer(callback, moment)), ms - moment)
      return () => cancel()
    },
  }
}
