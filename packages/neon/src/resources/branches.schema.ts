import { lazy, type Infer } from '@keelson/core'
import * as shape from '@keelson/core/shape'
import { connectionDetails } from './connection.schema.js'
import { database } from './databases.schema.js'
import { endpoint } from './endpoints.schema.js'
import { operation } from './operations.schema.js'
import { role } from './roles.schema.js'

/** The documented states of a branch; an archived one answers, too, and comes back with the first connection. */
export type BranchState = 'init' | 'resetting' | 'ready' | 'archived'

const optionalText = () => shape.optional(shape.text())

export const branch = () =>
  shape.object({
    id: shape.text(),
    project_id: shape.text(),
    name: shape.text(),
    /** Absent on a root branch. */
    parent_id: optionalText(),
    parent_lsn: optionalText(),
    parent_timestamp: optionalText(),
    current_state: shape.open<BranchState>(),
    pending_state: shape.optional(shape.open<BranchState>()),
    state_changed_at: shape.text(),
    default: shape.boolean(),
    protected: shape.boolean(),
    /** In bytes. */
    logical_size: shape.optional(shape.number()),
    expires_at: optionalText(),
    created_at: shape.text(),
    updated_at: shape.text(),
  })

/** A branch: a state of the data that goes its own way. */
export type Branch = Infer<ReturnType<typeof branch>>

export const BranchAnswer = /* @__PURE__ */ lazy(() => shape.object({ branch: branch() }))

export const BranchPage = /* @__PURE__ */ lazy(() =>
  shape.object({
    branches: shape.list(branch()),
    pagination: shape.optional(shape.object({ next: optionalText() })),
  }),
)

/** A branch, and what is being done to it. */
export type BranchOperations = Infer<typeof BranchOperations>
export const BranchOperations = /* @__PURE__ */ lazy(() =>
  shape.object({ branch: branch(), operations: shape.list(operation()) }),
)

/** A branch that is being created; roles and databases are those of its parent. */
export type CreatedBranch = Infer<typeof CreatedBranch>
export const CreatedBranch = /* @__PURE__ */ lazy(() =>
  shape.object({
    branch: branch(),
    endpoints: shape.list(endpoint()),
    operations: shape.list(operation()),
    roles: shape.list(role()),
    databases: shape.list(database()),
    /** Absent without a compute, and where there are several roles or databases to choose from. */
    connection_uris: shape.optional(shape.list(connectionDetails())),
  }),
)
