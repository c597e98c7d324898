import { createPages, isKeelsonError, type CallOptions, type Pages } from '@keelson/core'
import type { UpstashClient } from '../client.js'
import { RedisDatabase, RedisDatabaseList, type RedisRegion } from './redis.schema.js'

/** What {@link createRedisDatabase} sends. */
export interface CreateRedisDatabaseParams {
  /** Nothing at Upstash keeps two databases from having the same one; `ensureRedisDatabase` does. */
  readonly database_name: string
  readonly platform: 'aws' | 'gcp'
  /** Fixed once the database exists. */
  readonly primary_region: RedisRegion | (string & {})
  readonly read_regions?: readonly (RedisRegion | (string & {}))[]
  readonly plan?:
    | 'free'
    | 'payg'
    | 'fixed_250mb'
    | 'fixed_1gb'
    | 'fixed_5gb'
    | 'fixed_10gb'
    | 'fixed_50gb'
    | 'fixed_100gb'
    | 'fixed_500gb'
    | (string & {})
  /** Dollars a month. */
  readonly budget?: number
  /** Whether a full database drops entries to take new ones. A queue must not lose entries: leave it off there. */
  readonly eviction?: boolean
  readonly tls?: boolean
}

/** Which database is meant. */
export interface RedisDatabaseParams {
  readonly databaseId: string
}

const secretFields = ['password', 'rest_token', 'read_only_rest_token']

/** What all operations have in common that answer with one database. */
const oneDatabase = { response: RedisDatabase, secrets: secretFields }

/**
 * The Redis databases of the account, without their credentials. https://upstash.com/docs/devops/developer-api/redis/list_databases
 *
 * @example
 * import * as upstash from '@keelson/upstash'
 * const databases = await upstash.listRedisDatabases(client).toArray()
 */
export function listRedisDatabases(
  client: UpstashClient,
  // Nothing to choose from: it is there for the options to have the place that they have everywhere.
  _params: Readonly<Record<string, never>> = {},
  options?: CallOptions,
): Pages<RedisDatabase> {
  const secrets = secretFields.map((field) => `*.${field}`)
  return createPages(async () => ({
    // Upstash does not page: all of them come at once.
    items: await client.send(
      { method: 'GET', path: '/redis/databases', response: RedisDatabaseList, secrets },
      options,
    ),
  }))
}

/**
 * One Redis database with its credentials. https://upstash.com/docs/devops/developer-api/redis/get_database
 *
 * @example
 * import * as upstash from '@keelson/upstash'
 * const { endpoint, password } = await upstash.getRedisDatabase(client, { databaseId })
 */
export function getRedisDatabase(
  client: UpstashClient,
  {
    databaseId,
    ...query
  }: RedisDatabaseParams & { /** `hide` leaves the credentials out. */ readonly credentials?: 'hide' },
  options?: CallOptions,
): Promise<RedisDatabase> {
  const params = { id: databaseId }
  return client.send({ method: 'GET', path: '/redis/database/{id}', params, query, ...oneDatabase }, options)
}

/**
 * Creates a Redis database; it serves when `waitForRedisDatabase` says so. Never repeated by itself when it may have been
 * carried out (`ambiguous_write`): `ensureRedisDatabase` asks and goes on.
 * https://upstash.com/docs/devops/developer-api/redis/create_database
 *
 * @example
 * import * as upstash from '@keelson/upstash'
 * const { database_id } = await upstash.createRedisDatabase(client, {
 *   database_name: 'shop', platform: 'aws', primary_region: 'eu-central-1',
 * })
 */
export function createRedisDatabase(
  client: UpstashClient,
  params: CreateRedisDatabaseParams,
  options?: CallOptions,
): Promise<RedisDatabase> {
  const ambiguousHint = `Look for a database named "${params.database_name}" before creating it again; ensureRedisDatabase does that`
  return client.send({ method: 'POST', path: '/redis/database', body: params, ambiguousHint, ...oneDatabase }, options)
}

