import { createRandom } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import {
  oldCommit,
  newCommit,
  before,
  desired,
  startEmpty,
  start,
  set,
  release,
  outageAfter,
  closedGate,
  failed,
  undosOf,
  notesOf,
} from '../../../test/render-releases.ts'
import * as render from './index.js'

describe('a release that is taken back', () => {
  test('a fault in the middle of the environment: it is exactly as before', async () => {
    const started = await start()
    const { fake, environment, writes, live, oldId } = started
    const off: (() => void)[] = []
    let puts = 0
    const client = render.createRenderClient({
      apiKey: 'rnd_steps',
      ownerId: 'tea-1',
      clock: started.clock,
      fetch: async (input, init) => {
        const request = new Request(input, init)
        if (request.method === 'PUT' && ++puts === 3) {
          off.push(
            fake.faults.add({
              operation: 'PUT /services/{serviceId}/env-vars/{envVarKey}',
              kind: 'status',
              status: 402,
            }),
          )
        }
        return fake.fetch(request)
      },
    })
    const error = await failed(release({ ...started, client }))
    expect(error).toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('release failed at "environment"'),
    })
    expect(environment()).toEqual(before)
    expect(writes()).toEqual([
      'PUT SECRET_KEY 200',
      'PUT NEW_FLAG 200',
      'PUT THIRD 402',
      'PUT SECRET_KEY 200',
      'DELETE NEW_FLAG 204',
    ])
    expect(undosOf(error)).toEqual([
      {
        step: 'rollback point',
        what: `roll back to ${oldId}`,
        status: 'kept',
        detail: `${oldId} was live all the time`,
      },
      {
        step: 'environment',
        what: expect.stringMatching(/^environment of srv-/),
        status: 'undone',
        detail: 'set back: SECRET_KEY, NEW_FLAG',
      },
    ])
    expect(live().map(({ id }) => id)).toEqual([oldId])
    expect(off).toHaveLength(1)
  })

  test('a fault before the first write: nothing is written to take it back', async () => {
    const started = await start()
    started.fake.faults.add({
      operation: 'PUT /services/{serviceId}/env-vars/{envVarKey}',
      kind: 'status',
      status: 403,
    })
    const error = await failed(release(started))
    expect(started.writes()).toEqual(['PUT SECRET_KEY 403'])
    expect(undosOf(error)[1]).toMatchObject({ status: 'undone', detail: 'was as before' })
  })

  test.each(['build_failed', 'update_failed'] as const)(
    '%s: the environment is back, the old deploy was live all the time',
    async (kind) => {
      const started = await start()
      const { fake, environment, live, oldId } = started
      fake.faults.add({ operation: 'POST /services/{serviceId}/deploys', kind })
      const error = await failed(release(started))
      expect(error).toMatchObject({ code: 'wait_failed', cause: { name: 'DeployError', outcome: kind } })
      expect(environment()).toEqual(before)
      expect(live().map(({ id }) => id)).toEqual([oldId])
      expect(undosOf(error).map(({ step, status }) => `${step} ${status}`)).toEqual([
        'rollback point kept',
        'environment undone',
        'deploy kept',
      ])
      expect(undosOf(error)[2]?.detail).toMatch(new RegExp(String.raw`^dep-\w+ is over \(${kind}\)$`))
      // The lines that explain the failure are in the journal.
      const said = kind === 'build_failed' ? '| ==> Build failed 😞' : '| ==> Deploy failed'
      expect(notesOf(error.journal, 'deploy')).toContain(said)
    },
  )

  test('a gate that stays closed: the environment is back before the rollback is sent, then the old release is live', async () => {
    const started = await start()
    const { fake, environments, environment, writes, live, journals, oldId } = started
    const error = await failed(release(started, closedGate))
    expect(error).toMatchObject({ message: expect.stringContaining('release failed at "gate": not healthy') })
    expect(environment()).toEqual(before)
    expect(writes().slice(5)).toEqual([
      'PUT SECRET_KEY 200',
      'DELETE NEW_FLAG 204',
      'DELETE THIRD 204',
      'PUT OLD_FLAG 200',
      'POST rollback 201',
    ])
    const rollback = fake.state.calls.findIndex(({ operation }) => operation.endsWith('/rollback'))
    expect(environments[rollback]).toEqual(before)
    const [now, ...others] = live()
    expect(others).toEqual([])
    expect(now).toMatchObject({ trigger: 'rollback', release: { commit: { id: oldCommit } } })
    expect(now?.release.envVars).toEqual(new Map(Object.entries(before)))
    const undone = journals.at(-1)?.steps.flatMap(({ undo }) => undo)
    expect(undone).toHaveLength(3)
    expect(undosOf(error)).toEqual([
      {
        step: 'rollback point',
        what: `roll back to ${oldId}`,
        status: 'undone',
        detail: expect.stringMatching(
          /^dep-\w+ is live again \(commit aaaaaaaa\), as dep-\w+; autodeploy is unchanged/,
        ),
      },
      {
        step: 'environment',
        what: expect.any(String),
        status: 'undone',
        detail: expect.stringMatching(/^set back: /),
      },
      {
        step: 'deploy',
        what: expect.any(String),
        status: 'kept',
        detail: expect.stringMatching(/^dep-\w+ is over \(live\)$/),
      },
    ])
  })

  test('what somebody released meanwhile stays', async () => {
    const started = await start()
    const { client, serviceId, transact, live } = started
    const later = 'c'.repeat(40)
    const error = await failed(
      transact(async (run) => {
        await run(render.rollbackPointStep(client, { serviceId, commitId: newCommit }))
        await run(render.deployStep(client, { serviceId, commitId: newCommit }))
        const { id: deployId } = await render.createDeploy(client, { serviceId, commitId: later })
        await render.waitForDeploy(client, { serviceId, deployId })
        await run(closedGate)
      }),
    )
    expect(live().map(({ release: { commit } }) => commit?.id)).toEqual([later])
    expect(undosOf(error)[0]).toMatchObject({
      status: 'kept',
      detail: expect.stringMatching(/^dep-\w+ is live \(commit cccccccc\): it is not of this release, and stays$/),
    })
  })

  test('its own commit is rolled back, also when it was named by its first digits', async () => {
    const { client, serviceId, transact, live } = await start()
    await failed(
      transact(async (run) => {
        await run(render.rollbackPointStep(client, { serviceId, commitId: newCommit.slice(0, 8) }))
        await run(render.deployStep(client, { serviceId, commitId: newCommit }))
        await run(closedGate)
      }),
    )
    expect(live().map(({ release: { commit } }) => commit?.id)).toEqual([oldCommit])
  })

  test('a rollback that was not carried out is sent again', async () => {
    const started = await start()
    const { fake, live } = started
    fake.faults.add({ operation: 'POST /services/{serviceId}/rollback', kind: 'status', status: 500, times: 2 })
    const error = await failed(release(started, closedGate))
    expect(error.journal.outcome).toBe('undone')
    expect(live().map(({ release: { commit } }) => commit?.id)).toEqual([oldCommit])
  })

  test('an outage that begins when the rollback was started is waited for', async () => {
    const started = await start()
    const client = outageAfter(started, '/rollback')
    const error = await failed(release({ ...started, client }, closedGate))
    expect(error.journal.outcome).toBe('undone')
    expect(started.live().map(({ release: { commit } }) => commit?.id)).toEqual([oldCommit])
  })

  test.each([
    { kind: 'status', status: 503 },
    { kind: 'reset_before' },
    { kind: 'hang' },
    { kind: 'status', status: 429, retryAfter: 60 },
  ] as const)('five minutes in which Render answers %o are no end of an undo', async (fault) => {
    const started = await start()
    const { fake, clock, environment, live } = started
    const wanted = { ...desired, branch: 'next' }
    const error = await failed(
      started.transact(async (run) => {
        await run(render.ensureServiceStep(started.client, wanted))
        await run(render.rollbackPointStep(started.client, { serviceId: started.serviceId, commitId: newCommit }))
        await run(render.envVarsStep(started.client, { serviceId: started.serviceId, set, unset: ['OLD_FLAG'] }))
        await run(render.deployStep(started.client, { serviceId: started.serviceId, commitId: newCommit }))
        await run({
          name: 'gate',
          run: async () => {
            clock.timer(fake.faults.add({ operation: '*', probability: 1, ...fault }), 300_000)
            throw new Error('not healthy')
          },
        })
      }),
    )
    expect(error.journal.outcome, `${JSON.stringify(undosOf(error))}`).toBe('undone')
    expect(environment()).toEqual(before)
    expect(live().map(({ release: { commit } }) => commit?.id)).toEqual([oldCommit])
    expect([...fake.state.services.values()].map(({ branch }) => branch)).toEqual(['main'])
    // Whoever watches is told why it takes so long, once a call.
    const trying = notesOf(error.journal, 'deploy').filter((note) => note.startsWith('undo goes on trying: GET '))
    expect(trying).toHaveLength(1)
  })

  test('a rollback that is refused again and again for a while, which may have been carried out, is sent until it is known', async () => {
    const started = await start()
    const { fake, clock, live } = started
    const error = await failed(
      release(started, {
        name: 'gate',
        run: async () => {
          const rollback = 'POST /services/{serviceId}/rollback'
          clock.timer(fake.faults.add({ operation: rollback, kind: 'status', status: 502, probability: 1 }), 240_000)
          throw new Error('not healthy')
        },
      }),
    )
    expect(error.journal.outcome, `${JSON.stringify(undosOf(error))}`).toBe('undone')
    expect(live().map(({ release: { commit } }) => commit?.id)).toEqual([oldCommit])
  })

  test('an outage without an end is one of the undo, too, and the journal says what came back', async () => {
    const started = await start()
    const { fake } = started
    const error = await failed(
      release(started, {
        name: 'gate',
        run: async () => {
          fake.faults.add({ operation: '*', kind: 'status', status: 503, message: 'down', probability: 1 })
          throw new Error('not healthy')
        },
      }),
    )
    expect(undosOf(error).map(({ status, detail }) => `${status}: ${detail}`)).toEqual(
      Array(3).fill('failed: not done within 10 min'),
    )
    expect(notesOf(error.journal, 'deploy').at(-1)).toMatch(/^undo goes on trying: GET .* failed: 503 down/)
  })

  test('undo happens newest first, whatever fails on the way', async () => {
    const started = await start()
    const { fake, environment, live, transact, client, serviceId } = started
    const order: string[] = []
    fake.faults.add({
      operation: 'DELETE /services/{serviceId}/env-vars/{envVarKey}',
      kind: 'status',
      status: 403,
      times: 9,
    })
    const error = await failed(
      transact(async (run) => {
        await run(render.rollbackPointStep(client, { serviceId }))
        await run(render.envVarsStep(client, { serviceId, set }))
        await run(render.deployStep(client, { serviceId }))
        await run({
          name: 'gate',
          run: async ({ onUndo }) => {
            onUndo('gate', async () => {
              order.push('gate')
              return { status: 'kept', detail: '' }
            })
            throw new Error('closed')
          },
        })
      }),
    )
    expect(order).toEqual(['gate'])
    expect(error.journal.outcome).toBe('undo_failed')
    expect(error.message).toContain(`could not be taken back: environment of ${serviceId}`)
    expect(error.hint).toContain('by hand')
    // The old release is live again all the same, in its own environment.
    expect(live()[0]?.release.envVars).toEqual(new Map(Object.entries(before)))
    expect(environment()).toMatchObject({ SECRET_KEY: before.SECRET_KEY, NEW_FLAG: set.NEW_FLAG })
  })

  test('a first deploy has nothing to go back to, and says so', async () => {
    const { client, transact, fake } = startEmpty()
    const error = await failed(
      transact(async (run) => {
        const { resource, deployId } = await run(render.ensureServiceStep(client, desired))
        const serviceId = resource.id
        await run(render.rollbackPointStep(client, { serviceId }))
        await run(render.deployStep(client, { serviceId, deployId }))
        await run(closedGate)
      }),
    )
    expect(notesOf(error.journal, 'rollback point')).toEqual([
      'nothing is live yet: if this release fails, there is no deploy to go back to',
    ])
    expect(undosOf(error).slice(0, 2)).toEqual([
      {
        step: 'service',
        what: 'first deploy of shop',
        status: 'kept',
        detail: expect.stringMatching(/^dep-\w+ is over \(live\)$/),
      },
      {
        step: 'rollback point',
        what: 'roll back',
        status: 'kept',
        detail: 'this was the first deploy: there is none before it to go back to',
      },
    ])
    expect(fake.state.calls.some(({ operation }) => operation.endsWith('/rollback'))).toBe(false)
    expect(error.journal.kept).toEqual([expect.stringMatching(/^service shop \(srv-/)])
  })

  test('an undo survives lost answers', async () => {
    for (let seed = 1; seed <= 30; seed++) {
      const started = await start({ random: createRandom(seed) })
      const error = await failed(
        release(started, {
          name: 'gate',
          run: async () => {
            for (const kind of ['reset_after', 'commit_then_500', 'reset_before'] as const) {
              started.fake.faults.add({
                operation: 'PUT /services/{serviceId}/env-vars/{envVarKey}',
                kind,
                probability: 0.1,
              })
              started.fake.faults.add({
                operation: 'DELETE /services/{serviceId}/env-vars/{envVarKey}',
                kind,
                probability: 0.1,
              })
              started.fake.faults.add({ operation: 'GET /services/{serviceId}/env-vars', kind, probability: 0.1 })
            }
            started.fake.faults.add({
              operation: 'POST /services/{serviceId}/rollback',
              kind: 'reset_after',
              probability: 0.5,
            })
            throw new Error('closed')
          },
        }),
      )
      expect(error.journal.outcome, `${JSON.stringify(undosOf(error))}`).toBe('undone')
      expect(started.environment()).toEqual(before)
      expect(started.live()[0]?.release.commit?.id).toBe(oldCommit)
      expect([...started.fake.state.deploys.values()].filter(({ trigger }) => trigger === 'rollback')).toHaveLength(1)
    }
  })
})
