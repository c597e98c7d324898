import { describe, expect, test } from 'vitest'
import { Secret } from '../secret.js'
import { postgresUrlFor, type PostgresUrlOptions } from './url-for.js'
import type { PostgresTarget } from './url-parameters.js'

const db = 'postgres://app:pw%2F7f3k@db.example/shop'
const login = 'app:pw%2F7f3k@db.example'
const file = '/etc/ssl/certs/ca-certificates.crt'

describe('postgresUrlFor', () => {
  test.each<[string, string, PostgresTarget, PostgresUrlOptions, string]>([
    ['one scheme', db, 'libpq', {}, `postgresql://${login}/shop?sslmode=verify-full&sslrootcert=system`],
    [
      'the weaker mode',
      `${db}?sslmode=require`,
      'dj-database-url',
      {},
      `postgresql://${login}/shop?sslmode=verify-full&sslrootcert=system`,
    ],
    [
      'Node has its own roots',
      `${db}?sslrootcert=system`,
      'node-postgres',
      {},
      `postgresql://${login}/shop?sslmode=verify-full`,
    ],
    [
      'a file of roots',
      db,
      'node-postgres',
      { sslrootcert: file },
      `postgresql://${login}/shop?sslmode=verify-full&sslrootcert=${encodeURIComponent(file)}`,
    ],
    [
      'what Node does without',
      `${db}?channel_binding=require`,
      'node-postgres',
      {},
      `postgresql://${login}/shop?sslmode=verify-full`,
    ],
    [
      'what libpq knows',
      `${db}?channel_binding=require`,
      'postgresql+psycopg2',
      { sslrootcert: file },
      `postgresql+psycopg2://${login}/shop?channel_binding=require&sslmode=verify-full&sslrootcert=${encodeURIComponent(file)}`,
    ],
    [
      'asyncpg says ssl',
      `${db}?sslmode=require&channel_binding=require`,
      'postgresql+asyncpg',
      {},
      `postgresql+asyncpg://${login}/shop?ssl=verify-full`,
    ],
    [
      'a file for asyncpg',
      db,
      'asyncpg',
      { sslrootcert: '/ca.pem' },
      `postgresql://${login}/shop?sslmode=verify-full&sslrootcert=%2Fca.pem`,
    ],
    [
      'settings move to options',
      `${db}?statement_timeout=5s&search_path=a,%20b&options=-c%20x%3D1`,
      'libpq',
      { sslmode: 'disable' },
      `postgresql://${login}/shop?options=${encodeURIComponent(String.raw`-c x=1 -c statement_timeout=5s -c search_path=a,\ b`)}&sslmode=disable`,
    ],
    [
      'where the driver takes them',
      `${db}?statement_timeout=5000`,
      'node-postgres',
      { sslmode: 'require' },
      `postgresql://${login}/shop?statement_timeout=5000&sslmode=require`,
    ],
    ['loopback as it is', 'postgres://localhost/shop', 'libpq', {}, 'postgresql://localhost/shop'],
    [
      'loopback may say it',
      'postgres://localhost/shop?sslmode=disable',
      'libpq',
      {},
      'postgresql://localhost/shop?sslmode=disable',
    ],
    [
      'a socket for SQLAlchemy',
      'postgres://app@/shop?host=/run/pg',
      'postgresql+psycopg',
      {},
      'postgresql+psycopg://app@/shop?host=%2Frun%2Fpg',
    ],
    [
      'a name that 2.1 decodes',
      'postgres://localhost/a%20b',
      'postgresql+psycopg',
      { sqlalchemy: '2.1' },
      'postgresql+psycopg://localhost/a%20b',
    ],
    [
      'a name that 2.0 does not',
      'postgres://localhost/a%20b',
      'postgresql+psycopg',
      { sqlalchemy: '2.0' },
      'postgresql+psycopg://localhost/a b',
    ],
    [
      'a name that Node half decodes',
      'postgres://localhost/a%3Bb%20c%25',
      'node-postgres',
      {},
      'postgresql://localhost/a;b%20c%25',
    ],
    [
      'a name that is the user, too',
      'postgres://a%3Bb@localhost/a%3Bb',
      'node-postgres',
      {},
      'postgresql://a%3Bb@localhost/a;b',
    ],
  ])('%s', (_, url, target, options, expected) => {
    const written = postgresUrlFor(new Secret(url), target, options)
    expect(written.reveal()).toBe(expected)
    expect(String(written)).toBe('[secret]')
  })

  test.each<[string, PostgresTarget, PostgresUrlOptions, string]>([
    [
      `${db}?sslmode=disable`,
      'libpq',
      {},
      "it says sslmode=disable. Leave it out for verify-full, or give sslmode: 'disable'",
    ],
    [`${db}?sslmode=no-verify`, 'node-postgres', {}, 'it says sslmode=no-verify'],
    [`${db}?sslmode=full`, 'libpq', {}, 'its sslmode is none. Write sslmode=verify-full'],
    [
      `${db}?pgbouncer=true`,
      'libpq',
      {},
      'its parameter pgbouncer has no place there. libpq refuses what it does not know',
    ],
    [`${db}?sslnegotiation=direct`, 'libpq', {}, 'libpq knows it from version 17 on, and this is 16'],
    [`${db}?connect_timeout=5`, 'node-postgres', {}, 'Give the pool connectionTimeoutMillis'],
    [`${db}?connect_timeout=5`, 'asyncpg', { sslrootcert: '/ca' }, 'Give asyncpg.connect timeout'],
    [`${db}?application_name=a`, 'postgresql+asyncpg', {}, 'Give connect_args server_settings'],
    [db, 'postgresql+asyncpg', { sslrootcert: '/ca' }, 'Give connect_args ssl'],
    [db, 'asyncpg', {}, 'asyncpg knows no sslrootcert=system. Give sslrootcert the file'],
    [db, 'libpq', { libpq: 15 }, 'libpq 15 with sslmode=verify-full knows no sslrootcert=system'],
    [db, 'libpq', { sslmode: 'verify-ca' }, 'libpq 16 with sslmode=verify-ca knows no sslrootcert=system'],
    [db, 'postgresql+psycopg', { sqlalchemy: '1.4' }, 'SQLAlchemy 1.4 has no such dialect'],
    [
      'postgres://localhost/a%20b',
      'postgresql+psycopg',
      {},
      "its database name has special characters. Give sqlalchemy: '2.1'",
    ],
    ['postgres://localhost/a%3Fb', 'postgresql+psycopg', { sqlalchemy: '2.0' }, 'cannot have a ? in the database name'],
    ['postgres://localhost/a%2Fb', 'node-postgres', {}, 'its database name has a / ? #'],
    ['postgres://app:pw@7f3k@db.example/shop', 'libpq', {}, 'it has two @'],
  ])('refuses %s for %s', (url, target, options, problem) => {
    expect(() => postgresUrlFor(url, target, options)).toThrow(
      expect.objectContaining({ code: 'config', message: expect.stringContaining(problem) }),
    )
    expect(() => postgresUrlFor(url, target, options)).not.toThrow(/7f3k/)
  })
})
