import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { startPostgres, type PostgresServer } from '../../../../test/services/postgres.ts'
import { createFakeClock } from '../testing/fake-clock.js'
import { migrate } from './migrate.js'
import type { MigrateEvent } from './migration.js'
import type { SqlClient } from './sql-client.js'

let server: PostgresServer
let client: pg.Client
let other: pg.Client
beforeAll(async () => {
  server = await startPostgres({ tls: false })
})
afterAll(() => server.remove())

async function open(name: string): Promise<pg.Client> {
  const opened = new pg.Client({ connectionString: server.url(), application_name: name })
  await opened.connect()
  return opened
}
beforeEach(async () => {
  client = await open('first release')
  other = await open('second release')
})
afterEach(async () => {
  await client.query('drop table if exists keelson_migrations, a')
  await Promise.all([client.end(), other.end()])
})

const migrations = [{ name: '001', sql: 'create table a (b int)' }]

/** A session that stops before a statement until it is let go on. */
function holding(session: pg.Client, statement: string): { client: SqlClient; reached: Promise<void>; go: () => void } {
  const { promise: reached, resolve: reach } = Promise.withResolvers<void>()
  const { promise: gone, resolve: go } = Promise.withResolvers<void>()
  const query: SqlClient['query'] = async (text, values) => {
    if (text === statement) {
      reach()
      await gone
    }
    return session.query(text, values)
  }
  return { client: { query }, reached, go }
}

test('two runs at the same time: one applies, the other waits and skips', async () => {
  const first = holding(client, 'commit')
  const clock = createFakeClock()
  const onEvent = vi.fn<(event: MigrateEvent) => void>()
  const firstDone = migrate(first.client, { migrations })
  await first.reached
  const secondDone = migrate(other, { migrations, clock, onEvent })
  await vi.waitFor(() => expect(clock.pending).toBe(1))
  first.go()
  expect(await firstDone).toEqual({ applied: ['001'], skipped: [] })
  await clock.advance(500)
  expect(await secondDone).toEqual({ applied: [], skipped: ['001'] })
  expect(onEvent.mock.calls).toHaveLength(1)
  expect(onEvent.mock.calls[0]?.[0]).toMatchObject({
    type: 'waiting',
    text: expect.stringMatching(
      /^waiting for process \d+ \(first release, connected since .* UTC\), which is migrating$/,
    ),
  })
})

test('a lock that stays: who has it, and nothing is changed', async () => {
  const first = holding(client, 'commit')
  const firstDone = migrate(first.client, { migrations })
  await first.reached
  const clock = createFakeClock({ auto: true })
  await expect(migrate(other, { migrations, clock, waitForLockMs: 2000 })).rejects.toMatchObject({
    code: 'locked',
    message: expect.stringMatching(
      /^the lock of keelson_migrations was not free within 2 s: process \d+ \(first release, connected since [\d: -]+ UTC\) is migrating\. Nothing was changed/,
    ),
  })
  expect(clock.now()).toBe(2000)
  const controller = new AbortController()
  controller.abort()
  await expect(migrate(other, { migrations, signal: controller.signal })).rejects.toMatchObject({ code: 'aborted' })
  await expect(migrate(other, { migrations: [], table: 'another' })).resolves.toEqual({ applied: [], skipped: [] })
  first.go()
  await firstDone
})

test('other roles see no name: the process is enough', async () => {
  const first = holding(client, 'commit')
  const firstDone = migrate(first.client, { migrations })
  await first.reached
  await other.query('create role stranger; set role stranger')
  await expect(migrate(other, { migrations, waitForLockMs: 0 })).rejects.toMatchObject({
    code: 'locked',
    message: expect.stringMatching(/process \d+.* is migrating/),
  })
  await other.query('reset role; drop role stranger')
  first.go()
  await firstDone
})

test('a pooler in transaction mode is noticed, wherever it changes the session', async () => {
  for (const from of [2, 3, 8]) {
    let count = 0
    // A session for the first statements, another one for the rest.
    const pooler: SqlClient = { query: (text, values) => (++count < from ? client : other).query(text, values) }
    await expect(migrate(pooler, { migrations })).rejects.toMatchObject({
      code: 'config',
      message: expect.stringMatching(/a pooler is between\. Migrate over a direct connection/),
    })
    // Whoever asks is now the second session, and it has taken the lock in the first case: that one is given back.
    const { rows } = await other.query(`select pid from pg_locks where locktype = 'advisory'`)
    expect(rows).toHaveLength(from === 2 ? 0 : 1)
    await Promise.all([client, other].map((session) => session.query('select pg_advisory_unlock_all()')))
  }
  expect((await client.query(`select to_regclass('a') as a`)).rows).toEqual([{ a: null }])
})
