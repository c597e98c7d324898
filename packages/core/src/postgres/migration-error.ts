import { describeCause, isKeelsonError, KeelsonError, type ErrorCode } from '../errors.js'
import { createRedactor } from '../redact.js'
import type { PreparedMigration } from './migration.js'
import { createSqlRedactor } from './redact-sql.js'
import type { SqlStatement } from './sql-statements.js'

/** Where a run was when something was thrown. */
export interface FailedAt {
  readonly migration: PreparedMigration
  /** Absent while the transaction began or ended. */
  readonly statement: SqlStatement | undefined
  readonly isCommit: boolean
  /** What is left in the database, in words. */
  readonly left: string
  /** Who has the locks that it waited for. */
  readonly users?: string | undefined
  readonly applied: readonly string[]
}

const codes: Readonly<Record<string, ErrorCode>> = {
  '55P03': 'locked',
  '40P01': 'locked',
  '57014': 'timeout',
  '42501': 'forbidden',
}

const hints: Readonly<Record<string, string>> = {
  '55P03': 'Somebody else uses what it changes: run it again later, or raise lockTimeoutMs',
  '40P01': 'It waited for others who waited for it: run it again later',
  '57014': 'Raise statementTimeoutMs, or do it in smaller steps',
  '25001': 'Give the migration transaction: false',
  '42501': 'Migrate with the role that owns the tables',
}

/** The error of a migration: which, where, what the server said, what is left of it. */
export function migrationError(thrown: unknown, at: FailedAt): KeelsonError {
  if (isKeelsonError(thrown)) return thrown
  const { migration, statement, isCommit, left, users, applied } = at
  const redact = createSqlRedactor(statement?.text ?? '')
  const cause = describeCause(thrown, redact)
  const state = sqlState(thrown)
  const place = statement
    ? ` on line ${lineOfError(thrown, statement)} (statement ${migration.statements.indexOf(statement) + 1} of ${migration.statements.length})`
    : isCommit
      ? ' at its commit'
      : ''
  // Without a SQLSTATE, or with that of a server that is shutting down, no answer to the commit has arrived.
  const isOpen = isCommit && (state === undefined || state.startsWith('57P0'))
  const others = applied.length > 0 ? `; applied before it: ${applied.join(', ')}` : ''
  const outcome = isOpen ? 'whether it is applied is not known' : left
  const said = `${state ? `${state} ` : ''}${cause.message}${users ? `; in use by ${redact(users)}` : ''}`
  return new KeelsonError(`migration ${redact(migration.name)} failed${place}: ${said}; ${outcome}${others}`, {
    code: isOpen ? 'ambiguous_write' : state ? (codes[state] ?? 'invalid_request') : 'network',
    operation: 'migrate',
    hint: isOpen ? 'Migrate again: it is skipped if it is applied' : hints[state ?? ''],
    cause,
  })
}

/** The error of what is done around the migrations: the lock, and the table of what is applied. */
export function preparationError(thrown: unknown): KeelsonError {
  if (isKeelsonError(thrown)) return thrown
  const cause = describeCause(thrown, createRedactor())
  const state = sqlState(thrown)
  return new KeelsonError(`nothing was migrated: ${state ? `${state} ` : ''}${cause.message}`, {
    code: state ? (codes[state] ?? 'invalid_request') : 'network',
    operation: 'migrate',
    hint: hints[state ?? ''],
    cause,
  })
}

/** Whether others kept a statement from its locks. */
export function isLocked(thrown: unknown): boolean {
  return codes[sqlState(thrown) ?? ''] === 'locked'
}

/** Five characters and at least one digit; `EPIPE` and its kind are Node's. */
function sqlState(thrown: unknown): string | undefined {
  const code: unknown = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined
  return typeof code === 'string' && /^(?=.*\d)[0-9A-Z]{5}$/.test(code) ? code : undefined
}

/** The server counts characters, from 1, where JavaScript counts UTF-16 units. */
function lineOfError(thrown: unknown, { text, line }: SqlStatement): number {
  const position = thrown instanceof Error && 'position' in thrown ? Number(thrown.position) : 1
  const before = Array.from(text).slice(0, position - 1)
  return line + before.filter((character) => character === '\n').length
}
