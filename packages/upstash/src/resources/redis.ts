import { createPages, type CallOptions, type Pages } from '@keelson/core'
import * as input from '@keelson/core/input'
import type { UpstashClient } from '../client.js'
import {
  awsRegions,
  gcpRegions,
  readRegions,
  redisPlans,
  type RedisPlan,
  type RedisReadRegion,
  type RedisRegion,
} from '../known-values.js'
import {
  oneDatabase,
  RedisDatabaseList,
  secretFields,
  type RedisDatabase,
  type RedisDatabaseParams,
} from './redis.schema.js'

/** What {@link createRedisDatabase} sends. */
export interface CreateRedisDatabaseParams {
  /** Nothing at Upstash keeps two databases from having the same one; `ensureRedisDatabase` does. */
  readonly database_name: string
  readonly platform: 'aws' | 'gcp'
  /** One of the platform; fixed once the database exists. */
  readonly primary_region: RedisRegion
  /** On AWS only, without the primary one. */
  readonly read_regions?: readonly RedisReadRegion[]
  /** @default `payg` or `free`, by the kind of account */
  readonly plan?: RedisPlan
  /** Whole dollars a month. */
  readonly budget?: number
  /** Whether a full database drops entries to take new ones. A queue must not lose entries: leave it off there. */
  readonly eviction?: boolean
  /** New databases always speak TLS: `false` is refused by Upstash. */
  readonly tls?: boolean
}

const database = '/redis/database'
const databaseById = `${database}/{id}`

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
  return client.send({ method: 'GET', path: databaseById, params, query, ...oneDatabase }, options)
}

/**
 * Creates a Redis database; it serves when `waitForRedisDatabase` says so. Never repeated by itself when it may have been
 * carried out (`ambiguous_write`): `ensureRedisDatabase` asks and goes on. Throws `config` for a region that the platform
 * does not have. https://upstash.com/docs/devops/developer-api/redis/create_database_global
 *
 * @example
 * import * as upstash from '@keelson/upstash'
 * const { database_id } = await upstash.createRedisDatabase(client, {
 *   database_name: 'shop', platform: 'aws', primary_region: 'eu-central-1',
 * })
 */
export async function createRedisDatabase(
  client: UpstashClient,
  params: CreateRedisDatabaseParams,
  options?: CallOptions,
): Promise<RedisDatabase> {
  checkDesired(client, params)
  const ambiguousHint = client.redact(
    `Look for a database named "${params.database_name}" before creating it again; ensureRedisDatabase does that`,
  )
  return client.send({ method: 'POST', path: database, body: params, ambiguousHint, ...oneDatabase }, options)
}

/** Refuses what Upstash's API does not document, before anything is sent. */
export function checkDesired(client: UpstashClient, params: CreateRedisDatabaseParams): void {
  const { database_name, platform, primary_region, read_regions = [], plan, budget } = params
  const isAws = platform === 'aws'
  const elsewhere = !isAws && read_regions.length > 0
  input.check(client, `POST ${database}`, [
    input.required('database_name', database_name),
    input.required('platform', platform),
    input.word('platform', platform, ['aws', 'gcp']),
    input.required('primary_region', primary_region),
    input.word(
      'primary_region',
      primary_region,
      isAws ? awsRegions : platform === 'gcp' ? gcpRegions : [...awsRegions, ...gcpRegions],
    ),
    elsewhere ? 'read_regions are for platform aws' : checkReadRegions(read_regions, primary_region),
    input.word('plan', plan, redisPlans),
    input.number('budget', budget, { min: 0 }),
  ])
}

/** Regions for reading, each once, and none of them the primary one. */
export function checkReadRegions(regions: readonly string[], primary?: string): input.Problem {
  if (primary !== undefined && regions.includes(primary))
    return `read_regions cannot have the primary region ${primary}`
  const twice = regions.find((region, index) => regions.indexOf(region) !== index)
  return twice === undefined ? input.word('read_regions', regions, readRegions) : `read_regions has ${twice} twice`
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
  await client.send<unknown>({ method: 'DELETE', path: databaseById, params: { id: databaseId } }, options)
}

/**
 * Gives a Redis database another name; endpoint and credentials stay. https://upstash.com/docs/devops/developer-api/redis/rename_database
 *
 * @example
 * import * as upstash from '@keelson/upstash'
 * await upstash.renameRedisDatabase(client, { databaseId, name: 'shop-old' })
 */
export async function renameRedisDatabase(
  client: UpstashClient,
  { databaseId, ...body }: RedisDatabaseParams & { readonly name: string },
  options?: CallOptions,
): Promise<RedisDatabase> {
  const spec = { method: 'POST', path: '/redis/rename/{id}', params: { id: databaseId }, body } as const
  input.check(client, `POST ${spec.path}`, [input.required('name', body.name)])
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
 * Hands a Redis database over to a team, with its bill. https://upstash.com/docs/devops/developer-api/redis/moveto_team
 *
 * @example
 * import * as upstash from '@keelson/upstash'
 * await upstash.moveRedisToTeam(client, { databaseId, teamId })
 */
export async function moveRedisToTeam(
  client: UpstashClient,
  { databaseId, teamId }: RedisDatabaseParams & { readonly teamId: string },
  options?: CallOptions,
): Promise<void> {
  const spec = { method: 'POST', path: '/redis/move-to-team' } as const
  input.check(client, `POST ${spec.path}`, [input.required('databaseId', databaseId), input.required('teamId', teamId)])
  const body = { team_id: teamId, database_id: databaseId }
  const ambiguousHint = 'Look in the console which team has the database now'
  await client.send<unknown>({ ...spec, body, ambiguousHint }, options)
}
