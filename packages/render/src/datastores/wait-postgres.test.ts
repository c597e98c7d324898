import { defineProbe, WaitError, type Resume } from '@keelson/core'
import { createFakeClock, createRandom } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import * as render from '../index.js'
import * as datastores from './index.js'
import { createFakeRender } from '../testing/index.js'

const desired = { name: 'shop', plan: 'basic_256mb', version: '17' } as const

async function start() {
  const clock = createFakeClock({ auto: true })
  const fake = createFakeRender({ clock, random: createRandom(1), ownerId: 'tea-1' })
  const client = render.createRenderClient({
    apiKey: 'rnd_wait',
    ownerId: 'tea-1',
    clock,
    random: createRandom(2),
    fetch: fake.fetch,
  })
  const { id: postgresId } = await datastores.createPostgres(client, desired)
  return { clock, fake, client, postgresId }
}

/** A client for which the only database is in this state. */
function inState(status: string, more: object = {}) {
  return render.createRenderClient({
    apiKey: 'rnd_wait',
    clock: createFakeClock(),
    fetch: () =>
      Promise.resolve(Response.json({ id: 'dpg-1-a', status, suspended: 'not_suspended', suspenders: [], ...more })),
  })
}

const one = { postgresId: 'dpg-1-a' }
const thrownBy = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.unreachable(),
    (error: unknown) => error,
  )

describe('checkPostgres', () => {
  test.each([
    'creating',
    'unavailable',
    'config_restart',
    'maintenance_in_progress',
    'recovery_in_progress',
    'updating_instance',
    'unknown',
    // Added later.
    'hibernating',
    // What is left of a suspension that has ended.
    'suspended',
  ])('%s is under way', async (status) => {
    expect(await datastores.checkPostgres(inState(status), one)).toEqual({
      done: false,
      value: expect.objectContaining({ status }),
      resume: { wait: 'render.postgres', ...one, checks: 1 },
      nextCheckMs: 1000,
    })
  })

  test.each(['available', 'maintenance_scheduled'])('%s is done', async (status) => {
    expect(await datastores.checkPostgres(inState(status), one)).toMatchObject({ done: true, value: { status } })
  })

  test('recovery_failed is an end', async () => {
    const error = await thrownBy(datastores.checkPostgres(inState('recovery_failed'), one))
    expect(error).toBeInstanceOf(WaitError)
    expect(error).toMatchObject({
      code: 'wait_failed',
      message: expect.stringContaining(
        'the database dpg-1-a could not be recovered. Look with getPostgresRecoveryInfo',
      ),
      resume: { wait: 'render.postgres', ...one, checks: 1 },
    })
  })

  test.each([
    ['user', 'resumePostgres switches it on again'],
    ['billing', 'https://dashboard.render.com/billing'],
    ['admin', 'ask its support'],
    ['hipaa_enablement', 'HIPAA'],
    ['unknown', 'The dashboard says why'],
    ['somebody_new', 'The dashboard says why'],
  ])('suspended by %s is an end that names it and says what to do', async (suspender, hint) => {
    const client = inState('suspended', { suspended: 'suspended', suspenders: [suspender] })
    expect(await thrownBy(datastores.checkPostgres(client, one))).toMatchObject({
      code: 'wait_failed',
      provider: 'render',
      operation: 'GET /postgres/{postgresId}',
      message: expect.stringContaining(`the database dpg-1-a is suspended (${suspender})`),
      hint: expect.stringContaining(hint),
    })
  })

  test('several suspenders are all named, each with its remedy', async () => {
    const client = inState('suspended', { suspended: 'suspended', suspenders: ['user', 'billing'] })
    expect(await thrownBy(datastores.checkPostgres(client, one))).toMatchObject({
      message: expect.stringMatching(/is suspended \(user, billing\)\. resumePostgres.+\. Look for a payment/),
    })
  })

  test('a free database that has expired is told so', async () => {
    const expiresAt = '2025-12-31T00:00:00Z'
    const client = inState('suspended', { suspended: 'suspended', suspenders: [], expiresAt })
    expect(await thrownBy(datastores.checkPostgres(client, one))).toMatchObject({
      message: expect.stringContaining(`it was free, and expired at ${expiresAt}`),
      hint: expect.stringContaining('updatePostgres'),
    })
  })

  test('a resume of another database is refused', async () => {
    const { resume } = await datastores.checkPostgres(inState('creating'), one)
    await expect(
      datastores.checkPostgres(inState('creating'), { postgresId: 'dpg-2-a' }, resume),
    ).rejects.toMatchObject({
      code: 'config',
    })
  })
})

