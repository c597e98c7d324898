import { Secret } from '@keelson/core'
import * as datastores from '@keelson/render/datastores'
import { expect } from 'vitest'
import { ownerId, row, type Refusal, type RenderWorld } from './world.ts'

/** An instance that is available. */
async function withInstance({ client }: RenderWorld) {
  const { id: keyValueId } = await datastores.createKeyValue(client, { name: 'shop-queue', plan: 'starter' })
  await datastores.waitForKeyValue(client, { keyValueId })
  return { keyValueId }
}

async function withSuspended(world: RenderWorld) {
  const made = await withInstance(world)
  await datastores.suspendKeyValue(world.client, made)
  return made
}

export const rows = [
  row({
    operation: 'listKeyValue',
    arrange: withInstance,
    call: ({ client }) => datastores.listKeyValue(client).toArray({ limit: 1 }),
    requests: ['GET /key-value?limit=100&ownerId=tea-1'],
    answer: [{ name: 'shop-queue', status: 'available', dashboardUrl: expect.stringContaining('https://') }],
  }),
  row({
    operation: 'listKeyValue with every filter',
    call: ({ client }) =>
      datastores
        .listKeyValue(client, {
          name: ['shop', 'pay'],
          ownerId: ['tea-1', 'tea-2'],
          environmentId: ['evm-1', 'evm-2'],
          region: ['oregon', 'frankfurt'],
          createdAfter: '2025-01-01T00:00:00Z',
          createdBefore: '2025-01-02T00:00:00Z',
          updatedAfter: '2025-01-03T00:00:00Z',
          updatedBefore: '2025-01-04T00:00:00Z',
        })
        .toArray(),
    requests: [
      'GET /key-value?limit=100&name=shop%2Cpay&ownerId=tea-1%2Ctea-2&environmentId=evm-1%2Cevm-2&region=oregon%2Cfrankfurt' +
        '&createdAfter=2025-01-01T00%3A00%3A00Z&createdBefore=2025-01-02T00%3A00%3A00Z' +
        '&updatedAfter=2025-01-03T00%3A00%3A00Z&updatedBefore=2025-01-04T00%3A00%3A00Z',
    ],
    answer: [],
  }),
  row({
    operation: 'getKeyValue',
    arrange: withInstance,
    call: ({ client, keyValueId }) => datastores.getKeyValue(client, { keyValueId }),
    requests: ['GET /key-value/red-new'],
    answer: { name: 'shop-queue', plan: 'starter', region: 'oregon', options: { maxmemoryPolicy: 'allkeys_lru' } },
  }),
  row({
    operation: 'createKeyValue',
    call: ({ client }) =>
      datastores.createKeyValue(client, {
        name: 'shop-queue',
        plan: 'standard',
        region: 'frankfurt',
        environmentId: 'evm-1',
        maxmemoryPolicy: 'noeviction',
        ipAllowList: [{ cidrBlock: '203.0.113.0/24', description: 'office' }],
      }),
    requests: ['POST /key-value'],
    body: {
      name: 'shop-queue',
      ownerId,
      plan: 'standard',
      region: 'frankfurt',
      environmentId: 'evm-1',
      maxmemoryPolicy: 'noeviction',
      ipAllowList: [{ cidrBlock: '203.0.113.0/24', description: 'office' }],
    },
    answer: { status: 'creating', options: { maxmemoryPolicy: 'noeviction' } },
  }),
  row({
    operation: 'updateKeyValue',
    arrange: withInstance,
    call: ({ client, keyValueId }) =>
      datastores.updateKeyValue(client, {
        keyValueId,
        name: 'queue',
        plan: 'pro',
        maxmemoryPolicy: 'volatile_ttl',
        ipAllowList: [],
      }),
    requests: ['PATCH /key-value/red-new'],
    body: { name: 'queue', plan: 'pro', maxmemoryPolicy: 'volatile_ttl', ipAllowList: [] },
    answer: { name: 'queue', plan: 'pro', status: 'updating_instance', options: { maxmemoryPolicy: 'volatile_ttl' } },
  }),
  row({
    operation: 'deleteKeyValue',
    arrange: withInstance,
    call: ({ client, keyValueId }) => datastores.deleteKeyValue(client, { keyValueId }),
    requests: ['DELETE /key-value/red-new'],
    answer: undefined,
  }),
  row({
    operation: 'getKeyValueConnectionInfo',
    arrange: withInstance,
    call: ({ client, keyValueId }) => datastores.getKeyValueConnectionInfo(client, { keyValueId }),
    requests: ['GET /key-value/red-new/connection-info'],
    answer: {
      internalConnectionString: expect.any(Secret),
      externalConnectionString: expect.any(Secret),
      cliCommand: expect.any(Secret),
    },
  }),
  row({
    operation: 'suspendKeyValue',
    arrange: withInstance,
    call: ({ client, keyValueId }) => datastores.suspendKeyValue(client, { keyValueId }),
    requests: ['POST /key-value/red-new/suspend'],
    answer: undefined,
  }),
  row({
    operation: 'suspendKeyValue of one that is suspended',
    arrange: withSuspended,
    call: ({ client, keyValueId }) => datastores.suspendKeyValue(client, { keyValueId }),
    requests: ['POST /key-value/red-new/suspend', 'GET /key-value/red-new'],
    answer: undefined,
  }),
  row({
    operation: 'resumeKeyValue',
    arrange: withSuspended,
    call: ({ client, keyValueId }) => datastores.resumeKeyValue(client, { keyValueId }),
    requests: ['POST /key-value/red-new/resume'],
    answer: undefined,
  }),
  row({
    operation: 'resumeKeyValue of one that is not suspended',
    arrange: withInstance,
    call: ({ client, keyValueId }) => datastores.resumeKeyValue(client, { keyValueId }),
    requests: ['POST /key-value/red-new/resume', 'GET /key-value/red-new'],
    answer: undefined,
  }),
]

