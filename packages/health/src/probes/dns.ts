import { Resolver } from 'node:dns/promises'
import { isIPv6 } from 'node:net'
import { KeelsonError, type Clock, type Probe } from '@keelson/core'
import { createQuestion } from '../probing/question.js'

/** Options of {@link dnsProbe}. */
export interface DnsProbeOptions {
  /** @default host name and record type */
  readonly name?: string | undefined
  /** @default 'A' */
  readonly type?: 'A' | 'AAAA' | 'CNAME' | 'MX' | 'NS' | 'TXT' | undefined
  /** The records that must be there, an MX as `10 mail.example.com`. @default any */
  readonly expect?: readonly string[] | undefined
  /** Whether there may be other records, too. @default false */
  readonly allowOthers?: boolean | undefined
  /** Time for one run, in milliseconds. @default 2000 */
  readonly timeoutMs?: number | undefined
  /** Addresses of name servers, `192.0.2.53` or `[2001:db8::53]:5353`, as those of the zone, which cache nothing. @default the system's */
  readonly servers?: readonly string[] | undefined
  readonly clock?: Clock | undefined
}

/**
 * A probe of a name: it is asked of the name servers, not of the system's cache and hosts file, and the records are compared
 * as sets.
 *
 * Codes: `unexpected_answer`, `timeout`, `aborted`, or the resolver's own (`ENOTFOUND`, `ENODATA`, `ESERVFAIL`:
 * https://nodejs.org/api/dns.html#error-codes). Throws `config` for servers that are no addresses.
 *
 * @example
 * import { dnsProbe } from '@keelson/health/probes/dns'
 * const domain = dnsProbe('www.example.com', { type: 'CNAME', expect: ['example.onrender.com'] })
 */
export function dnsProbe(host: string, options: DnsProbeOptions = {}): Probe {
  const { type = 'A', name = `${host} ${type}`, expect, allowOthers = false, timeoutMs = 2000, clock } = options
  if (options.servers) createResolver(options.servers, timeoutMs)
  const expected = expect && new Set(expect.map((record) => canonical(record, type)))
  return {
    name,
    kind: 'dns',
    run: createQuestion(
      async ({ signal }) => {
        const resolver = createResolver(options.servers, timeoutMs)
        signal.addEventListener('abort', () => resolver.cancel(), { once: true })
        const answer = [await resolver.resolve(host, type)].flat()
        const records = new Set(answer.map((record) => canonical(showRecord(record), type)))
        const isRight =
          !expected ||
          ([...expected].every((record) => records.has(record)) && (allowOthers || expected.size === records.size))
        if (isRight) return { status: 'pass' }
        const output = `${type} of ${host} is ${[...records].join(', ')}, not ${[...expected].join(', ')}`
        return { status: 'fail', code: 'unexpected_answer', output }
      },
      { what: 'lookup', timeoutMs, clock },
    ),
  }
}

/** A new one for each run: what was asked of it can be called back, and the servers of the system may have changed. */
function createResolver(servers: readonly string[] | undefined, timeoutMs: number): Resolver {
  // Each try waits longer than the one before, all together longer than the probe: a lost packet is sent again.
  const resolver = new Resolver({ timeout: Math.ceil(timeoutMs / 4), tries: 4 })
  try {
    if (servers) resolver.setServers(servers)
    return resolver
  } catch {
    const message = `servers of a DNS probe must be IP addresses, with or without a port, not ${JSON.stringify(servers)}`
    throw new KeelsonError(message, { code: 'config' })
  }
}

/** The pieces of a TXT, and the parts of an MX, as one text. */
function showRecord(record: unknown): string {
  if (Array.isArray(record)) return record.join('')
  if (typeof record !== 'object' || record === null) return String(record)
  const { priority, exchange } = record as Record<string, unknown>
  return `${String(priority)} ${String(exchange)}`
}

/** One spelling of names and addresses that mean the same; a TXT has only its own. */
function canonical(record: string, type: string): string {
  if (type === 'TXT') return record
  return isIPv6(record) ? new URL(`http://[${record}]`).hostname.slice(1, -1) : record.toLowerCase().replace(/\.$/, '')
}
