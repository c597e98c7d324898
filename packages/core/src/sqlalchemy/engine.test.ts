import { expect, test } from 'vitest'
import { formatPythonSettings } from '../python/literal.js'
import { envText } from '../text.js'
import { sqlalchemyEngine, sqlalchemyEngineOptions, type SqlalchemyEngineInput } from './engine.js'
import { parseSqlAlchemyUrl } from './url.js'

test('a pool as large as the threads, which asks before it gives out', () => {
  expect(sqlalchemyEngineOptions({ dialect: 'postgresql+psycopg2', threads: 6, server: { idleSeconds: 300 } })).toEqual(
    {
      pool_size: 6,
      max_overflow: 2,
      pool_timeout: 10,
      pool_recycle: 270,
      pool_pre_ping: true,
      connect_args: { connect_timeout: 10 },
    },
  )
})

test('nothing of the pool, nor a connect timeout, for SQLite', () => {
  expect(
    sqlalchemyEngineOptions({
      dialect: 'sqlite',
      threads: 6,
      applicationName: 'shop',
      server: { pooler: 'transaction' },
    }),
  ).toEqual({})
})

test('a module that makes the engine', () => {
  const url = envText({ env: 'DATABASE_URL' })
  const options = sqlalchemyEngineOptions({
    dialect: 'postgresql+psycopg',
    kind: 'serverless',
    server: { pooler: 'transaction' },
  })
  expect(formatPythonSettings({ engine: sqlalchemyEngine(url, options) })).toBe(`import os
import sqlalchemy

engine = sqlalchemy.create_engine(
    os.environ["DATABASE_URL"],
    poolclass=sqlalchemy.pool.NullPool,
    connect_args={"connect_timeout": 10, "prepare_threshold": None},
)
`)
})

test.each<[Partial<SqlalchemyEngineInput>, string]>([
  [{ pool_recycle: '300' as unknown as number }, 'pool_recycle must be a whole number from 1 on'],
  [{ pool_size: 0 }, 'pool_size must be a whole number from 1 on'],
  [{ max_overflow: -1 }, 'max_overflow must be'],
  [{ pool_pre_ping: 'false' as unknown as boolean }, 'pool_pre_ping must be true or false'],
  [{ kind: 'serverless', pool_size: 3 }, 'pool_size belongs to a pool'],
  [{ dialect: 'sqlite', pool_timeout: 3 }, "pool_timeout is none of sqlite's"],
  [{ dialect: 'oracle' as 'sqlite' }, 'dialect cannot be oracle'],
])('refuses %o', (input, problem) => {
  expect(() => sqlalchemyEngineOptions({ dialect: 'postgresql+psycopg2', ...input })).toThrow(
    expect.objectContaining({ code: 'config', message: expect.stringContaining(problem) }),
  )
})

test('refuses a password in the file', () => {
  expect(() => sqlalchemyEngine('postgresql+psycopg://app:7f3k@db/shop', {})).toThrow(
    /the URL has a password in it(?!.*7f3k)/,
  )
})

test.each([
  ['sqlite://', { dialect: 'sqlite', database: undefined, host: undefined }],
  ['sqlite:///shop.db', { database: 'shop.db' }],
  ['sqlite:////srv/shop.db', { database: '/srv/shop.db' }],
  ['sqlite:///:memory:', { database: undefined }],
  [
    'mysql+pymysql://app:pw%40@db.example:3306/shop?charset=utf8mb4',
    { dialect: 'mysql', driver: 'pymysql', port: 3306, user: 'app', parameters: { charset: 'utf8mb4' } },
  ],
  [
    'postgresql://app@[::1]/shop?application_name=a+b&sslmode=',
    { host: '::1', driver: undefined, parameters: { application_name: 'a b' } },
  ],
])('%s', (url, expected) => {
  expect(parseSqlAlchemyUrl(url)).toMatchObject(expected)
})

test.each([
  ['', 'it is empty'],
  ['postgres://app:7f3k@db/shop', 'there is no dialect postgres. Begin it with postgresql+psycopg://'],
  ['postgresql://app:pw@7f3k@db/shop', 'it cannot be read'],
  ['postgresql://app:pw/7f3k@db/shop', 'it cannot be read'],
  ['postgresql://app:7f3k%@db/shop', 'its password has a %'],
  ['postgresql://db/shop?a=1&a=2', 'its parameter a is there twice'],
  ['postgresql://db:0/shop', 'its port must be'],
  ['postgresql://db/shop?host=/run', 'it has two hosts'],
  ['sqlite://shop.db', 'sqlite has no host. A path follows three slashes'],
])('refuses %s', (url, problem) => {
  expect(() => parseSqlAlchemyUrl(url)).toThrow(
    expect.objectContaining({ code: 'config', message: expect.stringContaining(problem) }),
  )
  expect(() => parseSqlAlchemyUrl(url)).not.toThrow(/7f3k/)
})
