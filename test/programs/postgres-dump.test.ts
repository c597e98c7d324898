import { execFile } from 'node:child_process'
import { chmod, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { envText, reveal, Secret } from '@keelson/core'
import {
  formatDumpScript,
  pgDumpCommand,
  pgRestoreCommand,
  postgresEnvironment,
  type PostgresCommand,
  type PostgresUrl,
} from '@keelson/core/postgres'
import { startPostgres } from '../services/postgres.ts'
import { hostileTexts } from './hostile.ts'
import { startPostgresPair, type PostgresPair } from './postgres-pair.ts'
import { findProgram } from './programs.ts'

const run = promisify(execFile)

let pair: PostgresPair
let folder: string
beforeAll(async () => {
  pair = await startPostgresPair()
  folder = await mkdtemp(join(tmpdir(), 'keelson-dump-'))
  await withClient('postgres', async (client) => {
    await client.query('create database shop')
    for (const name of names) await client.query(`create database "${name.replaceAll('"', '""')}"`)
  })
  await withClient('shop', async (client) => {
    await client.query('create table orders (id int primary key, note text not null)')
    await client.query('insert into orders select n, md5(n::text) from generate_series(1, 5000) n')
  })
}, 120_000)
afterAll(async () => {
  await pair.remove()
  await rm(folder, { recursive: true })
})

/** Names that libpq would take for more than a name, or a shell. */
const names = ['restored', 'a=b', 'postgresql://x/y', 'it\'s \\ "quoted"', '-c', 'ü $(touch keelson-marker)']

async function withClient<T>(database: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    host: 'localhost',
    port: pair.port,
    user: 'postgres',
    password: pair.password,
    database,
  })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

const urlOf = (database: string, password = pair.password): PostgresUrl => ({
  host: 'localhost',
  port: pair.port,
  database,
  user: 'postgres',
  password: new Secret(password),
  parameters: {},
})

interface Outcome {
  readonly code: number
  readonly stderr: string
  readonly stdout: string
}

async function start(
  argv: readonly string[],
  environment: PostgresCommand['environment'],
  path = pair.bin,
): Promise<Outcome> {
  const [program = '', ...args] = argv
  const variables = Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, reveal(value)]))
  const env = { HOME: folder, ...pair.env, ...variables, PATH: `${path}:${process.env['PATH'] ?? ''}` }
  return run(program, args, { env, cwd: folder }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  )
}

const countOrders = (database: string) =>
  withClient(
    database,
    async (client) => (await client.query('select count(*)::int as n from orders')).rows[0] as { n: number },
  )

test('a dump is restored into databases of any name', { timeout: 120_000 }, async () => {
  const dump = pgDumpCommand({
    url: urlOf('shop'),
    file: 'shop.dump',
    clientMajor: pair.major,
    serverMajor: pair.major,
  })
  expect(await start(dump.argv, dump.environment)).toMatchObject({ code: 0, stderr: '' })
  for (const [index, name] of names.entries()) {
    const restore = pgRestoreCommand({ url: urlOf(name), file: 'shop.dump', ...(index === 0 && { clean: true }) })
    expect(await start(restore.argv, restore.environment)).toMatchObject({ code: 0, stderr: '' })
    expect(await countOrders(name)).toEqual({ n: 5000 })
    // A second time it fails, and what is there stays as it is.
    const again = pgRestoreCommand({ url: urlOf(name), file: 'shop.dump' })
    expect((await start(again.argv, again.environment)).code).toBe(1)
    expect(await countOrders(name)).toEqual({ n: 5000 })
    const other = pgDumpCommand({ url: urlOf(name), file: `${index}.sql`, format: 'plain' })
    expect(await start(other.argv, other.environment)).toMatchObject({ code: 0, stderr: '' })
  }
  expect((await readdir(folder)).filter((name) => name.includes('marker'))).toEqual([])
})

test('SQL with an error in it restores nothing, and says so', async () => {
  await withClient('postgres', (client) => client.query('create database plain'))
  await writeFile(
    join(folder, 'bad.sql'),
    'create table orders (id int);\ninsert into orders values (1);\nselect nonsense;\ninsert into orders values (2);\n',
  )
  const { argv, environment } = pgRestoreCommand({ url: urlOf('plain'), file: 'bad.sql', format: 'plain' })
  expect((await start(argv, environment)).code).toBe(3)
  await expect(countOrders('plain')).rejects.toThrow('does not exist')
  // What is copied from pages: half of it is there, and the code is 0.
  const careless = await start(['psql', '--file=bad.sql'], environment)
  expect(careless.code).toBe(0)
  expect(await countOrders('plain')).toEqual({ n: 2 })
})

test('a schema of any name is the one that is dumped', async () => {
  const schemas = ['public', 'a"b', 'Star*', 'x.y']
  await withClient('postgres', (client) => client.query('create database schemas'))
  await withClient('schemas', async (client) => {
    for (const name of [...schemas, 'Starry'].slice(1)) {
      await client.query(
        `create schema "${name.replaceAll('"', '""')}"; create table "${name.replaceAll('"', '""')}".t (id int)`,
      )
    }
  })
  const { argv, environment } = pgDumpCommand({
    url: urlOf('schemas'),
    file: 'schemas.sql',
    format: 'plain',
    schemas: schemas.slice(1),
  })
  expect(await start(argv, environment)).toMatchObject({ code: 0 })
  const text = await readFile(join(folder, 'schemas.sql'), 'utf8')
  expect([...text.matchAll(/^CREATE SCHEMA (.*);$/gm)].map(([, name = '']) => name).toSorted()).toEqual([
    '"Star*"',
    '"a""b"',
    '"x.y"',
  ])
})

