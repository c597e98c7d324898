import { KeelsonError } from '../errors.js'
import type { Finding } from '../finding.js'
import type { PostgresServer } from './server.js'

/** A program that connects, counted by what it may open at most. */
export interface ConnectingService {
  readonly name: string
  /** Of the service at once; during a deploy the old ones run beside the new ones. @default 1 */
  readonly instances?: number | undefined
  /** Processes of an instance: gunicorn workers, Celery's `--concurrency`. @default 1 */
  readonly workers?: number | undefined
  /** Threads of a process, each with its own connection where there is no pool. @default 1 */
  readonly threads?: number | undefined
  /** Connections of a process's pool: `pool_size`, `max`. @default none: one a thread */
  readonly pool?: number | undefined
  /** Beyond the pool, for a while: `max_overflow`. @default 0 */
  readonly overflow?: number | undefined
}

/** What {@link lintConnectionBudget} adds up. */
export interface ConnectionBudget {
  /** Where they connect to; `connections` are `max_connections` less the reserved ones, or the clients of the pooler. */
  readonly server: PostgresServer & { readonly connections: number }
  readonly services: readonly ConnectingService[]
}

const source = 'https://www.postgresql.org/docs/current/runtime-config-connection.html#GUC-MAX-CONNECTIONS'

/**
 * Whether the connections that all services may open fit the limit, with the sum; the same number again while a deploy runs
 * both versions. Throws `config` for a number that is none.
 *
 * @example
 * import { lintConnectionBudget } from '@keelson/core/postgres'
 * lintConnectionBudget({ server: { connections: 97 }, services: [{ name: 'web', instances: 4, workers: 2, threads: 6, pool: 5, overflow: 10 }] })
 */
export function lintConnectionBudget({ server, services }: ConnectionBudget): Finding[] {
  const { name: owner = 'the server', pooler = 'none' } = server
  const free = count('connections', server.connections)
  const rows = services.map((service) => ({ ...sumOf(service), name: service.name }))
  const total = rows.reduce((sum, row) => sum + row.total, 0)
  const sum = rows.map(({ name, text, total: own }) => `${name} ${text} = ${own}`).join(', ')
  if (total > free) {
    return [
      {
        code: 'postgres-connections-over-limit',
        severity: 'error',
        path: 'services',
        message: `${total} connections may be opened (${sum}), and ${owner} takes ${free}: the rest is refused with "too many clients"`,
        fix: `Take smaller pools, fewer workers${pooler === 'none' ? ', or a pooler' : ''}`,
        source,
      },
    ]
  }
  if (total * 2 <= free) return []
  return [
    {
      code: 'postgres-connections-during-deploy',
      severity: 'info',
      path: 'services',
      message: `${total} connections may be opened (${sum}), and ${total * 2} while a deploy runs old and new side by side: ${owner} takes ${free}`,
      fix: `Stay at ${Math.floor(free / 2)} where deploys overlap`,
      source,
    },
  ]
}

function sumOf(service: ConnectingService): { total: number; text: string } {
  const { name, instances = 1, workers = 1, threads = 1, pool, overflow = 0 } = service
  const each = pool === undefined ? count(`threads of ${name}`, threads) : count(`pool of ${name}`, pool)
  const more = pool === undefined ? 0 : count(`overflow of ${name}`, overflow, 0)
  const processes = count(`instances of ${name}`, instances, 0) * count(`workers of ${name}`, workers)
  const pooled = more > 0 ? `(${each} pool + ${more} overflow)` : `${each} ${pool === undefined ? 'threads' : 'pool'}`
  return { total: processes * (each + more), text: `${instances} instances x ${workers} workers x ${pooled}` }
}

function count(field: string, value: number, min = 1): number {
  if (Number.isInteger(value) && value >= min) return value
  throw new KeelsonError(`${field} cannot be ${value}, only a whole number from ${min} on`, { code: 'config' })
}
