import { describeProcess } from './migration-lock.js'
import type { SqlClient } from './sql-client.js'
import type { SqlStatement } from './sql-statements.js'

/**
 * The processes, three at most, that have locks on what a statement names: the oldest transactions first.
 *
 * https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-PG-STAT-ACTIVITY-VIEW
 */
export async function describeTableUsers(client: SqlClient, { tokens }: SqlStatement): Promise<string> {
  const names = tokens.filter(({ kind }) => kind === 'word' || kind === 'name').map(({ value }) => value)
  const { rows } = await client.query(
    `select pid, application_name as name, state,
      to_char(xact_start at time zone 'UTC', '"since" YYYY-MM-DD HH24:MI:SS "UTC"') as since
    from pg_catalog.pg_stat_activity where pid <> pg_backend_pid() and pid in (
      select l.pid from pg_catalog.pg_locks l join pg_catalog.pg_class c on c.oid = l.relation
      where l.granted and c.relname = any($1::text[])
        and l.database = (select oid from pg_catalog.pg_database where datname = current_database()))
    order by xact_start limit 3`,
    [names],
  )
  return rows.map(({ pid, name, state, since }) => describeProcess(pid, [name, state, since])).join(', ')
}
