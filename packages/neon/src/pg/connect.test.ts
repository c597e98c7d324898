import { isKeelsonError, runTransaction, type TransactionError } from '@keelson/core'
import { migrateStep, type MigrateEvent } from '@keelson/core/postgres'
import { createFakeClock } from '@keelson/core/testing'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startPostgres, type PostgresServer } from '../../../../test/services/postgres.ts'
import { connect } from './connect.js'

let server: PostgresServer
beforeAll(async () => {
  server = await startPostgres()
})
afterAll(() => server.remove())

const open = () => connect({ connectionString: server.url(), ca: server.ca, applicationName: 'migrations' })

test('a session: one backend, its own settings, and an end', async () => {
  const { client, end } = await open()
  await client.query(`set application_name = 'kept'`)
  const { rows } = await client.query(`select current_setting('application_name') as name`)
  expect(rows).toEqual([{ name: 'kept' }])
  await end()
  await expect(client.query('select 1')).rejects.toThrow('closed')
})

test('a session that breaks does not end the process', async () => {
  const { client, end } = await open()
  const broken = new Promise<void>((resolve) => client.on('end', resolve))
  await server.stop('immediate')
  await broken
  await expect(client.query('select 1')).rejects.toThrow('not queryable')
  await end()
  await server.start()
})

test('waits for a server that starts late, and ends when aborted', async () => {
  await server.stop()
  const clock = createFakeClock()
  const late = connect({ connectionString: server.url(), ca: server.ca, clock, random: () => 1 })
  await vi.waitFor(() => expect(clock.pending).toBe(2))
  await server.start()
  await clock.advance(100)
  await (await late).end()

  await server.stop()
  const controller = new AbortController()
  const aborted = connect({ connectionString: server.url(), ca: server.ca, clock, signal: controller.signal })
  await vi.waitFor(() => expect(clock.pending).toBe(2))
  controller.abort()
  await expect(aborted).rejects.toMatchObject({ code: 'aborted' })
  expect(clock.pending).toBe(0)
  await server.start()
})

test('a session that stands too late is ended', async () => {
  const controller = new AbortController()
  const aborted = connect({ connectionString: server.url(), ca: server.ca, signal: controller.signal })
  controller.abort()
  await expect(aborted).rejects.toMatchObject({ code: 'aborted' })
  const { client, end } = await open()
  await vi.waitFor(async () => {
    const { rows } = await client.query(`select pid from pg_stat_activity where backend_type = 'client backend'`)
    expect(rows).toHaveLength(1)
  })
  await end()
})

test('migrateStep: applied once, kept by the undo, named in the journal', async () => {
  const migrations = [{ name: '001_notice', sql: 'create table notice (id int)' }]
  const failed = runTransaction({ name: 'release' }, async (run) => {
    expect(await run(migrateStep(open, { migrations }))).toEqual({ applied: ['001_notice'], skipped: [] })
    throw new Error('the deploy failed')
  })
  const { journal } = await failed.then(
    () => expect.unreachable(),
    (error: unknown) => error as TransactionError,
  )
  expect(journal.steps[0]).toMatchObject({
    notes: ['applied 001_notice'],
    undo: [{ what: 'migrations', status: 'kept', detail: '001_notice stay: the old version runs on the new schema' }],
  })
  const again = await runTransaction({ name: 'release' }, (run) => run(migrateStep(open, { migrations })))
  expect(again.value).toEqual({ applied: [], skipped: ['001_notice'] })
  expect(again.journal.steps[0]?.notes).toEqual(['nothing to apply, 1 migrations are there'])
})

test('migrateStep: what was applied before the failure is named', async () => {
  const migrations = [
    { name: '001_notice', sql: 'create table notice (id int)' },
    { name: '002_more', sql: 'create table more (id int)' },
    { name: '003_broken', sql: 'create table more (id int)' },
  ]
  const onEvent = vi.fn<(event: MigrateEvent) => void>()
  const failed = runTransaction({ name: 'release' }, (run) => run(migrateStep(open, { migrations, onEvent })))
  const error = await failed.catch((thrown: unknown) => thrown)
  expect(isKeelsonError(error) && error.message).toContain('migration 003_broken failed on line 1')
  expect((error as TransactionError).journal.steps[0]?.undo[0]?.detail).toMatch(/^002_more stay/)
  expect(onEvent).toHaveBeenCalledTimes(1)
})
