import { KeelsonError } from '../errors.js'

/** What is known of a PostgreSQL server as its clients meet it, for builders and linters; what is left out is not judged. */
export interface PostgresServer {
  /** As messages say it: `Neon, pooled`. @default 'the server' */
  readonly name?: string | undefined
  /** What the host leads to: a pooler in this mode, or `none`, the server itself. @default what host and port look like, where they are known */
  readonly pooler?: 'transaction' | 'session' | 'none' | undefined
  /** The host of the pooler in front of it. */
  readonly poolerHost?: string | undefined
  /** The host without a pooler in between. */
  readonly directHost?: string | undefined
  /** Server, pooler or firewall ends a connection that was idle for so long. */
  readonly idleSeconds?: number | undefined
  /** Suspended after so long without a query, which ends all connections; the next one wakes it. */
  readonly sleepsAfterSeconds?: number | undefined
  /** Connections that clients may have open; without those that are kept for superusers. */
  readonly connections?: number | undefined
}

/** After how many seconds without use a connection may be dead; `undefined` where nothing is known to end it. */
export function idleLimit(server: PostgresServer = {}): number | undefined {
  const limits: number[] = []
  for (const name of ['idleSeconds', 'sleepsAfterSeconds'] as const) {
    const value = server[name]
    if (value === undefined) continue
    if (!(Number.isInteger(value) && value > 0)) {
      throw new KeelsonError(`${name} of the server must be a whole number from 1 on`, { code: 'config' })
    }
    limits.push(value)
  }
  return limits.length > 0 ? Math.min(...limits) : undefined
}
