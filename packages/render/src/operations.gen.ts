// Generated from contract.json by `npm run generate`; not to be edited.
import type { CallOptions, Open, Secret } from '@keelson/core'

/** Every documented operation by its name: what it is given, and what it answers. */
export interface RenderOperations {
  'GET /blueprints': {
    readonly params: {
      readonly query?: {
        readonly ownerId?: readonly string[]
        readonly cursor?: string
        readonly limit?: number
      }
    }
    readonly response: readonly BlueprintWithCursor[]
  }
  'POST /blueprints/validate': {
    readonly params: { readonly body: FormData }
    readonly response: {
      readonly valid: boolean
      readonly errors?: readonly {
        readonly path?: string
        readonly error: string
        readonly line?: number
        readonly column?: number
      }[]
      readonly plan?: {
        readonly services?: readonly string[]
        readonly databases?: readonly string[]
        readonly keyValue?: readonly string[]
        readonly envGroups?: readonly string[]
        readonly totalActions?: number
      }
    }
  }
  'DELETE /owners/{ownerId}/members/{userId}': {
    readonly params: { readonly path: { readonly ownerId: string; readonly userId: string } }
    readonly response: undefined
  }
  'PATCH /owners/{ownerId}/members/{userId}': {
    readonly params: {
      readonly path: { readonly ownerId: string; readonly userId: string }
      readonly body: { readonly role: TeamMemberRoleInput }
    }
    readonly response: TeamMember
  }
  'GET /blueprints/{blueprintId}': {
    readonly params: { readonly path: { readonly blueprintId: string } }
    readonly response: {
      readonly id: string
      readonly name: string
      readonly status: Open<'created' | 'paused' | 'in_sync' | 'syncing' | 'error'>
      readonly autoSync: boolean
      readonly repo: string
      readonly branch: string
      readonly path: string
      readonly lastSync?: string
      readonly resources: readonly {
        readonly id: string
        readonly name: string
        readonly type: Open<
          | 'static_site'
          | 'web_service'
          | 'private_service'
          | 'background_worker'
          | 'cron_job'
          | 'redis'
          | 'key_value'
          | 'postgres'
          | 'environment_group'
        >
      }[]
    }
  }
  'DELETE /blueprints/{blueprintId}': {
    readonly params: { readonly path: { readonly blueprintId: string } }
    readonly response: undefined
  }
  'PATCH /blueprints/{blueprintId}': {
    readonly params: {
      readonly path: { readonly blueprintId: string }
      readonly body: { readonly name?: string; readonly autoSync?: boolean; readonly path?: string }
    }
    readonly response: {
      readonly id: string
      readonly name: string
      readonly status: Open<'created' | 'paused' | 'in_sync' | 'syncing' | 'error'>
      readonly autoSync: boolean
      readonly repo: string
      readonly branch: string
      readonly path: string
      readonly lastSync?: string
    }
  }
  'GET /blueprints/{blueprintId}/syncs': {
    readonly params: {
      readonly path: { readonly blueprintId: string }
      readonly query?: { readonly cursor?: string; readonly limit?: number }
    }
    readonly response: readonly SyncWithCursor[]
  }
  'GET /disks': {
    readonly params: {
      readonly query?: {
        readonly ownerId?: readonly string[]
        readonly name?: readonly string[]
        readonly createdBefore?: string
        readonly createdAfter?: string
        readonly updatedBefore?: string
        readonly updatedAfter?: string
        readonly cursor?: string
        readonly limit?: number
      }
    } | {
      readonly query?: {
        readonly ownerId?: readonly string[]
        readonly diskId?: readonly string[]
        readonly name?: readonly string[]
        readonly createdBefore?: string
        readonly createdAfter?: string
        readonly updatedBefore?: string
        readonly updatedAfter?: string
        readonly serviceId?: readonly string[]
        readonly cursor?: string
        readonly limit?: number
      }
      readonly repeat: readonly ('diskId' | 'serviceId')[]
    }
    readonly response: readonly DiskWithCursor[]
  }
  'POST /disks': {
    readonly params: {
      readonly body: {
        readonly name: string
        readonly sizeGB: number
        readonly mountPath: string
        readonly serviceId: string
      }
    }
    readonly response: {
      readonly id: string
      readonly name: string
      readonly sizeGB: number
      readonly mountPath: string
      readonly serviceId?: string
      readonly createdAt: string
      readonly updatedAt: string
    }
  }
  'GET /disks/{diskId}': {
    readonly params: { readonly path: { readonly diskId: string } }
    readonly response: {
      readonly id: string
      readonly name: string
      readonly sizeGB: number
      readonly mountPath: string
      readonly serviceId?: string
      readonly createdAt: string
      readonly updatedAt: string
    }
  }
  'DELETE /disks/{diskId}': {
    readonly params: { readonly path: { readonly diskId: string } }
    readonly response: undefined
  }
  'PATCH /disks/{diskId}': {
    readonly params: {
      readonly path: { readonly diskId: string }
      readonly body: { readonly name?: string; readonly sizeGB?: number; readonly mountPath?: string }
    }
    readonly response: {
      readonly id: string
      readonly name: string
      readonly sizeGB: number
      readonly mountPath: string
      readonly serviceId?: string
      readonly createdAt: string
      readonly updatedAt: string
    }
  }
  'GET /disks/{diskId}/snapshots': {
    readonly params: { readonly path: { readonly diskId: string } }
    readonly response: readonly DiskSnapshot[]
  }
  'POST /disks/{diskId}/snapshots/restore': {
    readonly params: { readonly path: { readonly diskId: string }; readonly body: SnapshotRestorePOST }
    readonly response: {
      readonly id: string
      readonly name: string
      readonly sizeGB: number
      readonly mountPath: string
      readonly serviceId?: string
      readonly createdAt: string
      readonly updatedAt: string
    }
  }
  'GET /users': {
    readonly params: Readonly<Record<string, never>>
    readonly response: User
  }
  'GET /owners': {
    readonly params: { readonly query?: { readonly cursor?: string; readonly limit?: number } } | {
      readonly query?: {
        readonly name?: readonly string[]
        readonly email?: readonly string[]
        readonly cursor?: string
        readonly limit?: number
      }
      readonly repeat: readonly ('name' | 'email')[]
    }
    readonly response: readonly OwnerWithCursor[]
  }
  'GET /owners/{ownerId}': {
    readonly params: { readonly path: { readonly ownerId: string } }
    readonly response: Owner
  }
  'GET /owners/{ownerId}/members': {
    readonly params: { readonly path: { readonly ownerId: string } }
    readonly response: TeamMembers
  }
  'GET /owners/{ownerId}/audit-logs': {
    readonly params: {
      readonly path: { readonly ownerId: string }
      readonly query?: {
        readonly startTime?: string
        readonly endTime?: string
        readonly direction?: 'forward' | 'backward'
        readonly cursor?: string
        readonly limit?: number
      }
    }
    readonly response: readonly AuditLogWithCursor[]
  }
  'GET /organizations/{orgId}/audit-logs': {
    readonly params: {
      readonly path: { readonly orgId: string }
      readonly query?: {
        readonly startTime?: string
        readonly endTime?: string
        readonly direction?: 'forward' | 'backward'
        readonly cursor?: string
        readonly limit?: number
      }
    }
    readonly response: readonly AuditLogWithCursor[]
  }
  'GET /notification-settings/owners/{ownerId}': {
    readonly params: { readonly path: { readonly ownerId: string } }
    readonly response: {
      readonly ownerId: string
      readonly slackEnabled: boolean
      readonly emailEnabled: boolean
      readonly previewNotificationsEnabled: boolean
      readonly notificationsToSend: Open<'none' | 'failure' | 'all'>
    }
  }
  'PATCH /notification-settings/owners/{ownerId}': {
    readonly params: {
      readonly path: { readonly ownerId: string }
      readonly body: {
        readonly emailEnabled?: boolean
        readonly previewNotificationsEnabled?: boolean
        readonly notificationsToSend?: 'none' | 'failure' | 'all'
      }
    }
    readonly response: {
      readonly ownerId: string
      readonly slackEnabled: boolean
      readonly emailEnabled: boolean
      readonly previewNotificationsEnabled: boolean
      readonly notificationsToSend: Open<'none' | 'failure' | 'all'>
    }
  }
  'GET /notification-settings/overrides': {
    readonly params: {
      readonly query?: {
        readonly ownerId?: readonly string[]
        readonly cursor?: string
        readonly limit?: number
      }
    } | {
      readonly query?: {
        readonly ownerId?: readonly string[]
        readonly serviceId?: readonly string[]
        readonly cursor?: string
        readonly limit?: number
      }
      readonly repeat: readonly 'serviceId'[]
    }
    readonly response: readonly NotificationOverrideWithCursor[]
  }
  'GET /notification-settings/overrides/services/{serviceId}': {
    readonly params: { readonly path: { readonly serviceId: string } }
    readonly response: {
      readonly serviceId: string
      readonly previewNotificationsEnabled: Open<'default' | 'false' | 'true'>
      readonly notificationsToSend: Open<'default' | 'none' | 'failure' | 'all'>
    }
  }
  'PATCH /notification-settings/overrides/services/{serviceId}': {
    readonly params: {
      readonly path: { readonly serviceId: string }
      readonly body: {
        readonly previewNotificationsEnabled?: 'default' | 'false' | 'true'
        readonly notificationsToSend?: 'default' | 'none' | 'failure' | 'all'
      }
    }
    readonly response: {
      readonly serviceId: string
      readonly previewNotificationsEnabled: Open<'default' | 'false' | 'true'>
      readonly notificationsToSend: Open<'default' | 'none' | 'failure' | 'all'>
    }
  }
  'GET /registrycredentials': {
    readonly params: {
      readonly query?: {
        readonly name?: readonly string[]
        readonly username?: readonly string[]
        readonly type?: readonly RegistryCredentialRegistryInput[]
        readonly createdBefore?: string
        readonly createdAfter?: string
        readonly updatedBefore?: string
        readonly updatedAfter?: string
        readonly ownerId?: readonly string[]
        readonly cursor?: string
        readonly limit?: number
      }
    }
    readonly response: readonly RegistryCredential[]
  }
  'POST /registrycredentials': {
    readonly params: {
      readonly body: {
        readonly registry: RegistryCredentialRegistryInput
        readonly name: string
        readonly username: string
        readonly authToken: string | Secret
        readonly ownerId: string
      }
    }
    readonly response: RegistryCredential
  }
  'GET /registrycredentials/{registryCredentialId}': {
    readonly params: { readonly path: { readonly registryCredentialId: string } }
    readonly response: RegistryCredential
  }
  'DELETE /registrycredentials/{registryCredentialId}': {
    readonly params: { readonly path: { readonly registryCredentialId: string } }
    readonly response: undefined
  }
  'PATCH /registrycredentials/{registryCredentialId}': {
    readonly params: {
      readonly path: { readonly registryCredentialId: string }
      readonly body: {
        readonly registry: RegistryCredentialRegistryInput
        readonly name: string
        readonly username: string
        readonly authToken: string | Secret
      }
    }
    readonly response: RegistryCredential
  }
  'GET /services': {
    readonly params: {
      readonly query?: {
        readonly name?: readonly string[]
        readonly type?: readonly ServiceTypeInput[]
        readonly environmentId?: readonly string[]
        readonly env?: readonly ServiceRuntimeInput[]
        readonly region?: readonly RegionInput[]
        readonly suspended?: readonly ('suspended' | 'not_suspended')[]
        readonly createdBefore?: string
        readonly createdAfter?: string
        readonly updatedBefore?: string
        readonly updatedAfter?: string
        readonly ownerId?: readonly string[]
        readonly includePreviews?: boolean
        readonly cursor?: string
        readonly limit?: number
      }
    }
    readonly response: ServiceList
  }
  'POST /services': {
    readonly params: { readonly body: ServicePOST }
    readonly response: ServiceAndDeploy
  }
  'GET /services/{serviceId}': {
    readonly params: { readonly path: { readonly serviceId: string } }
    readonly response: Service
  }
  'DELETE /services/{serviceId}': {
    readonly params: { readonly path: { readonly serviceId: string } }
    readonly response: undefined
  }
  'PATCH /services/{serviceId}': {
    readonly params: { readonly path: { readonly serviceId: string }; readonly body: ServicePATCH }
    readonly response: Service
  }
  'POST /services/{serviceId}/cache/purge': {
    readonly params: { readonly path: { readonly serviceId: string } }
    readonly response: undefined
  }
  'GET /services/{serviceId}/deploys': {
    readonly params: {
      readonly path: { readonly serviceId: string }
      readonly query?: {
        readonly createdBefore?: string
        readonly createdAfter?: string
        readonly updatedBefore?: string
        readonly updatedAfter?: string
        readonly finishedBefore?: string
        readonly finishedAfter?: string
        readonly cursor?: string
        readonly limit?: number
      }
    } | {
      readonly path: { readonly serviceId: string }
      readonly query?: {
        readonly status?: readonly DeployStatusInput[]
        readonly createdBefore?: string
        readonly createdAfter?: string
        readonly updatedBefore?: string
        readonly updatedAfter?: string
        readonly finishedBefore?: string
        readonly finishedAfter?: string
        readonly cursor?: string
        readonly limit?: number
      }
      readonly repeat: readonly 'status'[]
    }
    readonly response: DeployList
  }
  'POST /services/{serviceId}/deploys': {
    readonly params: {
      readonly path: { readonly serviceId: string }
      readonly body: {
        readonly clearCache?: 'clear' | 'do_not_clear'
        readonly commitId?: string
        readonly imageUrl?: string
        readonly deployMode?: DeployMode
      }
    }
    readonly response: Deploy | undefined
  }
  'GET /services/{serviceId}/deploys/{deployId}': {
    readonly params: { readonly path: { readonly serviceId: string; readonly deployId: string } }
    readonly response: Deploy
  }
  'POST /services/{serviceId}/deploys/{deployId}/cancel': {
    readonly params: { readonly path: { readonly serviceId: string; readonly deployId: string } }
    readonly response: Deploy
  }
  'POST /services/{serviceId}/rollback': {
    readonly params: {
      readonly path: { readonly serviceId: string }
      readonly body: { readonly deployId: string }
    }
    readonly response: Deploy
  }
  'GET /services/{serviceId}/env-vars': {
    readonly params: {
      readonly path: { readonly serviceId: string }
      readonly query?: { readonly cursor?: string; readonly limit?: number }
    }
    readonly response: readonly EnvVarWithCursor[]
  }
  'PUT /services/{serviceId}/env-vars': {
    readonly params: { readonly path: { readonly serviceId: string }; readonly body: EnvVarInputArray }
    readonly response: readonly EnvVarWithCursor[]
  }
  'GET /services/{serviceId}/env-vars/{envVarKey}': {
    readonly params: { readonly path: { readonly serviceId: string; readonly envVarKey: string } }
    readonly response: EnvVar
  }
  'PUT /services/{serviceId}/env-vars/{envVarKey}': {
    readonly params: {
      readonly path: { readonly serviceId: string; readonly envVarKey: string }
      readonly body: AddUpdateEnvVarInput
    }
    readonly response: EnvVar
  }
  'DELETE /services/{serviceId}/env-vars/{envVarKey}': {
    readonly params: { readonly path: { readonly serviceId: string; readonly envVarKey: string } }
    readonly response: undefined
  }
  'GET /services/{serviceId}/secret-files': {
    readonly params: {
      readonly path: { readonly serviceId: string }
      readonly query?: { readonly cursor?: string; readonly limit?: number }
    }
    readonly response: readonly SecretFileWithCursor[]
  }
  'PUT /services/{serviceId}/secret-files': {
    readonly params: {
      readonly path: { readonly serviceId: string }
      readonly body: readonly SecretFileInput[]
    }
    readonly response: readonly SecretFileWithCursor[]
  }
  'GET /services/{serviceId}/secret-files/{secretFileName}': {
    readonly params: { readonly path: { readonly serviceId: string; readonly secretFileName: string } }
    readonly response: SecretFile
  }
  'PUT /services/{serviceId}/secret-files/{secretFileName}': {
    readonly params: {
      readonly path: { readonly serviceId: string; readonly secretFileName: string }
      readonly body: { readonly content?: string | Secret }
    }
    readonly response: SecretFile
  }
  'DELETE /services/{serviceId}/secret-files/{secretFileName}': {
    readonly params: { readonly path: { readonly serviceId: string; readonly secretFileName: string } }
    readonly response: undefined
  }
  'GET /services/{serviceId}/events': {
    readonly params: {
      readonly path: { readonly serviceId: string }
      readonly query?: {
        readonly type?: 
          | 'autoscaling_config_changed'
          | 'autoscaling_ended'
          | 'autoscaling_started'
          | 'branch_deleted'
          | 'build_ended'
          | 'build_started'
          | 'commit_ignored'
          | 'cron_job_run_ended'
          | 'cron_job_run_started'
          | 'deploy_ended'
          | 'deploy_started'
          | 'disk_created'
          | 'disk_updated'
          | 'disk_deleted'
          | 'image_pull_failed'
          | 'initial_deploy_hook_ended'
          | 'initial_deploy_hook_started'
          | 'instance_count_changed'
          | 'job_run_ended'
          | 'maintenance_mode_enabled'
          | 'maintenance_mode_uri_updated'
          | 'maintenance_ended'
          | 'maintenance_started'
          | 'pipeline_minutes_exhausted'
          | 'plan_changed'
          | 'pre_deploy_ended'
          | 'pre_deploy_started'
          | 'server_available'
          | 'server_failed'
          | 'server_hardware_failure'
          | 'server_restarted'
          | 'service_resumed'
          | 'service_suspended'
          | 'suspender_added'
          | 'suspender_removed'
          | 'zero_downtime_redeploy_ended'
          | 'zero_downtime_redeploy_started'
        readonly startTime?: string
        readonly endTime?: string
        readonly cursor?: string
        readonly limit?: number
      }
    }
    readonly response: readonly ServiceEventWithCursor[]
  }
  'GET /services/{serviceId}/headers': {
    readonly params: {
      readonly path: { readonly serviceId: string }
      readonly query?: {
        readonly path?: readonly string[]
        readonly name?: readonly string[]
        readonly value?: readonly string[]
        readonly cursor?: string
        readonly limit?: number
      }
    }
    readonly response: readonly HeaderWithCursor[]
  }
  'PUT /services/{serviceId}/headers': {
    readonly params: { readonly path: { readonly serviceId: string }; readonly body: readonly HeaderInput[] }
    readonly response: readonly Header[]
  }
  'POST /services/{serviceId}/headers': {
    readonly params: { readonly path: { readonly serviceId: string }; readonly body: HeaderInput }
    readonly response: { readonly headers?: Header }
  }
  'DELETE /services/{serviceId}/headers/{headerId}': {
    readonly params: { readonly path: { readonly serviceId: string; readonly headerId: string } }
    readonly response: undefined
  }
  'GET /services/{serviceId}/routes': {
    readonly params: {
      readonly path: { readonly serviceId: string }
      readonly query?: {
        readonly type?: readonly ('redirect' | 'rewrite')[]
        readonly source?: readonly string[]
        readonly destination?: readonly string[]
        readonly cursor?: string
        readonly limit?: number
      }
    }
    readonly response: readonly RouteWithCursor[]
  }
  'PUT /services/{serviceId}/routes': {
    readonly params: { readonly path: { readonly serviceId: string }; readonly body: readonly RoutePut[] }
    readonly response: readonly Route[]
  }
  'POST /services/{serviceId}/routes': {
    readonly params: { readonly path: { readonly serviceId: string }; readonly body: RoutePost }
    readonly response: Route
  }
  'PATCH /services/{serviceId}/routes': {
    readonly params: { readonly path: { readonly serviceId: string }; readonly body: RoutePatch }
    readonly response: { readonly headers?: Route }
  }
  'DELETE /services/{serviceId}/routes/{routeId}': {
    readonly params: { readonly path: { readonly serviceId: string; readonly routeId: string } }
    readonly response: undefined
  }
  'GET /services/{serviceId}/custom-domains': {
    readonly params: {
      readonly path: { readonly serviceId: string }
      readonly query?: {
        readonly cursor?: string
        readonly limit?: number
        readonly name?: readonly string[]
        readonly domainType?: 'apex' | 'subdomain'
        readonly verificationStatus?: 'verified' | 'unverified'
        readonly createdBefore?: string
        readonly createdAfter?: string
      }
    }
    readonly response: readonly CustomDomainWithCursor[]
  }
  'POST /services/{serviceId}/custom-domains': {
    readonly params: {
      readonly path: { readonly serviceId: string }
      readonly body: { readonly name: string }
    }
    readonly response: readonly CustomDomain[]
  }
  'GET /services/{serviceId}/custom-domains/{customDomainIdOrName}': {
    readonly params: { readonly path: { readonly serviceId: string; readonly customDomainIdOrName: string } }
    readonly response: CustomDomain
  }
  'DELETE /services/{serviceId}/custom-domains/{customDomainIdOrName}': {
    readonly params: { readonly path: { readonly serviceId: string; readonly customDomainIdOrName: string } }
    readonly response: undefined
  }
  'POST /services/{serviceId}/custom-domains/{customDomainIdOrName}/verify': {
    readonly params: { readonly path: { readonly serviceId: string; readonly customDomainIdOrName: string } }
    readonly response: undefined
  }
  'POST /services/{serviceId}/suspend': {
    readonly params: { readonly path: { readonly serviceId: string } }
    readonly response: undefined
  }
  'POST /services/{serviceId}/resume': {
    readonly params: { readonly path: { readonly serviceId: string } }
    readonly response: undefined
  }
  'POST /services/{serviceId}/restart': {
    readonly params: { readonly path: { readonly serviceId: string } }
    readonly response: undefined
  }
  'POST /services/{serviceId}/scale': {
    readonly params: {
      readonly path: { readonly serviceId: string }
      readonly body: { readonly numInstances: number }
    }
    readonly response: undefined
  }
  'PUT /services/{serviceId}/autoscaling': {
    readonly params: {
      readonly path: { readonly serviceId: string }
      readonly body: {
        readonly enabled: boolean
        readonly min: number
        readonly max: number
        readonly criteria: {
          readonly cpu: { readonly enabled: boolean; readonly percentage: number }
          readonly memory: { readonly enabled: boolean; readonly percentage: number }
        }
      }
    }
    readonly response: {
      readonly enabled: boolean
      readonly min: number
      readonly max: number
      readonly criteria: {
        readonly cpu: { readonly enabled: boolean; readonly percentage: number }
        readonly memory: { readonly enabled: boolean; readonly percentage: number }
      }
    }
  }
  'DELETE /services/{serviceId}/autoscaling': {
    readonly params: { readonly path: { readonly serviceId: string } }
    readonly response: undefined
  }
  'POST /services/{serviceId}/preview': {
    readonly params: { readonly path: { readonly serviceId: string }; readonly body: PreviewInput }
    readonly response: ServiceAndDeploy
  }
  'GET /services/{serviceId}/jobs': {
    readonly params: {
      readonly path: { readonly serviceId: string }
      readonly query?: {
        readonly cursor?: string
        readonly limit?: number
        readonly status?: readonly ('pending' | 'running' | 'succeeded' | 'failed' | 'canceled')[]
        readonly createdBefore?: string
        readonly createdAfter?: string
        readonly startedBefore?: string
        readonly startedAfter?: string
        readonly finishedBefore?: string
        readonly finishedAfter?: string
      }
    }
    readonly response: readonly JobWithCursor[]
  }
  'POST /services/{serviceId}/jobs': {
    readonly params: {
      readonly path: { readonly serviceId: string }
      readonly body: { readonly startCommand: string; readonly planId?: string }
    }
    readonly response: {
      readonly id: string
      readonly serviceId: string
      readonly startCommand: string
      readonly planId: string
      readonly status?: Open<'pending' | 'running' | 'succeeded' | 'failed' | 'canceled'>
      readonly createdAt: string
      readonly startedAt?: string
      readonly finishedAt?: string
    }
  }
  'GET /services/{serviceId}/jobs/{jobId}': {
    readonly params: { readonly path: { readonly serviceId: string; readonly jobId: string } }
    readonly response: {
      readonly id: string
      readonly serviceId: string
      readonly startCommand: string
      readonly planId: string
      readonly status?: Open<'pending' | 'running' | 'succeeded' | 'failed' | 'canceled'>
      readonly createdAt: string
      readonly startedAt?: string
      readonly finishedAt?: string
    }
  }
  'POST /services/{serviceId}/jobs/{jobId}/cancel': {
    readonly params: { readonly path: { readonly serviceId: string; readonly jobId: string } }
    readonly response: {
      readonly id: string
      readonly serviceId: string
      readonly startCommand: string
      readonly planId: string
      readonly status?: Open<'pending' | 'running' | 'succeeded' | 'failed' | 'canceled'>
      readonly createdAt: string
      readonly startedAt?: string
      readonly finishedAt?: string
    }
  }
  'GET /services/{serviceId}/instances': {
    readonly params: { readonly path: { readonly serviceId: string } }
    readonly response: readonly ServiceInstance[]
  }
  'POST /cron-jobs/{cronJobId}/runs': {
    readonly params: { readonly path: { readonly cronJobId: string } }
    readonly response: CronJobRun
  }
  'DELETE /cron-jobs/{cronJobId}/runs': {
    readonly params: { readonly path: { readonly cronJobId: string } }
    readonly response: undefined
  }
  'GET /events/{eventId}': {
    readonly params: { readonly path: { readonly eventId: string } }
    readonly response: {
      readonly id: string
      readonly timestamp: string
      readonly serviceId: string
      readonly type: Open<
        | 'autoscaling_config_changed'
        | 'autoscaling_ended'
        | 'autoscaling_started'
        | 'branch_deleted'
        | 'build_ended'
        | 'build_started'
        | 'commit_ignored'
        | 'cron_job_run_ended'
        | 'cron_job_run_started'
        | 'deploy_ended'
        | 'deploy_started'
        | 'disk_created'
        | 'disk_updated'
        | 'disk_deleted'
        | 'image_pull_failed'
        | 'instance_count_changed'
        | 'job_run_ended'
        | 'maintenance_mode_enabled'
        | 'maintenance_mode_uri_updated'
        | 'maintenance_ended'
        | 'maintenance_started'
        | 'pipeline_minutes_exhausted'
        | 'plan_changed'
        | 'pre_deploy_ended'
        | 'pre_deploy_started'
        | 'server_available'
        | 'server_failed'
        | 'server_hardware_failure'
        | 'server_restarted'
        | 'service_resumed'
        | 'service_suspended'
        | 'zero_downtime_redeploy_ended'
        | 'zero_downtime_redeploy_started'
        | 'edge_cache_enabled'
        | 'edge_cache_disabled'
        | 'edge_cache_purged'
        | 'postgres_available'
        | 'postgres_backup_completed'
        | 'postgres_backup_failed'
        | 'postgres_backup_started'
        | 'postgres_cluster_leader_changed'
        | 'postgres_created'
        | 'postgres_disk_size_changed'
        | 'postgres_disk_autoscaling_enabled_changed'
        | 'postgres_ha_status_changed'
        | 'postgres_restarted'
        | 'postgres_unavailable'
        | 'postgres_upgrade_failed'
        | 'postgres_upgrade_started'
        | 'postgres_upgrade_succeeded'
        | 'postgres_restore_failed'
        | 'postgres_restore_succeeded'
        | 'postgres_read_replicas_changed'
        | 'postgres_pitr_checkpoint_started'
        | 'postgres_pitr_checkpoint_failed'
        | 'postgres_pitr_checkpoint_completed'
        | 'postgres_read_replica_stale'
        | 'postgres_wal_archive_failed'
        | 'key_value_available'
        | 'key_value_config_restart'
        | 'key_value_unhealthy'
      >
      readonly details: {
        readonly fromConfig?: {
          readonly enabled: boolean
          readonly min: number
          readonly max: number
          readonly criteria: {
            readonly cpu: { readonly enabled: boolean; readonly percentage: number }
            readonly memory: { readonly enabled: boolean; readonly percentage: number }
          }
        }
        readonly toConfig: {
          readonly enabled: boolean
          readonly min: number
          readonly max: number
          readonly criteria: {
            readonly cpu: { readonly enabled: boolean; readonly percentage: number }
            readonly memory: { readonly enabled: boolean; readonly percentage: number }
          }
        }
      } | { readonly fromInstances: number; readonly toInstances: number } | {
        readonly fromInstances: number
        readonly toInstances: number
        readonly currentCPU?: number
        readonly targetCPU?: number
        readonly currentMemory?: number
        readonly targetMemory?: number
      } | { readonly deletedBranch: string; readonly newBranch: string } | {
        readonly buildId: string
        readonly buildStatus: Open<'succeeded' | 'failed' | 'canceled'>
        readonly reason: {
          readonly buildFailed?: { readonly id: string }
          readonly newBuild?: { readonly id: string }
          readonly newDeploy?: { readonly id: string }
          readonly failure?: {
            readonly evicted: boolean
            readonly nonZeroExit?: number
            readonly earlyExit?: boolean
            readonly oomKilled?: { readonly memoryLimit: string }
            readonly timedOutSeconds?: number
            readonly unhealthy?: string
            readonly timedOutReason?: string
          }
        }
        /** @deprecated */ readonly status: number
      } | {
        readonly buildId: string
        readonly trigger: {
          readonly firstBuild: boolean
          readonly envUpdated: boolean
          readonly manual: boolean
          readonly user?: { readonly id: string; readonly email: string }
          readonly updatedProperty?: string
          readonly newCommit?: string
          readonly deployedByRender: boolean
          readonly clearCache: boolean
          readonly rollback: boolean
          readonly rollbackTargetDeployId?: string
        }
      } | { readonly id: string; readonly url: string } | {
        readonly cronJobRunId: string
        readonly status: Open<'canceled' | 'pending' | 'successful' | 'unsuccessful'>
        readonly reason?: {
          readonly evicted: boolean
          readonly nonZeroExit?: number
          readonly earlyExit?: boolean
          readonly oomKilled?: { readonly memoryLimit: string }
          readonly timedOutSeconds?: number
          readonly unhealthy?: string
          readonly timedOutReason?: string
        }
        readonly user?: { readonly id: string; readonly email: string }
      } | { readonly cronJobRunId: string } | {
        readonly deployId: string
        readonly reason: {
          readonly buildFailed?: { readonly id: string }
          readonly newBuild?: { readonly id: string }
          readonly newDeploy?: { readonly id: string }
          readonly failure?: {
            readonly evicted: boolean
            readonly nonZeroExit?: number
            readonly earlyExit?: boolean
            readonly oomKilled?: { readonly memoryLimit: string }
            readonly timedOutSeconds?: number
            readonly unhealthy?: string
            readonly timedOutReason?: string
          }
        }
        readonly deployStatus: Open<'succeeded' | 'failed' | 'canceled'>
        /** @deprecated */ readonly status: number
      } | {
        readonly deployId: string
        readonly trigger: {
          readonly firstBuild: boolean
          readonly envUpdated: boolean
          readonly manual: boolean
          readonly user?: { readonly id: string; readonly email: string }
          readonly updatedProperty?: string
          readonly newCommit?: string
          readonly deployedByRender: boolean
          readonly clearCache: boolean
          readonly rollback: boolean
          readonly rollbackTargetDeployId?: string
        }
      } | { readonly diskId: string; readonly sizeGB: number } | { readonly diskId: string; readonly fromSizeGB: number; readonly toSizeGB: number } | { readonly diskId: string } | { readonly message: string; readonly imageURL: string } | { readonly deployId: string } | {
        readonly jobId: string
        readonly status: Open<'pending' | 'running' | 'succeeded' | 'failed' | 'canceled'>
        readonly reason?: {
          readonly evicted: boolean
          readonly nonZeroExit?: number
          readonly earlyExit?: boolean
          readonly oomKilled?: { readonly memoryLimit: string }
          readonly timedOutSeconds?: number
          readonly unhealthy?: string
          readonly timedOutReason?: string
        }
      } | { readonly enabled: boolean } | { readonly fromURI: string; readonly toURI: string } | Readonly<Record<string, unknown>> | {
        readonly trigger: {
          readonly user?: { readonly id: string; readonly email: string }
          readonly manual: boolean
          readonly startedByRender: boolean
        }
      } | { readonly from: string; readonly to: string } | {
        readonly deployCommandExecutionId: string
        readonly deployId: string
        readonly preDeployStatus: Open<'succeeded' | 'failed' | 'canceled'>
        readonly reason: {
          readonly buildFailed?: { readonly id: string }
          readonly newBuild?: { readonly id: string }
          readonly newDeploy?: { readonly id: string }
          readonly failure?: {
            readonly evicted: boolean
            readonly nonZeroExit?: number
            readonly earlyExit?: boolean
            readonly oomKilled?: { readonly memoryLimit: string }
            readonly timedOutSeconds?: number
            readonly unhealthy?: string
            readonly timedOutReason?: string
          }
        }
        /** @deprecated */ readonly status: number
      } | { readonly deployCommandExecutionId: string; readonly deployId: string } | {
        readonly instanceID?: string
        readonly reason?: {
          readonly evicted: boolean
          readonly nonZeroExit?: number
          readonly earlyExit?: boolean
          readonly oomKilled?: { readonly memoryLimit: string }
          readonly timedOutSeconds?: number
          readonly unhealthy?: string
          readonly timedOutReason?: string
        }
      } | { readonly triggeredByUser: string | null } | {
        readonly actor: string
        readonly suspendedByUser?: { readonly id: string; readonly email: string }
      } | {
        readonly actor: string
        readonly resumedByUser?: { readonly id: string; readonly email: string }
      } | { readonly trigger: string } | {
        readonly trigger: {
          readonly manual: boolean
          readonly user?: { readonly id: string; readonly email: string }
          readonly system: boolean
        }
      } | Readonly<Record<string, unknown>> | { readonly leaderId?: string } | { readonly user?: { readonly id: string; readonly email: string } } | {
        readonly user?: { readonly id: string; readonly email: string }
        readonly fromDiskSize: number
        readonly toDiskSize: number
      } | { readonly fromStatus: string; readonly toStatus: string } | { readonly fromReplicas: number; readonly toReplicas: number } | { readonly fromVersion: string; readonly toVersion: string } | {
        readonly user?: { readonly id: string; readonly email: string }
        readonly fromVersion: string
        readonly toVersion: string
      } | Readonly<Record<string, unknown>> | { readonly reason: string; readonly message: string }
    }
  }
  'GET /logs': {
    readonly params: {
      readonly query: {
        readonly ownerId: string
        readonly startTime?: string
        readonly endTime?: string
        readonly direction?: 'forward' | 'backward'
        readonly resource: readonly string[]
        readonly instance?: readonly string[]
        readonly host?: readonly string[]
        readonly statusCode?: readonly string[]
        readonly method?: readonly string[]
        readonly task?: readonly string[]
        readonly taskRun?: readonly string[]
        readonly level?: readonly string[]
        readonly type?: readonly string[]
        readonly text?: readonly string[]
        readonly path?: readonly string[]
        readonly limit?: number
      }
      readonly repeat: readonly (
        | 'resource'
        | 'instance'
        | 'host'
        | 'statusCode'
        | 'method'
        | 'task'
        | 'taskRun'
        | 'level'
        | 'type'
        | 'text'
        | 'path')[]
    }
    readonly response: {
      readonly hasMore: boolean
      readonly nextStartTime: string
      readonly nextEndTime: string
      readonly logs: readonly {
        readonly id: string
        readonly message: string
        readonly timestamp: string
        readonly labels: readonly {
          readonly name: Open<
            | 'resource'
            | 'instance'
            | 'host'
            | 'statusCode'
            | 'method'
            | 'level'
            | 'workflowService'
            | 'workflowVeresion'
            | 'task'
            | 'taskRun'
            | 'type'
            | 'text'
            | 'path'
            | 'blocked'
          >
          readonly value: string
        }[]
      }[]
    }
  }
  'GET /logs/subscribe': {
    readonly params: {
      readonly query: {
        readonly ownerId: string
        readonly startTime?: string
        readonly endTime?: string
        readonly direction?: 'forward' | 'backward'
        readonly resource: readonly string[]
        readonly instance?: readonly string[]
        readonly host?: readonly string[]
        readonly statusCode?: readonly string[]
        readonly method?: readonly string[]
        readonly task?: readonly string[]
        readonly taskRun?: readonly string[]
        readonly level?: readonly string[]
        readonly type?: readonly string[]
        readonly text?: readonly string[]
        readonly path?: readonly string[]
        readonly limit?: number
      }
      readonly repeat: readonly (
        | 'resource'
        | 'instance'
        | 'host'
        | 'statusCode'
        | 'method'
        | 'task'
        | 'taskRun'
        | 'level'
        | 'type'
        | 'text'
        | 'path')[]
    }
    readonly response: never
  }
  'GET /logs/values': {
    readonly params: {
      readonly query: {
        readonly ownerId: string
        readonly label: 'instance' | 'host' | 'statusCode' | 'method' | 'level' | 'type'
        readonly startTime?: string
        readonly endTime?: string
        readonly direction?: 'forward' | 'backward'
        readonly resource: readonly string[]
        readonly instance?: readonly string[]
        readonly host?: readonly string[]
        readonly statusCode?: readonly string[]
        readonly method?: readonly string[]
        readonly task?: readonly string[]
        readonly taskRun?: readonly string[]
        readonly level?: readonly string[]
        readonly type?: readonly string[]
        readonly text?: readonly string[]
        readonly path?: readonly string[]
        readonly limit?: number
      }
      readonly repeat: readonly (
        | 'resource'
        | 'instance'
        | 'host'
        | 'statusCode'
        | 'method'
        | 'task'
        | 'taskRun'
        | 'level'
        | 'type'
        | 'text'
        | 'path')[]
    }
    readonly response: readonly string[]
  }
  'GET /logs/streams/owner/{ownerId}': {
    readonly params: { readonly path: { readonly ownerId: string } }
    readonly response: {
      readonly ownerId?: string
      readonly endpoint?: string
      readonly preview?: Open<'send' | 'drop'>
    }
  }
  'PUT /logs/streams/owner/{ownerId}': {
    readonly params: {
      readonly path: { readonly ownerId: string }
      readonly body: {
        readonly endpoint?: string
        readonly token?: string | Secret
        readonly preview: 'send' | 'drop'
      }
    }
    readonly response: {
      readonly ownerId?: string
      readonly endpoint?: string
      readonly preview?: Open<'send' | 'drop'>
    }
  }
  'DELETE /logs/streams/owner/{ownerId}': {
    readonly params: { readonly path: { readonly ownerId: string } }
    readonly response: undefined
  }
  'GET /logs/streams/resource': {
    readonly params: {
      readonly query?: {
        readonly ownerId?: readonly string[]
        readonly cursor?: string
        readonly limit?: number
      }
    } | {
      readonly query?: {
        readonly ownerId?: readonly string[]
        readonly logStreamId?: readonly string[]
        readonly resourceId?: readonly string[]
        readonly setting?: readonly ('send' | 'drop')[]
        readonly cursor?: string
        readonly limit?: number
      }
      readonly repeat: readonly ('logStreamId' | 'resourceId' | 'setting')[]
    }
    readonly response: readonly {
      readonly resourceId?: string
      readonly endpoint?: string
      readonly setting?: Open<'send' | 'drop'>
    }[]
  }
  'GET /logs/streams/resource/{resourceId}': {
    readonly params: { readonly path: { readonly resourceId: string } }
    readonly response: {
      readonly resourceId?: string
      readonly endpoint?: string
      readonly setting?: Open<'send' | 'drop'>
    }
  }
  'PUT /logs/streams/resource/{resourceId}': {
    readonly params: {
      readonly path: { readonly resourceId: string }
      readonly body: {
        readonly endpoint?: string
        readonly token?: string | Secret
        readonly setting: 'send' | 'drop'
      }
    }
    readonly response: {
      readonly resourceId?: string
      readonly endpoint?: string
      readonly setting?: Open<'send' | 'drop'>
    }
  }
  'DELETE /logs/streams/resource/{resourceId}': {
    readonly params: { readonly path: { readonly resourceId: string } }
    readonly response: undefined
  }
  'GET /metrics-stream/{ownerId}': {
    readonly params: { readonly path: { readonly ownerId: string } }
    readonly response: {
      readonly ownerId: string
      readonly provider: Open<
        | 'BETTER_STACK'
        | 'GRAFANA'
        | 'DATADOG'
        | 'NEW_RELIC'
        | 'HONEYCOMB'
        | 'SIGNOZ'
        | 'GROUNDCOVER'
        | 'CUSTOM'
      >
      readonly url: string
    }
  }
  'PUT /metrics-stream/{ownerId}': {
    readonly params: {
      readonly path: { readonly ownerId: string }
      readonly body: {
        readonly provider?: 
          | 'BETTER_STACK'
          | 'GRAFANA'
          | 'DATADOG'
          | 'NEW_RELIC'
          | 'HONEYCOMB'
          | 'SIGNOZ'
          | 'GROUNDCOVER'
          | 'CUSTOM'
        readonly url?: string
        readonly token?: string | Secret
      }
    }
    readonly response: {
      readonly ownerId: string
      readonly provider: Open<
        | 'BETTER_STACK'
        | 'GRAFANA'
        | 'DATADOG'
        | 'NEW_RELIC'
        | 'HONEYCOMB'
        | 'SIGNOZ'
        | 'GROUNDCOVER'
        | 'CUSTOM'
      >
      readonly url: string
    }
  }
  'DELETE /metrics-stream/{ownerId}': {
    readonly params: { readonly path: { readonly ownerId: string } }
    readonly response: undefined
  }
  'GET /metrics/cpu': {
    readonly params: {
      readonly query?: {
        readonly startTime?: string
        readonly endTime?: string
        readonly resolutionSeconds?: number
        readonly resource?: string
        readonly service?: string
        readonly instance?: string
        readonly aggregationMethod?: 'AVG' | 'MAX' | 'MIN'
      }
    }
    readonly response: readonly {
      readonly labels: readonly { readonly field: string; readonly value: string }[]
      readonly values: readonly { readonly timestamp: string; readonly value: number }[]
      readonly unit: string
    }[]
  }
  'GET /metrics/cpu-limit': {
    readonly params: {
      readonly query?: {
        readonly startTime?: string
        readonly endTime?: string
        readonly resolutionSeconds?: number
        readonly resource?: string
        readonly service?: string
        readonly instance?: string
      }
    }
    readonly response: readonly {
      readonly labels: readonly { readonly field: string; readonly value: string }[]
      readonly values: readonly { readonly timestamp: string; readonly value: number }[]
      readonly unit: string
    }[]
  }
  'GET /metrics/cpu-target': {
    readonly params: {
      readonly query?: {
        readonly startTime?: string
        readonly endTime?: string
        readonly resolutionSeconds?: number
        readonly resource?: string
        readonly service?: string
        readonly instance?: string
      }
    }
    readonly response: readonly {
      readonly labels: readonly { readonly field: string; readonly value: string }[]
      readonly values: readonly { readonly timestamp: string; readonly value: number }[]
      readonly unit: string
    }[]
  }
  'GET /metrics/memory': {
    readonly params: {
      readonly query?: {
        readonly startTime?: string
        readonly endTime?: string
        readonly resolutionSeconds?: number
        readonly resource?: string
        readonly service?: string
        readonly instance?: string
      }
    }
    readonly response: readonly {
      readonly labels: readonly { readonly field: string; readonly value: string }[]
      readonly values: readonly { readonly timestamp: string; readonly value: number }[]
      readonly unit: string
    }[]
  }
  'GET /metrics/memory-limit': {
    readonly params: {
      readonly query?: {
        readonly startTime?: string
        readonly endTime?: string
        readonly resolutionSeconds?: number
        readonly resource?: string
        readonly service?: string
        readonly instance?: string
      }
    }
    readonly response: readonly {
      readonly labels: readonly { readonly field: string; readonly value: string }[]
      readonly values: readonly { readonly timestamp: string; readonly value: number }[]
      readonly unit: string
    }[]
  }
  'GET /metrics/memory-target': {
    readonly params: {
      readonly query?: {
        readonly startTime?: string
        readonly endTime?: string
        readonly resolutionSeconds?: number
        readonly resource?: string
        readonly service?: string
        readonly instance?: string
      }
    }
    readonly response: readonly {
      readonly labels: readonly { readonly field: string; readonly value: string }[]
      readonly values: readonly { readonly timestamp: string; readonly value: number }[]
      readonly unit: string
    }[]
  }
  'GET /metrics/http-requests': {
    readonly params: {
      readonly query?: {
        readonly startTime?: string
        readonly endTime?: string
        readonly resolutionSeconds?: number
        readonly resource?: string
        readonly service?: string
        readonly host?: string
        readonly path?: string
        readonly aggregateBy?: 'statusCode' | 'host'
      }
    }
    readonly response: readonly {
      readonly labels: readonly { readonly field: string; readonly value: string }[]
      readonly values: readonly { readonly timestamp: string; readonly value: number }[]
      readonly unit: string
    }[]
  }
  'GET /metrics/http-latency': {
    readonly params: {
      readonly query?: {
        readonly startTime?: string
        readonly endTime?: string
        readonly resolutionSeconds?: number
        readonly resource?: string
        readonly service?: string
        readonly host?: string
        readonly path?: string
        readonly quantile?: number
      }
    }
    readonly response: readonly {
      readonly labels: readonly { readonly field: string; readonly value: string }[]
      readonly values: readonly { readonly timestamp: string; readonly value: number }[]
      readonly unit: string
    }[]
  }
  'GET /metrics/bandwidth': {
    readonly params: {
      readonly query?: {
        readonly startTime?: string
        readonly endTime?: string
        readonly resource?: string
        readonly service?: string
      }
    }
    readonly response: readonly {
      readonly labels: readonly { readonly field: string; readonly value: string }[]
      readonly values: readonly { readonly timestamp: string; readonly value: number }[]
      readonly unit: string
    }[]
  }
  'GET /metrics/bandwidth-sources': {
    readonly params: {
      readonly query?: {
        readonly startTime?: string
        readonly endTime?: string
        readonly resource?: string
        readonly service?: string
      }
    }
    readonly response: {
      readonly data?: readonly {
        readonly labels?: {
          readonly resource?: string
          readonly trafficSource?: Open<'total' | 'http' | 'websocket' | 'nat' | 'privatelink'>
        }
        readonly values?: readonly { readonly timestamp?: number; readonly value?: number }[]
      }[]
    }
  }
  'GET /metrics/disk-usage': {
    readonly params: {
      readonly query?: {
        readonly startTime?: string
        readonly endTime?: string
        readonly resolutionSeconds?: number
        readonly resource?: string
        readonly service?: string
      }
    }
    readonly response: readonly {
      readonly labels: readonly { readonly field: string; readonly value: string }[]
      readonly values: readonly { readonly timestamp: string; readonly value: number }[]
      readonly unit: string
    }[]
  }
  'GET /metrics/disk-capacity': {
    readonly params: {
      readonly query?: {
        readonly startTime?: string
        readonly endTime?: string
        readonly resolutionSeconds?: number
        readonly resource?: string
        readonly service?: string
      }
    }
    readonly response: readonly {
      readonly labels: readonly { readonly field: string; readonly value: string }[]
      readonly values: readonly { readonly timestamp: string; readonly value: number }[]
      readonly unit: string
    }[]
  }
  'GET /metrics/instance-count': {
    readonly params: {
      readonly query?: {
        readonly startTime?: string
        readonly endTime?: string
        readonly resolutionSeconds?: number
        readonly resource?: string
        readonly service?: string
      }
    }
    readonly response: readonly {
      readonly labels: readonly { readonly field: string; readonly value: string }[]
      readonly values: readonly { readonly timestamp: string; readonly value: number }[]
      readonly unit: string
    }[]
  }
  'GET /metrics/active-connections': {
    readonly params: {
      readonly query?: {
        readonly startTime?: string
        readonly endTime?: string
        readonly resolutionSeconds?: number
        readonly resource?: string
      }
    }
    readonly response: readonly {
      readonly labels: readonly { readonly field: string; readonly value: string }[]
      readonly values: readonly { readonly timestamp: string; readonly value: number }[]
      readonly unit: string
    }[]
  }
  'GET /metrics/replication-lag': {
    readonly params: {
      readonly query?: {
        readonly startTime?: string
        readonly endTime?: string
        readonly resolutionSeconds?: number
        readonly resource?: string
      }
    }
    readonly response: readonly {
      readonly labels: readonly { readonly field: string; readonly value: string }[]
      readonly values: readonly { readonly timestamp: string; readonly value: number }[]
      readonly unit: string
    }[]
  }
  'GET /metrics/filters/application': {
    readonly params: {
      readonly query?: {
        readonly startTime?: string
        readonly endTime?: string
        readonly resolutionSeconds?: number
        readonly resource?: string
        readonly service?: string
      }
    }
    readonly response: readonly { readonly filter?: Open<'instance'>; readonly values?: readonly string[] }[]
  }
  'GET /metrics/filters/http': {
    readonly params: {
      readonly query?: {
        readonly startTime?: string
        readonly endTime?: string
        readonly resolutionSeconds?: number
        readonly resource?: string
        readonly service?: string
        readonly host?: string
        readonly statusCode?: string
      }
    }
    readonly response: readonly { readonly filter?: Open<'host' | 'statusCode'>; readonly values?: readonly string[] }[]
  }
  'GET /metrics/filters/path': {
    readonly params: {
      readonly query?: {
        readonly startTime?: string
        readonly endTime?: string
        readonly resolutionSeconds?: number
        readonly resource?: string
        readonly service?: string
        readonly host?: string
        readonly statusCode?: string
        readonly path?: string
      }
    }
    readonly response: readonly string[]
  }
  'GET /metrics/task-runs-queued': {
    readonly params: {
      readonly query?: {
        readonly startTime?: string
        readonly endTime?: string
        readonly resolutionSeconds?: number
        readonly resource?: string
      }
    }
    readonly response: readonly {
      readonly labels: readonly { readonly field: string; readonly value: string }[]
      readonly values: readonly { readonly timestamp: string; readonly value: number }[]
      readonly unit: string
    }[]
  }
  'GET /metrics/task-runs-completed': {
    readonly params: {
      readonly query?: {
        readonly startTime?: string
        readonly endTime?: string
        readonly resolutionSeconds?: number
        readonly resource?: string
        readonly state?: 'succeeded' | 'failed'
        readonly aggregateBy?: 'state'
      }
    }
    readonly response: readonly {
      readonly labels: readonly { readonly field: string; readonly value: string }[]
      readonly values: readonly { readonly timestamp: string; readonly value: number }[]
      readonly unit: string
    }[]
  }
  'GET /key-value': {
    readonly params: {
      readonly query?: {
        readonly name?: readonly string[]
        readonly region?: readonly RegionInput[]
        readonly createdBefore?: string
        readonly createdAfter?: string
        readonly updatedBefore?: string
        readonly updatedAfter?: string
        readonly ownerId?: readonly string[]
        readonly environmentId?: readonly string[]
        readonly cursor?: string
        readonly limit?: number
      }
    }
    readonly response: readonly KeyValueWithCursor[]
  }
  'POST /key-value': {
    readonly params: { readonly body: KeyValuePOSTInput }
    readonly response: KeyValueDetail
  }
  'GET /key-value/{keyValueId}': {
    readonly params: { readonly path: { readonly keyValueId: string } }
    readonly response: KeyValueDetail
  }
  'DELETE /key-value/{keyValueId}': {
    readonly params: { readonly path: { readonly keyValueId: string } }
    readonly response: undefined
  }
  'PATCH /key-value/{keyValueId}': {
    readonly params: { readonly path: { readonly keyValueId: string }; readonly body: KeyValuePATCHInput }
    readonly response: KeyValueDetail
  }
  'GET /key-value/{keyValueId}/connection-info': {
    readonly params: { readonly path: { readonly keyValueId: string } }
    readonly response: KeyValueConnectionInfo
  }
  'POST /key-value/{keyValueId}/suspend': {
    readonly params: { readonly path: { readonly keyValueId: string } }
    readonly response: undefined
  }
  'POST /key-value/{keyValueId}/resume': {
    readonly params: { readonly path: { readonly keyValueId: string } }
    readonly response: undefined
  }
  /** @deprecated */
  'GET /redis': {
    readonly params: {
      readonly query?: {
        readonly name?: readonly string[]
        readonly region?: readonly RegionInput[]
        readonly createdBefore?: string
        readonly createdAfter?: string
        readonly updatedBefore?: string
        readonly updatedAfter?: string
        readonly ownerId?: readonly string[]
        readonly environmentId?: readonly string[]
        readonly cursor?: string
        readonly limit?: number
      }
    }
    readonly response: readonly RedisWithCursor[]
  }
  /** @deprecated */
  'POST /redis': {
    readonly params: { readonly body: RedisPOSTInput }
    readonly response: RedisDetail
  }
  /** @deprecated */
  'GET /redis/{redisId}': {
    readonly params: { readonly path: { readonly redisId: string } }
    readonly response: RedisDetail
  }
  /** @deprecated */
  'DELETE /redis/{redisId}': {
    readonly params: { readonly path: { readonly redisId: string } }
    readonly response: undefined
  }
  /** @deprecated */
  'PATCH /redis/{redisId}': {
    readonly params: { readonly path: { readonly redisId: string }; readonly body: RedisPATCHInput }
    readonly response: RedisDetail
  }
  /** @deprecated */
  'GET /redis/{redisId}/connection-info': {
    readonly params: { readonly path: { readonly redisId: string } }
    readonly response: RedisConnectionInfo
  }
  'GET /postgres': {
    readonly params: {
      readonly query?: {
        readonly name?: readonly string[]
        readonly region?: readonly RegionInput[]
        readonly suspended?: readonly ('suspended' | 'not_suspended')[]
        readonly createdBefore?: string
        readonly createdAfter?: string
        readonly updatedBefore?: string
        readonly updatedAfter?: string
        readonly ownerId?: readonly string[]
        readonly environmentId?: readonly string[]
        readonly includeReplicas?: boolean
        readonly cursor?: string
        readonly limit?: number
      }
    }
    readonly response: readonly PostgresWithCursor[]
  }
  'POST /postgres': {
    readonly params: { readonly body: PostgresPOSTInput }
    readonly response: PostgresDetail
  }
  'GET /postgres/{postgresId}': {
    readonly params: { readonly path: { readonly postgresId: string } }
    readonly response: PostgresDetail
  }
  'DELETE /postgres/{postgresId}': {
    readonly params: { readonly path: { readonly postgresId: string } }
    readonly response: undefined
  }
  'PATCH /postgres/{postgresId}': {
    readonly params: { readonly path: { readonly postgresId: string }; readonly body: PostgresPATCHInput }
    readonly response: PostgresDetail
  }
  'GET /postgres/{postgresId}/connection-info': {
    readonly params: { readonly path: { readonly postgresId: string } }
    readonly response: PostgresConnectionInfo
  }
  'GET /postgres/{postgresId}/recovery': {
    readonly params: { readonly path: { readonly postgresId: string } }
    readonly response: {
      readonly recoveryStatus: Open<'AVAILABLE' | 'BACKUP_NOT_READY' | 'NOT_AVAILABLE'>
      readonly startsAt?: string
    }
  }
  'POST /postgres/{postgresId}/recovery': {
    readonly params: {
      readonly path: { readonly postgresId: string }
      readonly body: {
        readonly restoreName?: string
        readonly restoreTime: string
        readonly datadogApiKey?: string | Secret
        readonly datadogSite?: string
        readonly plan?: string
        readonly environmentId?: string
      }
    }
    readonly response: PostgresDetail
  }
  'POST /postgres/{postgresId}/suspend': {
    readonly params: { readonly path: { readonly postgresId: string } }
    readonly response: undefined
  }
  'POST /postgres/{postgresId}/resume': {
    readonly params: { readonly path: { readonly postgresId: string } }
    readonly response: undefined
  }
  'POST /postgres/{postgresId}/restart': {
    readonly params: { readonly path: { readonly postgresId: string } }
    readonly response: undefined
  }
  'POST /postgres/{postgresId}/failover': {
    readonly params: { readonly path: { readonly postgresId: string } }
    readonly response: undefined
  }
  'GET /postgres/{postgresId}/export': {
    readonly params: { readonly path: { readonly postgresId: string } }
    readonly response: readonly { readonly id: string; readonly createdAt: string; readonly url?: string }[]
  }
  'POST /postgres/{postgresId}/export': {
    readonly params: { readonly path: { readonly postgresId: string } }
    readonly response: undefined
  }
  'GET /postgres/{postgresId}/credentials': {
    readonly params: { readonly path: { readonly postgresId: string } }
    readonly response: readonly {
      readonly username?: string
      readonly default?: boolean
      readonly createdAt?: string
      readonly openConnections?: number
    }[]
  }
  'POST /postgres/{postgresId}/credentials': {
    readonly params: {
      readonly path: { readonly postgresId: string }
      readonly body: { readonly username: string }
    }
    readonly response: undefined
  }
  'DELETE /postgres/{postgresId}/credentials/{username}': {
    readonly params: { readonly path: { readonly postgresId: string; readonly username: string } }
    readonly response: undefined
  }
  'GET /projects': {
    readonly params: {
      readonly query?: {
        readonly name?: readonly string[]
        readonly createdBefore?: string
        readonly createdAfter?: string
        readonly updatedBefore?: string
        readonly updatedAfter?: string
        readonly ownerId?: readonly string[]
        readonly cursor?: string
        readonly limit?: number
      }
    }
    readonly response: readonly ProjectWithCursor[]
  }
  'POST /projects': {
    readonly params: { readonly body: ProjectPOSTInput }
    readonly response: Project
  }
  'GET /projects/{projectId}': {
    readonly params: { readonly path: { readonly projectId: string } }
    readonly response: Project
  }
  'DELETE /projects/{projectId}': {
    readonly params: { readonly path: { readonly projectId: string } }
    readonly response: undefined
  }
  'PATCH /projects/{projectId}': {
    readonly params: { readonly path: { readonly projectId: string }; readonly body: ProjectPATCHInput }
    readonly response: Project
  }
  'GET /environments': {
    readonly params: {
      readonly query: {
        readonly name?: readonly string[]
        readonly projectId: readonly string[]
        readonly createdBefore?: string
        readonly createdAfter?: string
        readonly updatedBefore?: string
        readonly updatedAfter?: string
        readonly ownerId?: readonly string[]
        readonly environmentId?: readonly string[]
        readonly cursor?: string
        readonly limit?: number
      }
    }
    readonly response: readonly EnvironmentWithCursor[]
  }
  'POST /environments': {
    readonly params: { readonly body: EnvironmentPOSTInput }
    readonly response: Environment
  }
  'GET /environments/{environmentId}': {
    readonly params: { readonly path: { readonly environmentId: string } }
    readonly response: Environment
  }
  'DELETE /environments/{environmentId}': {
    readonly params: { readonly path: { readonly environmentId: string } }
    readonly response: undefined
  }
  'PATCH /environments/{environmentId}': {
    readonly params: {
      readonly path: { readonly environmentId: string }
      readonly body: EnvironmentPATCHInput
    }
    readonly response: Environment
  }
  'POST /environments/{environmentId}/resources': {
    readonly params: {
      readonly path: { readonly environmentId: string }
      readonly body: EnvironmentResourcesPOSTInput
    }
    readonly response: Environment
  }
  'DELETE /environments/{environmentId}/resources': {
    readonly params: {
      readonly path: { readonly environmentId: string }
      readonly query: { readonly resourceIds: readonly string[] }
      readonly repeat: readonly 'resourceIds'[]
    }
    readonly response: undefined
  }
  'GET /env-groups': {
    readonly params: {
      readonly query?: {
        readonly name?: readonly string[]
        readonly createdBefore?: string
        readonly createdAfter?: string
        readonly updatedBefore?: string
        readonly updatedAfter?: string
        readonly ownerId?: readonly string[]
        readonly environmentId?: readonly string[]
        readonly cursor?: string
        readonly limit?: number
      }
    }
    readonly response: readonly EnvGroupMeta[]
  }
  'POST /env-groups': {
    readonly params: { readonly body: EnvGroupPOSTInput }
    readonly response: EnvGroup
  }
  'GET /env-groups/{envGroupId}': {
    readonly params: { readonly path: { readonly envGroupId: string } }
    readonly response: EnvGroup
  }
  'DELETE /env-groups/{envGroupId}': {
    readonly params: { readonly path: { readonly envGroupId: string } }
    readonly response: undefined
  }
  'PATCH /env-groups/{envGroupId}': {
    readonly params: { readonly path: { readonly envGroupId: string }; readonly body: EnvGroupPATCHInput }
    readonly response: EnvGroup
  }
  'POST /env-groups/{envGroupId}/services/{serviceId}': {
    readonly params: { readonly path: { readonly envGroupId: string; readonly serviceId: string } }
    readonly response: EnvGroup
  }
  'DELETE /env-groups/{envGroupId}/services/{serviceId}': {
    readonly params: { readonly path: { readonly envGroupId: string; readonly serviceId: string } }
    readonly response: undefined
  }
  'GET /env-groups/{envGroupId}/env-vars/{envVarKey}': {
    readonly params: { readonly path: { readonly envGroupId: string; readonly envVarKey: string } }
    readonly response: EnvVar
  }
  'PUT /env-groups/{envGroupId}/env-vars/{envVarKey}': {
    readonly params: {
      readonly path: { readonly envGroupId: string; readonly envVarKey: string }
      readonly body: AddUpdateEnvVarInput
    }
    readonly response: EnvGroup
  }
  'DELETE /env-groups/{envGroupId}/env-vars/{envVarKey}': {
    readonly params: { readonly path: { readonly envGroupId: string; readonly envVarKey: string } }
    readonly response: undefined
  }
  'GET /env-groups/{envGroupId}/secret-files/{secretFileName}': {
    readonly params: { readonly path: { readonly envGroupId: string; readonly secretFileName: string } }
    readonly response: SecretFile
  }
  'PUT /env-groups/{envGroupId}/secret-files/{secretFileName}': {
    readonly params: {
      readonly path: { readonly envGroupId: string; readonly secretFileName: string }
      readonly body: { readonly content?: string | Secret }
    }
    readonly response: EnvGroup
  }
  'DELETE /env-groups/{envGroupId}/secret-files/{secretFileName}': {
    readonly params: { readonly path: { readonly envGroupId: string; readonly secretFileName: string } }
    readonly response: undefined
  }
  'GET /maintenance': {
    readonly params: {
      readonly query?: { readonly resourceId?: readonly string[]; readonly ownerId?: readonly string[] }
    } | {
      readonly query?: {
        readonly resourceId?: readonly string[]
        readonly ownerId?: readonly string[]
        readonly state?: readonly ('scheduled' | 'in_progress' | 'user_fix_required' | 'cancelled' | 'succeeded' | 'failed')[]
      }
      readonly repeat: readonly 'state'[]
    }
    readonly response: readonly {
      readonly id: string
      readonly type: string
      readonly scheduledAt: string
      readonly pendingMaintenanceBy?: string
      readonly state: Open<'scheduled' | 'in_progress' | 'user_fix_required' | 'cancelled' | 'succeeded' | 'failed'>
      readonly resourceId: string
    }[]
  }
  'GET /maintenance/{maintenanceRunParam}': {
    readonly params: { readonly path: { readonly maintenanceRunParam: string } }
    readonly response: {
      readonly id: string
      readonly type: string
      readonly scheduledAt: string
      readonly pendingMaintenanceBy?: string
      readonly state: Open<'scheduled' | 'in_progress' | 'user_fix_required' | 'cancelled' | 'succeeded' | 'failed'>
      readonly resourceId: string
    }
  }
  'PATCH /maintenance/{maintenanceRunParam}': {
    readonly params: {
      readonly path: { readonly maintenanceRunParam: string }
      readonly body: { readonly scheduledAt?: string }
    }
    readonly response: undefined
  }
  'POST /maintenance/{maintenanceRunParam}/trigger': {
    readonly params: { readonly path: { readonly maintenanceRunParam: string } }
    readonly response: undefined
  }
  'GET /webhooks': {
    readonly params: {
      readonly query?: {
        readonly cursor?: string
        readonly limit?: number
        readonly ownerId?: readonly string[]
      }
    }
    readonly response: readonly WebhookWithCursor[]
  }
  'POST /webhooks': {
    readonly params: {
      readonly body: {
        readonly ownerId: string
        readonly url: string
        readonly name: string
        readonly enabled: boolean
        readonly eventFilter: readonly (
          | 'autoscaling_config_changed'
          | 'autoscaling_ended'
          | 'autoscaling_started'
          | 'branch_deleted'
          | 'build_ended'
          | 'build_started'
          | 'commit_ignored'
          | 'cron_job_run_ended'
          | 'cron_job_run_started'
          | 'deploy_ended'
          | 'deploy_started'
          | 'disk_created'
          | 'disk_updated'
          | 'disk_deleted'
          | 'image_pull_failed'
          | 'instance_count_changed'
          | 'job_run_ended'
          | 'maintenance_mode_enabled'
          | 'maintenance_mode_uri_updated'
          | 'maintenance_ended'
          | 'maintenance_started'
          | 'pipeline_minutes_exhausted'
          | 'plan_changed'
          | 'pre_deploy_ended'
          | 'pre_deploy_started'
          | 'server_available'
          | 'server_failed'
          | 'server_hardware_failure'
          | 'server_restarted'
          | 'service_resumed'
          | 'service_suspended'
          | 'zero_downtime_redeploy_ended'
          | 'zero_downtime_redeploy_started'
          | 'edge_cache_enabled'
          | 'edge_cache_disabled'
          | 'edge_cache_purged'
          | 'postgres_available'
          | 'postgres_backup_completed'
          | 'postgres_backup_failed'
          | 'postgres_backup_started'
          | 'postgres_cluster_leader_changed'
          | 'postgres_created'
          | 'postgres_disk_size_changed'
          | 'postgres_disk_autoscaling_enabled_changed'
          | 'postgres_ha_status_changed'
          | 'postgres_restarted'
          | 'postgres_unavailable'
          | 'postgres_upgrade_failed'
          | 'postgres_upgrade_started'
          | 'postgres_upgrade_succeeded'
          | 'postgres_restore_failed'
          | 'postgres_restore_succeeded'
          | 'postgres_read_replicas_changed'
          | 'postgres_pitr_checkpoint_started'
          | 'postgres_pitr_checkpoint_failed'
          | 'postgres_pitr_checkpoint_completed'
          | 'postgres_read_replica_stale'
          | 'postgres_wal_archive_failed'
          | 'key_value_available'
          | 'key_value_config_restart'
          | 'key_value_unhealthy')[]
      }
    }
    readonly response: {
      readonly id: string
      readonly url: string
      readonly name: string
      readonly secret: string
      readonly enabled: boolean
      readonly eventFilter: readonly Open<
        | 'autoscaling_config_changed'
        | 'autoscaling_ended'
        | 'autoscaling_started'
        | 'branch_deleted'
        | 'build_ended'
        | 'build_started'
        | 'commit_ignored'
        | 'cron_job_run_ended'
        | 'cron_job_run_started'
        | 'deploy_ended'
        | 'deploy_started'
        | 'disk_created'
        | 'disk_updated'
        | 'disk_deleted'
        | 'image_pull_failed'
        | 'instance_count_changed'
        | 'job_run_ended'
        | 'maintenance_mode_enabled'
        | 'maintenance_mode_uri_updated'
        | 'maintenance_ended'
        | 'maintenance_started'
        | 'pipeline_minutes_exhausted'
        | 'plan_changed'
        | 'pre_deploy_ended'
        | 'pre_deploy_started'
        | 'server_available'
        | 'server_failed'
        | 'server_hardware_failure'
        | 'server_restarted'
        | 'service_resumed'
        | 'service_suspended'
        | 'zero_downtime_redeploy_ended'
        | 'zero_downtime_redeploy_started'
        | 'edge_cache_enabled'
        | 'edge_cache_disabled'
        | 'edge_cache_purged'
        | 'postgres_available'
        | 'postgres_backup_completed'
        | 'postgres_backup_failed'
        | 'postgres_backup_started'
        | 'postgres_cluster_leader_changed'
        | 'postgres_created'
        | 'postgres_disk_size_changed'
        | 'postgres_disk_autoscaling_enabled_changed'
        | 'postgres_ha_status_changed'
        | 'postgres_restarted'
        | 'postgres_unavailable'
        | 'postgres_upgrade_failed'
        | 'postgres_upgrade_started'
        | 'postgres_upgrade_succeeded'
        | 'postgres_restore_failed'
        | 'postgres_restore_succeeded'
        | 'postgres_read_replicas_changed'
        | 'postgres_pitr_checkpoint_started'
        | 'postgres_pitr_checkpoint_failed'
        | 'postgres_pitr_checkpoint_completed'
        | 'postgres_read_replica_stale'
        | 'postgres_wal_archive_failed'
        | 'key_value_available'
        | 'key_value_config_restart'
        | 'key_value_unhealthy'
      >[]
    }
  }
  'GET /webhooks/{webhookId}': {
    readonly params: { readonly path: { readonly webhookId: string } }
    readonly response: {
      readonly id: string
      readonly url: string
      readonly name: string
      readonly secret: string
      readonly enabled: boolean
      readonly eventFilter: readonly Open<
        | 'autoscaling_config_changed'
        | 'autoscaling_ended'
        | 'autoscaling_started'
        | 'branch_deleted'
        | 'build_ended'
        | 'build_started'
        | 'commit_ignored'
        | 'cron_job_run_ended'
        | 'cron_job_run_started'
        | 'deploy_ended'
        | 'deploy_started'
        | 'disk_created'
        | 'disk_updated'
        | 'disk_deleted'
        | 'image_pull_failed'
        | 'instance_count_changed'
        | 'job_run_ended'
        | 'maintenance_mode_enabled'
        | 'maintenance_mode_uri_updated'
        | 'maintenance_ended'
        | 'maintenance_started'
        | 'pipeline_minutes_exhausted'
        | 'plan_changed'
        | 'pre_deploy_ended'
        | 'pre_deploy_started'
        | 'server_available'
        | 'server_failed'
        | 'server_hardware_failure'
        | 'server_restarted'
        | 'service_resumed'
        | 'service_suspended'
        | 'zero_downtime_redeploy_ended'
        | 'zero_downtime_redeploy_started'
        | 'edge_cache_enabled'
        | 'edge_cache_disabled'
        | 'edge_cache_purged'
        | 'postgres_available'
        | 'postgres_backup_completed'
        | 'postgres_backup_failed'
        | 'postgres_backup_started'
        | 'postgres_cluster_leader_changed'
        | 'postgres_created'
        | 'postgres_disk_size_changed'
        | 'postgres_disk_autoscaling_enabled_changed'
        | 'postgres_ha_status_changed'
        | 'postgres_restarted'
        | 'postgres_unavailable'
        | 'postgres_upgrade_failed'
        | 'postgres_upgrade_started'
        | 'postgres_upgrade_succeeded'
        | 'postgres_restore_failed'
        | 'postgres_restore_succeeded'
        | 'postgres_read_replicas_changed'
        | 'postgres_pitr_checkpoint_started'
        | 'postgres_pitr_checkpoint_failed'
        | 'postgres_pitr_checkpoint_completed'
        | 'postgres_read_replica_stale'
        | 'postgres_wal_archive_failed'
        | 'key_value_available'
        | 'key_value_config_restart'
        | 'key_value_unhealthy'
      >[]
    }
  }
  'DELETE /webhooks/{webhookId}': {
    readonly params: { readonly path: { readonly webhookId: string } }
    readonly response: undefined
  }
  'PATCH /webhooks/{webhookId}': {
    readonly params: {
      readonly path: { readonly webhookId: string }
      readonly body: {
        readonly name?: string
        readonly url?: string
        readonly enabled?: boolean
        readonly eventFilter?: readonly (
          | 'autoscaling_config_changed'
          | 'autoscaling_ended'
          | 'autoscaling_started'
          | 'branch_deleted'
          | 'build_ended'
          | 'build_started'
          | 'commit_ignored'
          | 'cron_job_run_ended'
          | 'cron_job_run_started'
          | 'deploy_ended'
          | 'deploy_started'
          | 'disk_created'
          | 'disk_updated'
          | 'disk_deleted'
          | 'image_pull_failed'
          | 'instance_count_changed'
          | 'job_run_ended'
          | 'maintenance_mode_enabled'
          | 'maintenance_mode_uri_updated'
          | 'maintenance_ended'
          | 'maintenance_started'
          | 'pipeline_minutes_exhausted'
          | 'plan_changed'
          | 'pre_deploy_ended'
          | 'pre_deploy_started'
          | 'server_available'
          | 'server_failed'
          | 'server_hardware_failure'
          | 'server_restarted'
          | 'service_resumed'
          | 'service_suspended'
          | 'zero_downtime_redeploy_ended'
          | 'zero_downtime_redeploy_started'
          | 'edge_cache_enabled'
          | 'edge_cache_disabled'
          | 'edge_cache_purged'
          | 'postgres_available'
          | 'postgres_backup_completed'
          | 'postgres_backup_failed'
          | 'postgres_backup_started'
          | 'postgres_cluster_leader_changed'
          | 'postgres_created'
          | 'postgres_disk_size_changed'
          | 'postgres_disk_autoscaling_enabled_changed'
          | 'postgres_ha_status_changed'
          | 'postgres_restarted'
          | 'postgres_unavailable'
          | 'postgres_upgrade_failed'
          | 'postgres_upgrade_started'
          | 'postgres_upgrade_succeeded'
          | 'postgres_restore_failed'
          | 'postgres_restore_succeeded'
          | 'postgres_read_replicas_changed'
          | 'postgres_pitr_checkpoint_started'
          | 'postgres_pitr_checkpoint_failed'
          | 'postgres_pitr_checkpoint_completed'
          | 'postgres_read_replica_stale'
          | 'postgres_wal_archive_failed'
          | 'key_value_available'
          | 'key_value_config_restart'
          | 'key_value_unhealthy')[]
      }
    }
    readonly response: {
      readonly id: string
      readonly url: string
      readonly name: string
      readonly secret: string
      readonly enabled: boolean
      readonly eventFilter: readonly Open<
        | 'autoscaling_config_changed'
        | 'autoscaling_ended'
        | 'autoscaling_started'
        | 'branch_deleted'
        | 'build_ended'
        | 'build_started'
        | 'commit_ignored'
        | 'cron_job_run_ended'
        | 'cron_job_run_started'
        | 'deploy_ended'
        | 'deploy_started'
        | 'disk_created'
        | 'disk_updated'
        | 'disk_deleted'
        | 'image_pull_failed'
        | 'instance_count_changed'
        | 'job_run_ended'
        | 'maintenance_mode_enabled'
        | 'maintenance_mode_uri_updated'
        | 'maintenance_ended'
        | 'maintenance_started'
        | 'pipeline_minutes_exhausted'
        | 'plan_changed'
        | 'pre_deploy_ended'
        | 'pre_deploy_started'
        | 'server_available'
        | 'server_failed'
        | 'server_hardware_failure'
        | 'server_restarted'
        | 'service_resumed'
        | 'service_suspended'
        | 'zero_downtime_redeploy_ended'
        | 'zero_downtime_redeploy_started'
        | 'edge_cache_enabled'
        | 'edge_cache_disabled'
        | 'edge_cache_purged'
        | 'postgres_available'
        | 'postgres_backup_completed'
        | 'postgres_backup_failed'
        | 'postgres_backup_started'
        | 'postgres_cluster_leader_changed'
        | 'postgres_created'
        | 'postgres_disk_size_changed'
        | 'postgres_disk_autoscaling_enabled_changed'
        | 'postgres_ha_status_changed'
        | 'postgres_restarted'
        | 'postgres_unavailable'
        | 'postgres_upgrade_failed'
        | 'postgres_upgrade_started'
        | 'postgres_upgrade_succeeded'
        | 'postgres_restore_failed'
        | 'postgres_restore_succeeded'
        | 'postgres_read_replicas_changed'
        | 'postgres_pitr_checkpoint_started'
        | 'postgres_pitr_checkpoint_failed'
        | 'postgres_pitr_checkpoint_completed'
        | 'postgres_read_replica_stale'
        | 'postgres_wal_archive_failed'
        | 'key_value_available'
        | 'key_value_config_restart'
        | 'key_value_unhealthy'
      >[]
    }
  }
  'GET /webhooks/{webhookId}/events': {
    readonly params: {
      readonly path: { readonly webhookId: string }
      readonly query?: {
        readonly sentBefore?: string
        readonly sentAfter?: string
        readonly limit?: number
        readonly cursor?: string
      }
    }
    readonly response: readonly WebhookEventWithCursor[]
  }
  'GET /workflows': {
    readonly params: {
      readonly query?: {
        readonly name?: readonly string[]
        readonly ownerId?: readonly string[]
        readonly workflowID?: readonly string[]
        readonly environmentId?: readonly string[]
        readonly cursor?: string
        readonly limit?: number
      }
    }
    readonly response: readonly WorkflowWithCursor[]
  }
  'POST /workflows': {
    readonly params: {
      readonly body: {
        readonly name: string
        readonly ownerId: string
        readonly buildConfig: {
          readonly branch?: string
          readonly buildCommand: string
          readonly repo: string
          readonly rootDir?: string
          readonly runtime: 'elixir' | 'go' | 'node' | 'python' | 'ruby'
        }
        readonly runCommand: string
        readonly region: 'frankfurt' | 'oregon' | 'ohio' | 'singapore' | 'virginia'
        readonly autoDeployTrigger?: 'commit' | 'off' | 'checksPass'
      }
    }
    readonly response: {
      readonly id: string
      readonly name: string
      readonly ownerId: string
      readonly createdAt: string
      readonly updatedAt: string
      readonly buildConfig: {
        readonly branch?: string
        readonly buildCommand: string
        readonly repo: string
        readonly rootDir?: string
        readonly runtime: Open<'elixir' | 'go' | 'node' | 'python' | 'ruby'>
      }
      readonly runCommand: string
      readonly region: Open<'frankfurt' | 'oregon' | 'ohio' | 'singapore' | 'virginia'>
      readonly environmentId?: string
      readonly slug?: string
      readonly autoDeployTrigger?: Open<'commit' | 'off' | 'checksPass'>
    }
  }
  'GET /workflows/{workflowId}': {
    readonly params: { readonly path: { readonly workflowId: string } }
    readonly response: {
      readonly id: string
      readonly name: string
      readonly ownerId: string
      readonly createdAt: string
      readonly updatedAt: string
      readonly buildConfig: {
        readonly branch?: string
        readonly buildCommand: string
        readonly repo: string
        readonly rootDir?: string
        readonly runtime: Open<'elixir' | 'go' | 'node' | 'python' | 'ruby'>
      }
      readonly runCommand: string
      readonly region: Open<'frankfurt' | 'oregon' | 'ohio' | 'singapore' | 'virginia'>
      readonly environmentId?: string
      readonly slug?: string
      readonly autoDeployTrigger?: Open<'commit' | 'off' | 'checksPass'>
    }
  }
  'DELETE /workflows/{workflowId}': {
    readonly params: { readonly path: { readonly workflowId: string } }
    readonly response: undefined
  }
  'PATCH /workflows/{workflowId}': {
    readonly params: {
      readonly path: { readonly workflowId: string }
      readonly body: {
        readonly name?: string
        readonly buildConfig?: {
          readonly branch?: string
          readonly buildCommand: string
          readonly repo: string
          readonly rootDir?: string
          readonly runtime: 'elixir' | 'go' | 'node' | 'python' | 'ruby'
        }
        readonly runCommand?: string
        readonly autoDeployTrigger?: 'commit' | 'off' | 'checksPass'
      }
    }
    readonly response: {
      readonly id: string
      readonly name: string
      readonly ownerId: string
      readonly createdAt: string
      readonly updatedAt: string
      readonly buildConfig: {
        readonly branch?: string
        readonly buildCommand: string
        readonly repo: string
        readonly rootDir?: string
        readonly runtime: Open<'elixir' | 'go' | 'node' | 'python' | 'ruby'>
      }
      readonly runCommand: string
      readonly region: Open<'frankfurt' | 'oregon' | 'ohio' | 'singapore' | 'virginia'>
      readonly environmentId?: string
      readonly slug?: string
      readonly autoDeployTrigger?: Open<'commit' | 'off' | 'checksPass'>
    }
  }
  'GET /workflowversions': {
    readonly params: {
      readonly query?: {
        readonly ownerId?: readonly string[]
        readonly workflowID?: readonly string[]
        readonly workflowVersionId?: readonly string[]
        readonly cursor?: string
        readonly limit?: number
      }
    }
    readonly response: readonly WorkflowVersionWithCursor[]
  }
  'POST /workflowversions': {
    readonly params: { readonly body: { readonly workflowId: string; readonly commit?: string } }
    readonly response: undefined
  }
  'GET /workflowversions/{workflowVersionId}': {
    readonly params: { readonly path: { readonly workflowVersionId: string } }
    readonly response: {
      readonly id: string
      readonly workflowId: string
      readonly name: string
      readonly createdAt: string
      readonly status: Open<'created' | 'building' | 'registering' | 'build_failed' | 'registration_failed' | 'ready'>
    }
  }
  'GET /tasks': {
    readonly params: {
      readonly query?: {
        readonly ownerId?: readonly string[]
        readonly cursor?: string
        readonly limit?: number
      }
    } | {
      readonly query?: {
        readonly ownerId?: readonly string[]
        readonly taskSlug?: readonly string[]
        readonly workflowVersionId?: readonly string[]
        readonly workflowId?: readonly string[]
        readonly cursor?: string
        readonly limit?: number
      }
      readonly repeat: readonly ('taskSlug' | 'workflowVersionId' | 'workflowId')[]
    }
    readonly response: readonly TaskWithCursor[]
  }
  'GET /tasks/{taskId}': {
    readonly params: { readonly path: { readonly taskId: string } }
    readonly response: {
      readonly id: string
      readonly name: string
      readonly createdAt: string
      readonly workflowId?: string
      readonly workflowVersionId?: string
    }
  }
  'GET /task-runs': {
    readonly params: {
      readonly query?: {
        readonly cursor?: string
        readonly limit?: number
        readonly ownerId?: readonly string[]
      }
    } | {
      readonly query?: {
        readonly cursor?: string
        readonly limit?: number
        readonly taskSlug?: readonly string[]
        readonly rootTaskRunId?: readonly string[]
        readonly ownerId?: readonly string[]
        readonly workflowVersionId?: readonly string[]
        readonly workflowId?: readonly string[]
      }
      readonly repeat: readonly ('taskSlug' | 'rootTaskRunId' | 'workflowVersionId' | 'workflowId')[]
    }
    readonly response: readonly TaskRunWithCursor[]
  }
  'POST /task-runs': {
    readonly params: {
      readonly body: {
        readonly task: string
        readonly input: readonly unknown[] | Readonly<Record<string, unknown>>
      }
    }
    readonly response: {
      readonly id: string
      readonly taskId: string
      readonly status: Open<'pending' | 'running' | 'completed' | 'succeeded' | 'failed' | 'canceled' | 'paused'>
      readonly startedAt?: string
      readonly completedAt?: string
      readonly parentTaskRunId: string
      readonly rootTaskRunId: string
      readonly retries: number
      readonly attempts: readonly {
        readonly status: Open<'pending' | 'running' | 'completed' | 'succeeded' | 'failed' | 'canceled' | 'paused'>
        readonly enqueuedAt?: string
        readonly startedAt: string
        readonly completedAt?: string
      }[]
    }
  }
  'GET /task-runs/events': {
    readonly params: {
      readonly query: { readonly taskRunIds: readonly string[] }
      readonly repeat: readonly 'taskRunIds'[]
    }
    readonly response: never
  }
  'GET /task-runs/{taskRunId}': {
    readonly params: { readonly path: { readonly taskRunId: string } }
    readonly response: {
      readonly id: string
      readonly taskId: string
      readonly status: Open<'pending' | 'running' | 'completed' | 'succeeded' | 'failed' | 'canceled' | 'paused'>
      readonly results: readonly unknown[]
      readonly error?: string
      readonly startedAt?: string
      readonly completedAt?: string
      readonly input: readonly unknown[] | Readonly<Record<string, unknown>>
      readonly parentTaskRunId: string
      readonly rootTaskRunId: string
      readonly retries: number
      readonly attempts: readonly {
        readonly status: Open<'pending' | 'running' | 'completed' | 'succeeded' | 'failed' | 'canceled' | 'paused'>
        readonly enqueuedAt?: string
        readonly startedAt: string
        readonly completedAt?: string
        readonly error?: string
        readonly results?: readonly unknown[]
      }[]
    }
  }
  'DELETE /task-runs/{taskRunId}': {
    readonly params: { readonly path: { readonly taskRunId: string } }
    readonly response: undefined
  }
}

