import { isKeelsonError, WaitError, type Probe, type ProbeReading } from '@keelson/core'
import { createFakeClock, createRandom, type FakeClock } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import * as upstash from './index.js'
import { createFakeUpstash } from './testing/index.js'

const account = { email: 'me@example.com', apiKey: 'upstash-key-7f3k' }

async function start(clock: FakeClock = createFakeClock({ auto: true })) {
  const fake = createFakeUpstash({ clock, random: createRandom(1), createMs: 5000 })
  const client = upstash.createUpstashClient({ ...account, clock, random: createRandom(2), fetch: fake.fetch })
  const { database_id: databaseId } = await upstash.createRedisDatabase(client, {
    database_name: 'shop',
    platform: 'aws',
    primary_region: 'eu-central-1',
  })
  return { clock, fake, client, databaseId, kept: fake.state.databases.get(databaseId)! }
}

/** A client for which the only database is in this state. */
function inState(state: string, modifying_state?: string) {
  const database = { database_id: 'db-1', database_name: 'shop', endpoint: 'calm-otter-1', port: 6379 }
  return upstash.createUpstashClient({
    ...account,
    fetch: async () =>
      Response.json({ ...database, state, ...(modifying_state === undefined ? {} : { modifying_state }) }),
  })
}

/** A probe that answers with these readings, the last one for ever. */
function probe(...readings: readonly (ProbeReading | Error)[]) {
  const attempts: number[] = []
  const made: Probe = {
    name: 'redis',
    kind: 'redis',
    run: async ({ attempt }) => {
      const reading = readings[Math.min(attempts.length, readings.length - 1)]!
      attempts.push(attempt)
      if (reading instanceof Error) throw reading
      return reading
    },
  }
  return Object.assign(made, { attempts })
}

const one = { databaseId: 'db-1' }
const fails = { status: 'fail', output: 'connect ECONNREFUSED' } as const
const thrownBy = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.unreachable(),
    (error: unknown) => error,
  )

describe('checkRedisDatabase', () => {
  test.each([
    ['active', undefined, true],
    ['active', '', true],
    ['active', 'creating', false],
    ['active', 'anything', false],
    ['suspended', 'resuming', false],
    ['passive', 'waking', false],
    ['hibernating', undefined, false],
    ['hibernating', '', false],
    ['hibernating', 'moving', false],
    ['', '', false],
  ])('%s, being changed: %j, is done: %s', async (state, modifying, done) => {
    const check = await upstash.checkRedisDatabase(inState(state, modifying), one)
    expect(check).toEqual({
      done,
      value: expect.objectContaining({ state }),
      resume: { wait: 'upstash.redis', ...one, checks: 1 },
      nextCheckMs: 1000,
    })
  })

  test.each([
    ['suspended', undefined, 'is suspended', 'budget'],
    ['suspended', '', 'is suspended', 'budget'],
    ['passive', undefined, 'is passive', 'Wake it up'],
    ['passive', '', 'is passive', 'Wake it up'],
  ])('%s, being changed: %j, is the end of the wait', async (state, modifying, said, hint) => {
    const error = await thrownBy(upstash.checkRedisDatabase(inState(state, modifying), one))
    expect(error).toBeInstanceOf(WaitError)
    expect(error).toMatchObject({
      code: 'wait_failed',
      provider: 'upstash',
      message: expect.stringContaining(`the database shop (db-1) ${said}`),
      hint: expect.stringContaining(hint),
      resume: { checks: 1 },
    })
  })

  test('the probe is asked when the control plane says ready, and decides', async () => {
    const serving = probe(fails, { status: 'warn', output: 'slow' })
    const waiting = await upstash.checkRedisDatabase(inState('active', 'creating'), one, undefined, { serving })
    expect(waiting).toMatchObject({ done: false })
    expect(serving.attempts).toEqual([])
    const first = await upstash.checkRedisDatabase(inState('active'), one, waiting.resume, { serving })
    expect(first).toMatchObject({ done: false, reading: fails, resume: { checks: 2 }, nextCheckMs: 1500 })
    const second = await upstash.checkRedisDatabase(inState('active'), one, first.resume, { serving })
    expect(second).toMatchObject({ done: true, reading: { status: 'warn' } })
    expect(serving.attempts).toEqual([2, 3])
  })

  test('a probe that throws, shows the key or does not answer is a reading', async () => {
    const { client, databaseId, clock } = await start()
    await upstash.waitForRedisDatabase(client, { databaseId })
    const look = (serving: Probe) => upstash.checkRedisDatabase(client, { databaseId }, undefined, { serving })
    expect((await look(probe(new Error(`no ${account.apiKey}`)))).reading).toEqual({
      status: 'fail',
      code: 'threw',
      output: 'no [secret]',
    })
    expect((await look(probe({ status: 'fail', output: account.apiKey }))).reading?.output).toBe('[secret]')
    const before = clock.now()
    const hanging = { name: 'x', kind: 'x', run: () => new Promise<ProbeReading>(() => {}) }
    expect((await look(hanging)).reading).toEqual({ status: 'fail', code: 'timeout', output: 'no answer within 15 s' })
    expect(clock.now() - before).toBe(15_000)
  })

  test('stopped after each look, another process comes to the same end, with the same looks', async () => {
    const { client, databaseId, clock, fake } = await start()
    const serving = probe(fails, { status: 'pass' })
    const writes = fake.state.calls.filter(({ operation }) => !operation.startsWith('GET')).length
    let resume: string | undefined
    const looks: unknown[] = []
    for (let done = false; !done;) {
      const check: upstash.RedisDatabaseCheck = await upstash.checkRedisDatabase(
        client,
        { databaseId },
        resume === undefined ? undefined : (JSON.parse(resume) as upstash.RedisDatabaseCheck['resume']),
        { serving },
      )
      looks.push(check.resume['checks'])
      resume = JSON.stringify(check.resume)
      done = check.done
      if (!done) await clock.advance(check.nextCheckMs)
    }
    expect(looks).toEqual([1, 2, 3, 4, 5, 6])
    expect(serving.attempts).toEqual([5, 6])
    expect(resume).toBe(JSON.stringify({ wait: 'upstash.redis', databaseId, checks: 6 }))
    expect(fake.state.calls.filter(({ operation }) => !operation.startsWith('GET'))).toHaveLength(writes)
  })

  test('resume of another database is refused', async () => {
    const { resume } = await upstash.checkRedisDatabase(inState('active'), one)
    await expect(upstash.checkRedisDatabase(inState('active'), { databaseId: 'db-2' }, resume)).rejects.toMatchObject({
      code: 'config',
    })
  })
})

