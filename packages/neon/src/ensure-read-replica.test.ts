import { createFakeClock, createRandom } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import * as neon from './index.js'
import { createFakeNeon } from './testing/index.js'

async function start(seed = 1) {
  const clock = createFakeClock({ auto: true })
  const fake = createFakeNeon({
    clock,
    random: createRandom(seed),
    durations: { create_branch: 100, start_compute: 100 },
  })
  const client = neon.createNeonClient({
    apiKey: 'napi_test',
    clock,
    random: createRandom(seed + 1),
    fetch: fake.fetch,
  })
  const { project, branch } = await neon.createProject(client, { name: 'shop' })
  const place = { projectId: project.id, branchId: branch.id }
  await neon.waitForBranch(client, place)
  const writes = () => fake.calls.filter(({ operation }) => !operation.startsWith('GET')).length
  const replicas = () => [...fake.state.endpoints.values()].filter(({ type }) => type === 'read_only')
  return { fake, client, place, writes, replicas }
}

describe('ensureReadReplica', () => {
  test('creates what is not there, awake, and is free again', async () => {
    const { client, place, writes, replicas } = await start()
    const desired = { ...place, name: 'reports', autoscaling_limit_max_cu: 4, suspend_timeout_seconds: 60 }
    expect(await neon.planReadReplica(client, desired)).toEqual({ action: 'create', changes: [], endpoint: undefined })
    expect(replicas()).toEqual([])
    const { resource, outcome, changes } = await neon.ensureReadReplica(client, desired)
    expect({ outcome, changes }).toEqual({ outcome: 'created', changes: [] })
    expect(resource).toMatchObject({ type: 'read_only', name: 'reports', current_state: 'active' })
    const before = writes()
    expect(await neon.ensureReadReplica(client, desired)).toMatchObject({ outcome: 'existing', changes: [] })
    // Without a name: the only one there is.
    expect((await neon.ensureReadReplica(client, place)).resource.id).toBe(resource.id)
    expect(writes()).toBe(before)
  })

  test('other settings are changed; the default of 300 seconds has two spellings', async () => {
    const { client, place, writes } = await start()
    await neon.ensureReadReplica(client, { ...place, suspend_timeout_seconds: 0 })
    const before = writes()
    const same = { ...place, suspend_timeout_seconds: 300 }
    expect((await neon.ensureReadReplica(client, same)).outcome).toBe('existing')
    expect(writes()).toBe(before)
    const wanted = { ...place, suspend_timeout_seconds: -1, autoscaling_limit_max_cu: 8 }
    const changes = [
      { path: 'suspend_timeout_seconds', from: 0, to: -1 },
      { path: 'autoscaling_limit_max_cu', from: 2, to: 8 },
    ]
    expect(await neon.planReadReplica(client, wanted)).toMatchObject({ action: 'update', changes })
    expect(await neon.ensureReadReplica(client, wanted)).toMatchObject({
      outcome: 'updated',
      changes,
      resource: { suspend_timeout_seconds: -1, autoscaling_limit_max_cu: 8, current_state: 'active' },
    })
  })

  test('several without a name are a conflict that names them; so are two of one name', async () => {
    const { client, place, replicas } = await start()
    await neon.ensureReadReplica(client, { ...place, name: 'reports' })
    await neon.ensureReadReplica(client, { ...place, name: 'search' })
    const [first, second] = replicas()
    await expect(neon.ensureReadReplica(client, place)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining(
        `2 read replicas of ${place.branchId} could be meant: ${first!.id} ("reports"), ${second!.id}`,
      ),
      hint: 'Give the name of the one that is meant',
    })
    await neon.updateEndpoint(client, { projectId: place.projectId, endpointId: second!.id, name: 'reports' })
    await expect(neon.removeReadReplica(client, { ...place, name: 'reports' })).rejects.toMatchObject({
      code: 'conflict',
      hint: expect.stringContaining('all but one'),
    })
    expect(replicas()).toHaveLength(2)
  })

  test('a setting out of its limits is refused before anything is sent', async () => {
    const { client, fake, place } = await start()
    const before = fake.calls.length
    const wanted = { ...place, name: '', autoscaling_limit_min_cu: 0.1 }
    await expect(neon.ensureReadReplica(client, wanted)).rejects.toMatchObject({
      code: 'config',
      message: expect.stringMatching(/name cannot be "".*autoscaling_limit_min_cu cannot be 0.1/),
    })
    expect(fake.calls).toHaveLength(before)
  })

  test('two at once, which Neon lets both through, are told', async () => {
    const { client, place, replicas } = await start()
    const desired = { ...place, name: 'reports' }
    const results = await Promise.allSettled([1, 2].map(() => neon.ensureReadReplica(client, desired)))
    expect(replicas()).toHaveLength(2)
    // The first may have looked before the second one was there.
    expect(results).toContainEqual({ status: 'rejected', reason: expect.objectContaining({ code: 'conflict' }) })
    await expect(neon.ensureReadReplica(client, desired)).rejects.toMatchObject({ code: 'conflict' })
  })

  test('1,000 under lost answers: each is there once, and the next run writes nothing', async () => {
    const kinds = ['reset_before', 'reset_after', 'commit_then_500', 'truncated_json'] as const
    for (let seed = 1; seed <= 1000; seed++) {
      const { fake, client, place, writes, replicas } = await start(seed)
      for (const kind of kinds)
        fake.faults.add({ operation: 'POST /projects/{project_id}/endpoints', kind, probability: 0.15 })
      const desired = { ...place, name: 'reports', autoscaling_limit_max_cu: 1 }
      const { outcome } = await neon.ensureReadReplica(client, desired)
      const before = writes()
      const again = await neon.ensureReadReplica(client, desired)
      expect([outcome, again.outcome, replicas().length, writes() - before], `seed ${seed}`).toEqual([
        'created',
        'existing',
        1,
        0,
      ])
    }
  }, 60_000)
})

describe('removeReadReplica', () => {
  test('removes the one that is meant, and waits; what is gone is absent', async () => {
    const { fake, client, place, replicas } = await start()
    await neon.ensureReadReplica(client, { ...place, name: 'reports' })
    await neon.ensureReadReplica(client, { ...place, name: 'search' })
    expect(await neon.removeReadReplica(client, { ...place, name: 'reports' })).toBe('removed')
    expect([...fake.state.operations.values()].every(({ status }) => status === 'finished')).toBe(true)
    expect(replicas()).toMatchObject([{ name: 'search' }])
    expect(await neon.removeReadReplica(client, { ...place, name: 'reports' })).toBe('absent')
    expect(await neon.removeReadReplica(client, place)).toBe('removed')
    expect(fake.state.endpoints.size).toBe(1)
  })
})
