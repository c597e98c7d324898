import { WaitError } from '@keelson/core'
import type { FailureReason } from './resources/events.schema.js'

/** A one-off job or a run of a cron job that ended without success. */
export class RunError extends WaitError {
  declare readonly outcome: 'failed' | 'canceled'
  /** Why it failed, when Render's events say so. */
  declare readonly reason?: FailureReason

  override get name(): string {
    return 'RunError'
  }

  constructor(
    message: string,
    details: Omit<ConstructorParameters<typeof WaitError>[1], 'code'> & {
      readonly outcome: 'failed' | 'canceled'
      readonly reason?: FailureReason | undefined
    },
  ) {
    const { outcome, reason } = details
    const hint =
      outcome === 'failed'
        ? 'listLogs of the service shows what it wrote'
        : 'Somebody canceled it, or a newer run began'
    const said = outcome === 'canceled' ? ' was canceled' : ` failed${reason ? `: ${describeFailure(reason)}` : ''}`
    super(message + said, { hint, ...details, code: 'wait_failed', provider: 'render' })
  }
}

/** Why something failed, in words: `out of memory (limit 512Mi)`. */
export function describeFailure(reason: FailureReason): string {
  const { oomKilled, nonZeroExit, timedOutSeconds, timedOutReason, unhealthy, evicted, earlyExit } = reason
  if (oomKilled) return `out of memory (limit ${oomKilled.memoryLimit})`
  if (nonZeroExit !== undefined) return `it exited with status ${nonZeroExit}`
  if (timedOutSeconds !== undefined)
    return `it was ended after ${timedOutSeconds} s${timedOutReason ? `: ${timedOutReason}` : ''}`
  if (unhealthy) return `its health check failed: ${unhealthy}`
  if (earlyExit) return 'it exited although it was to keep running'
  return evicted ? 'Render moved it away from its machine' : 'no reason given'
}
