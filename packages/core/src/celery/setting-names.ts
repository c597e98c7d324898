import { nearestName } from '../nearest-name.js'

/**
 * Settings that are true or false, in Celery's names. Celery converts nothing: any text, `'False'` too, is true.
 * https://docs.celeryq.dev/en/stable/userguide/configuration.html
 */
const booleans = `
  broker_channel_error_retry broker_connection_retry broker_connection_retry_on_startup control_queue_durable
  control_queue_exclusive database_create_tables_at_setup database_short_lived_sessions
  elasticsearch_retry_on_timeout elasticsearch_save_meta_as_text enable_utc event_queue_durable
  event_queue_exclusive redis_retry_on_timeout redis_socket_keepalive result_backend_always_retry
  result_extended result_persistent task_acks_late task_acks_on_failure_or_timeout
  task_allow_error_cb_on_chord_header task_always_eager task_create_missing_queues task_eager_propagates
  task_ignore_result task_inherit_parent_priority task_publish_retry task_reject_on_worker_lost
  task_remote_tracebacks task_send_sent_event task_store_eager_result task_store_errors_even_if_ignored
  task_track_started worker_cancel_long_running_tasks_on_connection_loss worker_deduplicate_successful_tasks
  worker_detect_quorum_queues worker_direct worker_disable_prefetch worker_disable_rate_limits
  worker_enable_prefetch_count_reduction worker_enable_remote_control worker_enable_soft_shutdown_on_idle
  worker_hijack_root_logger worker_log_color worker_pool_putlocks worker_pool_restarts worker_redirect_stdouts
  worker_send_task_events`

/** The other settings of Celery 5.2 and 5.6, those included that it reads without declaring them. */
const others = `
  accept_content arangodb_backend_settings azureblockblob_base_path azureblockblob_connection_timeout
  azureblockblob_container_name azureblockblob_read_timeout azureblockblob_retry_increment_base
  azureblockblob_retry_initial_backoff_sec azureblockblob_retry_max_attempts beat_cron_starting_deadline
  beat_max_loop_interval beat_schedule beat_schedule_filename beat_scheduler beat_sync_every
  broker_connection_max_retries broker_connection_timeout broker_failover_strategy broker_heartbeat
  broker_heartbeat_checkrate broker_host broker_login_method broker_native_delayed_delivery_queue_type
  broker_password broker_pool_limit broker_port broker_read_url broker_transport broker_transport_options
  broker_url broker_use_ssl broker_user broker_vhost broker_write_url cache_backend cache_backend_options
  cassandra_auth_kwargs cassandra_auth_provider cassandra_bundle_path cassandra_entry_ttl cassandra_keyspace
  cassandra_options cassandra_port cassandra_read_consistency cassandra_servers cassandra_table
  cassandra_write_consistency control_exchange control_queue_expires control_queue_ttl
  cosmosdbsql_collection_name cosmosdbsql_consistency_level cosmosdbsql_database_name
  cosmosdbsql_max_retry_attempts cosmosdbsql_max_retry_wait_time couchbase_backend_settings
  database_engine_options database_table_names database_table_schemas database_url dynamodb_endpoint_url
  elasticsearch_max_retries elasticsearch_timeout event_exchange event_queue_expires event_queue_prefix
  event_queue_ttl event_serializer gcs_base_path gcs_bucket gcs_project gcs_threadpool_maxsize gcs_ttl imports
  include mongodb_backend_settings override_backends redis_backend_credential_provider
  redis_backend_health_check_interval redis_backend_use_ssl redis_client_name redis_db redis_host
  redis_max_connections redis_password redis_port redis_socket_connect_timeout redis_socket_timeout
  redis_username result_accept_content result_backend result_backend_base_sleep_between_retries_ms
  result_backend_max_retries result_backend_max_sleep_between_retries_ms result_backend_thread_safe
  result_backend_transport_options result_cache_max result_chord_join_timeout result_chord_retry_interval
  result_compression result_exchange result_exchange_type result_expires result_serializer s3_access_key_id
  s3_base_path s3_bucket s3_endpoint_url s3_region s3_secret_access_key security_cert_store
  security_certificate security_digest security_key security_key_password task_annotations task_compression
  task_create_missing_queue_exchange_type task_create_missing_queue_type task_default_delivery_mode
  task_default_exchange task_default_exchange_type task_default_priority task_default_queue
  task_default_queue_type task_default_rate_limit task_default_routing_key task_protocol
  task_publish_retry_policy task_queue_max_priority task_queues task_routes task_serializer
  task_soft_time_limit task_time_limit timezone worker_agent worker_autoscaler worker_concurrency
  worker_consumer worker_eta_task_limit worker_log_format worker_lost_wait worker_max_memory_per_child
  worker_max_tasks_per_child worker_pool worker_prefetch_multiplier worker_proc_alive_timeout
  worker_redirect_stdouts_level worker_soft_shutdown_timeout worker_state_db worker_task_log_format
  worker_timer worker_timer_precision`

