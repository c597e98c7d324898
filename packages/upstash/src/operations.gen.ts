// Generated from contract.json by `npm run generate`; not to be edited.
import type { CallOptions, Open } from '@keelson/core'

/** Every documented operation by its name: what it is given, and what it answers. */
export interface UpstashOperations {
  'GET /redis/databases': {
    readonly params: Readonly<Record<string, never>>
    readonly response: readonly Database[]
  }
  'GET /redis/database/{id}': {
    readonly params: {
      readonly path: { readonly id: string }
      readonly query?: { readonly credentials?: string }
    }
    readonly response: Database
  }
  'DELETE /redis/database/{id}': {
    readonly params: { readonly path: { readonly id: string } }
    readonly response: string
  }
  'POST /redis/database': {
    readonly params: { readonly body: CreateDatabaseRequest }
    readonly response: Database
  }
  'POST /redis/rename/{id}': {
    readonly params: { readonly path: { readonly id: string }; readonly body: { readonly name: string } }
    readonly response: Database
  }
  'POST /redis/reset-password/{id}': {
    readonly params: { readonly path: { readonly id: string } }
    readonly response: Database
  }
  'POST /redis/enable-tls/{id}': {
    readonly params: { readonly path: { readonly id: string } }
    readonly response: Database
  }
  'POST /redis/enable-eviction/{id}': {
    readonly params: { readonly path: { readonly id: string } }
    readonly response: string
  }
  'POST /redis/disable-eviction/{id}': {
    readonly params: { readonly path: { readonly id: string } }
    readonly response: string
  }
  'POST /redis/enable-autoupgrade/{id}': {
    readonly params: { readonly path: { readonly id: string } }
    readonly response: string
  }
  'POST /redis/disable-autoupgrade/{id}': {
    readonly params: { readonly path: { readonly id: string } }
    readonly response: string
  }
  'POST /redis/{id}/change-plan': {
    readonly params: { readonly path: { readonly id: string }; readonly body: ChangePlanRequest }
    readonly response: string
  }
  'PATCH /redis/update-budget/{id}': {
    readonly params: { readonly path: { readonly id: string }; readonly body: { readonly budget: number } }
    readonly response: string
  }
  'POST /redis/update-regions/{id}': {
    readonly params: {
      readonly path: { readonly id: string }
      readonly body: {
        readonly read_regions: readonly (
          | 'us-east-1'
          | 'us-east-2'
          | 'us-west-1'
          | 'us-west-2'
          | 'ca-central-1'
          | 'eu-central-1'
          | 'eu-west-1'
          | 'eu-west-2'
          | 'sa-east-1'
          | 'ap-south-1'
          | 'ap-northeast-1'
          | 'ap-southeast-1'
          | 'ap-southeast-2')[]
      }
    }
    readonly response: string
  }
  'POST /redis/move-to-team': {
    readonly params: { readonly body: { readonly team_id: string; readonly database_id: string } }
    readonly response: string
  }
  'GET /redis/stats/{id}': {
    readonly params: { readonly path: { readonly id: string } }
    readonly response: DatabaseStats
  }
  'GET /redis/list-backup/{id}': {
    readonly params: { readonly path: { readonly id: string } }
    readonly response: readonly Backup[]
  }
  'POST /redis/create-backup/{id}': {
    readonly params: { readonly path: { readonly id: string }; readonly body: { readonly name: string } }
    readonly response: string
  }
  'DELETE /redis/delete-backup/{id}/{backup_id}': {
    readonly params: { readonly path: { readonly id: string; readonly backup_id: string } }
    readonly response: string
  }
  'POST /redis/restore-backup/{id}': {
    readonly params: { readonly path: { readonly id: string }; readonly body: { readonly backup_id: string } }
    readonly response: string
  }
  'PATCH /redis/enable-dailybackup/{id}': {
    readonly params: { readonly path: { readonly id: string } }
    readonly response: string
  }
  'PATCH /redis/disable-dailybackup/{id}': {
    readonly params: { readonly path: { readonly id: string } }
    readonly response: string
  }
  'GET /teams': {
    readonly params: Readonly<Record<string, never>>
    readonly response: readonly Team[]
  }
  'GET /auditlogs': {
    readonly params: Readonly<Record<string, never>>
    readonly response: readonly AuditLog[]
  }
  'POST /team': {
    readonly params: { readonly body: CreateTeamRequest }
    readonly response: Team
  }
  'DELETE /team/{id}': {
    readonly params: { readonly path: { readonly id: string } }
    readonly response: string
  }
  'GET /teams/{team_id}': {
    readonly params: { readonly path: { readonly team_id: string } }
    readonly response: readonly TeamMember[]
  }
  'POST /teams/member': {
    readonly params: { readonly body: AddTeamMemberRequest }
    readonly response: TeamMember
  }
  'DELETE /teams/member': {
    readonly params: { readonly body: DeleteTeamMemberRequest }
    readonly response: string
  }
  'GET /vector/index': {
    readonly params: Readonly<Record<string, never>>
    readonly response: readonly VectorIndex[]
  }
  'POST /vector/index': {
    readonly params: { readonly body: CreateIndexRequest }
    readonly response: VectorIndex
  }
  'GET /vector/index/{id}': {
    readonly params: { readonly path: { readonly id: string } }
    readonly response: VectorIndex
  }
  'DELETE /vector/index/{id}': {
    readonly params: { readonly path: { readonly id: string } }
    readonly response: string
  }
  'POST /vector/index/{id}/rename': {
    readonly params: { readonly path: { readonly id: string }; readonly body: { readonly name: string } }
    readonly response: string
  }
  'POST /vector/index/{id}/reset-password': {
    readonly params: { readonly path: { readonly id: string } }
    readonly response: string
  }
  'POST /vector/index/{id}/setplan': {
    readonly params: {
      readonly path: { readonly id: string }
      readonly body: { readonly target_plan: 'free' | 'payg' | 'fixed' }
    }
    readonly response: string
  }
  'POST /vector/index/{id}/transfer': {
    readonly params: {
      readonly path: { readonly id: string }
      readonly body: { readonly target_account: string }
    }
    readonly response: string
  }
  'GET /vector/index/stats': {
    readonly params: Readonly<Record<string, never>>
    readonly response: GlobalStats
  }
  'GET /vector/index/{id}/stats': {
    readonly params: {
      readonly path: { readonly id: string }
      readonly query?: { readonly period?: '1h' | '3h' | '12h' | '1d' | '3d' | '7d' | '30d' }
    }
    readonly response: VectorStats
  }
  'GET /search': {
    readonly params: Readonly<Record<string, never>>
    readonly response: readonly SearchIndex[]
  }
  'POST /search': {
    readonly params: {
      readonly body: {
        readonly name: string
        readonly region: 'eu-west-1' | 'us-central1'
        readonly type: 'free' | 'payg' | 'fixed'
      }
    }
    readonly response: SearchIndex
  }
  'GET /search/{id}': {
    readonly params: { readonly path: { readonly id: string } }
    readonly response: SearchIndex
  }
  'DELETE /search/{id}': {
    readonly params: { readonly path: { readonly id: string } }
    readonly response: string
  }
  'GET /search/stats': {
    readonly params: Readonly<Record<string, never>>
    readonly response: GlobalStats
  }
  'GET /search/{id}/stats': {
    readonly params: {
      readonly path: { readonly id: string }
      readonly query?: { readonly period?: '1h' | '3h' | '12h' | '1d' | '3d' | '7d' | '30d' }
    }
    readonly response: VectorStats
  }
  'POST /search/{id}/reset-password': {
    readonly params: { readonly path: { readonly id: string } }
    readonly response: string
  }
  'POST /search/{id}/transfer': {
    readonly params: {
      readonly path: { readonly id: string }
      readonly body: { readonly target_account: string }
    }
    readonly response: string
  }
  'POST /search/{id}/rename': {
    readonly params: { readonly path: { readonly id: string }; readonly body: { readonly name: string } }
    readonly response: string
  }
  'GET /qstash/users': {
    readonly params: Readonly<Record<string, never>>
    readonly response: readonly QStashUser[]
  }
  'GET /qstash/user/{id}': {
    readonly params: { readonly path: { readonly id: string } }
    readonly response: QStashUser
  }
  'POST /qstash/rotate-token/{id}': {
    readonly params: { readonly path: { readonly id: string } }
    readonly response: QStashUser
  }
  'POST /qstash/set-plan/{id}': {
    readonly params: {
      readonly path: { readonly id: string }
      readonly body: {
        readonly plan_name: 'paid' | 'qstash_fixed_1m' | 'qstash_fixed_10m' | 'qstash_fixed_100m'
      }
    }
    readonly response: string
  }
  'GET /qstash/stats/{id}': {
    readonly params: {
      readonly path: { readonly id: string }
      readonly query?: { readonly period?: '1h' | '3h' | '12h' | '1d' | '3d' | '7d' | '30d' }
    }
    readonly response: QStashStats
  }
  'GET /qstash/ipv4': {
    readonly params: Readonly<Record<string, never>>
    readonly response: readonly string[]
  }
  'POST /qstash/move-to-team': {
    readonly params: { readonly body: { readonly qstash_id: string; readonly target_team_id: string } }
    readonly response: string
  }
  'PATCH /qstash/update-budget/{id}': {
    readonly params: { readonly path: { readonly id: string }; readonly body: { readonly budget: number } }
    readonly response: string
  }
  'POST /qstash/enable-prodpack/{id}': {
    readonly params: { readonly path: { readonly id: string } }
    readonly response: string
  }
  'POST /qstash/disable-prodpack/{id}': {
    readonly params: { readonly path: { readonly id: string } }
    readonly response: string
  }
}

