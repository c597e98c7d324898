import {
  bodyObject,
  isRecord,
  oneOf,
  optionalObject,
  optionalText,
  Refusal,
  requiredText,
  type FakeAnswer,
  type FakeOperation,
  type FakeRequest,
} from '@keelson/core/testing'
import { postgresPlans, postgresVersions } from '../known-values.js'
import { onlyFields, passThrough, readAddresses, readDatabase } from './database.js'
import { joinedFilter, listPage, timeFilter } from './list.js'
import { accessOperations } from './postgres-access.js'
import { backupOperations } from './postgres-backups.js'
import {
  addPostgres,
  detail,
  postgresOf,
  readIdentifier,
  refuseSuspended,
  showPostgres,
  suspensionOf,
  type FakePostgres,
  type OnPostgres,
} from './postgres-store.js'
import type { World } from './world.js'
import type { Store } from './store.js'

/** How long each change lasts. */
const creationMs = 60_000
const restartMs = 15_000
const updateMs = 60_000
const freeMs = 30 * 24 * 3600 * 1000

/** The operations on Postgres databases. */
export function postgresOperations({ store }: World) {
  const onPostgres: OnPostgres = (run) => (request) => {
    const id = request.path['postgresId'] ?? ''
    const postgres = postgresOf(store).get(id)
    if (!postgres) throw new Refusal(404, `not found: postgres ${id}`)
    return run(request, postgres)
  }
  return {
    'GET /postgres': (request) => listPostgres(request, store),
    'POST /postgres': (request) => createPostgres(request, store),
    'GET /postgres/{postgresId}': onPostgres((_request, postgres) => detail(200, postgres, store)),
    'PATCH /postgres/{postgresId}': onPostgres((request, postgres) => updatePostgres(request, postgres, store)),
    'DELETE /postgres/{postgresId}': onPostgres((_request, { id }) => {
      postgresOf(store).delete(id)
      return { status: 204 }
    }),
    'POST /postgres/{postgresId}/suspend': onPostgres((_request, postgres) => {
      refuseSuspended(postgres)
      const updatedAt = store.clock.date()
      Object.assign(postgres, { suspenders: ['user'], status: 'suspended', next: undefined, updatedAt })
      return { status: 202 }
    }),
    'POST /postgres/{postgresId}/resume': onPostgres((_request, postgres) => {
      if (postgres.suspenders.length === 0) throw new Refusal(400, 'the database is not suspended')
      postgres.suspenders = []
      passThrough(postgres, 'unavailable', restartMs, store.clock)
      return { status: 202 }
    }),
    'POST /postgres/{postgresId}/restart': onPostgres((_request, postgres) => {
      refuseSuspended(postgres)
      passThrough(postgres, 'unavailable', restartMs, store.clock)
      return { status: 202 }
    }),
    ...accessOperations(store, onPostgres),
    ...backupOperations(store, onPostgres),
  } satisfies Record<string, FakeOperation>
}

function listPostgres(request: FakeRequest, store: Store): FakeAnswer {
  const named = joinedFilter(request, 'name')
  const owned = joinedFilter(request, 'ownerId')
  const inEnvironment = joinedFilter(request, 'environmentId')
  const inRegion = joinedFilter(request, 'region')
  const suspended = joinedFilter(request, 'suspended')
  const inTime = timeFilter(request, ['createdAt', 'updatedAt'])
  const items = [...postgresOf(store).values()].filter(
    (item) =>
      named(item.name) &&
      owned(item.ownerId) &&
      inEnvironment(item.environmentId) &&
      inRegion(item.region) &&
      suspended(suspensionOf(item)) &&
      inTime(item),
  )
  return listPage(request, items, {
    name: 'postgres',
    position: ({ sequence }) => -sequence,
    show: (item) => showPostgres(item, store),
  })
}

