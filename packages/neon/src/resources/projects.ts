import { KeelsonError, type CallOptions, type Pages } from '@keelson/core'
import type { NeonClient } from '../client.js'
import { listPages } from '../pagination.js'
import { connectionSecrets } from './connection.schema.js'
import type { EndpointSettings } from './endpoints.js'
import { CreatedProject, ProjectAnswer, ProjectPage, type Project } from './projects.schema.js'

/** Filters of {@link listProjects}. */
export interface ListProjectsParams {
  /** @default the client's orgId */
  readonly orgId?: string
  /** A part of the name or of the id. */
  readonly search?: string
  /** Only deleted projects that can still be recovered. @default false, at Neon's side */
  readonly recoverable?: boolean
  /** How long Neon may take to collect the list, 100 to 30000 ms. */
  readonly timeout?: number
}

/** What {@link createProject} sends. */
export interface CreateProjectParams {
  /** Not unique: Neon makes a second project of the same name. @default the project's id */
  readonly name?: string
  /** @default the client's orgId */
  readonly org_id?: string
  /** For ever. */
  readonly region_id?: 'aws-eu-central-1' | 'aws-us-east-1' | 'aws-us-east-2' | 'aws-us-west-2' | (string & {})
  /** For ever. @default 17, at Neon's side */
  readonly pg_version?: 14 | 15 | 16 | 17 | 18
  /** Without it, passwords are shown once and connection strings cannot be asked for. @default true, at Neon's side */
  readonly store_passwords?: boolean
  /** How far back branches can be restored. @default 86400, at Neon's side */
  readonly history_retention_seconds?: number
  /** The default branch, `main`, with the database `neondb` of the role `neondb_owner`. */
  readonly branch?: { readonly name?: string; readonly role_name?: string; readonly database_name?: string }
  readonly default_endpoint_settings?: EndpointSettings
}

/**
 * The projects that the key can see. Throws `server` when Neon could not read all of them in time: a list with holes is
 * no answer to "is it there?". https://neon.com/docs/reference/api/projects/list-projects
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const shops = await neon.listProjects(client, { search: 'shop' }).toArray()
 */
export function listProjects(
  client: NeonClient,
  { orgId = client.orgId, ...query }: ListProjectsParams = {},
  options?: CallOptions,
): Pages<Project> {
  const spec = {
    method: 'GET',
    path: '/projects',
    query: { ...query, org_id: orgId },
    response: ProjectPage,
  } as const
  return listPages(
    client,
    spec,
    ({ projects, unavailable_project_ids: missing = [] }) => {
      if (missing.length === 0) return projects
      throw new KeelsonError(`GET /projects came back without ${missing.join(', ')}`, {
        code: 'server',
        provider: 'neon',
        operation: 'GET /projects',
        hint: 'Ask again, with a larger timeout',
      })
    },
    options,
  )
}

/**
 * One project. https://neon.com/docs/reference/api/projects/get-project
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const { region_id } = await neon.getProject(client, { projectId: 'quiet-river-…' })
 */
export async function getProject(
  client: NeonClient,
  { projectId }: { readonly projectId: string },
  options?: CallOptions,
): Promise<Project> {
  const params = { project_id: projectId }
  const spec = { method: 'GET', path: '/projects/{project_id}', params, response: ProjectAnswer } as const
  return (await client.send(spec, options)).project
}

/**
 * Creates a project with a branch, a role, a database and a compute; connect when its operations are finished. Never
 * repeated by itself when it may have been carried out (`ambiguous_write`): `ensureProject` asks and goes on.
 * https://neon.com/docs/reference/api/projects/create-project
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const { project, connection_uris } = await neon.createProject(client, { name: 'shop', region_id: 'aws-eu-central-1' })
 */
export function createProject(
  client: NeonClient,
  { org_id = client.orgId, ...project }: CreateProjectParams = {},
  options?: CallOptions,
): Promise<CreatedProject> {
  return client.send(
    {
      method: 'POST',
      path: '/projects',
      body: { project: { ...project, org_id } },
      secrets: connectionSecrets,
      response: CreatedProject,
      ambiguousHint: 'Look for the project by its name before creating it again; ensureProject does that',
    },
    options,
  )
}

/**
 * Deletes a project with all its branches; it can be recovered for seven days.
 * https://neon.com/docs/reference/api/projects/delete-project
 *
 * @example
 * import * as neon from '@keelson/neon'
 * await neon.deleteProject(client, { projectId: 'quiet-river-…' })
 */
export async function deleteProject(
  client: NeonClient,
  { projectId }: { readonly projectId: string },
  options?: CallOptions,
): Promise<void> {
  const params = { project_id: projectId }
  // An id is never given twice: what is deleted stays deleted.
  await client.send({ method: 'DELETE', path: '/projects/{project_id}', params, idempotent: true }, options)
}
