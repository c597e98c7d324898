import * as neon from '@keelson/neon'
import { operations as fakeOperations } from '../../../packages/neon/src/testing/operations.ts'
import * as apiKeys from './api-keys.ts'
import * as branches from './branches.ts'
import * as connection from './connection.ts'
import * as consumption from './consumption.ts'
import { contract } from './contract.ts'
import * as databases from './databases.ts'
import * as endpoints from './endpoints.ts'
import * as operations from './operations.ts'
import * as organizations from './organizations.ts'
import * as projects from './projects.ts'
import * as regions from './regions.ts'
import * as request from './request.ts'
import * as roles from './roles.ts'
import * as snapshots from './snapshots.ts'
import { connect, shorten, start, type NeonWorld, type Refusal } from './world.ts'
import type { OperationTable, Row } from '../table.ts'

/** One file a noun. */
const parts: readonly { readonly rows: readonly Row<NeonWorld>[]; readonly refusals?: readonly Refusal[] }[] = [
  projects,
  branches,
  endpoints,
  snapshots,
  roles,
  databases,
  connection,
  operations,
  consumption,
  apiKeys,
  regions,
  organizations,
  request,
]

/** The table of Neon. */
export const table: OperationTable<neon.NeonClient, NeonWorld> = {
  provider: 'neon',
  basePath: '/api/v2',
  contract,
  exported: neon,
  resources: Object.values(
    import.meta.glob(
      ['../../../packages/neon/src/resources/*.ts', '../../../packages/neon/src/connection.ts', '!**/*.test.ts'],
      { eager: true },
    ),
  ),
  fakeOperations: Object.keys(fakeOperations),
  start,
  fetchOf: ({ fake }) => fake.fetch,
  connect,
  shorten,
  rows: parts.flatMap(({ rows }) => rows),
  refusals: parts.flatMap(({ refusals = [] }) => refusals),
}
