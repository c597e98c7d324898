import {
  createOnce,
  KeelsonError,
  type CallOptions,
  type Ensured,
  type EnsureOptions,
  type FieldChange,
} from '@keelson/core'
import * as input from '@keelson/core/input'
import type { UpstashClient } from './client.js'
import type { RedisPlan, RedisReadRegion } from './known-values.js'
import {
  changeRedisPlan,
  disableEviction,
  enableEviction,
  enableRedisTls,
  updateRedisBudget,
  updateRedisRegions,
} from './resources/redis-settings.js'
import {
  checkDesired,
  createRedisDatabase,
  getRedisDatabase,
  listRedisDatabases,
  type CreateRedisDatabaseParams,
} from './resources/redis.js'
import type { RedisDatabase } from './resources/redis.schema.js'

const fields: Readonly<Record<keyof CreateRedisDatabaseParams, true>> = {
  database_name: true,
  platform: true,
  primary_region: true,
  read_regions: true,
  plan: true,
  budget: true,
  eviction: true,
  tls: true,
}

/** What {@link ensureRedisDatabase} would do. */
export interface RedisDatabasePlan {
  readonly action: 'create' | 'update' | 'none'
  /** Empty when the database does not exist yet. */
  readonly changes: readonly FieldChange[]
  readonly database: RedisDatabase | undefined
}

/**
 * Compares a database with what is desired and changes nothing; found by its exact name. Upstash shows `free`, `payg`, or
 * that a plan is another one: one fixed plan is not told from another, so that their sizes are not compared.
 *
 * Throws `conflict` when two databases have the name, or when something differs that cannot be changed: the region, or TLS
 * that is to be off; `config` for a field that is none.
 *
 * @example
 * import * as upstash from '@keelson/upstash'
 * const { action, changes } = await upstash.planRedisDatabase(client, desired)
 */
export async function planRedisDatabase(
  client: UpstashClient,
  desired: CreateRedisDatabaseParams,
  options: EnsureOptions = {},
): Promise<RedisDatabasePlan> {
  input.check(client, 'POST /redis/database', input.unknownFields(desired, fields))
  checkDesired(client, desired)
  const database = await findRedisDatabase(client, desired, options)
  if (!database) return { action: 'create', changes: [], database }
  const differences = compare(desired, database)
  const fixed = differences.find(isFixed)
  if (fixed && !options.adopt) {
    const { path, from, to } = fixed
    const happened = `${database.database_id} has ${path} ${JSON.stringify(from)}, not ${JSON.stringify(to)}`
    throw conflict(client, desired, happened, hintOfFixed)
  }
  const changes = differences.filter((change) => !isFixed(change))
  return { action: changes.length > 0 ? 'update' : 'none', changes, database }
}

/**
 * Makes sure that one database of this name exists and is as desired; running it again is free. A creation whose answer was
 * lost is looked up, several times, before it is sent again: Upstash itself would make a second database of the same name.
 * Plan, budget, TLS, read regions and eviction of an existing one are changed.
 *
 * Throws `conflict` as {@link planRedisDatabase} does, also when another program has created the same one meanwhile.
 *
 * @example
 * import * as upstash from '@keelson/upstash'
 * const { resource, outcome } = await upstash.ensureRedisDatabase(client, {
 *   database_name: 'shop', platform: 'aws', primary_region: 'eu-central-1', eviction: true,
 * })
 */
export async function ensureRedisDatabase(
  client: UpstashClient,
  desired: CreateRedisDatabaseParams,
  options: EnsureOptions = {},
): Promise<Ensured<RedisDatabase>> {
  return applyRedisDatabasePlan(client, desired, await planRedisDatabase(client, desired, options), options)
}

/** Carries out what {@link planRedisDatabase} found. */
export async function applyRedisDatabasePlan(
  client: UpstashClient,
  desired: CreateRedisDatabaseParams,
  { action, database, changes }: RedisDatabasePlan,
  options: EnsureOptions,
): Promise<Ensured<RedisDatabase>> {
  if (!database) return create(client, desired, options)
  if (action === 'none') return { resource: database, outcome: 'existing', changes }
  const { database_id: databaseId } = database
  for (const { path } of changes) await setRedisField(client, databaseId, path, desired, options)
  return { resource: await getRedisDatabase(client, { databaseId }, options), outcome: 'updated', changes }
}

