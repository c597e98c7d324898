import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { envText, Secret } from '@keelson/core'
import { postgresUrlFor, type PostgresTarget, type PostgresUrl } from '@keelson/core/postgres'
import { formatPythonSettings } from '@keelson/core/python'
import {
  lintSqlalchemyEngine,
  parseSqlAlchemyUrl,
  sqlalchemyEngine,
  sqlalchemyEngineOptions,
  type SqlalchemyDialect,
  type SqlalchemyEngineInput,
  type SqlalchemyEngineOptions,
} from '@keelson/core/sqlalchemy'
import { createRandom } from '@keelson/core/testing'
import { startPostgres, type PostgresServer } from '../services/postgres.ts'
import { hostileTexts } from './hostile.ts'
import { runPython, type Site } from './programs.ts'

interface Engine {
  readonly error?: string
  readonly dialect: string
  readonly class: string
  readonly pool_size: number | null
  readonly max_overflow: number | null
  readonly pool_timeout: number | null
  readonly pool_recycle: number
  readonly pool_pre_ping: boolean
  readonly pool_use_lifo: boolean
  readonly echo: boolean
  readonly isolation_level: string | null
  readonly driver: Readonly<Record<string, unknown>>
}
interface Url {
  readonly drivername: string
  readonly username: string | null
  readonly password: string | null
  readonly host: string | null
  readonly port: number | null
  readonly database: string | null
  readonly query: Readonly<Record<string, string>>
}
interface Answer {
  readonly version: string
  readonly modules: readonly Engine[]
  readonly urls: readonly Url[]
  readonly connected: readonly unknown[]
}

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keelson-sqlalchemy-'))
})
afterAll(() => rm(folder, { recursive: true }))

const ask = (site: Site, input: object, env: Record<string, string> = {}) =>
  runPython(site, 'sqlalchemy_engines.py', input, { env, cwd: folder }) as Promise<Answer>

const sites: readonly Site[] = ['debian', 'pip']
const version = { debian: '1.4', pip: '2.1' } as const
const urls: Readonly<Record<SqlalchemyDialect, string>> = {
  'postgresql+psycopg': 'postgresql+psycopg://app@db.example/shop',
  'postgresql+psycopg2': 'postgresql+psycopg2://app@db.example/shop',
  'postgresql+asyncpg': 'postgresql+asyncpg://app@db.example/shop',
  'mysql+pymysql': 'mysql+pymysql://app@db.example/shop',
  sqlite: 'sqlite:///shop.db',
}

function generate(site: Site, count: number): SqlalchemyEngineInput[] {
  const random = createRandom(23)
  const maybe = <T>(value: T) => (random() < 0.5 ? value : undefined)
  const whole = (min: number, max: number) => min + Math.floor(random() * (max - min))
  const dialects = (Object.keys(urls) as SqlalchemyDialect[]).filter(
    (dialect) => !(site === 'debian' && dialect === 'postgresql+psycopg'),
  )
  return Array.from({ length: count }, (_, index): SqlalchemyEngineInput => {
    const dialect = dialects[index % dialects.length] as SqlalchemyDialect
    const kind = maybe('serverless' as const)
    const hasPool = dialect !== 'sqlite' && kind === undefined
    return {
      dialect,
      kind,
      threads: maybe(whole(1, 12)),
      server: maybe({ pooler: random() < 0.7 ? 'transaction' : 'session', idleSeconds: maybe(whole(1, 4000)) }),
      connectTimeoutSeconds: maybe(whole(1, 30)),
      applicationName: maybe(hostileTexts(300, 3)[index] ?? ''),
      ...(hasPool && {
        pool_size: maybe(whole(1, 20)),
        max_overflow: maybe(whole(0, 10)),
        pool_timeout: maybe(whole(1, 60)),
        pool_use_lifo: maybe(true),
      }),
      pool_recycle: maybe(whole(1, 3600)),
      pool_pre_ping: maybe(random() < 0.5),
      echo: maybe(random() < 0.3),
      isolation_level: dialect === 'sqlite' ? undefined : maybe('READ COMMITTED'),
      connect_args: dialect.endsWith('psycopg2') ? maybe({ keepalives_idle: 30 }) : undefined,
    }
  })
}

