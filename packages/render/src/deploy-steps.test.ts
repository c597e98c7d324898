import { describe, expect, test } from 'vitest'
import {
  oldCommit,
  newCommit,
  before,
  desired,
  startEmpty,
  start,
  type Started,
  set,
  release,
  closedGate,
  failed,
  undosOf,
  notesOf,
} from '../../../test/render-releases.ts'
import * as render from './index.js'

describe('a release that is aborted', () => {
  /** Aborts as soon as this operation was asked for the n-th time. */
  function abortAt({ clock, fake }: Started, operation: string, count: number) {
    const controller = new AbortController()
    const seen = fake.state.calls.filter((call) => call.operation === operation).length
    const client = render.createRenderClient({
      apiKey: 'rnd_steps',
      ownerId: 'tea-1',
      clock,
      fetch: async (input, init) => {
        const request = new Request(input, init)
        const response = await fake.fetch(new Request(request, { signal: null }))
        const now = fake.state.calls.filter((call) => call.operation === operation).length
        if (now - seen === count && !controller.signal.aborted) controller.abort()
        request.signal.throwIfAborted()
        return response
      },
    })
    return { client, controller }
  }

  test.each([1, 2, 4])('during the deploy, at look %i: it is canceled, and everything is as before', async (count) => {
    const started = await start({ durations: { build: 60_000 } })
    const { client, controller } = abortAt(started, 'GET /services/{serviceId}/deploys/{deployId}', count)
    const error = await failed(release({ ...started, client }, undefined, controller.signal))
    expect(error.code).toBe('aborted')
    expect(error.journal.outcome).toBe('undone')
    const canceled = [...started.fake.state.deploys.values()].filter(({ status }) => status === 'canceled')
    expect(canceled).toHaveLength(1)
    expect(undosOf(error)[2]).toMatchObject({ status: 'undone', detail: `${canceled[0]?.id} was canceled` })
    expect(started.environment()).toEqual(before)
    expect(started.live().map(({ id }) => id)).toEqual([started.oldId])
  })

  test('while the deploy is being started, and its answer is lost: it is found and canceled', async () => {
    const started = await start({ durations: { build: 60_000 } })
    const { client, controller } = abortAt(started, 'POST /services/{serviceId}/deploys', 1)
    const error = await failed(release({ ...started, client }, undefined, controller.signal))
    const statuses = [...started.fake.state.deploys.values()].map(({ status }) => status)
    expect(statuses).toEqual(['deactivated', 'live', 'canceled'])
    expect(undosOf(error)[2]).toMatchObject({
      status: 'undone',
      detail: expect.stringMatching(/^dep-\w+ was canceled$/),
    })
    expect(started.environment()).toEqual(before)
  })

  test('while it is not known whether a deploy was started, and there is none', async () => {
    const started = await start()
    started.fake.faults.add({ operation: 'POST /services/{serviceId}/deploys', kind: 'reset_before' })
    const error = await failed(release(started))
    expect(error.code).toBe('ambiguous_write')
    expect(undosOf(error)[2]).toMatchObject({ status: 'kept', detail: 'no deploy was started' })
  })

  test('a deploy that cannot be canceled is told as such', async () => {
    const started = await start({ durations: { build: 60_000 } })
    const { client, controller } = abortAt(started, 'GET /services/{serviceId}/deploys/{deployId}', 2)
    const cancel = 'POST /services/{serviceId}/deploys/{deployId}/cancel'
    started.fake.faults.add({
      operation: cancel,
      kind: 'status',
      status: 400,
      message: 'a queued deploy cannot be canceled',
    })
    const error = await failed(release({ ...started, client }, undefined, controller.signal))
    expect(error.journal.outcome).toBe('undo_failed')
    expect(undosOf(error)[2]).toMatchObject({
      status: 'failed',
      detail: expect.stringContaining('a queued deploy cannot be canceled'),
    })
    expect(started.environment()).toEqual(before)
  })

  test('a deploy that ends between the look and the cancellation is no failure', async () => {
    const started = await start({ durations: { build: 10_000 } })
    const { clock, fake, serviceId } = started
    const controller = new AbortController()
    const client = render.createRenderClient({
      apiKey: 'rnd_steps',
      ownerId: 'tea-1',
      clock,
      fetch: async (input, init) => {
        const request = new Request(input, init)
        if (request.url.endsWith('/cancel')) await new Promise<void>((resolve) => void clock.timer(resolve, 20_000))
        return fake.fetch(request)
      },
    })
    clock.timer(() => controller.abort(), 5000)
    const error = await failed(
      started.transact((run) => run(render.deployStep(client, { serviceId })), controller.signal),
    )
    expect(undosOf(error)).toMatchObject([
      { status: 'kept', detail: expect.stringMatching(/ended before it could be canceled \(live\)$/) },
    ])
  })
})

