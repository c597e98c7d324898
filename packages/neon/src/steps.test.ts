import { defineProbe, runTransaction, TransactionError, type Journal, type Step } from '@keelson/core'
import { createFakeClock, createRandom } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import * as neon from './index.js'
import { createFakeNeon, type FakeNeonOptions } from './testing/index.js'

const week = 7 * 86_400_000

async function start(options: FakeNeonOptions = {}) {
  const clock = createFakeClock({ auto: true })
  const fake = createFakeNeon({ clock, random: createRandom(1), ...options })
  const client = neon.createNeonClient({ apiKey: 'napi_test', clock, random: createRandom(2), fetch: fake.fetch })
  const { resource, branch } = await neon.ensureProject(client, { name: 'shop' })
  const params = { projectId: resource.id, branchId: branch.id }
  const branches = () => [...fake.state.branches.values()].map(({ name }) => name)
  return { clock, fake, client, params, projectId: resource.id, branches }
}

const failing: Step<never> = {
  name: 'deploy',
  run: async () => {
    throw new Error('it did not work')
  },
}

/** Runs steps and then fails; answers with the journal. */
async function fail(client: neon.NeonClient, ...steps: Step<unknown>[]): Promise<Journal> {
  const { clock, redact } = client
  const run = runTransaction({ name: 'release', clock, redact }, async (step) => {
    for (const each of [...steps, failing]) await step(each)
  })
  const error: unknown = await run.catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(TransactionError)
  return (error as TransactionError).journal
}

async function succeed<T>({ clock, redact }: neon.NeonClient, step: Step<T>) {
  return runTransaction({ name: 'release', clock, redact }, (run) => run(step))
}

describe('ensureProjectStep', () => {
  test('notes what it did, and names what it made', async () => {
    const { client } = await start()
    const { value, journal } = await succeed(client, neon.ensureProjectStep(client, { name: 'new' }))
    const { resource, branch } = value
    expect(journal.steps[0]).toMatchObject({
      name: 'database project',
      status: 'done',
      notes: [`new (${resource.id}): created, branch main (${branch.id})`],
    })
    expect(journal.kept).toEqual([`Neon project new (${resource.id})`])
    const again = await succeed(client, neon.ensureProjectStep(client, { name: 'new' }))
    expect(again.journal.kept).toEqual([])
  })

  test('a project stays when the release fails: there is data in it', async () => {
    const { client, fake } = await start()
    const journal = await fail(client, neon.ensureProjectStep(client, { name: 'new' }))
    expect(journal.kept[0]).toContain('Neon project new')
    expect(fake.state.projects.size).toBe(2)
  })
})

