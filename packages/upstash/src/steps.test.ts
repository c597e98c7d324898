import { runTransaction, TransactionError, type Journal, type RunStep, type Step } from '@keelson/core'
import { createFakeClock, createRandom } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import * as upstash from './index.js'
import { createFakeUpstash } from './testing/index.js'

const desired = { database_name: 'shop', platform: 'aws', primary_region: 'eu-central-1', eviction: true } as const

function start() {
  const clock = createFakeClock({ auto: true })
  const fake = createFakeUpstash({ clock, random: createRandom(1) })
  const client = upstash.createUpstashClient({
    email: 'me@example.com',
    apiKey: 'upstash-key-7f3k',
    clock,
    random: createRandom(2),
    fetch: fake.fetch,
  })
  const release = <T>(body: (run: RunStep) => Promise<T>, signal?: AbortSignal) =>
    runTransaction({ name: 'release', clock, redact: client.redact, signal }, body)
  return { clock, fake, client, release, databases: fake.state.databases }
}

const breaks: Step<never> = {
  name: 'gate',
  run: async () => {
    throw new Error('not healthy')
  },
}

async function failed(promise: Promise<unknown>): Promise<Journal> {
  const error: unknown = await promise.then(
    () => expect.unreachable(),
    (thrown: unknown) => thrown,
  )
  if (error instanceof TransactionError) return error.journal
  throw error
}

const undosOf = ({ steps }: Journal) =>
  steps.flatMap(({ undo }) => undo).map(({ what, status, detail }) => ({ what, status, detail }))