function createPostgres(request: FakeRequest, store: Store): FakeAnswer {
  const body = bodyObject(request)
  const common = readDatabase(body, postgresPlans, store)
  const isFree = common.plan === 'free'
  const others = [...postgresOf(store).values()]
  if (isFree && others.some(({ ownerId, plan }) => plan === 'free' && ownerId === common.ownerId))
    throw new Refusal(400, 'plan: a workspace has one free database at most')
  const version = oneOf('version', requiredText(body, 'version'), postgresVersions)
  const asked = readIdentifier(body, 'databaseName') ?? common.name.toLowerCase().replaceAll(/[^a-z\d]+/g, '_')
  // Where a name is taken, the vendor appends four characters.
  const isTaken = body['databaseName'] === undefined || others.some(({ databaseName }) => databaseName === asked)
  const databaseName = isTaken ? `${asked}_${store.newHex(4)}` : asked
  const postgres = addPostgres(store, {
    ...common,
    version,
    databaseName,
    databaseUser: readIdentifier(body, 'databaseUser') ?? `${databaseName}_user`,
    expiresAt: isFree ? common.createdAt + freeMs : undefined,
    diskSizeGB: readDiskSize(body) ?? (isFree ? 1 : 15),
    diskAutoscalingEnabled: body['enableDiskAutoscaling'] === true,
    highAvailabilityEnabled: body['enableHighAvailability'] === true,
    parameterOverrides: optionalObject(body, 'parameterOverrides'),
    readReplicas: readReplicas(body, store) ?? [],
    suspenders: [],
    status: 'creating',
    lastsMs: creationMs,
  })
  return detail(201, postgres, store)
}

function updatePostgres(request: FakeRequest, postgres: FakePostgres, store: Store): FakeAnswer {
  const body = bodyObject(request)
  onlyFields(body, [
    'name',
    'plan',
    'diskSizeGB',
    'enableDiskAutoscaling',
    'enableHighAvailability',
    'datadogAPIKey',
    'datadogSite',
    'ipAllowList',
    'parameterOverrides',
    'readReplicas',
  ])
  const diskSizeGB = readDiskSize(body) ?? postgres.diskSizeGB
  if (diskSizeGB < postgres.diskSizeGB) throw new Refusal(400, 'diskSizeGB: a disk cannot shrink')
  const before = { ...postgres }
  Object.assign(postgres, {
    name: optionalText(body, 'name') || postgres.name,
    plan: oneOf('plan', optionalText(body, 'plan') ?? postgres.plan, postgresPlans),
    diskSizeGB,
    diskAutoscalingEnabled: body['enableDiskAutoscaling'] ?? postgres.diskAutoscalingEnabled,
    highAvailabilityEnabled: body['enableHighAvailability'] ?? postgres.highAvailabilityEnabled,
    ipAllowList: readAddresses(body['ipAllowList'] ?? postgres.ipAllowList),
    parameterOverrides: optionalObject({ ...postgres, ...body }, 'parameterOverrides'),
    readReplicas: readReplicas(body, store) ?? postgres.readReplicas,
    updatedAt: store.clock.date(),
  })
  const isOther = before.plan !== postgres.plan || before.highAvailabilityEnabled !== postgres.highAvailabilityEnabled
  if (isOther) passThrough(postgres, 'updating_instance', updateMs, store.clock)
  else if (before.parameterOverrides !== postgres.parameterOverrides)
    passThrough(postgres, 'config_restart', restartMs, store.clock)
  return detail(200, postgres, store)
}

function readDiskSize(body: Record<string, unknown>): number | undefined {
  const size = body['diskSizeGB']
  if (size === undefined) return undefined
  if (typeof size === 'number' && (size === 1 || (size > 0 && size % 5 === 0))) return size
  throw new Refusal(400, 'diskSizeGB: must be 1 or a multiple of 5')
}

function readReplicas(body: Record<string, unknown>, store: Store): FakePostgres['readReplicas'] | undefined {
  const sent = body['readReplicas']
  if (sent === undefined) return undefined
  if (!Array.isArray(sent)) throw new Refusal(400, 'readReplicas: must be an array')
  return sent.map((one: unknown) => {
    if (!isRecord(one)) throw new Refusal(400, 'readReplicas: each must be an object')
    return { id: `${store.newId('dpg')}-b`, name: requiredText(one, 'name') }
  })
}
