import type { CallOptions, Pages } from '@keelson/core'
import * as input from '@keelson/core/input'
import type { RenderClient } from '../client.js'
import { protectedStatuses } from '../known-values.js'
import { listPages } from '../pagination.js'
import type { IpAllowListEntry } from '../ip-allow-list.js'
import { Environment, EnvironmentPage } from './environments.schema.js'

/** Filters of {@link listEnvironments}; a list means any of its values. */
export interface ListEnvironmentsParams {
  readonly projectId: string | readonly string[]
  readonly name?: string | readonly string[]
  readonly ownerId?: string | readonly string[]
  readonly environmentId?: string | readonly string[]
  /** ISO 8601, as the others. */
  readonly createdAfter?: string
  readonly createdBefore?: string
  readonly updatedAfter?: string
  readonly updatedBefore?: string
}

/** What can be set of an environment. */
export interface EnvironmentSettings {
  /** `protected`: only admins of the workspace may change what is in it. @default 'unprotected', at Render's side */
  readonly protectedStatus?: (typeof protectedStatuses)[number]
  /** Whether private traffic from other environments is kept out. @default false, at Render's side */
  readonly networkIsolationEnabled?: boolean
  /** Who may connect from outside. */
  readonly ipAllowList?: readonly IpAllowListEntry[]
}

/** An environment that is made together with its project. */
export interface EnvironmentInput extends EnvironmentSettings {
  readonly name: string
}

/** Which environment, and what goes in or out: services, databases, Key Value instances and environment groups. */
export interface EnvironmentResourcesParams {
  readonly environmentId: string
  /** `srv-…`, `crn-…`, `dpg-…`, `red-…`, `evg-…` */
  readonly resourceIds: readonly string[]
}

const listPath = '/environments'
const path = `${listPath}/{environmentId}`
const resourcesPath = `${path}/resources`

/**
 * The environments of projects. https://api-docs.render.com/reference/list-environments
 *
 * @example
 * import * as render from '@keelson/render'
 * const [staging] = await render.listEnvironments(client, { projectId: 'prj-…', name: 'staging' }).toArray()
 */
export function listEnvironments(
  client: RenderClient,
  params: ListEnvironmentsParams,
  options?: CallOptions,
): Pages<Environment> {
  // Required by Render, and an empty list would leave it out.
  const check = () => input.check(client, `GET ${listPath}`, [input.filled('projectId', [params.projectId].flat())])
  return listPages(
    client,
    { method: 'GET', path: listPath, query: { ...params }, response: EnvironmentPage },
    (page) => page.environment,
    options,
    check,
  )
}

/**
 * One environment, and the ids of what is in it. https://api-docs.render.com/reference/retrieve-environment
 *
 * @example
 * import * as render from '@keelson/render'
 * const { serviceIds, databasesIds } = await render.getEnvironment(client, { environmentId: 'evm-…' })
 */
export function getEnvironment(
  client: RenderClient,
  params: { readonly environmentId: string },
  options?: CallOptions,
): Promise<Environment> {
  return client.send({ method: 'GET', path, params, response: Environment }, options)
}

/**
 * Creates an environment in a project. Never repeated by itself when it may have been carried out (`ambiguous_write`).
 *
 * Throws `config`, before anything is sent, for a `protectedStatus` that does not exist.
 * https://api-docs.render.com/reference/create-environment
 *
 * @example
 * import * as render from '@keelson/render'
 * const { id } = await render.createEnvironment(client, { projectId: 'prj-…', name: 'staging' })
 */
export async function createEnvironment(
  client: RenderClient,
  params: EnvironmentInput & { readonly projectId: string },
  options?: CallOptions,
): Promise<Environment> {
  input.check(client, `POST ${listPath}`, [
    input.required('projectId', params.projectId),
    ...environmentProblems(params),
  ])
  const ambiguousHint = `Look for an environment named "${params.name}" with listEnvironments before creating it again`
  return client.send({ method: 'POST', path: listPath, body: params, ambiguousHint, response: Environment }, options)
}