describe('restorePointStep', () => {
  test('makes a branch without a compute that expires', async () => {
    const { client, fake, params } = await start()
    const step = neon.restorePointStep(client, { ...params, name: 'before-4f2a', expiresInMs: week })
    const { value, journal } = await succeed(client, step)
    expect(value).toMatchObject({ name: 'before-4f2a', parent_id: params.branchId, current_state: 'ready' })
    expect(value.expires_at).toBe('2026-01-08T00:00:04Z')
    expect([...fake.state.endpoints.values()].map(({ branchId }) => branchId)).toEqual([params.branchId])
    expect(journal.steps[0]?.notes).toEqual([
      `before-4f2a (${value.id}) of ${value.created_at}: created, kept until 2026-01-08T00:00:04Z`,
    ])
    expect(journal.kept).toEqual([`restore point before-4f2a (${value.id}), kept until 2026-01-08T00:00:04Z`])
  })

  test('a repeated run of the same release keeps the older point, for longer if need be', async () => {
    const { clock, client, params } = await start()
    const step = neon.restorePointStep(client, { ...params, name: 'before-4f2a', expiresInMs: week })
    const { value: first } = await succeed(client, step)
    await clock.advance(3_600_000)
    const { value, journal } = await succeed(client, step)
    expect([first.expires_at, value.expires_at]).toEqual(['2026-01-08T00:00:04Z', '2026-01-08T01:00:05Z'])
    expect(value).toMatchObject({ id: first.id, created_at: first.created_at })
    expect(journal.kept).toEqual([])
    expect(journal.steps[0]?.notes[0]).toMatch(
      /: updated, kept until 2026-01-08T01:00:05Z; it holds the data of (?:60 min|1 h) ago$/,
    )
  })

  test.each([`before-${undefined}`, `restore/${null}`, `${Number('x')}`])(
    'the name "%s" would be that of the next release, too: config, before anything is sent',
    async (name) => {
      const { client, fake, params } = await start()
      fake.faults.add({ operation: '*', kind: 'reset_before', probability: 1 })
      const step = neon.restorePointStep(client, { ...params, name, expiresInMs: week })
      await expect(succeed(client, step)).rejects.toMatchObject({
        code: 'config',
        message: expect.stringContaining(`name is "${name}": a variable in it is not set`),
      })
      expect(fake.faults.log).toEqual([])
    },
  )

  test.each(['2026-01-20T00:00:00Z', null])(
    'one that is kept until %s is not made to go earlier',
    async (expires_at) => {
      const { client, params } = await start()
      const step = neon.restorePointStep(client, { ...params, name: 'before-4f2a', expiresInMs: week })
      const { value: first } = await succeed(client, step)
      await neon.updateBranch(client, { projectId: params.projectId, branchId: first.id, expires_at })
      const { value } = await succeed(client, step)
      expect([value.id, value.expires_at]).toEqual([first.id, expires_at ?? undefined])
    },
  )

  test('a name that belongs to another branch is a conflict', async () => {
    const { client, params, projectId } = await start()
    const { resource } = await neon.ensureBranch(client, { projectId, name: 'preview' })
    await neon.ensureBranch(client, { projectId, name: 'before-4f2a', parent_id: resource.id, withCompute: false })
    const step = neon.restorePointStep(client, { ...params, name: 'before-4f2a', expiresInMs: week })
    await expect(succeed(client, step)).rejects.toMatchObject({ code: 'conflict' })
  })

  test('undo restores nothing: it says what there is, what it would lose, and a call that works', async () => {
    const { clock, client, fake, params, branches } = await start()
    const step = neon.restorePointStep(client, { ...params, name: 'before-4f2a', expiresInMs: week })
    const work = { name: 'work', run: () => clock.advance(90_000) }
    const journal = await fail(client, step, work)
    const [undo] = journal.steps[0]?.undo ?? []
    const point = [...fake.state.branches.values()].find(({ name }) => name === 'before-4f2a')
    expect(undo).toMatchObject({ what: `data of ${params.branchId}`, status: 'kept' })
    expect(undo?.detail).toMatch(/nothing was restored; before-4f2a \(br-\S+\) holds them as of 2026-01-01T00:00:04/)
    expect(undo?.detail).toContain('exists until 2026-01-08T00:00:04Z')
    expect(undo?.detail).toMatch(/every write of the last 9\d(\.\d)? s out of br-/)
    const [, update = '', restore = ''] =
      /updateBranch\(client, (\{.*\})\), then restoreBranch\(client, (\{.*\})\)$/.exec(undo?.detail ?? '') ?? []
    const read = (call: string): unknown => JSON.parse(call.replaceAll("'", '"').replaceAll(/(\w+):/g, '"$1":'))
    const given = read(restore) as neon.RestoreBranchParams
    expect(given).toEqual({ ...params, source_branch_id: point?.id, preserve_under_name: 'before-4f2a-undone' })
    await expect(neon.restoreBranch(client, given)).rejects.toMatchObject({ code: 'invalid_request' })
    await neon.updateBranch(client, read(update) as neon.UpdateBranchParams)
    await neon.restoreBranch(client, given)
    expect(branches().toSorted()).toEqual(['before-4f2a', 'before-4f2a-undone', 'main'])
  })

  test('undo finds a point whose creation was aborted on the way', async () => {
    const { clock, client, fake, params } = await start()
    fake.faults.add({ operation: 'POST /projects/{project_id}/branches', kind: 'hang', commit: true })
    const controller = new AbortController()
    clock.timer(() => controller.abort(), 5000)
    const step = neon.restorePointStep(client, { ...params, name: 'before-4f2a', expiresInMs: week })
    const run = runTransaction({ name: 'release', clock, signal: controller.signal }, (runStep) => runStep(step))
    const { journal } = (await run.catch((thrown: unknown) => thrown)) as TransactionError
    expect(journal.steps[0]?.undo[0]).toMatchObject({
      status: 'kept',
      detail: expect.stringContaining('before-4f2a (br-'),
    })
  })

  test('undo calls nobody to restore from a point whose creation failed, or from a branch that is none', async () => {
    const { client, fake, params, projectId } = await start()
    fake.faults.add({ operation: 'POST /projects/{project_id}/branches', kind: 'operation_error' })
    const detailOf = async (name: string) => {
      const journal = await fail(client, neon.restorePointStep(client, { ...params, name, expiresInMs: week }))
      return journal.steps[0]?.undo[0]?.detail
    }
    const broken = /^nothing was restored; before-4f2a \(br-[\w-]+\) is init, .*removeBranch/
    expect(await detailOf('before-4f2a')).toMatch(broken)
    expect(await detailOf('before-4f2a')).toMatch(broken)
    const { resource } = await neon.ensureBranch(client, { projectId, name: 'preview' })
    await neon.ensureBranch(client, { projectId, name: 'other', parent_id: resource.id, withCompute: false })
    for (const name of ['main', 'other']) expect(await detailOf(name)).toBe('no restore point was made')
  })

  test('undo without a point says so', async () => {
    const { client, fake, params } = await start()
    const refused = { kind: 'status', status: 400 } as const
    fake.faults.add({ operation: 'POST /projects/{project_id}/branches', ...refused })
    const step = neon.restorePointStep(client, { ...params, name: 'before-4f2a', expiresInMs: week })
    const journal = await fail(client, step)
    expect(journal.steps[0]?.undo[0]).toMatchObject({ status: 'kept', detail: 'no restore point was made' })
  })

  test.each([Number.NaN, Number.POSITIVE_INFINITY, 0, -1, 30 * 86_400_000 + 1])(
    'a time of %s is refused before anything is sent',
    async (expiresInMs) => {
      const { client, fake, params } = await start()
      const before = fake.calls.length
      const step = neon.restorePointStep(client, { ...params, name: 'a', expiresInMs })
      await expect(succeed(client, step)).rejects.toMatchObject({
        code: 'config',
        message: expect.stringContaining('expiresInMs cannot be'),
      })
      expect(fake.calls).toHaveLength(before)
    },
  )
})

