import { KeelsonError } from '../errors.js'

/** Throws `config` for an amount that is no number from 0 on; nothing is wrong with what is left out. */
export function checkAmounts(amounts: Readonly<Record<string, number | undefined>>): void {
  for (const [name, value] of Object.entries(amounts)) {
    if (value === undefined || (typeof value === 'number' && value >= 0)) continue
    // A text of the environment compares like a number.
    const shown = typeof value === 'number' ? value : JSON.stringify(value)
    throw new KeelsonError(`${name} cannot be ${shown}, only a number 0 or more`, { code: 'config' })
  }
}
