import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { startPostgres, type PostgresServer } from '../../../../test/services/postgres.ts'
import { isKeelsonError, type KeelsonError } from '../errors.js'
import { createFakeClock } from '../testing/fake-clock.js'
import { migrate, type MigrateOptions } from './migrate.js'
import type { MigrateEvent, Migration } from './migration.js'
import type { SqlClient } from './sql-client.js'

let server: PostgresServer
let client: pg.Client
let other: pg.Client
beforeAll(async () => {
  server = await startPostgres({ tls: false })
})
afterAll(() => server.remove())

async function open(name: string): Promise<pg.Client> {
  const opened = new pg.Client({ connectionString: server.url('shop'), application_name: name })
  opened.on('error', () => undefined)
  await opened.connect()
  return opened
}

beforeEach(async () => {
  const admin = new pg.Client(server.url())
  await admin.connect()
  await admin.query('drop database if exists shop with (force)')
  await admin.query('create database shop')
  await admin.end()
  client = await open('migrations')
  other = await open('application')
})
afterEach(async () => {
  await Promise.all([client.end(), other.end()])
})

const users: Migration = {
  name: '001_users',
  sql: 'create table users (id int primary key); insert into users values (1)',
}
const email: Migration = { name: '002_email', sql: 'alter table users add column email text' }

const failure = (options: MigrateOptions, session: SqlClient = client): Promise<KeelsonError> =>
  migrate(session, options).then(
    () => expect.unreachable(),
    (error: unknown) => {
      if (!isKeelsonError(error)) throw error
      return error
    },
  )
const tables = async () => {
  const { rows } = await other.query<{ name: string }>(
    `select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1`,
  )
  return rows.map(({ name }) => name)
}
const locks = async () => (await other.query(`select 1 from pg_locks where locktype = 'advisory'`)).rows.length

describe('migrating', () => {
  test('applies what is new, in the order of the list, once', async () => {
    const onEvent = vi.fn<(event: MigrateEvent) => void>()
    expect(await migrate(client, { migrations: [users], onEvent })).toEqual({ applied: ['001_users'], skipped: [] })
    expect(onEvent.mock.calls).toEqual([[{ type: 'applied', migration: '001_users', text: 'applied 001_users' }]])
    expect(await migrate(client, { migrations: [users, email] })).toEqual({
      applied: ['002_email'],
      skipped: ['001_users'],
    })
    expect(await migrate(client, { migrations: [users, email] })).toMatchObject({ applied: [] })
    const { rows } = await other.query(
      'select name, length(checksum) as length from keelson_migrations order by position',
    )
    expect(rows).toEqual([
      { name: '001_users', length: 64 },
      { name: '002_email', length: 64 },
    ])
    expect((await other.query('select * from users')).rows).toEqual([{ id: 1, email: null }])
    expect(await locks()).toBe(0)
  })

  test('with nothing to do it changes nothing, also for a role that may change nothing', async () => {
    expect(await migrate(client, { migrations: [] })).toEqual({ applied: [], skipped: [] })
    expect(await tables()).toEqual([])
    await migrate(client, { migrations: [users] })
    await client.query('create role reader; grant select on keelson_migrations to reader; set role reader')
    expect(await migrate(client, { migrations: [users] })).toEqual({ applied: [], skipped: ['001_users'] })
    expect(await failure({ migrations: [users, email] })).toMatchObject({ code: 'forbidden' })
    await client.query('reset role; drop owned by reader; drop role reader')
  })

  test('records them where it is told', async () => {
    await client.query('create schema app')
    await migrate(client, { migrations: [users], table: 'app.Applied' })
    expect((await other.query('select name from app."Applied"')).rows).toEqual([{ name: '001_users' }])
    for (const table of ['a b', 'a.b.c', 'users; drop table users', '"quoted"', '']) {
      expect(await failure({ migrations: [users], table })).toMatchObject({ code: 'config', message: /table must be/ })
    }
  })

  test('line ends of Windows and a byte order mark are no change', async () => {
    await migrate(client, { migrations: [{ name: 'a', sql: 'create table a (b int);\ncreate table c (d int);' }] })
    const windows = { name: 'a', sql: '\uFEFFcreate table a (b int);\r\ncreate table c (d int);' }
    expect(await migrate(client, { migrations: [windows] })).toMatchObject({ skipped: ['a'] })
  })

  test('a migration of nothing but comments is applied', async () => {
    expect(await migrate(client, { migrations: [{ name: 'empty', sql: '-- nothing yet' }] })).toMatchObject({
      applied: ['empty'],
    })
  })

  test('its limits do not outlive the migration', async () => {
    const index: Migration = {
      name: 'index',
      sql: 'create index concurrently on users (id); analyze',
      transaction: false,
    }
    await migrate(client, { migrations: [users, index], lockTimeoutMs: 100, statementTimeoutMs: 1000 })
    const { rows } = await client.query(
      `select current_setting('lock_timeout') as lock, current_setting('statement_timeout') as statement`,
    )
    expect(rows).toEqual([{ lock: '0', statement: '0' }])
  })
})

