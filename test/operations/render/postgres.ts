import { Secret } from '@keelson/core'
import * as render from '@keelson/render'
import * as datastores from '@keelson/render/datastores'
import { expect } from 'vitest'
import { ownerId, row, type Refusal, type RenderWorld } from './world.ts'

/** A database that is available. */
async function withDatabase({ client }: RenderWorld) {
  const { id: postgresId } = await datastores.createPostgres(client, {
    name: 'shop',
    plan: 'basic_256mb',
    version: '17',
    region: 'frankfurt',
    diskSizeGB: 5,
  })
  await datastores.waitForPostgres(client, { postgresId })
  return { postgresId }
}

export const rows = [
  row({
    operation: 'listPostgres',
    arrange: withDatabase,
    call: ({ client }) => datastores.listPostgres(client).toArray({ limit: 1 }),
    requests: ['GET /postgres?limit=100&ownerId=tea-1'],
    answer: [{ name: 'shop', plan: 'basic_256mb', status: 'available', owner: { id: ownerId } }],
  }),
  row({
    operation: 'listPostgres with every filter',
    call: ({ client }) =>
      datastores
        .listPostgres(client, {
          name: ['shop', 'pay'],
          ownerId: ['tea-1', 'tea-2'],
          environmentId: ['evm-1', 'evm-2'],
          region: ['oregon', 'frankfurt'],
          suspended: 'not_suspended',
          includeReplicas: false,
          createdAfter: '2025-01-01T00:00:00Z',
          createdBefore: '2025-01-02T00:00:00Z',
          updatedAfter: '2025-01-03T00:00:00Z',
          updatedBefore: '2025-01-04T00:00:00Z',
        })
        .toArray(),
    requests: [
      'GET /postgres?limit=100&name=shop%2Cpay&ownerId=tea-1%2Ctea-2&environmentId=evm-1%2Cevm-2&region=oregon%2Cfrankfurt' +
        '&suspended=not_suspended&includeReplicas=false&createdAfter=2025-01-01T00%3A00%3A00Z&createdBefore=2025-01-02T00%3A00%3A00Z' +
        '&updatedAfter=2025-01-03T00%3A00%3A00Z&updatedBefore=2025-01-04T00%3A00%3A00Z',
    ],
    answer: [],
  }),
  row({
    operation: 'getPostgres',
    arrange: withDatabase,
    call: ({ client, postgresId }) => datastores.getPostgres(client, { postgresId }),
    requests: ['GET /postgres/dpg-new-a'],
    answer: { name: 'shop', version: '17', region: 'frankfurt', diskSizeGB: 5, role: 'primary', suspenders: [] },
  }),
  row({
    operation: 'createPostgres',
    call: ({ client }) =>
      datastores.createPostgres(client, {
        name: 'shop',
        plan: 'pro_4gb',
        version: '17',
        region: 'frankfurt',
        databaseName: 'shop',
        databaseUser: 'shop_user',
        diskSizeGB: 10,
        enableDiskAutoscaling: true,
        enableHighAvailability: true,
        environmentId: 'evm-1',
        ipAllowList: [{ cidrBlock: '203.0.113.0/24', description: 'office' }],
        parameterOverrides: { max_connections: '200' },
        readReplicas: [{ name: 'shop-reports', parameterOverrides: { work_mem: '64MB' } }],
        datadogAPIKey: new Secret('datadog-key'),
        datadogSite: 'EU1',
      }),
    requests: ['POST /postgres'],
    body: {
      name: 'shop',
      ownerId,
      plan: 'pro_4gb',
      version: '17',
      region: 'frankfurt',
      databaseName: 'shop',
      databaseUser: 'shop_user',
      diskSizeGB: 10,
      enableDiskAutoscaling: true,
      enableHighAvailability: true,
      environmentId: 'evm-1',
      ipAllowList: [{ cidrBlock: '203.0.113.0/24', description: 'office' }],
      parameterOverrides: { max_connections: '200' },
      readReplicas: [{ name: 'shop-reports', parameterOverrides: { work_mem: '64MB' } }],
      datadogAPIKey: 'datadog-key',
      datadogSite: 'EU1',
    },
    answer: { status: 'creating', databaseName: 'shop', readReplicas: [{ name: 'shop-reports' }] },
  }),
  row({
    operation: 'updatePostgres',
    arrange: withDatabase,
    call: ({ client, postgresId }) =>
      datastores.updatePostgres(client, {
        postgresId,
        name: 'store',
        plan: 'basic_1gb',
        diskSizeGB: 20,
        enableDiskAutoscaling: true,
        ipAllowList: [],
        datadogAPIKey: '',
      }),
    requests: ['PATCH /postgres/dpg-new-a'],
    body: {
      name: 'store',
      plan: 'basic_1gb',
      diskSizeGB: 20,
      enableDiskAutoscaling: true,
      ipAllowList: [],
      datadogAPIKey: '',
    },
    answer: { name: 'store', diskSizeGB: 20, diskAutoscalingEnabled: true, status: 'updating_instance' },
  }),
  row({
    operation: 'deletePostgres',
    arrange: withDatabase,
    call: ({ client, postgresId }) => datastores.deletePostgres(client, { postgresId }),
    requests: ['DELETE /postgres/dpg-new-a'],
    answer: undefined,
  }),
  row({
    operation: 'suspendPostgres',
    arrange: withDatabase,
    call: ({ client, postgresId }) => datastores.suspendPostgres(client, { postgresId }),
    requests: ['POST /postgres/dpg-new-a/suspend'],
    answer: undefined,
  }),
  row({
    operation: 'suspendPostgres of one that is suspended',
    arrange: async (world) => {
      const { postgresId } = await withDatabase(world)
      await datastores.suspendPostgres(world.client, { postgresId })
      return { postgresId }
    },
    call: ({ client, postgresId }) => datastores.suspendPostgres(client, { postgresId }),
    requests: ['POST /postgres/dpg-new-a/suspend', 'GET /postgres/dpg-new-a'],
    answer: undefined,
  }),
  row({
    operation: 'resumePostgres',
    arrange: async (world) => {
      const { postgresId } = await withDatabase(world)
      await datastores.suspendPostgres(world.client, { postgresId })
      return { postgresId }
    },
    call: ({ client, postgresId }) => datastores.resumePostgres(client, { postgresId }),
    requests: ['POST /postgres/dpg-new-a/resume'],
    answer: undefined,
  }),
  row({
    operation: 'resumePostgres of one that is not suspended',
    arrange: withDatabase,
    call: ({ client, postgresId }) => datastores.resumePostgres(client, { postgresId }),
    requests: ['POST /postgres/dpg-new-a/resume', 'GET /postgres/dpg-new-a'],
    answer: undefined,
  }),
  row({
    operation: 'restartPostgres',
    arrange: withDatabase,
    call: ({ client, postgresId }) => datastores.restartPostgres(client, { postgresId }),
    requests: ['POST /postgres/dpg-new-a/restart'],
    answer: undefined,
  }),
  row({
    operation: 'getPostgresConnectionInfo',
    arrange: withDatabase,
    call: ({ client, postgresId }) => datastores.getPostgresConnectionInfo(client, { postgresId }),
    requests: ['GET /postgres/dpg-new-a/connection-info'],
    answer: {
      password: expect.any(Secret),
      internalConnectionString: expect.any(Secret),
      externalConnectionString: expect.any(Secret),
      psqlCommand: expect.any(Secret),
    },
  }),
  row({
    operation: 'listPostgresUsers',
    arrange: withDatabase,
    call: ({ client, postgresId }) => datastores.listPostgresUsers(client, { postgresId }),
    requests: ['GET /postgres/dpg-new-a/credentials'],
    answer: [{ username: expect.stringMatching(/^shop_\w{4}_user$/), default: true, openConnections: 0 }],
  }),
  row({
    operation: 'createPostgresUser',
    arrange: withDatabase,
    call: ({ client, postgresId }) => datastores.createPostgresUser(client, { postgresId, username: 'shop_2026' }),
    requests: ['POST /postgres/dpg-new-a/credentials'],
    body: { username: 'shop_2026' },
    answer: undefined,
  }),
  row({
    operation: 'deletePostgresUser',
    arrange: async (world) => {
      const { postgresId } = await withDatabase(world)
      const { databaseUser: username } = await datastores.getPostgres(world.client, { postgresId })
      await datastores.createPostgresUser(world.client, { postgresId, username: 'shop_2026' })
      await datastores.createPostgresUser(world.client, { postgresId, username: 'shop_2027' })
      await datastores.deletePostgresUser(world.client, { postgresId, username })
      return { postgresId }
    },
    call: ({ client, postgresId }) => datastores.deletePostgresUser(client, { postgresId, username: 'shop_2026' }),
    requests: ['DELETE /postgres/dpg-new-a/credentials/shop_2026'],
    answer: undefined,
  }),
  row({
    operation: 'getPostgresRecoveryInfo',
    arrange: withDatabase,
    call: ({ client, postgresId }) => datastores.getPostgresRecoveryInfo(client, { postgresId }),
    requests: ['GET /postgres/dpg-new-a/recovery'],
    answer: { recoveryStatus: 'AVAILABLE', startsAt: expect.stringMatching(/^2026-01-01T00:/) },
  }),
  row({
    operation: 'recoverPostgres',
    arrange: async (world) => {
      const made = await withDatabase(world)
      await world.clock.advance(3_600_000)
      return made
    },
    call: ({ client, postgresId }) =>
      datastores.recoverPostgres(client, {
        postgresId,
        restoreTime: '2026-01-01T00:30:00Z',
        restoreName: 'shop-before',
        plan: 'basic_1gb',
        environmentId: 'evm-2',
        datadogApiKey: new Secret('datadog-key'),
        datadogSite: '',
      }),
    requests: ['POST /postgres/dpg-new-a/recovery'],
    body: {
      restoreTime: '2026-01-01T00:30:00Z',
      restoreName: 'shop-before',
      plan: 'basic_1gb',
      environmentId: 'evm-2',
      datadogApiKey: 'datadog-key',
      datadogSite: '',
    },
    answer: { name: 'shop-before', status: 'recovery_in_progress', plan: 'basic_1gb', version: '17' },
  }),
  row({
    operation: 'createPostgresExport',
    arrange: withDatabase,
    call: ({ client, postgresId }) => datastores.createPostgresExport(client, { postgresId }),
    requests: ['POST /postgres/dpg-new-a/export'],
    answer: undefined,
  }),
  row({
    operation: 'listPostgresExports',
    arrange: async (world) => {
      const { postgresId } = await withDatabase(world)
      await datastores.createPostgresExport(world.client, { postgresId })
      await world.clock.advance(60_000)
      await datastores.createPostgresExport(world.client, { postgresId })
      return { postgresId }
    },
    call: ({ client, postgresId }) => datastores.listPostgresExports(client, { postgresId }),
    requests: ['GET /postgres/dpg-new-a/export'],
    answer: [{ createdAt: expect.any(String) }, { id: expect.any(String), url: expect.any(Secret) }],
  }),
]

