import { Refusal, type FakeAnswer, type FakeRequest } from '@keelson/core/testing'
import { deleteBranch, restoreBranch } from './branch-ends.js'
import { createBranch, getBranch, listBranches, updateBranch } from './branches.js'
import { createDatabase, listDatabases } from './databases.js'
import { createEndpoint, getEndpoint, listEndpoints, startEndpoint, suspendEndpoint } from './endpoints.js'
import { cursorPage } from './list-page.js'
import { createProject, deleteProject, getProject, listProjects } from './projects.js'
import { createRole, getConnectionUri, listRoles, resetPassword } from './roles.js'
import { showOperation } from './show.js'
import { findProject, type World } from './world.js'

type Run = (request: FakeRequest, world: World) => FakeAnswer | Promise<FakeAnswer>

/** What the fake has, by method and documented path. */
export const operations = {
  'GET /projects': listProjects,
  'POST /projects': createProject,
  'GET /projects/{project_id}': getProject,
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
  'GET /projects/{project_id}/branches/{branch_id}/endpoints': listEndpoints,
  'GET /projects/{project_id}/branches/{branch_id}/roles': listRoles,
  'POST /projects/{project_id}/branches/{branch_id}/roles': createRole,
  'POST /projects/{project_id}/branches/{branch_id}/roles/{role_name}/reset_password': resetPassword,
  'GET /projects/{project_id}/branches/{branch_id}/databases': listDatabases,
  'POST /projects/{project_id}/branches/{branch_id}/databases': createDatabase,
  'POST /projects/{project_id}/endpoints': createEndpoint,
  'GET /projects/{project_id}/endpoints/{endpoint_id}': getEndpoint,
  'POST /projects/{project_id}/endpoints/{endpoint_id}/start': startEndpoint,
  'POST /projects/{project_id}/endpoints/{endpoint_id}/suspend': suspendEndpoint,
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