test('a newer server is refused, by pg_dump and by us', { timeout: 60_000 }, async () => {
  const server = await startPostgres({ tls: false })
  try {
    const url = server.url()
    const { argv, environment } = pgDumpCommand({ url, file: 'newer.dump' })
    const { code, stderr } = await start(argv, environment)
    expect(code).toBe(1)
    expect(stderr).toContain('aborting because of server version mismatch')
    const versions = { clientMajor: pair.major, serverMajor: 18 }
    expect(() => pgDumpCommand({ url, file: 'newer.dump', ...versions })).toThrow(
      `pg_dump ${pair.major} is older than the server, 18`,
    )
  } finally {
    await server.remove()
  }
})

test.each(['dash', 'bash'])(
  'the script in %s never puts a bad dump in place of a good one',
  { timeout: 60_000 },
  async (shell) => {
    const { path: sh } = await findProgram(shell)
    const name = `kept-${shell}.dump`
    const file = join(folder, name)
    await writeFile(
      join(folder, 'dump.sh'),
      formatDumpScript({ file: envText({ env: 'TARGET' }), lockWaitTimeoutMs: 10_000 }),
    )
    const dump = (environment: PostgresCommand['environment'], path?: string) =>
      start([sh, 'dump.sh'], { ...environment, TARGET: file }, path)
    const left = async () => (await readdir(folder)).filter((one) => one.startsWith(name))
    const good = postgresEnvironment(urlOf('shop'))
    expect(await dump(good)).toMatchObject({ code: 0, stderr: '' })
    const first = await readFile(file)
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(first.length).toBeGreaterThan(50_000)

    const wrong = await dump(postgresEnvironment(urlOf('shop', 'wrong')))
    expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining('password authentication failed') })
    expect((await dump(postgresEnvironment(urlOf('none')))).code).toBe(1)

    // Programs that end with 0 and have written nothing, half of it, or too little.
    const cut = join(folder, 'cut.dump')
    await writeFile(cut, first)
    await truncate(cut, Math.floor(first.length / 2))
    expect(await start(['pg_restore', '--list', cut], {})).toMatchObject({ code: 0 })
    const fake = await mkdtemp(join(folder, 'fake-'))
    for (const [body, code] of [
      [': >"$part"', 1],
      [`cp '${cut}' "$part"`, 1],
      ['exit 7', 7],
    ] as const) {
      await writeFile(join(fake, 'pg_dump'), `#!/bin/sh\nfor part; do :; done\npart=\${part#--file=}\n${body}\n`)
      await chmod(join(fake, 'pg_dump'), 0o755)
      expect((await dump(good, `${fake}:${pair.bin}`)).code).toBe(code)
      expect(await left()).toEqual([name])
    }
    await writeFile(
      join(folder, 'large.sh'),
      formatDumpScript({ file: envText({ env: 'TARGET' }), minBytes: 10_000_000 }),
    )
    const small = await start([sh, 'large.sh'], { ...good, TARGET: file })
    expect(small).toMatchObject({ code: 1, stderr: expect.stringContaining('less than 10000000') })
    expect(await left()).toEqual([name])
    expect(await readFile(file)).toEqual(first)
    expect(await dump(good)).toMatchObject({ code: 0 })
    expect(await left()).toEqual([name])
  },
)

test('shellcheck has nothing to say about scripts for files of any name', { timeout: 120_000 }, async () => {
  const { path, env } = await findProgram('shellcheck')
  const files = hostileTexts(200, 17).filter((text) => text !== '' && !text.includes('\0') && text.length < 1000)
  const scripts = await mkdtemp(join(folder, 'scripts-'))
  const paths = await Promise.all(
    files.map(async (file, index) => {
      const target = join(scripts, `${index}.sh`)
      await writeFile(target, formatDumpScript({ file, schemas: [file] }))
      return target
    }),
  )
  // Odd in a script that somebody wrote, and meant here: a carriage return, and a dollar sign or a backslash in single quotes.
  const options = ['--exclude=SC1003,SC1017,SC2016', '--format=gcc']
  const { stdout } = await run(path, [...options, ...paths], {
    env: { ...process.env, ...env },
    maxBuffer: 2 ** 26,
  }).catch((error: { stdout: string }) => error)
  expect(stdout).toBe('')
})

test(
  'the script writes to exactly the file that was named, and carries out nothing of its name',
  { timeout: 120_000 },
  async () => {
    const fake = await mkdtemp(join(folder, 'programs-'))
    const work = await mkdtemp(join(folder, 'named-'))
    await writeFile(join(fake, 'pg_dump'), '#!/bin/sh\nfor part; do :; done\nprintf %2000s x >"${part#--file=}"\n')
    await writeFile(join(fake, 'pg_restore'), '#!/bin/sh\n')
    await Promise.all(['pg_dump', 'pg_restore'].map((name) => chmod(join(fake, name), 0o755)))
    const files = [...new Set(hostileTexts(300, 19))].filter(
      (text) =>
        text !== '' &&
        !/[\0/]/.test(text) &&
        text.isWellFormed() &&
        Buffer.byteLength(text) < 200 &&
        !/^\.\.?$/.test(text),
    )
    expect(files.length).toBeGreaterThan(150)
    const env = { PATH: `${fake}:${process.env['PATH'] ?? ''}` }
    for (const [index, file] of files.entries()) {
      const script = join(fake, `${index}.sh`)
      await writeFile(script, formatDumpScript({ file }).replace(/^sync$/m, ''))
      await run('/bin/sh', [script], { cwd: work, env })
    }
    expect((await readdir(work)).toSorted()).toEqual(files.toSorted())
  },
)
