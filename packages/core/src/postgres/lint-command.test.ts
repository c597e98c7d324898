import { expect, test } from 'vitest'
import { lintPostgresCommand, type PostgresCommandContext } from './lint-command.js'
import { formatDumpScript } from './dump-script.js'
import { pgDumpCommand, pgRestoreCommand } from './dump.js'
import { formatCommand } from '../shell/quote.js'

const strict = 'psql --set=ON_ERROR_STOP=1 --single-transaction'
const pooled = { server: { pooler: 'transaction', directHost: 'db.example' } } as const

test.each<[string, string, string, PostgresCommandContext, string]>([
  [
    'postgres-command-password',
    'psql $DATABASE_URL -c "select 1"',
    'psql -c "select 1"',
    {},
    'everybody on the machine',
  ],
  [
    'postgres-command-password',
    'pg_dump postgresql://app:7f3k@db/shop -f a.part',
    'pg_dump postgresql://app@db/shop -f a.part',
    {},
    'is an argument',
  ],
  [
    'postgres-dump-overwrites',
    'pg_dump shop > backup.sql',
    'pg_dump shop > backup.sql.part && mv backup.sql.part backup.sql',
    {},
    'empties backup.sql before pg_dump starts',
  ],
  [
    'postgres-dump-overwrites',
    '/usr/bin/pg_dumpall > "$BACKUP"',
    'pg_dump shop --file=a.dump.part',
    {},
    'empties $BACKUP',
  ],
  [
    'postgres-dump-pipe',
    'pg_dump shop | gzip > backup.sql.gz',
    'set -euo pipefail\npg_dump shop | gzip > backup.sql.gz',
    {},
    'is a success',
  ],
  ['postgres-restore-continues', 'psql shop < backup.sql', `${strict} shop < backup.sql`, {}, 'ends with 0'],
  ['postgres-restore-continues', 'gunzip -c a.gz | psql shop', `gunzip -c a.gz | ${strict} shop`, {}, 'ends with 0'],
  [
    'postgres-restore-continues',
    'psql -v ON_ERROR_STOP=0 -f a.sql',
    'psql -1 -v ON_ERROR_STOP=on -f a.sql',
    {},
    'ends with 0',
  ],
  [
    'postgres-restore-partial',
    'psql -v ON_ERROR_STOP=1 -f a.sql',
    `${strict} -f a.sql`,
    {},
    'neither the old nor the new',
  ],
  [
    'postgres-restore-partial',
    'pg_restore -d shop a.dump',
    'pg_restore -1 -d shop a.dump',
    {},
    'what pg_restore did until then',
  ],
  ['postgres-command-pooled', 'pg_dump -f a.part', 'psql -c "select 1"', pooled, 'needs one of its own'],
])('%s: %s, but not %s', (code, bad, good, context, message) => {
  expect(lintPostgresCommand(good, context)).toEqual([])
  const findings = lintPostgresCommand(bad, context)
  expect(findings).toMatchObject([{ code, message: expect.stringContaining(message) }])
  expect(JSON.stringify(findings)).not.toContain('7f3k')
})

test('commands as the builders write them have no findings', () => {
  const url = 'postgresql://app:pw@db.example/shop'
  for (const command of [
    pgDumpCommand({ url, file: 'shop.dump.part' }),
    pgRestoreCommand({ url, file: 'shop.dump' }),
    pgRestoreCommand({ url, file: 'shop.dump', jobs: 4 }),
    pgRestoreCommand({ url, file: 'shop.sql', format: 'plain' }),
  ]) {
    expect(lintPostgresCommand(formatCommand(command.argv))).toEqual([])
  }
  const dump = formatDumpScript({ file: '/backups/shop.dump' })
    .split('\n')
    .find((line) => line.startsWith('pg_dump'))
  expect(lintPostgresCommand(dump ?? '')).toEqual([])
})

test('other commands are passed over, and what cannot be read is refused', () => {
  expect(lintPostgresCommand('cp a b > c\necho "$DATABASE_URL"')).toEqual([])
  expect(lintPostgresCommand('cd /srv\npsql shop < a.sql', { path: 'restore.sh' })[0]?.path).toBe('restore.sh:2')
  expect(() => lintPostgresCommand('if true; then psql < a; fi')).toThrow(/line 1/)
  expect(() => lintPostgresCommand(' ')).toThrow('no command')
})