describe('branchReadyStep', () => {
  test('notes every change of state until the branch serves', async () => {
    const { client, projectId } = await start()
    const { branch } = await neon.createBranch(client, { projectId, name: 'a', endpoints: [{ type: 'read_write' }] })
    let runs = 0
    const serving = defineProbe({
      name: 'p',
      kind: 'custom',
      run: () => (++runs < 3 ? { status: 'fail', output: 'connection refused' } : true),
    })
    const step = neon.branchReadyStep(client, { projectId, branchId: branch.id, serving })
    const { value, journal } = await succeed(client, step)
    expect(value.reading?.status).toBe('pass')
    expect(journal.steps[0]?.notes.map((note) => note.replace(`a (${branch.id}): `, ''))).toEqual([
      'init (create_branch running, start_compute scheduling)',
      'ready (start_compute running)',
      'ready, but it does not serve: connection refused',
      'ready',
    ])
  })

  test('gives up in the time that it is given', async () => {
    const { client, projectId } = await start({ durations: { start_compute: 1000 } })
    const serving = defineProbe({ name: 'p', kind: 'custom', run: () => false })
    const { branch } = await neon.createBranch(client, { projectId, name: 'a' })
    const step = neon.branchReadyStep(client, { projectId, branchId: branch.id, serving, totalTimeoutMs: 20_000 })
    await expect(succeed(client, step)).rejects.toMatchObject({
      code: 'wait_timeout',
      message: expect.stringContaining('waited 20 s for branch'),
    })
  })
})