/** What `request` takes after the name: parameters may be left out where none is required. */
export type RenderArgs<Name extends keyof RenderOperations> =
  Record<never, never> extends RenderOperations[Name]['params']
    ? [params?: RenderOperations[Name]['params'], options?: CallOptions]
    : [params: RenderOperations[Name]['params'], options?: CallOptions]

type AddUpdateEnvVarInput = EnvVarValue | EnvVarGenerateValue

type AuditLog = {
  readonly id: string
  readonly timestamp: string
  readonly event: Open<
    | 'AcceptOrgInviteEvent'
    | 'AcceptTeamInviteEvent'
    | 'AddOrgMemberEvent'
    | 'ApplyBlueprintEvent'
    | 'ChangeEnvironmentProtectionEvent'
    | 'ChangeOrg2FAEnforcementEvent'
    | 'ChangeOrgAllowedLoginMethodsEvent'
    | 'ChangeOrgRoleEvent'
    | 'ChangeTeam2FAEnforcementEvent'
    | 'ChangeTeamAllowedLoginMethodsEvent'
    | 'ChangeTeamMemberRoleEvent'
    | 'ChangeWorkspaceDeployHandlingEvent'
    | 'ChangeWorkspacePrivacyEvent'
    | 'CreateCronJobEvent'
    | 'CreateEnvVarsEvent'
    | 'CreateEnvironmentEvent'
    | 'CreateOrgDomainEvent'
    | 'CreateOtelIntegrationEvent'
    | 'CreatePostgresEvent'
    | 'CreatePrivateLinkEvent'
    | 'CreateProjectEvent'
    | 'CreateRedisEvent'
    | 'CreateSSOConnectionEvent'
    | 'CreateServerDiskEvent'
    | 'CreateServerEvent'
    | 'CreateWebhookEvent'
    | 'CreateWorkspaceEvent'
    | 'DeleteCronJobEvent'
    | 'DeleteEnvGroupEvent'
    | 'DeleteEnvVarsEvent'
    | 'DeleteEnvironmentEvent'
    | 'DeleteOrgDomainEvent'
    | 'DeleteOtelIntegrationEvent'
    | 'DeletePostgresEvent'
    | 'DeletePrivateLinkEvent'
    | 'DeleteProjectEvent'
    | 'DeleteRedisEvent'
    | 'DeleteSSOConnectionEvent'
    | 'DeleteServerDiskEvent'
    | 'DeleteServerEvent'
    | 'DeleteWebhookEvent'
    | 'DeleteWorkspaceEvent'
    | 'DocumentDownloadEvent'
    | 'DownloadDatabaseBackupEvent'
    | 'EnableRedisInternalAuthEvent'
    | 'InviteToOrgEvent'
    | 'InviteToTeamEvent'
    | 'JoinTeamEvent'
    | 'LoginEvent'
    | 'LogoutEvent'
    | 'MaintenanceModeEnabledEvent'
    | 'MaintenanceModeURIUpdatedEvent'
    | 'MoveEnvironmentResourceEvent'
    | 'ProvisionOrganizationSCIMToken'
    | 'RemoveOrgMemberEvent'
    | 'RemoveUserFromTeamEvent'
    | 'RestoreDiskSnapshotEvent'
    | 'ResumePostgresEvent'
    | 'ResumeServiceEvent'
    | 'RevokeOrganizationSCIMToken'
    | 'SignNDAEvent'
    | 'EndShellEvent'
    | 'StartShellEvent'
    | 'SuspendPostgresEvent'
    | 'SuspendServiceEvent'
    | 'UpdateEnvVarsEvent'
    | 'UpdateIPAllowListEvent'
    | 'UpdateOtelIntegrationEvent'
    | 'UpdateSSOConnectionEvent'
    | 'UpdateServiceNameEvent'
    | 'UpdateWebhookEvent'
    | 'VerifyOrgDomainEvent'
    | 'ViewConnectionInfoEvent'
    | 'ViewEnvVarValuesEvent'
  >
  readonly status: Open<'success' | 'error'>
  readonly actor: AuditLogActor
  readonly metadata: Readonly<Record<string, string>>
}

