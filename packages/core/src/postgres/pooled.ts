import type { PostgresUrl } from './connection-url.js'
import type { PostgresServer } from './server.js'

/**
 * Whether a URL leads to a pooler that gives a session to many clients in turn: as the server says, else whether host or port
 * are those that poolers usually have (`…-pooler.…`, `pgbouncer`, `pooler.…`, port 6432).
 */
export function isPooled({ host, port }: Pick<PostgresUrl, 'host' | 'port'>, server: PostgresServer = {}): boolean {
  if (server.pooler !== undefined) return server.pooler === 'transaction'
  return (
    port === 6432 || (!host.startsWith('/') && /(?:^|[.-])(?:pooler|pgbouncer|pgcat|supavisor)(?:[.-]|$)/i.test(host))
  )
}

const sessionSettings = ['search_path', 'statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout']

/**
 * The name of a URL's parameter that sets something for a session, which a pooler in transaction mode refuses; of `options`
 * what sets (`-c`, `--name`), as some vendors route by other words in it.
 *
 * @example
 * import { findSessionSetting, parsePostgresUrl } from '@keelson/core/postgres'
 * findSessionSetting(parsePostgresUrl('postgresql://db.example/shop?options=-c%20search_path%3Dshop').parameters) // options
 */
export function findSessionSetting(parameters: PostgresUrl['parameters']): string | undefined {
  const sets = /(?:^|\s)-(?:c|-)/.test(parameters['options'] ?? '')
  return sets ? 'options' : sessionSettings.find((name) => Object.hasOwn(parameters, name))
}
