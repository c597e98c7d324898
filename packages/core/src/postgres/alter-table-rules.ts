import { breaks, locks, renamed, type Finding } from './contraction.js'
import type { Reader } from './sql-reader.js'

/** What one action of an `ALTER TABLE` takes away or locks. */
export function* judgeTableAction(action: Reader): Generator<Finding> {
  if (action.take('rename')) {
    if (!action.at('constraint')) yield renamed(action.at('to') ? 'rename table' : 'rename column')
  } else if (action.take('add')) yield* judgeAdd(action)
  else if (action.take('drop')) yield action.at('constraint') ? dropConstraint : dropColumn
  else if (action.take('alter')) yield* judgeColumn(action)
  else if (action.takeAll('set', 'schema')) yield renamed('set schema of table')
  else if (action.take('set') && ['logged', 'unlogged', 'tablespace', 'access'].some((word) => action.at(word))) {
    yield rewrite('move table', 'Do it outside of a release, when nobody waits')
  } else if (action.hasAll('row', 'level', 'security') && (action.at('enable') || action.at('force'))) {
    yield rowSecurity
  } else if (action.take('detach')) yield detachPartition
  else if (action.take('attach')) yield attachPartition
}

function* judgeAdd(action: Reader): Generator<Finding> {
  if (action.take('constraint')) action.name()
  if (action.at('not')) {
    yield setNotNull
    return
  }
  if (['check', 'foreign', 'unique', 'primary', 'exclude'].some((word) => action.at(word))) {
    yield* judgeConstraint(action)
    return
  }
  action.take('column')
  action.takeAll('if', 'not', 'exists')
  action.name()
  const column = action.outsideParentheses()
  const isSerial = ['serial', 'bigserial', 'smallserial', 'serial4', 'serial8', 'serial2'].some((type) =>
    column.at(type),
  )
  const hasValue = isSerial || column.has('default') || column.has('generated')
  if (!hasValue && (column.hasAll('not', 'null') || column.has('primary'))) yield addNotNull
  const isStored = column.has('stored') || column.has('identity')
  const isVolatile = column.has('default') && volatile.some((name) => action.hasAll(name, '('))
  if (isSerial || isStored || isVolatile) {
    yield rewrite('add column', 'Add it without a default, set the default in another statement, fill it in batches')
  }
  // Nothing is looked up for a column that is empty everywhere.
  const isReference = hasValue && column.has('references')
  if (isReference || ['unique', 'primary', 'check'].some((word) => column.has(word))) yield* judgeConstraint(column)
}

/** Functions whose every call gives another value, so that every row has to be written anew. */
const volatile = [
  'gen_random_bytes',
  'gen_random_uuid',
  'uuidv4',
  'uuidv7',
  'uuid_generate_v1',
  'uuid_generate_v1mc',
  'uuid_generate_v4',
  'random',
  'clock_timestamp',
  'timeofday',
  'nextval',
]

function* judgeConstraint(action: Reader): Generator<Finding> {
  if (action.hasAll('not', 'valid') || action.hasAll('using', 'index')) return
  const hasIndex = action.has('unique') || action.has('primary') || action.has('exclude')
  yield locks(
    'add constraint',
    `the table is locked while all its rows are ${hasIndex ? 'put into an index' : 'checked'}, and the running version may write rows that it refuses`,
    hasIndex
      ? 'Write create unique index concurrently in a migration of its own, then add the constraint using index'
      : 'Add it as not valid, and validate the constraint in a migration of its own',
  )
}

function* judgeColumn(action: Reader): Generator<Finding> {
  if (action.take('constraint')) return
  action.take('column')
  action.name()
  if (action.at('type') || action.hasAll('set', 'data', 'type')) yield alterType
  else if (action.takeAll('set', 'not', 'null')) yield setNotNull
  else if (action.take('drop') && ['default', 'identity', 'expression'].some((word) => action.at(word))) {
    yield dropDefault
  }
}

function rewrite(kind: string, insteadDo: string): Finding {
  return locks(kind, 'nobody can use the table while all its rows are written anew', insteadDo)
}

const dropColumn = breaks(
  'drop column',
  'the running version of the application still names the column in its queries',
  'Stop using it in this release, drop it in the next one',
)
const dropConstraint = locks(
  'drop constraint',
  'nobody can use the table until it has the lock, and on conflict of the running version may need a unique one',
  'Make sure that no query names it, and keep lockTimeoutMs short',
)
const addNotNull = breaks(
  'add column not null',
  'inserts of the running version do not name the column and fail',
  'Give it a constant default, or add it without not null',
)
const alterType = breaks(
  'alter column type',
  'the running version reads and writes the old type, and all rows may be written anew under a lock',
  'Add a column of the new type, write both, and drop the old one in a later release',
)
const setNotNull = breaks(
  'set not null',
  'inserts of the running version may leave the column empty and fail',
  'Do it in a later release: add a check (… is not null) not valid, validate it, then set not null',
)
const dropDefault = breaks(
  'drop default',
  'inserts of the running version may count on the value',
  'Drop it in a later release, when every running version writes the column',
)
const rowSecurity = breaks(
  'row level security',
  'without a policy that allows them, the running version sees and writes no rows',
  'Create the policies in an earlier release, and try it with the role of the application',
)
const detachPartition = breaks(
  'detach partition',
  'the rows of the partition are gone from the table',
  'Detach it in a later release, when no running version reads those rows',
)
const attachPartition = locks(
  'attach partition',
  'the partition is locked while all its rows are checked',
  'First add a valid check constraint that says the same as the bounds',
)
