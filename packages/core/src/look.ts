import { askProbe, type ServingOptions } from './ask-probe.js'
import type { Client } from './client.js'
import type { CallOptions } from './options.js'
import { countChecks, type Resume } from './poll.js'
import type { ProbeReading } from './probe.js'

/** Where a look of a wait stands: what it is about, and which one it is. */
export type Look = Resume & { readonly checks: number }

/** The look that follows `resume`, or the first one; throws `config` for a resume of something else. */
export function nextLook(identity: Readonly<Record<string, string>>, resume: Resume | undefined): Look {
  return { ...identity, checks: countChecks(resume, identity) + 1 }
}

/** What the `serving` probe says of what is ready; nothing without a probe, and of what is not. */
export async function readServing(
  { clock, redact }: Pick<Client, 'clock' | 'redact'>,
  { checks }: Look,
  isReady: boolean,
  { serving, signal }: CallOptions & ServingOptions,
): Promise<ProbeReading | undefined> {
  return isReady && serving ? askProbe(serving, { clock, redact, attempt: checks, signal }) : undefined
}
