import { isSecret } from '@keelson/core'
import { createFakeClock, createRandom } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import * as neon from './index.js'
import { createFakeNeon, type FakeNeonOptions } from './testing/index.js'

async function start(options: FakeNeonOptions & { readonly seed?: number } = {}) {
  const { seed = 1, ...rest } = options
  const clock = createFakeClock({ auto: true })
  const fake = createFakeNeon({ clock, random: createRandom(seed), orgId: 'org-1', ...rest })
  const client = neon.createNeonClient({ apiKey: 'napi_test', clock, random: createRandom(seed), fetch: fake.fetch })
  const { project, branch } = await neon.createProject(client, { name: 'shop' })
  const params = { projectId: project.id, branchId: branch.id }
  await neon.waitForBranch(client, params)
  const writes = () => fake.calls.filter(({ operation }) => !operation.startsWith('GET')).length
  const names = () => {
    const { roles, databases } = fake.state.branches.get(branch.id)!
    return { roles: [...roles.keys()], databases: [...databases.keys()] }
  }
  const isAtRest = () => [...fake.state.operations.values()].every(({ status }) => status === 'finished')
  return { clock, fake, client, params, writes, names, isAtRest }
}

describe('a role', () => {
  test('is planned, created and taken as it is, and nothing is written twice', async () => {
    const { client, params, writes, isAtRest } = await start()
    const desired = { ...params, name: 'app' }
    const before = writes()
    expect(await neon.planRole(client, desired)).toEqual({ action: 'create', changes: [], role: undefined })
    expect(writes()).toBe(before)
    const made = await neon.ensureRole(client, desired)
    expect(made).toMatchObject({ outcome: 'created', changes: [], resource: { name: 'app' } })
    expect(isSecret(made.resource.password)).toBe(true)
    expect(isAtRest()).toBe(true)
    expect(await neon.planRole(client, desired)).toMatchObject({ action: 'none', role: { name: 'app' } })
    const again = await neon.ensureRole(client, desired)
    expect(again).toMatchObject({ outcome: 'existing', changes: [] })
    expect(again.resource.password).toBeUndefined()
    expect(writes()).toBe(before + 1)
    const password = await neon.getRolePassword(client, { ...params, roleName: 'app' })
    expect(password.reveal()).toBe(made.resource.password?.reveal())
  })

  test.each([
    [true, false, 'it cannot log in'],
    [false, true, 'it can log in'],
  ])('made with no_login %s and wanted with %s is a conflict, unless adopted', async (made, wanted, said) => {
    const { client, params, writes } = await start()
    await neon.ensureRole(client, { ...params, name: 'app', no_login: made })
    const before = writes()
    const desired = { ...params, name: 'app', no_login: wanted }
    for (const refused of [neon.planRole(client, desired), neon.ensureRole(client, desired)]) {
      await expect(refused).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringContaining(`cannot ensure the role "app": ${said}, and that cannot be changed`),
      })
    }
    expect(await neon.ensureRole(client, desired, { adopt: true })).toMatchObject({ outcome: 'existing' })
    expect(await neon.ensureRole(client, { ...params, name: 'app' })).toMatchObject({ outcome: 'existing' })
    expect(writes()).toBe(before)
  })

  test('is removed once, and not while it owns a database or is protected', async () => {
    const { client, params, writes, names, isAtRest } = await start()
    await neon.ensureRole(client, { ...params, name: 'app' })
    await neon.ensureDatabase(client, { ...params, name: 'stock', owner_name: 'app' })
    const before = writes()
    await expect(neon.removeRole(client, { ...params, name: 'app' })).rejects.toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('was not removed: it owns "stock"'),
      hint: expect.stringContaining('updateDatabase'),
    })
    expect(writes()).toBe(before)
    await neon.removeDatabase(client, { ...params, name: 'stock', deleteData: true })
    expect(await neon.removeRole(client, { ...params, name: 'app' })).toBe('removed')
    expect(isAtRest()).toBe(true)
    expect(names().roles).toEqual(['neondb_owner'])
    expect(await neon.removeRole(client, { ...params, name: 'app' })).toBe('absent')
    expect(writes()).toBe(before + 2)
  })

  test('that Neon protects is not removed', async () => {
    const { client, fake, params } = await start()
    const guarded = neon.createNeonClient({
      apiKey: 'napi_test',
      fetch: async (input, init) => {
        const answer = await fake.fetch(input, init)
        const text = await answer.text()
        return new Response(text.replaceAll('"protected":false', '"protected":true'), answer)
      },
    })
    await neon.ensureRole(client, { ...params, name: 'app' })
    await expect(neon.removeRole(guarded, { ...params, name: 'app' })).rejects.toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('it is protected'),
    })
  })
})

