import { KeelsonError } from '@keelson/core'
import type { Check, Clock, Probe, Resume } from '@keelson/core'
import type { GateEvidence, GateSample, GateState } from './gate-evidence.js'
import { createGateJudge } from './gate-judge.js'
import type { CheckHealthyOptions } from './gate-options.js'

/** Nobody stays away for longer and still waits: the date of a machine was set. */
const longestGapMs = 900_000

/**
 * One look of {@link waitUntilHealthy}, for a function that must return soon; hand `resume` to the next look, in any process.
 *
 * `done` means open, `value` is the evidence so far. Throws a {@link GateError} as the wait does, and `config` for a
 * `resume` of another target, release or service. Between looks time is taken from the system date: a gap that is negative
 * or longer than 15 minutes counts as the pause that was asked for, so that no change of the date opens or ends a gate.
 *
 * @example
 * import { checkHealthy } from '@keelson/health'
 * import { httpProbe } from '@keelson/health/probes/http'
 * const probe = httpProbe('https://api.example.com/healthz')
 * const first = await checkHealthy(probe, { expect: { release: 'b2f9c41' } })
 * const saved = JSON.stringify(first.resume)
 * const second = await checkHealthy(probe, { expect: { release: 'b2f9c41' } }, JSON.parse(saved))
 */
export async function checkHealthy(
  probe: Probe,
  options: CheckHealthyOptions = {},
  resume?: Resume,
): Promise<Check<GateEvidence>> {
  const { expect: { release = '', serviceId = '' } = {}, signal } = options
  const identity = { wait: 'health.gate', target: probe.name, release, serviceId }
  const judge = createGateJudge(probe, options, resume && ((clock) => readResume(resume, identity, clock)))
  const { done, nextCheckMs } = await judge.look(signal)
  const seen = { ...judge.state(), lookedAt: judge.clock.date(), nextCheckMs }
  return { done, value: judge.evidence(), resume: { ...identity, seen: JSON.stringify(seen) }, nextCheckMs }
}

/** What a look leaves to the next one. */
interface Seen extends GateState {
  readonly last: GateSample
  /** On the system date: the monotonic clock of another process has nothing in common with this one's. */
  readonly lookedAt: number
  readonly nextCheckMs: number
}

/** Where it was kept it may have become anything. */
function readResume(resume: Resume, identity: Resume, clock: Clock): GateState {
  try {
    const { lookedAt, nextCheckMs, elapsedMs, ...state } = JSON.parse(resume['seen'] as string) as Seen
    const { last, samples, healthySamples, releases, reasons } = state
    const counts = [...releases, ...reasons].map((count) => count.samples)
    const numbers = [
      lookedAt,
      nextCheckMs,
      elapsedMs,
      samples,
      healthySamples,
      last.inRow,
      last.forMs,
      last.atMs,
      ...counts,
    ]
    const isSound =
      numbers.every((one) => typeof one === 'number' && one >= 0) &&
      Object.keys(identity).every((name) => identity[name] === resume[name])
    const gapMs = clock.date() - lookedAt
    if (isSound) return { ...state, elapsedMs: elapsedMs + (gapMs >= 0 && gapMs <= longestGapMs ? gapMs : nextCheckMs) }
  } catch {
    // Not even JSON.
  }
  throw new KeelsonError(`resume is not of ${JSON.stringify(identity)}, or was changed`, {
    code: 'config',
    hint: 'Pass what the check before returned, or none',
  })
}
