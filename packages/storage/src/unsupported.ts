import { KeelsonError } from '@keelson/core'

/** The error of what a store does not have: nothing was sent. */
export function unsupported(
  where: string,
  what: string,
  { provider, hint }: { provider: string; hint?: string },
): KeelsonError {
  return new KeelsonError(`${where} has no ${what}`, { code: 'unsupported', provider, hint })
}
