import { expect, test } from 'vitest'
import { formatPythonSettings } from '../python/literal.js'
import { Secret } from '../secret.js'
import { envText } from '../text.js'
import type { DjangoDatabasesContext } from './databases-context.js'
import { lintDjangoDatabases } from './databases-lint.js'
import { djangoDatabases, type DjangoDatabase } from './databases.js'

const variable = (name: string) => envText({ env: name })
const url = variable('DATABASE_URL')

test('a URL of the environment, with what Django has to know beside it', () => {
  const DATABASES = djangoDatabases({ default: { url, server: { pooler: 'transaction' } } }, { django: '5.2' })
  expect(formatPythonSettings({ DATABASES })).toBe(`import dj_database_url
import os
import ssl

DATABASES = {
    "default": {
        **dj_database_url.parse(os.environ["DATABASE_URL"]),
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "OPTIONS": {
            **dj_database_url.parse(os.environ["DATABASE_URL"]).get("OPTIONS", {}),
            "sslmode": "verify-full",
            "connect_timeout": 10,
            "sslrootcert": ssl.get_default_verify_paths().cafile or "system",
        },
    },
}
`)
})

test('Django before 4.1 keeps no connection that it could not check', () => {
  const { default: written } = djangoDatabases({ default: { NAME: 'shop' } }, { django: '3.2' })
  expect(written).toMatchObject({ CONN_MAX_AGE: 0 })
  expect(written).not.toHaveProperty('CONN_HEALTH_CHECKS')
})

test.each<[DjangoDatabase, '3.2' | '5.0' | '5.2', string]>([
  [{}, '5.2', 'give url, a variable of the environment, or NAME'],
  [{ url, NAME: 'shop' }, '5.2', 'url and NAME cannot be given together'],
  [{ NAME: 'shop', PASSWORD: '7f3k' }, '5.2', 'PASSWORD must be a variable of the environment'],
  [{ NAME: 'shop', PASSWORD: new Secret('7f3k') as never }, '5.2', 'PASSWORD must be a variable'],
  [{ NAME: 'shop', CONN_MAX_AGE: '60' as never }, '5.2', 'CONN_MAX_AGE must be whole seconds'],
  [{ NAME: 'shop', CONN_MAX_AGE: 60, kind: 'asgi' }, '5.2', 'under ASGI'],
  [{ NAME: 'shop', CONN_HEALTH_CHECKS: true }, '3.2', 'it came with 4.1'],
  [{ NAME: 'shop', pool: { max_size: 4 } }, '5.0', 'came with 5.1'],
  [{ NAME: 'shop', pool: { max_size: 4 }, CONN_MAX_AGE: 60 }, '5.2', 'exclude each other'],
  [{ NAME: 'shop', pool: { max_size: 4, min_size: 5 } }, '5.2', 'min_size of the pool is above'],
  [{ NAME: 'shop', OPTIONS: { pool: true } }, '5.2', 'pool stands beside OPTIONS'],
  [{ NAME: 'shop', OPTIONS: { assume_role: 'app' } }, '3.2', 'hands assume_role on to psycopg2'],
  [
    { NAME: 'shop', server: { pooler: 'transaction' }, OPTIONS: { prepare_threshold: 5, server_side_binding: true } },
    '5.2',
    'keeps no prepared statements',
  ],
  [{ NAME: 'shop', OPTIONS: { connect_timeout: 0 } }, '5.2', 'waits for ever'],
])('refuses %o for Django %s', (database, django, problem) => {
  const write = () => djangoDatabases({ default: database }, { django })
  expect(write).toThrow(expect.objectContaining({ code: 'config', message: expect.stringContaining(problem) }))
  expect(write).not.toThrow(/7f3k/)
})

test('refuses settings without a default', () => {
  expect(() => djangoDatabases({ replica: { NAME: 'shop' } }, { django: '5.2' })).toThrow('there is no default')
})

const ENGINE = 'django.db.backends.postgresql'
const OPTIONS = { sslmode: 'verify-full', sslrootcert: '/etc/ssl/certs/ca-certificates.crt' }
const sqlite = { ENGINE: 'django.db.backends.sqlite3', NAME: 'db.sqlite3' }
const render = { name: 'Render, free plan', ephemeralDisk: true }

