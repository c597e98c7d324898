import { lazy, type Infer } from '@keelson/core'
import * as shape from '@keelson/core/shape'

const series = () =>
  shape.object({
    /** What is measured: `resource`, `instance`, …. */
    labels: shape.list(shape.object({ field: shape.text(), value: shape.text() })),
    /** Timestamps in ISO 8601. */
    values: shape.list(shape.object({ timestamp: shape.text(), value: shape.number() })),
    /** Of all values. */
    unit: shape.text(),
  })

/** What one thing measured over time. */
export type MetricSeries = Infer<typeof MetricSeries>
export const MetricSeries = /* @__PURE__ */ lazy(series)

export const MetricSeriesList = /* @__PURE__ */ lazy(() => shape.list(series()))
