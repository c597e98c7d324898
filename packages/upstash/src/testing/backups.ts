import { bodyObject, Refusal, requiredText, type FakeRequest } from '@keelson/core/testing'
import { newUuid } from './databases.js'
import { findDatabase } from './settings.js'
import type { FakeBackup, World } from './world.js'

/** The operations on backups; restoring one takes its time and moves no data. */
export function backupOperations(world: World) {
  const { clock, backups, createMs } = world
  const findBackup = (request: FakeRequest, id: string | undefined) => {
    const database = findDatabase(world, request.path['id'])
    const backup = backups.get(id ?? '')
    if (backup?.databaseId !== database.id) throw new Refusal(404, 'backup not found')
    return { database, backup }
  }
  const stateOf = ({ failed, completedAt }: FakeBackup) =>
    clock.now() < completedAt ? 'pending' : failed ? 'failed' : 'completed'
  return {
    'GET /redis/list-backup/{id}': (request: FakeRequest) => {
      const { id } = findDatabase(world, request.path['id'])
      const own = [...backups.values()].filter(({ databaseId }) => databaseId === id)
      const body = own.map((backup) => ({
        database_id: id,
        name: backup.name,
        backup_id: backup.id,
        creation_time: Math.floor(backup.createdAt / 1000),
        state: stateOf(backup),
        backup_size: 0,
        daily_backup: 'false',
        hourly_backup: 'false',
      }))
      return { status: 200, body }
    },
    'POST /redis/create-backup/{id}': (request: FakeRequest) => {
      const { id: databaseId } = findDatabase(world, request.path['id'])
      const name = requiredText(bodyObject(request), 'name')
      const id = newUuid(world)
      const completedAt = clock.now() + createMs
      backups.set(id, { id, databaseId, name, createdAt: clock.date(), completedAt, failed: false })
      return { status: 200, body: 'OK' }
    },
    'DELETE /redis/delete-backup/{id}/{backup_id}': (request: FakeRequest) => {
      backups.delete(findBackup(request, request.path['backup_id']).backup.id)
      return { status: 200, body: 'OK' }
    },
    'POST /redis/restore-backup/{id}': (request: FakeRequest) => {
      const { database, backup } = findBackup(request, requiredText(bodyObject(request), 'backup_id'))
      if (stateOf(backup) !== 'completed') throw new Refusal(400, `backup is ${stateOf(backup)}`)
      database.modifying = { what: 'restoring', until: clock.now() + createMs }
      return { status: 200, body: 'OK' }
    },
  }
}
