export { createNeonClient, request } from './client.js'
export type { NeonClient, NeonOptions } from './client.js'
export { getConnectionUri, getConnectionUris } from './connection.js'
export type { ConnectionParams } from './connection.js'
export { ensureProject, findProject, planProject } from './ensure.js'
export type { EnsuredProject, EnsureProjectParams, ProjectPlan } from './ensure.js'
export { ensureBranch, planBranch } from './ensure-branch.js'
export type { BranchPlan, EnsureBranchParams } from './ensure-branch.js'
export { ensureReadReplica, planReadReplica, removeReadReplica } from './ensure-read-replica.js'
export type { EnsureReadReplicaParams, ReadReplicaPlan, ReadReplicaReference } from './ensure-read-replica.js'
export { listExpiredBranches, removeBranch } from './remove-branch.js'
export type { BranchReference } from './remove-branch.js'
export { ensureDatabase, planDatabase, removeDatabase } from './ensure-database.js'
export type { DatabasePlan, RemoveDatabaseParams } from './ensure-database.js'
export { ensureRole, planRole, removeRole } from './ensure-role.js'
export type { RolePlan } from './ensure-role.js'
export type { NeonOperations } from './operations.gen.js'
export {
  createApiKey,
  createOrganizationApiKey,
  listApiKeys,
  listOrganizationApiKeys,
  revokeApiKey,
  revokeOrganizationApiKey,
} from './resources/api-keys.js'
export type { ApiKeyParams, CreateApiKeyParams, CreateOrganizationApiKeyParams } from './resources/api-keys.js'
export type { ApiKey, CreatedApiKey } from './resources/api-keys.schema.js'
export {
  createBranch,
  deleteBranch,
  getBranch,
  listBranches,
  setDefaultBranch,
  updateBranch,
} from './resources/branches.js'
export type {
  BranchParams,
  CreateBranchParams,
  DeleteBranchParams,
  ListBranchesParams,
  UpdateBranchParams,
} from './resources/branches.js'
export type { Branch, BranchOperations, BranchState, CreatedBranch, InitSource } from './resources/branches.schema.js'
export { compareBranchSchema, getBranchSchema } from './resources/branch-schema.js'
export type { BranchSchemaParams, CompareBranchSchemaParams } from './resources/branch-schema.js'
export type { ConnectionDetails } from './resources/connection.schema.js'
export { listBranchConsumption, listProjectConsumption } from './resources/consumption.js'
export type {
  ConsumptionGranularity,
  ConsumptionTime,
  ListBranchConsumptionParams,
  ListProjectConsumptionParams,
} from './resources/consumption.js'
export type {
  BranchConsumption,
  BranchConsumptionMetric,
  ConsumptionMetric,
  ProjectConsumption,
} from './resources/consumption.schema.js'
export { createDatabase, deleteDatabase, getDatabase, listDatabases, updateDatabase } from './resources/databases.js'
export type { CreateDatabaseParams, DatabaseParams, UpdateDatabaseParams } from './resources/databases.js'
export type { Database, DatabaseOperations } from './resources/databases.schema.js'
export type { EndpointSettings } from './endpoint-settings.js'
export {
  createEndpoint,
  deleteEndpoint,
  getEndpoint,
  listEndpoints,
  restartEndpoint,
  startEndpoint,
  suspendEndpoint,
  updateEndpoint,
} from './resources/endpoints.js'
export type {
  CreateEndpointParams,
  EndpointParams,
  EndpointServerSettings,
  ListEndpointsParams,
  UpdateEndpointParams,
} from './resources/endpoints.js'
export type { Endpoint, EndpointOperations, EndpointState, EndpointType } from './resources/endpoints.schema.js'
export { getOperation, listOperations } from './resources/operations.js'
export type { Operation, OperationStatus } from './resources/operations.schema.js'
export { getOrganization, listOrganizations } from './resources/organizations.js'
export type { OrganizationParams } from './resources/organizations.js'
export type { Organization } from './resources/organizations.schema.js'
export {
  createProject,
  deleteProject,
  getProject,
  listProjects,
  listSharedProjects,
  recoverProject,
  updateProject,
} from './resources/projects.js'
export type {
  CreateProjectParams,
  ListProjectsParams,
  ListSharedProjectsParams,
  ProjectParams,
  ProjectSettings,
  UpdateProjectParams,
} from './resources/projects.js'
export type {
  CreatedProject,
  Project,
  ProjectOperations,
  RecoveredProject,
  SubscriptionType,
} from './resources/projects.schema.js'
export { finalizeRestore, resetBranch, restoreBranch } from './resources/restore-branch.js'
export type { ResetBranchParams, RestoreBranchParams } from './resources/restore-branch.js'
export { listRegions } from './resources/regions.js'
export type { Region } from './resources/regions.schema.js'
export { createRole, deleteRole, getRole, getRolePassword, listRoles, resetRolePassword } from './resources/roles.js'
export type { CreateRoleParams, RoleParams } from './resources/roles.js'
export type { Role, RoleOperations } from './resources/roles.schema.js'
export { getCurrentUser } from './resources/users.js'
export type { User } from './resources/users.schema.js'
export {
  createSnapshot,
  deleteSnapshot,
  getSnapshotSchedule,
  listSnapshots,
  restoreSnapshot,
  setSnapshotSchedule,
  updateSnapshot,
} from './resources/snapshots.js'
export type {
  CreateSnapshotParams,
  RestoreSnapshotParams,
  SnapshotParams,
  SnapshotRuleInput,
} from './resources/snapshots.js'
export type {
  RestoredSnapshot,
  Snapshot,
  SnapshotFrequency,
  SnapshotOperations,
  SnapshotRule,
} from './resources/snapshots.schema.js'
export { directHost, isPoolerHost, poolerHost } from './pooler-host.js'
export { branchReadyStep, ensureBranchStep, ensureProjectStep, restorePointStep } from './steps.js'
export type { BranchReadyParams, RestorePointParams } from './steps.js'
export { checkOperations, OperationError, waitForOperations } from './wait.js'
export type { OperationsParams } from './wait.js'
export { checkBranch, waitForBranch } from './wait-branch.js'
export type { BranchStatus } from './wait-branch.js'
export { checkEndpoint, waitForEndpoint } from './wait-endpoint.js'
export type { EndpointStatus, EndpointWaitParams } from './wait-endpoint.js'