test.each<[string, object, object, DjangoDatabasesContext, string]>([
  [
    'django-database-unknown-key',
    { CONN_MAX_AEG: 5 },
    { CONN_MAX_AGE: 0 },
    {},
    'leaves CONN_MAX_AEG out without a word',
  ],
  ['django-database-unknown-key', { sslmode: 'require' }, { OPTIONS }, {}, 'leaves sslmode out'],
  ['django-database-password', { PASSWORD: '7f3k' }, { PASSWORD: variable('PASSWORD') }, {}, 'stands in the settings'],
  ['django-conn-max-age-text', { CONN_MAX_AGE: '60' }, { CONN_MAX_AGE: 60 }, {}, 'TypeError'],
  [
    'django-database-flag-text',
    { CONN_HEALTH_CHECKS: 'False' },
    { CONN_HEALTH_CHECKS: false },
    {},
    'true whatever it says',
  ],
  [
    'django-sqlite-lost',
    sqlite,
    { ...sqlite, NAME: ':memory:' },
    { platform: render },
    'the disk of Render, free plan is new',
  ],
  [
    'django-health-checks-ignored',
    { CONN_HEALTH_CHECKS: true },
    {},
    { django: '3.2' },
    'Django 3.2 leaves CONN_HEALTH_CHECKS out',
  ],
  [
    'django-no-health-checks',
    { CONN_MAX_AGE: 600 },
    { CONN_MAX_AGE: 600, CONN_HEALTH_CHECKS: true },
    { server: { sleepsAfterSeconds: 300 } },
    'kept for 600 s and not checked',
  ],
  [
    'django-no-health-checks',
    { OPTIONS: { ...OPTIONS, pool: true } },
    { CONN_HEALTH_CHECKS: true, OPTIONS: { ...OPTIONS, pool: true } },
    { server: { sleepsAfterSeconds: 300 } },
    'kept in a pool and not checked, and the database ends them when it is suspended, after 300 s',
  ],
  ['django-conn-max-age-asgi', { CONN_MAX_AGE: 60 }, { CONN_MAX_AGE: 0 }, { asgi: true }, 'pile up'],
  [
    'django-conn-max-age-no-pool',
    { CONN_MAX_AGE: 600 },
    { CONN_MAX_AGE: 0 },
    { server: { poolerHost: 'pooler.example' }, instances: 2, workers: 2, threads: 4 },
    '2 instances x 2 workers x 4 threads = 16 stay open for 600 s',
  ],
  [
    'django-conn-max-age-no-pool',
    { CONN_MAX_AGE: 60 },
    { CONN_MAX_AGE: 0 },
    { server: { connections: 10 }, workers: 3, threads: 4 },
    '= 12 stay open for 60 s, and the server takes 10',
  ],
  [
    'django-server-side-cursors',
    {},
    { DISABLE_SERVER_SIDE_CURSORS: true },
    { server: { pooler: 'transaction' } },
    'cursor does not exist',
  ],
  [
    'django-prepared-statements',
    { DISABLE_SERVER_SIDE_CURSORS: true, OPTIONS: { ...OPTIONS, prepare_threshold: 5, server_side_binding: true } },
    { DISABLE_SERVER_SIDE_CURSORS: true, OPTIONS: { ...OPTIONS, prepare_threshold: 5 } },
    { server: { pooler: 'transaction' } },
    'belong to a session',
  ],
  [
    'django-server-side-cursors',
    { HOST: 'ep-a-pooler.eu-central-1.aws.neon.tech' },
    { HOST: 'ep-a-pooler.eu-central-1.aws.neon.tech', DISABLE_SERVER_SIDE_CURSORS: true },
    {},
    'cursor does not exist',
  ],
  ['django-pool-unknown', { OPTIONS: { ...OPTIONS, pool: true } }, {}, { django: '4.2' }, 'Django 4.2 hands pool on'],
  [
    'django-pool-and-max-age',
    { CONN_MAX_AGE: 60, OPTIONS: { ...OPTIONS, pool: true } },
    { OPTIONS: { ...OPTIONS, pool: true } },
    { django: '5.2' },
    'ImproperlyConfigured',
  ],
  [
    'django-sslmode',
    { OPTIONS: { sslmode: 'require' } },
    { HOST: 'localhost', OPTIONS: {} },
    {},
    "sslmode 'require' encrypts, but for whoever answers",
  ],
  ['django-sslmode', { OPTIONS: {} }, { HOST: '', OPTIONS: {} }, {}, 'sslmode is not set'],
  ['django-no-roots', { OPTIONS: { sslmode: 'verify-full' } }, { OPTIONS }, {}, 'looks for ~/.postgresql/root.crt'],
])('%s: %o, but not %o', (code, bad, good, context, message) => {
  const base = { ENGINE, NAME: 'shop', HOST: 'db.example', OPTIONS }
  expect(lintDjangoDatabases({ default: { ...base, ...good } }, context)).toEqual([])
  const findings = lintDjangoDatabases({ default: { ...base, ...bad } }, context)
  expect(findings).toMatchObject([{ code, message: expect.stringContaining(message) }])
  expect(JSON.stringify(findings)).not.toContain('7f3k')
})

test('settings as pages give them, and as they should be', () => {
  const HOST = 'ep-cool-sea-123456.eu-central-1.aws.neon.tech'
  const copied = {
    ENGINE,
    NAME: 'neondb',
    USER: 'neondb_owner',
    PASSWORD: '<password>',
    HOST,
    PORT: 5432,
    OPTIONS: { sslmode: 'require' },
    CONN_MAX_AGE: 600,
    CONN_HEALTH_CHECKS: true,
  }
  const context = { django: '5.2', workers: 2, threads: 4 } as const
  const poolerHost = HOST.replace('.', '-pooler.')
  expect(
    lintDjangoDatabases({ default: copied }, { ...context, server: { poolerHost, sleepsAfterSeconds: 300 } }).map(
      ({ code }) => code,
    ),
  ).toEqual(['django-database-password', 'django-conn-max-age-no-pool', 'django-sslmode'])
  const pooled = {
    NAME: 'neondb',
    USER: 'app',
    PASSWORD: variable('DATABASE_PASSWORD'),
    HOST: poolerHost,
  }
  const { default: written } = djangoDatabases({ default: { ...pooled, server: { pooler: 'transaction' } } }, context)
  const settings = { default: written }
  expect(lintDjangoDatabases(settings, { ...context, server: { pooler: 'transaction' } })).toEqual([])
})
