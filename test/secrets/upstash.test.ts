import * as upstash from '@keelson/upstash'
import * as probes from '@keelson/upstash/probes'
import { table } from '../operations/upstash/index.ts'
import { readingOf } from './reading-of.ts'
import { describeSearch } from './search-rows.ts'

const desired = { database_name: 'shop', platform: 'aws', primary_region: 'eu-central-1' } as const

describeSearch({
  table,
  connect: (options) => upstash.createUpstashClient({ ...options, email: 'me@example.com' }),
  exported: probes,
  others: {
    databaseProbe: ({ client, databaseId }) => readingOf(probes.databaseProbe(client, { databaseId })),
    quotaProbe: ({ client, databaseId }) => readingOf(probes.quotaProbe(client, { databaseId })),
    checkRedisDatabase: ({ client, databaseId }) => upstash.checkRedisDatabase(client, { databaseId }),
    ensureRedisDatabase: ({ client }) =>
      upstash.ensureRedisDatabase(client, { ...desired, primary_region: 'us-east-1' }),
    planRedisDatabase: ({ client }) => upstash.planRedisDatabase(client, { ...desired, tls: false, eviction: true }),
    waitForRedisDatabase: ({ client, databaseId }) => upstash.waitForRedisDatabase(client, { databaseId }),
  },
  exempt: {
    createUpstashClient: 'sends nothing',
    redisUrl: 'sends nothing',
    ensureRedisStep: 'in releases.test.ts',
    redisReadyStep: 'in releases.test.ts',
  },
  runs: 40,
  failures: 950,
})
