import { createFakeClock } from '@keelson/core/testing'
import { expect, test } from 'vitest'
import * as neon from './index.js'
import { createFakeNeon } from './testing/index.js'

/** What a variable that is not set is in a program without types. */
const nothing = JSON.parse('{}').name
const projectId = 'quiet-river-1'
const at = { projectId, branchId: 'br-1' }

const calls: readonly [name: string, call: (client: neon.NeonClient, name: string) => Promise<unknown>][] = [
  ['findProject', (client, name) => neon.findProject(client, { name })],
  ['planProject', (client, name) => neon.planProject(client, { name })],
  ['ensureProject', (client, name) => neon.ensureProject(client, { name })],
  ['planBranch', (client, name) => neon.planBranch(client, { projectId, name })],
  ['ensureBranch', (client, name) => neon.ensureBranch(client, { projectId, name })],
  ['removeBranch', (client, name) => neon.removeBranch(client, { projectId, name })],
  ['removeBranch by its id', (client, branchId) => neon.removeBranch(client, { projectId, branchId })],
  ['removeRole', (client, name) => neon.removeRole(client, { ...at, name })],
  ['removeDatabase', (client, name) => neon.removeDatabase(client, { ...at, name, deleteData: true })],
]

test.each(calls)('%s without a name makes nothing, finds nothing gone, and says so', async (_, call) => {
  const clock = createFakeClock({ auto: true })
  const fake = createFakeNeon({ clock })
  const client = neon.createNeonClient({ apiKey: 'napi_test', clock, fetch: fake.fetch })
  for (const name of [nothing, '']) {
    await expect(call(client, name)).rejects.toMatchObject({
      code: 'config',
      message: expect.stringMatching(/was not sent: .*(?:name|branchId)/),
    })
  }
  expect(fake.calls).toEqual([])
})