type AuditLogActor = {
  readonly type: Open<'user' | 'rest_api' | 'system'>
  readonly email?: string
  readonly id?: string
}

type AuditLogWithCursor = { readonly cursor: Cursor; readonly auditLog: AuditLog }

type AutoDeploy = Open<'yes' | 'no'>

type AutoDeployInput = 'yes' | 'no'

type BackgroundWorkerDetails = {
  readonly autoscaling?: {
    readonly enabled: boolean
    readonly min: number
    readonly max: number
    readonly criteria: {
      readonly cpu: { readonly enabled: boolean; readonly percentage: number }
      readonly memory: { readonly enabled: boolean; readonly percentage: number }
    }
  }
  readonly disk?: {
    readonly id: string
    readonly name: string
    readonly sizeGB: number
    readonly mountPath: string
  }
  /** @deprecated */ readonly env: ServiceEnv
  readonly envSpecificDetails: EnvSpecificDetails
  readonly numInstances: number
  readonly parentServer?: Resource
  readonly plan: Plan
  /** @deprecated */ readonly pullRequestPreviewsEnabled?: PullRequestPreviewsEnabled
  readonly previews?: Previews
  readonly region: Region
  readonly runtime: ServiceRuntime
  readonly sshAddress?: SshAddress
  readonly buildPlan: BuildPlan
  readonly maxShutdownDelaySeconds?: MaxShutdownDelaySeconds
}

