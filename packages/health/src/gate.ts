import { formatDuration, isKeelsonError, KeelsonError, nextCheckMs, sleep, systemClock } from '@keelson/core'
import type { Clock, Probe } from '@keelson/core'
import { createLook } from './gate-look.js'
import { gateError, type GateError } from './gate-error.js'
import { createGateRecord } from './gate-evidence.js'
import type { GateEvidence, GateExpectation, GateSample } from './gate-evidence.js'
import { whyHopeless, whyNot } from './gate-verdict.js'

/** Options of {@link waitUntilHealthy}. */
export interface GateOptions {
  /** What every counted answer must say; an answer of another release begins the count anew. */
  readonly expect?: GateExpectation | undefined
  /** How many healthy answers in a row. @default 3 */
  readonly consecutive?: number | undefined
  /** From the first to the last of that row, in milliseconds. @default 10000 */
  readonly stableMs?: number | undefined
  /** Whether `warn` is healthy enough. @default false */
  readonly acceptWarn?: boolean | undefined
  /** The gate ends with `wait_timeout` after this many milliseconds. @default 900000 */
  readonly totalTimeoutMs?: number | undefined
  /** Time for one answer, in milliseconds; a probe may have a shorter limit of its own. @default 5000 */
  readonly attemptTimeoutMs?: number | undefined
  /** Pause between healthy answers, in milliseconds; between others it grows from 1 s to 10 s, at random. @default 1000 */
  readonly intervalMs?: number | undefined
  /** 401, 403 or 404, at least five in a row over this many milliseconds, end the gate with `wait_failed`. @default 30000 */
  readonly refusedMs?: number | undefined
  /** Whether a release that is not the expected one is newer, so that the expected one will never come. What it throws counts as no. */
  readonly superseded?: ((release: string) => boolean) | undefined
  /**
   * Runs beside the gate, which ends with `wait_failed` when it resolves to a reason or rejects with a `wait_failed` of
   * its own (a deploy that failed). Any other rejection has no say. Its signal fires at the end.
   */
  readonly stopWhen?: ((signal: AbortSignal) => Promise<string | undefined>) | undefined
  readonly signal?: AbortSignal | undefined
  /** Called with every look; what it throws is ignored. */
  readonly onSample?: ((sample: GateSample) => void) | undefined
  readonly clock?: Clock | undefined
  /** From 0 to below 1. */
  readonly random?: (() => number) | undefined
}

/**
 * Waits until a target is healthy and stays so: enough healthy answers in a row, for long enough, all of the expected release.
 *
 * One attempt is under way at a time; any other answer begins the count anew. Throws a {@link GateError} with what was
 * seen: `wait_timeout` at the deadline; `wait_failed` when waiting on is pointless (401, 403 or 404 that stays, a
 * certificate that is not accepted, a newer release, `stopWhen`); `aborted`; and `config` for options that cannot be met.
 *
 * @example
 * import { waitUntilHealthy } from '@keelson/health'
 * import { httpProbe } from '@keelson/health/probes/http'
 * const probe = httpProbe('https://api.example.com/healthz')
 * const evidence = await waitUntilHealthy(probe, { expect: { release: 'b2f9c41' } })
 */
export async function waitUntilHealthy(probe: Probe, options: GateOptions = {}): Promise<GateEvidence> {
  const { expect = {}, consecutive = 3, stableMs = 10_000, acceptWarn = false } = options
  const { totalTimeoutMs = 900_000, attemptTimeoutMs = 5000, intervalMs = 1000, refusedMs = 30_000 } = options
  const { signal, superseded, stopWhen, onSample, clock = systemClock, random = Math.random } = options
  checkLimits({ consecutive, stableMs, attemptTimeoutMs, intervalMs, refusedMs, totalTimeoutMs })

  const record = createGateRecord(probe.name, expect, clock)
  const look = createLook(probe, clock)
  const release = expect.release === undefined ? '' : `release ${expect.release}, `
  const wanted = `${release}${consecutive} healthy answers in a row over ${formatDuration(stableMs)}`
  const failure = (code: GateError['code'], why: string, cause?: GateError['cause']) =>
    gateError(code, why, wanted, record.evidence(), cause)

  const end = new AbortController()
  const ended = signal ? AbortSignal.any([signal, end.signal]) : end.signal
  watch(stopWhen, ended, (reason, cause) => end.abort(failure('wait_failed', `gave up: ${reason}`, cause)))
  const deadline = clock.now() + totalTimeoutMs
  try {
    for (let attempt = 1; ; attempt++) {
      const leftMs = deadline - clock.now()
      // No answer comes in less, and its absence would hide what the look before saw.
      if (leftMs < shortestPauseMs)
        throw failure('wait_timeout', `did not open within ${formatDuration(totalTimeoutMs)}`)
      const reading = await look(attempt, Math.min(attemptTimeoutMs, leftMs), ended)
      // Of `stopWhen` and the signal, the first one counts.
      const isStopped = ended.reason === end.signal.reason
      if (ended.aborted) throw isStopped ? ended.reason : failure('aborted', 'was aborted')
      const sample = record.add(reading, whyNot(reading, expect, acceptWarn))
      ask(() => onSample?.(sample))
      const hopeless = whyHopeless(sample, expect, refusedMs, (other) => ask(() => superseded?.(other)) === true)
      if (hopeless) throw failure('wait_failed', `gave up: ${hopeless}`)
      const { inRow, forMs } = sample
      const healthy = sample.reason === undefined
      // An abort from within onSample is found by the next look, which asks nobody any more.
      if (healthy && inRow >= consecutive && forMs >= stableMs && !ended.aborted) return record.evidence()
      const pauseMs = healthy ? untilNext(intervalMs, stableMs - forMs) : random() * nextCheckMs(inRow)
      // Rejects when the gate ends, which the next look finds, too.
      await sleep(clock, Math.min(Math.max(pauseMs, shortestPauseMs), deadline - clock.now()), ended).catch(
        () => undefined,
      )
    }
  } finally {
    end.abort()
  }
}

/** No source of randomness, and no interval of 0, may turn the gate into a flood. */
const shortestPauseMs = 50

/** The last look of the stable window is at its end, not up to an interval later. */
function untilNext(intervalMs: number, windowLeftMs: number): number {
  return windowLeftMs > 0 ? Math.min(intervalMs, windowLeftMs) : intervalMs
}

function checkLimits(
  limits: Readonly<Record<string, number>> & { readonly stableMs: number; readonly totalTimeoutMs: number },
): void {
  for (const [name, value] of Object.entries(limits)) {
    if (!(value >= 0)) throw new KeelsonError(`${name} must be a number from 0 up, not ${value}`, { code: 'config' })
  }
  if (limits.totalTimeoutMs <= limits.stableMs)
    throw new KeelsonError('totalTimeoutMs must be longer than stableMs', { code: 'config' })
}

/** A callback of the caller cannot break the gate: what it throws counts as no answer. */
function ask<T>(callback: () => T): T | undefined {
  try {
    return callback()
  } catch {
    // Documented at the options.
    return undefined
  }
}

/** Runs `stopWhen` beside the gate. */
function watch(
  stopWhen: GateOptions['stopWhen'],
  ended: AbortSignal,
  giveUp: (reason: string, cause?: KeelsonError) => void,
): void {
  const run = async () => {
    const reason = await stopWhen?.(ended)
    if (reason) giveUp(reason)
  }
  run().catch((thrown: unknown) => {
    if (isKeelsonError(thrown) && thrown.code === 'wait_failed') giveUp(thrown.message, thrown)
  })
}
