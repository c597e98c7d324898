import { createOnce, KeelsonError, type CallOptions, type Ensured, type EnsureOptions } from '@keelson/core'
import type { NeonClient } from './client.js'
import { listBranches } from './resources/branches.js'
import type { Branch } from './resources/branches.schema.js'
import type { ConnectionDetails } from './resources/connection.schema.js'
import { createProject, listProjects, type CreateProjectParams } from './resources/projects.js'
import type { Project } from './resources/projects.schema.js'
import { waitForBranch } from './wait-branch.js'

/** What {@link ensureProject} looks for, and creates it with. */
export interface EnsureProjectParams extends CreateProjectParams {
  readonly name: string
}

/** What {@link ensureProject} did. */
export interface EnsuredProject extends Ensured<Project> {
  /** The default branch. */
  readonly branch: Branch
  /** Of a project that this call created and whose creation was answered; `getConnectionUris` asks for it at any time. */
  readonly connection?: ConnectionDetails | undefined
}

/**
 * Makes sure that exactly one project of this name exists in the organization, and that it is ready; running it again is
 * free. Neon does not keep names unique, so a creation whose answer was lost is looked for, several times, before it is sent
 * again. Compared are `region_id` and `pg_version`, which are for ever; the other fields are given to a *new* project only.
 *
 * Throws `conflict` when two projects have the name, or when one of those two fields differs.
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const { resource, branch } = await neon.ensureProject(client, { name: 'shop', region_id: 'aws-eu-central-1', pg_version: 17 })
 */
export async function ensureProject(
  client: NeonClient,
  desired: EnsureProjectParams,
  options: EnsureOptions = {},
): Promise<EnsuredProject> {
  const find = () => findProject(client, desired, options)
  const existing = await find()
  if (existing) return takeExisting(client, desired, existing, 'existing', options)
  const create = () => createProject(client, desired, options)
  const once = await createOnce({ create, find, clock: client.clock, signal: options.signal })
  // Another run may have created one at the same time, and the first of two sends may arrive after all: told now, not later.
  await find()
  if (once.how === 'created') {
    const { project, branch, connection_uris } = once.value
    const ready = await waitUntilReady(client, branch, options)
    return { resource: project, outcome: 'created', changes: [], branch: ready, connection: connection_uris[0] }
  }
  const outcome = once.how === 'existing' ? 'existing' : 'created'
  return takeExisting(client, desired, once.value, outcome, options)
}

async function takeExisting(
  client: NeonClient,
  desired: EnsureProjectParams,
  project: Project,
  outcome: 'created' | 'existing',
  options: EnsureOptions,
): Promise<EnsuredProject> {
  if (!options.adopt) {
    for (const field of ['region_id', 'pg_version'] as const) {
      if (desired[field] === undefined || desired[field] === project[field]) continue
      throw conflict(client, `the project "${desired.name}"`, 'POST /projects', {
        happened: `${project.id} has ${field} ${project[field]}, not ${desired[field]}, and that cannot be changed`,
        hint: 'Use another name, ask for what is there, or pass adopt: true to take the project as it is',
      })
    }
  }
  const branch = await findDefaultBranch(client, project.id, options)
  // Its creator may have gone away half way.
  const ready = await waitUntilReady(client, branch, options)
  return { resource: project, outcome, changes: [], branch: ready }
}

async function waitUntilReady(client: NeonClient, branch: Branch, { signal }: EnsureOptions): Promise<Branch> {
  const { id: branchId, project_id: projectId } = branch
  return (await waitForBranch(client, { projectId, branchId }, { signal })).branch
}

/**
 * The project of this name in the organization; `undefined` when there is none. Throws `conflict` when there are several.
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const project = await neon.findProject(client, { name: 'shop' })
 */
export async function findProject(
  client: NeonClient,
  { name, org_id = client.orgId }: Pick<EnsureProjectParams, 'name' | 'org_id'>,
  options?: CallOptions,
): Promise<Project | undefined> {
  const found: Project[] = []
  const filters = { search: name, ...(org_id !== undefined && { orgId: org_id }) }
  for await (const project of listProjects(client, filters, options)) {
    if (project.name === name && (org_id === undefined || project.org_id === org_id)) found.push(project)
  }
  if (found.length < 2) return found[0]
  throw conflict(client, `the project "${name}"`, 'GET /projects', {
    happened: `${found.length} projects have this name: ${found.map(({ id }) => id).join(', ')}`,
    hint: 'Neon allows that; rename or delete all but one, the newer ones may be empty',
  })
}

async function findDefaultBranch(client: NeonClient, projectId: string, options: CallOptions): Promise<Branch> {
  for await (const branch of listBranches(client, { projectId }, options)) if (branch.default) return branch
  throw new KeelsonError(`project ${projectId} has no default branch`, {
    code: 'not_found',
    provider: 'neon',
    operation: 'GET /projects/{project_id}/branches',
    hint: 'Set one as default in the console',
  })
}

/** What is there cannot become what is desired. */
export function conflict(
  { redact }: NeonClient,
  what: string,
  operation: string,
  { happened, hint }: { readonly happened: string; readonly hint: string },
): KeelsonError {
  const message = redact(`cannot ensure ${what}: ${happened}`)
  return new KeelsonError(message, { code: 'conflict', provider: 'neon', operation, hint })
}
