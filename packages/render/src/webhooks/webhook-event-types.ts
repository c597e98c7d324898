import { sharedEventTypes } from '../event-types.js'

/** What a webhook can be told of. */
export const webhookEventTypes = [
  ...sharedEventTypes,
  'edge_cache_enabled',
  'edge_cache_disabled',
  'edge_cache_purged',
  'postgres_available',
  'postgres_backup_completed',
  'postgres_backup_failed',
  'postgres_backup_started',
  'postgres_cluster_leader_changed',
  'postgres_created',
  'postgres_disk_size_changed',
  'postgres_disk_autoscaling_enabled_changed',
  'postgres_ha_status_changed',
  'postgres_restarted',
  'postgres_unavailable',
  'postgres_upgrade_failed',
  'postgres_upgrade_started',
  'postgres_upgrade_succeeded',
  'postgres_restore_failed',
  'postgres_restore_succeeded',
  'postgres_read_replicas_changed',
  'postgres_pitr_checkpoint_started',
  'postgres_pitr_checkpoint_failed',
  'postgres_pitr_checkpoint_completed',
  'postgres_read_replica_stale',
  'postgres_wal_archive_failed',
  'key_value_available',
  'key_value_config_restart',
  'key_value_unhealthy',
] as const

/** A type that a webhook can be told of. */
export type WebhookEventType = (typeof webhookEventTypes)[number]
