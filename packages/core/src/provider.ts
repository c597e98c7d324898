import type { RetryPolicy } from './retry.js'

/** What makes one vendor's HTTP API different from another's; a provider package holds one. */
export interface ProviderDefinition<Provider extends string> {
  readonly provider: Provider
  /** With scheme and version: `https://api.render.com/v1`. */
  readonly baseUrl: string
  /** The environment variable that is read when no key was passed. */
  readonly apiKeyVariable: string
  /** The page where a key is made, shown when there is none. */
  readonly apiKeyUrl: string
  /** The headers that carry the key. */
  readonly authorize: (apiKey: string) => Record<string, string>
  /** The message inside the vendor's error body, when there is one. */
  readonly errorMessage: (body: unknown) => string | undefined
  /** Response headers that hold the request's id, the first present one counts. */
  readonly requestIdHeaders: readonly string[]
  /** Where this vendor promises more, or less, than {@link standardRetryPolicy}. */
  readonly retry?: Partial<RetryPolicy>
}
