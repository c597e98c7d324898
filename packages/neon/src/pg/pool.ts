import { systemClock, within, type Clock, type KeelsonError } from '@keelson/core'
import pg, { type Pool, type PoolClient } from 'pg'
import { connectPatiently } from './connect-patiently.js'
import { exhaustedError, lostError } from './connection-error.js'
import { DiscreetClient } from './discreet-client.js'
import { hideProperty } from './hide-property.js'
import { refusal, requirePositive } from './refusal.js'
import { readSettings, type ConnectionOptions, type ConnectionSettings } from './settings.js'

/** Options of {@link createPool}. */
export interface PoolOptions extends ConnectionOptions {
  /**
   * `serverless` keeps one connection, and none that is not in use: a function that is frozen with open ones finds them
   * dead, and the server has them until it notices. @default 'long-running'
   */
  readonly preset?: 'long-running' | 'serverless' | undefined
  /** Connections at most. @default 10, serverless 1 */
  readonly max?: number | undefined
  /** Time until a connection is there, all attempts and waiting for a free one included, in milliseconds. @default 15000 */
  readonly connectTimeoutMs?: number | undefined
  /** A connection that was not used for so long is asked whether it lives before it is given out, in milliseconds. @default 30000 */
  readonly idlePingMs?: number | undefined
  /** A connection that nobody used was lost, which the pool mends by itself. What it throws is ignored. */
  readonly onError?: ((error: KeelsonError) => void) | undefined
  readonly clock?: Clock | undefined
  readonly random?: (() => number) | undefined
}

/**
 * A pool of node-postgres for Neon or any PostgreSQL: TLS that is checked, patience with a compute that wakes up, no
 * crash when the server restarts, no dead connection given out, and no password in anything that is printed.
 *
 * Errors of queries are those of node-postgres, with SQLSTATE as `code`. Errors of connecting are `KeelsonError`s: `config`
 * (URL, TLS, certificate), `auth`, `not_found` (database, compute), `forbidden`, `network`, `server` (starting), `rate_limited`,
 * `timeout`; the code of node-postgres or the SQLSTATE is in `cause.code`.
 *
 * https://node-postgres.com/apis/pool
 *
 * @example
 * import { createPool } from '@keelson/neon/pg'
 * const pool = createPool({ applicationName: 'shop', onError: (error) => console.warn(error.message) })
 * const { rows } = await pool.query('select id from orders where paid = $1', [true])
 * await pool.end()
 */
export function createPool(options: PoolOptions = {}): Pool {
  return new PatientPool(options)
}

type Callback = (error: Error | undefined, client: PoolClient | undefined, done: PoolClient['release']) => void

/** A server that takes longer to answer nothing is not worth waiting for: another connection takes its place. */
const pingTimeoutMs = 1000

/** A connection of the pool; new ones have no time. */
type PooledClient = PoolClient & { usedAt?: number | undefined }

class PatientPool extends pg.Pool {
  readonly #options: PoolOptions
  readonly #clock: Clock
  readonly #connectTimeoutMs: number
  readonly #idlePingMs: number
  #settings: ConnectionSettings | undefined

