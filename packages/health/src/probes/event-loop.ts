import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Probe } from '@keelson/core'
import { checkAscending, gradeAbove } from '../probing/thresholds.js'

/** Options of {@link eventLoopProbe}. */
export interface EventLoopProbeOptions {
  /** @default 'event-loop' */
  readonly name?: string | undefined
  /** A longer delay warns, in milliseconds. @default 100 */
  readonly warnMs?: number | undefined
  /** A longer one fails, in milliseconds. @default 1000 */
  readonly failMs?: number | undefined
}

/** A probe that measures between its runs. */
export interface EventLoopProbe extends Probe {
  /** Begins to measure before the first run. */
  start(): void
  /** Ends it; the next run begins again. */
  stop(): void
}

/** How often the delay is measured, in milliseconds; each measure has it in it. */
const resolution = 20

/**
 * A probe of the delay of the event loop: what timers, and so all that waits, came late by, in 99 of 100 measures since the last
 * run. The first run passes and begins to measure, unless `start()` did; it keeps no process alive.
 *
 * Code: `delayed`. Throws `config` for limits that contradict each other.
 *
 * @example
 * import { eventLoopProbe } from '@keelson/health/probes/event-loop'
 * const eventLoop = eventLoopProbe({ warnMs: 50 })
 */
export function eventLoopProbe(options: EventLoopProbeOptions = {}): EventLoopProbe {
  const { name = 'event-loop', warnMs = 100, failMs = 1000 } = options
  checkAscending({ warnMs, failMs })
  let delays: ReturnType<typeof monitorEventLoopDelay> | undefined
  const start = () => {
    delays ??= monitorEventLoopDelay({ resolution })
    delays.enable()
  }
  return {
    name,
    kind: 'event-loop',
    start,
    stop() {
      delays?.disable()
      delays = undefined
    },
    run: async () => {
      // Without a measure there is a percentile nevertheless.
      const p99 = delays?.max ? delays.percentile(99) / 1e6 : undefined
      delays?.reset()
      start()
      if (p99 === undefined) return { status: 'pass' }
      const delay = Math.max(0, Math.round(p99 - resolution))
      const status = gradeAbove(delay, warnMs, failMs)
      const measured = { observedValue: delay, observedUnit: 'ms' }
      if (status === 'pass') return { status, ...measured }
      return { status, code: 'delayed', output: `the event loop is ${delay} ms late`, ...measured }
    },
  }
}
