import type { Clock } from './clock.js'
import { formatDuration } from './duration.js'
import { describeCause } from './errors.js'
import type { Probe, ProbeReading } from './probe.js'
import { within } from './within.js'

/** What a waiter that waits until something serves takes beside its other options. */
export interface ServingOptions {
  /** Asked once a look, when the control plane says ready; the wait is over when it passes, or warns. */
  readonly serving?: Probe | undefined
}

/**
 * One run of a probe, within its time: what it throws and what it does not answer are readings with `fail`, too.
 *
 * @example
 * import { askProbe, systemClock } from '@keelson/core'
 * const reading = await askProbe(probe, { clock: systemClock, redact: client.redact, attempt: 1 })
 */
export async function askProbe(
  probe: Probe,
  {
    clock,
    redact,
    attempt,
    timeoutMs = 15_000,
    signal,
  }: {
    readonly clock: Clock
    readonly redact: (text: string) => string
    readonly attempt: number
    /** @default 15000 */
    readonly timeoutMs?: number
    readonly signal?: AbortSignal | undefined
  },
): Promise<ProbeReading> {
  const ask = async (ended: AbortSignal): Promise<ProbeReading> => {
    const { output, ...reading } = await probe.run({ signal: ended, attempt })
    return output === undefined ? reading : { ...reading, output: redact(output) }
  }
  const ending = await within(ask, timeoutMs, clock, signal)
  if (ending.how === 'done') return ending.value
  const output =
    ending.how === 'threw'
      ? describeCause(ending.thrown, redact).message
      : `no answer within ${formatDuration(timeoutMs)}`
  return { status: 'fail', code: ending.how, output }
}
