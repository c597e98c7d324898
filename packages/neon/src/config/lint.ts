import { isKeelsonError, type Finding, type Secret } from '@keelson/core'
import { lintPostgresUrl, parsePostgresUrl, type PostgresUrlContext } from '@keelson/core/postgres'
import { planFacts } from '../plan-facts.js'
import { isNeonHost, poolerHost } from '../pooler-host.js'
import { neonServer, type NeonServer, type NeonServerOptions } from './server.js'

/** What is known of where a URL is used; what is left out is not judged. */
export interface NeonUrlContext extends Omit<PostgresUrlContext, 'server' | 'network' | 'privateHost'> {
  readonly compute?: NeonServerOptions | undefined
  /** How often something asks the database when nobody else does: a health check that is pinged, a scheduler that polls. */
  readonly asksEverySeconds?: number | undefined
}

type Found = Omit<Finding, 'path'>

/**
 * What of a Neon URL will not work as meant: the rules of `lintPostgresUrl`, with Neon's pooler and hosts, and what keeps a
 * compute from its sleep. No finding shows the password.
 *
 * @example
 * import { lintNeonUrl } from '@keelson/neon/config'
 * const findings = lintNeonUrl(process.env['DATABASE_URL'] ?? '', { use: 'migrations', target: 'libpq' })
 */
export function lintNeonUrl(url: string | Secret, context: NeonUrlContext = {}): Finding[] {
  const { path = 'DATABASE_URL', compute } = context
  const host = readHost(url)
  const server = isNeonHost(host) ? neonServer(host, compute) : undefined
  const own = [lintName(host), server && lintDirect(host, server, context), server && lintSleep(server, context)]
  return [
    ...own.flatMap((found) => (found ? [{ ...found, path }] : [])),
    ...lintPostgresUrl(url, { ...context, ...(server && { server }) }),
  ]
}

function readHost(url: string | Secret): string {
  try {
    return parsePostgresUrl(typeof url === 'string' ? url.replace(/^postgresql\+\w+:/, 'postgresql:') : url).host
  } catch (error) {
    // Why it cannot be read is a finding of its own.
    if (isKeelsonError(error)) return ''
    throw error
  }
}

const pooling = 'https://neon.com/docs/connect/connection-pooling'

function lintName(host: string): Found | undefined {
  if (!host.endsWith('.neon.tech')) return undefined
  const [, ...region] = host.split('.')
  if (isNeonHost(host) && !region.some((label) => label.includes('pooler'))) return undefined
  return {
    code: 'neon-host',
    severity: 'error',
    message: `${host} is the name of no compute: connections fail`,
    fix: 'Copy it anew; -pooler stands behind the id: ep-still-sea-123456-pooler.eu-central-1.aws.neon.tech',
    source: pooling,
  }
}

function lintDirect(host: string, server: NeonServer, { use }: NeonUrlContext): Found | undefined {
  if (server.pooler !== 'none' || (use !== 'application' && use !== 'serverless')) return undefined
  return {
    code: 'neon-direct-host',
    severity: use === 'serverless' ? 'warning' : 'info',
    message: `${host} is the compute itself, which takes ${server.connections} connections; its pooler takes ${neonServer('pooled').connections}`,
    fix: `Take ${poolerHost(host)} for the application, this one for migrations and dumps`,
    source: pooling,
  }
}

const hoursOfMonth = 730

function lintSleep(server: NeonServer, { compute, asksEverySeconds }: NeonUrlContext): Found | undefined {
  const { sleepsAfterSeconds: sleeps } = server
  if (sleeps === undefined || asksEverySeconds === undefined) return undefined
  const hours = Math.round(Math.min(1, sleeps / asksEverySeconds) * hoursOfMonth)
  const units = compute?.autoscaling_limit_min_cu ?? 0.25
  const { value: free } = planFacts.free.compute
  if (hours * units <= free / 2) return undefined
  return {
    code: 'neon-kept-awake',
    severity: 'warning',
    message: `asked every ${asksEverySeconds} s, a compute that sleeps after ${sleeps} s is awake ${hours} hours a month: ${Math.round(hours * units)} compute unit hours for nothing, and the free plan has ${free}`,
    fix: 'Ping a page that does not ask the database; check the database less than once an hour',
    source: 'https://neon.com/docs/introduction/scale-to-zero',
  }
}