/** Input as a program without types could give it. */
const wrong = <Right>(value: unknown) => value as Right
const good = { name: 'shop', plan: 'free', version: '17' } as const

export const refusals: readonly Refusal[] = [
  {
    operation: 'createPostgres with nothing',
    call: (client) => datastores.createPostgres(client, wrong({})),
    says: ['POST /postgres', 'name is missing', 'plan is missing', 'version is missing'],
  },
  {
    operation: 'createPostgres with values that Render does not know',
    call: (client) =>
      datastores.createPostgres(
        client,
        wrong({ name: 'shop', plan: 'basic-256mb', version: '9', region: 'eu-central-1' }),
      ),
    says: ['plan cannot be "basic-256mb"', 'basic_256mb', 'version cannot be "9"', 'region cannot be "eu-central-1"'],
  },
  ...[0, 2, 7, -5, 2.5, NaN].map((diskSizeGB) => ({
    operation: `createPostgres with ${diskSizeGB} GB`,
    call: (client: render.RenderClient) => datastores.createPostgres(client, { ...good, diskSizeGB }),
    says: [`diskSizeGB cannot be ${diskSizeGB}, only 1 or a multiple of 5`],
  })),
  {
    operation: 'createPostgres with names that are no identifiers',
    call: (client) => datastores.createPostgres(client, { ...good, databaseName: 'My-Shop', databaseUser: '1st' }),
    says: ['databaseName cannot be "My-Shop"', 'databaseUser cannot be "1st"', 'lower-case letters'],
  },
  {
    operation: 'updatePostgres with nothing',
    call: (client) => datastores.updatePostgres(client, { postgresId: 'dpg-1', plan: wrong(undefined) }),
    says: ['PATCH /postgres/{postgresId}', 'nothing is to be changed'],
  },
  {
    operation: 'updatePostgres with what is not known',
    call: (client) =>
      datastores.updatePostgres(client, wrong({ postgresId: 'dpg-1', name: '', plan: 'huge', diskSizeGB: 3 })),
    says: ['name is missing', 'plan cannot be "huge"', 'diskSizeGB cannot be 3'],
  },
  {
    operation: 'listPostgres with an unknown region',
    call: (client) => datastores.listPostgres(client, wrong({ region: ['oregon', 'mars'], suspended: 'no' })).toArray(),
    says: ['GET /postgres', 'region cannot be "mars"', 'suspended cannot be "no"'],
  },
  {
    operation: 'createPostgresUser with a name that is no identifier',
    call: (client) => datastores.createPostgresUser(client, { postgresId: 'dpg-1', username: 'db-user' }),
    says: ['username cannot be "db-user"'],
  },
  {
    operation: 'recoverPostgres with a time that is none',
    call: (client) =>
      datastores.recoverPostgres(client, wrong({ postgresId: 'dpg-1', restoreTime: 'noon', plan: 'huge' })),
    says: ['restoreTime cannot be "noon"', 'plan cannot be "huge"'],
  },
  {
    operation: 'ensurePostgres with what is not known',
    call: (client) => datastores.ensurePostgres(client, wrong({ ...good, region: 'mars' })),
    says: ['region cannot be "mars"', 'frankfurt'],
  },
  {
    operation: 'removePostgres without the acceptance',
    call: (client) => datastores.removePostgres(client, wrong({ name: 'shop' })),
    says: ['DELETE /postgres/{postgresId}', 'dataLossAccepted must be true'],
  },
]
