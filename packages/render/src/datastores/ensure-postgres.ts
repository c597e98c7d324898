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
  type DatabaseDifferences,
  type DesiredDatabase,
  type RemoveDatabaseParams,
} from './ensure-database.js'
import {
  checkNewPostgres,
  createPostgres,
  deletePostgres,
  getPostgres,
  listPostgres,
  updatePostgres,
  type CreatePostgresParams,
} from './postgres.js'
import type { Postgres } from './postgres.schema.js'
import { requireOwnerId } from '../resources/services.js'

/** What {@link ensurePostgres} would do. */
export interface PostgresPlan {
  readonly action: 'create' | 'update' | 'none'
  /** Empty when the database does not exist yet. */
  readonly changes: readonly FieldChange[]
  readonly postgres: Postgres | undefined
}

/**
 * Compares a database with what is desired and changes nothing; found by workspace and exact name. `readReplicas` and what
 * is for Datadog are given to a new database only, and not compared.
 *
 * Throws `conflict` when a field differs that cannot be changed (region, version, databaseName, databaseUser,
 * environmentId, a smaller disk), or when two databases have the name; `config` for what Render does not know.
 *
 * @example
 * import * as datastores from '@keelson/render/datastores'
 * const { action, changes } = await datastores.planPostgres(client, { name: 'shop', plan: 'basic_1gb', version: '17' })
 */
export async function planPostgres(
  client: RenderClient,
  desired: CreatePostgresParams,
  options: EnsureOptions = {},
): Promise<PostgresPlan> {
  checkNewPostgres(client, desired)
  const { found, ...plan } = await planDatabase(client, wanted(client, desired, options), options)
  return { ...plan, postgres: found }
}

/**
 * Makes sure that exactly one such database exists and is as desired; running it again is free. A creation whose answer was
 * lost is looked up, not repeated. It does not wait: `waitForPostgres`. A free database expires 30 days after its creation
 * (`expiresAt`) and is deleted then; one that is gone is created again, and empty.
 *
 * Throws as {@link planPostgres} does.
 *
 * @example
 * import * as datastores from '@keelson/render/datastores'
 * const { resource, outcome } = await datastores.ensurePostgres(client, {
 *   name: 'shop', plan: 'basic_256mb', version: '17', region: 'frankfurt', diskSizeGB: 5,
 * })
 * await datastores.waitForPostgres(client, { postgresId: resource.id })
 */
export async function ensurePostgres(
  client: RenderClient,
  desired: CreatePostgresParams,
  options: EnsureOptions = {},
): Promise<Ensured<Postgres>> {
  checkNewPostgres(client, desired)
  return ensureDatabase(client, wanted(client, desired, options), options)
}

/**
 * Makes sure that no database has this name; `'absent'` when there was none. All its data is lost, which is why it must be
 * said: `config` without `dataLossAccepted`.
 *
 * @example
 * import * as datastores from '@keelson/render/datastores'
 * await datastores.removePostgres(client, { name: 'shop-preview-12', dataLossAccepted: true })
 */
export async function removePostgres(
  client: RenderClient,
  params: RemoveDatabaseParams,
  options: CallOptions = {},
): Promise<'removed' | 'absent'> {
  return removeDatabase(client, 'DELETE /postgres/{postgresId}', params, {
    find: () => findPostgres(client, params, options),
    remove: (postgresId) => deletePostgres(client, { postgresId }, options),
  })
}

function wanted(
  client: RenderClient,
  desired: CreatePostgresParams,
  options: EnsureOptions,
): DesiredDatabase<Postgres> {
  return {
    ...about(desired),
    find: () => findPostgres(client, desired, options),
    create: () => createPostgres(client, desired, options),
    update: (postgresId, values) => updatePostgres(client, { postgresId, ...values }, options),
    compare: async (found) => {
      // A list does not show them.
      const settings = desired.parameterOverrides && (await getPostgres(client, { postgresId: found.id }, options))
      return compare(desired, found, settings?.parameterOverrides)
    },
  }
}

function compare(
  desired: CreatePostgresParams,
  found: Postgres,
  settings: Readonly<Record<string, string>> = {},
): DatabaseDifferences {
  const { region, version, databaseName, databaseUser, environmentId, plan, diskSizeGB } = desired
  const { enableDiskAutoscaling, enableHighAvailability, ipAllowList, parameterOverrides } = desired
  const grown = found.diskSizeGB ?? 0
  const isSmaller = diskSizeGB !== undefined && diskSizeGB < grown
  // Render may have enlarged it by itself.
  const mayBeLarger = enableDiskAutoscaling ?? found.diskAutoscalingEnabled
  const disk = { diskSizeGB: isSmaller && mayBeLarger ? undefined : diskSizeGB }
  const name = isNamed(found.databaseName, databaseName) ? undefined : databaseName
  return {
    fixed: differences(
      { region, version, databaseName: name, databaseUser, environmentId, ...(isSmaller && disk) },
      { ...found },
    ),
    changes: [
      ...differences(
        { plan, enableDiskAutoscaling, enableHighAvailability, ...(!isSmaller && disk) },
        {
          ...found,
          enableDiskAutoscaling: found.diskAutoscalingEnabled,
          enableHighAvailability: found.highAvailabilityEnabled,
        },
      ),
      ...addressChanges(ipAllowList, found.ipAllowList),
      // Settings that are not asked for stay, whether Render merges or replaces.
      ...(differences(parameterOverrides ?? {}, settings).length > 0
        ? [{ path: 'parameterOverrides', from: settings, to: { ...settings, ...parameterOverrides } }]
        : []),
    ],
  }
}

/** Whether a database has a name that was asked for: where it is taken, Render appends four characters. */
function isNamed(actual: string, asked: string | undefined): boolean {
  return (
    asked === undefined ||
    actual === asked ||
    (actual.startsWith(asked) && /^_[a-z\d]{4}$/.test(actual.slice(asked.length)))
  )
}

async function findPostgres(
  client: RenderClient,
  params: { readonly name: string; readonly ownerId?: string },
  options: CallOptions,
): Promise<Postgres | undefined> {
  const { name } = params
  const ownerId = requireOwnerId(client, params.ownerId, 'GET /postgres')
  const candidates = listPostgres(client, { ...nameFilter(name), ownerId, includeReplicas: false }, options)
  return findByName(client, about(params), { name, ownerId }, candidates)
}

function about({ name }: { readonly name: string }) {
  return { subject: `the Postgres database "${name}"`, operation: 'POST /postgres' }
}