/** What `request` takes after the name: parameters may be left out where none is required. */
export type UpstashArgs<Name extends keyof UpstashOperations> =
  Record<never, never> extends UpstashOperations[Name]['params']
    ? [params?: UpstashOperations[Name]['params'], options?: CallOptions]
    : [params: UpstashOperations[Name]['params'], options?: CallOptions]

type AddTeamMemberRequest = {
  readonly team_id: string
  readonly member_email: string
  readonly member_role: 'admin' | 'dev' | 'finance'
}

type AuditLog = {
  readonly log_id?: string
  readonly customer_id?: string
  readonly actor?: string
  readonly timestamp?: number
  readonly action?: number
  readonly action_string?: string
  readonly source?: string
  readonly entity?: string
  readonly secondary_entity?: string
  readonly third_entity?: string
  readonly readable_format?: string
  readonly ip?: string
  readonly ttl?: number
  readonly reason?: string
  readonly notes?: string
}

type Backup = {
  readonly database_id?: string
  readonly customer_id?: string
  readonly name?: string
  readonly backup_id?: string
  readonly creation_time?: number
  readonly state?: Open<'pending' | 'completed' | 'failed'>
  readonly backup_size?: number
  readonly daily_backup?: Open<'true' | 'false'>
  readonly hourly_backup?: Open<'true' | 'false'>
  readonly internal_backup_tag?: string
}

