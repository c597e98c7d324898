import { envText, Secret, type KeelsonError } from '@keelson/core'
import { djangoDatabases, lintDjangoDatabases } from '@keelson/core/django'
import { lintConnectionBudget, pgDumpCommand, postgresPoolOptions } from '@keelson/core/postgres'
import { lintSqlalchemyEngine, sqlalchemyEngineOptions } from '@keelson/core/sqlalchemy'
import { describe, expect, test } from 'vitest'
import { lintNeonUrl, neonServer, neonUrls, type NeonUrlContext } from './index.js'

const direct = 'ep-still-sea-123456.eu-central-1.aws.neon.tech'
const pooled = 'ep-still-sea-123456-pooler.eu-central-1.aws.neon.tech'
const urlOf = (host: string, query = '?sslmode=verify-full') => `postgresql://app:pw-7f3k@${host}/shop${query}`

describe('neonServer', () => {
  test('says what a host leads to, from a host, a URL or a secret', () => {
    const server = neonServer(pooled)
    expect(server).toEqual({
      name: "Neon's pooler",
      pooler: 'transaction',
      poolerHost: pooled,
      directHost: direct,
      connections: 10_000,
      sleepsAfterSeconds: 300,
    })
    expect(neonServer(urlOf(pooled))).toEqual(server)
    expect(neonServer(new Secret(urlOf(pooled)))).toEqual(server)
    const { poolerHost: _, directHost: __, ...unnamed } = server
    expect(neonServer('pooled')).toEqual(unnamed)
    expect(neonServer('direct')).toMatchObject({ pooler: 'none', connections: 97 })
    expect(neonServer(direct)).toMatchObject({ pooler: 'none', connections: 97, sleepsAfterSeconds: 300 })
  })

  test('by what is set of the compute', () => {
    expect(neonServer(direct, { autoscaling_limit_min_cu: 1 })).toMatchObject({ connections: 412 })
    expect(neonServer(direct, { suspend_timeout_seconds: 3600 })).toMatchObject({ sleepsAfterSeconds: 3600 })
    expect(neonServer(direct, { suspend_timeout_seconds: 0 })).toMatchObject({ sleepsAfterSeconds: 300 })
    expect(neonServer(direct, { suspend_timeout_seconds: -1 })).not.toHaveProperty('sleepsAfterSeconds')
  })

  test('is what the builders take, and their linters find nothing', () => {
    const server = neonServer(pooled)
    // Closed before the compute is suspended.
    expect(postgresPoolOptions({ kind: 'long-running', server })).toMatchObject({ idleTimeoutMillis: 270_000 })
    const input = { dialect: 'postgresql+psycopg', threads: 4, server } as const
    const engine = sqlalchemyEngineOptions(input)
    expect(engine).toMatchObject({ pool_recycle: 270, pool_pre_ping: true, connect_args: { prepare_threshold: null } })
    expect(lintSqlalchemyEngine(engine, input)).toEqual([])
    const url = envText({ env: 'DATABASE_URL' })
    for (const django of ['3.2', '5.2'] as const) {
      const HOST = envText({ env: 'PGHOST' })
      const { default: settings } = djangoDatabases({ default: { NAME: 'shop', HOST, server } }, { django })
      expect(settings).toMatchObject({ DISABLE_SERVER_SIDE_CURSORS: true, CONN_MAX_AGE: django === '3.2' ? 0 : 60 })
      expect(lintDjangoDatabases({ default: settings }, { django, server, threads: 4 })).toEqual([])
    }
    expect(djangoDatabases({ default: { url, server } }, { django: '5.2' })).toHaveProperty('default')
    const services = [{ name: 'web', workers: 2, threads: 60 }]
    expect(lintConnectionBudget({ server, services })).toEqual([])
    expect(lintConnectionBudget({ server: neonServer(direct), services })).toMatchObject([
      { message: expect.stringContaining('and a Neon compute of 0.25 units takes 97') },
    ])
    expect(() => pgDumpCommand({ url: urlOf(pooled), file: 'shop.dump', server })).toThrow(
      `Give the direct host, ${direct}`,
    )
  })

  test.each([
    ['db.example', 'cannot be used'],
    ['postgresql://app:pw-7f3k@db.example/shop', 'db.example is none of its hosts'],
  ])('refuses %s', (host, problem) => {
    expect(() => neonServer(host)).toThrow(problem)
    expect(() => neonServer(host)).not.toThrow(/7f3k/)
  })

  test('refuses numbers that are none', () => {
    expect(() => neonServer(direct, { autoscaling_limit_min_cu: 0 })).toThrow('must be above 0')
    expect(() => neonServer(direct, { suspend_timeout_seconds: 1.5 })).toThrow('must be whole seconds')
  })
})

