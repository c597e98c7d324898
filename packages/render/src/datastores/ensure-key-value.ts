import type { CallOptions, Ensured, EnsureOptions, FieldChange } from '@keelson/core'
import type { RenderClient } from '../client.js'
import { differences } from '../differences.js'
import {
  addressChanges,
  ensureDatabase,
  findByName,
  nameFilter,
  planDatabase,
  removeDatabase,
  type DesiredDatabase,
  type RemoveDatabaseParams,
} from './ensure-database.js'
import {
  checkNewKeyValue,
  createKeyValue,
  deleteKeyValue,
  listKeyValue,
  updateKeyValue,
  type CreateKeyValueParams,
} from './key-value.js'
import type { KeyValue } from './key-value.schema.js'
import { requireOwnerId } from '../resources/services.js'

/** What {@link ensureKeyValue} would do. */
export interface KeyValuePlan {
  readonly action: 'create' | 'update' | 'none'
  /** Empty when the instance does not exist yet. */
  readonly changes: readonly FieldChange[]
  readonly keyValue: KeyValue | undefined
}

/**
 * Compares a Key Value instance with what is desired and changes nothing; found by workspace and exact name.
 *
 * Throws `conflict` when region or environmentId differ, which cannot be changed, or when two instances have the name;
 * `config` for what Render does not know.
 *
 * @example
 * import * as datastores from '@keelson/render/datastores'
 * const { action, changes } = await datastores.planKeyValue(client, { name: 'shop-queue', plan: 'standard' })
 */
export async function planKeyValue(
  client: RenderClient,
  desired: CreateKeyValueParams,
  options: EnsureOptions = {},
): Promise<KeyValuePlan> {
  checkNewKeyValue(client, desired)
  const { found, ...plan } = await planDatabase(client, wanted(client, desired, options), options)
  return { ...plan, keyValue: found }
}

/**
 * Makes sure that exactly one such Key Value instance exists and is as desired; running it again is free. A creation whose
 * answer was lost is looked up, not repeated. It does not wait: `waitForKeyValue`.
 *
 * Throws as {@link planKeyValue} does.
 *
 * @example
 * import * as datastores from '@keelson/render/datastores'
 * const { resource, outcome } = await datastores.ensureKeyValue(client, {
 *   name: 'shop-queue', plan: 'starter', region: 'frankfurt', maxmemoryPolicy: 'noeviction', ipAllowList: [],
 * })
 * await datastores.waitForKeyValue(client, { keyValueId: resource.id })
 */
export async function ensureKeyValue(
  client: RenderClient,
  desired: CreateKeyValueParams,
  options: EnsureOptions = {},
): Promise<Ensured<KeyValue>> {
  checkNewKeyValue(client, desired)
  return ensureDatabase(client, wanted(client, desired, options), options)
}

/**
 * Makes sure that no Key Value instance has this name; `'absent'` when there was none. All its data is lost, which is why it
 * must be said: `config` without `dataLossAccepted`.
 *
 * @example
 * import * as datastores from '@keelson/render/datastores'
 * await datastores.removeKeyValue(client, { name: 'shop-preview-12', dataLossAccepted: true })
 */
export async function removeKeyValue(
  client: RenderClient,
  params: RemoveDatabaseParams,
  options: CallOptions = {},
): Promise<'removed' | 'absent'> {
  return removeDatabase(client, 'DELETE /key-value/{keyValueId}', params, {
    find: () => findKeyValue(client, params, options),
    remove: (keyValueId) => deleteKeyValue(client, { keyValueId }, options),
  })
}

function wanted(
  client: RenderClient,
  desired: CreateKeyValueParams,
  options: EnsureOptions,
): DesiredDatabase<KeyValue> {
  const { region, environmentId, plan, maxmemoryPolicy, ipAllowList } = desired
  return {
    ...about(desired),
    find: () => findKeyValue(client, desired, options),
    create: () => createKeyValue(client, desired, options),
    update: (keyValueId, values) => updateKeyValue(client, { keyValueId, ...values }, options),
    compare: async (found) => ({
      fixed: differences({ region, environmentId }, { ...found }),
      changes: [
        ...differences({ plan, maxmemoryPolicy }, { ...found, ...found.options }),
        ...addressChanges(ipAllowList, found.ipAllowList),
      ],
    }),
  }
}

async function findKeyValue(
  client: RenderClient,
  params: { readonly name: string; readonly ownerId?: string },
  options: CallOptions,
): Promise<KeyValue | undefined> {
  const { name } = params
  const ownerId = requireOwnerId(client, params.ownerId, 'GET /key-value')
  return findByName(
    client,
    about(params),
    { name, ownerId },
    listKeyValue(client, { ...nameFilter(name), ownerId }, options),
  )
}

function about({ name }: { readonly name: string }) {
  return { subject: `the Key Value instance "${name}"`, operation: 'POST /key-value' }
}
