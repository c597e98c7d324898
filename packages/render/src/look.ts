import {
  nextCheckMs,
  pollUntilDone,
  type CallOptions,
  type Check,
  type Look,
  type Resume,
  type ServingOptions,
  type WaitOptions,
} from '@keelson/core'
import type { RenderClient } from './client.js'

/** What a look found. */
export function endLook<T>(look: Look, value: T, done: boolean): Check<T> {
  return { done, value, resume: look, nextCheckMs: nextCheckMs(look.checks) }
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