/** Gives one field the value that it has in `source`. */
export async function setRedisField(
  client: UpstashClient,
  databaseId: string,
  field: string,
  source: {
    readonly plan?: RedisPlan | undefined
    readonly budget?: number | undefined
    readonly read_regions?: readonly RedisReadRegion[] | undefined
    readonly eviction?: boolean | undefined
  },
  options?: CallOptions,
): Promise<void> {
  const { plan, budget, read_regions, eviction } = source
  const database = { databaseId }
  if (field === 'plan' && plan) await changeRedisPlan(client, { databaseId, plan_name: plan }, options)
  if (field === 'budget' && budget !== undefined) await updateRedisBudget(client, { databaseId, budget }, options)
  if (field === 'tls') await enableRedisTls(client, database, options)
  if (field === 'read_regions' && read_regions) await updateRedisRegions(client, { databaseId, read_regions }, options)
  if (field === 'eviction') await (eviction ? enableEviction : disableEviction)(client, database, options)
}

async function create(
  client: UpstashClient,
  desired: CreateRedisDatabaseParams,
  options: EnsureOptions,
): Promise<Ensured<RedisDatabase>> {
  const find = () => findRedisDatabase(client, desired, options)
  const once = await createOnce({
    create: () => createRedisDatabase(client, desired, options),
    find,
    clock: client.clock,
    signal: options.signal,
  })
  if (once.how !== 'created')
    return { resource: once.value, outcome: once.how === 'existing' ? 'existing' : 'created', changes: [] }
  // By its name first: this is the moment in which two that were created side by side come to light.
  const resource = (await find()) ?? (await getRedisDatabase(client, { databaseId: once.value.database_id }, options))
  return { resource, outcome: 'created', changes: [] }
}

async function findRedisDatabase(
  client: UpstashClient,
  desired: CreateRedisDatabaseParams,
  options: EnsureOptions,
): Promise<RedisDatabase | undefined> {
  const all = await listRedisDatabases(client, {}, options).toArray()
  const [found, ...others] = all.filter(({ database_name }) => database_name === desired.database_name)
  if (!found) return undefined
  if (others.length > 0) {
    const ids = [found, ...others].map(({ database_id }) => database_id).join(' and ')
    const hint = 'Rename the one that is not meant with renameRedisDatabase, or delete it if nothing is in it'
    throw conflict(client, desired, `${ids} both have the name`, hint)
  }
  return getRedisDatabase(client, { databaseId: found.database_id }, options)
}

const hintOfFixed =
  'It cannot be changed: use another name, ask for what is there, or pass adopt: true to take it as it is'

/** TLS can be switched on, and not off. */
function isFixed({ path, to }: FieldChange): boolean {
  return path === 'primary_region' || (path === 'tls' && to === false)
}

/** The plans that each word in an answer may stand for; nothing is concluded from any other word. */
const plansShownAs: Readonly<Record<string, RegExp>> = {
  free: /^free$/,
  payg: /^payg$/,
  pro: /^fixed/,
  paid: /^(?:payg|fixed)/,
}

function compare(desired: CreateRedisDatabaseParams, actual: RedisDatabase): FieldChange[] {
  const sorted = (regions: readonly string[] | undefined) => regions?.toSorted()
  const { plan } = desired
  const isOnPlan = !plan || (plansShownAs[actual.type ?? '']?.test(plan) ?? true)
  const rows: readonly FieldChange[] = [
    // Databases from the time before global ones have their region in the other field.
    { path: 'primary_region', from: actual.primary_region ?? actual.region, to: desired.primary_region },
    { path: 'plan', from: actual.type, to: isOnPlan ? undefined : plan },
    { path: 'budget', from: actual.budget, to: desired.budget },
    { path: 'tls', from: actual.tls, to: desired.tls },
    { path: 'read_regions', from: sorted(actual.read_regions) ?? [], to: sorted(desired.read_regions) },
    { path: 'eviction', from: actual.eviction ?? false, to: desired.eviction },
  ]
  return rows.filter(({ from, to }) => to !== undefined && JSON.stringify(from) !== JSON.stringify(to))
}

function conflict(
  { redact }: UpstashClient,
  { database_name }: CreateRedisDatabaseParams,
  happened: string,
  hint: string | undefined,
): KeelsonError {
  return new KeelsonError(redact(`cannot ensure the database "${database_name}": ${happened}`), {
    code: 'conflict',
    provider: 'upstash',
    operation: 'POST /redis/database',
    hint,
  })
}
