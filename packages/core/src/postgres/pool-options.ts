import { KeelsonError } from '../errors.js'
import { idleLimit, type PostgresServer } from './server.js'

/** What a pool is for; see {@link postgresPoolOptions}. */
export interface PoolUse {
  /**
   * `long-running`: a server. `lambda`: a function that is frozen between calls. `fluid`: one that serves several requests at
   * once and is told before it is frozen (Vercel's `attachDatabasePool`). `edge`: a socket belongs to one request.
   */
  readonly kind: 'long-running' | 'lambda' | 'fluid' | 'edge'
  /** Connections at most. @default 10; lambda and edge 1 */
  readonly max?: number | undefined
  /** Time until a connection is there, in milliseconds. @default 15000 */
  readonly connectTimeoutMs?: number | undefined
  /** Connections are closed before it ends them. */
  readonly server?: PostgresServer | undefined
  /** Shown in `pg_stat_activity`. */
  readonly applicationName?: string | undefined
}

/** Options of node-postgres' `Pool`, as far as they follow from its use. */
export interface PostgresPoolOptions {
  readonly max: number
  /** 0 would wait for ever. */
  readonly connectionTimeoutMillis: number
  /** 0 would keep them for ever. */
  readonly idleTimeoutMillis: number
  /** Whether a program may end while connections are idle. */
  readonly allowExitOnIdle: boolean
  /** After so many uses a connection is closed. */
  readonly maxUses?: number
  /** A connection that a firewall forgot is noticed while it is idle. */
  readonly keepAlive: true
  readonly application_name?: string
}

const presets = {
  'long-running': { max: 10, idleTimeoutMillis: 300_000, allowExitOnIdle: false },
  // What is frozen with an open connection finds it dead, and the server has it until it notices.
  lambda: { max: 1, idleTimeoutMillis: 1, allowExitOnIdle: true },
  // The platform waits until the idle ones are closed; it bills for the time.
  fluid: { max: 10, idleTimeoutMillis: 5000, allowExitOnIdle: true },
  // A second request that gets the socket of the first hangs.
  edge: { max: 1, idleTimeoutMillis: 1, allowExitOnIdle: true, maxUses: 1 },
} as const

/**
 * Options for a `Pool` of node-postgres by what it is for; times in milliseconds. Attach a listener to its `error` event, or a
 * connection that is lost while idle ends the process; on the edge, make the pool inside the request.
 *
 * Throws `config` for a number that is none, and for a time of 0, which node-postgres reads as for ever.
 * https://node-postgres.com/apis/pool
 *
 * @example
 * import { postgresPoolOptions } from '@keelson/core/postgres'
 * const options = postgresPoolOptions({ kind: 'long-running', applicationName: 'shop' })
 * // new pg.Pool({ connectionString, ...options }).on('error', (error) => console.warn(error.message))
 */
export function postgresPoolOptions(use: PoolUse): PostgresPoolOptions {
  const { kind, connectTimeoutMs = 15_000, server, applicationName } = use
  const preset = presets[kind]
  if (!preset) refuse(`kind cannot be ${String(kind)}, only ${Object.keys(presets).join(', ')}`)
  const { max = preset.max } = use
  for (const [name, value] of Object.entries({ max, connectTimeoutMs })) {
    // Timers of Node end there.
    const isNumber = Number.isInteger(value) && value > 0 && value <= 0x7fffffff
    if (!isNumber) refuse(`${name} must be a whole number from 1 to ${0x7fffffff}`)
  }
  if (kind === 'edge' && max > 1) refuse('max is 1 on the edge: a connection serves one request')
  const { idleTimeoutMillis } = preset
  return {
    ...preset,
    max,
    connectionTimeoutMillis: connectTimeoutMs,
    idleTimeoutMillis: Math.min(idleTimeoutMillis, (idleLimit(server) ?? idleTimeoutMillis) * 900),
    keepAlive: true,
    ...(applicationName !== undefined && { application_name: applicationName }),
  }
}

function refuse(problem: string): never {
  throw new KeelsonError(`no options for a pool: ${problem}`, { code: 'config' })
}