type ChangePlanRequest = {
  readonly database_id?: string
  readonly plan_name: 
    | 'free'
    | 'payg'
    | 'fixed_250mb'
    | 'fixed_1gb'
    | 'fixed_5gb'
    | 'fixed_10gb'
    | 'fixed_50gb'
    | 'fixed_100gb'
    | 'fixed_500gb'
  readonly auto_upgrade?: boolean
  readonly prod_pack_enabled?: boolean
}

type CommandCount = { readonly metric_identifier?: string; readonly data_points?: readonly TimeSeriesData[] }

type CreateDatabaseRequest = {
  readonly database_name: string
  readonly platform: 'aws' | 'gcp'
  readonly primary_region: 
    | 'us-east-1'
    | 'us-east-2'
    | 'us-west-1'
    | 'us-west-2'
    | 'ca-central-1'
    | 'eu-central-1'
    | 'eu-west-1'
    | 'eu-west-2'
    | 'sa-east-1'
    | 'ap-south-1'
    | 'ap-northeast-1'
    | 'ap-southeast-1'
    | 'ap-southeast-2'
    | 'af-south-1'
    | 'us-central1'
    | 'us-east4'
    | 'europe-west1'
    | 'asia-northeast1'
  readonly read_regions?: readonly (
    | 'us-east-1'
    | 'us-east-2'
    | 'us-west-1'
    | 'us-west-2'
    | 'ca-central-1'
    | 'eu-central-1'
    | 'eu-west-1'
    | 'eu-west-2'
    | 'sa-east-1'
    | 'ap-south-1'
    | 'ap-northeast-1'
    | 'ap-southeast-1'
    | 'ap-southeast-2')[]
  readonly plan?: 
    | 'free'
    | 'payg'
    | 'fixed_250mb'
    | 'fixed_1gb'
    | 'fixed_5gb'
    | 'fixed_10gb'
    | 'fixed_50gb'
    | 'fixed_100gb'
    | 'fixed_500gb'
  readonly budget?: number
  readonly eviction?: boolean
  readonly tls?: boolean
}

