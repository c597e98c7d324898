import { createFakeClock, createRandom } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import * as neon from './index.js'
import { createFakeNeon } from './testing/index.js'

async function start() {
  const clock = createFakeClock({ auto: true })
  const fake = createFakeNeon({ clock, random: createRandom(1) })
  const client = neon.createNeonClient({ apiKey: 'napi_test', clock, fetch: fake.fetch })
  const { project, branch } = await neon.createProject(client, { name: 'shop', region_id: 'aws-eu-central-1' })
  return { fake, client, projectId: project.id, branchId: branch.id }
}

describe('getConnectionUris', () => {
  test('gives both ways into a branch, wrapped', async () => {
    const { fake, client, projectId, branchId } = await start()
    const place = { databaseName: 'neondb', roleName: 'neondb_owner' }
    const { pooled, direct } = await neon.getConnectionUris(client, { projectId, branchId, ...place })
    const hosts = [pooled, direct].map((uri) => new URL(uri.reveal()).hostname)
    expect(hosts[1]).toMatch(/^ep-[a-z0-9-]+\.eu-central-1\.aws\.neon\.tech$/)
    expect(hosts[0]).toBe(neon.poolerHost(hosts[1] ?? ''))
    expect(hosts.map(neon.isPoolerHost)).toEqual([true, false])
    expect(new URL(pooled.reveal()).searchParams.get('sslmode')).toBe('require')
    const password = fake.state.branches.get(branchId)?.roles.get('neondb_owner')?.password
    expect(new URL(direct.reveal()).password).toBe(password)
    expect(JSON.stringify({ pooled, direct })).toBe('{"pooled":"[secret]","direct":"[secret]"}')
  })

  test('without a branch it is the default one; a role or database that is not there is not_found', async () => {
    const { client, projectId } = await start()
    const place = { projectId, databaseName: 'neondb', roleName: 'neondb_owner' }
    const uri = await neon.getConnectionUri(client, place)
    expect(new URL(uri.reveal()).hostname).not.toContain('-pooler')
    await expect(neon.getConnectionUri(client, { ...place, roleName: 'nobody' })).rejects.toMatchObject({
      code: 'not_found',
    })
    await expect(neon.getConnectionUri(client, { ...place, databaseName: 'none' })).rejects.toMatchObject({
      code: 'not_found',
      hint: expect.stringContaining('the branch has the database "none" and the role "neondb_owner"'),
    })
  })

  test('a project that keeps no passwords refuses', async () => {
    const { client } = await start()
    const { project } = await neon.createProject(client, { store_passwords: false })
    const place = { projectId: project.id, databaseName: 'neondb', roleName: 'neondb_owner' }
    const branchId = (await neon.listBranches(client, { projectId: project.id }).first())?.id ?? ''
    const refused = [
      neon.getConnectionUri(client, place),
      neon.getConnectionUris(client, place),
      neon.getRolePassword(client, { ...place, branchId }),
    ]
    for (const asked of refused) {
      await expect(asked).rejects.toMatchObject({
        status: 412,
        code: 'invalid_request',
        hint: expect.stringContaining('resetRolePassword'),
      })
    }
  })

  test('a compute that is named is the one that it leads to', async () => {
    const { client, projectId, branchId } = await start()
    await neon.waitForBranch(client, { projectId, branchId })
    const { endpoint, operations } = await neon.createEndpoint(client, {
      projectId,
      branch_id: branchId,
      type: 'read_only',
    })
    await neon.waitForOperations(client, { projectId, operationIds: operations.map(({ id }) => id) })
    const place = { projectId, branchId, databaseName: 'neondb', roleName: 'neondb_owner' }
    const { pooled, direct } = await neon.getConnectionUris(client, { ...place, endpointId: endpoint.id })
    expect(new URL(direct.reveal()).hostname).toBe(endpoint.host)
    expect(new URL(pooled.reveal()).hostname).toBe(neon.poolerHost(endpoint.host))
    await expect(neon.getConnectionUri(client, { ...place, endpointId: 'ep-none' })).rejects.toMatchObject({
      code: 'not_found',
    })
  })

  test('a password of a role that is not there is not_found, with what to ask', async () => {
    const { client, projectId, branchId } = await start()
    await expect(neon.getRolePassword(client, { projectId, branchId, roleName: 'nobody' })).rejects.toMatchObject({
      code: 'not_found',
      hint: expect.stringContaining('listRoles'),
      message: expect.stringMatching(/404 role not found \(request [^)]+\)\. Does the branch/),
    })
  })
})

describe('poolerHost and isPoolerHost', () => {
  test.each([
    ['ep-still-sea-123456.eu-central-1.aws.neon.tech', 'ep-still-sea-123456-pooler.eu-central-1.aws.neon.tech'],
    ['ep-still-sea-a1b2c3d4.c-2.us-east-2.aws.neon.tech', 'ep-still-sea-a1b2c3d4-pooler.c-2.us-east-2.aws.neon.tech'],
    ['EP-STILL-SEA-1.eastus2.azure.neon.tech', 'EP-STILL-SEA-1-pooler.eastus2.azure.neon.tech'],
  ])('%s', (direct, pooled) => {
    expect(neon.poolerHost(direct)).toBe(pooled)
    expect(neon.poolerHost(pooled)).toBe(pooled)
    expect([direct, pooled].map(neon.isPoolerHost)).toEqual([false, true])
  })

  test.each([
    'localhost',
    '127.0.0.1',
    'db.example.com',
    'ep-still-sea-123456.eu-central-1.aws.neon.tech.example.com',
    'ep-still-sea-pooler.example.com',
    'console.neon.tech',
    'api.eu-central-1.aws.neon.tech',
    '',
  ])('%j is left as it is', (host) => {
    expect(neon.poolerHost(host)).toBe(host)
    expect(neon.isPoolerHost(host)).toBe(false)
  })
})