describe('waitForRedisDatabase', () => {
  test('looks until the creation is over', async () => {
    const { client, databaseId, clock } = await start()
    const seen: unknown[] = []
    const database = await upstash.waitForRedisDatabase(
      client,
      { databaseId },
      { onProgress: ({ modifying_state }) => seen.push(modifying_state) },
    )
    expect(database).toMatchObject({ database_id: databaseId, state: 'active', modifying_state: '' })
    expect(seen).toEqual(['creating', 'creating', 'creating', 'creating', ''])
    expect(clock.now()).toBeGreaterThanOrEqual(5000)
  })

  test('and then until the probe passes', async () => {
    const { client, databaseId } = await start()
    const serving = probe(fails, fails, { status: 'pass' })
    await upstash.waitForRedisDatabase(client, { databaseId }, { serving })
    expect(serving.attempts).toEqual([5, 6, 7])
  })

  test('5 minutes at most, and the message says how far it came and what the probe said last', async () => {
    const { client, databaseId, clock, kept } = await start()
    const silent = await thrownBy(
      upstash.waitForRedisDatabase(
        client,
        { databaseId },
        { serving: probe({ status: 'fail' }), totalTimeoutMs: 9000 },
      ),
    )
    expect(String(silent)).toContain('which is still active, but it does not serve: no reason given')
    const before = clock.now()
    const error = await thrownBy(upstash.waitForRedisDatabase(client, { databaseId }, { serving: probe(fails) }))
    expect(clock.now() - before).toBe(300_000)
    expect(error).toMatchObject({ code: 'wait_timeout', resume: { wait: 'upstash.redis', databaseId } })
    expect(String(error)).toContain('still active, but it does not serve: connect ECONNREFUSED')
    kept.modifying = { what: 'migrating', until: Infinity }
    const changing = await thrownBy(upstash.waitForRedisDatabase(client, { databaseId }, { totalTimeoutMs: 1000 }))
    expect(String(changing)).toContain('which is still being changed (migrating)')
  })

  test('goes on where another process left off, and ends at an abort', async () => {
    const { client, databaseId } = await start(createFakeClock())
    const controller = new AbortController()
    const waiting = upstash.waitForRedisDatabase(
      client,
      { databaseId },
      {
        signal: controller.signal,
        resume: { wait: 'upstash.redis', databaseId, checks: 7 },
        onProgress: () => controller.abort(),
      },
    )
    const error = await thrownBy(waiting)
    expect(isKeelsonError(error)).toBe(true)
    expect(error).toMatchObject({ code: 'aborted', resume: { checks: 8 } })
  })

  test('a database that is suspended meanwhile ends it', async () => {
    const { client, databaseId, kept } = await start()
    const onProgress = () => {
      kept.state = 'suspended'
    }
    await expect(upstash.waitForRedisDatabase(client, { databaseId }, { onProgress })).rejects.toMatchObject({
      code: 'wait_failed',
    })
  })
})
