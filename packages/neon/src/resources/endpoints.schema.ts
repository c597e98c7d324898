import { lazy, type Infer } from '@keelson/core'
import * as shape from '@keelson/core/shape'
import { operation } from './operations.schema.js'

/** `read_write`: the one that a branch writes with; any number of `read_only` ones may stand beside it. */
export type EndpointType = 'read_write' | 'read_only'

/** The documented states of a compute; `idle` is healthy: it wakes at the next connection. */
export type EndpointState = 'init' | 'active' | 'idle'

const optionalText = () => shape.optional(shape.text())

export const endpoint = () =>
  shape.object({
    id: shape.text(),
    project_id: shape.text(),
    branch_id: shape.text(),
    name: optionalText(),
    host: shape.text(),
    region_id: shape.text(),
    type: shape.open<EndpointType>(),
    current_state: shape.open<EndpointState>(),
    pending_state: shape.optional(shape.open<EndpointState>()),
    disabled: shape.boolean(),
    autoscaling_limit_min_cu: shape.number(),
    autoscaling_limit_max_cu: shape.number(),
    suspend_timeout_seconds: shape.number(),
    last_active: optionalText(),
    started_at: optionalText(),
    suspended_at: optionalText(),
    created_at: shape.text(),
    updated_at: shape.text(),
  })

/** A compute: the PostgreSQL server of a branch. */
export type Endpoint = Infer<ReturnType<typeof endpoint>>

export const EndpointAnswer = /* @__PURE__ */ lazy(() => shape.object({ endpoint: endpoint() }))

export const EndpointList = /* @__PURE__ */ lazy(() => shape.object({ endpoints: shape.list(endpoint()) }))

/** A compute, and what is being done to it. */
export type EndpointOperations = Infer<typeof EndpointOperations>
export const EndpointOperations = /* @__PURE__ */ lazy(() =>
  shape.object({ endpoint: endpoint(), operations: shape.list(operation()) }),
)
