import {
  bodyObject,
  createTable,
  optionalText,
  Refusal,
  requiredText,
  type FakeAnswer,
  type FakeOperation,
  type FakeRequest,
} from '@keelson/core/testing'
import { joinedFilter, listPage, repeatedFilter, timeFilter } from './list.js'
import { isoTime } from './service-record.js'
import type { World } from './world.js'
import type { FakeService, Store } from './store.js'

/** A disk as the fake keeps it. */
export interface FakeDisk {
  readonly id: string
  readonly sequence: number
  readonly serviceId: string
  readonly createdAt: number
  name: string
  sizeGB: number
  mountPath: string
  updatedAt: number
  /** The key of the snapshot that it was brought back to last. */
  restoredFrom: string | undefined
}

/** All disks of a fake, by id. */
export const disksOf = createTable<FakeDisk>()

const dayMs = 86_400_000
/** A snapshot a day, each kept for a week. */
const snapshotsKept = 7

/** The disks of services; each has a snapshot for every whole day that it is there. */
export function diskOperations(world: World) {
  const { store } = world
  return {
    'GET /disks': (request) => listDisks(request, world),
    'POST /disks': (request) => createDisk(request, world),
    'GET /disks/{diskId}': (request) => ({ status: 200, body: show(find(request, store)) }),
    'PATCH /disks/{diskId}': (request) => updateDisk(request, world),
    'DELETE /disks/{diskId}': (request) => {
      const disk = find(request, store)
      disksOf(store).delete(disk.id)
      delete store.services.get(disk.serviceId)?.details['disk']
      return { status: 204 }
    },
    // 201 is what the vendor documents.
    'GET /disks/{diskId}/snapshots': (request) => ({ status: 201, body: snapshotsOf(find(request, store), store) }),
    'POST /disks/{diskId}/snapshots/restore': (request) => restore(request, world),
  } satisfies Record<string, FakeOperation>
}

/** A new disk of a service, which its details show. */
export function addDisk(
  service: FakeService,
  sent: { readonly name: string; readonly mountPath: string; readonly sizeGB: number },
  store: Store,
): FakeDisk {
  const now = store.clock.date()
  const disk: FakeDisk = {
    id: store.newId('dsk'),
    sequence: store.nextSequence(),
    serviceId: service.id,
    createdAt: now,
    ...sent,
    updatedAt: now,
    restoredFrom: undefined,
  }
  disksOf(store).set(disk.id, disk)
  showInService(disk, store)
  return disk
}

/** The disk of a new service: without a size, 1 GB. */
export function readDisk(sent: Record<string, unknown>) {
  const { sizeGB = 1 } = sent
  const mountPath = requiredText(sent, 'mountPath')
  if (!/^\/./.test(mountPath)) throw new Refusal(400, 'mountPath: must be an absolute path')
  if (!Number.isInteger(sizeGB) || Number(sizeGB) < 1) throw new Refusal(400, 'sizeGB: must be 1 or more')
  return { name: requiredText(sent, 'name'), mountPath, sizeGB: Number(sizeGB) }
}

function createDisk(request: FakeRequest, { store }: World): FakeAnswer {
  const body = bodyObject(request)
  const service = store.services.get(requiredText(body, 'serviceId'))
  if (!service) throw new Refusal(404, 'not found: service')
  if (service.type === 'cron_job' || service.type === 'static_site') {
    throw new Refusal(400, `serviceId: a ${service.type} has no disk`)
  }
  if (service.details['disk']) throw new Refusal(400, 'serviceId: the service has a disk')
  if (body['sizeGB'] === undefined) throw new Refusal(400, 'sizeGB: is required')
  return { status: 201, body: show(addDisk(service, readDisk(body), store)) }
}

function listDisks(request: FakeRequest, { store }: World): FakeAnswer {
  const owned = joinedFilter(request, 'ownerId')
  const named = joinedFilter(request, 'name')
  const identified = repeatedFilter(request, 'diskId')
  const ofService = repeatedFilter(request, 'serviceId')
  const inTime = timeFilter(request, ['createdAt', 'updatedAt'])
  const items = [...disksOf(store).values()].filter(
    (disk) =>
      owned(store.services.get(disk.serviceId)?.ownerId) &&
      named(disk.name) &&
      identified(disk.id) &&
      ofService(disk.serviceId) &&
      inTime(disk),
  )
  return listPage(request, items, { name: 'disk', position: (disk) => -disk.sequence, show })
}

function updateDisk(request: FakeRequest, { store }: World): FakeAnswer {
  const disk = find(request, store)
  const body = bodyObject(request)
  const { sizeGB } = body
  if (store.services.get(disk.serviceId)?.suspended) throw new Refusal(400, 'the service is suspended')
  if (sizeGB !== undefined && !(Number.isInteger(sizeGB) && Number(sizeGB) > disk.sizeGB)) {
    throw new Refusal(400, `sizeGB: must be greater than ${disk.sizeGB}`)
  }
  disk.name = optionalText(body, 'name') ?? disk.name
  disk.mountPath = optionalText(body, 'mountPath') ?? disk.mountPath
  disk.sizeGB = Number(sizeGB ?? disk.sizeGB)
  disk.updatedAt = store.clock.date()
  showInService(disk, store)
  return { status: 200, body: show(disk) }
}

function snapshotsOf(disk: FakeDisk, { clock }: Store): { createdAt: string; snapshotKey: string }[] {
  const days = Math.floor((clock.date() - disk.createdAt) / dayMs)
  return Array.from({ length: Math.min(days, snapshotsKept) }, (_, index) => {
    const day = days - index
    return { createdAt: isoTime(disk.createdAt + day * dayMs), snapshotKey: `${disk.id}-day-${day}` }
  })
}

function restore(request: FakeRequest, { store }: World): FakeAnswer {
  const disk = find(request, store)
  const key = requiredText(bodyObject(request), 'snapshotKey')
  if (!snapshotsOf(disk, store).some(({ snapshotKey }) => snapshotKey === key)) {
    throw new Refusal(400, 'snapshotKey: is unknown, or has expired')
  }
  disk.restoredFrom = key
  disk.updatedAt = store.clock.date()
  return { status: 200, body: show(disk) }
}

function find({ path }: FakeRequest, store: Store): FakeDisk {
  const disk = disksOf(store).get(path['diskId'] ?? '')
  if (!disk) throw new Refusal(404, `not found: disk ${path['diskId']}`)
  return disk
}

function showInService({ id, serviceId, name, sizeGB, mountPath }: FakeDisk, store: Store): void {
  const service = store.services.get(serviceId)
  if (service) service.details = { ...service.details, disk: { id, name, sizeGB, mountPath } }
}

function show({ id, name, sizeGB, mountPath, serviceId, createdAt, updatedAt }: FakeDisk): unknown {
  return { id, name, sizeGB, mountPath, serviceId, createdAt: isoTime(createdAt), updatedAt: isoTime(updatedAt) }
}
