import * as upstash from '@keelson/upstash'
import { credentials, row, type Refusal } from './world.ts'

const shop = { database_name: 'shop', primary_region: 'eu-central-1', region: 'global', tls: true, state: 'active' }
const desired = { database_name: 'queue', platform: 'aws', primary_region: 'eu-central-1' } as const

export const rows = [
  row({
    operation: 'listRedisDatabases',
    call: ({ client }) => upstash.listRedisDatabases(client).toArray(),
    requests: ['GET /redis/databases'],
    answer: [shop],
  }),
  row({
    operation: 'getRedisDatabase',
    call: ({ client, databaseId }) => upstash.getRedisDatabase(client, { databaseId }),
    requests: ['GET /redis/database/db'],
    answer: { ...shop, ...credentials },
  }),
  row({
    operation: 'getRedisDatabase without credentials',
    call: ({ client, databaseId }) => upstash.getRedisDatabase(client, { databaseId, credentials: 'hide' }),
    requests: ['GET /redis/database/db?credentials=hide'],
    answer: shop,
  }),
  row({
    operation: 'createRedisDatabase',
    call: ({ client }) =>
      upstash.createRedisDatabase(client, {
        ...desired,
        read_regions: ['us-east-1', 'eu-west-1'],
        plan: 'payg',
        budget: 20,
        eviction: false,
        tls: true,
      }),
    requests: ['POST /redis/database'],
    body: {
      database_name: 'queue',
      platform: 'aws',
      primary_region: 'eu-central-1',
      read_regions: ['us-east-1', 'eu-west-1'],
      plan: 'payg',
      budget: 20,
      eviction: false,
      tls: true,
    },
    answer: {
      database_name: 'queue',
      modifying_state: 'creating',
      read_regions: ['us-east-1', 'eu-west-1'],
      ...credentials,
    },
  }),
  row({
    operation: 'createRedisDatabase on GCP',
    call: ({ client }) =>
      upstash.createRedisDatabase(client, { ...desired, platform: 'gcp', primary_region: 'europe-west1' }),
    requests: ['POST /redis/database'],
    body: { database_name: 'queue', platform: 'gcp', primary_region: 'europe-west1' },
    answer: { primary_region: 'europe-west1' },
  }),
  row({
    operation: 'deleteRedisDatabase',
    call: ({ client, databaseId }) => upstash.deleteRedisDatabase(client, { databaseId }),
    requests: ['DELETE /redis/database/db'],
    answer: undefined,
  }),
  row({
    operation: 'renameRedisDatabase',
    call: ({ client, databaseId }) => upstash.renameRedisDatabase(client, { databaseId, name: 'shop-old' }),
    requests: ['POST /redis/rename/db'],
    body: { name: 'shop-old' },
    answer: { database_name: 'shop-old', ...credentials },
  }),
  row({
    operation: 'resetRedisPassword',
    call: ({ client, databaseId }) => upstash.resetRedisPassword(client, { databaseId }),
    requests: ['POST /redis/reset-password/db'],
    answer: { ...shop, ...credentials },
  }),
  row({
    operation: 'moveRedisToTeam',
    call: ({ client, databaseId, teamId }) => upstash.moveRedisToTeam(client, { databaseId, teamId }),
    requests: ['POST /redis/move-to-team'],
    body: { team_id: 'team', database_id: 'db' },
    answer: undefined,
  }),
  row({
    operation: 'request',
    call: ({ client, databaseId }) =>
      upstash.request(client, 'POST /redis/rename/{id}', { path: { id: databaseId }, body: { name: 'x' } }),
    requests: ['POST /redis/rename/db'],
    body: { name: 'x' },
    answer: { database_name: 'x' },
  }),
]

/** Values that do not compile, as a program in JavaScript gives them. */
const wrong = (fields: object) => (client: upstash.UpstashClient) =>
  upstash.createRedisDatabase(client, { ...desired, ...fields })

export const refusals: readonly Refusal[] = [
  {
    operation: 'createRedisDatabase without a name',
    call: wrong({ database_name: '' }),
    says: ['POST /redis/database', 'database_name is missing'],
  },
  {
    operation: 'createRedisDatabase on a platform that there is not',
    call: wrong({ platform: 'azure' }),
    says: ['platform cannot be "azure", only aws, gcp'],
  },
  {
    operation: 'createRedisDatabase in a region of the other platform',
    call: wrong({ platform: 'gcp' }),
    says: ['primary_region cannot be "eu-central-1", only us-central1, us-east4, europe-west1, asia-northeast1'],
  },
  {
    operation: 'createRedisDatabase in a region of GCP on AWS',
    call: wrong({ primary_region: 'us-central1' }),
    says: ['primary_region cannot be "us-central1", only us-east-1,', 'af-south-1'],
  },
  {
    operation: 'createRedisDatabase on GCP with read regions',
    call: wrong({ platform: 'gcp', primary_region: 'us-central1', read_regions: ['us-east-1'] }),
    says: ['read_regions are for platform aws'],
  },
  {
    operation: 'createRedisDatabase with a read region that has no replicas',
    call: wrong({ read_regions: ['af-south-1'] }),
    says: ['read_regions cannot be "af-south-1", only us-east-1,'],
  },
  {
    operation: 'createRedisDatabase with the primary region for reading',
    call: wrong({ read_regions: ['us-east-1', 'eu-central-1'] }),
    says: ['read_regions cannot have the primary region eu-central-1'],
  },
  {
    operation: 'createRedisDatabase with a plan that there is not, and half a dollar',
    call: wrong({ plan: 'huge', budget: 0.5 }),
    says: [
      'plan cannot be "huge", only free, payg, fixed_250mb',
      'budget cannot be 0.5, only a whole number 0 or more',
    ],
  },
  {
    operation: 'renameRedisDatabase to nothing',
    call: (client) => upstash.renameRedisDatabase(client, { databaseId: 'db', name: '' }),
    says: ['name is missing'],
  },
  {
    operation: 'moveRedisToTeam of no database to no team',
    call: (client) => upstash.moveRedisToTeam(client, { databaseId: '', teamId: '' }),
    says: ['databaseId is missing', 'teamId is missing'],
  },
  {
    operation: 'getRedisDatabase with an id that would leave the path',
    call: async (client) => upstash.getRedisDatabase(client, { databaseId: '..' }),
    says: ['id cannot be ".."'],
  },
]
