import { lazy, type Infer } from '@keelson/core'
import * as shape from '@keelson/core/shape'
import { branch } from './branches.schema.js'
import { endpoint } from './endpoints.schema.js'
import { operation } from './operations.schema.js'

const optionalText = () => shape.optional(shape.text())
const optionalNumber = () => shape.optional(shape.number())

const snapshot = () =>
  shape.object({
    id: shape.text(),
    name: shape.text(),
    lsn: optionalText(),
    timestamp: optionalText(),
    source_branch_id: optionalText(),
    /** `false` for one that a schedule made. */
    manual: shape.optional(shape.boolean()),
    /** In bytes. */
    full_size: optionalNumber(),
    /** In bytes, since the snapshot that the schedule made before it. */
    diff_size: optionalNumber(),
    created_at: shape.text(),
    expires_at: optionalText(),
  })

/** The data of a branch at one moment, kept. */
export type Snapshot = Infer<ReturnType<typeof snapshot>>

export const SnapshotAnswer = /* @__PURE__ */ lazy(() => shape.object({ snapshot: snapshot() }))

export const SnapshotList = /* @__PURE__ */ lazy(() => shape.object({ snapshots: shape.list(snapshot()) }))

/** A snapshot, and what is being done for it. */
export type SnapshotOperations = Infer<typeof SnapshotOperations>
export const SnapshotOperations = /* @__PURE__ */ lazy(() =>
  shape.object({ snapshot: snapshot(), operations: shape.list(operation()) }),
)

/** The branch that a snapshot was restored to. */
export type RestoredSnapshot = Infer<typeof RestoredSnapshot>
export const RestoredSnapshot = /* @__PURE__ */ lazy(() =>
  shape.object({
    branch: branch(),
    endpoints: shape.optional(shape.list(endpoint())),
    operations: shape.list(operation()),
  }),
)

/** How often snapshots are made by a schedule. */
export type SnapshotFrequency = 'hourly' | 'daily' | 'weekly' | 'monthly' | 'yearly'

const rule = () =>
  shape.object({
    frequency: shape.open<SnapshotFrequency>(),
    hour: optionalNumber(),
    day: optionalNumber(),
    month: optionalNumber(),
    retention_seconds: optionalNumber(),
  })

/** One rule of a schedule, as Neon tells it. */
export type SnapshotRule = Infer<ReturnType<typeof rule>>

export const SnapshotSchedule = /* @__PURE__ */ lazy(() => shape.object({ schedule: shape.list(rule()) }))
