import { lazy, type Infer } from '@keelson/core'
import * as shape from '@keelson/core/shape'

/** The documented states of an operation. */
export type OperationStatus =
  | 'scheduling'
  | 'running'
  | 'finished'
  | 'failed'
  | 'error'
  | 'cancelling'
  | 'cancelled'
  | 'skipped'

const optionalText = () => shape.optional(shape.text())

export const operation = () =>
  shape.object({
    id: shape.text(),
    project_id: shape.text(),
    branch_id: optionalText(),
    endpoint_id: optionalText(),
    /** `create_branch`, `start_compute`, `apply_config`, … */
    action: shape.text(),
    status: shape.open<OperationStatus>(),
    error: optionalText(),
    failures_count: shape.number(),
    retry_at: optionalText(),
    created_at: shape.text(),
    updated_at: shape.text(),
    total_duration_ms: shape.number(),
  })

/** Something that Neon does in the background: most writes answer before they are carried out. */
export type Operation = Infer<ReturnType<typeof operation>>

export const OperationAnswer = /* @__PURE__ */ lazy(() => shape.object({ operation: operation() }))

export const OperationPage = /* @__PURE__ */ lazy(() =>
  shape.object({
    operations: shape.list(operation()),
    pagination: shape.optional(shape.object({ cursor: shape.text() })),
  }),
)