type BackgroundWorkerDetailsPATCH = {
  readonly envSpecificDetails?: EnvSpecificDetailsPATCH
  readonly plan?: PaidPlan
  readonly preDeployCommand?: string
  /** @deprecated */ readonly pullRequestPreviewsEnabled?: PullRequestPreviewsEnabledInput
  readonly previews?: PreviewsInput
  readonly runtime?: ServiceRuntimeInput
  readonly maxShutdownDelaySeconds?: MaxShutdownDelaySeconds
}

type BackgroundWorkerDetailsPOST = {
  readonly autoscaling?: {
    readonly enabled: boolean
    readonly min: number
    readonly max: number
    readonly criteria: {
      readonly cpu: { readonly enabled: boolean; readonly percentage: number }
      readonly memory: { readonly enabled: boolean; readonly percentage: number }
    }
  }
  readonly disk?: ServiceDisk
  /** @deprecated */ readonly env?: ServiceEnvInput
  readonly runtime: ServiceRuntimeInput
  readonly envSpecificDetails?: EnvSpecificDetailsPOST
  readonly numInstances?: number
  readonly plan?: PaidPlan
  readonly preDeployCommand?: string
  /** @deprecated */ readonly pullRequestPreviewsEnabled?: PullRequestPreviewsEnabledInput
  readonly previews?: PreviewsInput
  readonly region?: RegionInput
  readonly maxShutdownDelaySeconds?: MaxShutdownDelaySeconds
}

