import * as upstash from '@keelson/upstash'
import { expect } from 'vitest'
import { row, type Refusal } from './world.ts'

export const rows = [
  row({
    operation: 'listRedisBackups',
    call: ({ client, databaseId }) => upstash.listRedisBackups(client, { databaseId }).toArray(),
    requests: ['GET /redis/list-backup/db'],
    answer: [{ name: 'first', state: 'completed', backup_id: expect.stringMatching(/^[\da-f-]{36}$/) }],
  }),
  row({
    operation: 'createRedisBackup',
    call: ({ client, databaseId }) => upstash.createRedisBackup(client, { databaseId, name: 'before-release' }),
    requests: ['POST /redis/create-backup/db'],
    body: { name: 'before-release' },
    answer: undefined,
  }),
  row({
    operation: 'deleteRedisBackup',
    call: ({ client, databaseId, backupId }) => upstash.deleteRedisBackup(client, { databaseId, backupId }),
    requests: ['DELETE /redis/delete-backup/db/backup'],
    answer: undefined,
  }),
  row({
    operation: 'restoreRedisBackup',
    call: ({ client, databaseId, backupId }) => upstash.restoreRedisBackup(client, { databaseId, backupId }),
    requests: ['POST /redis/restore-backup/db'],
    body: { backup_id: 'backup' },
    answer: undefined,
  }),
  row({
    operation: 'enableDailyBackup',
    call: ({ client, databaseId }) => upstash.enableDailyBackup(client, { databaseId }),
    requests: ['PATCH /redis/enable-dailybackup/db'],
    answer: undefined,
  }),
  row({
    operation: 'disableDailyBackup',
    arrange: async ({ kept }) => Object.assign(kept, { dailyBackup: true }),
    call: ({ client, databaseId }) => upstash.disableDailyBackup(client, { databaseId }),
    requests: ['PATCH /redis/disable-dailybackup/db'],
    answer: undefined,
  }),
]

export const refusals: readonly Refusal[] = [
  {
    operation: 'createRedisBackup without a name',
    call: (client) => upstash.createRedisBackup(client, { databaseId: 'db', name: '' }),
    says: ['POST /redis/create-backup/{id}', 'name is missing'],
  },
  {
    operation: 'restoreRedisBackup of none',
    call: (client) => upstash.restoreRedisBackup(client, { databaseId: 'db', backupId: '' }),
    says: ['backupId is missing'],
  },
]
