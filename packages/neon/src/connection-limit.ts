import { connectionLimits } from './plan-facts.js'

/** How many connections clients may have open: of the pooler, or of a compute by the least size that it scales to. */
export function connectionLimit(of: { readonly pooled: boolean; readonly minComputeUnits: number }): number {
  const { direct, reserved, pooled } = connectionLimits
  if (of.pooled) return pooled.value
  const [, all] = direct.findLast(([units]) => units <= of.minComputeUnits) ?? direct[0]
  return all - reserved.value
}