const booleanNames: ReadonlySet<string> = /* @__PURE__ */ new Set(booleans.trim().split(/\s+/))
const names: ReadonlySet<string> = /* @__PURE__ */ new Set([...booleanNames, ...others.trim().split(/\s+/)])

/** Old names that do not follow from the new ones. */
const renamed: Readonly<Record<string, string>> = {
  CELERYD_TASK_SOFT_TIME_LIMIT: 'task_soft_time_limit',
  CELERYD_TASK_TIME_LIMIT: 'task_time_limit',
  CELERYD_WORKER_LOST_WAIT: 'worker_lost_wait',
  CELERY_DISABLE_RATE_LIMITS: 'worker_disable_rate_limits',
  CELERY_EAGER_PROPAGATES_EXCEPTIONS: 'task_eager_propagates',
  CELERY_ENABLE_REMOTE_CONTROL: 'worker_enable_remote_control',
  CELERY_MAX_CACHED_RESULTS: 'result_cache_max',
  CELERY_MESSAGE_COMPRESSION: 'task_compression',
  CELERY_REDIRECT_STDOUTS: 'worker_redirect_stdouts',
  CELERY_REDIRECT_STDOUTS_LEVEL: 'worker_redirect_stdouts_level',
  CELERY_RESULT_DBURI: 'database_url',
  CELERY_RESULT_DB_SHORT_LIVED_SESSIONS: 'database_short_lived_sessions',
  CELERY_RESULT_DB_TABLENAMES: 'database_table_names',
  CELERY_RESULT_ENGINE_OPTIONS: 'database_engine_options',
  CELERY_SEND_EVENTS: 'worker_send_task_events',
  CELERY_SEND_TASK_SENT_EVENT: 'task_send_sent_event',
  CELERY_TASK_PROTOCOL: 'task_protocol',
  CELERY_TASK_PUBLISH_RETRY: 'task_publish_retry',
  CELERY_TASK_PUBLISH_RETRY_POLICY: 'task_publish_retry_policy',
  CELERY_TASK_RESULT_EXPIRES: 'result_expires',
  CELERY_TASK_SERIALIZER: 'task_serializer',
  CELERY_WORKER_DIRECT: 'worker_direct',
}

/** Whether Celery has a setting of this name. */
export function isSetting(name: string): boolean {
  return names.has(name)
}

/** Whether a setting is true or false. */
export function isBooleanSetting(name: string): boolean {
  return booleanNames.has(name)
}

/** The setting that had this name before Celery 4: `CELERY_ALWAYS_EAGER` -> `task_always_eager`. */
export function currentName(old: string): string | undefined {
  const known = renamed[old]
  if (known !== undefined) return known
  const [, prefix = '', rest = ''] = /^(CELERYD_|CELERYBEAT_|CELERY_|)([A-Z0-9_]+)$/.exec(old) ?? []
  const lower = rest.toLowerCase()
  const namespaces: Readonly<Record<string, readonly string[]>> = {
    CELERYD_: [`worker_${lower}`],
    CELERYBEAT_: [`beat_${lower}`],
    CELERY_: [lower, `task_${lower}`],
    '': [lower],
  }
  return namespaces[prefix]?.find(isSetting)
}

/** The setting whose name is most like this one; `undefined` when none is near. */
export function nearestSetting(name: string): string | undefined {
  return nearestName(name, names)
}