type CreateIndexRequest = {
  readonly name: string
  readonly region: 'eu-west-1' | 'us-east-1' | 'us-central1'
  readonly similarity_function: 'COSINE' | 'EUCLIDEAN' | 'DOT_PRODUCT'
  readonly dimension_count: number
  readonly type?: 'payg' | 'fixed' | 'paid'
  readonly embedding_model?: 'BGE_SMALL_EN_V1_5' | 'BGE_BASE_EN_V1_5' | 'BGE_LARGE_EN_V1_5' | 'BGE_M3'
  readonly index_type?: 'DENSE' | 'SPARSE' | 'HYBRID'
  readonly sparse_embedding_model?: 'BM25' | 'BGE_M3'
}

type CreateTeamRequest = { readonly team_name: string; readonly copy_cc: boolean }

type Database = {
  readonly database_id?: string
  readonly database_name?: string
  readonly region?: Open<'global'>
  readonly port?: number
  readonly creation_time?: number
  readonly state?: Open<'active' | 'suspended' | 'passive'>
  readonly endpoint?: string
  readonly tls?: boolean
  readonly db_max_clients?: number
  readonly db_max_request_size?: number
  readonly db_disk_threshold?: number
  readonly db_max_entry_size?: number
  readonly db_memory_threshold?: number
  readonly db_max_commands_per_second?: number
  readonly db_request_limit?: number
  readonly type?: Open<'free' | 'payg' | 'pro' | 'paid'>
  readonly budget?: number
  readonly primary_region?: Open<
    | 'us-east-1'
    | 'us-east-2'
    | 'us-west-1'
    | 'us-west-2'
    | 'ca-central-1'
    | 'eu-central-1'
    | 'eu-west-1'
    | 'eu-west-2'
    | 'sa-east-1'
    | 'ap-south-1'
    | 'ap-northeast-1'
    | 'ap-southeast-1'
    | 'ap-southeast-2'
    | 'af-south-1'
    | 'us-central1'
    | 'us-east4'
    | 'europe-west1'
    | 'asia-northeast1'
  >
  readonly primary_members?: readonly string[]
  readonly all_members?: readonly string[]
  readonly eviction?: boolean
  readonly auto_upgrade?: boolean
  readonly consistent?: boolean
  readonly modifying_state?: string
  readonly db_resource_size?: Open<'S' | 'M' | 'L' | 'XL' | 'XXL' | '3XL'>
  readonly db_type?: Open<'bolt' | 'badger' | 'pebble'>
  readonly db_conn_idle_timeout?: number
  readonly db_lua_timeout?: number
  readonly db_lua_credits_per_min?: number
  readonly db_store_max_idle?: number
  readonly db_max_loads_per_sec?: number
  readonly db_acl_enabled?: Open<'true' | 'false'>
  readonly db_acl_default_user_status?: Open<'true' | 'false'>
  readonly db_eviction?: boolean
  readonly last_plan_upgrade_time?: number
  readonly replicas?: number
  readonly customer_id?: string
  readonly daily_backup_enabled?: boolean
  readonly read_regions?: readonly string[]
  readonly securityAddons?: {
    readonly ipWhitelisting?: boolean
    readonly vpcPeering?: boolean
    readonly privateLink?: boolean
    readonly tlsMutualAuth?: boolean
    readonly encryptionAtRest?: boolean
  }
  readonly prometheus_enabled?: Open<'true' | 'false'>
  readonly prod_pack_enabled?: boolean
}

