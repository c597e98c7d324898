import type { Clock } from '@keelson/core'
import { bodyObject, oneOf, Refusal, requiredText, type FakeAnswer, type FakeRequest } from '@keelson/core/testing'
import { awsRegions, gcpRegions, readRegions as replicaRegions, redisPlans } from '../known-values.js'
import type { FakeRedisDatabase, World } from './world.js'

const animals = ['otter', 'heron', 'lynx', 'marmot', 'stallion', 'wren', 'newt', 'ibex']
const looks = ['amber', 'brisk', 'calm', 'deft', 'eager', 'fond', 'grand', 'hardy']

/** `GET /redis/databases`: without credentials. */
export function listDatabases({ databases, clock }: World): FakeAnswer {
  return { status: 200, body: Array.from(databases.values(), (database) => show(database, clock)) }
}

/** `GET /redis/database/{id}` */
export function getDatabase({ query }: FakeRequest, database: FakeRedisDatabase, { clock }: World): FakeAnswer {
  const hide = query.get('credentials') === 'hide'
  return { status: 200, body: hide ? show(database, clock) : showAll(database, clock) }
}

/** `POST /redis/database`: nothing keeps two from having one name. */
export async function createDatabase(request: FakeRequest, world: World): Promise<FakeAnswer> {
  const fields = bodyObject(request)
  const platform = oneOf('platform', requiredText(fields, 'platform'), ['aws', 'gcp'])
  const name = requiredText(fields, 'database_name')
  const regions: readonly string[] = platform === 'aws' ? awsRegions : gcpRegions
  const primaryRegion = oneOf('primary_region', requiredText(fields, 'primary_region'), regions)
  const readRegions = readReplicaRegions(fields, primaryRegion, platform === 'aws' ? replicaRegions : [])
  const plan = fields['plan'] === undefined ? 'payg' : oneOf('plan', requiredText(fields, 'plan'), redisPlans)
  if (fields['tls'] === false) throw new Refusal(400, 'tls cannot be disabled')
  const { clock, databases, host, createMs } = world
  const id = newUuid(world)
  const password = newToken(world, 32)
  const place = await host?.open({ databaseId: id, password })
  const database: FakeRedisDatabase = {
    id,
    name,
    state: 'active',
    modifying: { what: 'creating', until: clock.now() + createMs },
    endpoint: place?.host ?? newSlug(world),
    port: place?.port ?? 6379,
    primaryRegion,
    readRegions,
    type: typeOf(plan),
    budget: readBudget(fields) ?? 20,
    createdAt: clock.date(),
    tls: true,
    eviction: fields['eviction'] === true,
    autoUpgrade: false,
    dailyBackup: false,
    prodPack: false,
    teamId: undefined,
    password,
    restToken: newToken(world, 48),
    readOnlyRestToken: newToken(world, 48),
  }
  databases.set(id, database)
  return { status: 200, body: showAll(database, clock) }
}

/** `DELETE /redis/database/{id}` */
export async function deleteDatabase({ id }: FakeRedisDatabase, { databases, host }: World): Promise<FakeAnswer> {
  databases.delete(id)
  await host?.close(id)
  return { status: 200, body: 'OK' }
}

/** `POST /redis/rename/{id}` */
export function renameDatabase(request: FakeRequest, database: FakeRedisDatabase, { clock }: World): FakeAnswer {
  database.name = requiredText(bodyObject(request), 'name')
  return { status: 200, body: showAll(database, clock) }
}

/** `POST /redis/reset-password/{id}` */
export async function resetPassword(database: FakeRedisDatabase, world: World): Promise<FakeAnswer> {
  database.password = newToken(world, 32)
  database.restToken = newToken(world, 48)
  database.readOnlyRestToken = newToken(world, 48)
  await world.host?.setPassword(database.id, database.password)
  return { status: 200, body: showAll(database, world.clock) }
}

function show(database: FakeRedisDatabase, clock: Clock): Record<string, unknown> {
  const { modifying, primaryRegion, readRegions, createdAt } = database
  return {
    database_id: database.id,
    database_name: database.name,
    region: 'global',
    port: database.port,
    creation_time: Math.floor(createdAt / 1000),
    state: database.state,
    endpoint: database.endpoint,
    tls: database.tls,
    type: database.type,
    budget: database.budget,
    primary_region: primaryRegion,
    read_regions: readRegions,
    primary_members: [primaryRegion],
    all_members: [primaryRegion, ...readRegions],
    eviction: database.eviction,
    auto_upgrade: database.autoUpgrade,
    consistent: false,
    daily_backup_enabled: database.dailyBackup,
    prod_pack_enabled: database.prodPack,
    modifying_state: modifying && clock.now() < modifying.until ? modifying.what : '',
    db_max_clients: 10_000,
    db_max_request_size: 10_485_760,
    db_max_commands_per_second: 10_000,
    // More than a double can hold exactly, as the real API has it.
    db_request_limit: 8_024_278_031_528_737_000,
  }
}

/** With its credentials. */
export function showAll(database: FakeRedisDatabase, clock: Clock): Record<string, unknown> {
  const { password, restToken, readOnlyRestToken } = database
  return { ...show(database, clock), password, rest_token: restToken, read_only_rest_token: readOnlyRestToken }
}

/** How a plan is shown. */
export function typeOf(plan: string): FakeRedisDatabase['type'] {
  return plan === 'free' || plan === 'payg' ? plan : 'pro'
}

/** A whole number of dollars; `undefined` when there is none. */
export function readBudget(fields: Record<string, unknown>): number | undefined {
  const budget = fields['budget']
  if (budget === undefined || (Number.isInteger(budget) && Number(budget) >= 0)) return budget as number | undefined
  throw new Refusal(400, 'budget: must be a whole number')
}

/** Regions for reading, which the primary one is none of. */
export function readReplicaRegions(
  fields: Record<string, unknown>,
  primaryRegion: string,
  allowed: readonly string[],
): string[] {
  const value: unknown = fields['read_regions'] ?? []
  if (!Array.isArray(value)) throw new Refusal(400, 'read_regions: must be a list of strings')
  const regions = value.map((region: unknown) => oneOf('read_regions', String(region), allowed))
  if (regions.includes(primaryRegion)) throw new Refusal(400, 'read_regions: has the primary region')
  return regions
}

function newToken({ random }: World, length: number): string {
  return Array.from({ length }, () => Math.floor(random() * 36).toString(36)).join('')
}

/** An id as Upstash gives them. */
export function newUuid({ random }: World): string {
  const hex = (length: number) => Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join('')
  return [hex(8), hex(4), `4${hex(3)}`, `8${hex(3)}`, hex(12)].join('-')
}

function newSlug({ random }: World): string {
  const pick = (words: readonly string[]) => words[Math.floor(random() * words.length)] ?? ''
  return `${pick(looks)}-${pick(animals)}-${10_000 + Math.floor(random() * 90_000)}`
}
