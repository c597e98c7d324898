import { KeelsonError } from '../errors.js'
import type { PreparedMigration } from './migration.js'
import type { SqlClient } from './sql-client.js'

/** Where applied migrations are recorded. */
export interface MigrationTable {
  /** Quoted, ready for SQL. */
  readonly name: string
  /** The ones that still have to be applied; throws `conflict` when the record and the list contradict each other. */
  compare(migrations: readonly PreparedMigration[]): Promise<PreparedMigration[]>
  create(): Promise<void>
  record(migration: PreparedMigration): Promise<void>
}

/** The table, by its name; `schema.table` is allowed, quotes are not. */
export function migrationTable(client: SqlClient, table: string): MigrationTable {
  if (!/^[a-z_]\w*(?:\.[a-z_]\w*)?$/i.test(table)) {
    throw new KeelsonError('nothing was migrated: table must be a name, or schema.name, of letters, digits and _', {
      code: 'config',
      operation: 'migrate',
    })
  }
  const name = table
    .split('.')
    .map((part) => `"${part}"`)
    .join('.')
  return {
    name,
    compare: async (migrations) => compare(table, await readApplied(client, name), migrations),
    create: async () => {
      // Also where it exists, `if not exists` needs the right to create one.
      if (await exists(client, name)) return
      await client.query(`create table ${name} (
        position integer generated always as identity primary key,
        name text not null unique,
        checksum text not null,
        applied_at timestamptz not null default now()
      )`)
    },
    record: async (migration) => {
      const values = [migration.name, migration.checksum]
      await client.query(`insert into ${name} (name, checksum) values ($1, $2)`, values)
    },
  }
}

interface Applied {
  readonly name: string
  readonly checksum: string
}

async function readApplied(client: SqlClient, table: string): Promise<Applied[]> {
  if (!(await exists(client, table))) return []
  const { rows } = await client.query(`select name, checksum from ${table} order by position`)
  return rows.map((row) => ({ name: String(row['name']), checksum: String(row['checksum']) }))
}

async function exists(client: SqlClient, table: string): Promise<boolean> {
  const { rows } = await client.query('select to_regclass($1) is not null as exists', [table])
  return rows[0]?.['exists'] === true
}

function compare(table: string, applied: readonly Applied[], migrations: readonly PreparedMigration[]) {
  const known = new Set(migrations.map(({ name }) => name))
  const missing = applied.filter(({ name }) => !known.has(name)).map(({ name }) => name)
  if (missing.length > 0) {
    throw conflict(
      `${missing.join(', ')} ${missing.length > 1 ? 'are' : 'is'} in ${table} and not among the migrations given`,
      'Is this an older release than the one that migrated last? Then do not migrate: the old version runs on the new schema',
    )
  }
  for (const [index, { name, checksum }] of applied.entries()) {
    const given = migrations[index]
    if (given?.name !== name) {
      const where = `${given?.name} stands before ${name}, which is applied already`
      throw conflict(`out of order: ${where}`, `Give new migrations names that come after ${applied.at(-1)?.name}`)
    }
    if (given.checksum !== checksum) {
      throw conflict(
        `${name} has changed since it was applied`,
        'Take the change back, and write what it should do as a new migration',
      )
    }
  }
  return migrations.slice(applied.length)
}

function conflict(problem: string, hint: string): KeelsonError {
  return new KeelsonError(`nothing was migrated: ${problem}`, { code: 'conflict', operation: 'migrate', hint })
}