test.each(sites)('create_engine of %s takes the options, and has them', async (site) => {
  const inputs = generate(site, 250)
  const asked = new Set(
    inputs.flatMap((input) => Object.entries(input).flatMap(([name, value]) => (value === undefined ? [] : [name]))),
  )
  expect([...asked].toSorted()).toEqual(
    'applicationName connectTimeoutSeconds connect_args dialect echo isolation_level kind max_overflow pool_pre_ping pool_recycle pool_size pool_timeout pool_use_lifo server threads'
      .split(' ')
      .toSorted(),
  )
  const modules = inputs.map((input) => {
    const options = sqlalchemyEngineOptions(input)
    const asynchronous = input.dialect === 'postgresql+asyncpg'
    return formatPythonSettings({ engine: sqlalchemyEngine(urls[input.dialect], options, { asynchronous }) })
  })
  const answer = await ask(site, { modules })
  expect(answer.version.startsWith(version[site])).toBe(true)
  // Nothing of a text was carried out.
  expect(await readdir(folder)).toEqual([])
  for (const [index, input] of inputs.entries()) {
    const options = sqlalchemyEngineOptions(input)
    expect(answer.modules[index]).toMatchObject(expectedOf(input, options))
    const threads = input.pool_size ?? input.threads
    expect(
      lintSqlalchemyEngine(options, { ...input, server: { ...input.server, idleSeconds: undefined }, threads }),
    ).toEqual([])
  }
})

/** What is left out is SQLAlchemy's own; its asynchronous pool has another class, and the same numbers. */
function expectedOf(
  { dialect, echo = false }: SqlalchemyEngineInput,
  options: SqlalchemyEngineOptions,
): Partial<Engine> {
  const { connect_args: args = {}, poolclass, ...own } = options
  const shown = Object.entries(args as object).map(([name, value]: [string, unknown]) => [
    name,
    name === 'ssl' ? '<SSLContext>' : name === 'prepared_statement_name_func' ? '<function>' : value,
  ])
  const driver = Object.fromEntries(shown) as Engine['driver']
  const tls = dialect === 'postgresql+asyncpg' ? { ssl: '<SSLContext>' } : {}
  return { dialect, ...own, echo, ...(poolclass ? { class: 'NullPool' } : {}), driver: { ...driver, ...tls } }
}

const hosts = ['db.example', '2001:db8::1', '/run/postgresql', '10.0.0.7']
const names = hostileTexts(1000, 7).filter((text) => text !== '' && text.isWellFormed())

test.each(sites)('make_url of %s reads URLs as they were meant, and so do we', async (site) => {
  const sqlalchemy = version[site]
  const target: PostgresTarget = site === 'debian' ? 'postgresql+psycopg2' : 'postgresql+psycopg'
  const parts = names.flatMap((text, index): PostgresUrl[] => {
    // Before 2.1 a ? ends the name of the database.
    const database = site === 'debian' ? text.replaceAll('?', '') || 'shop' : text
    return [
      {
        host: hosts[index % hosts.length] as string,
        port: index % 2 === 0 ? 5432 : 6543,
        database,
        user: names.at(-1 - index),
        password: new Secret(names[(index * 7) % names.length] as string),
        parameters: { application_name: text },
      },
    ]
  })
  expect(parts.length).toBeGreaterThan(900)
  const written = parts.map((one) => postgresUrlFor(one, target, { sqlalchemy }))
  const answer = await ask(site, { urls: written.map((url) => url.reveal()) })
  for (const [index, one] of parts.entries()) {
    const isSocket = one.host.startsWith('/')
    const url = answer.urls[index] as Url
    expect(url).toEqual({
      drivername: target,
      username: one.user,
      password: one.password?.reveal(),
      host: isSocket ? null : one.host,
      port: one.port === 5432 ? null : one.port,
      database: one.database,
      query: {
        ...one.parameters,
        ...(isSocket ? { host: one.host } : { sslmode: 'verify-full', sslrootcert: 'system' }),
      },
    })
    const read = parseSqlAlchemyUrl(written[index] as Secret, { sqlalchemy })
    const { host: _, ...query } = url.query
    expect({ ...read, password: read.password?.reveal() }).toEqual({
      dialect: 'postgresql',
      driver: target.split('+')[1],
      host: one.host,
      port: url.port ?? undefined,
      database: one.database,
      user: one.user,
      password: one.password?.reveal(),
      parameters: query,
    })
  }
})

