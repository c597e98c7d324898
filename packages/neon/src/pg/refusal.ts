import { KeelsonError } from '@keelson/core'

/** The error of options that cannot work; nothing was sent. */
export function refusal(problem: string, hint?: string): KeelsonError {
  return new KeelsonError(`no connection was made: ${problem}`, { code: 'config', provider: 'postgres', hint })
}

/** Refuses what is no whole number from 1 on, by its name. */
export function requirePositive(numbers: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(numbers)) {
    // Timers of Node end there.
    if (!Number.isInteger(value) || value < 1 || value > 0x7fffffff) {
      throw refusal(`${name} must be a whole number from 1 to ${0x7fffffff}`)
    }
  }
}
