import type { CallOptions } from '@keelson/core'
import * as input from '@keelson/core/input'
import type { NeonClient } from '../client.js'
import { ApiKeyList, CreatedApiKey, type ApiKey } from './api-keys.schema.js'
import { missingOrgId, type OrganizationParams } from './organizations.js'

/** What {@link createApiKey} sends. */
export interface CreateApiKeyParams {
  /** Not unique, at most 64 characters. */
  readonly key_name: string
}

/** What {@link createOrganizationApiKey} sends. */
export interface CreateOrganizationApiKeyParams extends CreateApiKeyParams, OrganizationParams {
  /** The one project that the key opens. @default all of the organization */
  readonly project_id?: string
}

/** Which key is meant. */
export interface ApiKeyParams {
  readonly keyId: number
}

const personal = '/api_keys'
const shared = '/organizations/{org_id}/api_keys'

/**
 * The API keys of the user, without the keys themselves. https://api-docs.neon.tech/reference/listapikeys
 *
 * @example
 * import * as neon from '@keelson/neon'
 * for (const { name, last_used_at } of await neon.listApiKeys(client)) console.log(name, last_used_at ?? 'never')
 */
export function listApiKeys(client: NeonClient, options?: CallOptions): Promise<ApiKey[]> {
  return client.send({ method: 'GET', path: personal, response: ApiKeyList }, options)
}

/**
 * Creates an API key of the user, who may do everything with it that the user may; this answer is the only one that holds it.
 * Throws `ambiguous_write` when it may have been created: a key whose answer was lost is of no use and must be revoked.
 * https://api-docs.neon.tech/reference/createapikey
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const { id, key } = await neon.createApiKey(client, { key_name: 'deploys' })
 */
export function createApiKey(
  client: NeonClient,
  params: CreateApiKeyParams,
  options?: CallOptions,
): Promise<CreatedApiKey> {
  return create(client, personal, {}, params, [], options)
}

/**
 * Revokes an API key of the user, for ever; sent again when the answer was lost. Throws `not_found` when there is none of this
 * id. https://api-docs.neon.tech/reference/revokeapikey
 *
 * @example
 * import * as neon from '@keelson/neon'
 * await neon.revokeApiKey(client, { keyId: 165434 })
 */
export function revokeApiKey(client: NeonClient, { keyId }: ApiKeyParams, options?: CallOptions): Promise<void> {
  return revoke(client, personal, { key_id: keyId }, options)
}

/**
 * The API keys of an organization, without the keys themselves. https://api-docs.neon.tech/reference/listorgapikeys
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const keys = await neon.listOrganizationApiKeys(client, { orgId: 'org-…' })
 */
export async function listOrganizationApiKeys(
  client: NeonClient,
  { orgId = client.orgId }: OrganizationParams = {},
  options?: CallOptions,
): Promise<ApiKey[]> {
  input.check(client, `GET ${shared}`, [missingOrgId(orgId)])
  return client.send({ method: 'GET', path: shared, params: { org_id: orgId }, response: ApiKeyList }, options)
}

/**
 * Creates an API key of an organization, for all of its projects or for one; this answer is the only one that holds it.
 * Throws `ambiguous_write` when it may have been created: a key whose answer was lost is of no use and must be revoked.
 * https://api-docs.neon.tech/reference/createorgapikey
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const { key } = await neon.createOrganizationApiKey(client, { key_name: 'previews', project_id: 'quiet-river-…' })
 */
export function createOrganizationApiKey(
  client: NeonClient,
  { orgId = client.orgId, ...body }: CreateOrganizationApiKeyParams,
  options?: CallOptions,
): Promise<CreatedApiKey> {
  return create(client, shared, { org_id: orgId }, body, [missingOrgId(orgId)], options)
}

/**
 * Revokes an API key of an organization, for ever; sent again when the answer was lost. Throws `not_found` when there is none
 * of this id. https://api-docs.neon.tech/reference/revokeorgapikey
 *
 * @example
 * import * as neon from '@keelson/neon'
 * await neon.revokeOrganizationApiKey(client, { keyId: 165434 })
 */
export async function revokeOrganizationApiKey(
  client: NeonClient,
  { orgId = client.orgId, keyId }: ApiKeyParams & OrganizationParams,
  options?: CallOptions,
): Promise<void> {
  input.check(client, `DELETE ${shared}/{key_id}`, [missingOrgId(orgId)])
  return revoke(client, shared, { org_id: orgId, key_id: keyId }, options)
}

async function create(
  client: NeonClient,
  path: string,
  params: Record<string, unknown>,
  body: CreateApiKeyParams,
  problems: readonly input.Problem[],
  options: CallOptions | undefined,
): Promise<CreatedApiKey> {
  const form = 'it must have 1 to 64 characters'
  input.check(client, `POST ${path}`, [...problems, input.text('key_name', body.key_name, /^.{1,64}$/su, form)])
  const ambiguousHint = `Look for a key named "${body.key_name}" and revoke it before creating another one: it is lost`
  const spec = { method: 'POST', path, params, body, secrets: ['key'], response: CreatedApiKey, ambiguousHint } as const
  return client.send(spec, options)
}

async function revoke(
  client: NeonClient,
  path: string,
  params: Record<string, unknown>,
  options: CallOptions | undefined,
): Promise<void> {
  // An id is never given twice: what is revoked stays revoked.
  await client.send({ method: 'DELETE', path: `${path}/{key_id}`, params, idempotent: true }, options)
}
