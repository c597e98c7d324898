import { expect, test } from 'vitest'
import { pythonExpression } from '../python/literal.js'
import { lintSqlalchemyEngine, type SqlalchemyEngineContext } from './lint.js'

const nullPool = pythonExpression('sqlalchemy.pool.NullPool', ['sqlalchemy'])
const psycopg = 'postgresql+psycopg'

type Options = Readonly<Record<string, unknown>>

test.each<[string, Options, Options, SqlalchemyEngineContext, string]>([
  ['sqlalchemy-number-as-text', { pool_recycle: '300' }, { pool_recycle: 300 }, {}, 'requests fail with a TypeError'],
  ['sqlalchemy-number-as-text', { pool_size: '5' }, { pool_size: 5 }, {}, 'create_engine fails'],
  [
    'sqlalchemy-flag-as-text',
    { pool_pre_ping: 'False' },
    { pool_pre_ping: false, echo: 'debug' },
    {},
    'true whatever it says',
  ],
  [
    'sqlalchemy-option-unknown',
    { pool_preping: true },
    { executemany_mode: 'values_plus_batch', client_encoding: 'utf8', use_native_uuid: true },
    {},
    'there is no option pool_preping',
  ],
  [
    'sqlalchemy-no-pool',
    { poolclass: nullPool, pool_size: 3 },
    { poolclass: nullPool },
    {},
    'NullPool has no pool_size',
  ],
  [
    'sqlalchemy-sqlite-pool',
    { pool_timeout: 3 },
    { pool_pre_ping: true },
    { dialect: 'sqlite' },
    'create_engine fails with a TypeError',
  ],
  ['sqlalchemy-pool-unlimited', { max_overflow: -1 }, { max_overflow: 0 }, {}, 'no limit'],
  ['sqlalchemy-pool-unlimited', { pool_size: 0 }, { pool_size: 1 }, {}, 'no limit'],
  [
    'sqlalchemy-pool-small',
    { pool_size: 2, max_overflow: 1 },
    { pool_size: 2, max_overflow: 4 },
    { threads: 6 },
    '6 threads share 2 + 1 connections: the others wait 30 s',
  ],
  ['sqlalchemy-pool-large', { pool_size: 20 }, {}, { threads: 6 }, 'pool_size 20 + max_overflow 10 = 30'],
  [
    'sqlalchemy-recycle-late',
    { pool_recycle: 3600 },
    { pool_recycle: 270 },
    { server: { idleSeconds: 300 } },
    'are replaced after 3600 s',
  ],
  ['sqlalchemy-recycle-late', {}, { pool_pre_ping: true }, { server: { idleSeconds: 300 } }, 'are never replaced'],
  [
    'sqlalchemy-no-pre-ping',
    { pool_recycle: 60 },
    { pool_pre_ping: true },
    { server: { sleepsAfterSeconds: 300 } },
    'suspended after 300 s without a query',
  ],
  [
    'sqlalchemy-connect-args',
    { connect_args: { connect_timeout: 5 } },
    { connect_args: { timeout: 5 } },
    { dialect: 'sqlite' },
    'sqlite does not know connect_timeout',
  ],
  [
    'sqlalchemy-connect-args',
    { connect_args: { sslmode: 'require' } },
    { connect_args: { ssl: 'verify-full' } },
    { dialect: 'postgresql+asyncpg' },
    'does not know sslmode',
  ],
  [
    'sqlalchemy-prepared-statements',
    {},
    { connect_args: { prepare_threshold: null } },
    { dialect: psycopg, server: { pooler: 'transaction' } },
    'prepared are missing',
  ],
  [
    'sqlalchemy-prepared-statements',
    { connect_args: { statement_cache_size: 0 } },
    { connect_args: { statement_cache_size: 0, prepared_statement_name_func: nullPool } },
    { dialect: 'postgresql+asyncpg', server: { pooler: 'transaction' } },
    'prepared are missing',
  ],
])('%s: %o, but not %o', (code, bad, good, context, message) => {
  expect(lintSqlalchemyEngine(good, context)).toEqual([])
  expect(lintSqlalchemyEngine(bad, context)).toMatchObject([{ code, message: expect.stringContaining(message) }])
})

test('the defaults of SQLAlchemy are no finding by themselves', () => {
  expect(lintSqlalchemyEngine({}, { dialect: 'postgresql+psycopg2', threads: 6 })).toEqual([])
  expect(lintSqlalchemyEngine({}, { dialect: 'postgresql+psycopg2', server: { pooler: 'transaction' } })).toEqual([])
})

test('options as pages give them hold on PostgreSQL, and not on the SQLite of a development machine', () => {
  const connect_args = { connect_timeout: 10 }
  const copied = { pool_pre_ping: true, pool_recycle: 180, pool_timeout: 30, connect_args }
  expect(
    lintSqlalchemyEngine(copied, { dialect: 'postgresql+psycopg2', threads: 6, server: { sleepsAfterSeconds: 300 } }),
  ).toEqual([])
  const codes = lintSqlalchemyEngine(copied, { dialect: 'sqlite', threads: 6 }).map(({ code }) => code)
  expect(codes).toEqual(['sqlalchemy-sqlite-pool', 'sqlalchemy-connect-args'])
})
