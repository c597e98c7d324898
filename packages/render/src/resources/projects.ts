import type { CallOptions, Pages } from '@keelson/core'
import * as input from '@keelson/core/input'
import type { RenderClient } from '../client.js'
import { listPages } from '../pagination.js'
import { environmentProblems, type EnvironmentInput } from './environments.js'
import { Project, ProjectPage } from './projects.schema.js'
import { requireOwnerId } from './services.js'

/** Filters of {@link listProjects}; a list means any of its values. */
export interface ListProjectsParams {
  readonly name?: string | readonly string[]
  /** @default the client's ownerId */
  readonly ownerId?: string | readonly string[]
  /** ISO 8601, as the others. */
  readonly createdAfter?: string
  readonly createdBefore?: string
  readonly updatedAfter?: string
  readonly updatedBefore?: string
}

/** What {@link createProject} sends. */
export interface CreateProjectParams {
  readonly name: string
  /** @default the client's ownerId */
  readonly ownerId?: string
  readonly environments: readonly EnvironmentInput[]
}

const path = '/projects/{projectId}'

/**
 * The projects of a workspace. https://api-docs.render.com/reference/list-projects
 *
 * @example
 * import * as render from '@keelson/render'
 * const [shop] = await render.listProjects(client, { name: 'shop' }).toArray()
 */
export function listProjects(
  client: RenderClient,
  params: ListProjectsParams = {},
  options?: CallOptions,
): Pages<Project> {
  const query = { ...params, ownerId: params.ownerId ?? client.ownerId }
  return listPages(
    client,
    { method: 'GET', path: '/projects', query, response: ProjectPage },
    (page) => page.project,
    options,
  )
}

/**
 * One project. https://api-docs.render.com/reference/retrieve-project
 *
 * @example
 * import * as render from '@keelson/render'
 * const { environmentIds } = await render.getProject(client, { projectId: 'prj-…' })
 */
export function getProject(
  client: RenderClient,
  params: { readonly projectId: string },
  options?: CallOptions,
): Promise<Project> {
  return client.send({ method: 'GET', path, params, response: Project }, options)
}

/**
 * Creates a project with its environments. Never repeated by itself when it may have been carried out (`ambiguous_write`).
 *
 * Throws `config`, before anything is sent, for a `protectedStatus` that does not exist.
 * https://api-docs.render.com/reference/create-project
 *
 * @example
 * import * as render from '@keelson/render'
 * const { id, environmentIds } = await render.createProject(client, {
 *   name: 'shop', environments: [{ name: 'staging' }, { name: 'production', protectedStatus: 'protected' }],
 * })
 */
export async function createProject(
  client: RenderClient,
  params: CreateProjectParams,
  options?: CallOptions,
): Promise<Project> {
  const operation = 'POST /projects'
  input.check(client, operation, [
    input.required('name', params.name),
    ...params.environments.flatMap((one, index) => environmentProblems(one, `environments.${index}.`)),
  ])
  const body = { ...params, ownerId: requireOwnerId(client, params.ownerId, operation) }
  const ambiguousHint = `Look for a project named "${params.name}" with listProjects before creating it again`
  return client.send({ method: 'POST', path: '/projects', body, response: Project, ambiguousHint }, options)
}

/**
 * Gives a project another name; its environments are changed by `updateEnvironment`.
 * https://api-docs.render.com/reference/update-project
 *
 * @example
 * import * as render from '@keelson/render'
 * await render.updateProject(client, { projectId: 'prj-…', name: 'web-shop' })
 */
export async function updateProject(
  client: RenderClient,
  { projectId, name }: { readonly projectId: string; readonly name: string },
  options?: CallOptions,
): Promise<Project> {
  input.check(client, `PATCH ${path}`, [input.required('name', name)])
  return client.send(
    { method: 'PATCH', path, params: { projectId }, body: { name }, idempotent: true, response: Project },
    options,
  )
}

/**
 * Deletes a project with its environments; throws `conflict` while something is in one of them.
 * https://api-docs.render.com/reference/delete-project
 *
 * @example
 * import * as render from '@keelson/render'
 * await render.deleteProject(client, { projectId: 'prj-…' })
 */
export function deleteProject(
  client: RenderClient,
  params: { readonly projectId: string },
  options?: CallOptions,
): Promise<void> {
  return client.send({ method: 'DELETE', path, params }, options)
}
