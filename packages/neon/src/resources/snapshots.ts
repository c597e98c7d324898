import type { CallOptions } from '@keelson/core'
import * as input from '@keelson/core/input'
import type { NeonClient } from '../client.js'
import { sendPart } from '../send-part.js'
import { branchPath, type BranchParams } from './branches.js'
import { OperationsOnly } from './branches.schema.js'
import type { Operation } from './operations.schema.js'
import { pathIds } from './path-ids.js'
import {
  RestoredSnapshot,
  SnapshotAnswer,
  SnapshotList,
  SnapshotOperations,
  SnapshotSchedule,
  type Snapshot,
  type SnapshotFrequency,
  type SnapshotRule,
} from './snapshots.schema.js'

/** Which snapshot is meant. */
export interface SnapshotParams {
  readonly projectId: string
  readonly snapshotId: string
}

/** What {@link createSnapshot} makes. */
export interface CreateSnapshotParams extends BranchParams {
  readonly name?: string
  /** A position in the history of the branch. @default its newest state */
  readonly lsn?: string
  /** ISO 8601, instead of `lsn`. */
  readonly timestamp?: string
  /** When Neon deletes it by itself: ISO 8601. @default never */
  readonly expires_at?: string
}

/** What {@link restoreSnapshot} sends. */
export interface RestoreSnapshotParams extends SnapshotParams {
  /** Of the new branch. @default one that Neon makes up */
  readonly name?: string
  /** The branch to replace. @default the one that the snapshot is of */
  readonly target_branch_id?: string
  /** Replaces that branch at once, instead of making a branch to look at first. @default false */
  readonly finalize_restore?: boolean
}

/** One rule of {@link setSnapshotSchedule}. */
export interface SnapshotRuleInput {
  readonly frequency: SnapshotFrequency
  /** 0 to 23. */
  readonly hour?: number
  /** Of the week or of the month, from 1. */
  readonly day?: number
  /** 1 to 12. */
  readonly month?: number
  /** From 3600. @default for ever */
  readonly retention_seconds?: number
}

const snapshots = '/projects/{project_id}/snapshots'
const onePath = `${snapshots}/{snapshot_id}`
const createPath = `${branchPath}/snapshot`
const schedulePath = `${branchPath}/backup_schedule`
const frequencies: readonly SnapshotFrequency[] = ['hourly', 'daily', 'weekly', 'monthly', 'yearly']

/**
 * The snapshots of a project. In beta at Neon, as all of them. https://api-docs.neon.tech/reference/listsnapshots
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const snapshots = await neon.listSnapshots(client, { projectId: 'quiet-river-…' })
 */
export async function listSnapshots(
  client: NeonClient,
  params: { readonly projectId: string },
  options?: CallOptions,
): Promise<Snapshot[]> {
  const spec = { method: 'GET', path: snapshots, params: pathIds(params), response: SnapshotList } as const
  return sendPart(client, spec, 'snapshots', options)
}

/**
 * Keeps the data of a branch as they are, or were at a moment of its history; there when its operations are finished. Never
 * repeated by itself when it may have been carried out (`ambiguous_write`). https://api-docs.neon.tech/reference/createsnapshot
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const { snapshot } = await neon.createSnapshot(client, {
 *   projectId: 'quiet-river-…', branchId: 'br-…', name: 'before-2.0', expires_at: '2026-12-01T00:00:00Z',
 * })
 */
export async function createSnapshot(
  client: NeonClient,
  { projectId, branchId, ...query }: CreateSnapshotParams,
  options?: CallOptions,
): Promise<SnapshotOperations> {
  const { lsn, timestamp } = query
  input.check(client, `POST ${createPath}`, [input.atMostOne({ lsn, timestamp })])
  const ambiguousHint = 'Look for the snapshot with listSnapshots before creating it again'
  const params = pathIds({ projectId, branchId })
  const spec = { method: 'POST', path: createPath, params, query, ambiguousHint } as const
  return client.send({ ...spec, response: SnapshotOperations }, options)
}

/**
 * Renames a snapshot. https://api-docs.neon.tech/reference/updatesnapshot
 *
 * @example
 * import * as neon from '@keelson/neon'
 * await neon.updateSnapshot(client, { projectId: 'quiet-river-…', snapshotId: 'snap-…', name: 'release-2.0' })
 */
