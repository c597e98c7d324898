import { Client } from 'pg'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createFolder } from './folder.ts'
import { startPostgres, type PostgresServer } from './postgres.ts'

vi.setConfig({ testTimeout: 60_000 })

function owned(server: PostgresServer): PostgresServer {
  onTestFinished(() => server.remove())
  return server
}

async function connect(server: PostgresServer): Promise<Client> {
  const client = new Client({ connectionString: server.url(), ssl: { ca: server.ca } })
  client.on('error', () => {})
  await client.connect()
  onTestFinished(() => client.end())
  return client
}

async function numbers(server: PostgresServer, text: string): Promise<number[]> {
  const client = await connect(server)
  const { rows } = await client.query<number[]>({ text, rowMode: 'array' })
  return rows.flat()
}

test('a copy that is made under writes is the state of one moment', async () => {
  const source = owned(await startPostgres())
  const setup = await connect(source)
  await setup.query('create table written (writer int, i int, filler text)')
  let writing = true
  const acknowledged = [0, 0, 0]
  const writers = acknowledged.map(async (_, writer) => {
    const client = await connect(source)
    while (writing) {
      const next = (acknowledged[writer] ?? 0) + 1
      await client.query(`insert into written values ($1, $2, repeat('x', 2000))`, [writer, next])
      acknowledged[writer] = next
    }
  })
  // Files that come and go, and a log that is recycled, while it is copied.
  const churn = (async () => {
    const client = await connect(source)
    while (writing)
      await client.query('create table passing as select generate_series(1, 1000); drop table passing; checkpoint')
  })()
  const copies: { copy: PostgresServer; before: number[]; after: number[] }[] = []
  for (let round = 0; round < 3; round += 1) {
    const before = [...acknowledged]
    const copy = owned(await source.clone())
    copies.push({ copy, before, after: [...acknowledged] })
  }
  writing = false
  await Promise.all([...writers, churn])

  for (const { copy, before, after } of copies) {
    expect(copy.running).toBe(false)
    await copy.start()
    const counts = await numbers(copy, 'select count(*)::int from written group by writer order by writer')
    const highest = await numbers(copy, 'select max(i) from written group by writer order by writer')
    expect(counts).toEqual(highest)
    highest.forEach((value, writer) => {
      expect(value).toBeGreaterThanOrEqual(before[writer] ?? 0)
      // One insert of each writer may be done and not yet acknowledged.
      expect(value).toBeLessThanOrEqual((after[writer] ?? 0) + 1)
    })
  }
})

test('what is written to a copy stays there, and a copy can be copied', async () => {
  const source = owned(await startPostgres())
  await (await connect(source)).query('create table state (i int); insert into state values (1)')
  const copy = owned(await source.clone())
  expect(copy.port).not.toBe(source.port)
  await copy.start()
  await (await connect(copy)).query('insert into state values (2)')
  await (await connect(source)).query('insert into state values (3)')
  const second = owned(await copy.clone())
  await second.start()
  expect(await numbers(source, 'select i from state order by i')).toEqual([1, 3])
  expect(await numbers(copy, 'select i from state order by i')).toEqual([1, 2])
  expect(await numbers(second, 'select i from state order by i')).toEqual([1, 2])
})

test.each(['fast', 'immediate'] as const)('a server that was stopped (%s) is copied as it lies', async (mode) => {
  const source = owned(await startPostgres())
  await (await connect(source)).query('create table state (i int); insert into state values (1)')
  await source.stop(mode)
  const copy = owned(await source.clone())
  await Promise.all([copy.start(), source.start()])
  expect(await numbers(copy, 'select i from state')).toEqual([1])
  expect(await numbers(source, 'select i from state')).toEqual([1])
})

test('a copy is asked for before the start is done, and the source is stopped right behind it', async () => {
  const source = owned(await startPostgres({ start: false }))
  const [, copy] = await Promise.all([source.start(), source.clone(), source.stop()])
  owned(copy)
  await copy.start()
  expect(await numbers(copy, 'select 1')).toEqual([1])
})

test('a server with a tablespace is not copied: its files would be shared', async () => {
  const source = owned(await startPostgres())
  const folder = await createFolder('tablespace')
  await (await connect(source)).query(`create tablespace elsewhere location '${folder}'`)
  await expect(source.clone()).rejects.toThrow('tablespaces cannot be cloned')
})
