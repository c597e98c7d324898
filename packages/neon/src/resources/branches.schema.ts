import { lazy, type Infer } from '@keelson/core'
import * as shape from '@keelson/core/shape'
import { connectionDetails } from './connection.schema.js'
import { database } from './databases.schema.js'
import { endpoint } from './endpoints.schema.js'
import { operation } from './operations.schema.js'
import { role } from './roles.schema.js'

/** The documented states of a branch; an archived one answers, too, and comes back with the first connection. */
export type BranchState = 'init' | 'resetting' | 'ready' | 'archived'

/** What a branch begins with: the data of its parent, or its tables without rows. */
export type InitSource = 'parent-data' | 'schema-only'

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
    /** `schema-only`: a root branch, made without the data. */
    init_source: shape.optional(shape.open<InitSource>()),
    last_reset_at: optionalText(),
    /** Of a branch that was made from a snapshot: `restored` until it is `finalized`. */
    restore_status: shape.optional(shape.open<'restored' | 'finalized' | 'detaching'>()),
    /** The snapshot. */
    restored_from: optionalText(),
    /** The branch that it is to replace. */
    restored_as: optionalText(),
    created_at: shape.text(),
    updated_at: shape.text(),
    /** Of a deleted one that `listBranches` shows with `includeDeleted`. */
    recovery: shape.optional(
      shape.object({
        deleted_at: shape.text(),
        recoverable_until: shape.text(),
        /** `ttl`: its `expires_at` came. */
        deletion_method: shape.open<'user' | 'ttl'>(),
      }),
    ),
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

/** What is being done to something. */
export const OperationsOnly = /* @__PURE__ */ lazy(() => shape.object({ operations: shape.list(operation()) }))

export const SchemaComparison = /* @__PURE__ */ lazy(() => shape.object({ diff: optionalText() }))

export const SchemaText = /* @__PURE__ */ lazy(() => shape.object({ sql: optionalText() }))