describe('ensureBranchStep', () => {
  const name = 'preview/42'

  test('a branch that this run made is removed', async () => {
    const { client, projectId, branches } = await start()
    const journal = await fail(client, neon.ensureBranchStep(client, { projectId, name }))
    expect(journal.steps[0]?.notes[0]).toMatch(/^preview\/42 \(br-\S+\): created$/)
    expect(journal.steps[0]?.undo[0]).toMatchObject({ status: 'undone', detail: 'preview/42 was removed' })
    expect(branches()).toEqual(['main'])
  })

  test.each([
    { kind: 'status', status: 503 },
    { kind: 'status', status: 423 },
    { kind: 'reset_before' },
    { kind: 'hang' },
  ] as const)('five minutes in which Neon answers %o are no end of the undo', async (fault) => {
    const { clock, client, fake, projectId, branches } = await start()
    const outage = {
      name: 'outage',
      run: async () => void clock.timer(fake.faults.add({ operation: '*', probability: 1, ...fault }), 300_000),
    }
    const journal = await fail(client, neon.ensureBranchStep(client, { projectId, name }), outage)
    expect(journal.steps[0]?.undo[0]).toMatchObject({ status: 'undone', detail: 'preview/42 was removed' })
    expect(journal.steps[0]?.notes.at(-1)).toMatch(/^undo goes on trying: GET /)
    expect(branches()).toEqual(['main'])
  })

  test('one that was there stays, with its new settings noted', async () => {
    const { client, projectId, branches } = await start()
    await neon.ensureBranch(client, { projectId, name })
    const expires_at = '2026-01-15T00:00:00Z'
    const journal = await fail(client, neon.ensureBranchStep(client, { projectId, name, expires_at }))
    expect(journal.steps[0]?.notes).toEqual([
      '~ expires_at: null → "2026-01-15T00:00:00Z"',
      expect.stringMatching(/^preview\/42 \(br-\S+\): updated$/),
    ])
    expect(journal.steps[0]?.undo[0]).toMatchObject({ status: 'kept', detail: 'preview/42 was not made by this run' })
    expect(branches()).toContain(name)
  })

  test('one whose creation was aborted on the way is found and removed', async () => {
    const { clock, client, fake, projectId, branches } = await start()
    fake.faults.add({ operation: 'POST /projects/{project_id}/branches', kind: 'hang', commit: true })
    const controller = new AbortController()
    clock.timer(() => controller.abort(), 5000)
    const step = neon.ensureBranchStep(client, { projectId, name })
    const run = runTransaction({ name: 'release', clock, signal: controller.signal }, (runStep) => runStep(step))
    const { journal } = (await run.catch((thrown: unknown) => thrown)) as TransactionError
    expect(journal.steps[0]?.undo[0]?.status).toBe('undone')
    expect(branches()).toEqual(['main'])
  })

  test('one that somebody else made meanwhile stays', async () => {
    const { client, fake, projectId, branches } = await start()
    const { resource } = await neon.ensureBranch(client, { projectId, name: 'other' })
    const step = neon.ensureBranchStep(client, { projectId, name, parent_id: resource.id })
    let raced = false
    const racing = neon.createNeonClient({
      apiKey: 'napi_test',
      clock: client.clock,
      async fetch(input) {
        const request = new Request(input)
        if (request.method === 'POST' && !raced) {
          raced = true
          await neon.ensureBranch(client, { projectId, name })
        }
        return fake.fetch(request)
      },
    })
    const journal = await fail(racing, neon.ensureBranchStep(racing, { projectId, name, parent_id: resource.id }))
    expect(journal.reason).toContain('cannot ensure the branch')
    expect(journal.steps[0]?.undo[0]).toMatchObject({ status: 'kept' })
    expect(branches()).toContain(name)
    expect(step.name).toBe('database branch')
  })

  test('a branch of that name that somebody made after ours was removed stays', async () => {
    const { client, projectId, branches } = await start()
    const replace = {
      name: 'replace',
      async run() {
        await neon.removeBranch(client, { projectId, name })
        await neon.ensureBranch(client, { projectId, name })
      },
    }
    const journal = await fail(client, neon.ensureBranchStep(client, { projectId, name }), replace)
    expect(journal.steps[0]?.undo[0]).toMatchObject({ status: 'kept', detail: 'preview/42 is not there' })
    expect(branches()).toEqual(['main', name])
  })

  test('one that has got children stays, and the journal names them', async () => {
    const { client, projectId, branches } = await start()
    const child = {
      name: 'child',
      async run() {
        const parent = await neon.ensureBranch(client, { projectId, name })
        await neon.ensureBranch(client, { projectId, name: 'child', parent_id: parent.resource.id })
      },
    }
    const journal = await fail(client, neon.ensureBranchStep(client, { projectId, name }), child)
    expect(journal.steps[0]?.undo[0]).toMatchObject({
      status: 'failed',
      detail: expect.stringMatching(/was not removed: it is the parent of "child" \(br-\S+\)\. .*must go first/),
    })
    expect(branches()).toEqual(['main', name, 'child'])
  })

  test('when nothing came of it, there is nothing to remove', async () => {
    const { client, fake, projectId } = await start()
    fake.faults.add({ operation: 'POST /projects/{project_id}/branches', kind: 'status', status: 400 })
    const journal = await fail(client, neon.ensureBranchStep(client, { projectId, name }))
    expect(journal.steps[0]?.undo[0]).toMatchObject({ status: 'kept', detail: 'preview/42 is not there' })
  })
})