/** Input as a program without types could give it. */
const wrong = <Right>(value: unknown) => value as Right

export const refusals: readonly Refusal[] = [
  {
    operation: 'createKeyValue with nothing',
    call: (client) => datastores.createKeyValue(client, wrong({})),
    says: ['POST /key-value', 'name is missing', 'plan is missing'],
  },
  {
    operation: 'createKeyValue with values that Render does not know',
    call: (client) =>
      datastores.createKeyValue(
        client,
        wrong({ name: 'q', plan: 'pro plus', region: 'mars', maxmemoryPolicy: 'allkeys-lru' }),
      ),
    says: ['plan cannot be "pro plus"', 'region cannot be "mars"', 'maxmemoryPolicy cannot be "allkeys-lru"'],
  },
  {
    operation: 'updateKeyValue with nothing',
    call: (client) => datastores.updateKeyValue(client, { keyValueId: 'red-1' }),
    says: ['PATCH /key-value/{keyValueId}', 'give at least one of name, plan, maxmemoryPolicy, ipAllowList'],
  },
  {
    operation: 'updateKeyValue with what is not known',
    call: (client) => datastores.updateKeyValue(client, wrong({ keyValueId: 'red-1', name: '', plan: 'huge' })),
    says: ['name is missing', 'plan cannot be "huge"'],
  },
  {
    operation: 'listKeyValue with an unknown region',
    call: (client) => datastores.listKeyValue(client, wrong({ region: 'mars' })).toArray(),
    says: ['GET /key-value', 'region cannot be "mars"'],
  },
  {
    operation: 'ensureKeyValue with what is not known',
    call: (client) => datastores.ensureKeyValue(client, wrong({ name: 'q', plan: 'huge' })),
    says: ['plan cannot be "huge"'],
  },
  {
    operation: 'removeKeyValue without the acceptance',
    call: (client) => datastores.removeKeyValue(client, wrong({ name: 'q', dataLossAccepted: false })),
    says: ['DELETE /key-value/{keyValueId}', 'dataLossAccepted must be true'],
  },
]
