import { formatDuration, KeelsonError, nextCheckMs, systemClock } from '@keelson/core'
import type { Clock, Probe } from '@keelson/core'
import { gateError, type GateError } from './gate-error.js'
import { createGateRecord } from './gate-evidence.js'
import type { GateEvidence, GateExpectation, GateSample, GateState, PastGate } from './gate-evidence.js'
import { createLook } from './gate-look.js'
import type { CheckHealthyOptions } from './gate-options.js'
import { whyHopeless, whyNot } from './gate-verdict.js'

/** What both forms of the gate are made of: one look and its verdict. */
export interface GateJudge {
  readonly clock: Clock
  /** Looks once; throws a {@link GateError} when the gate will not open. */
  readonly look: (signal: AbortSignal | undefined, onSample?: (sample: GateSample) => void) => Promise<GateVerdict>
  readonly evidence: () => GateEvidence
  readonly state: () => GateState
  readonly failure: (code: GateError['code'], why: string, cause?: GateError['cause']) => GateError
}

/** What one look decided. */
export interface GateVerdict {
  /** Whether the gate is open. */
  readonly done: boolean
  /** When to look again, in milliseconds. */
  readonly nextCheckMs: number
}

/** No source of randomness, and no interval of 0, may turn the gate into a flood. */
const shortestPauseMs = 50

/** Goes on from `past`, if there is one; throws `config` for limits that cannot be met. */
export function createGateJudge(
  probe: Probe,
  options: CheckHealthyOptions,
  past?: (clock: Clock) => PastGate,
): GateJudge {
  const { expect = {}, consecutive = 3, stableMs = 10_000, acceptWarn = false } = options
  const { totalTimeoutMs = 900_000, attemptTimeoutMs = 5000, intervalMs = 1000, refusedMs = 30_000 } = options
  const { superseded, clock = systemClock, random = Math.random } = options
  checkLimits({ consecutive, stableMs, attemptTimeoutMs, intervalMs, refusedMs, totalTimeoutMs })
  checkExpectation(expect)

  const { add, evidence, state } = createGateRecord(probe.name, expect, clock, past?.(clock))
  const ask = createLook(probe, clock)
  const release = expect.release === undefined ? '' : `release ${expect.release}, `
  const wanted = `${release}${consecutive} healthy answers in a row over ${formatDuration(stableMs)}`
  const failure: GateJudge['failure'] = (code, why, cause) => gateError(code, why, wanted, evidence(), cause)
  const leftMs = () => totalTimeoutMs - state().elapsedMs

  return {
    clock,
    evidence,
    state,
    failure,
    look: async (signal, onSample) => {
      // No answer comes in less, and its absence would hide what the look before saw.
      if (leftMs() < shortestPauseMs)
        throw failure('wait_timeout', `did not open within ${formatDuration(totalTimeoutMs)}`)
      const reading = await ask(state().samples + 1, Math.min(attemptTimeoutMs, leftMs()), signal)
      if (signal?.aborted) throw failure('aborted', 'was aborted')
      const sample = add(reading, whyNot(reading, expect, acceptWarn))
      quietly(() => onSample?.(sample))
      const hopeless = whyHopeless(sample, expect, refusedMs, (other) => quietly(() => superseded?.(other)) === true)
      if (hopeless) throw failure('wait_failed', `gave up: ${hopeless}`)
      const { inRow, forMs } = sample
      const healthy = sample.reason === undefined
      const pauseMs = healthy ? untilNext(intervalMs, stableMs - forMs) : random() * nextCheckMs(inRow)
      return {
        // An abort from within onSample is found by the next look, which asks nobody any more.
        done: healthy && inRow >= consecutive && forMs >= stableMs && !signal?.aborted,
        nextCheckMs: Math.max(0, Math.min(Math.max(pauseMs, shortestPauseMs), leftMs())),
      }
    },
  }
}

/** The last look of the stable window is at its end, not up to an interval later. */
function untilNext(intervalMs: number, windowLeftMs: number): number {
  return windowLeftMs > 0 ? Math.min(intervalMs, windowLeftMs) : intervalMs
}

function checkLimits(
  limits: Readonly<Record<'consecutive' | 'stableMs' | 'intervalMs' | 'totalTimeoutMs', number>> &
    Readonly<Record<string, number>>,
): void {
  for (const [name, value] of Object.entries(limits)) {
    if (!(value >= 0)) throw refusal(`${name} cannot be ${value}`)
  }
  const { consecutive, stableMs, intervalMs, totalTimeoutMs } = limits
  const pauseMs = Math.max(intervalMs, shortestPauseMs)
  const afterWindow = Math.max(0, consecutive - 1 - Math.ceil(stableMs / pauseMs))
  if (!(totalTimeoutMs > stableMs + afterWindow * pauseMs))
    throw refusal('totalTimeoutMs is too short for stableMs and consecutive')
}

/** Without what was meant to be expected, the release before would open the gate. */
function checkExpectation(expected: GateExpectation): void {
  for (const [name, value] of Object.entries(expected)) {
    if (name !== 'release' && name !== 'serviceId') throw refusal(`expect has no ${name}`)
    if (!value) throw refusal(`expect.${name} is empty: is its variable set?`)
  }
}

function refusal(message: string): KeelsonError {
  return new KeelsonError(message, { code: 'config' })
}

/** A callback of the caller cannot break the gate: what it throws counts as no answer. */
function quietly<T>(callback: () => T): T | undefined {
  try {
    return callback()
  } catch {
    // Documented at the options.
    return undefined
  }
}
