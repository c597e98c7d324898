import type { Step } from '../transaction.js'
import { migrate, type MigrateOptions, type MigrateResult } from './migrate.js'
import type { SqlClient } from './sql-client.js'

/** A session to migrate with, and how to end it. */
export interface MigrationSession {
  readonly client: SqlClient
  end(): Promise<void>
}

/**
 * A step that connects, runs {@link migrate} and ends the session. Undo keeps what was applied: migrations only add, so the
 * old version runs on the new schema, and a database is never taken back by a machine.
 *
 * @example
 * import { runTransaction } from '@keelson/core'
 * import { migrateStep } from '@keelson/core/postgres'
 * import { connect } from '@keelson/neon/pg'
 * const migrations = [{ name: '0001_users', sql: 'create table users (email text not null)' }]
 * await runTransaction({ name: 'release' }, async (run) => {
 *   await run(migrateStep(() => connect({ connectionString: process.env.DIRECT_URL }), { migrations }))
 * })
 */
export function migrateStep(
  connect: () => Promise<MigrationSession>,
  options: Omit<MigrateOptions, 'signal'>,
): Step<MigrateResult> {
  return {
    name: 'migrations',
    async run({ signal, note, onUndo }) {
      const applied: string[] = []
      onUndo('migrations', async () => ({
        status: 'kept',
        detail:
          applied.length > 0
            ? `${applied.join(', ')} stay: the old version runs on the new schema`
            : 'no migration was applied',
      }))
      const session = await connect()
      try {
        const onEvent: MigrateOptions['onEvent'] = (event) => {
          if (event.type === 'applied' && event.migration) applied.push(event.migration)
          note(event.text)
          return options.onEvent?.(event)
        }
        const result = await migrate(session.client, { ...options, signal, onEvent })
        if (applied.length === 0) note(`nothing to apply, ${result.skipped.length} migrations are there`)
        return result
      } finally {
        await session.end().catch(() => undefined)
      }
    },
  }
}
