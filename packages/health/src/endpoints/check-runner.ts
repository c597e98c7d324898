import type { Clock } from '@keelson/core'
import type { CheckSettings } from './check.js'
import { createCheckRun } from './check-run.js'
import { eventOf, type HealthEvent } from './health-event.js'
import type { HealthReportCheck, HealthStatus, KnownCheck } from './report.js'

/** One check and what is known of it. */
export interface CheckRunner extends KnownCheck {
  /** What is known and not too old to be shown. */
  statusAt(now: number): HealthStatus | undefined
  /** Runs what is due, and waits for it where there is no answer yet, or one too old to be shown. */
  refresh(now: number): Promise<void>
}

/**
 * Asks a probe at most once at a time and once a TTL, however many want to know. Rise and fall count its runs: one that does not
 * end in its time has failed, and for as long as it goes on hanging its silence counts as further failed runs.
 */
export function createCheckRunner(
  settings: CheckSettings,
  clock: Clock,
  redact: (text: string) => string,
  onRun: (event: HealthEvent) => void,
): CheckRunner {
  const { startup, rise, fall, componentType, componentId, affectedEndpoints } = settings
  let shown: HealthReportCheck | undefined
  let isDown = false
  /** Runs in a row that contradict `isDown`. */
  let streak = 0
  let freshUntil = -Infinity
  let shownUntil = -Infinity

  const { ask, wait } = createCheckRun(settings, clock, redact, (reading, startedAt, durationMs) => {
    const now = clock.now()
    const isFailure = reading.status === 'fail'
    const needed = isFailure ? fall : rise
    streak = isFailure === isDown ? 0 : streak + 1
    // After a long silence what was counted says nothing any more.
    if (startedAt > shownUntil || streak >= needed) {
      isDown = isFailure
      streak = 0
    }
    const status = streak === 0 ? reading.status : isDown ? 'fail' : 'warn'
    const notes = streak > 0 ? [`${streak} of ${needed} ${isFailure ? 'failures' : 'passes'}`] : undefined
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
    shownUntil = Math.max(freshUntil, now + settings.maxStaleMs)
    onRun(eventOf(settings.name, reading, { status, previous, durationMs }))
  })

  return {
    settings,
    get shown() {
      return shown
    },
    statusAt: (now) => (now > shownUntil ? undefined : shown?.status),
    async refresh(now) {
      if (now < freshUntil) return
      const running = ask(now)
      // That it hangs was told at once, and is shown.
      if (now > shownUntil) await wait(running)
    },
  }
}
