import { isKeelsonError, within } from '@keelson/core'
import type { KeelsonError, Probe } from '@keelson/core'
import type { GateEvidence } from './gate-evidence.js'
import { createGateJudge } from './gate-judge.js'
import type { GateOptions } from './gate-options.js'

/**
 * Waits until a target is healthy and stays so: enough healthy answers in a row, for long enough, all of the expected release.
 *
 * One attempt is under way at a time; any other answer begins the count anew. Throws a {@link GateError} with what was
 * seen: `wait_timeout` at the deadline; `wait_failed` when waiting on is pointless (401, 403, 404 or a certificate
 * that is not accepted, when it stays; a newer release; `stopWhen`); `aborted`; and `config` for options that cannot be met.
 *
 * @example
 * import { waitUntilHealthy } from '@keelson/health'
 * import { httpProbe } from '@keelson/health/probes/http'
 * const probe = httpProbe('https://api.example.com/healthz')
 * const evidence = await waitUntilHealthy(probe, { expect: { release: 'b2f9c41' } })
 */
export async function waitUntilHealthy(probe: Probe, options: GateOptions = {}): Promise<GateEvidence> {
  const { signal, stopWhen, onSample } = options
  const { clock, look, evidence, failure } = createGateJudge(probe, options)
  const end = new AbortController()
  const ended = signal ? AbortSignal.any([signal, end.signal]) : end.signal
  watch(stopWhen, ended, (reason, cause) => end.abort(failure('wait_failed', `gave up: ${reason}`, cause)))
  try {
    for (;;) {
      const { done, nextCheckMs } = await look(ended, onSample)
      if (done) return evidence()
      // The end of the gate cuts the pause short, and is found by the next look.
      await within(() => new Promise(() => undefined), nextCheckMs, clock, ended)
    }
  } catch (error) {
    // Of `stopWhen` and the signal, the first one counts.
    throw end.signal.aborted && ended.reason === end.signal.reason ? ended.reason : error
  } finally {
    end.abort()
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
