import * as neon from '@keelson/neon'
import { expect } from 'vitest'
import { row, type NeonWorld, type Refusal } from './world.ts'

/** A snapshot of `main`, made. */
async function makeSnapshot({ client, projectId, branchId }: NeonWorld): Promise<{ readonly snapshotId: string }> {
  const { snapshot, operations } = await neon.createSnapshot(client, { projectId, branchId, name: 'first' })
  await neon.waitForOperations(client, { projectId, operationIds: operations.map(({ id }) => id) })
  return { snapshotId: snapshot.id }
}

/** A branch made of it, which is only looked at. */
async function makePreview(world: NeonWorld): Promise<{ readonly previewId: string }> {
  const { client, projectId } = world
  const { snapshotId } = await makeSnapshot(world)
  const { branch, operations } = await neon.restoreSnapshot(client, { projectId, snapshotId })
  await neon.waitForOperations(client, { projectId, operationIds: operations.map(({ id }) => id) })
  return { previewId: branch.id }
}

const schedule = [
  { frequency: 'daily', hour: 3, retention_seconds: 86_400 },
  { frequency: 'yearly', hour: 0, day: 31, month: 12 },
] as const

export const rows = [
  row({
    operation: 'listSnapshots',
    arrange: makeSnapshot,
    call: ({ client, projectId }) => neon.listSnapshots(client, { projectId }),
    requests: ['GET /projects/prj/snapshots'],
    answer: [{ name: 'first', manual: true, source_branch_id: expect.stringMatching(/^br-/) }],
  }),
  row({
    operation: 'createSnapshot',
    call: ({ client, projectId, branchId }) => neon.createSnapshot(client, { projectId, branchId }),
    requests: ['POST /projects/prj/branches/br/snapshot'],
    answer: { snapshot: { id: expect.stringMatching(/^snap-/) }, operations: [{ status: 'running' }] },
  }),
  row({
    operation: 'createSnapshot with everything',
    call: ({ client, projectId, branchId }) =>
      neon.createSnapshot(client, {
        projectId,
        branchId,
        name: 'before-2',
        timestamp: '2026-01-01T00:00:00Z',
        expires_at: '2026-02-01T00:00:00Z',
      }),
    requests: [
      'POST /projects/prj/branches/br/snapshot?name=before-2&timestamp=2026-01-01T00%3A00%3A00Z&expires_at=2026-02-01T00%3A00%3A00Z',
    ],
    answer: { snapshot: { name: 'before-2', expires_at: '2026-02-01T00:00:00.000Z' } },
  }),
  row({
    operation: 'createSnapshot at a position',
    call: ({ client, projectId, branchId }) => neon.createSnapshot(client, { projectId, branchId, lsn: '0/1000' }),
    requests: ['POST /projects/prj/branches/br/snapshot?lsn=0%2F1000'],
    answer: { snapshot: { lsn: '0/1000' } },
  }),
  row({
    operation: 'updateSnapshot',
    arrange: makeSnapshot,
    call: ({ client, projectId, snapshotId }) => neon.updateSnapshot(client, { projectId, snapshotId, name: 'kept' }),
    requests: ['PATCH /projects/prj/snapshots/snap-new'],
    body: { snapshot: { name: 'kept' } },
    answer: { name: 'kept' },
  }),
  row({
    operation: 'deleteSnapshot',
    arrange: makeSnapshot,
    call: ({ client, projectId, snapshotId }) => neon.deleteSnapshot(client, { projectId, snapshotId }),
    requests: ['DELETE /projects/prj/snapshots/snap-new'],
    answer: [{ action: 'delete_timeline' }],
  }),
  row({
    operation: 'restoreSnapshot',
    arrange: makeSnapshot,
    call: ({ client, projectId, snapshotId }) => neon.restoreSnapshot(client, { projectId, snapshotId }),
    requests: ['POST /projects/prj/snapshots/snap-new/restore'],
    body: {},
    answer: { branch: { default: false, restore_status: 'restored' }, endpoints: [] },
  }),
  row({
    operation: 'restoreSnapshot in the place of its branch',
    arrange: makeSnapshot,
    call: ({ client, projectId, branchId, snapshotId }) =>
      neon.restoreSnapshot(client, {
        projectId,
        snapshotId,
        name: 'back',
        target_branch_id: branchId,
        finalize_restore: true,
      }),
    requests: ['POST /projects/prj/snapshots/snap-new/restore'],
    body: { name: 'back', target_branch_id: 'br', finalize_restore: true },
    answer: {
      branch: { name: 'main', default: true, restore_status: 'finalized' },
      endpoints: [{ type: 'read_write' }],
    },
  }),
  row({
    operation: 'finalizeRestore',
    arrange: makePreview,
    call: ({ client, projectId, previewId }) =>
      neon.finalizeRestore(client, { projectId, branchId: previewId, name: 'main-before' }),
    requests: ['POST /projects/prj/branches/br-new/finalize_restore'],
    body: { name: 'main-before' },
    answer: [{ action: 'suspend_compute' }, { action: 'start_compute' }],
  }),
  row({
    operation: 'getSnapshotSchedule',
    arrange: async ({ client, projectId, branchId }) => {
      await neon.setSnapshotSchedule(client, { projectId, branchId, schedule })
      return {}
    },
    call: ({ client, projectId, branchId }) => neon.getSnapshotSchedule(client, { projectId, branchId }),
    requests: ['GET /projects/prj/branches/br/backup_schedule'],
    answer: schedule,
  }),
  row({
    operation: 'setSnapshotSchedule',
    call: ({ client, projectId, branchId }) => neon.setSnapshotSchedule(client, { projectId, branchId, schedule }),
    requests: ['PUT /projects/prj/branches/br/backup_schedule'],
    body: { schedule },
    answer: undefined,
  }),
]

const place = { projectId: 'p', branchId: 'br-1' }

export const refusals: readonly Refusal[] = [
  {
    operation: 'createSnapshot of two moments',
    call: (client) => neon.createSnapshot(client, { ...place, lsn: '0/1', timestamp: 'now' }),
    says: ['lsn and timestamp cannot be given together'],
  },
  {
    operation: 'updateSnapshot without a name',
    call: (client) => neon.updateSnapshot(client, { projectId: 'p', snapshotId: 'snap-1', name: '' }),
    says: ['name is missing'],
  },
  {
    operation: 'setSnapshotSchedule with much that is wrong',
    call: (client) =>
      neon.setSnapshotSchedule(client, {
        ...place,
        schedule: [
          // @ts-expect-error no such frequency
          { frequency: 'often' },
          { frequency: 'yearly', hour: 24, day: 0, month: 13, retention_seconds: 60 },
        ],
      }),
    says: [
      'schedule.0.frequency cannot be "often", only hourly, daily, weekly, monthly, yearly',
      'schedule.1.hour cannot be 24, only a whole number from 0 to 23',
      'schedule.1.day cannot be 0, only a whole number from 1 to 31',
      'schedule.1.month cannot be 13, only a whole number from 1 to 12',
      'schedule.1.retention_seconds cannot be 60, only a whole number 3600 or more',
    ],
  },
]
