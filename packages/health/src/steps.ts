import { formatDuration, type Probe, type Step } from '@keelson/core'
import { waitUntilHealthy, type GateOptions } from './gate.js'
import type { GateEvidence, GateSample } from './gate-evidence.js'

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
 * await runTransaction({ name: 'release' }, async (run) => {
 *   await run(healthGateStep('https://api.example.com/healthz', { expect: { release: 'b2f9c41' } }))
 * })
 */
export function healthGateStep(
  target: string | URL | Probe,
  options: Omit<GateOptions, 'signal'> = {},
): Step<GateEvidence> {
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
      const evidence = await waitUntilHealthy(target, { ...options, signal: context.signal, onSample })
      context.note(
        `healthy for ${formatDuration(evidence.healthyForMs)} after ${evidence.samples} looks in ${formatDuration(evidence.durationMs)}`,
      )
      return evidence
    },
  }
}

function describe({ reason, reading: { release } }: GateSample): string {
  return `${reason ?? 'healthy'}${release === undefined ? '' : `, release ${release}`}`
}
