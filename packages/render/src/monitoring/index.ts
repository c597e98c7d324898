export { getBandwidthMetrics, getCpuLimit, getCpuMetrics, getMemoryLimit, getMemoryMetrics } from './metrics.js'
export type { BandwidthMetricsParams, CpuMetricsParams, MetricsParams } from './metrics.js'
export type { MetricSeries } from './metrics.schema.js'
export {
  getNotificationSettings,
  getServiceNotifications,
  listNotificationOverrides,
  updateNotificationSettings,
  updateServiceNotifications,
} from './notifications.js'
export type { UpdateNotificationSettingsParams, UpdateServiceNotificationsParams } from './notifications.js'
export type { NotificationLevel, NotificationOverride, NotificationSettings } from './notifications.schema.js'
