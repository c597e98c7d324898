import {
  askProbe,
  countChecks,
  nextCheckMs,
  pollUntilDone,
  type CallOptions,
  type Check,
  type ProbeReading,
  type Resume,
  type ServingOptions,
  type WaitOptions,
} from '@keelson/core'
import type { RenderClient } from './client.js'

/** Where a look stands: what it is about, and which one it is. */
export type Look = Resume & { readonly checks: number }

/** The look that follows `resume`, or the first one; throws `config` for a resume of something else. */
export function nextLook(identity: Readonly<Record<string, string>>, resume: Resume | undefined): Look {
  return { ...identity, checks: countChecks(resume, identity) + 1 }
}

/** What a look found. */
export function endLook<T>(look: Look, value: T, done: boolean): Check<T> {
  return { done, value, resume: look, nextCheckMs: nextCheckMs(look.checks) }
}

/** What the `serving` probe says of what is ready. */
export async function readServing(
  { clock, redact }: RenderClient,
  { checks }: Look,
  isReady: boolean,
  { serving, signal }: CallOptions & ServingOptions,
): Promise<ProbeReading | undefined> {
  return isReady && serving ? askProbe(serving, { clock, redact, attempt: checks, signal }) : undefined
}

/** Looks until it is done. */
export function lookUntilDone<Params, T>(
  client: RenderClient,
  check: (
    client: RenderClient,
    params: Params,
    resume: Resume | undefined,
    options: CallOptions & ServingOptions,
  ) => Promise<Check<T>>,
  params: Params,
  wait: {
    /** What is waited for: `deploy dep-1 of srv-1`. */
    readonly subject: string
    readonly totalTimeoutMs: number
    /** What is seen, in words. */
    readonly describe: (value: T) => string
  },
  { serving, ...options }: WaitOptions<T> & ServingOptions,
): Promise<T> {
  const { clock, redact } = client
  return pollUntilDone(
    {
      clock,
      totalTimeoutMs: wait.totalTimeoutMs,
      subject: redact(wait.subject),
      describe: (value) => redact(wait.describe(value)),
      check: (resume, signal) => check(client, params, resume, { signal, serving }),
    },
    options,
  )
}
