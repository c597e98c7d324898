import { inspect } from 'node:util'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { startPostgres, type PostgresServer } from '../../../../test/services/postgres.ts'
import { migrate } from './migrate.js'

let server: PostgresServer
let client: pg.Client
beforeAll(async () => {
  server = await startPostgres({ tls: false })
})
afterAll(() => server.remove())
beforeEach(async () => {
  client = new pg.Client(server.url())
  client.on('error', () => undefined)
  await client.connect()
})
afterEach(async () => {
  await client.query('drop schema if exists shop cascade; drop schema public cascade; create schema public')
  await client.end()
})

describe('what a migration sets', () => {
  test.each([true, false])(
    'is not there for its record and for the next one (transaction: %s)',
    async (transaction) => {
      await client.query('create schema shop; set search_path to shop')
      // As a dump begins.
      const dump = `set statement_timeout = 0; select pg_catalog.set_config('search_path', '', false); create table shop.a (b int)`
      const migrations = [
        { name: '001_dump', sql: dump, transaction },
        { name: '002_more', sql: 'create table more (b int)', transaction },
      ]
      expect(await migrate(client, { migrations })).toMatchObject({ applied: ['001_dump', '002_more'] })
      const { rows } = await client.query(
        `select relname as name from pg_class where relkind = 'r' and relnamespace = 'shop'::regnamespace order by 1`,
      )
      expect(rows.map(({ name }) => name)).toEqual(['a', 'keelson_migrations', 'more'])
    },
  )

  test('statements mean what they were read as, whatever the session says of backslashes', async () => {
    await client.query('set standard_conforming_strings = off')
    const sql = `create table a (b text); insert into a values ('back\\'), ('; drop table a; --')`
    await migrate(client, { migrations: [{ name: '001', sql }] })
    expect((await client.query('select b from a')).rows).toEqual([{ b: 'back\\' }, { b: '; drop table a; --' }])
  })
})

test.each([
  `create role app password 'pw-7f3k-a' 1`,
  `alter role postgres with password pw_7f3k_a`,
  `do $$ begin create user app login encrypted password pw_7f3k_a; end $$`,
  `do $$ begin raise exception 'cannot use %', 'pw-7f3k-a'; create role app password 'pw-7f3k-a'; end $$`,
])('a password that the server repeats is not shown: %s', async (sql) => {
  const error = await migrate(client, { migrations: [{ name: '001', sql }] }).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ code: 'invalid_request' })
  expect(inspect(error) + JSON.stringify(error)).not.toContain('7f3k')
})

test('a session that breaks in the middle: nothing of the migration is there, and the next run applies it', async () => {
  const migrations = [{ name: '001', sql: 'create table a (b int); select pg_sleep(0.2)' }]
  const killed = new pg.Client(server.url())
  killed.on('error', () => undefined)
  await killed.connect()
  const first = migrate(killed, { migrations }).catch((thrown: unknown) => thrown)
  await vi.waitFor(async () => {
    const { rows } = await client.query(`select pid from pg_stat_activity where query = 'select pg_sleep(0.2)'`)
    expect(rows).toHaveLength(1)
  })
  // Hangs up, as the system does for a process that was killed.
  await killed.end()
  expect(await first).toMatchObject({ code: 'network' })
  expect(await migrate(client, { migrations })).toMatchObject({ applied: ['001'] })
})
