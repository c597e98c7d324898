import { KeelsonError, type Secret } from '@keelson/core'
import { parsePostgresUrl, type PostgresServer } from '@keelson/core/postgres'
import { connectionLimit } from '../connection-limit.js'
import { directHost, isNeonHost, isPoolerHost, poolerHost } from '../pooler-host.js'

/** What is set of a compute, by the names that Neon's API has for it. */
export interface NeonServerOptions {
  /** It decides how many connections the compute takes. @default 0.25 */
  readonly autoscaling_limit_min_cu?: number | undefined
  /** Seconds without a query; 0 is Neon's default, -1 never. @default 300, which the free plan does not change */
  readonly suspend_timeout_seconds?: number | undefined
}

/** What {@link neonServer} answers. */
export interface NeonServer extends PostgresServer {
  readonly name: string
  readonly pooler: 'transaction' | 'none'
  readonly connections: number
}

/**
 * What builders and linters need to know of Neon as a host leads to it: PgBouncer in transaction mode behind a `-pooler` host,
 * which takes 10,000 clients; the compute itself behind the other. Both lose their connections when the compute is suspended.
 * Give it as `server` to `postgresPoolOptions`, `sqlalchemyEngineOptions`, `djangoDatabases`, `lintConnectionBudget`, …; say
 * `pooled` or `direct` where the host itself is in the environment of another machine.
 *
 * Throws `config` for a host that is none of Neon's. https://neon.com/docs/connect/connection-pooling
 *
 * @example
 * import { postgresPoolOptions } from '@keelson/core/postgres'
 * import { neonServer } from '@keelson/neon/config'
 * const server = neonServer('ep-still-sea-123456-pooler.eu-central-1.aws.neon.tech')
 * const options = postgresPoolOptions({ kind: 'long-running', server })
 */
export function neonServer(at: string | Secret, options: NeonServerOptions = {}): NeonServer {
  const { autoscaling_limit_min_cu: minComputeUnits = 0.25, suspend_timeout_seconds: timeout = 0 } = options
  if (!(minComputeUnits > 0)) refuse('autoscaling_limit_min_cu must be above 0')
  if (!(Number.isInteger(timeout) && timeout >= -1)) refuse('suspend_timeout_seconds must be whole seconds, 0 or -1')
  const host = at === 'pooled' || at === 'direct' ? undefined : readHost(at)
  const pooled = host === undefined ? at === 'pooled' : isPoolerHost(host)
  return {
    name: pooled ? "Neon's pooler" : `a Neon compute of ${minComputeUnits} units`,
    pooler: pooled ? 'transaction' : 'none',
    ...(host !== undefined && { poolerHost: poolerHost(host), directHost: directHost(host) }),
    connections: connectionLimit({ pooled, minComputeUnits }),
    ...(timeout >= 0 && { sleepsAfterSeconds: timeout || 300 }),
  }
}

function readHost(at: string | Secret): string {
  if (typeof at === 'string' && isNeonHost(at)) return at
  const { host } = parsePostgresUrl(at)
  if (isNeonHost(host)) return host
  return refuse(`${host} is none of its hosts`, 'They look like ep-still-sea-123456.eu-central-1.aws.neon.tech')
}

function refuse(problem: string, hint?: string): never {
  throw new KeelsonError(`nothing can be said about the Neon server: ${problem}`, { code: 'config', hint })
}
