import { lazy, type Infer } from '@keelson/core'
import * as shape from '@keelson/core/shape'
import { branch } from './branches.schema.js'
import { connectionDetails } from './connection.schema.js'
import { database } from './databases.schema.js'
import { endpoint } from './endpoints.schema.js'
import { operation } from './operations.schema.js'
import { role } from './roles.schema.js'

/** What the owner of a project has subscribed to. */
export type SubscriptionType =
  | 'UNKNOWN'
  | 'direct_sales'
  | 'direct_sales_v3'
  | 'aws_marketplace'
  | 'free_v2'
  | 'free_v3'
  | 'launch'
  | 'launch_v3'
  | 'scale'
  | 'scale_v3'
  | 'business'
  | 'vercel_pg_legacy'

const optionalText = () => shape.optional(shape.text())
const optionalNumber = () => shape.optional(shape.number())
const optionalFlag = () => shape.optional(shape.boolean())

/** What a project is found by. */
const names = () => ({ id: shape.text(), name: shape.text() })

const settings = () =>
  shape.object({
    allowed_ips: shape.optional(
      shape.object({ ips: shape.optional(shape.list(shape.text())), protected_branches_only: optionalFlag() }),
    ),
    block_public_connections: optionalFlag(),
    block_vpc_connections: optionalFlag(),
    enable_logical_replication: optionalFlag(),
    maintenance_window: shape.optional(
      shape.object({ weekdays: shape.list(shape.number()), start_time: shape.text(), end_time: shape.text() }),
    ),
    quota: shape.optional(
      shape.object({
        active_time_seconds: optionalNumber(),
        compute_time_seconds: optionalNumber(),
        written_data_bytes: optionalNumber(),
        data_transfer_bytes: optionalNumber(),
        logical_size_bytes: optionalNumber(),
      }),
    ),
  })

const project = () =>
  shape.object({
    ...names(),
    org_id: optionalText(),
    region_id: shape.text(),
    pg_version: shape.number(),
    store_passwords: shape.boolean(),
    /** How far back a branch can be restored. */
    history_retention_seconds: optionalNumber(),
    /** For computes that are made from now on. */
    default_endpoint_settings: shape.optional(
      shape.object({
        autoscaling_limit_min_cu: optionalNumber(),
        autoscaling_limit_max_cu: optionalNumber(),
        suspend_timeout_seconds: optionalNumber(),
      }),
    ),
    settings: shape.optional(settings()),
    /** What was used in this billing period: on the clock, and on the processors. */
    active_time_seconds: optionalNumber(),
    compute_time_seconds: optionalNumber(),
    written_data_bytes: optionalNumber(),
    data_transfer_bytes: optionalNumber(),
    /** Bytes, now. */
    synthetic_storage_size: optionalNumber(),
    consumption_period_end: optionalText(),
    owner: shape.optional(shape.object({ subscription_type: shape.open<SubscriptionType>() })),
    created_at: shape.text(),
    updated_at: shape.text(),
    /** Of a deleted one that `listProjects` shows with `recoverable`. */
    deleted_at: optionalText(),
    recoverable_until: optionalText(),
  })

/** A project: branches that share their history. */
export type Project = Infer<ReturnType<typeof project>>

export const ProjectAnswer = /* @__PURE__ */ lazy(() => shape.object({ project: project() }))

/** A project, and what is being done to it. */
export type ProjectOperations = Infer<typeof ProjectOperations>
export const ProjectOperations = /* @__PURE__ */ lazy(() =>
  shape.object({ project: project(), operations: shape.list(operation()) }),
)

/** A project that was brought back, and its branches. */
export type RecoveredProject = Infer<typeof RecoveredProject>
export const RecoveredProject = /* @__PURE__ */ lazy(() =>
  shape.object({ project: project(), branches: shape.list(branch()) }),
)

/** One page of projects; those that Neon could not read are named. */
export interface ProjectPage {
  readonly projects: Project[]
  readonly unavailable_project_ids?: string[]
  readonly pagination?: { readonly cursor: string }
}

export const ProjectPage = /* @__PURE__ */ lazy(
  // A list has all fields of a project, but few are checked: the others would need more of zod's engine.
  () => shape.object({ projects: shape.list(shape.object(names())) }) as shape.Shape<ProjectPage>,
)

/** A project that is being created, with its default branch, a role, a database and how to connect to it. */
export type CreatedProject = Infer<typeof CreatedProject>
export const CreatedProject = /* @__PURE__ */ lazy(() =>
  shape.object({
    project: project(),
    branch: branch(),
    endpoints: shape.list(endpoint()),
    roles: shape.list(role()),
    databases: shape.list(database()),
    operations: shape.list(operation()),
    connection_uris: shape.list(connectionDetails()),
  }),
)
