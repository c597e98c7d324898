import { totalmem } from 'node:os'
import type { Clock, Probe } from '@keelson/core'
import { readMemoryLimit } from '../probing/memory-limit.js'
import { createQuestion } from '../probing/question.js'
import { checkAscending, gradeAbove } from '../probing/thresholds.js'

/** Options of {@link memoryProbe}. */
export interface MemoryProbeOptions {
  /** @default 'memory' */
  readonly name?: string | undefined
  /** What the process may use, in bytes. @default the limit of its container, else the memory of the machine */
  readonly limitBytes?: number | undefined
  /** A higher share of the limit warns. @default 80 */
  readonly warnPercent?: number | undefined
  /** A higher one fails. @default 95 */
  readonly failPercent?: number | undefined
  /** Where `proc` and `sys` are. @default '/' */
  readonly root?: string | undefined
  readonly clock?: Clock | undefined
}

/**
 * A probe of the memory of this process (resident set) against what its container may use, beyond which the kernel kills it.
 * Other processes of the container are not counted.
 *
 * Code: `memory_high`. Throws `config` for limits that contradict each other.
 *
 * @example
 * import { memoryProbe } from '@keelson/health/probes/memory'
 * const memory = memoryProbe({ warnPercent: 70 })
 */
export function memoryProbe(options: MemoryProbeOptions = {}): Probe {
  const { name = 'memory', limitBytes, warnPercent = 80, failPercent = 95, root = '/', clock } = options
  checkAscending({ warnPercent, failPercent }, { max: 100 })
  if (limitBytes !== undefined) checkAscending({ limitBytes }, { min: 1 })
  return {
    name,
    kind: 'memory',
    run: createQuestion(
      async () => {
        const limit = limitBytes ?? Math.min(await readMemoryLimit(root), totalmem())
        const used = process.memoryUsage.rss()
        const percent = Math.round((1000 * used) / limit) / 10
        const status = gradeAbove(percent, warnPercent, failPercent)
        const measured = { observedValue: percent, observedUnit: 'percent' }
        if (status === 'pass') return { status, ...measured }
        const [shown, most] = [used, limit].map((bytes) => Math.round(bytes / 2 ** 20))
        return { status, code: 'memory_high', output: `${shown} of ${most} MiB in use`, ...measured }
      },
      { what: 'reading of the limit', timeoutMs: 2000, clock },
    ),
  }
}
