import { createFakeClock } from '@keelson/core/testing'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startPostgres, type PostgresServer } from '../../../../test/services/postgres.ts'
import { connect, type Session } from './connect.js'
import { createPool, type PoolOptions } from './pool.js'
import { withPool } from './with-pool.js'

let server: PostgresServer
let watcher: Session
beforeAll(async () => {
  server = await startPostgres()
  watcher = await connect({ connectionString: server.url(), ca: server.ca })
})
afterAll(async () => {
  await watcher.end()
  await server.remove()
})

const options = (): PoolOptions => ({ connectionString: server.url(), ca: server.ca, applicationName: 'function' })

async function connections(): Promise<number> {
  const { rows } = await watcher.client.query(`select pid from pg_stat_activity where application_name = 'function'`)
  return rows.length
}
const noneLeft = () => vi.waitFor(async () => expect(await connections()).toBe(0))

test('serverless: one connection, and none when nobody uses it', async () => {
  const pool = createPool({ ...options(), preset: 'serverless' })
  const pids = await Promise.all(
    Array.from({ length: 5 }, () => pool.query<{ pid: number }>('select pg_backend_pid() as pid')),
  )
  expect(new Set(pids.map(({ rows }) => rows[0]?.pid)).size).toBe(1)
  await noneLeft()
  expect(pool.totalCount).toBe(0)
  await pool.query('select 1')
  await pool.end()
})

test('withPool: gives the value, and leaves no connection', async () => {
  const rows = await withPool(options(), async (pool) => {
    await pool.query('select 1')
    expect(pool.options.max).toBe(1)
    return (await pool.query('select 2 as two')).rows
  })
  expect(rows).toEqual([{ two: 2 }])
  for (let run = 0; run < 10; run++) {
    await withPool(options(), (pool) => pool.query('select 1'))
    expect(await connections()).toBe(0)
  }
})

test('withPool: a handler that ends the pool itself has done nothing wrong', async () => {
  const onError = vi.fn<NonNullable<PoolOptions['onError']>>()
  await withPool({ ...options(), onError }, async (pool) => {
    await pool.query('select 1')
    void pool.end()
  })
  expect(await connections()).toBe(0)
  expect(onError).not.toHaveBeenCalled()
})

test('withPool: also when the handler throws, with queries on their way', async () => {
  let late: Promise<unknown> | undefined
  const failed = withPool({ ...options(), max: 3 }, async (pool) => {
    await pool.query('select 1')
    late = pool.query('select 3 as three from pg_sleep(0.1)')
    await pool.query('select 1')
    throw new Error('handler')
  })
  await expect(failed).rejects.toThrow('handler')
  await expect(late).resolves.toMatchObject({ rows: [{ three: 3 }] })
  await noneLeft()
})

test('withPool: closes and names what the handler never released', async () => {
  const clock = createFakeClock()
  const onError = vi.fn<NonNullable<PoolOptions['onError']>>().mockImplementation(() => {
    throw new Error('observer')
  })
  const done = withPool({ ...options(), clock, onError }, async (pool) => {
    await (await pool.connect()).query('select 1')
    return 'done'
  })
  await vi.waitFor(() => expect(clock.pending).toBe(1))
  await clock.advance(5000)
  await expect(done).resolves.toBe('done')
  expect(onError.mock.calls[0]?.[0].message).toMatch(/^closed 1 connections that the handler did not release in 5 s/)
  await noneLeft()
})
