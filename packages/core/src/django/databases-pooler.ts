import { isPooled } from '../postgres/pooled.js'
import type { PostgresServer } from '../postgres/server.js'

/** Whether HOST and PORT lead to a pooler in transaction mode; those of the environment are not known here. */
export function leadsToPooler(
  { HOST, PORT }: { readonly HOST?: unknown; readonly PORT?: unknown },
  server: PostgresServer | undefined,
): boolean {
  return isPooled({ host: typeof HOST === 'string' ? HOST : '', port: Number(PORT ?? 5432) }, server)
}