/**
 * Changes an environment; fields left out stay as they are.
 *
 * Throws `config`, before anything is sent, for a `protectedStatus` that does not exist, and when nothing is to change.
 * https://api-docs.render.com/reference/update-environment
 *
 * @example
 * import * as render from '@keelson/render'
 * await render.updateEnvironment(client, { environmentId: 'evm-…', protectedStatus: 'protected' })
 */
export async function updateEnvironment(
  client: RenderClient,
  params: { readonly environmentId: string } & Partial<EnvironmentInput>,
  options?: CallOptions,
): Promise<Environment> {
  const { environmentId, ...body } = params
  const { name, protectedStatus, networkIsolationEnabled, ipAllowList } = body
  input.check(client, `PATCH ${path}`, [
    input.atLeastOne({ name, protectedStatus, networkIsolationEnabled, ipAllowList }),
    name === undefined ? undefined : input.required('name', name),
    input.word('protectedStatus', protectedStatus, protectedStatuses),
  ])
  return client.send(
    { method: 'PATCH', path, params: { environmentId }, body, idempotent: true, response: Environment },
    options,
  )
}

/**
 * Deletes an environment; throws `conflict` while something is in it. https://api-docs.render.com/reference/delete-environment
 *
 * @example
 * import * as render from '@keelson/render'
 * await render.deleteEnvironment(client, { environmentId: 'evm-…' })
 */
export function deleteEnvironment(
  client: RenderClient,
  params: { readonly environmentId: string },
  options?: CallOptions,
): Promise<void> {
  return client.send({ method: 'DELETE', path, params }, options)
}

/**
 * Puts services, databases, Key Value instances and environment groups into an environment, and takes them from the one that
 * they are in. Throws `config`, before anything is sent, for an empty list.
 * https://api-docs.render.com/reference/add-resources-to-environment
 *
 * @example
 * import * as render from '@keelson/render'
 * await render.addToEnvironment(client, { environmentId: 'evm-…', resourceIds: ['srv-…', 'dpg-…'] })
 */
export async function addToEnvironment(
  client: RenderClient,
  { environmentId, resourceIds }: EnvironmentResourcesParams,
  options?: CallOptions,
): Promise<Environment> {
  input.check(client, `POST ${resourcesPath}`, [input.filled('resourceIds', resourceIds)])
  // What is in it already stays in it.
  return client.send(
    {
      method: 'POST',
      path: resourcesPath,
      params: { environmentId },
      body: { resourceIds },
      response: Environment,
      idempotent: true,
    },
    options,
  )
}

/**
 * Takes services, databases, Key Value instances and environment groups out of an environment; they go on running. Throws
 * `config`, before anything is sent, for an empty list. https://api-docs.render.com/reference/remove-resources-from-environment
 *
 * @example
 * import * as render from '@keelson/render'
 * await render.removeFromEnvironment(client, { environmentId: 'evm-…', resourceIds: ['srv-…'] })
 */
export async function removeFromEnvironment(
  client: RenderClient,
  { environmentId, resourceIds }: EnvironmentResourcesParams,
  options?: CallOptions,
): Promise<void> {
  input.check(client, `DELETE ${resourcesPath}`, [input.filled('resourceIds', resourceIds)])
  return client.send(
    {
      method: 'DELETE',
      path: resourcesPath,
      params: { environmentId },
      query: { resourceIds },
      repeat: ['resourceIds'],
    },
    options,
  )
}

/** What is wrong with an environment, whose fields stand under this prefix. */
export function environmentProblems(
  { name, protectedStatus }: EnvironmentInput,
  prefix = '',
): readonly input.Problem[] {
  return [
    input.required(`${prefix}name`, name),
    input.word(`${prefix}protectedStatus`, protectedStatus, protectedStatuses),
  ]
}
