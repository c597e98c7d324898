import { KeelsonError } from '../errors.js'
import { number } from '../input.js'

/** Throws `config` for amounts that are no number from 0 on; nothing is wrong with what is left out. */
export function checkAmounts(amounts: Readonly<Record<string, number | undefined>>): void {
  const problems = Object.entries(amounts)
    .map(([name, value]) => number(name, value, { min: 0, fraction: true }))
    .filter((problem) => problem !== undefined)
  if (problems.length > 0) throw new KeelsonError(problems.join('; '), { code: 'config' })
}
