import { isSecret } from '@keelson/core'
import { createFakeClock, createRandom } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import * as neon from './index.js'
import { createFakeNeon, type FakeNeonOptions } from './testing/index.js'

const desired = { name: 'shop', region_id: 'aws-eu-central-1', pg_version: 17 } as const

function start(options: FakeNeonOptions = {}) {
  const clock = createFakeClock({ auto: true })
  const fake = createFakeNeon({ clock, random: createRandom(1), ...options })
  const client = neon.createNeonClient({ apiKey: 'napi_test', clock, random: createRandom(2), fetch: fake.fetch })
  const writes = () => fake.calls.filter(({ operation }) => !operation.startsWith('GET'))
  return { clock, fake, client, writes }
}

describe('ensureProject', () => {
  test('a field that is none is refused before anything is sent', async () => {
    const { client, fake } = start()
    const given = { ...desired, regionId: 'aws-us-east-1', history: 86_400, notGiven: undefined }
    for (const work of [neon.ensureProject(client, given), neon.planProject(client, given)])
      await expect(work).rejects.toMatchObject({
        code: 'config',
        message: expect.stringMatching(
          /was not sent: regionId is no field, only .*\bregion_id\b.*; history is no field/,
        ) as unknown,
      })
    expect(fake.calls).toEqual([])
  })

  test('creates what is not there, and waits until it is ready', async () => {
    const { client, fake } = start()
    const { resource, branch, outcome, changes, connection } = await neon.ensureProject(client, desired)
    expect({ outcome, changes }).toEqual({ outcome: 'created', changes: [] })
    expect(resource).toMatchObject(desired)
    expect(branch).toMatchObject({ name: 'main', default: true, current_state: 'ready', project_id: resource.id })
    expect(isSecret(connection?.connection_uri) && isSecret(connection.connection_parameters.password)).toBe(true)
    expect([...fake.state.operations.values()].map(({ status }) => status)).toEqual(['finished', 'finished'])
  })

  test('running it again is free: reads only', async () => {
    const { client, fake } = start()
    const { resource } = await neon.ensureProject(client, desired)
    const before = fake.calls.length
    const again = await neon.ensureProject(client, desired)
    expect(again).toMatchObject({ outcome: 'existing', changes: [], resource: { id: resource.id } })
    expect(again.connection).toBeUndefined()
    expect(fake.calls.slice(before).map(({ operation }) => operation)).toEqual([
      'GET /projects',
      // The end of a list is an empty page.
      'GET /projects',
      'GET /projects/{project_id}/branches',
      // One look: somebody else may still be creating it.
      'GET /projects/{project_id}/branches/{branch_id}',
      'GET /projects/{project_id}/operations',
      'GET /projects/{project_id}/branches/{branch_id}/endpoints',
    ])
  })

  test('a project that another run is still creating is waited for', async () => {
    const { clock, client, fake } = start({ durations: { start_compute: 20_000 } })
    const { project, branch } = await neon.createProject(client, desired)
    const ready = { outcome: 'existing', resource: { id: project.id }, branch: { current_state: 'ready' } }
    const isAtRest = () => [...fake.state.operations.values()].every(({ status }) => status === 'finished')
    expect(await neon.ensureProject(client, desired)).toMatchObject(ready)
    expect(isAtRest()).toBe(true)
    // A branch is ready before its compute is.
    await neon.createBranch(client, { projectId: project.id, name: 'a', endpoints: [{ type: 'read_write' }] })
    await clock.advance(2000)
    expect(await neon.ensureBranch(client, { projectId: project.id, name: 'a' })).toMatchObject({ outcome: 'existing' })
    expect(isAtRest()).toBe(true)
    expect(branch.current_state).toBe('init')
  })

  test.each([
    ['region_id', { ...desired, region_id: 'aws-us-east-2' }, 'has region_id aws-eu-central-1, not aws-us-east-2'],
    ['pg_version', { ...desired, pg_version: 18 as const }, 'has pg_version 17, not 18'],
  ])('%s is for ever: a conflict, unless adopted', async (_field, other, said) => {
    const { client, writes } = start()
    const { resource } = await neon.ensureProject(client, desired)
    const before = writes().length
    await expect(neon.ensureProject(client, other)).rejects.toMatchObject({
      code: 'conflict',
      provider: 'neon',
      message: expect.stringContaining(`cannot ensure the project "shop": ${resource.id} ${said}`),
    })
    expect(await neon.ensureProject(client, other, { adopt: true })).toMatchObject({
      outcome: 'existing',
      resource: { id: resource.id },
    })
    expect(await neon.ensureProject(client, { name: 'shop' })).toMatchObject({ outcome: 'existing' })
    expect(writes()).toHaveLength(before)
  })

  test('two projects of one name are a conflict that names both', async () => {
    const { client } = start()
    const ids = [await neon.createProject(client, desired), await neon.createProject(client, desired)].map(
      ({ project }) => project.id,
    )
    await expect(neon.ensureProject(client, desired)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining(`2 projects have the name "shop": ${ids.toReversed().join(', ')}`),
    })
  })

  test('a similar name, another case and another organization are other projects', async () => {
    const { client, fake } = start()
    for (const other of [{ name: 'shop-2' }, { name: 'Shop' }, { name: 'shop', org_id: 'org-2' }])
      await neon.createProject(client, other)
    const ours = { ...desired, org_id: 'org-1' }
    const { resource, outcome } = await neon.ensureProject(client, ours)
    expect(outcome).toBe('created')
    expect(fake.state.projects.size).toBe(4)
    expect((await neon.ensureProject(client, ours)).resource.id).toBe(resource.id)
    const inOrg = neon.createNeonClient({ apiKey: 'napi_test', orgId: 'org-1', fetch: fake.fetch })
    expect((await neon.ensureProject(inOrg, desired)).resource.id).toBe(resource.id)
  })

  test('two at once, which Neon lets both through, are told at once', async () => {
    const { client, fake } = start()
    const results = await Promise.allSettled([neon.ensureProject(client, desired), neon.ensureProject(client, desired)])
    expect(fake.state.projects.size).toBe(2)
    for (const result of results) expect(result).toMatchObject({ status: 'rejected', reason: { code: 'conflict' } })
  })

  test.each(['commit_then_500', 'reset_after', 'truncated_json'] as const)(
    '%s: the project that was made is found, also in a list that lags, and is told as created',
    async (kind) => {
      const { client, fake, writes } = start({ listLagMs: 3000 })
      fake.faults.add({ operation: 'POST /projects', kind })
      const { resource, branch, outcome, connection } = await neon.ensureProject(client, desired)
      expect([outcome, connection, branch.current_state]).toEqual(['created', undefined, 'ready'])
      expect([...fake.state.projects.keys()]).toEqual([resource.id])
      expect(writes()).toHaveLength(1)
    },
  )

  test('a creation that was not carried out is sent again, after six looks', async () => {
    const { client, fake } = start()
    fake.faults.add({ operation: 'POST /projects', kind: 'reset_before' })
    expect((await neon.ensureProject(client, desired)).outcome).toBe('created')
    expect(fake.calls.slice(0, 10).map(({ operation }) => operation)).toEqual([
      'GET /projects',
      'POST /projects',
      ...Array.from({ length: 6 }, () => 'GET /projects'),
      'POST /projects',
      'GET /projects',
    ])
  })

  test('one that is never carried out ends in ambiguous_write, with what to do', async () => {
    const { client, fake, writes } = start()
    fake.faults.add({ operation: 'POST /projects', kind: 'reset_before', probability: 1 })
    await expect(neon.ensureProject(client, desired)).rejects.toMatchObject({
      code: 'ambiguous_write',
      hint: expect.stringContaining('Look for the project by its name'),
    })
    expect(writes()).toHaveLength(8)
  })

  test('an abort ends the looking', async () => {
    const { clock, client, fake, writes } = start()
    fake.faults.add({ operation: 'POST /projects', kind: 'reset_before' })
    const controller = new AbortController()
    clock.timer(() => controller.abort(), 2000)
    const run = neon.ensureProject(client, desired, { signal: controller.signal })
    await expect(run).rejects.toMatchObject({ code: 'aborted' })
    expect(writes()).toHaveLength(1)
  })

  test('what is refused is refused once', async () => {
    const { client, writes } = start()
    await expect(neon.ensureProject(client, { ...desired, region_id: 'mars' })).rejects.toMatchObject({
      code: 'invalid_request',
    })
    expect(writes()).toHaveLength(1)
  })

  test('a creation that ends badly is an OperationError', async () => {
    const { client, fake } = start()
    fake.faults.add({ operation: 'POST /projects', kind: 'operation_error' })
    await expect(neon.ensureProject(client, desired)).rejects.toMatchObject({
      name: 'OperationError',
      message: expect.stringContaining('compute node could not be started'),
    })
  })

  test('a project without a default branch is told', async () => {
    const { client, fake } = start()
    const { branch } = await neon.ensureProject(client, desired)
    fake.state.branches.get(branch.id)!.isDefault = false
    await expect(neon.ensureProject(client, desired)).rejects.toMatchObject({
      code: 'not_found',
      message: expect.stringContaining('has no default branch'),
    })
  })
})