describe('ensureRedisStep', () => {
  test('creates, notes and names what stays; the values are those of ensureRedisDatabase', async () => {
    const { client, release } = start()
    const { value, journal } = await release((run) => run(upstash.ensureRedisStep(client, desired)))
    expect(value).toMatchObject({ outcome: 'created', resource: { database_name: 'shop' } })
    const named = `shop (${value.resource.database_id})`
    expect(journal.kept).toEqual([`redis database ${named}`])
    expect(journal.steps).toMatchObject([{ name: 'redis database', status: 'done', notes: [`${named}: created`] }])
  })

  test('what was created stays when the release fails', async () => {
    const { client, release, databases } = start()
    const journal = await failed(
      release(async (run) => {
        await run(upstash.ensureRedisStep(client, desired))
        await run(breaks)
      }),
    )
    const [id] = databases.keys()
    expect(databases.size).toBe(1)
    expect(undosOf(journal)).toEqual([
      { what: 'creation of shop', status: 'kept', detail: `${id} stays, with what is in it` },
    ])
    expect(journal.outcome).toBe('undone')
  })

  test('a creation that was refused leaves nothing, and the journal says so', async () => {
    const { client, release, fake } = start()
    const step = upstash.ensureRedisStep(client, desired)
    fake.faults.add({ operation: 'POST /redis/database', kind: 'status', status: 400 })
    const journal = await failed(release((run) => run(step)))
    expect(undosOf(journal)).toEqual([{ what: 'creation of shop', status: 'kept', detail: 'was not created' }])
    expect(journal.kept).toEqual([])
  })

  test('a creation that was aborted on the way is looked up', async () => {
    const { client, release, fake, databases } = start()
    const controller = new AbortController()
    fake.faults.add({ operation: 'POST /redis/database', kind: 'hang', commit: true })
    const ended = failed(release((run) => run(upstash.ensureRedisStep(client, desired)), controller.signal))
    while (databases.size === 0) await new Promise(setImmediate)
    controller.abort()
    expect(undosOf(await ended)).toMatchObject([
      { status: 'kept', detail: expect.stringContaining([...databases.keys()][0]!) },
    ])
  })

  test('what was changed is set back, but for TLS and the plan', async () => {
    const { client, release, databases } = start()
    const first = { ...desired, eviction: false, budget: 20, read_regions: ['us-east-1'], plan: 'free' } as const
    const { resource } = await upstash.ensureRedisDatabase(client, first)
    const [kept] = databases.values()
    Object.assign(kept!, { tls: false })
    const next = { ...desired, budget: 50, read_regions: [], plan: 'fixed_1gb', tls: true } as const
    const seen: unknown[] = []
    const journal = await failed(
      release(async (run) => {
        const { outcome } = await run(upstash.ensureRedisStep(client, next))
        seen.push(outcome, { ...kept })
        await run(breaks)
      }),
    )
    const changed = { eviction: true, budget: 50, readRegions: [], type: 'pro', tls: true }
    expect(seen).toMatchObject(['updated', changed])
    expect(kept).toMatchObject({ eviction: false, budget: 20, readRegions: ['us-east-1'], type: 'pro', tls: true })
    expect(journal.steps[0]?.notes.slice(0, 5)).toEqual([
      '~ plan: "free" → "fixed_1gb"',
      '~ budget: 20 → 50',
      '~ tls: false → true',
      '~ read_regions: ["us-east-1"] → []',
      '~ eviction: false → true',
    ])
    const of = (field: string) => `${field} of ${resource.database_id}`
    expect(undosOf(journal)).toEqual([
      { what: of('plan'), status: 'kept', detail: 'plan stays as it is now' },
      { what: of('budget'), status: 'undone', detail: 'set back: budget 20' },
      { what: of('tls'), status: 'kept', detail: 'tls stays as it is now' },
      { what: of('read_regions'), status: 'undone', detail: 'set back: read_regions ["us-east-1"]' },
      { what: of('eviction'), status: 'undone', detail: 'set back: eviction false' },
    ])
    expect(journal.kept).toEqual([])
  })

  test('what is as desired is left alone', async () => {
    const { client, release, fake } = start()
    await upstash.ensureRedisDatabase(client, desired)
    const before = fake.state.calls.length
    const journal = await failed(
      release(async (run) => {
        await run(upstash.ensureRedisStep(client, desired))
        await run(breaks)
      }),
    )
    expect(undosOf(journal)).toEqual([])
    expect(fake.state.calls.slice(before).filter(({ operation }) => !operation.startsWith('GET'))).toEqual([])
  })

  test('adopt is passed on', async () => {
    const { client, release } = start()
    await upstash.ensureRedisDatabase(client, desired)
    const elsewhere = { ...desired, primary_region: 'us-east-1' } as const
    const journal = await failed(release((run) => run(upstash.ensureRedisStep(client, elsewhere))))
    expect(journal.reason).toContain('has primary_region "eu-central-1"')
    const { value } = await release((run) => run(upstash.ensureRedisStep(client, elsewhere, { adopt: true })))
    expect(value.outcome).toBe('existing')
  })
})

describe('redisReadyStep', () => {
  test('waits, notes the states, and asks the probe', async () => {
    const { client, release } = start()
    const { database_id: databaseId } = await upstash.createRedisDatabase(client, desired)
    const attempts: number[] = []
    const serving = {
      name: 'redis',
      kind: 'redis',
      run: async ({ attempt }: { attempt: number }) => {
        attempts.push(attempt)
        return { status: attempts.length < 3 ? ('fail' as const) : ('pass' as const) }
      },
    }
    const { value, journal } = await release((run) => run(upstash.redisReadyStep(client, { databaseId, serving })))
    expect(value).toMatchObject({ database_id: databaseId, state: 'active' })
    expect(attempts).toHaveLength(3)
    expect(journal.steps).toMatchObject([
      {
        name: 'redis ready',
        notes: ['being changed (creating)', 'active, but it does not serve: no reason given', 'active'],
        undo: [],
      },
    ])
  })

  test('its time is its own', async () => {
    const { client, release, clock } = start()
    const { database_id: databaseId } = await upstash.createRedisDatabase(client, desired)
    const before = clock.now()
    const journal = await failed(
      release((run) => run(upstash.redisReadyStep(client, { databaseId, totalTimeoutMs: 1500 }))),
    )
    expect(clock.now() - before).toBe(1500)
    expect(journal.reason).toContain('being changed (creating)')
  })
})
