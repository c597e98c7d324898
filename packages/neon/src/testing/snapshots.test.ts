import { createFakeClock, createRandom } from '@keelson/core/testing'
import { expect, test } from 'vitest'
import * as neon from '../index.js'
import { createFakeNeon } from './index.js'

async function start() {
  const clock = createFakeClock({ auto: true })
  const fake = createFakeNeon({ clock, random: createRandom(1) })
  const client = neon.createNeonClient({ apiKey: 'napi_test', clock, random: createRandom(2), fetch: fake.fetch })
  const { resource, branch } = await neon.ensureProject(client, { name: 'shop' })
  return { clock, fake, client, projectId: resource.id, main: branch }
}

test('a snapshot brings back what was there, under the old name and with the old compute', async () => {
  const { fake, client, projectId, main } = await start()
  const branchId = main.id
  const { snapshot } = await neon.createSnapshot(client, { projectId, branchId, name: 'before' })
  await neon.ensureRole(client, { projectId, branchId, name: 'mistake' })
  const { branch } = await neon.restoreSnapshot(client, { projectId, snapshotId: snapshot.id })
  await neon.waitForBranch(client, { projectId, branchId: branch.id })
  expect([...fake.state.branches.get(branch.id)!.roles.keys()]).toEqual(['neondb_owner'])
  expect(branch).toMatchObject({ restored_from: snapshot.id, restored_as: branchId, restore_status: 'restored' })
  await neon.finalizeRestore(client, { projectId, branchId: branch.id, name: 'main-before' })
  const { branch: restored, endpoint } = await neon.waitForBranch(client, { projectId, branchId: branch.id })
  expect(restored).toMatchObject({ name: 'main', default: true, restore_status: 'finalized' })
  expect(endpoint?.current_state).toBe('active')
  expect(await neon.getBranch(client, { projectId, branchId })).toMatchObject({ name: 'main-before', default: false })
})

test('a snapshot that expires is gone', async () => {
  const { clock, fake, client, projectId, main } = await start()
  const expires_at = new Date(clock.date() + 60_000).toISOString()
  await neon.createSnapshot(client, { projectId, branchId: main.id, expires_at })
  expect(fake.state.snapshots.size).toBe(1)
  expect(await neon.listSnapshots(client, { projectId })).toHaveLength(1)
  await clock.advance(60_000)
  expect(await neon.listSnapshots(client, { projectId })).toEqual([])
})

test('a deleted project comes back within seven days, asleep, and not later', async () => {
  const { clock, client, projectId, main } = await start()
  await neon.deleteProject(client, { projectId })
  const [deleted] = await neon.listProjects(client, { recoverable: true }).toArray()
  expect(deleted).toMatchObject({ id: projectId, recoverable_until: expect.stringContaining('2026-01-08') })
  expect(await neon.listProjects(client).toArray()).toEqual([])
  const { project, branches } = await neon.recoverProject(client, { projectId })
  expect([project.id, branches.map(({ id }) => id)]).toEqual([projectId, [main.id]])
  expect(await neon.listEndpoints(client, { projectId })).toMatchObject([{ current_state: 'idle' }])
  await neon.deleteProject(client, { projectId })
  await clock.advance(7 * 86_400_000)
  await expect(neon.recoverProject(client, { projectId })).rejects.toMatchObject({ code: 'not_found' })
})
