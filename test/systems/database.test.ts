import { describe, expect, test } from 'vitest'
import { envText, type Finding } from '@keelson/core'
import { djangoDatabases, lintDjangoDatabases } from '@keelson/core/django'
import {
  formatDumpScript,
  lintConnectionBudget,
  lintPostgresCommand,
  lintPostgresUrl,
  pgDumpCommand,
  pgRestoreCommand,
  postgresUrlFor,
} from '@keelson/core/postgres'
import { formatCommand } from '@keelson/core/shell'
import { lintSqlalchemyEngine, sqlalchemyEngineOptions } from '@keelson/core/sqlalchemy'
import { lintNeonUrl, neonServer, neonUrls } from '@keelson/neon/config'

const found = (findings: readonly Finding[]) => findings.map(({ path, code }) => `${path} ${code}`)

describe('a shop on Render’s free plan with Neon, Upstash, Cloudinary', () => {
  const HOST = 'ep-xxx.eu-central-1.aws.neon.tech'
  const processes = { workers: 2, threads: 4 }

  test('its pooling is the reuse of connections to the compute, which nobody verifies', () => {
    const DATABASES = {
      default: {
        ENGINE: 'django.db.backends.postgresql',
        NAME: 'neondb',
        USER: 'neondb_owner',
        PASSWORD: '<password>',
        HOST,
        PORT: 5432,
        OPTIONS: { sslmode: 'require' },
        CONN_MAX_AGE: 600,
        CONN_HEALTH_CHECKS: true,
      },
    }
    const findings = lintDjangoDatabases(DATABASES, { django: '5.2', server: neonServer(HOST), ...processes })
    expect(found(findings)).toEqual([
      'DATABASES.default.PASSWORD django-database-password',
      'DATABASES.default.CONN_MAX_AGE django-conn-max-age-no-pool',
      'DATABASES.default.OPTIONS.sslmode django-sslmode',
    ])
    expect(findings[1]).toMatchObject({
      message: expect.stringContaining('1 instances x 2 workers x 4 threads = 8 stay open for 600 s'),
      fix: expect.stringContaining('ep-xxx-pooler.eu-central-1.aws.neon.tech'),
    })
  })

  test.each([
    [
      `postgresql://user:password@${HOST}/neondb?sslmode=require`,
      ['neon-direct-host', 'postgres-url-placeholder', 'postgres-url-sslmode'],
    ],
    ['postgresql://user:pass@host:5432/db?sslmode=require', ['postgres-url-placeholder']],
  ])('its URL %s', (url, expected) => {
    const findings = lintNeonUrl(url, { use: 'application', target: 'dj-database-url' })
    expect(findings.map(({ code }) => code)).toEqual(expected)
  })

  test('a ping every ten minutes that asks the database uses up the free hours', () => {
    const findings = lintNeonUrl(real.pooled, { use: 'application', asksEverySeconds: 600 })
    expect(found(findings)).toEqual(['DATABASE_URL neon-kept-awake', 'DATABASE_URL postgres-url-sslmode'])
    expect(findings[0]?.message).toContain('91 compute unit hours for nothing, and the free plan has 100')
  })

  test.each([
    ['pg_dump $DATABASE_URL > backup.sql', ['postgres-command-password', 'postgres-dump-overwrites']],
    ['psql $DATABASE_URL < backup.sql', ['postgres-command-password', 'postgres-restore-continues']],
    ['psql $DATABASE_URL', ['postgres-command-password']],
  ])('its command %s', (command, expected) => {
    expect(lintPostgresCommand(command).map(({ code }) => code)).toEqual(expected)
  })

  const real = neonUrls('postgresql://app:pw@ep-still-sea-123456.eu-central-1.aws.neon.tech/neondb?sslmode=require')

  test('corrected, nothing is found', () => {
    const server = neonServer(real.pooled)
    const direct = neonServer(real.direct)
    const url = postgresUrlFor(real.pooled, 'dj-database-url')
    expect(lintNeonUrl(url, { use: 'application', target: 'dj-database-url', asksEverySeconds: 3600 })).toEqual([])
    const owner = postgresUrlFor(real.direct, 'libpq')
    expect(lintNeonUrl(owner, { use: 'migrations', target: 'libpq' })).toEqual([])
    expect(lintNeonUrl(owner, { use: 'dump', target: 'libpq' })).toEqual([])
    for (const django of ['3.2', '4.2', '5.2'] as const) {
      const password = envText({ env: 'DATABASE_PASSWORD' })
      const parts = { NAME: 'neondb', USER: 'app', PASSWORD: password, HOST: server.poolerHost ?? '' }
      const DATABASES = djangoDatabases({ default: { ...parts, server } }, { django })
      expect(lintDjangoDatabases(DATABASES, { django, server, ...processes })).toEqual([])
    }
    const web = { name: 'web', instances: 1, ...processes }
    expect(lintConnectionBudget({ server, services: [web] })).toEqual([])
    expect(lintConnectionBudget({ server: direct, services: [web] })).toEqual([])
    const commands = [
      pgDumpCommand({ url: real.direct, server: direct, file: 'shop.dump.part' }),
      pgRestoreCommand({ url: real.direct, server: direct, file: 'shop.dump' }),
      pgRestoreCommand({ url: real.direct, server: direct, file: 'backup.sql', format: 'plain' }),
    ]
    for (const { argv, environment } of commands) {
      expect(lintPostgresCommand(formatCommand(argv), { server: direct })).toEqual([])
      expect(argv.join(' ')).not.toMatch(/pw|postgresql:/)
      expect(environment['PGHOST']).toBe(direct.directHost)
    }
    expect(formatDumpScript({ file: '/backups/shop.dump' })).not.toContain('DATABASE_URL')
  })
})

