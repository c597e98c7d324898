import { lazy, type Infer } from '@keelson/core'
import * as shape from '@keelson/core/shape'

const optionalText = () => shape.optional(shape.text())

export const branchMetrics = [
  'compute_unit_seconds',
  'root_branch_bytes_month',
  'child_branch_bytes_month',
  'instant_restore_bytes_month',
  'public_network_transfer_bytes',
  'private_network_transfer_bytes',
] as const
/** What is measured of a branch and of a project. */
export type BranchConsumptionMetric = (typeof branchMetrics)[number]

export const moreProjectMetrics = ['extra_branches_month', 'snapshot_storage_bytes_month'] as const
/** What is measured of a project. */
export type ConsumptionMetric = BranchConsumptionMetric | (typeof moreProjectMetrics)[number]

const periods = () =>
  shape.list(
    shape.object({
      period_id: shape.text(),
      period_plan: shape.text(),
      period_start: shape.text(),
      /** Absent while the period lasts. */
      period_end: optionalText(),
      /** The oldest first. */
      consumption: shape.list(
        shape.object({
          timeframe_start: optionalText(),
          timeframe_end: optionalText(),
          metrics: shape.optional(
            shape.list(
              shape.object({
                metric_name: shape.open<ConsumptionMetric>(),
                /** An integer: from 2^53 on (9 petabytes) its last digits are lost, as those of any number of JavaScript. */
                value: shape.number(),
              }),
            ),
          ),
        }),
      ),
    }),
  )

const pagination = () => shape.optional(shape.object({ cursor: shape.text() }))

/** What a project used, by billing period and time frame. */
export type ProjectConsumption = Infer<typeof ProjectConsumptionPage>['projects'][number]

export const ProjectConsumptionPage = /* @__PURE__ */ lazy(() =>
  shape.object({
    projects: shape.list(shape.object({ project_id: shape.text(), periods: periods() })),
    pagination: pagination(),
  }),
)

/** What a branch used, by billing period and time frame. */
export type BranchConsumption = Infer<typeof BranchConsumptionPage>['branches'][number]

export const BranchConsumptionPage = /* @__PURE__ */ lazy(() =>
  shape.object({
    branches: shape.list(shape.object({ project_id: shape.text(), branch_id: shape.text(), periods: periods() })),
    pagination: pagination(),
  }),
)
