import { createPages, KeelsonError, requireList, type CallOptions, type Pages, type RequestSpec } from '@keelson/core'
import * as input from '@keelson/core/input'
import type { RenderClient } from '../client.js'
import { envVarProblems, secretFileProblems } from '../setting-names.js'
import { EnvGroup, EnvGroupList, type EnvGroupSummary } from './env-groups.schema.js'
import type { SecretFileInput } from './secret-files.js'
import type { EnvVarInput } from './service-params.js'
import { requireOwnerId } from './services.js'

/** Filters of {@link listEnvGroups}; a list means any of its values. */
export interface ListEnvGroupsParams {
  readonly name?: string | readonly string[]
  /** @default the client's ownerId */
  readonly ownerId?: string | readonly string[]
  readonly environmentId?: string | readonly string[]
  /** ISO 8601, as the others. */
  readonly createdAfter?: string
  readonly createdBefore?: string
  readonly updatedAfter?: string
  readonly updatedBefore?: string
}

/** What {@link createEnvGroup} sends. */
export interface CreateEnvGroupParams {
  readonly name: string
  /** @default the client's ownerId */
  readonly ownerId?: string
  /** @default [] */
  readonly envVars?: readonly EnvVarInput[]
  readonly secretFiles?: readonly SecretFileInput[]
  /** Services to link: `srv-…`, `crn-…`. */
  readonly serviceIds?: readonly string[]
  readonly environmentId?: string
}

/** Which service and which group. */
type LinkParams = { readonly envGroupId: string; readonly serviceId: string }

const listPath = '/env-groups'
const path = `${listPath}/{envGroupId}`
const linkPath = `${path}/services/{serviceId}`

/** Render's largest page. */
const pageSize = 100

/**
 * Environment groups, without what they hold. Render's list has no cursors: it holds 100, and asking for more of a longer one
 * throws `unsupported`, so that none is passed over in silence. https://api-docs.render.com/reference/list-env-groups
 *
 * @example
 * import * as render from '@keelson/render'
 * const [shared] = await render.listEnvGroups(client, { name: 'shared' }).toArray()
 */
export function listEnvGroups(
  client: RenderClient,
  params: ListEnvGroupsParams = {},
  options?: CallOptions,
): Pages<EnvGroupSummary> {
  const query = { limit: pageSize, ...params, ownerId: params.ownerId ?? client.ownerId }
  return createPages(async (next) => {
    if (next !== undefined) {
      throw new KeelsonError(`GET ${listPath} gave ${pageSize} groups, and no cursor to ask for the others with`, {
        code: 'unsupported',
        provider: 'render',
        operation: `GET ${listPath}`,
        hint: 'Ask for fewer: by name, environmentId, createdAfter and createdBefore',
      })
    }
    const answer = await client.send({ method: 'GET', path: listPath, query, response: EnvGroupList }, options)
    const items = requireList(answer, `GET ${listPath}`)
    return { items, next: items.length < pageSize ? undefined : 'unknown' }
  })
}

/**
 * One environment group with its variables and secret files, wrapped. https://api-docs.render.com/reference/retrieve-env-group
 *
 * @example
 * import * as render from '@keelson/render'
 * const { envVars, serviceLinks } = await render.getEnvGroup(client, { envGroupId: 'evg-…' })
 */
export function getEnvGroup(
  client: RenderClient,
  params: { readonly envGroupId: string },
  options?: CallOptions,
): Promise<EnvGroup> {
  return sendForGroup(client, { method: 'GET', path, params }, options)
}

/**
 * Creates an environment group. Never repeated by itself when it may have been carried out (`ambiguous_write`).
 *
 * Throws `config`, before anything is sent, for names that cannot be those of variables or files, or come twice,
 * and values that are no texts.
 * https://api-docs.render.com/reference/create-env-group
 *
 * @example
 * import * as render from '@keelson/render'
 * const { id } = await render.createEnvGroup(client, {
 *   name: 'shared', envVars: [{ key: 'LOG_LEVEL', value: 'info' }], serviceIds: ['srv-…'],
 * })
 */
export async function createEnvGroup(
  client: RenderClient,
  params: CreateEnvGroupParams,
  options?: CallOptions,
): Promise<EnvGroup> {
  const { name, envVars = [], secretFiles = [] } = params
  const operation = `POST ${listPath}`
  input.check(client, operation, [
    input.required('name', name),
    ...envVarProblems(envVars),
    ...secretFileProblems(secretFiles),
  ])
  const body = { ...params, envVars, ownerId: requireOwnerId(client, params.ownerId, operation) }
  const ambiguousHint = `Look for a group named "${name}" with listEnvGroups before creating it again`
  return sendForGroup(client, { method: 'POST', path: listPath, body, ambiguousHint }, options)
}

/**
 * Gives an environment group another name. https://api-docs.render.com/reference/update-env-group
 *
 * @example
 * import * as render from '@keelson/render'
 * await render.renameEnvGroup(client, { envGroupId: 'evg-…', name: 'shared-settings' })
 */
export async function renameEnvGroup(
  client: RenderClient,
  { envGroupId, name }: { readonly envGroupId: string; readonly name: string },
  options?: CallOptions,
): Promise<EnvGroup> {
  input.check(client, `PATCH ${path}`, [input.required('name', name)])
  return sendForGroup(
    client,
    { method: 'PATCH', path, params: { envGroupId }, body: { name }, idempotent: true },
    options,
  )
}

/**
 * Deletes an environment group with its variables and secret files: linked services lose them with their next deploy.
 * https://api-docs.render.com/reference/delete-env-group
 *
 * @example
 * import * as render from '@keelson/render'
 * await render.deleteEnvGroup(client, { envGroupId: 'evg-…' })
 */
export function deleteEnvGroup(
  client: RenderClient,
  params: { readonly envGroupId: string },
  options?: CallOptions,
): Promise<void> {
  return client.send({ method: 'DELETE', path, params }, options)
}

/**
 * Links a service to a group: it has the group's variables and secret files from its next deploy on, under its own of the same
 * name. https://api-docs.render.com/reference/link-service-to-env-group
 *
 * @example
 * import * as render from '@keelson/render'
 * await render.linkEnvGroup(client, { envGroupId: 'evg-…', serviceId: 'srv-…' })
 */
export function linkEnvGroup(client: RenderClient, params: LinkParams, options?: CallOptions): Promise<EnvGroup> {
  // There is one link or none, so a second time changes nothing.
  return sendForGroup(client, { method: 'POST', path: linkPath, params, idempotent: true }, options)
}

/**
 * Takes a group's variables and secret files from a service, with its next deploy.
 * https://api-docs.render.com/reference/unlink-service-from-env-group
 *
 * @example
 * import * as render from '@keelson/render'
 * await render.unlinkEnvGroup(client, { envGroupId: 'evg-…', serviceId: 'srv-…' })
 */
export function unlinkEnvGroup(client: RenderClient, params: LinkParams, options?: CallOptions): Promise<void> {
  return client.send({ method: 'DELETE', path: linkPath, params }, options)
}

/** Most operations answer with the whole group, its secrets included. */
export function sendForGroup(
  client: RenderClient,
  spec: Omit<RequestSpec<EnvGroup>, 'response' | 'secrets'>,
  options: CallOptions | undefined,
): Promise<EnvGroup> {
  const secrets = ['envVars.*.value', 'secretFiles.*.content']
  return client.send({ ...spec, secrets, response: EnvGroup }, options)
}
