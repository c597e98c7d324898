import { KeelsonError, type ErrorDetails } from '@keelson/core'
import type { NeonClient } from './client.js'

/** An error of this library's own; names in its message may be secrets of the client. */
export function refusal({ redact, provider }: NeonClient, message: string, details: ErrorDetails): KeelsonError {
  return new KeelsonError(redact(message), { provider, ...details })
}

/** What is there cannot become what is desired: `the role "app"`, `it can log in`. */
export function cannotEnsure(client: NeonClient, operation: string, what: string, happened: string): KeelsonError {
  return refusal(client, `cannot ensure ${what}: ${happened}, and that cannot be changed`, {
    code: 'conflict',
    operation,
    hint: 'Use another name, ask for what is there, or pass adopt: true to take it as it is',
  })
}
