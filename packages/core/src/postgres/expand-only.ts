import { judgeTableAction } from './alter-table-rules.js'
import { breaks, locks, renamed, type Contraction, type Finding } from './contraction.js'
import { createReader, type Reader } from './sql-reader.js'
import { createSqlRedactor } from './redact-sql.js'
import { splitSql, type SqlStatement } from './sql-statements.js'

/**
 * What a migration takes away from the version of the application that runs while and after it is applied, and what it
 * locks. Tables that the same SQL creates are nobody's yet and are left out. What a `DO` block does is not looked at.
 *
 * @example
 * import { findContractions } from '@keelson/core/postgres'
 * const [first] = findContractions('alter table users drop column name')
 * console.log(first?.kind, first?.insteadDo)
 */
export function findContractions(sql: string): Contraction[] {
  return judgeStatements(splitSql(sql))
}

/** {@link findContractions} for SQL that was split already. */
export function judgeStatements(statements: readonly SqlStatement[]): Contraction[] {
  const created = new Set<string>()
  return statements.flatMap((statement) =>
    Array.from(judge(statement, created), (finding) => ({
      ...finding,
      statement: shorten(statement.text),
      line: statement.line,
    })),
  )
}

function shorten(text: string): string {
  const start = text.slice(0, 2000)
  const line = createSqlRedactor(start)(start).replace(/\s+/g, ' ')
  return line.length > 80 ? `${line.slice(0, 79)}…` : line
}

function* judge({ tokens }: SqlStatement, created: Set<string>): Generator<Finding> {
  const reader = createReader(tokens)
  if (reader.take('create')) yield* judgeCreate(reader, created)
  else if (reader.take('drop')) yield* judgeDrop(reader, created)
  else if (reader.take('alter')) yield* judgeAlter(reader, created)
  else if (reader.take('truncate')) yield* judgeTruncate(reader, created)
  else if (reader.take('revoke')) yield revoke
  else if (reader.take('do') || reader.take('call')) yield unread
  else if (reader.take('lock')) yield maintenance('lock table')
  else if (reader.take('vacuum')) {
    if (reader.has('full')) yield maintenance('vacuum full')
  } else if (reader.take('cluster')) yield maintenance('cluster')
  else if (reader.take('reindex')) {
    if (!reader.has('concurrently')) yield maintenance('reindex', 'Write reindex … concurrently')
  } else if (reader.take('refresh')) {
    if (!reader.has('concurrently')) {
      yield maintenance(
        'refresh materialized view',
        'Write refresh materialized view concurrently (it needs a unique index)',
      )
    }
  } else yield* judgeRows(reader, created)
}

function* judgeCreate(reader: Reader, created: Set<string>): Generator<Finding> {
  const isUnique = reader.take('unique')
  if (reader.take('index')) {
    if (reader.take('concurrently')) return
    reader.skipTo('on')
    reader.take('only')
    if (!created.has(reader.name())) yield createIndex(isUnique)
    return
  }
  for (const kind of ['global', 'local', 'temporary', 'temp', 'unlogged', 'foreign', 'materialized']) reader.take(kind)
  // What is replaced, or created if it does not exist, may have been there before.
  const isNew = (reader.take('table') || reader.take('view')) && !reader.at('if')
  if (isNew) created.add(reader.name())
}

/** What an application may be using. Indexes, statistics and the like are none of its business. */
const usedThings = [
  ['table'],
  ['view'],
  ['materialized', 'view'],
  ['foreign', 'table'],
  ['sequence'],
  ['function'],
  ['procedure'],
  ['routine'],
  ['aggregate'],
  ['type'],
  ['domain'],
  ['schema'],
  ['extension'],
  ['trigger'],
  ['policy'],
  ['role'],
  ['user'],
  ['group'],
  ['owned'],
  ['database'],
] as const

const dropInstead: Readonly<Record<string, string>> = {
  table: 'Drop it in a later release, when no running version reads or writes it',
  view: 'To change one, write create or replace view',
  trigger: 'To change one, write create or replace trigger',
  policy: 'To change one, write alter policy',
}