describe('ensureDatabase and ensureRole', () => {
  async function withProject() {
    const started = start()
    const { resource, branch } = await neon.ensureProject(started.client, desired)
    return { ...started, params: { projectId: resource.id, branchId: branch.id } }
  }

  test('create what is not there, wait, and are free again', async () => {
    const { client, fake, params, writes } = await withProject()
    const role = await neon.ensureRole(client, { ...params, name: 'app' })
    expect(role).toMatchObject({ outcome: 'created', changes: [], resource: { name: 'app' } })
    expect(isSecret(role.resource.password)).toBe(true)
    const database = { ...params, name: 'stock', owner_name: 'app' }
    expect(await neon.ensureDatabase(client, database)).toMatchObject({
      outcome: 'created',
      resource: { name: 'stock', owner_name: 'app' },
    })
    expect([...fake.state.operations.values()].every(({ status }) => status === 'finished')).toBe(true)
    const before = writes().length
    const again = await neon.ensureRole(client, { ...params, name: 'app' })
    expect(again).toMatchObject({ outcome: 'existing', resource: { name: 'app' } })
    expect(again.resource.password).toBeUndefined()
    expect(await neon.ensureDatabase(client, database)).toMatchObject({ outcome: 'existing' })
    expect(writes()).toHaveLength(before)
  })

  test.each(['commit_then_500', 'reset_after', 'reset_before'] as const)('%s: each is there once', async (kind) => {
    const { client, fake, params } = await withProject()
    const path = '/projects/{project_id}/branches/{branch_id}'
    for (const noun of ['roles', 'databases'] as const) fake.faults.add({ operation: `POST ${path}/${noun}`, kind })
    expect((await neon.ensureRole(client, { ...params, name: 'app' })).outcome).toBe('created')
    const database = { ...params, name: 'stock', owner_name: 'app' }
    expect((await neon.ensureDatabase(client, database)).outcome).toBe('created')
    const branch = fake.state.branches.get(params.branchId)
    expect([...(branch?.roles.keys() ?? [])]).toEqual(['neondb_owner', 'app'])
    expect([...(branch?.databases.keys() ?? [])]).toEqual(['neondb', 'stock'])
    expect([...fake.state.operations.values()].every(({ status }) => status === 'finished')).toBe(true)
  })

  test('two at once end with one, made by one of them', async () => {
    const { client, params } = await withProject()
    const roles = await Promise.all([1, 2].map(() => neon.ensureRole(client, { ...params, name: 'app' })))
    expect(roles.map(({ outcome }) => outcome).toSorted()).toEqual(['created', 'existing'])
    const wanted = { ...params, name: 'stock', owner_name: 'app' }
    const databases = await Promise.all([1, 2].map(() => neon.ensureDatabase(client, wanted)))
    expect(databases.map(({ outcome }) => outcome).toSorted()).toEqual(['created', 'existing'])
  })

  test('what another run is still creating is waited for', async () => {
    const { client, fake, params } = await withProject()
    const isAtRest = () => [...fake.state.operations.values()].every(({ status }) => status === 'finished')
    await neon.createRole(client, { ...params, name: 'app' })
    expect((await neon.ensureRole(client, { ...params, name: 'app' })).outcome).toBe('existing')
    expect(isAtRest()).toBe(true)
    const database = { ...params, name: 'stock', owner_name: 'app' }
    await neon.createDatabase(client, database)
    expect((await neon.ensureDatabase(client, database)).outcome).toBe('existing')
    expect(isAtRest()).toBe(true)
  })

  test('a project that is locked by another run is outlasted', async () => {
    const { client, fake, params } = await withProject()
    const { operations } = await neon.createBranch(client, { projectId: params.projectId })
    expect(operations).toHaveLength(1)
    expect((await neon.ensureRole(client, { ...params, name: 'app' })).outcome).toBe('created')
    expect(fake.calls.some(({ status }) => status === 423)).toBe(true)
  })
})
