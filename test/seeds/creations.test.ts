import { runTransaction } from '@keelson/core'
import * as neon from '@keelson/neon'
import type { FakeNeon } from '@keelson/neon/testing'
import * as render from '@keelson/render'
import type { FakeRender } from '@keelson/render/testing'
import { describe, expect, test } from 'vitest'
import { onNeon, onRender } from './fakes.ts'
import { each, runSeeds } from './seeded-runs.ts'

// Kinds of creations that have such a test beside their code are not here: services, custom domains, variables, databases
// and instances of Render, roles, databases and read replicas of Neon, databases of Upstash.

const asIs = async <Place>(_client: unknown, place: Place) => place
const branchesOf = ({ branches }: FakeNeon['state']) => branches.keys()
const branchWrite = 'POST /projects/{project_id}/branches'

/** Makes sure that one is there; running it again is free. */
const ensures = {
  ensureProject: onNeon(
    'POST /projects',
    ({ projects }) => projects.keys(),
    asIs,
    async (client) => (await neon.ensureProject(client, { name: 'shop' })).resource.id,
  ),
  ensureBranch: onNeon(branchWrite, branchesOf, asIs, async (client, { projectId }) => {
    return (await neon.ensureBranch(client, { projectId, name: 'preview' })).resource.id
  }),
  restorePointStep: onNeon(branchWrite, branchesOf, asIs, async (client, place) => {
    let id = ''
    const point = neon.restorePointStep(client, { ...place, name: 'before-4f2a', expiresInMs: 86_400_000 })
    const options = { name: 'release', clock: client.clock }
    await runTransaction(options, async (run) => void ({ id } = await run(point)))
    return id
  }),
}

const deploysOf = ({ deploys }: FakeRender['state']) => deploys.keys()

/** Starts another one each time. */
const starts = {
  createDeploy: onRender(
    'POST /services/{serviceId}/deploys',
    deploysOf,
    async (_client, serviceId) => serviceId,
    async (client, serviceId) => (await render.createDeploy(client, { serviceId })).id,
  ),
  rollbackDeploy: onRender(
    'POST /services/{serviceId}/rollback',
    deploysOf,
    async (client, serviceId) => {
      const [first] = await render.listDeploys(client, { serviceId }).toArray()
      const { id } = await render.createDeploy(client, { serviceId })
      await render.waitForDeploy(client, { serviceId, deployId: id })
      return { serviceId, deployId: first!.id }
    },
    async (client, params) => (await render.rollbackDeploy(client, params)).id,
  ),
}

describe('1,000 runs over lost answers', { timeout: 60_000 }, () => {
  test.each(each(ensures))('$name: never two, and the next run writes nothing', async ({ start }) => {
    const ends = await runSeeds(start, async (run, { answer, code }) => {
      const first = run.made()
      expect(first).toEqual(code === undefined ? [answer] : first.slice(0, 1))
      // Keeps a restore point for longer, a minute later.
      const id = await run.act()
      expect([...first, id].slice(0, 1)).toEqual([id])
      const before = run.writes()
      expect([await run.act(), run.writes() - before]).toEqual([id, 0])
      expect(run.made()).toEqual([id])
    })
    expect(ends).toEqual({ done: 1000 })
  })

  test.each(each(starts))('$name: one, or ambiguous_write and at most one', async ({ start }) => {
    const ends = await runSeeds(start, async (run, { answer, code }) => {
      // Nobody says that nothing was started when something was.
      expect([code, run.made()]).toEqual(code === undefined ? [code, [answer]] : ['ambiguous_write', []])
    })
    expect(ends).toEqual({ done: expect.any(Number), ambiguous_write: expect.any(Number) })
  })
})
