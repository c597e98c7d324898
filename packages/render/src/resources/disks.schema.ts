import { lazy, type Infer } from '@keelson/core'
import * as shape from '@keelson/core/shape'

const disk = () =>
  shape.object({
    id: shape.text(),
    name: shape.text(),
    sizeGB: shape.number(),
    mountPath: shape.text(),
    serviceId: shape.optional(shape.text()),
    createdAt: shape.text(),
    updatedAt: shape.text(),
  })

/** A persistent disk of a service. */
export type Disk = Infer<typeof Disk>
export const Disk = /* @__PURE__ */ lazy(disk)

export const DiskPage = /* @__PURE__ */ lazy(() => shape.list(shape.object({ disk: disk(), cursor: shape.text() })))

const optionalText = () => shape.optional(shape.text())

export const DiskSnapshotList = /* @__PURE__ */ lazy(() =>
  shape.list(shape.object({ createdAt: optionalText(), snapshotKey: optionalText(), instanceId: optionalText() })),
)

/** What a disk held at a time; the key is good for 24 hours. */
export type DiskSnapshot = Infer<typeof DiskSnapshotList>[number]
