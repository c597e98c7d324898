import type { Clock } from './clock.js'
import type { ClientOptions } from './options.js'
import type { ProviderDefinition } from './provider.js'
import type { RateLimit } from './rate-limit.js'
import type { Redactor } from './redact.js'
import type { RetryBudget, RetryPolicy } from './retry.js'

/** Everything that a request needs to know of a client. */
export interface ClientContext {
  readonly rateLimit: RateLimit
  readonly clock: Clock
  readonly random: () => number
  readonly definition: ProviderDefinition<string>
  readonly options: ClientOptions
  readonly baseUrl: string
  /** Of the base URL; the rate limit tells hosts apart. */
  readonly host: string
  readonly redact: Redactor
  readonly budget: RetryBudget
  readonly policy: RetryPolicy
  /** The headers that carry the key; throws `config` without one. */
  readonly authorize: () => Readonly<Record<string, string>>
}
