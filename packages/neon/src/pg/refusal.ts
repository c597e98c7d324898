import { KeelsonError } from '@keelson/core'

/** The error of options that cannot work; nothing was sent. */
export function refusal(problem: string, hint?: string): KeelsonError {
  return new KeelsonError(`no connection was made: ${problem}`, { code: 'config', provider: 'postgres', hint })
}
