import type { PostgresUrl } from './connection-url.js'

/** Whether host and port are those that poolers usually have: `…-pooler.…`, `pgbouncer`, `pooler.…`, port 6432. */
export function looksPooled({ host, port }: Pick<PostgresUrl, 'host' | 'port'>): boolean {
  return (
    port === 6432 || (!host.startsWith('/') && /(?:^|[.-])(?:pooler|pgbouncer|pgcat|supavisor)(?:[.-]|$)/i.test(host))
  )
}
