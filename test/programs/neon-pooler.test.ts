import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { envText, type Finding } from '@keelson/core'
import { djangoDatabases, lintDjangoDatabases, type DjangoDatabase } from '@keelson/core/django'
import { findSessionSetting, lintPostgresUrl, parsePostgresUrl, postgresPoolOptions } from '@keelson/core/postgres'
import { formatPythonSettings } from '@keelson/core/python'
import {
  lintSqlalchemyEngine,
  sqlalchemyEngine,
  sqlalchemyEngineOptions,
  type SqlalchemyDialect,
  type SqlalchemyEngineOptions,
} from '@keelson/core/sqlalchemy'
import { neonServer } from '@keelson/neon/config'
import { startPostgres, type PostgresServer } from '../services/postgres.ts'
import { startPgbouncer } from './pgbouncer.ts'
import { runPython, type Site } from './programs.ts'

const server = neonServer('pooled')

let postgres: PostgresServer
let pooler: Awaited<ReturnType<typeof startPgbouncer>>
beforeAll(async () => {
  postgres = await startPostgres()
  pooler = await startPgbouncer(postgres)
})
afterAll(async () => {
  await pooler?.remove()
  await postgres?.remove()
})

const pooled = (database: string, query = '') =>
  `${postgres.url(database).replace(String(postgres.port), String(pooler.port))}${query}`

/** What happened to the settings of a name. */
interface Outcome {
  /** Eight threads in turn. */
  readonly threads: unknown
  /** A cursor at the server, and another client in the middle of it. */
  readonly iterate?: unknown
  /** One query often enough to be prepared, and another client before the last. */
  readonly prepared: unknown
  /** A query after the compute was suspended. */
  readonly asleep: unknown
}
interface Answer {
  readonly django: Readonly<Record<string, Outcome>>
  readonly engines: Readonly<Record<string, Outcome>>
  readonly options: unknown
}

const versions = {
  debian: { django: '3.2', dialect: 'postgresql+psycopg2' },
  pip: { django: '5.2', dialect: 'postgresql+psycopg' },
} as const satisfies Record<Site, { django: string; dialect: SqlalchemyDialect }>

const error = (text: string | RegExp) => ({ error: expect.stringMatching(text) })
const threads = { answers: 160, sessions: expect.toBeOneOf([1, 2]) }
const django = { threads, iterate: 30, prepared: 'm1', asleep: true }
const engine = { threads, prepared: 2, asleep: true }
// The pooler's last word, or that of TLS.
const closed = /connection has been closed|server closed the connection|database removed|connection already closed/

const codes = (findings: readonly Finding[]) => findings.map(({ code }) => code)

async function ask(
  site: Site,
  databases: Record<string, DjangoDatabase>,
  engines: Record<string, SqlalchemyEngineOptions>,
) {
  const client = new pg.Client({ connectionString: postgres.url(), ssl: { ca: postgres.ca } })
  await client.connect()
  await client.query(`create database ${site}`)
  await client.end()
  const verified = `?sslmode=verify-full&sslrootcert=${postgres.caFile}`
  const written = Object.entries(engines).map(([name, options]) => [
    name,
    formatPythonSettings({ engine: sqlalchemyEngine(envText({ env: 'ENGINE_URL' }), options) }),
  ])
  return (await runPython(site, 'pooler.py', {
    environment: {
      DATABASE: site,
      DATABASE_URL: pooled(site),
      ENGINE_URL: pooled(site, verified).replace('postgresql', versions[site].dialect),
      PLAIN_URL: pooled(site, verified),
      ADMIN_URL: pooled('pgbouncer', verified),
      OPTIONS_URL: pooled(site, `${verified}&options=-c%20search_path%3Dshop`),
    },
    django: formatPythonSettings({ DATABASES: djangoDatabases(databases, versions[site]) }),
    engines: Object.fromEntries(written),
  })) as Answer
}

const url = envText({ env: 'DATABASE_URL' })
const copied = { ENGINE: 'django.db.backends.postgresql', OPTIONS: { sslmode: 'verify-full', sslrootcert: 'ca.pem' } }
const lintCopied = (settings: object) =>
  codes(lintDjangoDatabases({ default: { ...copied, DISABLE_SERVER_SIDE_CURSORS: true, ...settings } }, { server }))

