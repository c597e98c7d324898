import { createFakeClock, createRandom } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import * as neon from './index.js'
import { createFakeNeon } from './testing/index.js'

async function start() {
  const clock = createFakeClock({ auto: true })
  const fake = createFakeNeon({ clock, random: createRandom(1) })
  const client = neon.createNeonClient({ apiKey: 'napi_test', clock, random: createRandom(2), fetch: fake.fetch })
  const { resource } = await neon.ensureProject(client, desired)
  const writes = () => fake.calls.filter(({ operation }) => !operation.startsWith('GET')).map((call) => call.operation)
  return { fake, client, writes, projectId: resource.id }
}

const desired = {
  name: 'shop',
  region_id: 'aws-eu-central-1',
  history_retention_seconds: 86_400,
  default_endpoint_settings: { autoscaling_limit_max_cu: 1 },
  settings: { allowed_ips: { ips: ['203.0.113.7', '203.0.113.8'] } },
} as const

describe('the settings of a project', () => {
  test('that are as desired are no change, whatever their order', async () => {
    const { client, writes } = await start()
    const before = writes().length
    const other = {
      ...desired,
      settings: {
        allowed_ips: { ips: ['203.0.113.8', '203.0.113.7'], protected_branches_only: false },
        block_public_connections: false,
        quota: { logical_size_bytes: 0 },
      },
    }
    expect(await neon.planProject(client, other)).toMatchObject({ action: 'none', changes: [] })
    expect(await neon.ensureProject(client, other)).toMatchObject({ outcome: 'existing', changes: [] })
    expect(writes()).toHaveLength(before)
  })

  test('that differ are planned, changed, and nothing else is', async () => {
    const { client, writes, projectId } = await start()
    const wanted = {
      name: 'shop',
      history_retention_seconds: 0,
      default_endpoint_settings: { suspend_timeout_seconds: 60 },
      settings: { enable_logical_replication: true },
    }
    const changes = [
      { path: 'history_retention_seconds', from: 86_400, to: 0 },
      { path: 'default_endpoint_settings.suspend_timeout_seconds', from: undefined, to: 60 },
      { path: 'settings.enable_logical_replication', from: undefined, to: true },
    ]
    const before = writes().length
    expect(await neon.planProject(client, wanted)).toMatchObject({ action: 'update', changes })
    expect(writes()).toHaveLength(before)
    expect(await neon.ensureProject(client, wanted)).toMatchObject({ outcome: 'updated', changes })
    expect(writes().slice(before)).toEqual(['PATCH /projects/{project_id}'])
    expect(await neon.getProject(client, { projectId })).toMatchObject({
      history_retention_seconds: 0,
      default_endpoint_settings: { autoscaling_limit_max_cu: 1, suspend_timeout_seconds: 60 },
      settings: { ...desired.settings, enable_logical_replication: true },
    })
    expect((await neon.ensureProject(client, wanted)).outcome).toBe('existing')
  })

  test('that are in an object beside others leave those as they are', async () => {
    const { fake, client } = await start()
    const { resource } = await neon.ensureProject(client, {
      name: 'pay',
      settings: { quota: { compute_time_seconds: 3600, logical_size_bytes: 1e9 } },
    })
    const wanted = { name: 'pay', settings: { quota: { compute_time_seconds: 7200 } } }
    expect((await neon.ensureProject(client, wanted)).outcome).toBe('updated')
    expect(fake.state.projects.get(resource.id)?.settings).toEqual({
      quota: { compute_time_seconds: 7200, logical_size_bytes: 1e9 },
    })
    expect((await neon.ensureProject(client, wanted)).outcome).toBe('existing')
  })

  test('that hold an item twice are compared by what they hold', async () => {
    const { client } = await start()
    const withIps = (ips: string[]) => ({ name: 'shop', settings: { allowed_ips: { ips } } })
    await neon.ensureProject(client, withIps(['10.0.0.1', '10.0.0.2']))
    expect((await neon.planProject(client, withIps(['10.0.0.1', '10.0.0.1']))).action).toBe('update')
    expect((await neon.planProject(client, withIps(['10.0.0.2', '10.0.0.1', '10.0.0.1']))).action).toBe('none')
  })

  test('that are for ever are a conflict, unless adopted', async () => {
    const { client, writes } = await start()
    await neon.ensureProject(client, { name: 'shop', settings: { enable_logical_replication: true } })
    const before = writes().length
    const off = { name: 'shop', settings: { enable_logical_replication: false } }
    await expect(neon.planProject(client, off)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('has settings.enable_logical_replication true, not false'),
    })
    expect(await neon.ensureProject(client, off, { adopt: true })).toMatchObject({ outcome: 'existing', changes: [] })
    await expect(neon.planProject(client, { name: 'shop', store_passwords: false })).rejects.toMatchObject({
      message: expect.stringContaining('has store_passwords true, not false'),
    })
    expect(writes()).toHaveLength(before)
  })

  test('that no project can have are refused by the plan, too', async () => {
    const { fake, client } = await start()
    const before = fake.calls.length
    await expect(neon.planProject(client, { name: 'shop', history_retention_seconds: -5 })).rejects.toMatchObject({
      code: 'config',
      message: expect.stringContaining('history_retention_seconds cannot be -5'),
    })
    expect(fake.calls).toHaveLength(before)
  })

  test('of one that is not there are a creation', async () => {
    const { client, writes } = await start()
    const before = writes().length
    const plan = await neon.planProject(client, { ...desired, name: 'pay' })
    expect(plan).toEqual({ action: 'create', changes: [], project: undefined })
    expect(writes()).toHaveLength(before)
  })
})

