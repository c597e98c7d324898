import { lazy, type Infer } from '@keelson/core'
import * as shape from '@keelson/core/shape'

const point = () =>
  shape.object({
    /** When, as `2026-08-31 15:12:52.799480932 +0000 UTC`: not a form that `Date` promises to read. */
    x: shape.text(),
    y: shape.number(),
  })
/** One measurement. */
export type RedisStatsPoint = Infer<ReturnType<typeof point>>
const series = () => shape.optional(shape.list(point()))
const count = () => shape.optional(shape.number())

/** What a database has done; sums of this day and month, and series of the last days. */
export type RedisStats = Infer<typeof RedisStats>
export const RedisStats = /* @__PURE__ */ lazy(() =>
  shape.object({
    daily_net_commands: count(),
    daily_read_requests: count(),
    daily_write_requests: count(),
    /** Bytes. */
    dailybandwidth: count(),
    total_monthly_requests: count(),
    total_monthly_read_requests: count(),
    total_monthly_write_requests: count(),
    total_monthly_script_requests: count(),
    /** Bytes. */
    total_monthly_bandwidth: count(),
    /** Bytes. */
    total_monthly_storage: count(),
    /** Dollars. */
    total_monthly_billing: count(),
    /** Bytes. */
    current_storage: count(),
    connection_count: series(),
    /** Keys. */
    keyspace: series(),
    throughput: series(),
    diskusage: series(),
    latencymean: series(),
    latency_99: series(),
    read_latency_mean: series(),
    read_latency_99: series(),
    write_latency_mean: series(),
    write_latency_99: series(),
    hits: series(),
    misses: series(),
    read: series(),
    write: series(),
    dailyrequests: series(),
    /** Dollars. */
    dailybilling: series(),
    bandwidths: series(),
    command_counts: shape.optional(
      shape.list(
        shape.object({
          /** The command: `EXISTS`. */
          metric_identifier: shape.optional(shape.text()),
          data_points: series(),
        }),
      ),
    ),
  }),
)
