import { createFakeClock, createRandom } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import * as neon from './index.js'
import { createFakeNeon } from './testing/index.js'

async function start() {
  const clock = createFakeClock({ auto: true })
  const fake = createFakeNeon({ clock, random: createRandom(1) })
  const client = neon.createNeonClient({ apiKey: 'napi_test', clock, random: createRandom(2), fetch: fake.fetch })
  const { resource, branch } = await neon.ensureProject(client, { name: 'shop' })
  const writes = () => fake.calls.filter(({ operation }) => !operation.startsWith('GET')).map((call) => call.operation)
  const endpointsOf = (branchId: string) =>
    [...fake.state.endpoints.values()].filter((one) => one.branchId === branchId)
  return { clock, fake, client, writes, endpointsOf, projectId: resource.id, main: branch }
}

describe('ensureBranch', () => {
  test('a field that is none is refused before anything is sent: a preview without its end would stay', async () => {
    const { client, fake, projectId } = await start()
    const sent = fake.calls.length
    const given = { projectId, name: 'preview/1', expiresAt: '2026-01-15T00:00:00Z', notGiven: undefined }
    for (const work of [neon.ensureBranch(client, given), neon.planBranch(client, given)])
      await expect(work).rejects.toMatchObject({
        code: 'config',
        message: expect.stringMatching(/was not sent: expiresAt is no field, only .*\bexpires_at\b/) as unknown,
      })
    expect(fake.calls).toHaveLength(sent)
  })

  test('creates a branch of the default one with a compute, ready', async () => {
    const { client, endpointsOf, projectId, main } = await start()
    const expires_at = '2026-01-15T00:00:00Z'
    const { resource, outcome, changes } = await neon.ensureBranch(client, { projectId, name: 'preview/1', expires_at })
    expect({ outcome, changes }).toEqual({ outcome: 'created', changes: [] })
    expect(resource).toMatchObject({ name: 'preview/1', parent_id: main.id, current_state: 'ready', expires_at })
    expect(endpointsOf(resource.id)).toMatchObject([{ type: 'read_write', state: 'active' }])
  })

  test('one that is being removed at the same moment is made anew', async () => {
    const { client, fake, projectId } = await start()
    const { resource: former } = await neon.ensureBranch(client, { projectId, name: 'preview/1' })
    const expires_at = '2026-01-15T00:00:00Z'
    const [removed, { resource, outcome }] = await Promise.all([
      neon.removeBranch(client, { projectId, name: 'preview/1' }),
      neon.ensureBranch(client, { projectId, name: 'preview/1', expires_at }),
    ])
    expect({ removed, outcome }).toEqual({ removed: 'removed', outcome: 'created' })
    expect(resource).toMatchObject({ name: 'preview/1', current_state: 'ready', expires_at })
    expect(resource.id).not.toBe(former.id)
    expect([...fake.state.branches.values()].filter(({ name }) => name === 'preview/1')).toHaveLength(1)
  })

  test('without a compute it is data only; asking for one later adds it', async () => {
    const { client, endpointsOf, projectId } = await start()
    const { resource } = await neon.ensureBranch(client, { projectId, name: 'data', withCompute: false })
    expect(endpointsOf(resource.id)).toEqual([])
    expect((await neon.ensureBranch(client, { projectId, name: 'data', withCompute: false })).outcome).toBe('existing')
    expect(await neon.ensureBranch(client, { projectId, name: 'data' })).toMatchObject({
      outcome: 'updated',
      changes: [{ path: 'endpoints', from: 'none', to: 'read_write' }],
      resource: { id: resource.id },
    })
    expect(endpointsOf(resource.id)).toMatchObject([{ state: 'active' }])
  })

  test('running it again is free; the same moment in other words is no change', async () => {
    const { client, writes, projectId } = await start()
    await neon.ensureBranch(client, { projectId, name: 'a', expires_at: '2026-01-15T00:00:00Z' })
    const before = writes().length
    for (const expires_at of ['2026-01-15T00:00:00.000Z', '2026-01-15T01:00:00+01:00', undefined])
      expect(
        await neon.ensureBranch(client, { projectId, name: 'a', ...(expires_at && { expires_at }) }),
      ).toMatchObject({ outcome: 'existing', changes: [] })
    expect(writes()).toHaveLength(before)
  })

  test('a new date is set, null takes it away, protection comes and goes', async () => {
    const { client, projectId } = await start()
    const from = '2026-01-15T00:00:00Z'
    const to = '2026-01-20T00:00:00Z'
    const branch = { projectId, name: 'a' }
    await neon.ensureBranch(client, { ...branch, expires_at: from })
    expect(await neon.ensureBranch(client, { ...branch, expires_at: '2026-01-20T00:00:00.700Z' })).toMatchObject({
      outcome: 'updated',
      changes: [{ path: 'expires_at', from, to }],
      resource: { expires_at: to },
    })
    const cleared = await neon.ensureBranch(client, { ...branch, expires_at: null, protected: true })
    expect(cleared.changes).toEqual([
      { path: 'expires_at', from: to, to: null },
      { path: 'protected', from: false, to: true },
    ])
    expect(cleared.resource.expires_at).toBeUndefined()
    expect((await neon.ensureBranch(client, { ...branch, expires_at: null })).outcome).toBe('existing')
  })

  test('a new branch with null never expires', async () => {
    const { client, projectId } = await start()
    const { resource } = await neon.ensureBranch(client, { projectId, name: 'a', expires_at: null })
    expect(resource.expires_at).toBeUndefined()
  })

  test.each(['tomorrow', '', '2026-12-01', '2026-12-01T00:00:00', '2026-13-01T00:00:00Z'])(
    'expires_at %j is refused before anything is sent',
    async (expires_at) => {
      const { client, fake, projectId } = await start()
      const before = fake.calls.length
      const run = neon.ensureBranch(client, { projectId, name: 'a', expires_at })
      await expect(run).rejects.toMatchObject({ code: 'config', message: expect.stringContaining('expires_at') })
      expect(fake.calls).toHaveLength(before)
    },
  )

  test('another parent is a conflict, unless adopted', async () => {
    const { client, projectId, main } = await start()
    const { resource } = await neon.ensureBranch(client, { projectId, name: 'a' })
    const wanted = { projectId, name: 'a', parent_id: 'br-other' }
    await expect(neon.ensureBranch(client, wanted)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining(`"a": ${resource.id} comes from ${main.id}, not from br-other`),
    })
    expect(await neon.ensureBranch(client, wanted, { adopt: true })).toMatchObject({ outcome: 'existing' })
    await expect(neon.ensureBranch(client, { ...wanted, name: 'main' })).rejects.toMatchObject({
      message: expect.stringContaining('comes from no other branch'),
    })
  })

  test.each(['commit_then_500', 'reset_after', 'reset_before', 'truncated_json'] as const)(
    '%s: the branch is there once, and told as created',
    async (kind) => {
      const { client, fake, projectId } = await start()
      fake.faults.add({ operation: 'POST /projects/{project_id}/branches', kind })
      expect((await neon.ensureBranch(client, { projectId, name: 'a' })).outcome).toBe('created')
      expect([...fake.state.branches.values()].filter(({ name }) => name === 'a')).toHaveLength(1)
    },
  )

  test('two at once end with one branch, as both want it', async () => {
    const { client, fake, projectId } = await start()
    const branch = { projectId, name: 'a' }
    const both = await Promise.all([
      neon.ensureBranch(client, branch),
      neon.ensureBranch(client, { ...branch, expires_at: '2026-01-15T00:00:00Z' }),
    ])
    expect(both.map(({ outcome }) => outcome).toSorted()).toEqual(['created', 'updated'])
    expect(fake.state.branches.size).toBe(2)
  })

  test('a compute that somebody else makes meanwhile gets the wanted size', async () => {
    const { fake, client, endpointsOf, projectId } = await start()
    const { resource } = await neon.ensureBranch(client, { projectId, name: 'data', withCompute: false })
    let isFirst = true
    const raced: typeof fetch = async (input, init) => {
      const request = new Request(input, init)
      if (request.method === 'POST' && isFirst) {
        isFirst = false
        await neon.createEndpoint(client, { projectId, branch_id: resource.id, type: 'read_write' })
      }
      return fake.fetch(request)
    }
    const late = neon.createNeonClient({ apiKey: 'napi_test', clock: client.clock, fetch: raced })
    const endpoint = { autoscaling_limit_max_cu: 4 }
    expect((await neon.ensureBranch(late, { projectId, name: 'data', endpoint })).changes).toEqual([
      { path: 'endpoint.autoscaling_limit_max_cu', from: 2, to: 4 },
    ])
    expect(endpointsOf(resource.id)).toMatchObject([{ maxCu: 4, state: 'active' }])
  })

  test('a conflict that is none of ours is passed on', async () => {
    const { client, fake, projectId } = await start()
    const message = 'branches limit exceeded'
    fake.faults.add({ operation: 'POST /projects/{project_id}/branches', kind: 'status', status: 409, message })
    await expect(neon.ensureBranch(client, { projectId, name: 'a' })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining(message),
    })
  })
})

