import type { CallOptions, Pages } from '@keelson/core'
import * as input from '@keelson/core/input'
import type { RenderClient } from '../client.js'
import { listPages } from '../pagination.js'
import { Disk, DiskPage, DiskSnapshotList, type DiskSnapshot } from './disks.schema.js'

/** Which disk is meant. */
export interface DiskParams {
  readonly diskId: string
}

/** Filters of {@link listDisks}; a list means any of its values. */
export interface ListDisksParams {
  /** @default the client's ownerId */
  readonly ownerId?: string | readonly string[]
  readonly diskId?: string | readonly string[]
  readonly serviceId?: string | readonly string[]
  readonly name?: string | readonly string[]
  /** ISO 8601. */
  readonly createdAfter?: string
  /** ISO 8601. */
  readonly createdBefore?: string
  /** ISO 8601. */
  readonly updatedAfter?: string
  /** ISO 8601. */
  readonly updatedBefore?: string
}

const onePath = '/disks/{diskId}'

/**
 * The disks of the workspace. https://api-docs.render.com/reference/list-disks
 *
 * @example
 * import * as render from '@keelson/render'
 * const disk = await render.listDisks(client, { serviceId: 'srv-…' }).first()
 */
export function listDisks(client: RenderClient, params: ListDisksParams = {}, options?: CallOptions): Pages<Disk> {
  const query = { ...params, ownerId: params.ownerId ?? client.ownerId }
  return listPages(
    client,
    { method: 'GET', path: '/disks', query, repeat: ['diskId', 'serviceId'], response: DiskPage },
    (page) => page.disk,
    options,
  )
}

/**
 * One disk. https://api-docs.render.com/reference/retrieve-disk
 *
 * @example
 * import * as render from '@keelson/render'
 * const { sizeGB } = await render.getDisk(client, { diskId: 'dsk-…' })
 */
export function getDisk(client: RenderClient, { diskId }: DiskParams, options?: CallOptions): Promise<Disk> {
  return client.send({ method: 'GET', path: onePath, params: { diskId }, response: Disk }, options)
}

/**
 * Gives a web service, private service or worker a disk; it is there with the next deploy. A service with a disk has one
 * instance and a short gap at each deploy. Not repeated by itself when it may have been carried out.
 * https://api-docs.render.com/reference/add-disk
 *
 * @example
 * import * as render from '@keelson/render'
 * await render.createDisk(client, { serviceId: 'srv-…', name: 'media', mountPath: '/var/media', sizeGB: 10 })
 */
export async function createDisk(
  client: RenderClient,
  params: {
    readonly serviceId: string
    readonly name: string
    /** Absolute. */
    readonly mountPath: string
    /** 1 or more; it can grow and never shrink. */
    readonly sizeGB: number
  },
  options?: CallOptions,
): Promise<Disk> {
  const { serviceId, name, mountPath, sizeGB } = params
  input.check(client, 'POST /disks', [
    input.required('serviceId', serviceId),
    input.required('name', name),
    input.required('mountPath', mountPath),
    ...settingProblems(params),
  ])
  const body = { serviceId, name, mountPath, sizeGB }
  const ambiguousHint = `listDisks with serviceId "${serviceId}" tells whether it is there`
  return client.send({ method: 'POST', path: '/disks', body, response: Disk, ambiguousHint }, options)
}

/**
 * Changes a disk; its service must be running for that. With `sizeGB` it looks first: a smaller size is refused (`config`),
 * the size that it has is not sent. https://api-docs.render.com/reference/update-disk
 *
 * @example
 * import * as render from '@keelson/render'
 * await render.updateDisk(client, { diskId: 'dsk-…', sizeGB: 20 })
 */
export async function updateDisk(
  client: RenderClient,
  params: DiskParams & { readonly name?: string; readonly mountPath?: string; readonly sizeGB?: number },
  options?: CallOptions,
): Promise<Disk> {
  const { diskId, name, mountPath, sizeGB } = params
  const operation = `PATCH ${onePath}`
  input.check(client, operation, [input.atLeastOne({ name, mountPath, sizeGB }), ...settingProblems(params)])
  const body = { name, mountPath, sizeGB }
  if (sizeGB !== undefined) {
    const disk = await getDisk(client, { diskId }, options)
    if (sizeGB === disk.sizeGB) {
      if (name === undefined && mountPath === undefined) return disk
      // Render refuses a size that is not larger.
      body.sizeGB = undefined
    } else {
      const said = `sizeGB cannot be ${sizeGB}: the disk has ${disk.sizeGB} GB, and a disk can only grow`
      input.check(client, operation, [sizeGB < disk.sizeGB ? said : undefined])
    }
  }
  const spec = { method: 'PATCH', path: onePath, params: { diskId }, body, response: Disk } as const
  const isSame = body.sizeGB === undefined
  return client.send(
    { ...spec, idempotent: isSame, ambiguousHint: 'Calling updateDisk again is safe: it looks first' },
    options,
  )
}

function settingProblems(given: { readonly mountPath?: string; readonly sizeGB?: number }): input.Problem[] {
  return [
    input.text('mountPath', given.mountPath || undefined, /^\/./, 'an absolute path below the root'),
    input.number('sizeGB', given.sizeGB, { min: 1 }),
  ]
}

/**
 * Deletes a disk with everything on it, for good; its service loses it at once.
 * https://api-docs.render.com/reference/delete-disk
 *
 * @example
 * import * as render from '@keelson/render'
 * await render.deleteDisk(client, { diskId: 'dsk-…' })
 */
export function deleteDisk(client: RenderClient, { diskId }: DiskParams, options?: CallOptions): Promise<void> {
  return client.send({ method: 'DELETE', path: onePath, params: { diskId } }, options)
}

/**
 * The snapshots that a disk can be brought back to. https://api-docs.render.com/reference/list-snapshots
 *
 * @example
 * import * as render from '@keelson/render'
 * const [newest] = await render.listDiskSnapshots(client, { diskId: 'dsk-…' })
 */
export function listDiskSnapshots(
  client: RenderClient,
  { diskId }: DiskParams,
  options?: CallOptions,
): Promise<DiskSnapshot[]> {
  return client.send(
    { method: 'GET', path: `${onePath}/snapshots`, params: { diskId }, response: DiskSnapshotList },
    options,
  )
}

/**
 * Brings a disk back to a snapshot; what was written since is lost, for good, and the service may be deployed again. Not
 * repeated by itself when it may have been carried out. https://api-docs.render.com/reference/restore-snapshot
 *
 * @example
 * import * as render from '@keelson/render'
 * const [newest] = await render.listDiskSnapshots(client, { diskId: 'dsk-…' })
 * if (newest?.snapshotKey) await render.restoreDiskSnapshot(client, { diskId: 'dsk-…', snapshotKey: newest.snapshotKey })
 */
export async function restoreDiskSnapshot(
  client: RenderClient,
  params: DiskParams & {
    readonly snapshotKey: string
    /** Of a service with several instances: whose disk. */
    readonly instanceId?: string
  },
  options?: CallOptions,
): Promise<Disk> {
  const { diskId, ...body } = params
  const path = `${onePath}/snapshots/restore`
  input.check(client, `POST ${path}`, [input.required('snapshotKey', body.snapshotKey)])
  const ambiguousHint = 'getDisk tells when it was changed last; restoring once more loses what was written since'
  return client.send({ method: 'POST', path, params: { diskId }, body, response: Disk, ambiguousHint }, options)
}