test('what SQLAlchemy accepts and stumbles over later is a finding', async () => {
  const url = 'sqlite:///:memory:'
  const file = 'sqlite:////tmp/keelson-none.db'
  const modules = [
    formatPythonSettings({
      engine: sqlalchemyEngine('postgresql+psycopg2://app@db.example/shop', { pool_recycle: '300' }),
    }),
    formatPythonSettings({ engine: sqlalchemyEngine(url, { connect_args: { connect_timeout: 10 } }) }),
    formatPythonSettings({ engine: sqlalchemyEngine(url, { max_overflow: 3 }) }),
    formatPythonSettings({ engine: sqlalchemyEngine(file, { pool_size: 3 }) }),
    formatPythonSettings({ engine: sqlalchemyEngine('postgres://app@db.example/shop', {}) }),
    formatPythonSettings({ engine: sqlalchemyEngine('postgresql://app@db.example/shop', { pool_pre_ping: 'False' }) }),
  ]
  const [old, now] = await Promise.all(sites.map(async (site) => (await ask(site, { modules })).modules))
  for (const [recycle, timeout, overflow, , postgres] of [old ?? [], now ?? []]) {
    expect(recycle).toMatchObject({ pool_recycle: '300' })
    // The engine is made; what its driver is given here is what it refuses when it connects.
    expect(timeout?.driver).toMatchObject({ connect_timeout: 10 })
    expect(overflow?.error).toContain('TypeError')
    expect(postgres?.error).toContain('NoSuchModuleError')
  }
  expect(old?.[3]?.error).toContain("Invalid argument(s) 'pool_size'")
  expect(now?.[3]?.class).toBe('QueuePool')
  // The same URL is another driver.
  expect(
    [old?.[5]?.driver, now?.[5]?.driver].map((one) =>
      Object.keys(one ?? {})
        .toSorted()
        .join(),
    ),
  ).toEqual(['database,host,user', 'dbname,host,user'])
  expect([old?.[5]?.pool_pre_ping, now?.[5]?.pool_pre_ping]).toEqual(['False', 'False'])
})

let server: PostgresServer
beforeAll(async () => {
  server = await startPostgres()
}, 60_000)
afterAll(() => server.remove())

test.each(sites)('an engine of %s connects to a server that it verified', { timeout: 60_000 }, async (site) => {
  const target: PostgresTarget = site === 'debian' ? 'postgresql+psycopg2' : 'postgresql+psycopg'
  const options = { sslmode: 'verify-full' } as const
  const good = postgresUrlFor(server.url(), target, { ...options, sslrootcert: server.caFile })
  const other = postgresUrlFor(server.url(), target, { ...options, sslrootcert: '/etc/ssl/certs/ca-certificates.crt' })
  const { connected } = await ask(site, { connect: [good.reveal(), other.reveal()] })
  expect(connected).toEqual([[true, server.user], { error: expect.stringMatching(/certificate|no SSL error/) }])
})

test('a URL of the environment stays there', async () => {
  const url = envText({ env: 'DATABASE_URL' })
  const options = sqlalchemyEngineOptions({ dialect: 'postgresql+psycopg2', threads: 6 })
  const modules = [formatPythonSettings({ engine: sqlalchemyEngine(url, options) })]
  const DATABASE_URL = postgresUrlFor('postgresql://app:pw%401@db.example/shop', 'postgresql+psycopg2').reveal()
  const { modules: engines } = await ask('pip', { modules }, { DATABASE_URL })
  expect(engines[0]).toMatchObject({
    pool_size: 6,
    max_overflow: 2,
    driver: { password: 'pw@1', sslmode: 'verify-full' },
  })
})
