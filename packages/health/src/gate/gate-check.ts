import { KeelsonError } from '@keelson/core'
import type { Check, Clock, Probe, Resume } from '@keelson/core'
import type { GateEvidence, GateSample, GateState, PastGate } from './gate-evidence.js'
import { createGateJudge } from './gate-judge.js'
import type { CheckHealthyOptions } from './gate-options.js'

/** Nobody stays away for longer and still waits: the date of a machine was set. */
const longestGapMs = 900_000

/**
 * One look of {@link waitUntilHealthy}, for a function that must return soon; hand `resume` to the next look, in any process.
 *
 * `done` means open, `value` is the evidence so far. Throws a {@link GateError} as the wait does, and `config` for a
 * `resume` of another target, release or service. Between looks time is taken from the system date: no more of it than the
 * pause that was asked for counts as stable, so that no change of the date opens a gate; and a gap that is negative or longer
 * than 15 minutes is that pause for the deadline, too.
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
function readResume(resume: Resume, identity: Resume, clock: Clock): PastGate {
  try {
    const seen = JSON.parse(resume['seen'] as string) as Seen
    if (isSound(seen) && Object.keys(identity).every((name) => identity[name] === resume[name])) {
      const { lookedAt, nextCheckMs, elapsedMs, ...state } = seen
      const gapMs = clock.date() - lookedAt
      const passedMs = gapMs >= 0 && gapMs <= longestGapMs ? gapMs : nextCheckMs
      const unsureMs = Math.floor(Math.max(0, passedMs - nextCheckMs))
      return { ...state, elapsedMs: elapsedMs + passedMs, unsureMs }
    }
  } catch {
    // Not even JSON.
  }
  throw new KeelsonError(`resume is not of ${JSON.stringify(identity)}, or was changed`, {
    code: 'config',
    hint: 'Pass what the check before returned, or none',
  })
}

/** Whether all of it can have been seen: no row is longer than the gate. */
function isSound({ last, releases, reasons, ...seen }: Seen): boolean {
  const { samples, healthySamples, elapsedMs } = seen
  const { inRow, forMs, atMs, reason } = last
  const counts = [...releases, ...reasons].map((count) => count.samples)
  const numbers = [seen.lookedAt, seen.nextCheckMs, elapsedMs, samples, healthySamples, inRow, forMs, atMs, ...counts]
  const ofRow = reason === undefined ? healthySamples : samples - healthySamples
  return (
    numbers.every((one) => Number.isFinite(one) && one >= 0) &&
    inRow <= ofRow &&
    ofRow <= samples &&
    forMs <= atMs &&
    atMs <= Math.ceil(elapsedMs) &&
    (reason ?? '') === String(reason ?? '')
  )
}
