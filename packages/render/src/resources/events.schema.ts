import { lazy } from '@keelson/core'
import * as shape from '@keelson/core/shape'

/** Why an instance, a job or a run failed. */
export interface FailureReason {
  /** Render moved it away from its machine. */
  readonly evicted: boolean
  readonly nonZeroExit?: number
  /** It ended although it was to keep running. */
  readonly earlyExit?: boolean
  readonly oomKilled?: { readonly memoryLimit: string }
  readonly timedOutSeconds?: number
  readonly timedOutReason?: string
  /** What the health check found. */
  readonly unhealthy?: string
}

/** Somebody of the workspace. */
export interface EventUser {
  readonly id: string
  readonly email: string
}

/** What started a build or a deploy. */
export interface DeployCause {
  readonly firstBuild: boolean
  readonly envUpdated: boolean
  readonly manual: boolean
  readonly deployedByRender: boolean
  readonly clearCache: boolean
  readonly rollback: boolean
  readonly rollbackTargetDeployId?: string
  readonly newCommit?: string
  readonly updatedProperty?: string
  readonly user?: EventUser
}

/** Why a build or a deploy ended as it did. */
export interface EndReason {
  readonly buildFailed?: { readonly id: string }
  readonly newBuild?: { readonly id: string }
  readonly newDeploy?: { readonly id: string }
  readonly failure?: FailureReason
}

// Not interfaces: these have no name outside of here, and the declarations of who uses them spell them out.
type Autoscaling = {
  readonly enabled: boolean
  readonly min: number
  readonly max: number
  readonly criteria: Readonly<Record<'cpu' | 'memory', { readonly enabled: boolean; readonly percentage: number }>>
}

type InstanceChange = {
  readonly fromInstances: number
  readonly toInstances: number
}

type EndStatus = 'succeeded' | 'failed' | 'canceled'
type Nothing = Readonly<Record<never, never>>
type Trigger = { readonly manual: boolean; readonly system: boolean; readonly user?: EventUser }

/** The details of an event, by its type. */
export interface ServiceEventDetails {
  autoscaling_config_changed: { readonly fromConfig?: Autoscaling; readonly toConfig: Autoscaling }
  autoscaling_ended: InstanceChange
  /** CPU and memory in percent. */
  autoscaling_started: InstanceChange & {
    readonly currentCPU?: number
    readonly targetCPU?: number
    readonly currentMemory?: number
    readonly targetMemory?: number
  }
  branch_deleted: { readonly deletedBranch: string; readonly newBranch: string }
  build_ended: { readonly buildId: string; readonly buildStatus: EndStatus; readonly reason: EndReason }
  build_started: { readonly buildId: string; readonly trigger: DeployCause }
  commit_ignored: { readonly id: string; readonly url: string }
  cron_job_run_ended: {
    readonly cronJobRunId: string
    readonly status: 'canceled' | 'pending' | 'successful' | 'unsuccessful'
    readonly reason?: FailureReason
    readonly user?: EventUser
  }
  cron_job_run_started: { readonly cronJobRunId: string }
  deploy_ended: { readonly deployId: string; readonly deployStatus: EndStatus; readonly reason: EndReason }
  deploy_started: { readonly deployId: string; readonly trigger: DeployCause }
  disk_created: { readonly diskId: string; readonly sizeGB: number }
  disk_deleted: { readonly diskId: string }
  disk_updated: { readonly diskId: string; readonly fromSizeGB: number; readonly toSizeGB: number }
  edge_cache_disabled: { readonly trigger: Trigger }
  edge_cache_enabled: { readonly trigger: Trigger }
  edge_cache_purged: { readonly trigger: Trigger }
  image_pull_failed: { readonly message: string; readonly imageURL: string }
  initial_deploy_hook_ended: { readonly deployId: string }
  initial_deploy_hook_started: { readonly deployId: string }
  instance_count_changed: InstanceChange
  job_run_ended: {
    readonly jobId: string
    readonly status: 'pending' | 'running' | EndStatus
    readonly reason?: FailureReason
  }
  maintenance_ended: Nothing
  maintenance_mode_enabled: { readonly enabled: boolean }
  maintenance_mode_uri_updated: { readonly fromURI: string; readonly toURI: string }
  maintenance_started: {
    readonly trigger: { readonly manual: boolean; readonly startedByRender: boolean; readonly user?: EventUser }
  }
  pipeline_minutes_exhausted: { readonly buildId: string; readonly trigger: DeployCause }
  plan_changed: { readonly from: string; readonly to: string }
  pre_deploy_ended: {
    readonly deployCommandExecutionId: string
    readonly deployId: string
    readonly preDeployStatus: EndStatus
    readonly reason: EndReason
  }
  pre_deploy_started: { readonly deployCommandExecutionId: string; readonly deployId: string }
  server_available: Nothing
  server_failed: { readonly instanceID?: string; readonly reason?: FailureReason }
  server_hardware_failure: Nothing
  server_restarted: { readonly triggeredByUser: string | null }
  service_resumed: Nothing
  service_suspended: Nothing
  suspender_added: { readonly actor: string; readonly suspendedByUser?: EventUser }
  suspender_removed: { readonly actor: string; readonly resumedByUser?: EventUser }
  zero_downtime_redeploy_ended: Nothing
  zero_downtime_redeploy_started: { readonly trigger: string }
}

/** Of a database, or later than this list; a pattern and not `string`, so that `event.type === …` tells the details. */
interface OtherEvent {
  readonly type: `postgres_${string}` | `key_value_${string}` | `other_${string}`
  readonly details: Readonly<Record<string, unknown>>
}

type KnownEvent = {
  [Type in keyof ServiceEventDetails]: { readonly type: Type; readonly details: ServiceEventDetails[Type] }
}[keyof ServiceEventDetails]

/** Something that happened to a service; `event.type === 'server_failed'` also tells what its details are. */
export type ServiceEvent = {
  readonly id: string
  readonly serviceId: string
  /** ISO 8601. */
  readonly timestamp: string
} & (KnownEvent | OtherEvent)

// The details are not looked into at run time: a field that is missing there must not make the whole list unusable.
const event = () =>
  shape.object({
    id: shape.text(),
    serviceId: shape.text(),
    timestamp: shape.text(),
    type: shape.text(),
    details: shape.object({}),
  }) as shape.Shape<unknown> as shape.Shape<ServiceEvent>

export const ServiceEvent = /* @__PURE__ */ lazy(event)

// The contract requires the cursor and does not say what it is, so a sample of it may have none.
export const ServiceEventPage = /* @__PURE__ */ lazy(() =>
  shape.list(shape.object({ event: event(), cursor: shape.optional(shape.text()) as shape.Shape<string> })),
)
