import {
  createRedactor,
  describeCause,
  isKeelsonError,
  KeelsonError,
  nextCheckMs,
  sleep,
  systemClock,
} from '@keelson/core'
import type { Clock, Probe, ProbeReading } from '@keelson/core'
import { showMs } from './duration.js'
import { gateError, type GateError } from './gate-error.js'
import { createGateRecord, type GateEvidence, type GateExpectation, type GateSample } from './gate-evidence.js'
import { createGiveUp, whyNot } from './gate-verdict.js'
import { httpProbe } from './probes/http.js'
import { within } from './within.js'

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
  /** Time for one answer, in milliseconds. @default 5000 */
  readonly attemptTimeoutMs?: number | undefined
  /** Pause between healthy answers, in milliseconds; between others it grows from 1 s to 10 s, at random. @default 1000 */
  readonly intervalMs?: number | undefined
  /** How many 401, 403 or 404 in a row … @default 5 */
  readonly refusals?: number | undefined
  /** … over how many milliseconds end the gate with `wait_failed`. @default 30000 */
  readonly refusedMs?: number | undefined
  /** Waits on while the certificate is not accepted: for a domain whose certificate is being issued. @default false */
  readonly waitForCertificate?: boolean | undefined
  /** Whether a release that is not the expected one is newer, so that the expected one will never come. What it throws counts as no. */
  readonly superseded?: ((release: string) => boolean) | undefined
  /**
   * Runs beside the gate, which ends with `wait_failed` when it resolves to a reason or rejects with a `wait_failed` of
   * its own (a deploy that failed). Any other rejection has no say and is kept as `stopWhenError`. Its signal fires at the end.
   */
  readonly stopWhen?: ((signal: AbortSignal) => Promise<string | undefined>) | undefined
  readonly signal?: AbortSignal | undefined
  /** Called with every look; what it throws is ignored. */
  readonly onSample?: ((sample: GateSample) => void) | undefined
  /** Blanks out secrets in what is kept, beside the known shapes of credentials. */
  readonly redact?: ((text: string) => string) | undefined
  /** For a URL as target. */
  readonly fetch?: typeof globalThis.fetch | undefined
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
 * const evidence = await waitUntilHealthy('https://api.example.com/healthz', { expect: { release: 'b2f9c41' } })
 */
export async function waitUntilHealthy(target: string | URL | Probe, options: GateOptions = {}): Promise<GateEvidence> {
  const { expect = {}, consecutive = 3, stableMs = 10_000, acceptWarn = false } = options
  const { totalTimeoutMs = 900_000, attemptTimeoutMs = 5000, intervalMs = 1000 } = options
  const { refusals = 5, refusedMs = 30_000, waitForCertificate = false, superseded } = options
  const { signal, onSample, clock = systemClock, random = Math.random, redact = createRedactor() } = options
  checkLimits({ consecutive, stableMs, attemptTimeoutMs, intervalMs, refusals, refusedMs, totalTimeoutMs })

  const probe = isProbe(target)
    ? target
    : httpProbe(target, { timeoutMs: attemptTimeoutMs, fetch: options.fetch, clock })
  const record = createGateRecord(redact(probe.name), expect, clock, redact)
  const look = createLook(probe, clock, redact)
  const isSuperseded = (release: string) => ask(() => superseded?.(release)) === true
  const giveUp = createGiveUp(expect, { refusals, refusedMs, waitForCertificate, isSuperseded })
  const end = new AbortController()
  const onAbort = () => end.abort()
  if (signal?.aborted) onAbort()
  signal?.addEventListener('abort', onAbort, { once: true })
  const watch = startWatch(options.stopWhen, end, redact)
  const release = expect.release === undefined ? '' : `release ${expect.release}, `
  const wanted = `${release}${consecutive} healthy answers in a row over ${showMs(stableMs)}`
  const failure = (code: GateError['code'], why: string, cause?: GateError['cause']) =>
    gateError(code, redact(why), wanted, record.evidence(watch.error), cause)

  const deadline = clock.now() + totalTimeoutMs
  let unhealthyInRow = 0
  try {
    for (let attempt = 1; ; attempt++) {
      const leftMs = deadline - clock.now()
      if (leftMs <= 0) throw failure('wait_timeout', `did not open within ${showMs(totalTimeoutMs)}`)
      const reading = await look(attempt, Math.min(attemptTimeoutMs, leftMs), end.signal)
      if (end.signal.aborted) {
        throw watch.reason
          ? failure('wait_failed', `gave up: ${watch.reason}`, watch.cause)
          : failure('aborted', 'was aborted')
      }
      const sample = record.add(reading, whyNot(reading, expect, acceptWarn))
      ask(() => onSample?.(sample))
      const hopeless = giveUp(reading, sample.atMs)
      if (hopeless) throw failure('wait_failed', `gave up: ${hopeless}`)
      const { healthyInRow, healthyForMs } = sample
      // An abort from within onSample is found by the next look, which asks nobody any more.
      if (healthyInRow >= consecutive && healthyForMs >= stableMs && !end.signal.aborted)
        return record.evidence(watch.error)
      unhealthyInRow = healthyInRow > 0 ? 0 : unhealthyInRow + 1
      const pauseMs =
        healthyInRow > 0 ? untilNext(intervalMs, stableMs - healthyForMs) : random() * nextCheckMs(unhealthyInRow)
      // Rejects when the gate ends, which the next look finds, too.
      await sleep(clock, Math.min(Math.max(pauseMs, shortestPauseMs), deadline - clock.now()), end.signal).catch(
        () => undefined,
      )
    }
  } finally {
    signal?.removeEventListener('abort', onAbort)
    end.abort()
  }
}

