import type { Client } from './client.js'
import { describeCause, isKeelsonError } from './errors.js'
import type { CallOptions } from './options.js'
import type { Probe, ProbeReading } from './probe.js'

/** Options of every probe that asks a vendor's API. */
export interface ControlPlaneProbeOptions {
  /** @default vendor and what is asked for: `neon-branch` */
  readonly name?: string | undefined
  /** For one run, in milliseconds. @default 5000 */
  readonly timeoutMs?: number | undefined
}

/**
 * A probe that asks a vendor's API instead of what runs there: it wakes nothing and sends no command to a database.
 *
 * A run sends each request once, and none through a rate limit that is closed. A call that fails is a reading with `fail` and
 * the error's code (`auth`, `not_found`, `rate_limited`, `network`, …; `schema` for an answer that cannot be read): it says
 * that nothing is known, not that something is down.
 *
 * @example
 * import { defineControlPlaneProbe } from '@keelson/core'
 * const probe = defineControlPlaneProbe(client, {
 *   name: 'vendor-site',
 *   ask: async (options) => ({ status: (await getSite(client, { siteId }, options)).isLive ? 'pass' : 'fail' }),
 * })
 */
export function defineControlPlaneProbe(
  client: Pick<Client, 'redact'>,
  question: {
    readonly name: string
    /** Passes its options on to every call. */
    readonly ask: (options: CallOptions) => Promise<ProbeReading>
  },
  { name = question.name, timeoutMs = 5000 }: ControlPlaneProbeOptions = {},
): Probe {
  const explain = (thrown: unknown): ProbeReading => ({
    status: 'fail',
    // Nothing but an answer of another form makes the judging of it throw.
    code: isKeelsonError(thrown) ? thrown.code : 'schema',
    output: describeCause(thrown, client.redact).message,
  })
  return {
    name,
    kind: 'control-plane',
    cost: { calls: 1 },
    run: async ({ signal }) => {
      const once: CallOptions = { signal, timeoutMs, totalTimeoutMs: timeoutMs, retry: false }
      return redactReading(await question.ask(once).catch(explain), client.redact)
    },
  }
}

/** Any text of a reading may be the vendor's own. */
function redactReading(reading: ProbeReading, redact: (text: string) => string): ProbeReading {
  const shown = Object.entries(reading).map(([field, value]) => [
    field,
    typeof value === 'string' ? redact(value) : value,
  ])
  // The same fields, of the same types.
  return Object.fromEntries(shown) as ProbeReading
}
