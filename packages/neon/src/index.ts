export { createNeonClient, request } from './client.js'
export type { NeonClient, NeonOptions } from './client.js'
export { getConnectionUri, getConnectionUris } from './connection.js'
export type { ConnectionParams } from './connection.js'
export { ensureProject, findProject } from './ensure.js'
export type { EnsuredProject, EnsureProjectParams } from './ensure.js'
export { ensureBranch, listExpiredBranches, removeBranch } from './ensure-branch.js'
export type { BranchReference, EnsureBranchParams } from './ensure-branch.js'
export { ensureDatabase, ensureRole } from './ensure-database.js'
export type { NeonOperations } from './operations.gen.js'
export {
  createBranch,
  deleteBranch,
  getBranch,
  listBranches,
  restoreBranch,
  updateBranch,
} from './resources/branches.js'
export type {
  BranchParams,
  CreateBranchParams,
  ListBranchesParams,
  RestoreBranchParams,
  UpdateBranchParams,
} from './resources/branches.js'
export type { Branch, BranchOperations, BranchState, CreatedBranch } from './resources/branches.schema.js'
export type { ConnectionDetails } from './resources/connection.schema.js'
export { createDatabase, listDatabases } from './resources/databases.js'
export type { CreateDatabaseParams } from './resources/databases.js'
export type { Database, DatabaseOperations } from './resources/databases.schema.js'
export { createEndpoint, getEndpoint, listEndpoints, startEndpoint, suspendEndpoint } from './resources/endpoints.js'
export type { CreateEndpointParams, EndpointParams, EndpointSettings } from './resources/endpoints.js'
export type { Endpoint, EndpointOperations, EndpointState, EndpointType } from './resources/endpoints.schema.js'
export { getOperation, listOperations } from './resources/operations.js'
export type { Operation, OperationStatus } from './resources/operations.schema.js'
export { createProject, deleteProject, getProject, listProjects } from './resources/projects.js'
export type { CreateProjectParams, ListProjectsParams } from './resources/projects.js'
export type { CreatedProject, Project } from './resources/projects.schema.js'
export { createRole, listRoles, resetRolePassword } from './resources/roles.js'
export type { CreateRoleParams } from './resources/roles.js'
export type { Role, RoleOperations } from './resources/roles.schema.js'
export { isPoolerHost, poolerHost } from './pooler-host.js'
export { branchReadyStep, ensureBranchStep, ensureProjectStep, restorePointStep } from './steps.js'
export type { BranchReadyParams, RestorePointParams } from './steps.js'
export { checkOperations, OperationError, waitForOperations } from './wait.js'
export type { OperationsParams } from './wait.js'
export { checkBranch, waitForBranch } from './wait-branch.js'
export type { BranchStatus } from './wait-branch.js'