describe('a database', () => {
  test('is planned, created, given to another role, and free to ensure again', async () => {
    const { client, params, writes, isAtRest } = await start()
    await neon.ensureRole(client, { ...params, name: 'app' })
    const desired = { ...params, name: 'stock', owner_name: 'neondb_owner' }
    const before = writes()
    expect(await neon.planDatabase(client, desired)).toEqual({ action: 'create', changes: [], database: undefined })
    const made = await neon.ensureDatabase(client, desired)
    expect(made).toMatchObject({ outcome: 'created', resource: { name: 'stock', owner_name: 'neondb_owner' } })
    const other = { ...desired, owner_name: 'app' }
    const changes = [{ path: 'owner_name', from: 'neondb_owner', to: 'app' }]
    expect(await neon.planDatabase(client, other)).toMatchObject({ action: 'update', changes })
    expect(writes()).toBe(before + 1)
    expect(await neon.ensureDatabase(client, other)).toMatchObject({
      outcome: 'updated',
      changes,
      resource: { id: made.resource.id, owner_name: 'app' },
    })
    expect(isAtRest()).toBe(true)
    expect(await neon.ensureDatabase(client, other)).toMatchObject({ outcome: 'existing', changes: [] })
    expect(writes()).toBe(before + 2)
  })

  test('of a role that is not there is not_found', async () => {
    const { client, params } = await start()
    const nobody = neon.ensureDatabase(client, { ...params, name: 'neondb', owner_name: 'nobody' })
    await expect(nobody).rejects.toMatchObject({
      code: 'not_found',
      message: expect.stringContaining('role not found'),
    })
  })

  test('that another run makes for another role at the same time is given to the desired one', async () => {
    const { fake, client, params, names } = await start()
    await neon.ensureRole(client, { ...params, name: 'app' })
    fake.faults.add({ operation: 'POST /projects/{project_id}/branches/{branch_id}/databases', kind: 'reset_before' })
    const ours = neon.ensureDatabase(client, { ...params, name: 'stock', owner_name: 'app' })
    while (fake.faults.log.length === 0) await new Promise((resolve) => void setImmediate(resolve))
    await neon.ensureDatabase(client, { ...params, name: 'stock', owner_name: 'neondb_owner' })
    expect(await ours).toMatchObject({ outcome: 'updated', resource: { owner_name: 'app' } })
    expect(names().databases).toEqual(['neondb', 'stock'])
  })

  test('is not removed by a word that was not said', async () => {
    const { client, params, writes } = await start()
    const before = writes()
    // @ts-expect-error without deleteData
    await expect(neon.removeDatabase(client, { ...params, name: 'neondb' })).rejects.toMatchObject({
      code: 'config',
      hint: expect.stringContaining('deleteData: true'),
    })
    expect(writes()).toBe(before)
  })

  test('is removed once', async () => {
    const { client, params, names, writes, isAtRest } = await start()
    const gone = { ...params, name: 'neondb', deleteData: true } as const
    expect(await neon.removeDatabase(client, gone)).toBe('removed')
    expect(isAtRest()).toBe(true)
    const before = writes()
    expect(await neon.removeDatabase(client, gone)).toBe('absent')
    expect(names().databases).toEqual([])
    expect(writes()).toBe(before)
  })

  test('that somebody makes anew while the answer of its deletion is lost is kept', async () => {
    const { clock, fake, client, params, names } = await start()
    const deletion = 'DELETE /projects/{project_id}/branches/{branch_id}/databases/{database_name}'
    fake.faults.add({ operation: deletion, kind: 'commit_then_500' })
    const removal = neon.removeDatabase(client, { ...params, name: 'neondb', deleteData: true })
    // Looked for a second after it.
    while (fake.faults.log.length === 0) await new Promise((resolve) => void setImmediate(resolve))
    const { databases } = fake.state.branches.get(params.branchId)!
    databases.set('neondb', { id: 77, name: 'neondb', owner: 'neondb_owner', createdAt: clock.date() })
    expect(await removal).toBe('removed')
    expect(names().databases).toEqual(['neondb'])
    expect(fake.calls.filter(({ operation }) => operation === deletion)).toHaveLength(1)
  })

  test('whose deletion is never answered ends in ambiguous_write', async () => {
    const { fake, client, params, writes } = await start()
    const before = writes()
    fake.faults.add({
      operation: 'DELETE /projects/{project_id}/branches/{branch_id}/databases/{database_name}',
      kind: 'reset_before',
      probability: 1,
    })
    await expect(neon.removeDatabase(client, { ...params, name: 'neondb', deleteData: true })).rejects.toMatchObject({
      code: 'ambiguous_write',
      hint: expect.stringContaining('listDatabases'),
    })
    expect(writes()).toBe(before + 8)
  })

  test('is not renamed twice when the answer is lost, but given to a role again', async () => {
    const { fake, client, params } = await start()
    await neon.ensureRole(client, { ...params, name: 'app' })
    const operation = 'PATCH /projects/{project_id}/branches/{branch_id}/databases/{database_name}'
    fake.faults.add({ operation, kind: 'commit_then_500', times: 2 })
    const named = { ...params, databaseName: 'neondb' }
    const { database, operations } = await neon.updateDatabase(client, { ...named, owner_name: 'app' })
    expect(database.owner_name).toBe('app')
    await neon.waitForOperations(client, { ...params, operationIds: operations.map(({ id }) => id) })
    fake.faults.clear()
    fake.faults.add({ operation, kind: 'commit_then_500' })
    await expect(neon.updateDatabase(client, { ...named, name: 'shop' })).rejects.toMatchObject({
      code: 'ambiguous_write',
      hint: expect.stringContaining('Look for a database named "shop"'),
    })
    expect(fake.calls.filter((call) => call.operation === operation && call.status === 500)).toHaveLength(3)
  })
})

