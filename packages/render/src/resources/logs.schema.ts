import { lazy, type Infer } from '@keelson/core'
import * as shape from '@keelson/core/shape'

const log = () =>
  shape.object({
    id: shape.text(),
    message: shape.text(),
    timestamp: shape.text(),
    labels: shape.optional(shape.list(shape.object({ name: shape.text(), value: shape.text() }))),
  })

/** One line that a service, or its build, wrote. */
export type Log = Infer<typeof Log>
export const Log = /* @__PURE__ */ lazy(log)

export const LogPage = /* @__PURE__ */ lazy(() =>
  shape.object({
    logs: shape.list(log()),
    hasMore: shape.boolean(),
    nextStartTime: shape.text(),
    nextEndTime: shape.text(),
  }),
)

export const LogValues = /* @__PURE__ */ lazy(() => shape.list(shape.text()))
