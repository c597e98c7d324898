import { lazy, type Infer } from '@keelson/core'
import * as shape from '@keelson/core/shape'

/** The user whose key is used, and the limits of the account. */
export type User = Infer<typeof User>
export const User = /* @__PURE__ */ lazy(() =>
  shape.object({
    id: shape.text(),
    email: shape.text(),
    name: shape.text(),
    last_name: shape.text(),
    plan: shape.text(),
    projects_limit: shape.number(),
    branches_limit: shape.number(),
    /** In compute units; 0 when there is no limit. */
    max_autoscaling_limit: shape.number(),
    /** Wall-clock seconds of running computes. */
    active_seconds_limit: shape.number(),
    compute_seconds_limit: shape.optional(shape.number()),
  }),
)