describe('a Flask app on Render’s Starter plan with Wasabi, on PostgreSQL of Render and on SQLite at home', () => {
  const copied = { pool_pre_ping: true, pool_recycle: 180, pool_timeout: 30, connect_args: { connect_timeout: 10 } }
  const threads = 6

  test('its options hold on PostgreSQL and fail on SQLite', () => {
    expect(lintSqlalchemyEngine(copied, { dialect: 'postgresql+psycopg2', threads })).toEqual([])
    expect(found(lintSqlalchemyEngine(copied, { dialect: 'sqlite', threads }))).toEqual([
      'pool_timeout sqlalchemy-sqlite-pool',
      'connect_args.connect_timeout sqlalchemy-connect-args',
    ])
  })

  test('its external URL from inside leads out and back, its scheme is none of SQLAlchemy, and nobody verifies', () => {
    const context = { network: 'inside', privateHost: 'dpg-c0ffee-a', target: 'postgresql+psycopg2' } as const
    const url = 'postgres://app:pw@dpg-c0ffee-a.singapore-postgres.render.com/shop'
    expect(found(lintPostgresUrl(url, context))).toEqual([
      'DATABASE_URL postgres-url-scheme',
      'DATABASE_URL postgres-url-sslmode',
      'DATABASE_URL postgres-url-network',
    ])
    const inside = postgresUrlFor('postgres://app:pw@dpg-c0ffee-a/shop', 'postgresql+psycopg2', { sslmode: 'require' })
    expect(lintPostgresUrl(inside, context)).toEqual([])
  })

  test('corrected, nothing is found', () => {
    for (const dialect of ['postgresql+psycopg2', 'postgresql+psycopg', 'sqlite'] as const) {
      const options = sqlalchemyEngineOptions({ dialect, threads })
      expect(lintSqlalchemyEngine(options, { dialect, threads })).toEqual([])
    }
    const web = { name: 'web', threads, pool: 6, overflow: 2 }
    expect(lintConnectionBudget({ server: { connections: 97 }, services: [web] })).toEqual([])
  })
})