test('Django 3.2 and SQLAlchemy 1.4 on psycopg2', async () => {
  const OPTIONS = { sslrootcert: postgres.caFile }
  const { dialect } = versions.debian
  const naive = { pool_size: 8, pool_recycle: 3600 }
  const answer = await ask(
    'debian',
    {
      default: { url, server, OPTIONS },
      cursors: { url, server, OPTIONS, DISABLE_SERVER_SIDE_CURSORS: false },
      unchecked: { url, server, OPTIONS, CONN_MAX_AGE: 600 },
    },
    { good: sqlalchemyEngineOptions({ dialect, threads: 8, server }), naive },
  )
  expect(answer.django).toEqual({
    default: django,
    cursors: { ...django, iterate: error('cursor ".*" does not exist') },
    unchecked: { ...django, asleep: error(closed) },
  })
  expect(lintCopied({ DISABLE_SERVER_SIDE_CURSORS: false })).toEqual(['django-server-side-cursors'])
  expect(lintCopied({ CONN_MAX_AGE: 600 })).toEqual(['django-no-health-checks'])
  // psycopg2 prepares nothing.
  expect(answer.engines).toEqual({ good: engine, naive: { ...engine, asleep: error(closed) } })
  expect(codes(lintSqlalchemyEngine(naive, { dialect, threads: 8, server }))).toEqual(['sqlalchemy-no-pre-ping'])
  expect(answer.options).toEqual(error('unsupported startup parameter: options'))
})

test('Django 5.2 and SQLAlchemy 2.1 on psycopg', async () => {
  const OPTIONS = { sslrootcert: postgres.caFile }
  const { dialect } = versions.pip
  const naive = { pool_size: 8, pool_recycle: 3600 }
  const answer = await ask(
    'pip',
    {
      default: { url, server, OPTIONS },
      cursors: { url, server, OPTIONS, DISABLE_SERVER_SIDE_CURSORS: false },
      prepared: {
        url,
        OPTIONS: { ...OPTIONS, prepare_threshold: 1, server_side_binding: true },
        DISABLE_SERVER_SIDE_CURSORS: true,
      },
      bound: { url, server, OPTIONS: { ...OPTIONS, prepare_threshold: 1 } },
      unchecked: { url, server, OPTIONS, CONN_MAX_AGE: 600, CONN_HEALTH_CHECKS: false },
    },
    { good: sqlalchemyEngineOptions({ dialect, threads: 8, server }), naive },
  )
  const missing = error('prepared statement ".*" (?:does not exist|already exists)')
  expect(answer.django).toEqual({
    default: django,
    cursors: { ...django, iterate: error('cursor ".*" does not exist') },
    prepared: expect.objectContaining({ prepared: missing }),
    // Values that Django puts into the text leave nothing to prepare.
    bound: django,
    unchecked: { ...django, asleep: error(closed) },
  })
  expect(lintCopied({ OPTIONS: { ...copied.OPTIONS, prepare_threshold: 1, server_side_binding: true } })).toEqual([
    'django-prepared-statements',
  ])
  expect(lintCopied({ CONN_MAX_AGE: 600, CONN_HEALTH_CHECKS: false })).toEqual(['django-no-health-checks'])
  expect(answer.engines).toEqual({
    good: engine,
    naive: expect.objectContaining({ prepared: missing, threads: missing }),
  })
  expect(codes(lintSqlalchemyEngine(naive, { dialect, threads: 8, server }))).toEqual([
    'sqlalchemy-no-pre-ping',
    'sqlalchemy-prepared-statements',
  ])
  expect(answer.options).toEqual(error('unsupported startup parameter: options'))
})

test('a pool of node-postgres', async () => {
  const options = postgresPoolOptions({ kind: 'long-running', applicationName: 'shop', server })
  const open = (query = '') =>
    new pg.Pool({ connectionString: pooled('postgres', query), ssl: { ca: postgres.ca }, ...options })
  const pool = open()
  const answers = await Promise.all(Array.from({ length: 100 }, () => pool.query('select pg_backend_pid() as pid')))
  expect(new Set(answers.map(({ rows }) => rows[0].pid as number)).size).toBeLessThanOrEqual(2)

  // What one client sets, the next one has.
  const [one, other] = [await pool.connect(), await pool.connect()]
  await one.query("set search_path to 'left_behind'")
  expect((await other.query('show search_path')).rows).toEqual([{ search_path: 'left_behind' }])
  await other.query('reset search_path')
  one.release()
  other.release()
  await pool.end()

  for (const query of ['?options=-c%20search_path%3Dshop', '?statement_timeout=5000', '?lock_timeout=5000']) {
    const { parameters } = parsePostgresUrl(pooled('postgres', query))
    const name = findSessionSetting(parameters)
    const refused = open(query)
    await expect(refused.query('select 1')).rejects.toThrow(`unsupported startup parameter: ${name}`)
    await refused.end()
    const found = lintPostgresUrl(pooled('postgres', query), { target: 'node-postgres', server })
    expect(codes(found)).toEqual(['postgres-url-pooled'])
  }
})
