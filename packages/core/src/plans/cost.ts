import type { PlanFact } from './plan-fact.js'
import { sourceOf } from './limit.js'

/** One position of an estimate. */
export interface CostLine {
  /** `2 instances of starter` */
  readonly what: string
  readonly usdPerMonth: number
  /** Where the price is from, and of when. */
  readonly source: string
}

/** What something costs a month, by prices that were read on some day: an estimate, no bill. */
export interface CostEstimate {
  readonly usdPerMonth: number
  readonly lines: readonly CostLine[]
  /** What is used and has no known price: the sum is without it. */
  readonly unknown: readonly string[]
}

/** A position of `quantity` at a price. */
export function costLine(what: string, quantity: number, price: PlanFact & { readonly value: number }): CostLine {
  return { what, usdPerMonth: cents(quantity * price.value), source: sourceOf(price) }
}

/** An estimate of these positions, without those that cost nothing. */
export function sumCosts(lines: readonly CostLine[], unknown: readonly string[] = []): CostEstimate {
  const usdPerMonth = cents(lines.reduce((sum, line) => sum + line.usdPerMonth, 0))
  return { usdPerMonth, lines: lines.filter((line) => line.usdPerMonth > 0), unknown }
}

/**
 * An estimate as lines: each position, the sum, and what it leaves out.
 *
 * @example
 * import { formatCosts } from '@keelson/core/plans'
 * import { estimateCost } from '@keelson/render/plans'
 * console.log(formatCosts(estimateCost({ services: [{ plan: 'starter', instances: 2 }] })))
 */
export function formatCosts({ usdPerMonth, lines, unknown }: CostEstimate): string {
  return [
    ...lines.map((line) => `$${line.usdPerMonth.toFixed(2)} ${line.what} (${line.source})`),
    `$${usdPerMonth.toFixed(2)} a month, estimated`,
    ...unknown.map((what) => `without ${what}, whose price is not known`),
  ].join('\n')
}

function cents(usd: number): number {
  return Math.round(usd * 100) / 100
}