describe('planBranch', () => {
  const small = { autoscaling_limit_min_cu: 0.25, autoscaling_limit_max_cu: 0.5 }

  test('tells what ensureBranch then does, and changes nothing', async () => {
    const { fake, client, writes, projectId } = await start()
    const branch = { projectId, name: 'preview' }
    expect(await neon.planBranch(client, branch)).toMatchObject({ action: 'create', changes: [], branch: undefined })
    const { resource } = await neon.ensureBranch(client, { ...branch, endpoint: small })
    const [endpoint] = [...fake.state.endpoints.values()].filter(({ branchId }) => branchId === resource.id)
    expect(endpoint).toMatchObject({ minCu: 0.25, maxCu: 0.5 })
    expect(await neon.planBranch(client, { ...branch, endpoint: small })).toMatchObject({
      action: 'none',
      branch: { id: resource.id },
      endpoint: { id: endpoint!.id },
    })
    const wanted = { ...branch, protected: true, endpoint: { ...small, autoscaling_limit_max_cu: 4 } }
    const changes = [
      { path: 'protected', from: false, to: true },
      { path: 'endpoint.autoscaling_limit_max_cu', from: 0.5, to: 4 },
    ]
    const before = writes().length
    expect(await neon.planBranch(client, wanted)).toMatchObject({ action: 'update', changes })
    expect(writes()).toHaveLength(before)
    expect(await neon.ensureBranch(client, wanted)).toMatchObject({ outcome: 'updated', changes })
    expect(endpoint!.maxCu).toBe(4)
    expect((await neon.ensureBranch(client, wanted)).outcome).toBe('existing')
    expect(writes().slice(before)).toEqual([
      'PATCH /projects/{project_id}/branches/{branch_id}',
      'PATCH /projects/{project_id}/endpoints/{endpoint_id}',
    ])
  })

  test('a missing compute is a change; another parent is a conflict', async () => {
    const { client, projectId } = await start()
    const branch = { projectId, name: 'data' }
    await neon.ensureBranch(client, { ...branch, withCompute: false })
    expect(await neon.planBranch(client, { ...branch, withCompute: false })).toMatchObject({ action: 'none' })
    expect(await neon.planBranch(client, branch)).toMatchObject({
      action: 'update',
      changes: [{ path: 'endpoints', from: 'none', to: 'read_write' }],
    })
    const moved = { ...branch, parent_id: 'br-other' }
    await expect(neon.planBranch(client, moved)).rejects.toMatchObject({ code: 'conflict' })
    expect(await neon.planBranch(client, moved, { adopt: true })).toMatchObject({ action: 'update' })
  })

  test('settings for a compute that is not wanted are refused', async () => {
    const { client, projectId } = await start()
    const wanted = { projectId, name: 'a', withCompute: false, endpoint: small }
    await expect(neon.planBranch(client, wanted)).rejects.toMatchObject({
      code: 'config',
      message: expect.stringContaining('endpoint cannot be given with withCompute: false'),
    })
  })
})

describe('resetBranch', () => {
  test('gives a branch the data that its parent has by now', async () => {
    const { fake, client, projectId } = await start()
    const { resource } = await neon.ensureBranch(client, { projectId, name: 'staging' })
    const branchId = resource.id
    await neon.ensureRole(client, { projectId, branchId: resource.parent_id!, name: 'later' })
    expect(fake.state.branches.get(branchId)!.roles.has('later')).toBe(false)
    await neon.resetBranch(client, { projectId, branchId })
    const { branch } = await neon.waitForBranch(client, { projectId, branchId })
    expect(branch).toMatchObject({ parent_id: resource.parent_id, last_reset_at: expect.any(String) })
    expect(fake.state.branches.get(branchId)!.roles.has('later')).toBe(true)
    const root = { projectId, branchId: resource.parent_id! }
    const sends = fake.calls.length
    await expect(neon.resetBranch(client, root)).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining('"main"'),
    })
    expect(fake.calls.slice(sends).map(({ operation }) => operation)).toEqual([
      'GET /projects/{project_id}/branches/{branch_id}',
    ])
  })
})