describe('removeBranch', () => {
  test('removes by name or by id, and waits until it is gone', async () => {
    const { client, fake, projectId } = await start()
    const { resource } = await neon.ensureBranch(client, { projectId, name: 'preview/1' })
    await neon.ensureBranch(client, { projectId, name: 'preview/10' })
    expect(await neon.removeBranch(client, { projectId, name: 'preview/1' })).toBe('removed')
    expect(await neon.removeBranch(client, { projectId, name: 'preview/1' })).toBe('absent')
    expect(await neon.removeBranch(client, { projectId, branchId: resource.id })).toBe('absent')
    expect([...fake.state.branches.values()].map(({ name }) => name)).toEqual(['main', 'preview/10'])
    expect([...fake.state.operations.values()].every(({ status }) => status === 'finished')).toBe(true)
    const { resource: other } = await neon.ensureBranch(client, { projectId, name: 'preview/10' })
    expect(await neon.removeBranch(client, { projectId, branchId: other.id })).toBe('removed')
  })

  test('never the default or a protected one', async () => {
    const { client, writes, projectId, main } = await start()
    await neon.ensureBranch(client, { projectId, name: 'staging', protected: true })
    const before = writes().length
    await expect(neon.removeBranch(client, { projectId, name: 'main' })).rejects.toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining(`branch "main" (${main.id}) of ${projectId} was not removed: it is the default`),
    })
    await expect(neon.removeBranch(client, { projectId, name: 'staging' })).rejects.toMatchObject({
      code: 'forbidden',
      hint: expect.stringContaining('protected: false'),
    })
    expect(writes()).toHaveLength(before)
  })

  test('nor one with children, which are named; nothing is sent', async () => {
    const { client, writes, projectId } = await start()
    const { resource: parent } = await neon.ensureBranch(client, { projectId, name: 'a' })
    const { resource: child } = await neon.ensureBranch(client, { projectId, name: 'b', parent_id: parent.id })
    const before = writes().length
    await expect(neon.removeBranch(client, { projectId, branchId: parent.id })).rejects.toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining(`was not removed: it is the parent of "b" (${child.id})`),
    })
    expect(writes()).toHaveLength(before)
  })

  test('a lost answer to the deletion changes nothing', async () => {
    const { client, fake, projectId } = await start()
    await neon.ensureBranch(client, { projectId, name: 'a' })
    fake.faults.add({ operation: 'DELETE /projects/{project_id}/branches/{branch_id}', kind: 'commit_then_500' })
    expect(await neon.removeBranch(client, { projectId, name: 'a' })).toBe('removed')
    expect(fake.state.branches.size).toBe(1)
  })

  test('of a project that is not there is an error, not absent', async () => {
    const { client } = await start()
    await expect(neon.removeBranch(client, { projectId: 'none', name: 'a' })).rejects.toMatchObject({
      code: 'not_found',
    })
  })
})

describe('listExpiredBranches', () => {
  test('finds what is past its time and ours', async () => {
    const { client, projectId } = await start()
    const day = (number: number) => `2026-01-1${number}T00:00:00Z`
    const names = { 'preview/1': day(1), 'preview/2': day(2), 'preview/3': day(3), 'no-preview/1': day(1) }
    for (const [name, expires_at] of Object.entries(names))
      await neon.ensureBranch(client, { projectId, name, expires_at, withCompute: false })
    await neon.ensureBranch(client, { projectId, name: 'preview/4', withCompute: false })
    const find = async (now?: number) => {
      const params = { projectId, prefix: 'preview/', ...(now !== undefined && { now }) }
      return (await neon.listExpiredBranches(client, params)).map(({ name }) => name).toSorted()
    }
    expect(await find(Date.parse(day(2)))).toEqual(['preview/1', 'preview/2'])
    expect(await find()).toEqual([])
  })
})
