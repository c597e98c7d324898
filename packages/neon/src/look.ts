import {
  nextCheckMs,
  pollUntilDone,
  readServing,
  type CallOptions,
  type Check,
  type Look,
  type ProbeReading,
  type Resume,
  type ServingOptions,
  type WaitOptions,
} from '@keelson/core'
import type { NeonClient } from './client.js'

/** What a look found; what is ready must also pass the `serving` probe, if there is one. */
export async function endLook<Status extends object>(
  client: NeonClient,
  look: Look,
  found: { readonly status: Status; readonly isReady: boolean },
  options: CallOptions & ServingOptions = {},
): Promise<Check<Status & { readonly reading?: ProbeReading }>> {
  const { status, isReady } = found
  const reading = await readServing(client, look, isReady, options)
  return {
    done: isReady && reading?.status !== 'fail',
    value: reading ? { ...status, reading } : status,
    resume: look,
    // Neon's operations take a second or two; one that takes longer may take minutes.
    nextCheckMs: nextCheckMs(look.checks, { firstMs: 500, mostMs: 5000 }),
  }
}

/** Looks until it is done: 10 minutes at most, by default. */
export function lookUntilDone<T>(
  { clock, redact }: NeonClient,
  wait: {
    /** What is waited for: `branch br-1 of quiet-river-1`. */
    readonly subject: string
    check(resume: Resume | undefined, signal: AbortSignal | undefined): Promise<Check<T>>
    /** What is seen, in words. */
    describe(value: T): string
  },
  options: WaitOptions<T>,
): Promise<T> {
  const describe = (value: T) => redact(wait.describe(value))
  return pollUntilDone({ ...wait, describe, totalTimeoutMs: 600_000, clock }, options)
}
