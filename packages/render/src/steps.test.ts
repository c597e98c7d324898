import { runTransaction, TransactionError, type Journal, type Step } from '@keelson/core'
import { createFakeClock, createRandom } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import * as render from './index.js'
import { createFakeRender, type FakeRenderOptions } from './testing/index.js'

const oldCommit = 'a'.repeat(40)
const newCommit = 'b'.repeat(40)
const before = { SECRET_KEY: 'secret-of-before', DEBUG: 'true', OLD_FLAG: 'old-flag' }
const desired = {
  type: 'web_service',
  name: 'shop',
  repo: 'https://github.com/me/shop',
  serviceDetails: { runtime: 'python', healthCheckPath: '/healthz' },
} satisfies render.CreateServiceParams

function startEmpty(options: FakeRenderOptions = {}) {
  const clock = createFakeClock({ auto: true })
  const fake = createFakeRender({ clock, random: createRandom(1), ownerId: 'tea-1', ...options })
  /** What the environment was whenever something was sent. */
  const environments: Readonly<Record<string, string>>[] = []
  const client = render.createRenderClient({
    apiKey: 'rnd_steps',
    ownerId: 'tea-1',
    clock,
    random: createRandom(2),
    fetch: async (input, init) => {
      const [service] = fake.state.services.values()
      environments.push(Object.fromEntries(service?.envVars ?? []))
      return fake.fetch(input, init)
    },
  })
  const journals: Journal[] = []
  const transact = <T>(body: Parameters<typeof runTransaction<T>>[1], signal?: AbortSignal) =>
    runTransaction(
      { name: 'release', clock, redact: client.redact, signal, onEvent: ({ journal }) => journals.push(journal) },
      body,
    )
  return { clock, fake, client, environments, journals, transact }
}

/** A service that runs the old commit in the environment of before. */
async function start(options: FakeRenderOptions = {}) {
  const started = startEmpty(options)
  const { client, fake, clock } = started
  const { service, deployId = '' } = await render.createService(client, {
    ...desired,
    envVars: Object.entries(before).map(([key, value]) => ({ key, value })),
  })
  const serviceId = service.id
  const kept = fake.state.services.get(serviceId)!
  await render.waitForDeploy(client, { serviceId, deployId })
  const old = await render.createDeploy(client, { serviceId, commitId: oldCommit })
  await render.waitForDeploy(client, { serviceId, deployId: old.id })
  await new Promise<void>((resolve) => void clock.timer(resolve, 120_000))
  const from = fake.state.calls.length
  const writes = () =>
    fake.state.calls
      .slice(from)
      .filter(({ operation }) => !operation.startsWith('GET'))
      .map(({ operation, path, status }) => `${operation.split(' ')[0]} ${path.replace(/.*\/(?=.)/, '')} ${status}`)
  const live = () => [...fake.state.deploys.values()].filter(({ status }) => status === 'live')
  return {
    ...started,
    serviceId,
    oldId: old.id,
    environment: () => Object.fromEntries(kept.envVars),
    writes,
    live,
    from,
  }
}

type Started = Awaited<ReturnType<typeof start>>

const set = { SECRET_KEY: 'secret-of-after', NEW_FLAG: 'new-flag', DEBUG: 'true', THIRD: 'third-value' }

/** A release as a script would write it; `last` stands for a gate. */
function release({ client, serviceId, transact }: Started, last?: Step<unknown>, signal?: AbortSignal) {
  return transact(async (run) => {
    await run(render.rollbackPointStep(client, { serviceId }))
    await run(render.envVarsStep(client, { serviceId, set, unset: ['OLD_FLAG'] }))
    const deploy = await run(render.deployStep(client, { serviceId, commitId: newCommit }))
    if (last) await run(last)
    return deploy
  }, signal)
}

/** A client for which Render is silent for four minutes after it has carried out this POST. */
function outageAfter({ clock, fake }: Started, path: string) {
  return render.createRenderClient({
    apiKey: 'rnd_steps',
    ownerId: 'tea-1',
    clock,
    fetch: async (input, init) => {
      const request = new Request(input, init)
      const response = await fake.fetch(request)
      if (request.method === 'POST' && request.url.endsWith(path))
        clock.timer(fake.faults.add({ operation: '*', kind: 'hang', probability: 1 }), 240_000)
      return response
    },
  })
}

