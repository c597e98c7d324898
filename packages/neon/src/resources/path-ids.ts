/** What addresses something, as this library spells it. */
interface Ids {
  readonly projectId?: string
  readonly branchId?: string | undefined
  readonly endpointId?: string
  readonly databaseName?: string
  readonly roleName?: string
  readonly snapshotId?: string
  readonly operationId?: string
}

/** The same as Neon's paths spell it: `{project_id}`. */
export function pathIds(ids: Ids) {
  return {
    project_id: ids.projectId,
    branch_id: ids.branchId,
    endpoint_id: ids.endpointId,
    database_name: ids.databaseName,
    role_name: ids.roleName,
    snapshot_id: ids.snapshotId,
    operation_id: ids.operationId,
  }
}
