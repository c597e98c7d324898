import type { FakeBranch, FakeDatabase, FakeEndpoint, FakeOperation, FakeProject, FakeRole } from './store.js'

/** A time as the API shows it. */
export function showTime(ms: number): string {
  return new Date(Math.floor(ms)).toISOString()
}

/** A time that may not have come. */
export function optionalTime(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : showTime(ms)
}

/** `eu-central-1.aws.neon.tech`, of `aws-eu-central-1`. */
export function hostOfRegion(regionId: string): string {
  const [cloud = 'aws', ...region] = regionId.split('-')
  return `${region.join('-')}.${cloud}.neon.tech`
}

/** A project as lists show it. */
export function showListedProject(project: FakeProject): Record<string, unknown> {
  return {
    id: project.id,
    name: project.name,
    org_id: project.orgId,
    owner_id: project.orgId ?? 'user-fake',
    platform_id: 'aws',
    region_id: project.regionId,
    pg_version: project.pgVersion,
    proxy_host: hostOfRegion(project.regionId),
    provisioner: 'k8s-neonvm',
    store_passwords: project.storePasswords,
    history_retention_seconds: project.historyRetentionSeconds,
    default_endpoint_settings: project.endpointDefaults,
    settings: project.settings,
    branch_logical_size_limit: 512,
    branch_logical_size_limit_bytes: 512 * 1024 * 1024,
    active_time: 0,
    cpu_used_sec: 0,
    creation_source: 'console',
    created_at: showTime(project.createdAt),
    updated_at: showTime(project.updatedAt),
  }
}

/** A project as it is shown alone. */
export function showProject(project: FakeProject): Record<string, unknown> {
  const { active_time: _onlyInLists, ...listed } = showListedProject(project)
  const month = new Date(project.createdAt)
  return {
    ...listed,
    data_storage_bytes_hour: 0,
    data_transfer_bytes: 0,
    written_data_bytes: 0,
    compute_time_seconds: 0,
    active_time_seconds: 0,
    consumption_period_start: showTime(Date.UTC(month.getUTCFullYear(), month.getUTCMonth())),
    consumption_period_end: showTime(Date.UTC(month.getUTCFullYear(), month.getUTCMonth() + 1)),
  }
}

export function showBranch(branch: FakeBranch): Record<string, unknown> {
  return {
    id: branch.id,
    project_id: branch.projectId,
    name: branch.name,
    parent_id: branch.parentId,
    parent_lsn: branch.parentLsn,
    current_state: branch.state,
    pending_state: branch.state === 'init' ? 'ready' : undefined,
    state_changed_at: showTime(branch.stateChangedAt),
    creation_source: 'console',
    init_source: branch.initSource,
    last_reset_at: optionalTime(branch.lastResetAt),
    restore_status: branch.restore && (branch.restore.isFinal ? 'finalized' : 'restored'),
    restored_from: branch.restore?.snapshotId,
    restored_as: branch.restore?.targetId,
    default: branch.isDefault,
    protected: branch.isProtected,
    cpu_used_sec: 0,
    active_time_seconds: 0,
    compute_time_seconds: 0,
    written_data_bytes: 0,
    data_transfer_bytes: 0,
    expires_at: optionalTime(branch.expiresAt)?.replace('.000Z', 'Z'),
    created_at: showTime(branch.createdAt),
    updated_at: showTime(branch.updatedAt),
  }
}

export function showEndpoint(endpoint: FakeEndpoint, host: string): Record<string, unknown> {
  return {
    id: endpoint.id,
    project_id: endpoint.projectId,
    branch_id: endpoint.branchId,
    name: endpoint.name,
    host,
    proxy_host: hostOfRegion(endpoint.regionId),
    region_id: endpoint.regionId,
    type: endpoint.type,
    current_state: endpoint.state,
    pending_state: endpoint.pendingState,
    autoscaling_limit_min_cu: endpoint.minCu,
    autoscaling_limit_max_cu: endpoint.maxCu,
    suspend_timeout_seconds: endpoint.suspendTimeoutSeconds,
    settings: { pg_settings: endpoint.pgSettings },
    pooler_enabled: false,
    pooler_mode: 'transaction',
    disabled: endpoint.isDisabled,
    passwordless_access: true,
    provisioner: 'k8s-neonvm',
    creation_source: 'console',
    started_at: optionalTime(endpoint.startedAt),
    suspended_at: optionalTime(endpoint.suspendedAt),
    created_at: showTime(endpoint.createdAt),
    updated_at: showTime(endpoint.updatedAt),
  }
}

/** A role; the password only where it was just made. */
export function showRole(branchId: string, role: FakeRole, withPassword = false): Record<string, unknown> {
  return {
    branch_id: branchId,
    name: role.name,
    password: withPassword && role.canLogIn ? role.password : undefined,
    protected: false,
    authentication_method: role.canLogIn ? 'password' : 'no_login',
    created_at: showTime(role.createdAt),
    updated_at: showTime(role.updatedAt),
  }
}

export function showDatabase(branchId: string, database: FakeDatabase): Record<string, unknown> {
  return {
    id: database.id,
    branch_id: branchId,
    name: database.name,
    owner_name: database.owner,
    created_at: showTime(database.createdAt),
    updated_at: showTime(database.createdAt),
  }
}

export function showOperation(operation: FakeOperation): Record<string, unknown> {
  return {
    id: operation.id,
    project_id: operation.projectId,
    branch_id: operation.branchId,
    endpoint_id: operation.endpointId,
    action: operation.action,
    status: operation.status,
    error: operation.error,
    failures_count: operation.failures,
    retry_at: optionalTime(operation.retryAt),
    created_at: showTime(operation.createdAt),
    updated_at: showTime(operation.updatedAt),
    total_duration_ms: operation.updatedAt - operation.createdAt,
  }
}
