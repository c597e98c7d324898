import { isSecret, type CallOptions, type Pages } from '@keelson/core'
import * as input from '@keelson/core/input'
import type { RenderClient } from '../client.js'
import {
  keyValuePlans,
  maxmemoryPolicies,
  regions,
  type KeyValuePlanName,
  type MaxmemoryPolicy,
  type Region,
} from '../known-values.js'
import { listPages } from '../pagination.js'
import type { IpAllowListEntry } from '../ip-allow-list.js'
import { KeyValue, KeyValueConnectionInfo, KeyValuePage } from './key-value.schema.js'
import { requireOwnerId } from '../resources/services.js'
import { suspendOrResume } from '../resources/suspension.js'

/** Which instance is meant. */
export type KeyValueParams = {
  /** `red-…` */
  readonly keyValueId: string
}

/** Filters of {@link listKeyValue}; a list means any of its values. */
export interface ListKeyValueParams {
  readonly name?: string | readonly string[]
  /** @default the client's ownerId */
  readonly ownerId?: string | readonly string[]
  readonly environmentId?: string | readonly string[]
  readonly region?: Region | readonly Region[]
  /** ISO 8601, as the following three. */
  readonly createdAfter?: string
  readonly createdBefore?: string
  readonly updatedAfter?: string
  readonly updatedBefore?: string
}

/** What {@link createKeyValue} sends. */
export interface CreateKeyValueParams {
  /** As the dashboard shows it. */
  readonly name: string
  readonly plan: KeyValuePlanName
  /** @default the client's ownerId */
  readonly ownerId?: string
  /** For ever. @default 'oregon' */
  readonly region?: Region
  readonly environmentId?: string
  /** `noeviction` for a queue, `allkeys_lru` for a cache. */
  readonly maxmemoryPolicy?: MaxmemoryPolicy
  /** Who may connect from outside of Render. */
  readonly ipAllowList?: readonly IpAllowListEntry[]
}

/** What {@link updateKeyValue} changes; fields left out stay as they are. */
export interface UpdateKeyValueParams extends KeyValueParams {
  readonly name?: string
  readonly plan?: KeyValuePlanName
  readonly maxmemoryPolicy?: MaxmemoryPolicy
  readonly ipAllowList?: readonly IpAllowListEntry[]
}

const one = '/key-value/{keyValueId}'

/**
 * The Key Value instances that the key can see. Throws `config` for an unknown region.
 * https://api-docs.render.com/reference/list-key-value
 *
 * @example
 * import * as datastores from '@keelson/render/datastores'
 * for await (const { name, status } of datastores.listKeyValue(client)) console.log(name, status)
 */
export function listKeyValue(
  client: RenderClient,
  params: ListKeyValueParams = {},
  options?: CallOptions,
): Pages<KeyValue> {
  const query = { ...params, ownerId: params.ownerId ?? client.ownerId }
  return listPages(
    client,
    { method: 'GET', path: '/key-value', query, response: KeyValuePage },
    ({ keyValue }) => keyValue,
    options,
    () => input.check(client, 'GET /key-value', [input.word('region', params.region, regions)]),
  )
}

/**
 * One instance. https://api-docs.render.com/reference/retrieve-key-value
 *
 * @example
 * import * as datastores from '@keelson/render/datastores'
 * const { status, options } = await datastores.getKeyValue(client, { keyValueId: 'red-…' })
 */
export function getKeyValue(client: RenderClient, params: KeyValueParams, options?: CallOptions): Promise<KeyValue> {
  return client.send({ method: 'GET', path: one, params, response: KeyValue }, options)
}

/**
 * Creates an instance: `waitForKeyValue`. Never repeated by itself when it may have been carried out (`ambiguous_write`):
 * `ensureKeyValue` asks and goes on. Throws `config` for what Render does not know.
 * https://api-docs.render.com/reference/create-key-value
 *
 * @example
 * import * as datastores from '@keelson/render/datastores'
 * const { id } = await datastores.createKeyValue(client, { name: 'shop-queue', plan: 'starter', maxmemoryPolicy: 'noeviction' })
 * await datastores.waitForKeyValue(client, { keyValueId: id })
 */
export async function createKeyValue(
  client: RenderClient,
  params: CreateKeyValueParams,
  options?: CallOptions,
): Promise<KeyValue> {
  checkNewKeyValue(client, params)
  const body = { ...params, ownerId: requireOwnerId(client, params.ownerId, 'POST /key-value') }
  const ambiguousHint = `Look for an instance named "${params.name}" before creating it again; ensureKeyValue does that`
  return client.send({ method: 'POST', path: '/key-value', body, response: KeyValue, ambiguousHint }, options)
}

