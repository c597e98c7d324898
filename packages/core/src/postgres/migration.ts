import { KeelsonError } from '../errors.js'
import type { Contraction } from './contraction.js'
import { judgeStatements } from './expand-only.js'
import { splitSql, type SqlStatement } from './sql-statements.js'

/** One change of a database, applied once. */
export interface Migration {
  /** Recorded; migrations are applied in the order of the list, whatever their names are. */
  readonly name: string
  /** Any number of statements. */
  readonly sql: string
  /** `false` for what PostgreSQL refuses in one, such as `create index concurrently`. @default true */
  readonly transaction?: boolean | undefined
  /** `true` allows what breaks the version of the application that still runs: see `findContractions`. @default false */
  readonly contract?: boolean | undefined
}

/** Something happened while migrating: `warning` is a finding of `findContractions` that is no reason to refuse. */
export interface MigrateEvent {
  readonly type: 'waiting' | 'warning' | 'retrying' | 'applied'
  readonly migration?: string | undefined
  readonly text: string
}

/** A migration, read. */
export interface PreparedMigration {
  readonly name: string
  /** SHA-256 of the SQL, in hex; line ends of Windows count as line ends. */
  readonly checksum: string
  readonly isTransaction: boolean
  readonly isContract: boolean
  readonly statements: readonly SqlStatement[]
  readonly contractions: readonly Contraction[]
}

/** Reads all migrations; throws `config` for what could not be applied as it is written. */
export async function prepareMigrations(migrations: readonly Migration[]): Promise<PreparedMigration[]> {
  const names = new Set<string>()
  const prepared: PreparedMigration[] = []
  for (const migration of migrations) {
    const { name } = migration
    if (typeof name !== 'string' || name.trim() === '') throw refusal('a migration has no name')
    if (names.has(name)) throw refusal(`two migrations are named ${name}`)
    names.add(name)
    prepared.push(await prepare(migration))
  }
  return prepared
}

async function prepare({ name, sql, transaction = true, contract = false }: Migration): Promise<PreparedMigration> {
  if (typeof sql !== 'string') throw refusal(`migration ${name} has no sql`)
  const text = sql.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n')
  const statements = readStatements(name, text)
  for (const statement of statements) refuseStatement(name, statement)
  return {
    name,
    checksum: await sha256(text),
    isTransaction: transaction,
    isContract: contract,
    statements,
    contractions: judgeStatements(statements),
  }
}

function readStatements(name: string, sql: string): SqlStatement[] {
  try {
    return splitSql(sql)
  } catch (error) {
    throw refusal(`migration ${name}: ${error instanceof Error ? error.message : 'unreadable'}`)
  }
}

/** What the server would refuse, or would take in a way that nobody means, is named before anything is changed. */
function refuseStatement(name: string, statement: SqlStatement): void {
  const { tokens, line } = statement
  if (controlsTransaction(statement)) {
    throw refusal(
      `migration ${name} begins or ends a transaction on line ${line}`,
      'Leave begin, commit and rollback out: each migration runs in a transaction of its own',
    )
  }
  if (tokens.some(({ kind, value }) => kind === 'symbol' && value === '\\')) {
    throw refusal(`migration ${name} has a command of psql on line ${line}`, 'Leave it out: it is not SQL')
  }
  if (tokens[0]?.value === 'copy' && tokens.some(({ kind, value }) => kind === 'word' && value === 'stdin')) {
    throw refusal(`migration ${name} copies from stdin on line ${line}`, 'Write insert: its rows are not SQL')
  }
}

function controlsTransaction({ tokens }: SqlStatement): boolean {
  const [first, second, third] = tokens.map(({ value }) => value)
  if (first === 'rollback') return second !== 'to' && third !== 'to'
  if (first === 'prepare' || first === 'start') return second === 'transaction'
  return ['begin', 'commit', 'end', 'abort'].includes(first ?? '')
}

/** SHA-256 of a text, in hex. */
export async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function refusal(problem: string, hint?: string): KeelsonError {
  return new KeelsonError(`nothing was migrated: ${problem}`, { code: 'config', operation: 'migrate', hint })
}
