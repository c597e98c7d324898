import { KeelsonError } from '../errors.js'
import type { ProbeReading } from '../probe.js'

/** Something that is used up, and how much of it there is. */
export interface Use {
  /** `compute_hours` */
  readonly code: string
  /** What is counted: `compute unit hours`. */
  readonly what: string
  /** Without it, it is not judged. */
  readonly used: number | undefined
  /** In the same unit; without it, or at 0, there is none. */
  readonly limit: number | undefined
  /** Beyond it things cost more, but go on: it warns at most. @default false */
  readonly isSoft?: boolean | undefined
}

/** When what is used up is worth a word. */
export interface UseThresholds {
  /** So much used warns. @default 80 */
  readonly warnPercent?: number | undefined
  /** So much used fails. @default 100 */
  readonly failPercent?: number | undefined
}

/** The defaults filled in; throws `config` for what is no share, and for shares that are not in this order. */
export function settleUseThresholds({ warnPercent = 80, failPercent = 100 }: UseThresholds): SettledThresholds {
  if (warnPercent >= 0 && failPercent >= warnPercent) return { warnPercent, failPercent }
  throw new KeelsonError(`warnPercent (${warnPercent}) and failPercent (${failPercent}) are no shares in this order`, {
    code: 'config',
    hint: 'Give two numbers from 0 on, the first not above the second',
  })
}

/** {@link UseThresholds} with their defaults. */
export interface SettledThresholds {
  readonly warnPercent: number
  readonly failPercent: number
}

/**
 * What a probe of limits reads: `percent` of the one that is used up most (of those that stop something, once one does), the
 * figures of all that are worth a word, and `note` behind them.
 */
export function readUse(uses: readonly Use[], thresholds: SettledThresholds, note = ''): ProbeReading {
  const { warnPercent, failPercent } = thresholds
  const shares = uses
    .flatMap((use) => (use.used !== undefined && use.limit ? [{ ...use, percent: (use.used / use.limit) * 100 }] : []))
    .toSorted((a, b) => b.percent - a.percent)
  const failed = shares.find(({ isSoft, percent }) => !isSoft && percent >= failPercent)
  const worst = failed ?? shares[0]
  if (!worst) return { status: 'pass' }
  const observed = { observedValue: tenths(worst.percent), observedUnit: 'percent' }
  const loud = shares.filter(({ percent }) => percent >= warnPercent)
  if (loud.length === 0) return { status: 'pass', ...observed }
  const said = loud.map(
    ({ what, used = 0, limit = 0, percent }) => `${figure(used)} of ${figure(limit)} ${what} (${tenths(percent)} %)`,
  )
  const output = `used: ${said.join(', ')}${note}`
  return { status: failed ? 'fail' : 'warn', code: worst.code, output, ...observed }
}

/** Rounded down: what is not quite used up is not shown as 100. */
function tenths(value: number): number {
  return Math.floor(value * 10) / 10
}

function figure(value: number): number {
  return Math.floor(value * 1000) / 1000
}
