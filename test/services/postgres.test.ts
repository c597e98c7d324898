import { stat } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { once } from 'node:events'
import { Client, type ClientConfig } from 'pg'
import { expect, onTestFinished, test, vi } from 'vitest'
import { startPostgres, type PostgresOptions, type PostgresServer } from './postgres.ts'

vi.setConfig({ testTimeout: 60_000 })

async function open(options?: PostgresOptions): Promise<PostgresServer> {
  const server = await startPostgres(options)
  onTestFinished(() => server.remove())
  return server
}

async function query(server: PostgresServer, text: string, config?: ClientConfig): Promise<unknown[]> {
  const client = new Client({ connectionString: server.url(), ssl: { ca: server.ca }, ...config })
  await client.connect()
  try {
    return (await client.query<unknown[]>({ text, rowMode: 'array' })).rows.flat()
  } finally {
    await client.end()
  }
}

test('a PostgreSQL 18 answers under both names with TLS', async () => {
  const server = await open()
  const state = `select current_setting('server_version_num')::int / 10000, ssl from pg_stat_ssl where pid = pg_backend_pid()`
  expect(await query(server, state)).toEqual([18, true])
  const connectionString = server.url().replace('localhost', '127.0.0.1')
  expect(await query(server, state, { connectionString })).toEqual([18, true])
  expect(await query(server, 'select current_database()', { connectionString: server.url('template1') })).toEqual([
    'template1',
  ])
})

test('it refuses plain connections, wrong passwords and clients without its authority', async () => {
  const server = await open()
  await expect(query(server, 'select 1', { ssl: false })).rejects.toThrow('no encryption')
  const connectionString = server.url().replace(server.password, 'wrong')
  await expect(query(server, 'select 1', { connectionString })).rejects.toMatchObject({ code: '28P01' })
  await expect(query(server, 'select 1', { ssl: true })).rejects.toThrow('unable to verify the first certificate')
})

test('without TLS it serves plain connections', async () => {
  const server = await open({ tls: false })
  expect(await query(server, 'select 1', { ssl: false })).toEqual([1])
  await expect(query(server, 'select 1')).rejects.toThrow('does not support SSL')
})

test('its data belong to an unprivileged user', async () => {
  const server = await open()
  const [folder] = await query(server, 'show data_directory')
  const { uid, mode } = await stat(String(folder))
  expect([uid, mode & 0o777]).toEqual([process.getuid?.() || 65_534, 0o700])
})

test('a stopped server starts again with its data, on its port', async () => {
  const server = await open()
  const { port } = server
  await query(server, 'create table kept (i int)')
  await server.stop()
  expect(server.running).toBe(false)
  await expect(query(server, 'select 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  await Promise.all([server.start(), server.start()])
  expect([server.running, server.port]).toEqual([true, port])
  expect(await query(server, 'select count(*)::int from kept')).toEqual([0])
})

test('a crash keeps what was committed and nothing else', async () => {
  const server = await open()
  await query(server, 'create table kept (i int)')
  const client = new Client({ connectionString: server.url(), ssl: { ca: server.ca } })
  const broken = once(client, 'error')
  await client.connect()
  await query(server, 'insert into kept values (1)')
  await client.query('begin')
  await client.query('insert into kept values (2)')
  await server.stop('immediate')
  expect(await broken).toMatchObject([{ message: expect.stringMatching(/terminat|ECONNRESET/) }])
  await server.start()
  expect(await query(server, 'select i from kept')).toEqual([1])
})

test('one that is started later has its port from the beginning', async () => {
  const server = await open({ start: false })
  expect(server.running).toBe(false)
  await expect(query(server, 'select 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  await server.start()
  expect(await query(server, 'select 1')).toEqual([1])
})

test('a start that fails says why', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void other.close())
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  await expect(startPostgres({ port })).rejects.toThrow(
    new RegExp(
      `PostgreSQL on port ${port} ended with 1 while it started; the end of its log:\\n[^]*Address already in use`,
    ),
  )
})

test('nothing is left of a removed server', async () => {
  const server = await startPostgres()
  const [folder] = await query(server, 'show data_directory')
  await server.remove()
  await expect(stat(String(folder))).rejects.toMatchObject({ code: 'ENOENT' })
  await expect(query(server, 'select 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  await server.remove()
})