type BlueprintWithCursor = {
  readonly blueprint: {
    readonly id: string
    readonly name: string
    readonly status: Open<'created' | 'paused' | 'in_sync' | 'syncing' | 'error'>
    readonly autoSync: boolean
    readonly repo: string
    readonly branch: string
    readonly path: string
    readonly lastSync?: string
  }
  readonly cursor: Cursor
}

type BuildFilter = { readonly paths: readonly string[]; readonly ignoredPaths: readonly string[] }

type BuildPlan = Open<'starter' | 'performance'>

type Cache = { readonly profile: Open<'no-cache' | 'origin-controlled' | 'origin-controlled-all'> }

type CacheInput = { readonly profile: 'no-cache' | 'origin-controlled' | 'origin-controlled-all' }

type CidrBlockAndDescription = { readonly cidrBlock: string; readonly description: string }

type CronJobDetails = {
  /** @deprecated */ readonly env: ServiceEnv
  readonly envSpecificDetails: EnvSpecificDetails
  readonly lastSuccessfulRunAt?: string
  readonly plan: Plan
  readonly region: Region
  readonly runtime: ServiceRuntime
  readonly schedule: string
  readonly buildPlan: BuildPlan
}

type CronJobDetailsPATCH = {
  readonly envSpecificDetails?: EnvSpecificDetailsPATCH
  readonly plan?: PaidPlan
  readonly schedule?: string
  readonly runtime?: ServiceRuntimeInput
}