/**
 * Deletes a Redis database and everything in it. https://upstash.com/docs/devops/developer-api/redis/delete_database
 *
 * @example
 * import * as upstash from '@keelson/upstash'
 * await upstash.deleteRedisDatabase(client, { databaseId })
 */
export async function deleteRedisDatabase(
  client: UpstashClient,
  { databaseId }: RedisDatabaseParams,
  options?: CallOptions,
): Promise<void> {
  await client.send<unknown>({ method: 'DELETE', path: '/redis/database/{id}', params: { id: databaseId } }, options)
}

/**
 * Gives a Redis database another name; endpoint and credentials stay. https://upstash.com/docs/devops/developer-api/redis/rename_database
 *
 * @example
 * import * as upstash from '@keelson/upstash'
 * await upstash.renameRedisDatabase(client, { databaseId, name: 'shop-old' })
 */
export function renameRedisDatabase(
  client: UpstashClient,
  { databaseId, ...body }: RedisDatabaseParams & { readonly name: string },
  options?: CallOptions,
): Promise<RedisDatabase> {
  const spec = { method: 'POST', path: '/redis/rename/{id}', params: { id: databaseId }, body } as const
  // Sets the name to a given one, so a second time changes nothing.
  return client.send({ ...spec, idempotent: true, ...oneDatabase }, options)
}

/**
 * Gives a Redis database a new password and new REST tokens; what uses the old ones is locked out at once.
 * https://upstash.com/docs/devops/developer-api/redis/reset_password
 *
 * @example
 * import * as upstash from '@keelson/upstash'
 * const url = upstash.redisUrl(await upstash.resetRedisPassword(client, { databaseId }))
 */
export function resetRedisPassword(
  client: UpstashClient,
  { databaseId }: RedisDatabaseParams,
  options?: CallOptions,
): Promise<RedisDatabase> {
  const spec = { method: 'POST', path: '/redis/reset-password/{id}', params: { id: databaseId } } as const
  const ambiguousHint = 'Ask with getRedisDatabase which password holds now'
  return client.send({ ...spec, ambiguousHint, ...oneDatabase }, options)
}

/**
 * Lets a full Redis database drop entries to take new ones; no error when it does so already.
 * https://upstash.com/docs/devops/developer-api/redis/enable_eviction
 *
 * @example
 * import * as upstash from '@keelson/upstash'
 * await upstash.enableEviction(client, { databaseId })
 */
export function enableEviction(
  client: UpstashClient,
  params: RedisDatabaseParams,
  options?: CallOptions,
): Promise<void> {
  return switchEviction(client, 'enable', params, options)
}

/**
 * Lets a full Redis database refuse writes instead of dropping entries; no error when it does so already.
 * https://upstash.com/docs/devops/developer-api/redis/disable_eviction
 *
 * @example
 * import * as upstash from '@keelson/upstash'
 * await upstash.disableEviction(client, { databaseId })
 */
export function disableEviction(
  client: UpstashClient,
  params: RedisDatabaseParams,
  options?: CallOptions,
): Promise<void> {
  return switchEviction(client, 'disable', params, options)
}

async function switchEviction(
  client: UpstashClient,
  verb: 'enable' | 'disable',
  { databaseId }: RedisDatabaseParams,
  options: CallOptions | undefined,
): Promise<void> {
  const path = `/redis/${verb}-eviction/{id}`
  try {
    await client.send<unknown>({ method: 'POST', path, params: { id: databaseId }, idempotent: true }, options)
  } catch (error) {
    // A switch that is where it should be is refused, in words that nobody promises.
    if (!isKeelsonError(error) || (error.code !== 'invalid_request' && error.code !== 'conflict')) throw error
    const { eviction = false } = await getRedisDatabase(client, { databaseId, credentials: 'hide' }, options)
    if (eviction !== (verb === 'enable')) throw error
  }
}
