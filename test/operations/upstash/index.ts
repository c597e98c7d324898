import * as upstash from '@keelson/upstash'
import { createOperations } from '../../../packages/upstash/src/testing/fake-upstash.ts'
import type { OperationTable, Row } from '../table.ts'
import { contract } from './contract.ts'
import * as redis from './redis.ts'
import * as redisBackups from './redis-backups.ts'
import * as redisSettings from './redis-settings.ts'
import * as teams from './teams.ts'
import { connect, shorten, start, type Refusal, type UpstashWorld } from './world.ts'

/** One file a noun. */
const parts: readonly { readonly rows: readonly Row<UpstashWorld>[]; readonly refusals?: readonly Refusal[] }[] = [
  redis,
  redisSettings,
  redisBackups,
  teams,
]

/** The table of Upstash. */
export const table: OperationTable<upstash.UpstashClient, UpstashWorld> = {
  provider: 'upstash',
  basePath: '/v2',
  contract,
  exported: upstash,
  resources: Object.values(
    import.meta.glob(['../../../packages/upstash/src/resources/*.ts', '!**/*.test.ts'], { eager: true }),
  ),
  fakeOperations: Object.keys(createOperations({} as never)),
  start,
  fetchOf: ({ fake }) => fake.fetch,
  connect,
  shorten,
  rows: parts.flatMap(({ rows }) => rows),
  refusals: parts.flatMap(({ refusals = [] }) => refusals),
}
