import { formatDuration, type Probe, type Step } from '@keelson/core'
import { waitUntilHealthy } from './gate/gate.js'
import type { GateEvidence, GateSample } from './gate/gate-evidence.js'
import type { GateOptions } from './gate/gate-options.js'

/** An endless to and fro is told at its beginning; the evidence has the counts. */
const mostNotes = 20

/**
 * The step of a release that waits until the new one serves; it notes every change of state and has nothing to take back.
 *
 * Its value is the evidence. Fails with a {@link GateError}, so that the steps before are undone.
 *
 * @example
 * import { runTransaction } from '@keelson/core'
 * import { healthGateStep } from '@keelson/health'
 * import { httpProbe } from '@keelson/health/probes/http'
 * const probe = httpProbe('https://api.example.com/healthz')
 * await runTransaction({ name: 'release' }, async (run) => {
 *   await run(healthGateStep(probe, { expect: { release: 'b2f9c41' } }))
 * })
 */
export function healthGateStep(probe: Probe, options: Omit<GateOptions, 'signal'> = {}): Step<GateEvidence> {
  return {
    name: 'health gate',
    run: async (context) => {
      let state: string | undefined
      let changes = 0
      const onSample = (sample: GateSample) => {
        const now = describe(sample)
        if (now !== state && ++changes <= mostNotes) context.note(`after ${formatDuration(sample.atMs)}: ${now}`)
        state = now
        options.onSample?.(sample)
      }
      const evidence = await waitUntilHealthy(probe, { ...options, signal: context.signal, onSample })
      const { samples, durationMs, last } = evidence
      context.note(
        `healthy for ${formatDuration(last?.forMs ?? 0)} after ${samples} looks in ${formatDuration(durationMs)}`,
      )
      return evidence
    },
  }
}

function describe({ reason, release }: GateSample): string {
  return `${reason ?? 'healthy'}${release === undefined ? '' : `, release ${release}`}`
}