type CronJobDetailsPOST = {
  /** @deprecated */ readonly env?: ServiceEnvInput
  readonly runtime: ServiceRuntimeInput
  readonly envSpecificDetails?: EnvSpecificDetailsInput
  readonly plan?: PaidPlan
  readonly region?: RegionInput
  readonly schedule: string
}

type CronJobRun = {
  readonly id: string
  readonly status: Open<'pending' | 'successful' | 'unsuccessful' | 'canceled'>
  readonly startedAt?: string
  readonly finishedAt?: string
  readonly triggeredBy?: string
  readonly canceledBy?: string
}

type Cursor = string

type CustomDomain = {
  readonly id: string
  readonly name: string
  readonly domainType: Open<'apex' | 'subdomain'>
  readonly publicSuffix: string
  readonly redirectForName: string
  readonly verificationStatus: Open<'verified' | 'unverified'>
  readonly createdAt: string
  readonly server?: { readonly id?: string; readonly name?: string }
}

type CustomDomainWithCursor = { readonly customDomain: CustomDomain; readonly cursor: Cursor }

type DatabaseRole = Open<'primary' | 'replica'>

type DatabaseStatus = Open<
  | 'creating'
  | 'available'
  | 'unavailable'
  | 'config_restart'
  | 'suspended'
  | 'maintenance_scheduled'
  | 'maintenance_in_progress'
  | 'recovery_failed'
  | 'recovery_in_progress'
  | 'unknown'
  | 'updating_instance'
>

type Deploy = {
  readonly id: string
  readonly commit?: { readonly id?: string; readonly message?: string; readonly createdAt?: string }
  readonly image?: { readonly ref?: string; readonly sha?: string; readonly registryCredential?: string }
  readonly status?: DeployStatus
  readonly trigger?: Open<
    | 'api'
    | 'blueprint_sync'
    | 'deploy_hook'
    | 'deployed_by_render'
    | 'manual'
    | 'other'
    | 'new_commit'
    | 'rollback'
    | 'service_resumed'
    | 'service_updated'
  >
  readonly startedAt?: string
  readonly finishedAt?: string
  readonly createdAt?: string
  readonly updatedAt?: string
}

type DeployList = readonly DeployWithCursor[]

type DeployMode = 'deploy_only' | 'build_and_deploy'

type DeployStatus = Open<
  | 'created'
  | 'queued'
  | 'build_in_progress'
  | 'update_in_progress'
  | 'live'
  | 'deactivated'
  | 'build_failed'
  | 'update_failed'
  | 'canceled'
  | 'pre_deploy_in_progress'
  | 'pre_deploy_failed'
>

type DeployStatusInput = 
  | 'created'
  | 'queued'
  | 'build_in_progress'
  | 'update_in_progress'
  | 'live'
  | 'deactivated'
  | 'build_failed'
  | 'update_failed'
  | 'canceled'
  | 'pre_deploy_in_progress'
  | 'pre_deploy_failed'

type DeployWithCursor = { readonly deploy?: Deploy; readonly cursor?: Cursor }

type DiskSnapshot = {
  readonly createdAt?: string
  readonly snapshotKey?: string
  readonly instanceId?: InstanceId
}

type DiskWithCursor = {
  readonly disk: {
    readonly id: string
    readonly name: string
    readonly sizeGB: number
    readonly mountPath: string
    readonly serviceId?: string
    readonly createdAt: string
    readonly updatedAt: string
  }
  readonly cursor: Cursor
}

type DockerDetails = {
  readonly dockerCommand: string
  readonly dockerContext: string
  readonly dockerfilePath: string
  readonly preDeployCommand?: string
  readonly registryCredential?: RegistryCredential
}

type DockerDetailsInput = {
  readonly dockerCommand: string
  readonly dockerContext: string
  readonly dockerfilePath: string
  readonly preDeployCommand?: string
  readonly registryCredential?: RegistryCredentialInput
}

type DockerDetailsPATCH = {
  readonly dockerCommand?: string
  readonly dockerContext?: string
  readonly dockerfilePath?: string
  readonly registryCredentialId?: string
}

type DockerDetailsPOST = {
  readonly dockerCommand?: string
  readonly dockerContext?: string
  readonly dockerfilePath?: string
  readonly registryCredentialId?: string
}

type EnvGroup = EnvGroupMeta & { readonly envVars: readonly EnvVar[]; readonly secretFiles: readonly SecretFile[] }

type EnvGroupLink = { readonly id: string; readonly name: string; readonly type: ServiceTypeShort }

type EnvGroupMeta = {
  readonly id: string
  readonly name: string
  readonly ownerId: string
  readonly createdAt: string
  readonly updatedAt: string
  readonly serviceLinks: readonly EnvGroupLink[]
  readonly environmentId?: string
}

type EnvGroupPATCHInput = { readonly name: string }

type EnvGroupPOSTInput = {
  readonly name: string
  readonly ownerId: string
  readonly envVars: EnvVarInputArray
  readonly secretFiles?: readonly SecretFileInput[]
  readonly serviceIds?: readonly string[]
  readonly environmentId?: string
}

type EnvSpecificDetails = DockerDetails | NativeEnvironmentDetails

type EnvSpecificDetailsInput = DockerDetailsInput | NativeEnvironmentDetails

type EnvSpecificDetailsPATCH = DockerDetailsPATCH | NativeEnvironmentDetailsPATCH

type EnvSpecificDetailsPOST = DockerDetailsPOST | NativeEnvironmentDetailsPOST

type EnvVar = { readonly key: string; readonly value: string }

type EnvVarGenerateValue = { readonly generateValue: boolean }

type EnvVarInput = EnvVarKeyValue | EnvVarKeyGenerateValue

type EnvVarInputArray = readonly EnvVarInput[]

type EnvVarKeyGenerateValue = { readonly key: string; readonly generateValue: boolean }

type EnvVarKeyValue = { readonly key: string; readonly value: string | Secret }

type EnvVarValue = { readonly value: string | Secret }

type EnvVarWithCursor = { readonly envVar: EnvVar; readonly cursor: Cursor }

type Environment = {
  readonly id: string
  readonly name: string
  readonly projectId: string
  readonly databasesIds: readonly string[]
  readonly ipAllowList?: readonly CidrBlockAndDescription[]
  readonly redisIds: readonly string[]
  readonly serviceIds: readonly string[]
  readonly envGroupIds: readonly string[]
  readonly protectedStatus: ProtectedStatus
  readonly networkIsolationEnabled: NetworkIsolationEnabled
}

type EnvironmentPATCHInput = {
  readonly name?: string
  readonly networkIsolationEnabled?: NetworkIsolationEnabled
  readonly protectedStatus?: ProtectedStatusInput
  readonly ipAllowList?: readonly CidrBlockAndDescription[]
}

type EnvironmentPOSTInput = {
  readonly name: string
  readonly projectId: string
  readonly protectedStatus?: ProtectedStatusInput
  readonly networkIsolationEnabled?: NetworkIsolationEnabled
  readonly ipAllowList?: readonly CidrBlockAndDescription[]
}

type EnvironmentResourcesPOSTInput = { readonly resourceIds: readonly string[] }

type EnvironmentWithCursor = { readonly environment: Environment; readonly cursor: Cursor }

type Header = {
  readonly id: string
  readonly path: string
  readonly name: string
  readonly value: string
}

type HeaderInput = { readonly path: string; readonly name: string; readonly value: string | Secret }

type HeaderWithCursor = { readonly header: Header; readonly cursor: string }

type Image = {
  readonly ownerId: string
  readonly registryCredentialId?: string
  readonly imagePath: string
}

type InstanceId = string

type JobWithCursor = {
  readonly job: {
    readonly id: string
    readonly serviceId: string
    readonly startCommand: string
    readonly planId: string
    readonly status?: Open<'pending' | 'running' | 'succeeded' | 'failed' | 'canceled'>
    readonly createdAt: string
    readonly startedAt?: string
    readonly finishedAt?: string
  }
  readonly cursor: Cursor
}

type KeyValue = {
  readonly id: string
  readonly createdAt: string
  readonly updatedAt: string
  readonly status: DatabaseStatus
  readonly region: Region
  readonly plan: KeyValuePlan
  readonly name: string
  readonly owner: Owner
  readonly options: KeyValueOptions
  readonly ipAllowList: readonly CidrBlockAndDescription[]
  readonly environmentId?: string
  readonly version: string
  readonly dashboardUrl: string
}

type KeyValueConnectionInfo = {
  readonly internalConnectionString: string
  readonly externalConnectionString: string
  readonly cliCommand: string
}

type KeyValueDetail = {
  readonly id: string
  readonly createdAt: string
  readonly updatedAt: string
  readonly status: DatabaseStatus
  readonly region: Region
  readonly plan: KeyValuePlan
  readonly name: string
  readonly owner: Owner
  readonly options: KeyValueOptions
  readonly ipAllowList: readonly CidrBlockAndDescription[]
  readonly environmentId?: string
  readonly version: string
  readonly maintenance?: {
    readonly id: string
    readonly type: string
    readonly scheduledAt: string
    readonly pendingMaintenanceBy?: string
    readonly state: Open<'scheduled' | 'in_progress' | 'user_fix_required' | 'cancelled' | 'succeeded' | 'failed'>
  }
}

type KeyValueOptions = { readonly maxmemoryPolicy?: string }

type KeyValuePATCHInput = {
  readonly name?: string
  readonly plan?: KeyValuePlanInput
  readonly maxmemoryPolicy?: MaxmemoryPolicy
  readonly ipAllowList?: readonly CidrBlockAndDescription[]
}

type KeyValuePOSTInput = {
  readonly name: string
  readonly ownerId: string
  readonly plan: KeyValuePlanInput
  readonly region?: string
  readonly environmentId?: string
  readonly maxmemoryPolicy?: MaxmemoryPolicy
  readonly ipAllowList?: readonly CidrBlockAndDescription[]
}

type KeyValuePlan = Open<'free' | 'starter' | 'standard' | 'pro' | 'pro_plus' | 'custom'>

type KeyValuePlanInput = 'free' | 'starter' | 'standard' | 'pro' | 'pro_plus' | 'custom'

type KeyValueWithCursor = { readonly keyValue: KeyValue; readonly cursor: Cursor }

type MaintenanceMode = { readonly enabled: boolean; readonly uri: string }

type MaxShutdownDelaySeconds = number

type MaxmemoryPolicy = 
  | 'noeviction'
  | 'allkeys_lfu'
  | 'allkeys_lru'
  | 'allkeys_random'
  | 'volatile_lfu'
  | 'volatile_lru'
  | 'volatile_random'
  | 'volatile_ttl'

type NativeEnvironmentDetails = {
  readonly buildCommand: string
  readonly startCommand: string
  readonly preDeployCommand?: string
}

type NativeEnvironmentDetailsPATCH = { readonly buildCommand?: string; readonly startCommand?: string }

type NativeEnvironmentDetailsPOST = { readonly buildCommand: string; readonly startCommand: string }

type NetworkIsolationEnabled = boolean

type NotificationOverrideWithCursor = {
  readonly override: {
    readonly serviceId: string
    readonly previewNotificationsEnabled: Open<'default' | 'false' | 'true'>
    readonly notificationsToSend: Open<'default' | 'none' | 'failure' | 'all'>
  }
  readonly cursor: Cursor
}

type NotifySetting = Open<'default' | 'notify' | 'ignore'>

type Owner = {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly ipAllowList?: readonly CidrBlockAndDescription[]
  readonly twoFactorAuthEnabled?: boolean
  readonly type: Open<'user' | 'team'>
}

type OwnerWithCursor = { readonly owner?: Owner; readonly cursor?: Cursor }

type PaidPlan = 'starter' | 'standard' | 'pro' | 'pro_plus' | 'pro_max' | 'pro_ultra'

type Plan = Open<
  | 'starter'
  | 'starter_plus'
  | 'standard'
  | 'standard_plus'
  | 'pro'
  | 'pro_plus'
  | 'pro_max'
  | 'pro_ultra'
  | 'free'
  | 'custom'
>

type PlanInput = 
  | 'starter'
  | 'starter_plus'
  | 'standard'
  | 'standard_plus'
  | 'pro'
  | 'pro_plus'
  | 'pro_max'
  | 'pro_ultra'
  | 'free'
  | 'custom'

type Postgres = {
  readonly id: string
  readonly ipAllowList: readonly CidrBlockAndDescription[]
  readonly createdAt: string
  readonly updatedAt: string
  readonly expiresAt?: string
  readonly databaseName: string
  readonly databaseUser: string
  readonly environmentId?: string
  readonly highAvailabilityEnabled: boolean
  readonly name: string
  readonly owner: Owner
  readonly plan: Open<
    | 'free'
    | 'starter'
    | 'standard'
    | 'pro'
    | 'pro_plus'
    | 'custom'
    | 'basic_256mb'
    | 'basic_1gb'
    | 'basic_4gb'
    | 'pro_4gb'
    | 'pro_8gb'
    | 'pro_16gb'
    | 'pro_32gb'
    | 'pro_64gb'
    | 'pro_128gb'
    | 'pro_192gb'
    | 'pro_256gb'
    | 'pro_384gb'
    | 'pro_512gb'
    | 'accelerated_16gb'
    | 'accelerated_32gb'
    | 'accelerated_64gb'
    | 'accelerated_128gb'
    | 'accelerated_256gb'
    | 'accelerated_384gb'
    | 'accelerated_512gb'
    | 'accelerated_768gb'
    | 'accelerated_1024gb'
  >
  readonly diskSizeGB?: number
  readonly primaryPostgresID?: string
  readonly region: Region
  readonly readReplicas: ReadReplicas
  readonly role: DatabaseRole
  readonly status: DatabaseStatus
  readonly version: PostgresVersion
  readonly suspended: Open<'suspended' | 'not_suspended'>
  readonly suspenders: readonly SuspenderType[]
  readonly dashboardUrl: string
  readonly diskAutoscalingEnabled: boolean
}

type PostgresConnectionInfo = {
  readonly password: string
  readonly internalConnectionString: string
  readonly externalConnectionString: string
  readonly psqlCommand: string
}