describe('waitForPostgres', () => {
  test('follows a creation, a restart, a resumption and a recovery to their ends', async () => {
    const { clock, client, postgresId } = await start()
    const seen = new Set<string>()
    const wait = (id: string) =>
      datastores.waitForPostgres(client, { postgresId: id }, { onProgress: ({ status }) => seen.add(status) })
    expect(await wait(postgresId)).toMatchObject({ id: postgresId, status: 'available' })
    await datastores.restartPostgres(client, { postgresId })
    await wait(postgresId)
    await datastores.suspendPostgres(client, { postgresId })
    await expect(wait(postgresId)).rejects.toMatchObject({ code: 'wait_failed' })
    await datastores.resumePostgres(client, { postgresId })
    await wait(postgresId)
    const restoreTime = new Date(clock.date()).toISOString()
    const recovered = await datastores.recoverPostgres(client, { postgresId, restoreTime })
    expect(await wait(recovered.id)).toMatchObject({ id: recovered.id, status: 'available' })
    expect([...seen]).toEqual(['creating', 'available', 'unavailable', 'recovery_in_progress'])
  })

  test('stopped after each look and resumed through JSON, it ends as in one go and writes nothing', async () => {
    const { clock, fake, client, postgresId } = await start()
    let resume: Resume | undefined
    let looks = 0
    for (;;) {
      const check = await datastores.checkPostgres(client, { postgresId }, resume)
      looks += 1
      if (check.done) break
      expect(check.resume['checks']).toBe(looks)
      resume = JSON.parse(JSON.stringify(check.resume)) as Resume
      await clock.advance(check.nextCheckMs)
    }
    expect(looks).toBeGreaterThan(5)
    const writes = fake.state.calls.filter(({ operation }) => !operation.startsWith('GET '))
    expect(writes.map(({ operation }) => operation)).toEqual(['POST /postgres'])
  })

  test('with a probe it waits until the database answers as well', async () => {
    const { client, postgresId } = await start()
    const attempts: number[] = []
    const serving = defineProbe({
      name: 'shop',
      kind: 'postgres',
      run: ({ attempt }) => (attempts.push(attempt) < 3 ? { status: 'fail', output: 'connection refused' } : true),
    })
    expect(await datastores.waitForPostgres(client, { postgresId }, { serving })).toMatchObject({ status: 'available' })
    expect(attempts).toHaveLength(3)
    // Not asked before the control plane says available.
    expect(attempts[0]).toBeGreaterThan(5)
  })

  test.each([
    ['available', 'still available, but it does not serve: connection refused'],
    ['unavailable', 'still unavailable (its logs in the dashboard say why)'],
    ['updating_instance', 'still updating_instance.'],
  ] as const)('a wait that takes too long in %s says so', async (status, said) => {
    const { fake, client, postgresId } = await start()
    Object.assign(fake.state.postgres.get(postgresId)!, { status, next: undefined })
    const output = 'connection refused'
    const serving = defineProbe({ name: 'shop', kind: 'postgres', run: () => ({ status: 'fail', output }) })
    const error = await thrownBy(
      datastores.waitForPostgres(client, { postgresId }, { serving, totalTimeoutMs: 60_000 }),
    )
    expect(error).toMatchObject({ code: 'wait_timeout', message: expect.stringContaining(said) })
    expect(error).toMatchObject({ resume: { wait: 'render.postgres', postgresId } })
  })

  test('a database that is deleted meanwhile is not found', async () => {
    const { client, postgresId } = await start()
    await expect(
      datastores.waitForPostgres(
        client,
        { postgresId },
        { onProgress: () => void datastores.deletePostgres(client, { postgresId }) },
      ),
    ).rejects.toMatchObject({ code: 'not_found' })
  })
})
