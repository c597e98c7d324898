import { lazy, type Infer } from '@keelson/core'
import * as shape from '@keelson/core/shape'

/** The documented states of a run. */
export type CronRunStatus = 'pending' | 'successful' | 'unsuccessful' | 'canceled'

/** One run of a cron job. */
export type CronRun = Infer<typeof CronRun>
export const CronRun = /* @__PURE__ */ lazy(() =>
  shape.object({
    id: shape.text(),
    status: shape.open<CronRunStatus>(),
    startedAt: shape.optional(shape.text()),
    finishedAt: shape.optional(shape.text()),
    triggeredBy: shape.optional(shape.text()),
    canceledBy: shape.optional(shape.text()),
  }),
)
