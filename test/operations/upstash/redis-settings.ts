import * as upstash from '@keelson/upstash'
import { row, type Refusal, type UpstashWorld } from './world.ts'

/** Puts the switches of the database to where a row wants to move them away from. */
const put = (fields: Partial<UpstashWorld['kept']>) => async (world: UpstashWorld) => Object.assign(world.kept, fields)

export const rows = [
  row({
    operation: 'enableRedisTls',
    arrange: put({ tls: false }),
    call: ({ client, databaseId }) => upstash.enableRedisTls(client, { databaseId }),
    requests: ['POST /redis/enable-tls/db'],
    answer: undefined,
  }),
  row({
    operation: 'enableEviction',
    call: ({ client, databaseId }) => upstash.enableEviction(client, { databaseId }),
    requests: ['POST /redis/enable-eviction/db'],
    answer: undefined,
  }),
  row({
    operation: 'disableEviction',
    arrange: put({ eviction: true }),
    call: ({ client, databaseId }) => upstash.disableEviction(client, { databaseId }),
    requests: ['POST /redis/disable-eviction/db'],
    answer: undefined,
  }),
  row({
    operation: 'enableAutoUpgrade',
    call: ({ client, databaseId }) => upstash.enableAutoUpgrade(client, { databaseId }),
    requests: ['POST /redis/enable-autoupgrade/db'],
    answer: undefined,
  }),
  row({
    operation: 'disableAutoUpgrade',
    arrange: put({ autoUpgrade: true }),
    call: ({ client, databaseId }) => upstash.disableAutoUpgrade(client, { databaseId }),
    requests: ['POST /redis/disable-autoupgrade/db'],
    answer: undefined,
  }),
  row({
    operation: 'changeRedisPlan',
    call: ({ client, databaseId }) =>
      upstash.changeRedisPlan(client, {
        databaseId,
        plan_name: 'fixed_1gb',
        auto_upgrade: true,
        prod_pack_enabled: false,
      }),
    requests: ['POST /redis/db/change-plan'],
    body: { plan_name: 'fixed_1gb', auto_upgrade: true, prod_pack_enabled: false },
    answer: undefined,
  }),
  row({
    operation: 'updateRedisBudget',
    call: ({ client, databaseId }) => upstash.updateRedisBudget(client, { databaseId, budget: 50 }),
    requests: ['PATCH /redis/update-budget/db'],
    body: { budget: 50 },
    answer: undefined,
  }),
  row({
    operation: 'updateRedisRegions',
    call: ({ client, databaseId }) =>
      upstash.updateRedisRegions(client, { databaseId, read_regions: ['us-east-1', 'us-west-2'] }),
    requests: ['POST /redis/update-regions/db'],
    body: { read_regions: ['us-east-1', 'us-west-2'] },
    answer: undefined,
  }),
  row({
    operation: 'getRedisStats',
    call: ({ client, databaseId }) => upstash.getRedisStats(client, { databaseId }),
    requests: ['GET /redis/stats/db'],
    answer: { daily_net_commands: 0, connection_count: [{ y: 0 }], command_counts: [{ metric_identifier: 'GET' }] },
  }),
]

const databaseId = 'db'

export const refusals: readonly Refusal[] = [
  {
    operation: 'changeRedisPlan to a plan that there is not',
    // A program in JavaScript can give anything.
    call: (client) => upstash.changeRedisPlan(client, { databaseId, plan_name: 'pro' as 'payg' }),
    says: ['POST /redis/{id}/change-plan', 'plan_name cannot be "pro", only free, payg,'],
  },
  {
    operation: 'updateRedisBudget to less than nothing',
    call: (client) => upstash.updateRedisBudget(client, { databaseId, budget: -1 }),
    says: ['budget cannot be -1, only a whole number 0 or more'],
  },
  {
    operation: 'updateRedisRegions to a region of GCP',
    call: (client) => upstash.updateRedisRegions(client, { databaseId, read_regions: ['us-central1' as 'us-east-1'] }),
    says: ['read_regions cannot be "us-central1", only us-east-1,'],
  },
  {
    operation: 'updateRedisRegions with one region twice',
    call: (client) => upstash.updateRedisRegions(client, { databaseId, read_regions: ['us-east-1', 'us-east-1'] }),
    says: ['read_regions has us-east-1 twice'],
  },
]
