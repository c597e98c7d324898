import pRetry from 'p-retry'
import { systemClock, type Clock } from './clock.js'
import { sleep } from './within.js'
import { KeelsonError } from './errors.js'

/** An HTTP method, in capitals. */
export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/**
 * How a request failed without an answer: `not_sent` (nothing reached the server), `network` (the connection broke),
 * `timeout` (no answer in time), `unreadable` (an answer that is not the API's: a repetition would read the same).
 */
export type FailureKind = 'not_sent' | 'network' | 'timeout' | 'unreadable'

/** The retry policy of a vendor, as data. */
export interface RetryPolicy {
  /** Sends a call at most, the first one included. */
  readonly maxAttempts: number
  /** Full jitter: the n-th wait is a random part of `baseDelayMs * 2^(n-1)`, at most `maxDelayMs`. */
  readonly baseDelayMs: number
  readonly maxDelayMs: number
  /** Statuses that promise the request was not carried out: repeated whatever the method. */
  readonly refusedStatuses: readonly number[]
  /** Statuses that leave open whether it was carried out: repeated only for the methods below. */
  readonly unclearStatuses: readonly number[]
  /** Methods whose repetition changes nothing. */
  readonly repeatableMethods: readonly Method[]
}

/** What most HTTP APIs promise; a vendor's client overrides what that vendor documents. */
export const standardRetryPolicy: RetryPolicy = {
  // With 30 % of all sends failing, eight sends leave fewer than 1 call in 10,000 without an answer.
  maxAttempts: 8,
  baseDelayMs: 200,
  maxDelayMs: 10_000,
  refusedStatuses: [429],
  unclearStatuses: [408, 500, 502, 503, 504],
  repeatableMethods: ['GET', 'HEAD'],
}

/** Number of attempts, `false` for one, or parts of the policy. */
export type RetryOption = number | false | { readonly [Name in keyof RetryPolicy]?: RetryPolicy[Name] | undefined }

/** The policy with a caller's wishes; every shorthand ends here. */
export function withRetryOption(policy: RetryPolicy, option: RetryOption | undefined): RetryPolicy {
  if (option === undefined) return policy
  if (option === false || typeof option === 'number') return { ...policy, maxAttempts: option || 1 }
  // What was left undefined is no wish: without a number of attempts a call would repeat itself until its time is over.
  const wishes = Object.entries(option).filter(([, wish]) => wish !== undefined)
  return { ...policy, ...Object.fromEntries(wishes) }
}

/** A failed send, as far as the decision to repeat it needs to know. */
export interface SendFailure {
  readonly method: Method
  /** The caller knows that a repetition changes nothing, whatever the method. */
  readonly idempotent?: boolean | undefined
  readonly status?: number | undefined
  readonly kind?: FailureKind | undefined
}

/** `ambiguous`: it may have been carried out and must not be repeated blindly. */
export type RetryDecision = 'retry' | 'fail' | 'ambiguous'

/** Whether a failed send may be repeated. */
export function decideRetry(policy: RetryPolicy, failure: SendFailure): RetryDecision {
  const { status = 0, kind, method, idempotent } = failure
  if (kind === 'not_sent' || policy.refusedStatuses.includes(status)) return 'retry'
  // Neither a broken exchange nor such a status: the vendor said no.
  if (!kind && !policy.unclearStatuses.includes(status)) return 'fail'
  if (!idempotent && !policy.repeatableMethods.includes(method)) return 'ambiguous'
  return kind === 'unreadable' ? 'fail' : 'retry'
}

/** How long to wait before the send after the `attempt`-th, in milliseconds. */
export function retryDelay(
  policy: Pick<RetryPolicy, 'baseDelayMs' | 'maxDelayMs'>,
  attempt: number,
  random: () => number,
): number {
  return random() * Math.min(policy.maxDelayMs, policy.baseDelayMs * 2 ** (attempt - 1))
}

/** Keeps an outage from being amplified: repetitions are paid from a bucket that successes refill. */
export interface RetryBudget {
  /** Takes one repetition, or says that there is none left. */
  take(): boolean
  /** A success gives back a part of one. */
  refill(): void
}

/**
 * A budget for one client: 32 repetitions in a row, then 6 for every 10 successes. At 30 % failing sends it is never
 * empty; in a total outage a hundred calls make 132 sends, not 800.
 */
export function createRetryBudget(): RetryBudget {
  const capacity = 32
  let tokens = capacity
  return {
    take() {
      if (tokens < 1) return false
      tokens -= 1
      return true
    },
    refill() {
      tokens = Math.min(capacity, tokens + 0.6)
    },
  }
}

/** Options of {@link retry}. */
export interface RetryOptions {
  /** Calls at most, the first one included. @default 5 */
  readonly maxAttempts?: number | undefined
  /** @default 200 */
  readonly baseDelayMs?: number | undefined
  /** @default 10000 */
  readonly maxDelayMs?: number | undefined
  /** Whether this error is worth another call. @default every error */
  readonly shouldRetry?: ((error: unknown) => boolean) | undefined
  readonly signal?: AbortSignal | undefined
  readonly clock?: Clock | undefined
  readonly random?: (() => number) | undefined
}

/**
 * Repeats work that is not an HTTP call of a client (those repeat by themselves), with exponential back-off and full jitter.
 *
 * @example
 * import { retry } from '@keelson/core'
 * await retry(() => connect(), { maxAttempts: 3, shouldRetry: (error) => isTransient(error) })
 */
export function retry<T>(work: (attempt: number) => Promise<T> | T, options: RetryOptions = {}): Promise<T> {
  const { maxAttempts = 5, baseDelayMs = 200, maxDelayMs = 10_000, shouldRetry = () => true } = options
  const { signal, clock = systemClock, random = Math.random } = options
  let stopped = false
  return pRetry(
    async (attempt) => {
      try {
        return await work(attempt)
      } catch (error) {
        stopped = attempt >= maxAttempts || !shouldRetry(error)
        // The wait is ours, so that it can be tested without waiting and ends at once on abort.
        if (!stopped) await sleep(clock, retryDelay({ baseDelayMs, maxDelayMs }, attempt, random), signal)
        // p-retry takes a TypeError for a programming mistake and ends; `fetch failed` is one. Wrapped, then unwrapped below.
        throw new Wrapped(error)
      }
    },
    {
      retries: Math.max(0, maxAttempts - 1),
      minTimeout: 0,
      maxTimeout: 0,
      shouldRetry: () => !stopped,
      ...(signal ? { signal } : {}),
    },
  ).catch((error: unknown) => {
    if (error instanceof Wrapped) throw error.thrown
    throw signal?.aborted ? new KeelsonError('aborted between two attempts', { code: 'aborted' }) : error
  })
}

class Wrapped extends Error {
  readonly thrown: unknown
  constructor(thrown: unknown) {
    super()
    this.thrown = thrown
  }
}