export async function updateSnapshot(
  client: NeonClient,
  { name, ...params }: SnapshotParams & { readonly name: string },
  options?: CallOptions,
): Promise<Snapshot> {
  input.check(client, `PATCH ${onePath}`, [input.required('name', name)])
  // The same name twice is the same name.
  const spec = {
    method: 'PATCH',
    path: onePath,
    params: pathIds(params),
    body: { snapshot: { name } },
    idempotent: true,
  } as const
  return sendPart(client, { ...spec, response: SnapshotAnswer }, 'snapshot', options)
}

/**
 * Deletes a snapshot, for good; gone when the operations are finished. https://api-docs.neon.tech/reference/deletesnapshot
 *
 * @example
 * import * as neon from '@keelson/neon'
 * await neon.deleteSnapshot(client, { projectId: 'quiet-river-…', snapshotId: 'snap-…' })
 */
export async function deleteSnapshot(
  client: NeonClient,
  params: SnapshotParams,
  options?: CallOptions,
): Promise<Operation[]> {
  // An id is never given twice: what is deleted stays deleted.
  const spec = {
    method: 'DELETE',
    path: onePath,
    params: pathIds(params),
    idempotent: true,
    response: OperationsOnly,
  } as const
  // A repetition that finds nothing left answers with nothing.
  const answer = await client.send<{ readonly operations: Operation[] } | undefined>(spec, options)
  return answer?.operations ?? []
}

/**
 * Makes a branch of a snapshot: one to look at, which `finalizeRestore` puts in the place of the target later, or at once
 * with `finalize_restore`: then it has the name and the computes of the target, connection strings stay, and the target is
 * kept under another name. Never repeated by itself. https://api-docs.neon.tech/reference/restoresnapshot
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const { branch, operations } = await neon.restoreSnapshot(client, { projectId: 'quiet-river-…', snapshotId: 'snap-…' })
 */
export function restoreSnapshot(
  client: NeonClient,
  { projectId, snapshotId, ...body }: RestoreSnapshotParams,
  options?: CallOptions,
): Promise<RestoredSnapshot> {
  const params = pathIds({ projectId, snapshotId })
  const ambiguousHint = 'Look for a branch whose restored_from is the snapshot (listBranches) before restoring it again'
  const spec = { method: 'POST', path: `${onePath}/restore`, params, body, ambiguousHint } as const
  return client.send({ ...spec, response: RestoredSnapshot }, options)
}

/**
 * When snapshots of a branch are made by themselves; empty for never. https://api-docs.neon.tech/reference/getsnapshotschedule
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const schedule = await neon.getSnapshotSchedule(client, { projectId: 'quiet-river-…', branchId: 'br-…' })
 */
export async function getSnapshotSchedule(
  client: NeonClient,
  params: BranchParams,
  options?: CallOptions,
): Promise<SnapshotRule[]> {
  const spec = { method: 'GET', path: schedulePath, params: pathIds(params), response: SnapshotSchedule } as const
  return sendPart(client, spec, 'schedule', options)
}

/**
 * Replaces all rules by which snapshots of a branch are made; none ends it. https://api-docs.neon.tech/reference/setsnapshotschedule
 *
 * @example
 * import * as neon from '@keelson/neon'
 * await neon.setSnapshotSchedule(client, {
 *   projectId: 'quiet-river-…', branchId: 'br-…', schedule: [{ frequency: 'daily', hour: 3, retention_seconds: 7 * 86_400 }],
 * })
 */
export async function setSnapshotSchedule(
  client: NeonClient,
  { schedule, ...params }: BranchParams & { readonly schedule: readonly SnapshotRuleInput[] },
  options?: CallOptions,
): Promise<void> {
  input.check(
    client,
    `PUT ${schedulePath}`,
    schedule.flatMap(({ frequency, hour, day, month, retention_seconds }, index) => {
      const place = `schedule.${index}.`
      return [
        input.required(`${place}frequency`, frequency) ?? input.word(`${place}frequency`, frequency, frequencies),
        input.number(`${place}hour`, hour, { min: 0, max: 23 }),
        input.number(`${place}day`, day, { min: 1, max: 31 }),
        input.number(`${place}month`, month, { min: 1, max: 12 }),
        input.number(`${place}retention_seconds`, retention_seconds, { min: 3600 }),
      ]
    }),
  )
  // The answer is an empty object.
  const spec = {
    method: 'PUT',
    path: schedulePath,
    params: pathIds(params),
    body: { schedule },
    idempotent: true,
  } as const
  await client.send(spec, options)
}
