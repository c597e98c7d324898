import { KeelsonError } from '@keelson/core'
import type { Clock, Probe, ProbeCost } from '@keelson/core'
import { createQuestion } from '../probing/question.js'
import { checkAscending, gradeAbove } from '../probing/thresholds.js'

/** Options of {@link queueDepthProbe}. */
export interface QueueDepthProbeOptions {
  /** @default 'queue-depth' */
  readonly name?: string | undefined
  /** A higher number warns. @default `failAbove` */
  readonly warnAbove?: number | undefined
  /** A higher one fails. @default never */
  readonly failAbove?: number | undefined
  /** What a count costs, as `{ commands: 1 }`. */
  readonly cost?: ProbeCost | undefined
  /** Time for one run, in milliseconds. @default 2000 */
  readonly timeoutMs?: number | undefined
  readonly clock?: Clock | undefined
}

/**
 * A probe of how much waits, from a function that counts it.
 *
 * Codes: `queue_long`, `unexpected_answer` (no number from 0 on), `timeout`, `aborted`, or that of what the function throws.
 * Throws `config` without a limit, and for limits that contradict each other.
 *
 * @example
 * import { queueDepthProbe } from '@keelson/health/probes/queue-depth'
 * const mails = queueDepthProbe(() => redis.llen('mails'), { warnAbove: 1000, cost: { commands: 1 } })
 */
export function queueDepthProbe(
  count: (signal: AbortSignal) => number | Promise<number>,
  options: QueueDepthProbeOptions,
): Probe {
  const { name = 'queue-depth', failAbove = Infinity, warnAbove = failAbove, cost, timeoutMs = 2000, clock } = options
  checkAscending({ warnAbove, failAbove })
  if (warnAbove === Infinity) {
    throw new KeelsonError('a probe of a queue needs warnAbove or failAbove', { code: 'config' })
  }
  return {
    name,
    kind: 'queue-depth',
    ...(cost && { cost }),
    run: createQuestion(
      async ({ signal }) => {
        const depth: unknown = await count(signal)
        if (typeof depth !== 'number' || !Number.isFinite(depth) || depth < 0)
          return {
            status: 'fail',
            code: 'unexpected_answer',
            output: `the count is no number from 0 on: ${String(depth)}`,
          }
        const status = gradeAbove(depth, warnAbove, failAbove)
        const measured = { observedValue: depth, observedUnit: 'count' }
        if (status === 'pass') return { status, ...measured }
        const limit = status === 'fail' ? failAbove : warnAbove
        return { status, code: 'queue_long', output: `${depth} are waiting, more than ${limit}`, ...measured }
      },
      { what: 'count', timeoutMs, clock },
    ),
  }
}
