import { createFakeClock, createRandom } from '@keelson/core/testing'
import { expect, test } from 'vitest'
import * as neon from './index.js'
import { createFakeNeon } from './testing/index.js'

const lossy = ['reset_before', 'reset_after', 'commit_then_500', 'truncated_json'] as const

/** Over by the second look, to keep the test short. */
const durations = { create_branch: 100, start_compute: 100 }

test('1,000 projects and branches under lost answers and lagging lists: each is there once', async () => {
  let lost = 0
  for (let seed = 1; seed <= 500; seed++) {
    const clock = createFakeClock({ auto: true })
    const random = createRandom(seed)
    const fake = createFakeNeon({ clock, random, durations, listLagMs: (seed % 4) * 1500 })
    const client = neon.createNeonClient({ apiKey: 'napi_test', clock, random, fetch: fake.fetch })
    for (const kind of lossy) {
      fake.faults.add({ operation: 'POST /projects', kind, probability: 0.15 })
      fake.faults.add({ operation: 'POST /projects/{project_id}/branches', kind, probability: 0.15 })
    }
    fake.faults.add({ operation: '*', kind: 'status', status: 503, probability: 0.05 })
    const { resource, branch, outcome } = await neon.ensureProject(client, { name: 'shop' })
    const preview = await neon.ensureBranch(client, { projectId: resource.id, name: 'preview' })
    expect([outcome, preview.outcome], `seed ${seed}`).toEqual(['created', 'created'])
    expect([...fake.state.projects.keys()], `seed ${seed}`).toEqual([resource.id])
    expect([...fake.state.branches.keys()], `seed ${seed}`).toEqual([branch.id, preview.resource.id])
    lost += fake.faults.log.filter(({ kind }) => kind === 'reset_after' || kind === 'commit_then_500').length
  }
  expect(lost).toBeGreaterThan(200)
}, 20_000)
