import type { Clock } from '@keelson/core'
import {
  bodyObject,
  isRecord,
  oneOf,
  Refusal,
  requiredText,
  type FakeAnswer,
  type FakeRequest,
} from '@keelson/core/testing'
import type { FakeUpstashHost } from './host.js'

/** A database as the fake keeps it; its credentials are plain text in here. */
export interface FakeRedisDatabase {
  readonly id: string
  name: string
  state: 'active' | 'suspended' | 'passive'
  /** What is being done about it, until when by the clock's `now`. */
  modifying: { readonly what: string; readonly until: number } | undefined
  readonly endpoint: string
  readonly port: number
  readonly primaryRegion: string
  readonly readRegions: readonly string[]
  readonly type: 'free' | 'payg' | 'pro'
  readonly budget: number
  readonly createdAt: number
  eviction: boolean
  password: string
  restToken: string
  readOnlyRestToken: string
}

/** What the operations work on. */
export interface World {
  readonly clock: Clock
  readonly random: () => number
  readonly databases: Map<string, FakeRedisDatabase>
  readonly host: FakeUpstashHost | undefined
  /** How long a new database is being created, in milliseconds. */
  readonly createMs: number
}

const awsRegions = [
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
  'ca-central-1',
  'eu-central-1',
  'eu-west-1',
  'eu-west-2',
  'sa-east-1',
  'ap-south-1',
  'ap-northeast-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'af-south-1',
]
const gcpRegions = ['us-central1', 'us-east4', 'europe-west1', 'asia-northeast1']
const plans = ['free', 'payg', 'fixed_250mb', 'fixed_1gb', 'fixed_5gb', 'fixed_10gb', 'fixed_50gb', 'fixed_100gb']
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
  const regions = platform === 'aws' ? awsRegions : gcpRegions
  const primaryRegion = oneOf('primary_region', requiredText(fields, 'primary_region'), regions)
  const readRegions = readList(fields, 'read_regions').map((region) => oneOf('read_regions', region, regions))
  const plan = fields['plan'] === undefined ? 'payg' : oneOf('plan', requiredText(fields, 'plan'), plans)
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
    type: plan === 'free' || plan === 'payg' ? plan : 'pro',
    budget: typeof fields['budget'] === 'number' ? fields['budget'] : 20,
    createdAt: clock.date(),
    eviction: fields['eviction'] === true,
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

/** `POST /redis/enable-eviction/{id}` and `POST /redis/disable-eviction/{id}`: an error when it is so already. */
export function switchEviction(database: FakeRedisDatabase, on: boolean): FakeAnswer {
  if (database.eviction === on) throw new Refusal(400, `eviction is already ${on ? 'enabled' : 'disabled'}`)
  database.eviction = on
  return { status: 200, body: 'OK' }
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
    tls: true,
    type: database.type,
    budget: database.budget,
    primary_region: primaryRegion,
    read_regions: readRegions,
    primary_members: [primaryRegion],
    all_members: [primaryRegion, ...readRegions],
    eviction: database.eviction,
    auto_upgrade: false,
    consistent: false,
    daily_backup_enabled: false,
    modifying_state: modifying && clock.now() < modifying.until ? modifying.what : '',
    db_max_clients: 10_000,
    db_max_request_size: 10_485_760,
    db_max_commands_per_second: 10_000,
    // More than a double can hold exactly, as the real API has it.
    db_request_limit: 8_024_278_031_528_737_000,
  }
}

function showAll(database: FakeRedisDatabase, clock: Clock): Record<string, unknown> {
  const { password, restToken, readOnlyRestToken } = database
  return { ...show(database, clock), password, rest_token: restToken, read_only_rest_token: readOnlyRestToken }
}

function readList(fields: Record<string, unknown>, name: string): string[] {
  const value = fields[name] ?? []
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value
  throw new Refusal(400, `${name}: must be a list of strings${isRecord(value) ? ', not an object' : ''}`)
}

function newToken({ random }: World, length: number): string {
  return Array.from({ length }, () => Math.floor(random() * 36).toString(36)).join('')
}

function newUuid({ random }: World): string {
  const hex = (length: number) => Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join('')
  return [hex(8), hex(4), `4${hex(3)}`, `8${hex(3)}`, hex(12)].join('-')
}

function newSlug({ random }: World): string {
  const pick = (words: readonly string[]) => words[Math.floor(random() * words.length)] ?? ''
  return `${pick(looks)}-${pick(animals)}-${10_000 + Math.floor(random() * 90_000)}`
}
