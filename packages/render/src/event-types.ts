/** The events that both a service's list and a webhook know. */
export const sharedEventTypes = [
  'autoscaling_config_changed',
  'autoscaling_ended',
  'autoscaling_started',
  'branch_deleted',
  'build_ended',
  'build_started',
  'commit_ignored',
  'cron_job_run_ended',
  'cron_job_run_started',
  'deploy_ended',
  'deploy_started',
  'disk_created',
  'disk_updated',
  'disk_deleted',
  'image_pull_failed',
  'instance_count_changed',
  'job_run_ended',
  'maintenance_mode_enabled',
  'maintenance_mode_uri_updated',
  'maintenance_ended',
  'maintenance_started',
  'pipeline_minutes_exhausted',
  'plan_changed',
  'pre_deploy_ended',
  'pre_deploy_started',
  'server_available',
  'server_failed',
  'server_hardware_failure',
  'server_restarted',
  'service_resumed',
  'service_suspended',
  'zero_downtime_redeploy_ended',
  'zero_downtime_redeploy_started',
] as const

/** What the events of a service can be filtered by. */
export const serviceEventTypes = [
  ...sharedEventTypes,
  'initial_deploy_hook_ended',
  'initial_deploy_hook_started',
  'suspender_added',
  'suspender_removed',
] as const

/** A type that `listEvents` can filter by. */
export type ServiceEventType = (typeof serviceEventTypes)[number]