  constructor(options: PoolOptions) {
    const { preset = 'long-running', clock = systemClock, connectTimeoutMs = 15_000, idlePingMs = 30_000 } = options
    const isServerless = preset === 'serverless'
    if (!isServerless && preset !== 'long-running') throw refusal('preset must be long-running or serverless')
    const { max = isServerless ? 1 : 10 } = options
    requirePositive({ max, connectTimeoutMs })
    super({
      Client: DiscreetClient,
      max,
      // Neon suspends a compute after five minutes without a query, and ends its connections. 0 would mean never.
      idleTimeoutMillis: isServerless ? 1 : 300_000,
      allowExitOnIdle: isServerless,
      connectionTimeoutMillis: connectTimeoutMs,
    })
    this.#options = options
    this.#clock = clock
    this.#connectTimeoutMs = connectTimeoutMs
    this.#idlePingMs = idlePingMs
    // What is given can be checked at once; the environment may be filled later.
    if ('connectionString' in options) this.#connectionSettings()
    // Between two queries of a client that is checked out, node-postgres leaves `error` without a listener.
    this.on('connect', (client) => client.on('error', () => undefined))
    // On the client itself: a map costs as much as all else that is added to a checkout.
    this.on('release', (_, client: PooledClient) => {
      client.usedAt = clock.now()
      // What timed out is still under way, and may have left a transaction open. Of a client that ends, the pool lets go.
      if (this.options.query_timeout && hasActiveQuery(client)) void client.end().catch(() => undefined)
    })
    this.on('error', (error) => this.#tell(error))
  }

  override connect(): Promise<PoolClient>
  override connect(callback: Callback): void
  override connect(callback?: Callback): Promise<PoolClient> | undefined {
    if (callback) {
      this.#checkOut(callback)
      return undefined
    }
    return new Promise((resolve, reject) => {
      this.#checkOut((error, client) => (client ? resolve(client) : reject(error)))
    })
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    const { totalCount, idleCount, waitingCount } = this
    const where = this.#settings?.where ?? 'a server that it has not looked up yet'
    return `Pool of ${where}: ${totalCount} connections, ${idleCount} idle, ${waitingCount} callers wait`
  }

  #connectionSettings(): ConnectionSettings {
    if (this.#settings) return this.#settings
    const settings = readSettings(this.#options)
    const { ssl } = Object.assign(this.options, settings.config)
    hideProperty(this.options, 'password')
    if (typeof ssl === 'object') hideProperty(ssl, 'key')
    this.#settings = settings
    return settings
  }

  /** The usual case costs what it costs in node-postgres: one look at a clock more. */
  #checkOut(callback: Callback): void {
    const startedAt = this.#clock.now()
    let settings: ConnectionSettings
    try {
      settings = this.#connectionSettings()
    } catch (error) {
      callback(error as Error, undefined, () => undefined)
      return
    }
    super.connect((error, client, done) => {
      if (client && this.#isRecent(client, startedAt)) return callback(undefined, client, done)
      // On the next tick a throwing callback ends in the same place as one of node-postgres.
      this.#connectPatiently(settings, startedAt, error, client).then(
        (ready) => process.nextTick(callback, undefined, ready, (broken?: Error | boolean) => ready.release(broken)),
        (thrown: Error) => process.nextTick(callback, thrown, undefined, () => undefined),
      )
    })
  }

  /** What the first attempt found is taken into account before another one is made. */
  #connectPatiently(
    settings: ConnectionSettings,
    startedAt: number,
    error: Error | undefined,
    client: PoolClient | undefined,
  ): Promise<PoolClient> {
    const { random = Math.random } = this.#options
    let first = true
    const next = async (): Promise<PoolClient> => {
      if (!first) return this.#connectOnce()
      first = false
      if (client) return client
      throw error
    }
    const attempt = async (limit: AbortSignal): Promise<PoolClient> => {
      for (;;) {
        const candidate = await next().catch((thrown: unknown) => {
          throw isExhausted(thrown) && !this.ending ? exhaustedError(settings, this, this.#connectTimeoutMs) : thrown
        })
        const isAlive = await this.#isAlive(candidate)
        if (isAlive && !limit.aborted) return candidate
        candidate.release(!isAlive)
        if (limit.aborted) throw new Error('timeout expired')
      }
    }
    return connectPatiently(attempt, {
      settings,
      startedAt,
      totalMs: this.#connectTimeoutMs,
      clock: this.#clock,
      random,
    })
  }

  #connectOnce(): Promise<PoolClient> {
    return new Promise((resolve, reject) => {
      super.connect((error, client) => (client ? resolve(client) : reject(error)))
    })
  }

  #isRecent({ usedAt }: PooledClient, now: number): boolean {
    return usedAt === undefined || now - usedAt < this.#idlePingMs
  }

  async #isAlive(client: PoolClient): Promise<boolean> {
    if (this.#isRecent(client, this.#clock.now())) return true
    const ping = await within(() => client.query('select 1'), pingTimeoutMs, this.#clock)
    return ping.how === 'done'
  }

  #tell(error: Error): void {
    const { onError } = this.#options
    const tell = async () => onError?.(lostError(error, this.#connectionSettings()))
    tell().catch(() => undefined)
  }
}

/** The types leave it out. */
function hasActiveQuery(client: PoolClient): boolean {
  return Boolean(Reflect.get(client, '_activeQuery'))
}

/** node-postgres has no code for it. */
function isExhausted(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.message === 'timeout exceeded when trying to connect'
}
