import { within, type Clock } from '@keelson/core'
import type { CheckSettings } from './check.js'
import { eventOf, type HealthEvent } from './health-event.js'
import { failed, readReading, type Reading } from './reading.js'
import type { HealthReportCheck, HealthStatus, KnownCheck } from './report.js'

/** Of a run's time, kept for answers that have arrived while the event loop was blocked. */
const momentMs = 50

/** One check and what is known of it. */
export interface CheckRunner extends KnownCheck {
  /** What is known and not too old to be shown. */
  statusAt(now: number): HealthStatus | undefined
  /** Runs what is due. A promise where the answer must be waited for: there is none yet, or it is too old to be shown. */
  refresh(now: number): Promise<void> | undefined
}

/**
 * Asks a probe at most once at a time and once a TTL, however many want to know. A run that does not end in its time is a
 * failed one; while it still hangs, no second one is begun, and its silence counts as further failed runs.
 */
export function createCheckRunner(
  settings: CheckSettings,
  {
    clock,
    redact,
    onRun,
  }: { readonly clock: Clock; readonly redact: (text: string) => string; readonly onRun: (event: HealthEvent) => void },
): CheckRunner {
  const { probe, startup, rise, fall, timeoutMs, maxStaleMs, warnAfterMs = Infinity } = settings
  const { componentType, componentId, affectedEndpoints } = settings
  const frozenMs = timeoutMs + 1000
  let shown: HealthReportCheck | undefined
  let isDown = false
  /** Runs in a row that contradict `isDown`. */
  let streak = 0
  let freshUntil = -Infinity
  let shownUntil = -Infinity
  let running: Promise<void> | undefined
  /** When the run began that has not ended, also when it is no longer waited for. */
  let hangingSince: number | undefined
  let attempt = 0

  const settle = (reading: Reading, askedAt: number, durationMs: number, thrown?: unknown) => {
    const now = clock.now()
    const isFailure = reading.status === 'fail'
    const needed = isFailure ? fall : rise
    streak = isFailure === isDown ? 0 : streak + 1
    // After a long silence what was counted says nothing any more.
    if (askedAt > shownUntil || streak >= needed) {
      isDown = isFailure
      streak = 0
    }
    const status = streak === 0 ? reading.status : isDown ? 'fail' : 'warn'
    const notes = streak > 0 ? [`${streak} of ${needed} ${isFailure ? 'failures' : 'good answers'}`] : undefined
    const previous = shown?.status
    shown = {
      status,
      componentType,
      componentId,
      ...reading.observed,
      time: new Date(clock.date()).toISOString(),
      // The draft leaves out why, and what is affected, where all is well.
      ...(status !== 'pass' && { affectedEndpoints, ...reading.why }),
      notes,
    }
    freshUntil = startup && !isFailure ? Infinity : now + (isFailure ? settings.failTtlMs : settings.ttlMs)
    shownUntil = Math.max(freshUntil, now + maxStaleMs)
    onRun(eventOf(settings.name, reading, { status, previous, durationMs, thrown }))
  }
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
    if (mine !== attempt) return undefined
    // Frozen meanwhile: that no answer came says nothing.
    if (ending.how === 'timeout' && ms > frozenMs) return run(clock.now())
    running = undefined
    const reading = readReading(ending, redact)
    const isSlow = reading.status === 'pass' && ms > warnAfterMs
    const slow = { status: 'warn', why: { code: 'slow', output: `took ${ms.toFixed()} ms` } } as const
    const thrown = ending.how === 'threw' ? ending.thrown : undefined
    return settle(isSlow ? { ...reading, ...slow } : reading, startedAt, ms, thrown)
  }

  return {
    settings,
    get shown() {
      return shown
    },
    statusAt: (now) => (now <= shownUntil ? shown?.status : undefined),
    refresh(now) {
      if (now < freshUntil) return undefined
      const hangingMs = now - (hangingSince ?? now)
      if (hangingMs > 0 && !running) {
        settle(failed('timeout', `no answer for ${hangingMs.toFixed()} ms`), now, hangingMs)
        return undefined
      }
      // Its time is long over, and it was not told: frozen, or left behind with the request that it began in.
      if (!running || hangingMs > frozenMs) running = run(now)
      return now > shownUntil ? running : undefined
    },
  }
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
