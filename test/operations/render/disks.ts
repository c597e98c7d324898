import * as render from '@keelson/render'
import { expect } from 'vitest'
import { row, type Refusal, type RenderWorld } from './world.ts'

const media = { name: 'media', mountPath: '/var/media', sizeGB: 10 }
/** In the form that the contract asks of ids in paths. */
const prismId = 'dsk-cph1rs3idesc73a2b2mg'

/** A disk that is there for two days and a half. */
async function addDisk({ client, clock, serviceId }: RenderWorld) {
  const { id } = await render.createDisk(client, { serviceId, ...media })
  await clock.advance(2.5 * 86_400_000)
  const [newest] = await render.listDiskSnapshots(client, { diskId: id })
  return { diskId: id, snapshotKey: newest?.snapshotKey ?? '' }
}

export const rows = [
  row({
    operation: 'createDisk',
    call: ({ client, serviceId }) => render.createDisk(client, { serviceId, ...media }),
    requests: ['POST /disks'],
    body: { serviceId: 'srv', ...media },
    answer: { id: expect.stringMatching(/^dsk-/), ...media },
  }),
  row({
    operation: 'listDisks',
    arrange: addDisk,
    call: ({ client }) => render.listDisks(client).toArray({ limit: 1 }),
    requests: ['GET /disks?limit=100&ownerId=tea-1'],
    answer: [media],
  }),
  row({
    operation: 'listDisks with every filter',
    arrange: addDisk,
    call: ({ client, serviceId }) =>
      render
        .listDisks(client, {
          ownerId: ['tea-1', 'tea-2'],
          diskId: [prismId, 'dsk-cph1rs3idesc73a2b2mh'],
          serviceId: [serviceId, 'srv-2'],
          name: ['media', 'other'],
          createdAfter: '2025-01-01T00:00:00Z',
          createdBefore: '2025-01-02T00:00:00Z',
          updatedAfter: '2025-01-03T00:00:00Z',
          updatedBefore: '2025-01-04T00:00:00Z',
        })
        .toArray(),
    requests: [
      'GET /disks?limit=100&ownerId=tea-1%2Ctea-2&diskId=dsk-new&diskId=dsk-new&serviceId=srv&serviceId=srv-2' +
        '&name=media%2Cother&createdAfter=2025-01-01T00%3A00%3A00Z&createdBefore=2025-01-02T00%3A00%3A00Z' +
        '&updatedAfter=2025-01-03T00%3A00%3A00Z&updatedBefore=2025-01-04T00%3A00%3A00Z',
    ],
    answer: [],
  }),
  row({
    operation: 'getDisk',
    arrange: addDisk,
    call: ({ client, diskId }) => render.getDisk(client, { diskId }),
    requests: ['GET /disks/dsk-new'],
    answer: media,
  }),
  row({
    operation: 'updateDisk',
    arrange: addDisk,
    call: ({ client, diskId }) => render.updateDisk(client, { diskId, name: 'files', mountPath: '/files' }),
    requests: ['PATCH /disks/dsk-new'],
    body: { name: 'files', mountPath: '/files' },
    answer: { name: 'files', mountPath: '/files', sizeGB: 10 },
  }),
  row({
    operation: 'updateDisk to a larger size',
    arrange: addDisk,
    call: ({ client, diskId }) => render.updateDisk(client, { diskId, sizeGB: 20 }),
    requests: ['GET /disks/dsk-new', 'PATCH /disks/dsk-new'],
    body: { sizeGB: 20 },
    answer: { name: 'media', sizeGB: 20 },
  }),
  row({
    operation: 'updateDisk to the size that it has',
    arrange: addDisk,
    call: ({ client, diskId }) => render.updateDisk(client, { diskId, sizeGB: 10 }),
    requests: ['GET /disks/dsk-new'],
    answer: { sizeGB: 10 },
  }),
  row({
    operation: 'deleteDisk',
    arrange: addDisk,
    call: ({ client, diskId }) => render.deleteDisk(client, { diskId }),
    requests: ['DELETE /disks/dsk-new'],
    answer: undefined,
  }),
  row({
    operation: 'listDiskSnapshots',
    arrange: addDisk,
    call: ({ client, diskId }) => render.listDiskSnapshots(client, { diskId }),
    requests: ['GET /disks/dsk-new/snapshots'],
    answer: [{ snapshotKey: expect.any(String) }, { createdAt: expect.stringContaining('2026-01-02T') }],
  }),
  row({
    operation: 'restoreDiskSnapshot',
    arrange: addDisk,
    call: ({ client, diskId, snapshotKey }) => render.restoreDiskSnapshot(client, { diskId, snapshotKey }),
    requests: ['POST /disks/dsk-new/snapshots/restore'],
    body: { snapshotKey: 'dsk-new-day-2' },
    answer: { updatedAt: expect.stringContaining('2026-01-03T') },
  }),
  row({
    operation: 'restoreDiskSnapshot of one instance',
    arrange: addDisk,
    call: ({ client, diskId, snapshotKey }) =>
      render.restoreDiskSnapshot(client, { diskId, snapshotKey, instanceId: 'srv-1-a' }),
    requests: ['POST /disks/dsk-new/snapshots/restore'],
    body: { snapshotKey: 'dsk-new-day-2', instanceId: 'srv-1-a' },
    answer: media,
  }),
]

export const refusals: Refusal[] = [
  {
    operation: 'createDisk with nothing right',
    call: (client) => render.createDisk(client, { serviceId: '', name: '', mountPath: 'media', sizeGB: 0 }),
    says: [
      'serviceId is missing; name is missing',
      'mountPath cannot be "media": an absolute path below the root',
      'sizeGB cannot be 0, only a whole number 1 or more',
    ],
  },
  {
    operation: 'updateDisk without a change',
    call: (client) => render.updateDisk(client, { diskId: prismId }),
    says: ['PATCH /disks/{diskId}', 'give at least one of name, mountPath, sizeGB'],
  },
  {
    operation: 'restoreDiskSnapshot without a key',
    call: (client) => render.restoreDiskSnapshot(client, { diskId: prismId, snapshotKey: '' }),
    says: ['snapshotKey is missing'],
  },
]