/**
 * Changes an instance. Throws `config` for what Render does not know. https://api-docs.render.com/reference/update-key-value
 *
 * @example
 * import * as datastores from '@keelson/render/datastores'
 * await datastores.updateKeyValue(client, { keyValueId: 'red-…', maxmemoryPolicy: 'allkeys_lru' })
 */
export async function updateKeyValue(
  client: RenderClient,
  params: UpdateKeyValueParams,
  options?: CallOptions,
): Promise<KeyValue> {
  const { keyValueId, ...body } = params
  const { name, plan, maxmemoryPolicy, ipAllowList } = body
  input.check(client, `PATCH ${one}`, [
    input.atLeastOne({ name, plan, maxmemoryPolicy, ipAllowList }),
    name === '' ? input.required('name', name) : undefined,
    ...settingProblems(params),
  ])
  // Sets fields to given values, so a second time changes nothing.
  const spec = { method: 'PATCH', path: one, params: { keyValueId }, body, idempotent: true } as const
  return client.send({ ...spec, response: KeyValue }, options)
}

/**
 * Deletes an instance with all its data, for good. https://api-docs.render.com/reference/delete-key-value
 *
 * @example
 * import * as datastores from '@keelson/render/datastores'
 * await datastores.deleteKeyValue(client, { keyValueId: 'red-…' })
 */
export function deleteKeyValue(client: RenderClient, params: KeyValueParams, options?: CallOptions): Promise<void> {
  return client.send({ method: 'DELETE', path: one, params }, options)
}

/**
 * How to connect, as secrets: the internal address from services of the same region and workspace, the external one (TLS
 * only) from elsewhere. https://api-docs.render.com/reference/retrieve-key-value-connection-info
 *
 * @example
 * import * as datastores from '@keelson/render/datastores'
 * const { internalConnectionString } = await datastores.getKeyValueConnectionInfo(client, { keyValueId: 'red-…' })
 * await datastores.setEnvVar(client, { serviceId: 'srv-…', key: 'REDIS_URL', value: internalConnectionString })
 */
export async function getKeyValueConnectionInfo(
  client: RenderClient,
  params: KeyValueParams,
  options?: CallOptions,
): Promise<KeyValueConnectionInfo> {
  const secrets = ['internalConnectionString', 'externalConnectionString', 'cliCommand']
  const path = `${one}/connection-info`
  const info = await client.send({ method: 'GET', path, params, response: KeyValueConnectionInfo, secrets }, options)
  // The password has no field of its own, and must not turn up in a message either.
  const { externalConnectionString: url } = info
  const [, password] = /:([^:@/]+)@/.exec(isSecret(url) ? url.reveal() : '') ?? []
  if (password) client.redact.add(password)
  return info
}

/**
 * Switches an instance off; nothing happens to one that is off. https://api-docs.render.com/reference/suspend-key-value
 *
 * @example
 * import * as datastores from '@keelson/render/datastores'
 * await datastores.suspendKeyValue(client, { keyValueId: 'red-…' })
 */
export function suspendKeyValue(client: RenderClient, params: KeyValueParams, options?: CallOptions): Promise<void> {
  return turn(client, 'suspend', params, options)
}

/**
 * Switches a suspended instance on again: `waitForKeyValue`; nothing happens to one that is on.
 * https://api-docs.render.com/reference/resume-key-value
 *
 * @example
 * import * as datastores from '@keelson/render/datastores'
 * await datastores.resumeKeyValue(client, { keyValueId: 'red-…' })
 */
export function resumeKeyValue(client: RenderClient, params: KeyValueParams, options?: CallOptions): Promise<void> {
  return turn(client, 'resume', params, options)
}

function turn(
  client: RenderClient,
  verb: 'suspend' | 'resume',
  params: KeyValueParams,
  options?: CallOptions,
): Promise<void> {
  const spec = { method: 'POST', path: `${one}/${verb}`, params, idempotent: true } as const
  return suspendOrResume(
    () => client.send<void>(spec, options),
    async () => ((await getKeyValue(client, params, options)).status === 'suspended') === (verb === 'suspend'),
  )
}

/** Refuses what Render would. */
export function checkNewKeyValue(client: RenderClient, params: CreateKeyValueParams): void {
  input.check(client, 'POST /key-value', [
    input.required('name', params.name),
    input.required('plan', params.plan),
    input.word('region', params.region, regions),
    ...settingProblems(params),
  ])
}

function settingProblems({ plan, maxmemoryPolicy }: { readonly plan?: string; readonly maxmemoryPolicy?: string }) {
  return [input.word('plan', plan, keyValuePlans), input.word('maxmemoryPolicy', maxmemoryPolicy, maxmemoryPolicies)]
}
