import type { Finding } from '../finding.js'
import { checkAmounts } from './check-amounts.js'
import type { PlanFact } from './plan-fact.js'

/** Something that is needed of a plan, and the most that the plan gives. */
export interface LimitCheck {
  readonly code: string
  /** The field of the needs: `peakMemoryMb`. */
  readonly path: string
  /** What is needed, when it is known. */
  readonly need: number | undefined
  /** The plan's limit, when it has one. */
  readonly fact: (PlanFact & { readonly value: number }) | undefined
  /** What is counted, with its unit: `MB of memory`. */
  readonly unit: string
  readonly fix: string
  /** @default 'error' */
  readonly severity?: Finding['severity']
}

/**
 * A finding when more is needed than the plan gives; none when it fits, or when one of both is not known. Throws `config` for
 * a need that is no amount.
 */
export function checkLimit({ code, path, need, fact, unit, fix, severity = 'error' }: LimitCheck): Finding[] {
  checkAmounts({ [path]: need })
  if (need === undefined || fact === undefined || need <= fact.value) return []
  const message = `${need} ${unit} are more than the ${fact.value} of the plan`
  return [{ code, severity, path, message, fix, source: sourceOf(fact) }]
}

/** Where a fact is from, and of when. */
export function sourceOf({ source, asOf }: PlanFact): string {
  return `${source}, as of ${asOf}`
}