type PostgresDetail = {
  readonly id: string
  readonly ipAllowList: readonly CidrBlockAndDescription[]
  readonly createdAt: string
  readonly updatedAt: string
  readonly expiresAt?: string
  readonly dashboardUrl: string
  readonly databaseName: string
  readonly databaseUser: string
  readonly environmentId?: string
  readonly highAvailabilityEnabled: boolean
  readonly maintenance?: {
    readonly id: string
    readonly type: string
    readonly scheduledAt: string
    readonly pendingMaintenanceBy?: string
    readonly state: Open<'scheduled' | 'in_progress' | 'user_fix_required' | 'cancelled' | 'succeeded' | 'failed'>
  }
  readonly name: string
  readonly owner: Owner
  readonly plan: Open<
    | 'free'
    | 'starter'
    | 'standard'
    | 'pro'
    | 'pro_plus'
    | 'custom'
    | 'basic_256mb'
    | 'basic_1gb'
    | 'basic_4gb'
    | 'pro_4gb'
    | 'pro_8gb'
    | 'pro_16gb'
    | 'pro_32gb'
    | 'pro_64gb'
    | 'pro_128gb'
    | 'pro_192gb'
    | 'pro_256gb'
    | 'pro_384gb'
    | 'pro_512gb'
    | 'accelerated_16gb'
    | 'accelerated_32gb'
    | 'accelerated_64gb'
    | 'accelerated_128gb'
    | 'accelerated_256gb'
    | 'accelerated_384gb'
    | 'accelerated_512gb'
    | 'accelerated_768gb'
    | 'accelerated_1024gb'
  >
  readonly diskSizeGB?: number
  readonly parameterOverrides?: PostgresParameterOverrides
  readonly primaryPostgresID?: string
  readonly region: Region
  readonly readReplicas: ReadReplicas
  readonly role: DatabaseRole
  readonly status: DatabaseStatus
  readonly version: PostgresVersion
  readonly suspended: Open<'suspended' | 'not_suspended'>
  readonly suspenders: readonly SuspenderType[]
  readonly diskAutoscalingEnabled: boolean
}

type PostgresPATCHInput = {
  readonly name?: string
  readonly plan?: 
    | 'free'
    | 'starter'
    | 'standard'
    | 'pro'
    | 'pro_plus'
    | 'custom'
    | 'basic_256mb'
    | 'basic_1gb'
    | 'basic_4gb'
    | 'pro_4gb'
    | 'pro_8gb'
    | 'pro_16gb'
    | 'pro_32gb'
    | 'pro_64gb'
    | 'pro_128gb'
    | 'pro_192gb'
    | 'pro_256gb'
    | 'pro_384gb'
    | 'pro_512gb'
    | 'accelerated_16gb'
    | 'accelerated_32gb'
    | 'accelerated_64gb'
    | 'accelerated_128gb'
    | 'accelerated_256gb'
    | 'accelerated_384gb'
    | 'accelerated_512gb'
    | 'accelerated_768gb'
    | 'accelerated_1024gb'
  readonly diskSizeGB?: number
  readonly enableDiskAutoscaling?: boolean
  readonly enableHighAvailability?: boolean
  readonly datadogAPIKey?: string | Secret
  readonly datadogSite?: string
  readonly ipAllowList?: readonly CidrBlockAndDescription[]
  readonly parameterOverrides?: PostgresParameterOverrides
  readonly readReplicas?: ReadReplicasInput
}

type PostgresPOSTInput = {
  readonly databaseName?: string
  readonly databaseUser?: string
  readonly datadogAPIKey?: string | Secret
  readonly datadogSite?: string
  readonly name: string
  readonly enableHighAvailability?: boolean
  readonly environmentId?: string
  readonly ownerId: string
  readonly plan: 
    | 'free'
    | 'starter'
    | 'standard'
    | 'pro'
    | 'pro_plus'
    | 'custom'
    | 'basic_256mb'
    | 'basic_1gb'
    | 'basic_4gb'
    | 'pro_4gb'
    | 'pro_8gb'
    | 'pro_16gb'
    | 'pro_32gb'
    | 'pro_64gb'
    | 'pro_128gb'
    | 'pro_192gb'
    | 'pro_256gb'
    | 'pro_384gb'
    | 'pro_512gb'
    | 'accelerated_16gb'
    | 'accelerated_32gb'
    | 'accelerated_64gb'
    | 'accelerated_128gb'
    | 'accelerated_256gb'
    | 'accelerated_384gb'
    | 'accelerated_512gb'
    | 'accelerated_768gb'
    | 'accelerated_1024gb'
  readonly diskSizeGB?: number
  readonly enableDiskAutoscaling?: boolean
  readonly region?: string
  readonly ipAllowList?: readonly CidrBlockAndDescription[]
  readonly parameterOverrides?: PostgresParameterOverrides
  readonly readReplicas?: ReadReplicasInput
  readonly version: PostgresVersionInput
}

type PostgresParameterOverrides = Readonly<Record<string, string>>

type PostgresVersion = Open<'11' | '12' | '13' | '14' | '15' | '16' | '17' | '18'>

type PostgresVersionInput = '11' | '12' | '13' | '14' | '15' | '16' | '17' | '18'

type PostgresWithCursor = { readonly postgres: Postgres; readonly cursor: Cursor }

type PreviewInput = { readonly imagePath: string; readonly name?: string; readonly plan?: PlanInput }

type Previews = { readonly generation?: Open<'off' | 'manual' | 'automatic'> }

type PreviewsInput = { readonly generation?: 'off' | 'manual' | 'automatic' }

type PrivateServiceDetails = {
  readonly autoscaling?: {
    readonly enabled: boolean
    readonly min: number
    readonly max: number
    readonly criteria: {
      readonly cpu: { readonly enabled: boolean; readonly percentage: number }
      readonly memory: { readonly enabled: boolean; readonly percentage: number }
    }
  }
  readonly disk?: {
    readonly id: string
    readonly name: string
    readonly sizeGB: number
    readonly mountPath: string
  }
  /** @deprecated */ readonly env: ServiceEnv
  readonly envSpecificDetails: EnvSpecificDetails
  readonly numInstances: number
  readonly openPorts: readonly ServerPort[]
  readonly parentServer?: Resource
  readonly plan: Plan
  /** @deprecated */ readonly pullRequestPreviewsEnabled?: PullRequestPreviewsEnabled
  readonly previews?: Previews
  readonly region: Region
  readonly runtime: ServiceRuntime
  readonly sshAddress?: SshAddress
  readonly url: string
  readonly buildPlan: BuildPlan
  readonly maxShutdownDelaySeconds?: MaxShutdownDelaySeconds
}

type PrivateServiceDetailsPATCH = {
  readonly envSpecificDetails?: EnvSpecificDetailsPATCH
  readonly plan?: PaidPlan
  readonly preDeployCommand?: string
  /** @deprecated */ readonly pullRequestPreviewsEnabled?: PullRequestPreviewsEnabledInput
  readonly previews?: PreviewsInput
  readonly runtime?: ServiceRuntimeInput
  readonly maxShutdownDelaySeconds?: MaxShutdownDelaySeconds
}

type PrivateServiceDetailsPOST = {
  readonly autoscaling?: {
    readonly enabled: boolean
    readonly min: number
    readonly max: number
    readonly criteria: {
      readonly cpu: { readonly enabled: boolean; readonly percentage: number }
      readonly memory: { readonly enabled: boolean; readonly percentage: number }
    }
  }
  readonly disk?: ServiceDisk
  /** @deprecated */ readonly env?: ServiceEnvInput
  readonly runtime: ServiceRuntimeInput
  readonly envSpecificDetails?: EnvSpecificDetailsPOST
  readonly numInstances?: number
  readonly plan?: PaidPlan
  readonly preDeployCommand?: string
  /** @deprecated */ readonly pullRequestPreviewsEnabled?: PullRequestPreviewsEnabledInput
  readonly previews?: PreviewsInput
  readonly region?: RegionInput
  readonly maxShutdownDelaySeconds?: MaxShutdownDelaySeconds
}

type Project = {
  readonly id: string
  readonly createdAt: string
  readonly updatedAt: string
  readonly name: string
  readonly owner: Owner
  readonly environmentIds: readonly string[]
}

type ProjectPATCHInput = { readonly name?: string }

type ProjectPOSTEnvironmentInput = {
  readonly name: string
  readonly protectedStatus?: ProtectedStatusInput
  readonly networkIsolationEnabled?: NetworkIsolationEnabled
  readonly ipAllowList?: readonly CidrBlockAndDescription[]
}

type ProjectPOSTInput = {
  readonly name: string
  readonly ownerId: string
  readonly environments: readonly ProjectPOSTEnvironmentInput[]
}

type ProjectWithCursor = { readonly project: Project; readonly cursor: Cursor }

type ProtectedStatus = Open<'unprotected' | 'protected'>

type ProtectedStatusInput = 'unprotected' | 'protected'

type PullRequestPreviewsEnabled = Open<'yes' | 'no'>

type PullRequestPreviewsEnabledInput = 'yes' | 'no'

type ReadReplica = {
  readonly id: string
  readonly name: string
  readonly parameterOverrides?: PostgresParameterOverrides
}

type ReadReplicaInput = { readonly name: string; readonly parameterOverrides?: PostgresParameterOverrides }

type ReadReplicas = readonly ReadReplica[]

type ReadReplicasInput = readonly ReadReplicaInput[]

type Redis = {
  readonly id: string
  readonly createdAt: string
  readonly updatedAt: string
  readonly status: DatabaseStatus
  readonly region: Region
  readonly plan: RedisPlan
  readonly name: string
  readonly owner: Owner
  readonly options: RedisOptions
  readonly ipAllowList: readonly CidrBlockAndDescription[]
  readonly environmentId?: string
  readonly version: string
  readonly dashboardUrl: string
}

type RedisConnectionInfo = {
  readonly internalConnectionString: string
  readonly externalConnectionString: string
  readonly redisCLICommand: string
}

type RedisDetail = {
  readonly id: string
  readonly createdAt: string
  readonly updatedAt: string
  readonly status: DatabaseStatus
  readonly region: Region
  readonly plan: RedisPlan
  readonly name: string
  readonly owner: Owner
  readonly options: RedisOptions
  readonly ipAllowList: readonly CidrBlockAndDescription[]
  readonly environmentId?: string
  readonly version: string
  readonly maintenance?: {
    readonly id: string
    readonly type: string
    readonly scheduledAt: string
    readonly pendingMaintenanceBy?: string
    readonly state: Open<'scheduled' | 'in_progress' | 'user_fix_required' | 'cancelled' | 'succeeded' | 'failed'>
  }
}

type RedisOptions = { readonly maxmemoryPolicy?: string }

type RedisPATCHInput = {
  readonly name?: string
  readonly plan?: RedisPlanInput
  readonly maxmemoryPolicy?: MaxmemoryPolicy
  readonly ipAllowList?: readonly CidrBlockAndDescription[]
}

type RedisPOSTInput = {
  readonly name: string
  readonly ownerId: string
  readonly plan: RedisPlanInput
  readonly region?: string
  readonly environmentId?: string
  readonly maxmemoryPolicy?: MaxmemoryPolicy
  readonly ipAllowList?: readonly CidrBlockAndDescription[]
}

type RedisPlan = Open<'free' | 'starter' | 'standard' | 'pro' | 'pro_plus' | 'custom'>

type RedisPlanInput = 'free' | 'starter' | 'standard' | 'pro' | 'pro_plus' | 'custom'

type RedisWithCursor = { readonly redis: Redis; readonly cursor: Cursor }

type Region = Open<'frankfurt' | 'oregon' | 'ohio' | 'singapore' | 'virginia'>

type RegionInput = 'frankfurt' | 'oregon' | 'ohio' | 'singapore' | 'virginia'

type RegistryCredential = {
  readonly id: string
  readonly name: string
  readonly registry: RegistryCredentialRegistry
  readonly username: string
  readonly updatedAt: string
}

type RegistryCredentialInput = {
  readonly id: string
  readonly name: string
  readonly registry: RegistryCredentialRegistryInput
  readonly username: string
  readonly updatedAt: string
}

type RegistryCredentialRegistry = Open<'GITHUB' | 'GITLAB' | 'DOCKER' | 'GOOGLE_ARTIFACT' | 'AWS_ECR'>

type RegistryCredentialRegistryInput = 'GITHUB' | 'GITLAB' | 'DOCKER' | 'GOOGLE_ARTIFACT' | 'AWS_ECR'

type RegistryCredentialSummary = { readonly id: string; readonly name: string }

type RenderSubdomainPolicy = Open<'enabled' | 'disabled'>

type RenderSubdomainPolicyInput = 'enabled' | 'disabled'

type Resource = { readonly id: string; readonly name: string }

type Route = {
  readonly id: string
  readonly type: RouteType
  readonly source: string
  readonly destination: string
  readonly priority: number
}

type RoutePatch = { readonly priority: number }

type RoutePost = {
  readonly type: RouteTypeInput
  readonly source: string
  readonly destination: string
  readonly priority?: number
}

type RoutePut = { readonly type: RouteTypeInput; readonly source: string; readonly destination: string }

type RouteType = Open<'redirect' | 'rewrite'>

type RouteTypeInput = 'redirect' | 'rewrite'

type RouteWithCursor = { readonly route: Route; readonly cursor: string }

type SecretFile = { readonly name: string; readonly content: string }

type SecretFileInput = { readonly name: string; readonly content: string | Secret }

type SecretFileWithCursor = { readonly secretFile: SecretFile; readonly cursor: Cursor }

type ServerPort = { readonly port: number; readonly protocol: Open<'TCP' | 'UDP'> }

type Service = {
  readonly id: string
  readonly autoDeploy: AutoDeploy
  readonly branch?: string
  readonly buildFilter?: BuildFilter
  readonly createdAt: string
  readonly dashboardUrl: string
  readonly environmentId?: string
  readonly imagePath?: string
  readonly name: string
  readonly notifyOnFail: NotifySetting
  readonly ownerId: string
  readonly registryCredential?: RegistryCredentialSummary
  readonly repo?: string
  readonly rootDir: string
  readonly slug: string
  readonly suspended: Open<'suspended' | 'not_suspended'>
  readonly suspenders: readonly SuspenderType[]
  readonly type: ServiceType
  readonly updatedAt: string
  readonly serviceDetails: 
    | StaticSiteDetails
    | WebServiceDetails
    | PrivateServiceDetails
    | BackgroundWorkerDetails
    | CronJobDetails
}

type ServiceAndDeploy = { readonly service?: Service; readonly deployId?: string }

type ServiceDisk = { readonly name: string; readonly mountPath: string; readonly sizeGB?: number }

type ServiceEnv = Open<'docker' | 'elixir' | 'go' | 'node' | 'python' | 'ruby' | 'rust' | 'image'>

type ServiceEnvInput = 'docker' | 'elixir' | 'go' | 'node' | 'python' | 'ruby' | 'rust' | 'image'

type ServiceEventWithCursor = {
  readonly event: {
    readonly id: string
    readonly timestamp: string
    readonly serviceId: string
    readonly type: Open<
      | 'autoscaling_config_changed'
      | 'autoscaling_ended'
      | 'autoscaling_started'
      | 'branch_deleted'
      | 'build_ended'
      | 'build_started'
      | 'commit_ignored'
      | 'cron_job_run_ended'
      | 'cron_job_run_started'
      | 'deploy_ended'
      | 'deploy_started'
      | 'disk_created'
      | 'disk_updated'
      | 'disk_deleted'
      | 'image_pull_failed'
      | 'initial_deploy_hook_ended'
      | 'initial_deploy_hook_started'
      | 'instance_count_changed'
      | 'job_run_ended'
      | 'maintenance_mode_enabled'
      | 'maintenance_mode_uri_updated'
      | 'maintenance_ended'
      | 'maintenance_started'
      | 'pipeline_minutes_exhausted'
      | 'plan_changed'
      | 'pre_deploy_ended'
      | 'pre_deploy_started'
      | 'server_available'
      | 'server_failed'
      | 'server_hardware_failure'
      | 'server_restarted'
      | 'service_resumed'
      | 'service_suspended'
      | 'suspender_added'
      | 'suspender_removed'
      | 'zero_downtime_redeploy_ended'
      | 'zero_downtime_redeploy_started'
    >
    readonly details: {
      readonly fromConfig?: {
        readonly enabled: boolean
        readonly min: number
        readonly max: number
        readonly criteria: {
          readonly cpu: { readonly enabled: boolean; readonly percentage: number }
          readonly memory: { readonly enabled: boolean; readonly percentage: number }
        }
      }
      readonly toConfig: {
        readonly enabled: boolean
        readonly min: number
        readonly max: number
        readonly criteria: {
          readonly cpu: { readonly enabled: boolean; readonly percentage: number }
          readonly memory: { readonly enabled: boolean; readonly percentage: number }
        }
      }
    } | { readonly fromInstances: number; readonly toInstances: number } | {
      readonly fromInstances: number
      readonly toInstances: number
      readonly currentCPU?: number
      readonly targetCPU?: number
      readonly currentMemory?: number
      readonly targetMemory?: number
    } | { readonly deletedBranch: string; readonly newBranch: string } | {
      readonly buildId: string
      readonly buildStatus: Open<'succeeded' | 'failed' | 'canceled'>
      readonly reason: {
        readonly buildFailed?: { readonly id: string }
        readonly newBuild?: { readonly id: string }
        readonly newDeploy?: { readonly id: string }
        readonly failure?: {
          readonly evicted: boolean
          readonly nonZeroExit?: number
          readonly earlyExit?: boolean
          readonly oomKilled?: { readonly memoryLimit: string }
          readonly timedOutSeconds?: number
          readonly unhealthy?: string
          readonly timedOutReason?: string
        }
      }
      /** @deprecated */ readonly status: number
    } | {
      readonly buildId: string
      readonly trigger: {
        readonly firstBuild: boolean
        readonly envUpdated: boolean
        readonly manual: boolean
        readonly user?: { readonly id: string; readonly email: string }
        readonly updatedProperty?: string
        readonly newCommit?: string
        readonly deployedByRender: boolean
        readonly clearCache: boolean
        readonly rollback: boolean
        readonly rollbackTargetDeployId?: string
      }
    } | { readonly id: string; readonly url: string } | {
      readonly cronJobRunId: string
      readonly status: Open<'canceled' | 'pending' | 'successful' | 'unsuccessful'>
      readonly reason?: {
        readonly evicted: boolean
        readonly nonZeroExit?: number
        readonly earlyExit?: boolean
        readonly oomKilled?: { readonly memoryLimit: string }
        readonly timedOutSeconds?: number
        readonly unhealthy?: string
        readonly timedOutReason?: string
      }
      readonly user?: { readonly id: string; readonly email: string }
    } | { readonly cronJobRunId: string } | {
      readonly deployId: string
      readonly reason: {
        readonly buildFailed?: { readonly id: string }
        readonly newBuild?: { readonly id: string }
        readonly newDeploy?: { readonly id: string }
        readonly failure?: {
          readonly evicted: boolean
          readonly nonZeroExit?: number
          readonly earlyExit?: boolean
          readonly oomKilled?: { readonly memoryLimit: string }
          readonly timedOutSeconds?: number
          readonly unhealthy?: string
          readonly timedOutReason?: string
        }
      }
      readonly deployStatus: Open<'succeeded' | 'failed' | 'canceled'>
      /** @deprecated */ readonly status: number
    } | {
      readonly deployId: string
      readonly trigger: {
        readonly firstBuild: boolean
        readonly envUpdated: boolean
        readonly manual: boolean
        readonly user?: { readonly id: string; readonly email: string }
        readonly updatedProperty?: string
        readonly newCommit?: string
        readonly deployedByRender: boolean
        readonly clearCache: boolean
        readonly rollback: boolean
        readonly rollbackTargetDeployId?: string
      }
    } | { readonly diskId: string; readonly sizeGB: number } | { readonly diskId: string; readonly fromSizeGB: number; readonly toSizeGB: number } | { readonly diskId: string } | { readonly message: string; readonly imageURL: string } | { readonly deployId: string } | {
      readonly jobId: string
      readonly status: Open<'pending' | 'running' | 'succeeded' | 'failed' | 'canceled'>
      readonly reason?: {
        readonly evicted: boolean
        readonly nonZeroExit?: number
        readonly earlyExit?: boolean
        readonly oomKilled?: { readonly memoryLimit: string }
        readonly timedOutSeconds?: number
        readonly unhealthy?: string
        readonly timedOutReason?: string
      }
    } | { readonly enabled: boolean } | { readonly fromURI: string; readonly toURI: string } | Readonly<Record<string, unknown>> | {
      readonly trigger: {
        readonly user?: { readonly id: string; readonly email: string }
        readonly manual: boolean
        readonly startedByRender: boolean
      }
    } | { readonly from: string; readonly to: string } | {
      readonly deployCommandExecutionId: string
      readonly deployId: string
      readonly preDeployStatus: Open<'succeeded' | 'failed' | 'canceled'>
      readonly reason: {
        readonly buildFailed?: { readonly id: string }
        readonly newBuild?: { readonly id: string }
        readonly newDeploy?: { readonly id: string }
        readonly failure?: {
          readonly evicted: boolean
          readonly nonZeroExit?: number
          readonly earlyExit?: boolean
          readonly oomKilled?: { readonly memoryLimit: string }
          readonly timedOutSeconds?: number
          readonly unhealthy?: string
          readonly timedOutReason?: string
        }
      }
      /** @deprecated */ readonly status: number
    } | { readonly deployCommandExecutionId: string; readonly deployId: string } | {
      readonly instanceID?: string
      readonly reason?: {
        readonly evicted: boolean
        readonly nonZeroExit?: number
        readonly earlyExit?: boolean
        readonly oomKilled?: { readonly memoryLimit: string }
        readonly timedOutSeconds?: number
        readonly unhealthy?: string
        readonly timedOutReason?: string
      }
    } | { readonly triggeredByUser: string | null } | {
      readonly actor: string
      readonly suspendedByUser?: { readonly id: string; readonly email: string }
    } | {
      readonly actor: string
      readonly resumedByUser?: { readonly id: string; readonly email: string }
    } | { readonly trigger: string } | {
      readonly trigger: {
        readonly manual: boolean
        readonly user?: { readonly id: string; readonly email: string }
        readonly system: boolean
      }
    }
  }
}