type DatabaseStats = {
  readonly monitor_count?: TimeSeriesData
  readonly daily_net_commands?: number
  readonly daily_read_requests?: number
  readonly daily_write_requests?: number
  readonly connection_count?: readonly TimeSeriesData[]
  readonly keyspace?: readonly TimeSeriesData[]
  readonly throughput?: readonly TimeSeriesData[]
  readonly diskusage?: readonly TimeSeriesData[]
  readonly latencymean?: readonly TimeSeriesData[]
  readonly latency_99?: readonly TimeSeriesData[]
  readonly read_latency_mean?: readonly TimeSeriesData[]
  readonly read_latency_99?: readonly TimeSeriesData[]
  readonly write_latency_mean?: readonly TimeSeriesData[]
  readonly write_latency_99?: readonly TimeSeriesData[]
  readonly hits?: readonly TimeSeriesData[]
  readonly misses?: readonly TimeSeriesData[]
  readonly read?: readonly TimeSeriesData[]
  readonly write?: readonly TimeSeriesData[]
  readonly dailyrequests?: readonly TimeSeriesData[]
  readonly days?: readonly string[]
  readonly dailybilling?: readonly TimeSeriesData[]
  readonly dailybandwidth?: number
  readonly bandwidths?: readonly TimeSeriesData[]
  readonly total_monthly_bandwidth?: number
  readonly total_monthly_requests?: number
  readonly total_monthly_read_requests?: number
  readonly total_monthly_write_requests?: number
  readonly total_monthly_script_requests?: number
  readonly queue_optimized?: boolean
  readonly total_monthly_storage?: number
  readonly current_storage?: number
  readonly total_monthly_billing?: number
  readonly command_counts?: readonly CommandCount[]
}

type DeleteTeamMemberRequest = { readonly team_id: string; readonly member_email: string }

type GlobalStats = {
  readonly record_count?: number
  readonly request?: number
  readonly bandwidth?: number
  readonly storage?: number
  readonly billing?: number
  readonly rerank_count?: number
}

type QStashStats = {
  readonly days?: readonly string[]
  readonly daily_requests?: readonly {
    readonly x?: string
    readonly y?: number
    readonly workflow_message?: number
    readonly workflow_run?: number
  }[]
  readonly daily_billings?: readonly TimeSeriesData[]
  readonly daily_bandwidths?: readonly TimeSeriesData[]
  readonly daily_used?: readonly TimeSeriesData[]
  readonly daily_used_workflow?: readonly TimeSeriesData[]
  readonly daily_qstash_messages?: readonly TimeSeriesWithId[]
  readonly daily_workflow_messages?: readonly TimeSeriesWithId[]
  readonly dlq_message_count?: number
  readonly daily_bandwidth_used?: readonly TimeSeriesData[]
  readonly total_monthly_billing?: number
}

type QStashUser = {
  readonly customer_id?: string
  readonly id?: string
  readonly token?: string
  readonly read_only_token?: string
  readonly active?: boolean
  readonly state?: string
  readonly modifying_state?: string
  readonly last_plan_upgrade_time?: number
  readonly max_message_size?: number
  readonly max_requests_per_day?: number
  readonly max_requests_per_day_hard?: number
  readonly max_endpoints_per_topic?: number
  readonly max_requests_per_second?: number
  readonly max_dlq_size?: number
  readonly max_retries?: number
  readonly max_topics?: number
  readonly max_schedules?: number
  readonly max_events_size?: number
  readonly max_dlq_retention_time_milis?: number
  readonly max_delay?: number
  readonly max_parallelism?: number
  readonly max_global_parallelism?: number
  readonly max_queues?: number
  readonly max_bandwidth_per_second?: number
  readonly prod_pack_enabled?: boolean
  readonly prometheus_enabled?: Open<'true' | 'false'>
  readonly timeout?: number
  readonly type?: Open<'free' | 'paid'>
  readonly region?: Open<'eu-central-1' | 'us-east-1'>
  readonly reserved_type?: string
  readonly reserved_price?: number
  readonly created_by?: string
  readonly creation_time?: number
  readonly deletion_time?: number
  readonly budget?: number
  readonly enterprise?: { readonly enabled?: boolean }
}