describe('before anything is changed it refuses', () => {
  const table = { name: 'fine', sql: 'create table fine (a int)' }

  test.each<[string, readonly Migration[], string]>([
    ['no name', [{ name: ' ', sql: '' }], 'a migration has no name'],
    ['two of a name', [table, table], 'two migrations are named fine'],
    ['no SQL', [{ name: 'a', sql: undefined as never }], 'migration a has no sql'],
    ['broken SQL', [table, { name: 'a', sql: `select 1;\nselect 'x` }], 'that begins on line 2 does not end'],
    [
      'begin',
      [{ name: 'a', sql: 'begin; select 1' }],
      'migration a begins or ends a transaction on line 1. Leave begin',
    ],
    ['commit', [{ name: 'a', sql: 'select 1;\ncommit' }], 'on line 2'],
    ['rollback', [{ name: 'a', sql: 'rollback' }], 'begins or ends a transaction'],
    ['begin, alone', [{ name: 'a', sql: 'begin', transaction: false }], 'begins or ends a transaction'],
    [
      'psql',
      [table, { name: 'a', sql: 'select 1;\n\\connect shop' }],
      'a has a command of psql on line 2. Leave it out',
    ],
    ['rows', [{ name: 'a', sql: 'copy a (b) from stdin;\n1' }], 'a copies from stdin on line 1. Write insert'],
    ['start transaction', [{ name: 'a', sql: 'start transaction' }], 'begins or ends a transaction'],
    ['prepare transaction', [{ name: 'a', sql: `prepare transaction 'x'` }], 'begins or ends a transaction'],
  ])('%s', async (_, migrations, message) => {
    expect(await failure({ migrations })).toMatchObject({ code: 'config', message: expect.stringContaining(message) })
    expect(await tables()).toEqual([])
  })

  test('limits that are none', async () => {
    for (const limit of [{ lockTimeoutMs: -1 }, { statementTimeoutMs: 0.5 }, { waitForLockMs: NaN }]) {
      const error = await failure({ migrations: [table], ...limit })
      expect(error).toMatchObject({ code: 'config', message: expect.stringContaining(Object.keys(limit)[0] ?? '') })
    }
  })

  test('what the running version does not survive, unless it is marked', async () => {
    const drop: Migration = { name: '002_drop', sql: '-- old\nalter table users drop column name' }
    await migrate(client, { migrations: [users] })
    const error = await failure({ migrations: [users, { name: '001_a', sql: 'create table a (b int)' }, drop] })
    expect(error).toMatchObject({ code: 'config' })
    expect(error.message).toMatch(
      /^nothing was migrated: a change would break the version of the application that still runs\n {2}002_drop line 2: drop column: the running.*Stop using it in this release.*contract: true$/s,
    )
    expect(await tables()).toEqual(['keelson_migrations', 'users'])
    await client.query('alter table users add column name text')
    const marked = { ...drop, contract: true }
    expect(await migrate(client, { migrations: [users, marked] })).toMatchObject({ applied: ['002_drop'] })
    // Applied ones are history.
    expect(await migrate(client, { migrations: [users, drop] })).toMatchObject({ applied: [] })
  })

  test('savepoints are no end of a transaction', async () => {
    const sql = 'savepoint a; rollback to a; rollback work to savepoint a; release a; prepare p as select 1'
    expect(await migrate(client, { migrations: [{ name: 'a', sql }] })).toMatchObject({ applied: ['a'] })
  })

  test('a list that contradicts what is applied', async () => {
    await migrate(client, { migrations: [users, email] })
    const changed = { ...users, sql: `${users.sql} ` }
    const early = { name: '000_early', sql: 'create table early (a int)' }
    const cases: [readonly Migration[], RegExp][] = [
      [[changed, email], /001_users has changed since it was applied\. Take the change back/],
      [[early, users, email], /out of order: 000_early stands before 001_users, .*names that come after 002_email/],
      [[email, users], /out of order: 002_email stands before 001_users/],
      [[users], /002_email is in keelson_migrations and not among the migrations given\. Is this an older release/],
      [[], /001_users, 002_email are in/],
    ]
    for (const [migrations, message] of cases) {
      expect(await failure({ migrations })).toMatchObject({ code: 'conflict', message })
    }
    expect(await tables()).toEqual(['keelson_migrations', 'users'])
  })
})