type ServiceInstance = { readonly id: string; readonly createdAt: string }

type ServiceList = readonly ServiceWithCursor[]

type ServicePATCH = {
  readonly autoDeploy?: AutoDeployInput
  readonly repo?: string
  readonly branch?: string
  readonly image?: Image
  readonly name?: string
  readonly buildFilter?: BuildFilter
  readonly rootDir?: string
  readonly serviceDetails?: 
    | StaticSiteDetailsPATCH
    | WebServiceDetailsPATCH
    | PrivateServiceDetailsPATCH
    | BackgroundWorkerDetailsPATCH
    | CronJobDetailsPATCH
}

type ServicePOST = {
  readonly type: ServiceTypeInput
  readonly name: string
  readonly ownerId: string
  readonly repo?: string
  readonly autoDeploy?: AutoDeployInput
  readonly branch?: string
  readonly image?: Image
  readonly buildFilter?: BuildFilter
  readonly rootDir?: string
  readonly envVars?: EnvVarInputArray
  readonly secretFiles?: readonly SecretFileInput[]
  readonly environmentId?: string
  readonly serviceDetails?: 
    | StaticSiteDetailsPOST
    | WebServiceDetailsPOST
    | PrivateServiceDetailsPOST
    | BackgroundWorkerDetailsPOST
    | CronJobDetailsPOST
}

type ServiceRuntime = Open<'docker' | 'elixir' | 'go' | 'node' | 'python' | 'ruby' | 'rust' | 'image'>

type ServiceRuntimeInput = 'docker' | 'elixir' | 'go' | 'node' | 'python' | 'ruby' | 'rust' | 'image'

type ServiceType = Open<'static_site' | 'web_service' | 'private_service' | 'background_worker' | 'cron_job'>

type ServiceTypeInput = 'static_site' | 'web_service' | 'private_service' | 'background_worker' | 'cron_job'

type ServiceTypeShort = Open<'static' | 'web' | 'pserv' | 'worker' | 'cron'>

type ServiceWithCursor = { readonly service: Service; readonly cursor: Cursor }

type SnapshotRestorePOST = { readonly snapshotKey: string; readonly instanceId?: InstanceId }

type SshAddress = string

type StaticSiteDetails = {
  readonly buildCommand: string
  readonly ipAllowList?: readonly CidrBlockAndDescription[]
  readonly parentServer?: Resource
  readonly publishPath: string
  /** @deprecated */ readonly pullRequestPreviewsEnabled?: PullRequestPreviewsEnabled
  readonly previews?: Previews
  readonly url: string
  readonly buildPlan: BuildPlan
  readonly renderSubdomainPolicy?: RenderSubdomainPolicy
}

type StaticSiteDetailsPATCH = {
  readonly buildCommand?: string
  readonly publishPath?: string
  /** @deprecated */ readonly pullRequestPreviewsEnabled?: PullRequestPreviewsEnabledInput
  readonly previews?: PreviewsInput
  readonly renderSubdomainPolicy?: RenderSubdomainPolicyInput
  readonly ipAllowList?: readonly CidrBlockAndDescription[]
}

type StaticSiteDetailsPOST = {
  readonly buildCommand?: string
  readonly headers?: readonly HeaderInput[]
  readonly publishPath?: string
  /** @deprecated */ readonly pullRequestPreviewsEnabled?: PullRequestPreviewsEnabledInput
  readonly previews?: PreviewsInput
  readonly routes?: readonly RoutePost[]
  readonly renderSubdomainPolicy?: RenderSubdomainPolicyInput
  readonly ipAllowList?: readonly CidrBlockAndDescription[]
}

type SuspenderType = Open<
  | 'admin'
  | 'billing'
  | 'user'
  | 'parent_service'
  | 'stuck_crashlooping'
  | 'hipaa_enablement'
  | 'unknown'
>

type SyncWithCursor = {
  readonly sync: {
    readonly id: string
    readonly commit: { readonly id: string }
    readonly startedAt?: string
    readonly completedAt?: string
    readonly state: Open<'created' | 'pending' | 'running' | 'error' | 'success'>
  }
  readonly cursor: Cursor
}

type TaskRunWithCursor = {
  readonly taskRun: {
    readonly id: string
    readonly taskId: string
    readonly status: Open<'pending' | 'running' | 'completed' | 'succeeded' | 'failed' | 'canceled' | 'paused'>
    readonly startedAt?: string
    readonly completedAt?: string
    readonly parentTaskRunId: string
    readonly rootTaskRunId: string
    readonly retries: number
    readonly attempts: readonly {
      readonly status: Open<'pending' | 'running' | 'completed' | 'succeeded' | 'failed' | 'canceled' | 'paused'>
      readonly enqueuedAt?: string
      readonly startedAt: string
      readonly completedAt?: string
    }[]
  }
  readonly cursor: Cursor
}

type TaskWithCursor = {
  readonly task: {
    readonly id: string
    readonly name: string
    readonly createdAt: string
    readonly workflowId?: string
    readonly workflowVersionId?: string
  }
  readonly cursor: Cursor
}

type TeamMember = {
  readonly userId: string
  readonly name: string
  readonly email: string
  readonly status: Open<'active' | 'inactive'>
  readonly role: TeamMemberRole
  readonly mfaEnabled: boolean
}

type TeamMemberRole = Open<'ADMIN' | 'DEVELOPER' | 'WORKSPACE_CONTRIBUTOR' | 'WORKSPACE_BILLING' | 'WORKSPACE_VIEWER'>

type TeamMemberRoleInput = 'ADMIN' | 'DEVELOPER' | 'WORKSPACE_CONTRIBUTOR' | 'WORKSPACE_BILLING' | 'WORKSPACE_VIEWER'

type TeamMembers = readonly TeamMember[]

type User = { readonly email: string; readonly name: string }

type WebServiceDetails = {
  readonly autoscaling?: {
    readonly enabled: boolean
    readonly min: number
    readonly max: number
    readonly criteria: {
      readonly cpu: { readonly enabled: boolean; readonly percentage: number }
      readonly memory: { readonly enabled: boolean; readonly percentage: number }
    }
  }
  readonly cache?: Cache
  readonly disk?: {
    readonly id: string
    readonly name: string
    readonly sizeGB: number
    readonly mountPath: string
  }
  /** @deprecated */ readonly env: ServiceEnv
  readonly envSpecificDetails: EnvSpecificDetails
  readonly healthCheckPath: string
  readonly ipAllowList?: readonly CidrBlockAndDescription[]
  readonly maintenanceMode?: MaintenanceMode
  readonly numInstances: number
  readonly openPorts: readonly ServerPort[]
  readonly parentServer?: Resource
  readonly plan: Plan
  /** @deprecated */ readonly pullRequestPreviewsEnabled?: PullRequestPreviewsEnabled
  readonly previews?: Previews
  readonly region: Region
  readonly runtime: ServiceRuntime
  readonly sshAddress?: SshAddress
  readonly url: string
  readonly buildPlan: BuildPlan
  readonly maxShutdownDelaySeconds?: MaxShutdownDelaySeconds
  readonly renderSubdomainPolicy?: RenderSubdomainPolicy
}

type WebServiceDetailsPATCH = {
  readonly envSpecificDetails?: EnvSpecificDetailsPATCH
  readonly healthCheckPath?: string
  readonly maintenanceMode?: MaintenanceMode
  readonly plan?: PlanInput
  readonly preDeployCommand?: string
  /** @deprecated */ readonly pullRequestPreviewsEnabled?: PullRequestPreviewsEnabledInput
  readonly previews?: PreviewsInput
  readonly runtime?: ServiceRuntimeInput
  readonly maxShutdownDelaySeconds?: MaxShutdownDelaySeconds
  readonly renderSubdomainPolicy?: RenderSubdomainPolicyInput
  readonly ipAllowList?: readonly CidrBlockAndDescription[]
  readonly cache?: CacheInput
}

type WebServiceDetailsPOST = {
  readonly autoscaling?: {
    readonly enabled: boolean
    readonly min: number
    readonly max: number
    readonly criteria: {
      readonly cpu: { readonly enabled: boolean; readonly percentage: number }
      readonly memory: { readonly enabled: boolean; readonly percentage: number }
    }
  }
  readonly disk?: ServiceDisk
  /** @deprecated */ readonly env?: ServiceEnvInput
  readonly runtime: ServiceRuntimeInput
  readonly envSpecificDetails?: EnvSpecificDetailsPOST
  readonly healthCheckPath?: string
  readonly maintenanceMode?: MaintenanceMode
  readonly numInstances?: number
  readonly plan?: PlanInput
  readonly preDeployCommand?: string
  /** @deprecated */ readonly pullRequestPreviewsEnabled?: PullRequestPreviewsEnabledInput
  readonly previews?: PreviewsInput
  readonly region?: RegionInput
  readonly maxShutdownDelaySeconds?: MaxShutdownDelaySeconds
  readonly renderSubdomainPolicy?: RenderSubdomainPolicyInput
  readonly ipAllowList?: readonly CidrBlockAndDescription[]
}

type WebhookEventWithCursor = {
  readonly webhookEvent: {
    readonly id: string
    readonly eventId: string
    readonly eventType: Open<
      | 'autoscaling_config_changed'
      | 'autoscaling_ended'
      | 'autoscaling_started'
      | 'branch_deleted'
      | 'build_ended'
      | 'build_started'
      | 'commit_ignored'
      | 'cron_job_run_ended'
      | 'cron_job_run_started'
      | 'deploy_ended'
      | 'deploy_started'
      | 'disk_created'
      | 'disk_updated'
      | 'disk_deleted'
      | 'image_pull_failed'
      | 'instance_count_changed'
      | 'job_run_ended'
      | 'maintenance_mode_enabled'
      | 'maintenance_mode_uri_updated'
      | 'maintenance_ended'
      | 'maintenance_started'
      | 'pipeline_minutes_exhausted'
      | 'plan_changed'
      | 'pre_deploy_ended'
      | 'pre_deploy_started'
      | 'server_available'
      | 'server_failed'
      | 'server_hardware_failure'
      | 'server_restarted'
      | 'service_resumed'
      | 'service_suspended'
      | 'zero_downtime_redeploy_ended'
      | 'zero_downtime_redeploy_started'
      | 'edge_cache_enabled'
      | 'edge_cache_disabled'
      | 'edge_cache_purged'
      | 'postgres_available'
      | 'postgres_backup_completed'
      | 'postgres_backup_failed'
      | 'postgres_backup_started'
      | 'postgres_cluster_leader_changed'
      | 'postgres_created'
      | 'postgres_disk_size_changed'
      | 'postgres_disk_autoscaling_enabled_changed'
      | 'postgres_ha_status_changed'
      | 'postgres_restarted'
      | 'postgres_unavailable'
      | 'postgres_upgrade_failed'
      | 'postgres_upgrade_started'
      | 'postgres_upgrade_succeeded'
      | 'postgres_restore_failed'
      | 'postgres_restore_succeeded'
      | 'postgres_read_replicas_changed'
      | 'postgres_pitr_checkpoint_started'
      | 'postgres_pitr_checkpoint_failed'
      | 'postgres_pitr_checkpoint_completed'
      | 'postgres_read_replica_stale'
      | 'postgres_wal_archive_failed'
      | 'key_value_available'
      | 'key_value_config_restart'
      | 'key_value_unhealthy'
    >
    readonly sentAt: string
    readonly statusCode?: number
    readonly responseBody?: string
    readonly error?: string
  }
  readonly cursor: Cursor
}

type WebhookWithCursor = {
  readonly webhook: {
    readonly id: string
    readonly url: string
    readonly name: string
    readonly secret: string
    readonly enabled: boolean
    readonly eventFilter: readonly Open<
      | 'autoscaling_config_changed'
      | 'autoscaling_ended'
      | 'autoscaling_started'
      | 'branch_deleted'
      | 'build_ended'
      | 'build_started'
      | 'commit_ignored'
      | 'cron_job_run_ended'
      | 'cron_job_run_started'
      | 'deploy_ended'
      | 'deploy_started'
      | 'disk_created'
      | 'disk_updated'
      | 'disk_deleted'
      | 'image_pull_failed'
      | 'instance_count_changed'
      | 'job_run_ended'
      | 'maintenance_mode_enabled'
      | 'maintenance_mode_uri_updated'
      | 'maintenance_ended'
      | 'maintenance_started'
      | 'pipeline_minutes_exhausted'
      | 'plan_changed'
      | 'pre_deploy_ended'
      | 'pre_deploy_started'
      | 'server_available'
      | 'server_failed'
      | 'server_hardware_failure'
      | 'server_restarted'
      | 'service_resumed'
      | 'service_suspended'
      | 'zero_downtime_redeploy_ended'
      | 'zero_downtime_redeploy_started'
      | 'edge_cache_enabled'
      | 'edge_cache_disabled'
      | 'edge_cache_purged'
      | 'postgres_available'
      | 'postgres_backup_completed'
      | 'postgres_backup_failed'
      | 'postgres_backup_started'
      | 'postgres_cluster_leader_changed'
      | 'postgres_created'
      | 'postgres_disk_size_changed'
      | 'postgres_disk_autoscaling_enabled_changed'
      | 'postgres_ha_status_changed'
      | 'postgres_restarted'
      | 'postgres_unavailable'
      | 'postgres_upgrade_failed'
      | 'postgres_upgrade_started'
      | 'postgres_upgrade_succeeded'
      | 'postgres_restore_failed'
      | 'postgres_restore_succeeded'
      | 'postgres_read_replicas_changed'
      | 'postgres_pitr_checkpoint_started'
      | 'postgres_pitr_checkpoint_failed'
      | 'postgres_pitr_checkpoint_completed'
      | 'postgres_read_replica_stale'
      | 'postgres_wal_archive_failed'
      | 'key_value_available'
      | 'key_value_config_restart'
      | 'key_value_unhealthy'
    >[]
  }
  readonly cursor: Cursor
}

type WorkflowVersionWithCursor = {
  readonly workflowVersion: {
    readonly id: string
    readonly workflowId: string
    readonly name: string
    readonly createdAt: string
    readonly status: Open<'created' | 'building' | 'registering' | 'build_failed' | 'registration_failed' | 'ready'>
  }
  readonly cursor: Cursor
}

type WorkflowWithCursor = {
  readonly workflow: {
    readonly id: string
    readonly name: string
    readonly ownerId: string
    readonly createdAt: string
    readonly updatedAt: string
    readonly buildConfig: {
      readonly branch?: string
      readonly buildCommand: string
      readonly repo: string
      readonly rootDir?: string
      readonly runtime: Open<'elixir' | 'go' | 'node' | 'python' | 'ruby'>
    }
    readonly runCommand: string
    readonly region: Open<'frankfurt' | 'oregon' | 'ohio' | 'singapore' | 'virginia'>
    readonly environmentId?: string
    readonly slug?: string
    readonly autoDeployTrigger?: Open<'commit' | 'off' | 'checksPass'>
  }
  readonly cursor: Cursor
}
