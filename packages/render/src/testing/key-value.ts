import {
  bodyObject,
  createTable,
  oneOf,
  optionalText,
  Refusal,
  type FakeAnswer,
  type FakeOperation,
  type FakeRequest,
} from '@keelson/core/testing'
import { keyValuePlans, maxmemoryPolicies } from '../known-values.js'
import {
  onlyFields,
  passThrough,
  readAddresses,
  readDatabase,
  settleDatabases,
  showDatabase,
  type FakeDatabase,
} from './database.js'
import { joinedFilter, listPage, timeFilter } from './list.js'
import type { World } from './world.js'
import type { Store } from './store.js'

/** A Key Value instance as the fake keeps it. */
export interface FakeKeyValue extends FakeDatabase {
  maxmemoryPolicy: string
}

const tableOf = createTable<FakeKeyValue>()

/** The instances of a fake, moved on to the present. */
export function keyValuesOf(store: Store): Map<string, FakeKeyValue> {
  return settleDatabases(tableOf(store), store.clock)
}

const creationMs = 30_000
const resumptionMs = 15_000
const updateMs = 30_000

/** The operations on Key Value instances. */
export function keyValueOperations({ store }: World) {
  const onKeyValue =
    (run: (request: FakeRequest, keyValue: FakeKeyValue) => FakeAnswer): FakeOperation =>
    (request) => {
      const id = request.path['keyValueId'] ?? ''
      const keyValue = keyValuesOf(store).get(id)
      if (!keyValue) throw new Refusal(404, `not found: key value ${id}`)
      return run(request, keyValue)
    }
  const detail = (status: number, keyValue: FakeKeyValue): FakeAnswer => ({
    status,
    body: showKeyValue(keyValue, store),
  })
  return {
    'GET /key-value': (request) => listKeyValue(request, store),
    'POST /key-value': (request) => {
      const body = bodyObject(request)
      const keyValue: FakeKeyValue = {
        ...readDatabase(body, keyValuePlans, store),
        id: store.newId('red'),
        status: 'creating',
        next: undefined,
        maxmemoryPolicy: readPolicy(body) ?? 'allkeys_lru',
      }
      passThrough(keyValue, 'creating', creationMs, store.clock)
      keyValuesOf(store).set(keyValue.id, keyValue)
      return detail(201, keyValue)
    },
    'GET /key-value/{keyValueId}': onKeyValue((_request, keyValue) => detail(200, keyValue)),
    'PATCH /key-value/{keyValueId}': onKeyValue((request, keyValue) => {
      const body = bodyObject(request)
      onlyFields(body, ['name', 'plan', 'maxmemoryPolicy', 'ipAllowList'])
      const plan = oneOf('plan', optionalText(body, 'plan') ?? keyValue.plan, keyValuePlans)
      if (plan !== keyValue.plan) passThrough(keyValue, 'updating_instance', updateMs, store.clock)
      Object.assign(keyValue, {
        plan,
        name: optionalText(body, 'name') || keyValue.name,
        maxmemoryPolicy: readPolicy(body) ?? keyValue.maxmemoryPolicy,
        ipAllowList: readAddresses(body['ipAllowList'] ?? keyValue.ipAllowList),
        updatedAt: store.clock.date(),
      })
      return detail(200, keyValue)
    }),
    'DELETE /key-value/{keyValueId}': onKeyValue((_request, { id }) => {
      keyValuesOf(store).delete(id)
      return { status: 204 }
    }),
    'GET /key-value/{keyValueId}/connection-info': onKeyValue((_request, { id, region, password }) => {
      const host = `${region}-keyvalue.render.com`
      return {
        status: 200,
        body: {
          internalConnectionString: `redis://${id}:6379`,
          externalConnectionString: `rediss://${id}:${password}@${host}:6379`,
          cliCommand: `REDISCLI_AUTH=${password} valkey-cli --user ${id} -h ${host} -p 6379 --tls`,
        },
      }
    }),
    'POST /key-value/{keyValueId}/suspend': onKeyValue((_request, keyValue) => {
      if (keyValue.status === 'suspended') throw new Refusal(400, 'the instance is suspended')
      Object.assign(keyValue, { status: 'suspended', next: undefined, updatedAt: store.clock.date() })
      return { status: 202 }
    }),
    'POST /key-value/{keyValueId}/resume': onKeyValue((_request, keyValue) => {
      if (keyValue.status !== 'suspended') throw new Refusal(400, 'the instance is not suspended')
      passThrough(keyValue, 'unavailable', resumptionMs, store.clock)
      return { status: 202 }
    }),
  } satisfies Record<string, FakeOperation>
}

function listKeyValue(request: FakeRequest, store: Store): FakeAnswer {
  const named = joinedFilter(request, 'name')
  const owned = joinedFilter(request, 'ownerId')
  const inEnvironment = joinedFilter(request, 'environmentId')
  const inRegion = joinedFilter(request, 'region')
  const inTime = timeFilter(request, ['createdAt', 'updatedAt'])
  const items = [...keyValuesOf(store).values()].filter(
    (item) =>
      named(item.name) &&
      owned(item.ownerId) &&
      inEnvironment(item.environmentId) &&
      inRegion(item.region) &&
      inTime(item),
  )
  return listPage(request, items, {
    name: 'keyValue',
    position: ({ sequence }) => -sequence,
    // Only the list shows it.
    show: (item) => ({
      ...showKeyValue(item, store),
      dashboardUrl: `https://dashboard.render.com/r/${item.id}`,
    }),
  })
}

function readPolicy(body: Record<string, unknown>): string | undefined {
  const policy = optionalText(body, 'maxmemoryPolicy')
  return policy === undefined ? undefined : oneOf('maxmemoryPolicy', policy, maxmemoryPolicies)
}

function showKeyValue(keyValue: FakeKeyValue, store: Store): Record<string, unknown> {
  const options = { maxmemoryPolicy: keyValue.maxmemoryPolicy }
  return { ...showDatabase(keyValue, store), options, version: '8.1.4' }
}