describe('neonUrls', () => {
  test.each([direct, pooled])('gives both from %s', (host) => {
    const query = '?sslmode=require&channel_binding=require&options=endpoint%3Dep-still-sea-123456'
    const urls = neonUrls(`postgres://app:p%2Fw@${host}/shop${query}`)
    expect(urls.pooled.reveal()).toBe(`postgresql://app:p%2Fw@${pooled}/shop${query}`)
    expect(urls.direct.reveal()).toBe(`postgresql://app:p%2Fw@${direct}/shop${query}`)
    expect(JSON.stringify(urls)).toBe('{"pooled":"[secret]","direct":"[secret]"}')
  })

  test.each([
    [urlOf('db.example'), 'db.example is none of its hosts'],
    [urlOf(direct, '?options=-c%20search_path%3Dshop'), 'the pooler takes no options'],
    [urlOf(pooled, '?statement_timeout=5000'), 'the pooler takes no statement_timeout'],
    [urlOf(pooled).replace('@', '@@'), 'two @'],
  ])('refuses %s', (url, problem) => {
    expect(() => neonUrls(url)).toThrow(
      expect.objectContaining<Partial<KeelsonError>>({ code: 'config', message: expect.stringContaining(problem) }),
    )
    expect(() => neonUrls(url)).not.toThrow(/7f3k/)
  })
})

test.each<[string, string, string, NeonUrlContext, string, string]>([
  [
    'neon-host',
    urlOf('ep-still-sea-123456.eu-central-1-pooler.aws.neon.tech'),
    urlOf(pooled),
    {},
    'error',
    'the name of no compute',
  ],
  ['neon-host', urlOf('still-sea.eu-central-1.aws.neon.tech'), urlOf(direct), {}, 'error', 'the name of no compute'],
  [
    'neon-direct-host',
    urlOf(direct),
    urlOf(pooled),
    { use: 'application' },
    'info',
    'takes 97 connections; its pooler takes 10000',
  ],
  ['neon-direct-host', urlOf(direct), urlOf(pooled), { use: 'serverless' }, 'warning', 'takes 97'],
  ['postgres-url-pooled', urlOf(pooled), urlOf(direct), { use: 'migrations' }, 'error', 'advisory locks'],
  ['postgres-url-pooled', urlOf(pooled), urlOf(direct), { use: 'dump' }, 'error', 'pg_dump'],
  [
    'postgres-url-pooled',
    urlOf(pooled, '?sslmode=verify-full&statement_timeout=5000'),
    urlOf(direct, '?sslmode=verify-full&statement_timeout=5000'),
    {},
    'error',
    'refuses statement_timeout',
  ],
  ['postgres-url-placeholder', urlOf('ep-xxx.eu-central-1.aws.neon.tech'), urlOf(direct), {}, 'error', 'placeholder'],
  ['postgres-url-sslmode', urlOf(direct, ''), urlOf(direct), {}, 'warning', 'no sslmode'],
])('%s: %s, but not %s', (code, bad, good, context, severity, message) => {
  expect(lintNeonUrl(good, context)).toEqual([])
  const findings = lintNeonUrl(bad, { ...context, path: 'POSTGRES_URL' })
  expect(findings).toMatchObject([{ code, severity, path: 'POSTGRES_URL', message: expect.stringContaining(message) }])
  expect(JSON.stringify(findings)).not.toContain('7f3k')
})

test('the fix names the other host', () => {
  expect(lintNeonUrl(urlOf(pooled), { use: 'dump' })[0]?.fix).toBe(`Take the direct host, ${direct}`)
  expect(lintNeonUrl(urlOf(direct), { use: 'application' })[0]?.fix).toContain(`Take ${pooled} for the application`)
})

test('what asks all the time keeps the compute awake', () => {
  const url = urlOf(pooled)
  const [finding, ...more] = lintNeonUrl(url, { asksEverySeconds: 600 })
  expect(more).toEqual([])
  expect(finding).toMatchObject({ code: 'neon-kept-awake', severity: 'warning' })
  expect(finding?.message).toContain('awake 365 hours a month: 91 compute unit hours for nothing')
  expect(lintNeonUrl(url, { asksEverySeconds: 60 })[0]?.message).toContain('awake 730 hours a month: 183 compute')
  expect(lintNeonUrl(url, { asksEverySeconds: 3600 })).toEqual([])
  expect(lintNeonUrl(url, { asksEverySeconds: 60, compute: { suspend_timeout_seconds: -1 } })).toEqual([])
})

test('a URL of SQLAlchemy, and one that cannot be read', () => {
  const url = urlOf(pooled, '?sslmode=verify-full&sslrootcert=system').replace(':', '+psycopg:')
  expect(lintNeonUrl(url, { target: 'postgresql+psycopg', use: 'application' })).toEqual([])
  expect(lintNeonUrl(url, { target: 'postgresql+psycopg', use: 'dump' })[0]?.code).toBe('postgres-url-pooled')
  expect(lintNeonUrl('postgresql://app:pw@7f3k@db/shop')).toMatchObject([{ code: 'postgres-url-unreadable' }])
})