describe('a migration that fails', () => {
  test('is rolled back, and those before it stay', async () => {
    const broken = {
      name: '002_broken',
      sql: 'create table a (b int);\n\ninsert into a\n  select 1 / (id - 1) from users',
    }
    expect(await failure({ migrations: [users, broken, email] })).toMatchObject({
      code: 'invalid_request',
      message:
        'migration 002_broken failed on line 3 (statement 2 of 2): 22012 division by zero; rolled back, nothing of it is there; applied before it: 001_users',
      cause: { code: '22012' },
    })
    expect(await tables()).toEqual(['keelson_migrations', 'users'])
    expect(await locks()).toBe(0)
    expect(await migrate(client, { migrations: [users, email] })).toEqual({
      applied: ['002_email'],
      skipped: ['001_users'],
    })
  })

  test('the line is that of the mistake, past characters of two units', async () => {
    const sql = `create table a (b int);\nselect '🚀🚀🚀🚀🚀🚀🚀🚀',\n  'x',\n  wrong,\n  1`
    expect((await failure({ migrations: [{ name: 'a', sql }] })).message).toMatch(
      /on line 4 \(statement 2 of 2\): 42703/,
    )
  })

  test('at its commit', async () => {
    const sql = `create table a (id int primary key, b int references a deferrable initially deferred); insert into a values (1, 2)`
    expect((await failure({ migrations: [{ name: 'a', sql }] })).message).toMatch(
      /^migration a failed at its commit: 23503/,
    )
    expect(await tables()).toEqual(['keelson_migrations'])
  })

  test('too slow', async () => {
    const error = await failure({ migrations: [{ name: 'a', sql: 'select pg_sleep(5)' }], statementTimeoutMs: 20 })
    expect(error).toMatchObject({ code: 'timeout', message: expect.stringMatching(/57014 .*Raise statementTimeoutMs/) })
  })

  test('outside of a transaction: what stays is named', async () => {
    await migrate(client, {
      migrations: [
        { ...users, sql: `${users.sql}; alter table users add twin int default 1; insert into users values (2, 1)` },
      ],
    })
    const sql = 'create table a (b int);\ncreate unique index concurrently twins on users (twin)'
    const migrations = [
      { ...users, sql: `${users.sql}; alter table users add twin int default 1; insert into users values (2, 1)` },
    ]
    const inside = await failure({ migrations: [...migrations, { name: '002_index', sql }] })
    expect(inside.message).toMatch(
      /on line 2 .*: 25001 .*nothing of it is there. Give the migration transaction: false/,
    )
    const outside = await failure({ migrations: [...migrations, { name: '002_index', sql, transaction: false }] })
    expect(outside.message).toMatch(
      /23505 .*; its first 1 statements stay; drop the unfinished index before it runs again: twins$/,
    )
    expect(await tables()).toEqual(['a', 'keelson_migrations', 'users'])
  })

  test('the session breaks: in the middle, and at the commit', async () => {
    const ended = await failure({ migrations: [{ name: 'a', sql: 'select pg_terminate_backend(pg_backend_pid())' }] })
    expect(ended).toMatchObject({ code: 'invalid_request', message: expect.stringContaining('57P01') })
    await client.end()
    client = await open('migrations')
    const session: SqlClient = {
      query: async (text, values) => {
        const result = await client.query(text, values)
        if (text === 'commit') throw Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })
        return result
      },
    }
    expect(await failure({ migrations: [users] }, session)).toMatchObject({
      code: 'ambiguous_write',
      message: expect.stringMatching(
        /at its commit: read ECONNRESET; whether it is applied is not known\. Migrate again/,
      ),
    })
    expect(await migrate(client, { migrations: [users] })).toMatchObject({ skipped: ['001_users'] })
  })

  test('aborted between two statements', async () => {
    const controller = new AbortController()
    const session: SqlClient = {
      query: (text, values) => {
        if (text.startsWith('create table a')) controller.abort()
        return client.query(text, values)
      },
    }
    const migrations = [users, { name: '002', sql: 'create table a (b int); create table c (d int)' }]
    expect(await failure({ migrations, signal: controller.signal }, session)).toMatchObject({ code: 'aborted' })
    expect(await tables()).toEqual(['keelson_migrations', 'users'])
  })
})

