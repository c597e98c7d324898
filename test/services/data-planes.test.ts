import { Redis } from 'ioredis'
import { Client } from 'pg'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createPostgresCompute, createRedisHost, type PostgresCompute } from './data-planes.ts'
import { findRedisProgram } from './redis.ts'

vi.setConfig({ testTimeout: 60_000 })

const program = await findRedisProgram()

async function openCompute(): Promise<PostgresCompute> {
  const compute = await createPostgresCompute()
  onTestFinished(() => compute.stop())
  return compute
}

interface Login {
  readonly branchId: string
  readonly user: string
  readonly password: string
  readonly database: string
}

async function query(compute: PostgresCompute, { branchId, ...login }: Login, text: string): Promise<unknown[]> {
  const client = new Client({ ...(await compute.endpoint(branchId)), ...login, ssl: { ca: compute.ca } })
  client.on('error', () => {})
  await client.connect()
  try {
    // Several statements have several results.
    return [await client.query<unknown[]>({ text, rowMode: 'array' })].flat().flatMap(({ rows }) => rows.flat())
  } finally {
    await client.end()
  }
}

const main: Login = { branchId: 'main', user: `o'wner "x"`, password: `p'w"\\`, database: 'a "base"' }

async function openMain(): Promise<PostgresCompute> {
  const compute = await openCompute()
  await compute.openBranch({ branchId: 'main', withCompute: true })
  await compute.createRole('main', main.user, main.password)
  await compute.createDatabase('main', main.database, main.user)
  return compute
}

test('a role owns its database, makes roles and databases, and is no superuser', async () => {
  const compute = await openMain()
  const attributes = 'select rolsuper, rolcreatedb, rolcreaterole from pg_roles where rolname = current_user'
  expect(await query(compute, main, attributes)).toEqual([false, true, true])
  await query(compute, main, 'create table public.mine (i int); create role second')
  await query(compute, main, 'create database third')
})

test('a new password holds instead of the old one', async () => {
  const compute = await openMain()
  await compute.setPassword('main', main.user, 'new')
  await expect(query(compute, main, 'select 1')).rejects.toMatchObject({ code: '28P01' })
  expect(await query(compute, { ...main, password: 'new' }, 'select 1')).toEqual([1])
})

test('a branch has the roles and the data of its parent at that moment, and a life of its own', async () => {
  const compute = await openMain()
  await query(compute, main, 'create table state (i int); insert into state values (1)')
  await compute.openBranch({ branchId: 'preview', parentId: 'main', withCompute: false })
  await query(compute, main, 'insert into state values (2)')
  const preview = { ...main, branchId: 'preview' }
  await query(compute, preview, 'insert into state values (3)')
  await compute.setPassword('preview', main.user, 'preview only')
  expect(await query(compute, main, 'select i from state order by i')).toEqual([1, 2])
  expect(await query(compute, { ...preview, password: 'preview only' }, 'select i from state order by i')).toEqual([
    1, 3,
  ])
})

test('a suspended branch can be branched, and wakes at its old place when it is asked for', async () => {
  const compute = await openMain()
  const before = await compute.endpoint('main')
  await query(compute, main, 'create table state (i int)')
  await compute.suspend('main')
  const client = new Client({ ...before, user: 'any', ssl: { ca: compute.ca } })
  await expect(client.connect()).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  await compute.openBranch({ branchId: 'preview', parentId: 'main', withCompute: true })
  expect(await query(compute, { ...main, branchId: 'preview' }, 'select count(*)::int from state')).toEqual([0])
  expect(await compute.endpoint('main')).toEqual(before)
  expect(await query(compute, main, 'select count(*)::int from state')).toEqual([0])
})

test('a closed branch is gone, its children stay', async () => {
  const compute = await openMain()
  await compute.openBranch({ branchId: 'preview', parentId: 'main', withCompute: false })
  await compute.closeBranch('main')
  await expect(compute.endpoint('main')).rejects.toThrow('there is no branch main')
  await expect(compute.openBranch({ branchId: 'x', parentId: 'main', withCompute: false })).rejects.toThrow('no branch')
  await expect(compute.openBranch({ branchId: 'preview', withCompute: false })).rejects.toThrow(
    'branch preview already',
  )
  expect(await query(compute, { ...main, branchId: 'preview' }, 'select 1')).toEqual([1])
})

describe.skipIf('missing' in program)('Redis host', () => {
  async function openHost() {
    const host = await createRedisHost()
    if ('missing' in host) throw new Error(host.missing)
    onTestFinished(() => host.stop())
    return host
  }

  async function ping(endpoint: object, ca: string, password: string): Promise<string> {
    const client = new Redis({ ...endpoint, password, tls: { ca }, lazyConnect: true, retryStrategy: () => null })
    let reason: unknown
    client.on('error', (error) => (reason = error))
    try {
      await client.connect()
      return await client.ping()
    } catch (error) {
      throw reason ?? error
    } finally {
      client.disconnect()
    }
  }

  test('every database is a server of its own with its own password', async () => {
    const host = await openHost()
    const [a, b] = [
      await host.open({ databaseId: 'a', password: 'first' }),
      await host.open({ databaseId: 'b', password: 'second' }),
    ]
    expect(await ping(a, host.ca, 'first')).toBe('PONG')
    await expect(ping(b, host.ca, 'first')).rejects.toThrow('WRONGPASS')
    await host.setPassword('b', 'first')
    expect(await ping(b, host.ca, 'first')).toBe('PONG')
    await host.close('a')
    await expect(ping(a, host.ca, 'first')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    expect(await ping(b, host.ca, 'first')).toBe('PONG')
  })

  test('an unknown database and one that exists are told', async () => {
    const host = await openHost()
    await host.open({ databaseId: 'a', password: 'first' })
    await expect(host.open({ databaseId: 'a', password: 'first' })).rejects.toThrow('there is a database a already')
    await expect(host.close('b')).rejects.toThrow('there is no database b')
  })
})