function* judgeDrop(reader: Reader, created: ReadonlySet<string>): Generator<Finding> {
  if (reader.take('index')) {
    if (!reader.take('concurrently')) yield dropIndex
    return
  }
  const thing = usedThings.find((words) => reader.takeAll(...words))?.join(' ')
  if (thing === undefined) return
  reader.takeAll('if', 'exists')
  if (reader.names().every((name) => created.has(name))) return
  yield breaks(
    `drop ${thing}`,
    `the running version of the application may still use the ${thing}, and nothing brings it back`,
    dropInstead[thing] ?? 'Drop it in a later release, when no running version uses it',
  )
}

function* judgeAlter(reader: Reader, created: ReadonlySet<string>): Generator<Finding> {
  const isTable = reader.take('table') || reader.takeAll('foreign', 'table')
  const isView = !isTable && (reader.take('view') || reader.takeAll('materialized', 'view'))
  if (isTable || isView) {
    reader.takeAll('if', 'exists')
    reader.take('only')
    if (created.has(reader.name())) return
    reader.take('*')
    for (const action of reader.split(',')) yield* judgeTableAction(action)
    return
  }
  const thing = ['type', 'domain', 'sequence', 'function', 'procedure', 'routine', 'schema'].find((kind) =>
    reader.take(kind),
  )
  if (thing === undefined) return
  if (reader.has('rename')) {
    if (!reader.hasAll('rename', 'constraint')) yield renamed(`rename ${thing}`)
  } else if (reader.hasAll('set', 'schema')) yield renamed(`set schema of ${thing}`)
  else if (thing === 'type' && (reader.hasAll('drop', 'attribute') || reader.hasAll('alter', 'attribute'))) {
    yield alterAttribute
  } else if (thing === 'domain' && (reader.hasAll('set', 'not', 'null') || reader.has('add'))) yield narrowDomain
}

function* judgeTruncate(reader: Reader, created: ReadonlySet<string>): Generator<Finding> {
  reader.take('table')
  reader.take('only')
  if (!reader.names().every((name) => created.has(name))) yield emptied('truncate', 'it removes all rows')
}

function* judgeRows(reader: Reader, created: ReadonlySet<string>): Generator<Finding> {
  const isWith = reader.at('with')
  const isDelete = isWith ? reader.hasAll('delete', 'from') : reader.takeAll('delete', 'from')
  if (!isDelete && !reader.take('update')) return
  // That of a subquery says nothing about the rows.
  const isBounded = (isWith ? reader : reader.outsideParentheses()).has('where')
  reader.take('only')
  if (created.has(reader.name())) return
  if (isDelete && !isBounded) yield emptied('delete without where', 'it removes all rows')
  else if (isDelete) yield { ...emptied('delete', 'it removes rows'), severity: 'locks' }
  else if (!isBounded) yield updateAll
}

function emptied(kind: string, why: string): Finding {
  const insteadDo = 'Do it by hand, after a backup, when no running version needs the rows'
  return breaks(kind, `${why}, and no undo brings them back`, insteadDo)
}

function maintenance(kind: string, insteadDo = 'Do it outside of a release, when nobody waits'): Finding {
  return locks(kind, 'it keeps everybody else out of the table while it runs', insteadDo)
}

function createIndex(isUnique: boolean): Finding {
  return locks(
    'create index',
    `nobody can write to the table while it is built${isUnique ? ', and the running version may write duplicates' : ''}`,
    'Write create index concurrently, in a migration of its own with transaction: false',
  )
}

const dropIndex = locks(
  'drop index',
  'nobody can use the table until it has the lock, and on conflict of the running version may need a unique one',
  'Write drop index concurrently, in a migration of its own with transaction: false',
)
const updateAll = locks(
  'update without where',
  'every row is locked until the migration ends',
  'Fill it in batches, outside of the migration',
)
const revoke = breaks(
  'revoke',
  'the running version of the application may need the privilege',
  'Revoke it in a later release, when no running version needs it',
)
const unread = locks(
  'do',
  'what the code does is not looked at',
  'Read it with the same eyes: nothing dropped, renamed or narrowed',
)
const alterAttribute = breaks(
  'alter attribute',
  'the running version reads and writes the old shape',
  'Add a new type beside the old one, and drop the old one in a later release',
)
const narrowDomain = breaks(
  'narrow domain',
  'what the running version writes may not be allowed any more',
  'Do it in a later release: add the constraint as not valid, then validate it',
)
