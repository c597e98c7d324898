import type { Clock } from './clock.js'
import type { RateLimit } from './rate-limit.js'
import type { RetryOption } from './retry.js'
import type { SchemaIssue } from './schema.js'
import type { Secret } from './secret.js'

/** Options of every client. */
export interface ClientOptions {
  /** The API key. @default the provider's environment variable, read at the first call */
  readonly apiKey?: string | Secret | undefined
  /** Another address of the API: https, or http on a loopback address. */
  readonly baseUrl?: string | undefined
  /** Sends a request; the place for a proxy, a recording or a fake. @default the runtime's fetch */
  readonly fetch?: typeof fetch | undefined
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** For one attempt, until the last byte, in milliseconds. @default 30000 */
  readonly timeoutMs?: number | undefined
  /** For a whole call with its waits and repetitions, in milliseconds. @default 120000 */
  readonly totalTimeoutMs?: number | undefined
  /** Parts of the retry policy, the number of attempts, or `false` for a single one. */
  readonly retry?: RetryOption | undefined
  /** Share one between clients to let them pause together. */
  readonly rateLimit?: RateLimit | undefined
  /** An answer that does not match its schema throws `schema` instead of being reported and returned. @default false */
  readonly strict?: boolean | undefined
  readonly userAgent?: string | undefined
  /** Observers; their texts are redacted, and one that throws is ignored: it cannot undo a request that was sent. */
  readonly onRequest?: ((event: RequestEvent) => void) | undefined
  readonly onResponse?: ((event: ResponseEvent) => void) | undefined
  readonly onRetry?: ((event: RetryEvent) => void) | undefined
  readonly onSchemaDrift?: ((event: SchemaDriftEvent) => void) | undefined
  readonly clock?: Clock | undefined
  /** A number from 0 (included) to 1 (excluded). @default Math.random */
  readonly random?: (() => number) | undefined
}

/** Options of every call; each wins over the client's. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined
  /** For one attempt, in milliseconds. */
  readonly timeoutMs?: number | undefined
  /** For the whole call, in milliseconds. */
  readonly totalTimeoutMs?: number | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly retry?: RetryOption | undefined
  /** Sent as `X-Request-ID`. */
  readonly requestId?: string | undefined
}

/** A request is about to be sent. */
export interface RequestEvent {
  readonly provider: string
  /** `GET /services/{serviceId}` */
  readonly operation: string
  readonly url: string
  /** 1 for the first send. */
  readonly attempt: number
}

/** An answer was read. */
export interface ResponseEvent extends RequestEvent {
  readonly status: number
  readonly durationMs: number
  readonly requestId?: string | undefined
}

/** A send failed and will be repeated. */
export interface RetryEvent extends RequestEvent {
  readonly delayMs: number
  /** `503`, `ECONNRESET`, `timeout`, … */
  readonly reason: string
}

/** An answer does not match its schema: the vendor changed something. */
export interface SchemaDriftEvent {
  readonly provider: string
  readonly operation: string
  readonly issues: readonly SchemaIssue[]
}
