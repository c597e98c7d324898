import { createPages, type CallOptions, type Pages } from '@keelson/core'
import * as input from '@keelson/core/input'
import type { UpstashClient } from '../client.js'
import { RedisBackupList, type RedisBackup } from './redis-backups.schema.js'
import { flip } from './redis-switch.js'
import type { RedisDatabaseParams } from './redis.schema.js'

/** Which backup is meant. */
export interface RedisBackupParams extends RedisDatabaseParams {
  readonly backupId: string
}

/**
 * The backups of a Redis database. https://upstash.com/docs/devops/developer-api/redis/backup/list_backup
 *
 * @example
 * import * as upstash from '@keelson/upstash'
 * const backups = await upstash.listRedisBackups(client, { databaseId }).toArray()
 */
export function listRedisBackups(
  client: UpstashClient,
  { databaseId }: RedisDatabaseParams,
  options?: CallOptions,
): Pages<RedisBackup> {
  const params = { id: databaseId }
  return createPages(async () => ({
    items: await client.send(
      { method: 'GET', path: '/redis/list-backup/{id}', params, response: RedisBackupList },
      options,
    ),
  }))
}

/**
 * Begins a backup of a Redis database; Upstash does not answer with its id, so choose a name that `listRedisBackups` finds
 * it by. It is whole when its `state` is `completed`. https://upstash.com/docs/devops/developer-api/redis/backup/create_backup
 *
 * @example
 * import * as upstash from '@keelson/upstash'
 * await upstash.createRedisBackup(client, { databaseId, name: 'before-release-12' })
 */
export async function createRedisBackup(
  client: UpstashClient,
  { databaseId, name }: RedisDatabaseParams & { readonly name: string },
  options?: CallOptions,
): Promise<void> {
  const path = '/redis/create-backup/{id}'
  input.check(client, `POST ${path}`, [input.required('name', name)])
  const ambiguousHint = client.redact(
    `Look with listRedisBackups for a backup named "${name}" before creating it again`,
  )
  await client.send<unknown>(
    { method: 'POST', path, params: { id: databaseId }, body: { name }, ambiguousHint },
    options,
  )
}

/**
 * Deletes a backup; the database stays as it is. https://upstash.com/docs/devops/developer-api/redis/backup/delete_backup
 *
 * @example
 * import * as upstash from '@keelson/upstash'
 * await upstash.deleteRedisBackup(client, { databaseId, backupId })
 */
export async function deleteRedisBackup(
  client: UpstashClient,
  { databaseId, backupId }: RedisBackupParams,
  options?: CallOptions,
): Promise<void> {
  const params = { id: databaseId, backup_id: backupId }
  await client.send<unknown>({ method: 'DELETE', path: '/redis/delete-backup/{id}/{backup_id}', params }, options)
}

/**
 * Puts what a backup holds in the place of what is in a Redis database now, which is lost; `waitForRedisDatabase` waits while
 * Upstash shows that it is being changed. Never repeated by itself (`ambiguous_write`): it would undo what was written since.
 * https://upstash.com/docs/devops/developer-api/redis/backup/restore_backup
 *
 * @example
 * import * as upstash from '@keelson/upstash'
 * await upstash.restoreRedisBackup(client, { databaseId, backupId })
 * await upstash.waitForRedisDatabase(client, { databaseId })
 */
export async function restoreRedisBackup(
  client: UpstashClient,
  { databaseId, backupId }: RedisBackupParams,
  options?: CallOptions,
): Promise<void> {
  const path = '/redis/restore-backup/{id}'
  input.check(client, `POST ${path}`, [input.required('backupId', backupId)])
  const ambiguousHint = 'Wait with waitForRedisDatabase, then look at the data: is it that of the backup?'
  const body = { backup_id: backupId }
  await client.send<unknown>({ method: 'POST', path, params: { id: databaseId }, body, ambiguousHint }, options)
}

/**
 * Lets Upstash make a backup of a Redis database every day; no error when it does so already.
 * https://upstash.com/docs/devops/developer-api/redis/backup/enable_dailybackup
 *
 * @example
 * import * as upstash from '@keelson/upstash'
 * await upstash.enableDailyBackup(client, { databaseId })
 */
export function enableDailyBackup(
  client: UpstashClient,
  params: RedisDatabaseParams,
  options?: CallOptions,
): Promise<void> {
  return flip(client, 'PATCH', '/redis/enable-dailybackup/{id}', 'daily_backup_enabled', true, params, options)
}

/**
 * Ends the daily backups of a Redis database; no error when there are none.
 * https://upstash.com/docs/devops/developer-api/redis/backup/disable_dailybackup
 *
 * @example
 * import * as upstash from '@keelson/upstash'
 * await upstash.disableDailyBackup(client, { databaseId })
 */
export function disableDailyBackup(
  client: UpstashClient,
  params: RedisDatabaseParams,
  options?: CallOptions,
): Promise<void> {
  return flip(client, 'PATCH', '/redis/disable-dailybackup/{id}', 'daily_backup_enabled', false, params, options)
}
