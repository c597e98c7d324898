import { createFakeClock, createRandom } from '@keelson/core/testing'
import { expect, test } from 'vitest'
import * as render from '../index.js'
import { createFakeRender } from '../testing/index.js'

async function start() {
  const clock = createFakeClock({ auto: true })
  const fake = createFakeRender({ clock, random: createRandom(1), ownerId: 'tea-1' })
  const client = render.createRenderClient({ apiKey: 'rnd_disks', ownerId: 'tea-1', clock, fetch: fake.fetch })
  const { service } = await render.createService(client, {
    type: 'web_service',
    name: 'shop',
    repo: 'https://github.com/me/shop',
    serviceDetails: { runtime: 'node', disk: { name: 'media', mountPath: '/media' } },
  })
  const writes = () => fake.state.calls.filter(({ operation }) => operation.startsWith('PATCH')).length
  return { clock, fake, client, serviceId: service.id, diskId: service.serviceDetails.disk!.id, writes }
}

test('a disk only grows: a smaller size is refused before it is sent, the same is not sent', async () => {
  const { client, diskId, serviceId, writes } = await start()
  expect((await render.updateDisk(client, { diskId, sizeGB: 5 })).sizeGB).toBe(5)
  expect(writes()).toBe(1)
  await expect(render.updateDisk(client, { diskId, sizeGB: 4 })).rejects.toMatchObject({
    code: 'config',
    message: 'PATCH /disks/{diskId} was not sent: sizeGB cannot be 4: the disk has 5 GB, and a disk can only grow',
  })
  expect(writes()).toBe(1)
  const renamed = await render.updateDisk(client, { diskId, sizeGB: 5, name: 'files' })
  expect(renamed).toMatchObject({ name: 'files', sizeGB: 5 })
  const { serviceDetails } = await render.getService(client, { serviceId })
  expect(serviceDetails.disk).toEqual({ id: diskId, name: 'files', sizeGB: 5, mountPath: '/media' })
})

test('a change whose answer was lost: a name is sent again, a size is not, and the next call sees that it is there', async () => {
  const { client, fake, diskId, writes } = await start()
  const operation = 'PATCH /disks/{diskId}'
  fake.faults.add({ operation, kind: 'reset_after' })
  expect((await render.updateDisk(client, { diskId, name: 'files' })).name).toBe('files')
  expect(writes()).toBe(2)
  fake.faults.add({ operation, kind: 'reset_after' })
  await expect(render.updateDisk(client, { diskId, sizeGB: 5 })).rejects.toMatchObject({
    code: 'ambiguous_write',
    message: expect.stringContaining('it looks first'),
  })
  expect((await render.updateDisk(client, { diskId, sizeGB: 5 })).sizeGB).toBe(5)
  expect(writes()).toBe(3)
})

test('snapshots are of each whole day, seven at most, and a restore names one of them', async () => {
  const { client, clock, fake, diskId } = await start()
  expect(await render.listDiskSnapshots(client, { diskId })).toEqual([])
  await clock.advance(10 * 86_400_000)
  const snapshots = await render.listDiskSnapshots(client, { diskId })
  expect(snapshots).toHaveLength(7)
  const snapshotKey = snapshots[0]?.snapshotKey ?? ''
  await render.restoreDiskSnapshot(client, { diskId, snapshotKey })
  expect(fake.state.disks.get(diskId)?.restoredFrom).toBe(snapshotKey)
  await expect(render.restoreDiskSnapshot(client, { diskId, snapshotKey: 'old' })).rejects.toMatchObject({
    status: 400,
  })
})

test('creations and restores whose answer was lost are not repeated', async () => {
  const { client, fake, clock, diskId, serviceId } = await start()
  await clock.advance(86_400_000)
  const [newest] = await render.listDiskSnapshots(client, { diskId })
  fake.faults.add({ operation: 'POST /disks/{diskId}/snapshots/restore', kind: 'commit_then_500' })
  const restore = render.restoreDiskSnapshot(client, { diskId, snapshotKey: newest?.snapshotKey ?? '' })
  await expect(restore).rejects.toMatchObject({
    code: 'ambiguous_write',
    message: expect.stringContaining('written since'),
  })
  await render.deleteDisk(client, { diskId })
  fake.faults.add({ operation: 'POST /disks', kind: 'commit_then_500' })
  const disk = { serviceId, name: 'media', mountPath: '/media', sizeGB: 1 }
  await expect(render.createDisk(client, disk)).rejects.toMatchObject({
    code: 'ambiguous_write',
    message: expect.stringContaining(`listDisks with serviceId "${serviceId}"`),
  })
  expect(await render.listDisks(client, { serviceId }).toArray()).toHaveLength(1)
  await render.deleteService(client, { serviceId })
  expect(fake.state.disks.size).toBe(0)
})
