import { KeelsonError } from '@keelson/core'
import { createFakeClock } from '@keelson/core/testing'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { startPostgres, type PostgresServer } from '../../../../test/services/postgres.ts'
import { postgresProbe, type PostgresTarget } from './postgres.js'

let server: PostgresServer
beforeAll(async () => {
  server = await startPostgres({ tls: false })
})
afterAll(() => server.remove())

const pools: pg.Pool[] = []
function open(config: pg.PoolConfig = {}): pg.Pool {
  const pool = new pg.Pool({ connectionString: server.url(), ...config })
  pool.on('error', () => undefined)
  pools.push(pool)
  return pool
}
afterEach(() => Promise.all(pools.splice(0).map((pool) => pool.end())))

const context = (signal = new AbortController().signal) => ({ signal, attempt: 1 })
const measured = { observedValue: expect.any(Number), observedUnit: 'ms' }

test('a database that answers', async () => {
  const pool = open()
  const probe = postgresProbe(pool)
  expect(probe).toMatchObject({ name: 'postgres', kind: 'postgres', cost: { wakesCompute: true } })
  expect(await probe.run(context())).toEqual({ status: 'pass', ...measured })
  expect(await postgresProbe(pool, { name: 'orders', query: 'select now()' }).run(context())).toMatchObject({
    status: 'pass',
  })
  expect(pool.totalCount).toBe(1)
})

test('a single client has no counts, and does as well', async () => {
  const client = new pg.Client(server.url())
  await client.connect()
  expect(await postgresProbe(client).run(context())).toMatchObject({ status: 'pass' })
  await client.end()
})

test('what the database refuses, by its SQLSTATE', async () => {
  const reading = await postgresProbe(open(), { query: 'select * from orders' }).run(context())
  expect(reading).toEqual({ status: 'fail', code: '42P01', output: 'relation "orders" does not exist', ...measured })
  const url = server.url().replace(server.password, 'pw-7f3k-wrong')
  const refused = await postgresProbe(open({ connectionString: url })).run(context())
  expect(refused).toMatchObject({ status: 'fail', code: '28P01' })
  expect(JSON.stringify(refused)).not.toContain('7f3k')
})

test('a server that is not there', async () => {
  const url = 'postgres://app:pw-7f3k-q@127.0.0.1:1/shop'
  expect(await postgresProbe(open({ connectionString: url })).run(context())).toEqual({
    status: 'fail',
    code: 'ECONNREFUSED',
    output: 'connect ECONNREFUSED 127.0.0.1:1',
    ...measured,
  })
})

test('output is redacted, and a KeelsonError gives the code of its cause', async () => {
  const failing = (error: unknown): PostgresTarget => ({ query: () => Promise.reject(error) })
  const secret = await postgresProbe(failing(new Error('cannot use postgres://app:pw-7f3k-q@db/shop'))).run(context())
  expect(secret).toMatchObject({ code: 'error', output: 'cannot use postgres://app:[secret]@db/shop' })
  const cause = { name: 'error', message: 'refused', code: '28P01' }
  const wrapped = new KeelsonError('cannot connect', { code: 'auth', cause })
  expect(await postgresProbe(failing(wrapped)).run(context())).toMatchObject({
    code: '28P01',
    output: 'cannot connect',
  })
  const plain = new KeelsonError('nothing free', { code: 'timeout' })
  expect(await postgresProbe(failing(plain)).run(context())).toMatchObject({ code: 'timeout', output: 'nothing free' })
})

test('a saturated pool is busy, not broken, and is not queued up for', async () => {
  const pool = open({ max: 1 })
  const client = await pool.connect()
  const waiting = pool.query('select 1')
  expect(await postgresProbe(pool).run(context())).toEqual({
    status: 'warn',
    code: 'saturated',
    output: 'all 1 connections of the pool are in use',
    observedValue: 1,
    observedUnit: 'waiting',
  })
  expect(pool.waitingCount).toBe(1)
  client.release()
  await waiting
  expect(await postgresProbe(pool).run(context())).toMatchObject({ status: 'pass' })
})

test('a pool that nothing comes back to hangs, and one that is only busy does not', async () => {
  const pool = open({ max: 1 })
  const clock = createFakeClock()
  const probe = postgresProbe(pool, { stuckMs: 10_000, clock })
  const codeAfter = async (ms: number) => {
    await clock.advance(ms)
    return (await probe.run(context())).code
  }
  const client = await pool.connect()
  const next = pool.connect()
  const last = pool.query('select 1')
  expect([await codeAfter(0), await codeAfter(9999)]).toEqual(['saturated', 'saturated'])
  expect(await codeAfter(1)).toBe('stuck')
  expect(await probe.run(context())).toMatchObject({
    status: 'fail',
    output: 'all 1 connections of the pool are in use, and none has come back for 10 s',
  })
  // As saturated as before, but it moves.
  client.release()
  const second = await next
  expect([await codeAfter(0), await codeAfter(9999)]).toEqual(['saturated', 'saturated'])
  second.release()
  await last
  expect(await codeAfter(1)).toBeUndefined()
  expect(pool.listenerCount('release')).toBe(1)
})

test('a pool that does not tell what comes back is never said to hang', async () => {
  const clock = createFakeClock()
  const pool = { query: () => Promise.reject(new Error('asked')), waitingCount: 1, idleCount: 0, totalCount: 1 }
  const probe = postgresProbe(pool, { clock })
  await probe.run(context())
  await clock.advance(3_600_000)
  expect(await probe.run(context())).toMatchObject({ status: 'warn', code: 'saturated' })
  expect(() => postgresProbe(pool, { stuckMs: Number.NaN })).toThrow('stuckMs of a probe cannot be NaN')
})

test('a query that hangs: its time is over, and no second one is sent behind it', async () => {
  const pool = open()
  const client = await pool.connect()
  await client.query('create table orders (id int); begin; lock table orders')
  const clock = createFakeClock()
  const probe = postgresProbe(pool, { query: 'select * from orders', timeoutMs: 2000, clock })
  const first = probe.run(context())
  await vi.waitFor(() => expect(clock.pending).toBe(1))
  await clock.advance(2000)
  expect(await first).toEqual({
    status: 'fail',
    code: 'timeout',
    output: 'no answer within 2 s',
    observedValue: 2000,
    observedUnit: 'ms',
  })
  expect(await probe.run(context())).toEqual({
    status: 'fail',
    code: 'timeout',
    output: 'the query of an earlier run is not answered yet',
  })
  expect(pool.totalCount).toBe(2)
  await client.query('commit')
  client.release()
  await vi.waitFor(async () => expect(await probe.run(context())).toMatchObject({ status: 'pass' }))
})

test('ends with its signal', async () => {
  const pool = open({ max: 1 })
  const client = await pool.connect()
  const controller = new AbortController()
  const run = postgresProbe(pool).run(context(controller.signal))
  controller.abort()
  expect(await run).toMatchObject({ status: 'fail', code: 'aborted' })
  client.release()
})