const closedGate: Step<never> = {
  name: 'gate',
  run: async () => {
    throw new Error('not healthy')
  },
}

async function failed(promise: Promise<unknown>): Promise<TransactionError> {
  const error: unknown = await promise.then(
    () => expect.unreachable(),
    (thrown: unknown) => thrown,
  )
  if (error instanceof TransactionError) return error
  throw error
}

const undosOf = ({ journal }: { readonly journal: Journal }) =>
  journal.steps.flatMap(({ name, undo }) =>
    undo.map(({ what, status, detail }) => ({ step: name, what, status, detail })),
  )
const notesOf = (journal: Journal, step: string) => journal.steps.find(({ name }) => name === step)?.notes ?? []

describe('a release that goes well', () => {
  test('plans, writes, deploys, follows the log and waits for that very deploy', async () => {
    const started = await start()
    const { fake, serviceId, environment, writes, live } = started
    const { value, journal } = await release(started)
    expect(value).toMatchObject({ status: 'live', commit: { id: newCommit } })
    expect(live().map(({ id }) => id)).toEqual([value.id])
    expect(environment()).toEqual(set)
    expect(live()[0]?.release.envVars).toEqual(new Map(Object.entries(set)))
    expect(writes()).toEqual([
      'PUT SECRET_KEY 200',
      'PUT NEW_FLAG 200',
      'PUT THIRD 200',
      'DELETE OLD_FLAG 204',
      'POST deploys 201',
    ])
    expect(journal.outcome).toBe('done')
    expect(undosOf({ journal }).map(({ status }) => status)).toEqual(['not_needed', 'not_needed', 'not_needed'])
    expect(notesOf(journal, 'rollback point')).toEqual([expect.stringMatching(/^dep-\w+ is live \(commit aaaaaaaa\)$/)])
    expect(notesOf(journal, 'environment')).toEqual([
      expect.stringMatching(/^~ SECRET_KEY #[\da-f]{8} → #[\da-f]{8}$/),
      expect.stringMatching(/^\+ NEW_FLAG #/),
      expect.stringMatching(/^\+ THIRD #/),
      expect.stringMatching(/^- OLD_FLAG #/),
      '  unchanged: DEBUG',
    ])
    const notes = notesOf(journal, 'deploy')
    expect(notes.filter((note) => !note.startsWith('|'))).toEqual(
      ['created', 'build_in_progress', 'update_in_progress', 'live'].map(
        (status) => `${value.id} ${status} (commit bbbbbbbb)`,
      ),
    )
    expect(notes.filter((note) => note.startsWith('|'))).toEqual([
      '| ==> Building...',
      '| ==> Build successful 🎉',
      '| ==> Deploying...',
      '| ==> Your service is live 🎉',
    ])
    expect(fake.state.services.get(serviceId)?.autoDeploy).toBe('yes')
  })

  test('an environment that is as wanted is not written, and has nothing to take back', async () => {
    const { client, serviceId, transact, writes } = await start()
    const { journal } = await transact((run) => run(render.envVarsStep(client, { serviceId, set: before })))
    expect(writes()).toEqual([])
    expect(undosOf({ journal })).toEqual([])
  })

  test('a value that is not there is refused before anything is written', async () => {
    const { client, serviceId, transact, writes } = await start()
    const values: Record<string, string> = { NEW_FLAG: 'new-flag', FROM_NOWHERE: process.env['KEELSON_NOT_SET']! }
    const error = await failed(transact((run) => run(render.envVarsStep(client, { serviceId, set: values }))))
    expect(error).toMatchObject({
      code: 'config',
      message: expect.stringContaining('the value of "FROM_NOWHERE" must be a text, not undefined'),
    })
    expect(writes()).toEqual([])
  })

  test('a log that cannot be read does not end a deploy', async () => {
    const started = await start()
    started.fake.faults.add({ operation: 'GET /logs', kind: 'status', status: 500, probability: 1 })
    const { value, journal } = await release(started)
    expect(value.status).toBe('live')
    expect(notesOf(journal, 'deploy').filter((note) => note.includes('log'))).toEqual([
      expect.stringMatching(/^the log cannot be read: GET .*500/),
    ])
  })

  test('an outage that begins when the deploy was started is no end', async () => {
    const started = await start()
    const client = outageAfter(started, '/deploys')
    const { value } = await release({ ...started, client })
    expect(value).toMatchObject({ status: 'live', commit: { id: newCommit } })
  })

  test('lines that were missed for a while are read later, each once', async () => {
    const started = await start()
    started.fake.faults.add({ operation: 'GET /logs', kind: 'status', status: 500, times: 12 })
    const { journal } = await release(started)
    expect(notesOf(journal, 'deploy').filter((note) => note.startsWith('|'))).toEqual([
      '| ==> Building...',
      '| ==> Build successful 🎉',
      '| ==> Deploying...',
      '| ==> Your service is live 🎉',
    ])
  })

  test('the clock of this machine being ahead does not lose the first lines', async () => {
    const started = await start()
    const { fake, serviceId, clock } = started
    const client = render.createRenderClient({
      apiKey: 'rnd_steps',
      ownerId: 'tea-1',
      fetch: fake.fetch,
      clock: { ...clock, date: () => clock.date() + 600_000 },
    })
    const { journal } = await started.transact((run) => run(render.deployStep(client, { serviceId })))
    expect(notesOf(journal, 'deploy')).toContain('| ==> Building...')
  })

  test('secrets in the log of the application are blanked out', async () => {
    const started = await start()
    const { fake, serviceId, client } = started
    const controller: Step<void> = {
      name: 'chatter',
      run: async () => fake.state.log({ message: `connecting with ${set.SECRET_KEY}`, resource: serviceId }),
    }
    const { journal } = await started.transact(async (run) => {
      await run(render.envVarsStep(client, { serviceId, set }))
      await run(controller)
      await run(render.deployStep(client, { serviceId }))
    })
    expect(notesOf(journal, 'deploy')).toContain('| connecting with [secret]')
    expect(JSON.stringify([journal, started.journals])).not.toContain(set.SECRET_KEY)
  })
})

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

describe('ensureServiceStep', () => {
  test('created: the service is kept and named, its environment is noted, and its first deploy is canceled', async () => {
    const { client, transact, fake } = startEmpty()
    const envVars = [
      { key: 'SECRET_KEY', value: 'secret-of-creation' },
      { key: 'RANDOM', generateValue: true },
    ] as const
    const error = await failed(
      transact(async (run) => {
        await run(render.ensureServiceStep(client, { ...desired, envVars }))
        await run(closedGate)
      }),
    )
    const [service] = fake.state.services.values()
    expect(error.journal.kept).toEqual([`service shop (${service?.id})`])
    const [first] = fake.state.deploys.values()
    expect(first?.status).toBe('canceled')
    expect(undosOf(error)).toEqual([
      { step: 'service', what: 'first deploy of shop', status: 'undone', detail: `${first?.id} was canceled` },
    ])
    expect(notesOf(error.journal, 'service')).toEqual([
      `shop (${service?.id}): created`,
      expect.stringMatching(/^\+ SECRET_KEY #[\da-f]{8}$/),
      '+ RANDOM (Render makes its value)',
    ])
    expect(JSON.stringify(error.journal)).not.toContain('secret-of-creation')
  })

  test('aborted at a deploy of its own, which leaves the first one out: neither goes on', async () => {
    const { client, transact, fake, clock } = startEmpty({ durations: { build: 600_000 } })
    const controller = new AbortController()
    clock.timer(() => controller.abort(), 60_000)
    const error = await failed(
      transact(async (run) => {
        const { resource } = await run(render.ensureServiceStep(client, desired))
        await run(render.deployStep(client, { serviceId: resource.id, commitId: newCommit }))
      }, controller.signal),
    )
    expect(error.journal.outcome).toBe('undone')
    expect([...fake.state.deploys.values()].map(({ status }) => status)).toEqual(['canceled', 'canceled'])
  })

  test.each(['reset_after', 'commit_then_500'] as const)(
    'aborted while it is created (%s): what is there all the same is named, and does not deploy',
    async (kind) => {
      const { client, transact, fake, clock } = startEmpty({ durations: { build: 600_000 } })
      const controller = new AbortController()
      fake.faults.add({ operation: 'POST /services', kind })
      // While it is looked for, as nobody knows whether it is there.
      fake.faults.add({ operation: 'GET /services', kind: 'slow', delayMs: 1 })
      fake.faults.add({ operation: 'GET /services', kind: 'slow', delayMs: 5000 })
      clock.timer(() => controller.abort(), 1000)
      const error = await failed(transact((run) => run(render.ensureServiceStep(client, desired)), controller.signal))
      const [service] = fake.state.services.values()
      expect(error.journal.kept).toEqual([`service shop (${service?.id})`])
      expect([...fake.state.deploys.values()].map(({ status }) => status)).toEqual(['canceled'])
    },
  )

  test.each([
    { kind: 'status', status: 403 },
    { kind: 'status', status: 400 },
  ] as const)('a creation that is refused (%o) has nothing to take back', async (fault) => {
    const { client, transact, fake } = startEmpty()
    fake.faults.add({ operation: 'POST /services', ...fault })
    const error = await failed(transact((run) => run(render.ensureServiceStep(client, desired))))
    expect(undosOf(error)).toMatchObject([{ status: 'kept', detail: 'shop was not created' }])
    expect(fake.state.calls.at(-1)?.operation).toBe('POST /services')
  })

  test('a name that cannot be one is found before anything is created', async () => {
    const { client, transact, fake } = startEmpty()
    const envVars = [{ key: 'NOT A NAME', value: 'x' }]
    const error = await failed(transact((run) => run(render.ensureServiceStep(client, { ...desired, envVars }))))
    expect(error.code).toBe('config')
    expect(fake.state.calls).toEqual([])
  })

  test('updated: the settings are set back', async () => {
    const { client, transact, fake, serviceId } = await start()
    const wanted = {
      ...desired,
      branch: 'next',
      serviceDetails: {
        ...desired.serviceDetails,
        healthCheckPath: '/readyz',
        preDeployCommand: 'python manage.py migrate',
      },
    }
    const error = await failed(
      transact(async (run) => {
        const { outcome } = await run(render.ensureServiceStep(client, wanted))
        expect(outcome).toBe('updated')
        expect((await render.getService(client, { serviceId })).branch).toBe('next')
        await run(closedGate)
      }),
    )
    expect(notesOf(error.journal, 'service')).toEqual([
      '~ branch: "main" → "next"',
      '~ serviceDetails.healthCheckPath: "/healthz" → "/readyz"',
      '~ serviceDetails.preDeployCommand: undefined → "python manage.py migrate"',
      `shop (${serviceId}): updated`,
    ])
    const service = await render.getService(client, { serviceId })
    expect(service).toMatchObject({ branch: 'main', serviceDetails: { healthCheckPath: '/healthz' } })
    expect(service.serviceDetails.envSpecificDetails?.preDeployCommand).toBe('')
    expect(undosOf(error)).toEqual([
      {
        step: 'service',
        what: `settings of ${serviceId}`,
        status: 'undone',
        detail: 'set back: branch, serviceDetails.healthCheckPath, serviceDetails.preDeployCommand',
      },
    ])
    expect(fake.state.services.size).toBe(1)
  })

  test('an update whose every answer is lost is taken back, too', async () => {
    const { client, transact, fake, serviceId } = await start()
    fake.faults.add({ operation: 'PATCH /services/{serviceId}', kind: 'commit_then_500', times: 8 })
    const error = await failed(transact((run) => run(render.ensureServiceStep(client, { ...desired, branch: 'next' }))))
    expect(error.code).toBe('server')
    expect(undosOf(error)).toMatchObject([{ status: 'undone' }])
    expect((await render.getService(client, { serviceId })).branch).toBe('main')
  })

  test('existing: nothing is noted but that', async () => {
    const { client, transact, serviceId, writes } = await start()
    const { value, journal } = await transact((run) => run(render.ensureServiceStep(client, desired)))
    expect(value).toMatchObject({ outcome: 'existing', changes: [] })
    expect(notesOf(journal, 'service')).toEqual([`shop (${serviceId}): existing`])
    expect(writes()).toEqual([])
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