describe('others who use the tables', () => {
  test('are not kept waiting: it gives up and tries again', async () => {
    await migrate(client, { migrations: [users] })
    await other.query('begin; select * from users')
    const clock = createFakeClock()
    const onEvent = vi.fn<(event: MigrateEvent) => void>()
    const options = { migrations: [users, email], lockTimeoutMs: 10, clock, random: () => 1, onEvent }
    const done = migrate(client, options)
    await vi.waitFor(() => expect(clock.pending).toBe(1))
    await other.query('commit')
    await clock.advance(1000)
    expect(await done).toMatchObject({ applied: ['002_email'] })
    expect(onEvent.mock.calls[0]?.[0]).toEqual({
      type: 'retrying',
      migration: '002_email',
      text: '002_email: attempt 2, its tables were in use',
    })
  })

  test('an index that is built concurrently waits for them without a limit', async () => {
    await migrate(client, { migrations: [users] })
    await other.query('begin; insert into users values (7)')
    const index = { name: '002', sql: 'create index concurrently on users (id)', transaction: false }
    const done = migrate(client, { migrations: [users, index], lockTimeoutMs: 20, statementTimeoutMs: 20 })
    await other.query('select pg_sleep(0.1); commit')
    expect(await done).toMatchObject({ applied: ['002'] })
  })

  test('five attempts, then an error that says why', async () => {
    await migrate(client, { migrations: [users] })
    await other.query('begin; select * from users')
    const clock = createFakeClock({ auto: true })
    const options = { migrations: [users, email], lockTimeoutMs: 10, clock, random: () => 1 }
    expect(await failure(options)).toMatchObject({
      code: 'locked',
      message: expect.stringMatching(
        /55P03 .*; in use by process \d+ \(application, idle in transaction, since [\d: -]+ UTC\); rolled back.*Somebody else uses/,
      ),
    })
    expect(clock.now()).toBe(1000 + 2000 + 4000 + 8000)
    await other.query('commit')
  })

  test('a deadlock is tried again', async () => {
    let first = true
    const session: SqlClient = {
      query: async (text, values) => {
        if (first && text === email.sql) {
          first = false
          throw Object.assign(new Error('deadlock detected'), { code: '40P01' })
        }
        return client.query(text, values)
      },
    }
    const options = { migrations: [users, email], clock: createFakeClock({ auto: true }) }
    expect(await migrate(session, options)).toMatchObject({ applied: ['001_users', '002_email'] })
  })

  test('hear of what locks', async () => {
    const onEvent = vi.fn<(event: MigrateEvent) => void>()
    await migrate(client, { migrations: [users, { name: '002', sql: 'create index on users (id)' }], onEvent })
    expect(onEvent.mock.calls.map(([{ type, text }]) => `${type} ${text}`)[1]).toMatch(
      /^warning 002 line 1: create index: nobody can write.*concurrently/,
    )
  })
})
