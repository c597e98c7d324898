import { expect, test } from 'vitest'
import { lintPostgresUrl, type PostgresUrlContext } from './lint.js'

const strict = 'postgresql://app:pw-7f3k@db.example/shop?sslmode=verify-full'
const roots = `${strict}&sslrootcert=/etc/ssl/certs/ca-certificates.crt`

test.each<[string, string, PostgresUrlContext, string, string]>([
  ['postgres-url-unreadable', 'postgresql://app:pw@7f3k@db.example/shop', {}, 'error', 'it has two @'],
  ['postgres-url-unreadable', '', {}, 'error', 'it is empty'],
  [
    'postgres-url-password-parameter',
    'postgresql://app@db.example/shop?password=7f3k',
    {},
    'error',
    'its password is a parameter',
  ],
  [
    'postgres-url-placeholder',
    'postgresql://user:password@host:5432/dbname?sslmode=verify-full',
    {},
    'error',
    'placeholder',
  ],
  [
    'postgres-url-scheme',
    roots.replace('postgresql', 'postgres'),
    { target: 'postgresql+psycopg2' },
    'error',
    'create_engine fails',
  ],
  ['postgres-url-scheme', roots, { target: 'postgresql+psycopg' }, 'warning', 'is psycopg2 in SQLAlchemy before 2.1'],
  ['postgres-url-scheme', roots.replace(':', '+psycopg:'), { target: 'libpq' }, 'error', 'is for SQLAlchemy'],
  [
    'postgres-url-sslmode',
    'postgresql://app@db.example/shop',
    {},
    'warning',
    'has no sslmode, which goes on without TLS',
  ],
  ['postgres-url-sslmode', 'postgresql://app@db.example/shop', { target: 'node-postgres' }, 'warning', 'in plain text'],
  ['postgres-url-sslmode', 'postgresql://app@db.example/shop?sslmode=require', {}, 'warning', 'for whoever answers'],
  [
    'postgres-url-sslmode',
    'postgresql://app@db.example/shop?sslmode=require',
    { target: 'node-postgres' },
    'info',
    'pg 9',
  ],
  ['postgres-url-sslmode', 'postgresql://app@db.example/shop?sslmode=full', {}, 'warning', 'none that libpq knows'],
  ['postgres-url-no-roots', strict, { target: 'libpq' }, 'warning', 'looks for ~/.postgresql/root.crt'],
  [
    'postgres-url-no-roots',
    `${strict}&sslrootcert=system`,
    { target: 'libpq', libpq: 15 },
    'error',
    'libpq 15 looks for a file',
  ],
  [
    'postgres-url-no-roots',
    `${strict}&sslrootcert=system`,
    { target: 'dj-database-url', wheel: true },
    'error',
    'OpenSSL of the wheel',
  ],
  ['postgres-url-parameter', `${roots}&pgbouncer=true`, { target: 'libpq' }, 'error', 'pgbouncer: it fails to connect'],
  [
    'postgres-url-parameter',
    `${strict}&connect_timeout=5`,
    { target: 'node-postgres' },
    'error',
    'left out without a word',
  ],
  ['postgres-url-no-roots', strict, { target: 'asyncpg' }, 'warning', 'looks for ~/.postgresql/root.crt'],
  ['postgres-url-no-roots', `${strict}&sslrootcert=system`, { target: 'asyncpg' }, 'error', 'asyncpg looks for a file'],
  [
    'postgres-url-parameter',
    `${roots}&channel_binding=require`,
    { target: 'asyncpg' },
    'error',
    'channel_binding: it fails',
  ],
  [
    'postgres-url-parameter',
    'postgresql+asyncpg://app@db.example/shop?sslmode=verify-full',
    { target: 'postgresql+asyncpg' },
    'error',
    'does not know the parameter sslmode',
  ],
  ['postgres-url-pooled', strict.replace('db.', 'ep-x-pooler.'), { use: 'migrations' }, 'error', 'advisory locks'],
  [
    'postgres-url-pooled',
    `${strict}&options=-c%20a%3Db`,
    { server: { pooler: 'transaction' } },
    'error',
    'refuses options',
  ],
  [
    'postgres-url-network',
    'postgresql://app@dpg-x-a/shop',
    { network: 'outside' },
    'error',
    'cannot be found from outside',
  ],
  [
    'postgres-url-network',
    strict,
    { network: 'inside', privateHost: 'dpg-x-a' },
    'info',
    'leads out of the private network',
  ],
])('%s: %s', (code, url, context, severity, message) => {
  const findings = lintPostgresUrl(url, context)
  expect(findings.map((finding) => finding.code)).toEqual([code])
  expect(findings[0]).toMatchObject({ severity, path: 'DATABASE_URL', message: expect.stringContaining(message) })
  expect(JSON.stringify(findings)).not.toContain('7f3k')
})

test.each<[string, PostgresUrlContext]>([
  [roots, {}],
  [roots, { target: 'libpq', use: 'migrations', network: 'outside' }],
  [roots.replace(':', '+psycopg:'), { target: 'postgresql+psycopg' }],
  [strict, { target: 'node-postgres', use: 'serverless' }],
  [strict.replace('postgresql', 'postgres'), { target: 'node-postgres' }],
  [`${strict}&sslrootcert=system&channel_binding=require`, { target: 'libpq' }],
  [`${strict}&channel_binding=require`, { target: 'node-postgres' }],
  [strict.replace('db.', 'ep-x-pooler.'), { use: 'application' }],
  ['postgresql://app:pw@localhost/shop', { target: 'libpq', network: 'outside' }],
  ['postgresql://app:pw@dpg-x-a/shop', { target: 'libpq', network: 'inside', privateHost: 'dpg-x-a' }],
  ['postgresql+asyncpg://app:pw@db.example/shop?ssl=verify-full', { target: 'postgresql+asyncpg' }],
])('nothing is wrong with %s, %o', (url, context) => {
  expect(lintPostgresUrl(url, context)).toEqual([])
})