describe('the run after one that was killed at its deploy', () => {
  /** Nothing is taken back: this run ends in the middle. */
  async function startKilled() {
    const started = await start({ durations: { build: 600_000 } })
    const { client, serviceId, transact } = started
    const killed = Promise.withResolvers<void>()
    void transact(async (run) => {
      await run(render.envVarsStep(client, { serviceId, set, unset: ['OLD_FLAG'] }))
      await render.createDeploy(client, { serviceId, commitId: newCommit })
      killed.resolve()
      await new Promise(() => {})
    })
    await killed.promise
    return started
  }

  test('finds the environment as wanted, and deploys again', async () => {
    const started = await startKilled()
    const { value, journal } = await release(started)
    expect(notesOf(journal, 'environment')).toEqual(['  unchanged: SECRET_KEY, NEW_FLAG, DEBUG, THIRD'])
    expect(started.environment()).toEqual(set)
    expect(started.live().map(({ id }) => id)).toEqual([value.id])
  })

  test('and fails: the old deploy is live again, what the killed one set stays', async () => {
    const started = await startKilled()
    const error = await failed(release(started, closedGate))
    expect(error.journal.outcome).toBe('undone')
    expect(started.live().map(({ release: { commit } }) => commit?.id)).toEqual([oldCommit])
    expect(started.environment()).toEqual(set)
  })
})

describe('deployStep of a deploy that runs already', () => {
  test('follows it, and deploys again only when it is another commit', async () => {
    const { client, transact, fake } = startEmpty()
    const { value } = await transact(async (run) => {
      const { resource, deployId } = await run(render.ensureServiceStep(client, desired))
      const serviceId = resource.id
      const first = await run(render.deployStep(client, { serviceId, deployId }))
      const commitId = first.commit?.id
      const same = await run(render.deployStep(client, { serviceId, deployId, commitId }))
      const short = await run(render.deployStep(client, { serviceId, deployId, commitId: commitId?.slice(0, 8) }))
      const other = await run(render.deployStep(client, { serviceId, deployId, commitId: newCommit }))
      return { deployId, ids: [first.id, same.id, short.id], other }
    })
    expect(value.ids).toEqual([value.deployId, value.deployId, value.deployId])
    expect(value.other).toMatchObject({ status: 'live', commit: { id: newCommit } })
    expect(fake.state.deploys.size).toBe(2)
  })

  test('of another commit, and fails: the wanted one is deployed all the same', async () => {
    const { client, transact, fake } = startEmpty()
    fake.faults.add({ operation: 'POST /services', kind: 'update_failed' })
    const { value, journal } = await transact(async (run) => {
      const { resource, deployId } = await run(render.ensureServiceStep(client, desired))
      return run(render.deployStep(client, { serviceId: resource.id, deployId, commitId: newCommit }))
    })
    expect(value).toMatchObject({ status: 'live', commit: { id: newCommit } })
    expect(notesOf(journal, 'deploy')).toContainEqual(expect.stringMatching(/^dep-\w+ is of [\da-f]{40}, not b{40}$/))
  })

  test('of the wanted commit, and fails: so does the release', async () => {
    const { client, transact, fake } = startEmpty({ latestCommit: { id: newCommit, message: 'First' } })
    fake.faults.add({ operation: 'POST /services', kind: 'update_failed' })
    const error = await failed(
      transact(async (run) => {
        const { resource, deployId } = await run(render.ensureServiceStep(client, desired))
        await run(render.deployStep(client, { serviceId: resource.id, deployId, commitId: newCommit }))
      }),
    )
    expect(error).toMatchObject({ cause: { outcome: 'update_failed' } })
    expect(fake.state.deploys.size).toBe(1)
  })

  test('a wrong id is told, and nothing is to be taken back by hand', async () => {
    const { client, transact, serviceId } = await start()
    const error = await failed(transact((run) => run(render.deployStep(client, { serviceId, deployId: 'dep-wrong' }))))
    expect(error).toMatchObject({ code: 'not_found', journal: { outcome: 'undone' } })
    expect(undosOf(error)).toMatchObject([{ status: 'kept', detail: 'no deploy was started' }])
  })

  test('an empty commit starts nothing', async () => {
    const { client, transact, serviceId, writes } = await start()
    const error = await failed(transact((run) => run(render.deployStep(client, { serviceId, commitId: '' }))))
    expect(error).toMatchObject({ code: 'config', message: expect.stringContaining('commitId is empty') })
    expect(writes()).toEqual([])
  })

  test('that does not become live in time: wait_timeout, and it is canceled', async () => {
    const { client, transact, fake } = startEmpty({ durations: { build: 7_200_000 } })
    const error = await failed(
      transact(async (run) => {
        const { resource, deployId } = await run(render.ensureServiceStep(client, desired))
        await run(render.deployStep(client, { serviceId: resource.id, deployId, totalTimeoutMs: 60_000 }))
      }),
    )
    expect(error.code).toBe('wait_timeout')
    expect(error.message).toContain('which is still build_in_progress. Undo cancels it')
    // Nobody has it in hand, and what it is about is canceled.
    expect(error.message).not.toContain('resume')
    expect([...fake.state.deploys.values()].map(({ status }) => status)).toEqual(['canceled'])
  })
})
