import { describe, expect, test } from 'vitest'
import { envText } from '../text.js'
import { isSecret } from '../secret.js'
import { formatDumpScript } from './dump-script.js'
import { pgDumpCommand, pgRestoreCommand } from './dump.js'
import { postgresEnvironment } from './environment.js'

const url = 'postgres://app:pw%2F7f3k@db.example:6543/shop?application_name=backup&connect_timeout=10'

describe('postgresEnvironment', () => {
  test('has every part, the password as a secret', () => {
    const { PGPASSWORD, ...rest } = postgresEnvironment(url)
    expect(rest).toEqual({
      PGHOST: 'db.example',
      PGPORT: '6543',
      PGUSER: 'app',
      PGDATABASE: 'shop',
      PGAPPNAME: 'backup',
      PGCONNECT_TIMEOUT: '10',
      PGSSLMODE: 'verify-full',
      PGSSLROOTCERT: 'system',
    })
    expect(isSecret(PGPASSWORD) && PGPASSWORD.reveal()).toBe('pw/7f3k')
  })

  test('refuses what no variable stands for', () => {
    expect(() => postgresEnvironment('postgres://localhost/shop?keepalives=1')).toThrow(
      'none stands for its parameter keepalives',
    )
  })
})

describe('pgDumpCommand', () => {
  test('has no password among its arguments', () => {
    const { argv, environment } = pgDumpCommand({
      url,
      file: '/tmp/shop.part',
      schemas: ['public', 'a"b*'],
      lockWaitTimeoutMs: 5000,
    })
    expect(argv).toEqual([
      'pg_dump',
      '--format=custom',
      '--no-password',
      '--no-owner',
      '--no-privileges',
      '--schema="public"',
      '--schema="a""b*"',
      '--lock-wait-timeout=5000',
      '--file=/tmp/shop.part',
    ])
    expect(JSON.stringify({ argv, environment })).not.toContain('7f3k')
    expect(environment['PGSSLMODE']).toBe('verify-full')
  })

  test.each([
    [
      { url: 'postgres://app@ep-x-pooler.eu.aws.neon.tech/shop' },
      'ep-x-pooler.eu.aws.neon.tech is a pooler, and a dump needs a session of its own. Give the direct host',
    ],
    [{ url, server: { pooler: 'transaction' as const, directHost: 'db.example' } }, 'Give the direct host, db.example'],
    [
      { url, clientMajor: 15, serverMajor: 18 },
      'pg_dump 15 is older than the server, 18. Install postgresql-client-18',
    ],
    [{ url: 'postgres://db.example' }, 'the URL names no database'],
    [{ url, clientMajor: 15 }, 'libpq 15 with sslmode=verify-full knows no sslrootcert=system'],
    [{ url, lockWaitTimeoutMs: 0 }, 'lockWaitTimeoutMs must be'],
  ])('refuses %o', (options, problem) => {
    expect(() => pgDumpCommand({ file: 'a', ...options })).toThrow(
      expect.objectContaining({ code: 'config', message: expect.stringContaining(problem) }),
    )
  })

  test('takes a client as old as the server, and a pooler that is none', () => {
    expect(pgDumpCommand({ url, file: 'a', clientMajor: 18, serverMajor: 18 }).argv[0]).toBe('pg_dump')
    expect(pgDumpCommand({ url: 'postgres://a@pooler.example/b', server: { pooler: 'none' }, file: 'a' }).argv[0]).toBe(
      'pg_dump',
    )
  })
})

describe('pgRestoreCommand', () => {
  test('is one transaction that the first error ends', () => {
    expect(pgRestoreCommand({ url, file: '-shop.dump', clean: true }).argv.join(' ')).toBe(
      "pg_restore --no-password --exit-on-error --single-transaction --no-owner --no-privileges --clean --if-exists --dbname=dbname='shop' -- -shop.dump",
    )
    expect(pgRestoreCommand({ url, file: 'a', jobs: 4, keepOwner: true }).argv).toEqual(
      expect.not.arrayContaining(['--single-transaction', '--no-owner']),
    )
    expect(pgRestoreCommand({ url, file: 'a.sql', format: 'plain' }).argv.join(' ')).toBe(
      'psql --no-psqlrc --quiet --no-password --set=ON_ERROR_STOP=1 --single-transaction --file=a.sql',
    )
  })

  test.each([
    [{ clientMajor: 16, dumpMajor: 17 }, 'pg_restore 16 is older than the pg_dump that wrote the file, 17'],
    [{ format: 'plain' as const, jobs: 2 }, 'clean and jobs are for custom dumps'],
    [{ format: 'plain' as const, clean: true }, 'clean and jobs are for custom dumps'],
    [{ jobs: 0 }, 'jobs must be'],
  ])('refuses %o', (options, problem) => {
    expect(() => pgRestoreCommand({ url, file: 'a', ...options })).toThrow(problem)
  })
})

describe('formatDumpScript', () => {
  test('writes beside the file and renames', () => {
    const script = formatDumpScript({ file: envText('/backups/shop-', { env: 'DAY' }, ".'dump") })
    expect(script).toContain(`set -- "/backups/shop-$DAY.'dump"\n`)
    expect(script.split('\n').filter((line) => /^(?:pg_|mv|trap)/.test(line))).toEqual([
      `trap 'rm -f -- "$part"' EXIT`,
      `trap 'exit 1' HUP INT TERM`,
      'pg_dump --format=custom --no-password --no-owner --no-privileges --file="$part"',
      'pg_restore --file=/dev/null -- "$part"',
      'mv -f -- "$part" "$file"',
      'trap - EXIT',
    ])
  })

  test('refuses what is no file and no size', () => {
    expect(() => formatDumpScript({ file: '' })).toThrow('file is empty')
    expect(() => formatDumpScript({ file: 'a', minBytes: 0 })).toThrow('minBytes must be')
  })
})
