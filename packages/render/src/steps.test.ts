import { type Step } from '@keelson/core'
import { describe, expect, test } from 'vitest'
import {
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
