import { Refusal, type FakeAnswer, type FakeRequest } from '@keelson/core/testing'
import { accountOperations } from './account.js'
import { apiKeyOperations } from './api-keys.js'
import { deleteBranch, restoreBranch } from './branch-ends.js'
import { branchSchemaOperations } from './branch-schema.js'
import { createBranch, getBranch, listBranches, setDefaultBranch, updateBranch } from './branches.js'
import { consumptionOperations } from './consumption.js'
import { createDatabase, databaseOperations, listDatabases } from './databases.js'
import { endpointOperations } from './endpoints.js'
import { cursorPage } from './list-page.js'
import { deleteProject, recoverProject } from './project-ends.js'
import { createProject, getProject, listProjects, listSharedProjects, updateProject } from './projects.js'
import { createRole, getConnectionUri, listRoles, resetPassword, roleOperations } from './roles.js'
import { showOperation } from './show.js'
import { snapshotOperations } from './snapshots.js'
import { findProject, type Run, type World } from './world.js'

/** What the fake has, by method and documented path. */
export const operations = {
  ...accountOperations,
  ...apiKeyOperations,
  ...consumptionOperations,
  ...databaseOperations,
  ...branchSchemaOperations,
  ...endpointOperations,
  ...snapshotOperations,
  ...roleOperations,
  'GET /projects': listProjects,
  'POST /projects': createProject,
  'GET /projects/shared': listSharedProjects,
  'GET /projects/{project_id}': getProject,
  'PATCH /projects/{project_id}': updateProject,
  'POST /projects/{project_id}/recover': recoverProject,
  'DELETE /projects/{project_id}': deleteProject,
  'GET /projects/{project_id}/connection_uri': getConnectionUri,
  'GET /projects/{project_id}/operations': listOperations,
  'GET /projects/{project_id}/operations/{operation_id}': getOperation,
  'GET /projects/{project_id}/branches': listBranches,
  'POST /projects/{project_id}/branches': createBranch,
  'GET /projects/{project_id}/branches/{branch_id}': getBranch,
  'PATCH /projects/{project_id}/branches/{branch_id}': updateBranch,
  'DELETE /projects/{project_id}/branches/{branch_id}': deleteBranch,
  'POST /projects/{project_id}/branches/{branch_id}/restore': restoreBranch,
  'POST /projects/{project_id}/branches/{branch_id}/set_as_default': setDefaultBranch,
  'GET /projects/{project_id}/branches/{branch_id}/roles': listRoles,
  'POST /projects/{project_id}/branches/{branch_id}/roles': createRole,
  'POST /projects/{project_id}/branches/{branch_id}/roles/{role_name}/reset_password': resetPassword,
  'GET /projects/{project_id}/branches/{branch_id}/databases': listDatabases,
  'POST /projects/{project_id}/branches/{branch_id}/databases': createDatabase,
} satisfies Record<string, Run>

/** An operation that the fake has. */
export type FakeNeonOperation = keyof typeof operations

/** `GET /projects/{project_id}/operations`: the newest first. */
function listOperations(request: FakeRequest, world: World): FakeAnswer {
  const project = findProject(request, world)
  const items = [...world.store.operations.values()].filter(({ projectId }) => projectId === project.id).toReversed()
  return cursorPage(request, items, { name: 'operations', most: 1000, usual: 1000, show: showOperation })
}

/** `GET /projects/{project_id}/operations/{operation_id}` */
function getOperation(request: FakeRequest, world: World): FakeAnswer {
  const project = findProject(request, world)
  const operation = world.store.operations.get(request.path['operation_id'] ?? '')
  if (operation?.projectId !== project.id) throw new Refusal(404, 'operation not found')
  return { status: 200, body: { operation: showOperation(operation) } }
}
