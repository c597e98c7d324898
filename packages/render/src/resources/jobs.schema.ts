import { lazy, type Infer } from '@keelson/core'
import * as shape from '@keelson/core/shape'

/** The documented states of a one-off job. */
export type JobStatus = 'pending' | 'running' | 'succeeded' | 'failed' | 'canceled'

const optionalText = () => shape.optional(shape.text())

const job = () =>
  shape.object({
    id: shape.text(),
    serviceId: shape.text(),
    startCommand: shape.text(),
    planId: shape.text(),
    /** Absent before Render has looked at it. */
    status: shape.optional(shape.open<JobStatus>()),
    createdAt: shape.text(),
    startedAt: optionalText(),
    finishedAt: optionalText(),
  })

/** A one-off job: a command in an instance of its own, with the service's build and environment. */
export type Job = Infer<typeof Job>
export const Job = /* @__PURE__ */ lazy(job)

export const JobPage = /* @__PURE__ */ lazy(() => shape.list(shape.object({ job: job(), cursor: shape.text() })))
