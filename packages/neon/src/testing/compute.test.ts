import { systemClock } from '@keelson/core'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPostgresCompute, type PostgresCompute } from '../../../../test/services/data-planes.ts'
import * as neon from '../index.js'
import { createFakeNeon, type FakeNeon } from './index.js'

let compute: PostgresCompute
let fake: FakeNeon
let client: neon.NeonClient

beforeAll(async () => {
  compute = await createPostgresCompute()
  fake = createFakeNeon({ compute })
  client = neon.createNeonClient({ apiKey: 'napi_test', clock: systemClock, fetch: fake.fetch })
}, 60_000)

afterAll(() => fake.stop(), 60_000)

/** Asks the server that a connection string leads to. */
async function query(uri: { reveal(): string }, text: string): Promise<unknown[]> {
  const url = new URL(uri.reveal())
  url.search = ''
  const connection = new Client({ connectionString: url.href, ssl: { ca: compute.ca } })
  await connection.connect()
  try {
    return (await connection.query<Record<string, unknown>>(text)).rows
  } finally {
    await connection.end()
  }
}

test(
  'branches are servers: data branch off, roles log in, a restore brings data back',
  { timeout: 120_000 },
  async () => {
    const { resource, branch, connection } = await neon.ensureProject(client, { name: 'shop' })
    const projectId = resource.id
    const branchId = branch.id
    const main = connection!.connection_uri
    await query(main, 'create table orders (id int); insert into orders values (1)')

    const point = await neon.ensureBranch(client, { projectId, name: 'point', parent_id: branchId, withCompute: false })
    const preview = await neon.ensureBranch(client, { projectId, name: 'preview' })
    await query(main, 'insert into orders values (2)')
    const place = { projectId, databaseName: 'neondb', roleName: 'neondb_owner' }
    const { pooled, direct } = await neon.getConnectionUris(client, { ...place, branchId: preview.resource.id })
    expect(pooled.reveal()).toBe(direct.reveal())
    expect(await query(pooled, 'select id from orders')).toEqual([{ id: 1 }])
    expect(await query(main, 'select id from orders order by id')).toEqual([{ id: 1 }, { id: 2 }])

    const app = await neon.ensureRole(client, { projectId, branchId, name: 'app' })
    await neon.ensureDatabase(client, { projectId, branchId, name: 'stock', owner_name: 'app' })
    const stock = await neon.getConnectionUri(client, { projectId, databaseName: 'stock', roleName: 'app' })
    expect(new URL(stock.reveal()).password).toBe(app.resource.password?.reveal())
    expect(await query(stock, 'select current_user')).toEqual([{ current_user: 'app' }])

    const [endpoint] = await neon.listEndpoints(client, { projectId, branchId })
    const { operations } = await neon.suspendEndpoint(client, { projectId, endpointId: endpoint!.id })
    await neon.waitForOperations(client, { projectId, operationIds: operations.map(({ id }) => id) })
    await expect(query(main, 'select 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    await neon.startEndpoint(client, { projectId, endpointId: endpoint!.id })
    await neon.waitForBranch(client, { projectId, branchId })
    expect(await query(main, 'select 1 as one')).toEqual([{ one: 1 }])

    const { operations: restoring } = await neon.restoreBranch(client, {
      projectId,
      branchId,
      source_branch_id: point.resource.id,
      preserve_under_name: 'before',
    })
    await neon.waitForOperations(client, { projectId, operationIds: restoring.map(({ id }) => id) })
    const restored = await neon.getConnectionUri(client, place)
    expect(await query(restored, 'select id from orders')).toEqual([{ id: 1 }])

    expect(await neon.removeBranch(client, { projectId, name: 'preview' })).toBe('removed')
    await expect(query(pooled, 'select 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    await neon.deleteProject(client, { projectId })
    await expect(query(restored, 'select 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  },
)

test('a creation of which the server knows nothing is an operation that ends badly', { timeout: 60_000 }, async () => {
  const { resource, branch } = await neon.ensureProject(client, { name: 'broken' })
  await compute.closeBranch(branch.id)
  await expect(
    neon.ensureRole(client, { projectId: resource.id, branchId: branch.id, name: 'app' }),
  ).rejects.toMatchObject({ name: 'OperationError', message: expect.stringContaining('there is no branch') })
})