type SearchIndex = {
  readonly customer_id?: string
  readonly id?: string
  readonly name?: string
  readonly endpoint?: string
  readonly type?: Open<'free' | 'payg' | 'fixed'>
  readonly region?: Open<'eu-west-1' | 'us-central1'>
  readonly vercel_email?: string
  readonly token?: string
  readonly read_only_token?: string
  readonly max_vector_count?: number
  readonly max_monthly_reranks?: number
  readonly max_daily_updates?: number
  readonly max_daily_queries?: number
  readonly max_monthly_bandwidth?: number
  readonly max_writes_per_second?: number
  readonly max_query_per_second?: number
  readonly max_reads_per_request?: number
  readonly max_writes_per_request?: number
  readonly creation_time?: number
  readonly input_enrichment_enabled?: boolean
  readonly throughput_vector?: readonly TimeSeriesData[]
}

type Team = { readonly team_id?: string; readonly team_name?: string; readonly copy_cc?: boolean }

type TeamMember = {
  readonly team_id?: string
  readonly team_name?: string
  readonly member_email?: string
  readonly member_role?: Open<'owner' | 'admin' | 'dev' | 'finance'>
  readonly copy_cc?: boolean
}

type TimeSeriesData = { readonly x: string; readonly y: number }

type TimeSeriesWithId = { readonly id?: string; readonly data_points?: readonly TimeSeriesData[] }

type VectorIndex = {
  readonly customer_id?: string
  readonly id?: string
  readonly name?: string
  readonly similarity_function?: Open<'COSINE' | 'EUCLIDEAN' | 'DOT_PRODUCT'>
  readonly dimension_count?: number
  readonly embedding_model?: Open<'BGE_SMALL_EN_V1_5' | 'BGE_BASE_EN_V1_5' | 'BGE_LARGE_EN_V1_5' | 'BGE_M3'>
  readonly sparse_embedding_model?: Open<'BM25' | 'BGE_M3'>
  readonly endpoint?: string
  readonly token?: string
  readonly read_only_token?: string
  readonly type?: Open<'free' | 'payg' | 'fixed'>
  readonly region?: Open<'eu-west-1' | 'us-east-1' | 'us-central1'>
  readonly max_vector_count?: number
  readonly max_daily_updates?: number
  readonly max_daily_queries?: number
  readonly max_monthly_bandwidth?: number
  readonly max_writes_per_second?: number
  readonly max_query_per_second?: number
  readonly max_reads_per_request?: number
  readonly max_writes_per_request?: number
  readonly max_total_metadata_size?: number
  readonly reserved_price?: number
  readonly creation_time?: number
  readonly index_type?: Open<'DENSE' | 'SPARSE' | 'HYBRID'>
  readonly throughput_vector?: readonly TimeSeriesData[]
}

type VectorStats = {
  readonly pending_index_count?: number
  readonly current_vector_count?: number
  readonly daily_query_count?: number
  readonly daily_update_count?: number
  readonly monthly_query_count?: number
  readonly monthly_update_count?: number
  readonly monthly_bandwidth_usage?: number
  readonly storage_usage?: number
  readonly monthly_cost?: number
  readonly daily_update_requests?: readonly TimeSeriesData[]
  readonly daily_query_requests?: readonly TimeSeriesData[]
  readonly daily_bandwidths?: readonly TimeSeriesData[]
  readonly days?: readonly string[]
  readonly query_throughput?: readonly TimeSeriesData[]
  readonly update_throughput?: readonly TimeSeriesData[]
  readonly query_latency_mean?: readonly TimeSeriesData[]
  readonly query_latency_99?: readonly TimeSeriesData[]
  readonly update_latency_mean?: readonly TimeSeriesData[]
  readonly update_latency_99?: readonly TimeSeriesData[]
  readonly embeds_latency_mean?: readonly TimeSeriesData[]
  readonly embeds_latency_99?: readonly TimeSeriesData[]
  readonly vector_count?: readonly TimeSeriesData[]
  readonly data_size?: readonly TimeSeriesData[]
  readonly daily_rerank_count?: number
  readonly monthly_rerank_count?: number
  readonly daily_rerank_requests?: readonly TimeSeriesData[]
  readonly rerank_latency_mean?: readonly TimeSeriesData[]
  readonly rerank_latency_99?: readonly TimeSeriesData[]
}