test('1,000 runs under lost answers: each role and database is made once, changed once and removed once', async () => {
  const lossy = ['reset_before', 'reset_after', 'commit_then_500', 'truncated_json'] as const
  const path = '/projects/{project_id}/branches/{branch_id}'
  const operations = [
    `POST ${path}/roles`,
    `POST ${path}/databases`,
    `PATCH ${path}/databases/{database_name}`,
    `DELETE ${path}/databases/{database_name}`,
    `DELETE ${path}/roles/{role_name}`,
  ] as const
  let lost = 0
  for (let seed = 1; seed <= 1000; seed++) {
    const durations = { create_branch: 100, start_compute: 100, apply_config: 100 }
    const { fake, client, params, writes, names } = await start({ seed, durations })
    for (const kind of lossy) for (const operation of operations) fake.faults.add({ operation, kind, probability: 0.1 })
    fake.faults.add({ operation: '*', kind: 'status', status: 503, probability: 0.05 })
    const role = await neon.ensureRole(client, { ...params, name: 'app' })
    const stock = { ...params, name: 'stock', owner_name: 'neondb_owner' }
    const made = await neon.ensureDatabase(client, stock)
    const given = await neon.ensureDatabase(client, { ...stock, owner_name: 'app' })
    expect([role.outcome, made.outcome, given.outcome], `seed ${seed}`).toEqual(['created', 'created', 'updated'])
    expect(names(), `seed ${seed}`).toEqual({ roles: ['neondb_owner', 'app'], databases: ['neondb', 'stock'] })
    const before = writes()
    const again = [
      await neon.ensureRole(client, { ...params, name: 'app' }),
      await neon.ensureDatabase(client, { ...stock, owner_name: 'app' }),
    ]
    expect(again.map(({ outcome }) => outcome)).toEqual(['existing', 'existing'])
    expect(writes(), `seed ${seed}`).toBe(before)
    expect(await neon.removeDatabase(client, { ...stock, deleteData: true }), `seed ${seed}`).toBe('removed')
    expect(await neon.removeRole(client, { ...params, name: 'app' }), `seed ${seed}`).toBe('removed')
    expect(names(), `seed ${seed}`).toEqual({ roles: ['neondb_owner'], databases: ['neondb'] })
    lost += fake.faults.log.filter(({ kind }) => kind === 'reset_after' || kind === 'commit_then_500').length
  }
  expect(lost).toBeGreaterThan(500)
}, 60_000)