/** No source of randomness, and no interval of 0, may turn the gate into a flood. */
const shortestPauseMs = 50

/** The last look of the stable window is at its end, not up to an interval later. */
function untilNext(intervalMs: number, windowLeftMs: number): number {
  return windowLeftMs > 0 ? Math.min(intervalMs, windowLeftMs) : intervalMs
}

function isProbe(target: string | URL | Probe): target is Probe {
  return typeof target === 'object' && 'run' in target
}

function checkLimits(
  limits: Readonly<Record<string, number>> & { readonly stableMs: number; readonly totalTimeoutMs: number },
): void {
  for (const [name, value] of Object.entries(limits)) {
    if (!(value >= 0)) throw new KeelsonError(`${name} must be a number from 0 up, not ${value}`, { code: 'config' })
  }
  if (limits.totalTimeoutMs <= limits.stableMs) {
    throw new KeelsonError(
      `a gate of ${showMs(limits.totalTimeoutMs)} cannot see ${showMs(limits.stableMs)} of stable health`,
      {
        code: 'config',
        hint: 'Give a larger totalTimeoutMs or a smaller stableMs',
      },
    )
  }
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

/** One attempt at a time: beside a run that ignores its signal no second one is started. */
function createLook(probe: Probe, clock: Clock, redact: (text: string) => string) {
  let running = false
  return async (attempt: number, ms: number, signal: AbortSignal): Promise<ProbeReading> => {
    if (running) return { status: 'fail', code: 'timeout', output: 'the attempt before has still not come back' }
    const run = async (limit: AbortSignal) => {
      running = true
      try {
        return await probe.run({ signal: limit, attempt })
      } finally {
        running = false
      }
    }
    const ending = await within(run, ms, clock, signal)
    if (ending.how === 'threw') {
      const { message, code = 'error' } = describeCause(ending.thrown, redact)
      return { status: 'fail', code, output: message }
    }
    if (ending.how !== 'done') return { status: 'fail', code: ending.how, output: `no answer within ${showMs(ms)}` }
    const known = /^(?:pass|warn|fail)$/.test((ending.value as ProbeReading | undefined)?.status ?? '')
    return known ? ending.value : { status: 'fail', code: 'error', output: 'the probe gave no reading' }
  }
}

interface Watch {
  reason?: string
  cause?: KeelsonError
  error?: string
}

/** Runs `stopWhen` beside the gate and ends it when there is a reason to. */
function startWatch(stopWhen: GateOptions['stopWhen'], end: AbortController, redact: (text: string) => string): Watch {
  const watch: Watch = {}
  const run = async () => {
    const reason = await stopWhen?.(end.signal)
    if (reason) stop(reason)
  }
  const stop = (reason: string, cause?: KeelsonError) => {
    // A reason that comes after the end changes nothing.
    if (end.signal.aborted) return
    Object.assign(watch, { reason, cause })
    end.abort()
  }
  run().catch((thrown: unknown) => {
    if (isKeelsonError(thrown) && thrown.code === 'wait_failed') stop(thrown.message, thrown)
    else watch.error = describeCause(thrown, redact).message
  })
  return watch
}
