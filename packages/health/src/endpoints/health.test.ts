import { KeelsonError, type ProbeReading } from '@keelson/core'
import { createFakeClock } from '@keelson/core/testing'
import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import type { HealthCheck } from './check.js'
import { createHealth, type HealthOptions } from './health.js'
import type { HealthEvent } from './health-event.js'

const pass: ProbeReading = { status: 'pass' }
const fail: ProbeReading = { status: 'fail', code: 'ECONNREFUSED', output: 'refused' }

/** A probe that answers as it is told, and counts. */
function createDependency(name = 'db', kind = 'custom') {
  const dependency = {
    answer: pass as ProbeReading | Promise<ProbeReading>,
    calls: 0,
    probe: { name, kind, run: async () => ((dependency.calls += 1), dependency.answer) },
  }
  return dependency
}

function setUp(check: Partial<HealthCheck> = {}, options: Partial<HealthOptions> = {}) {
  const clock = createFakeClock()
  const db = createDependency()
  const health = createHealth({ checks: [{ probe: db.probe, ...check }], clock, ...options })
  /** Asks, and once more when what was due has been asked: the second answer has seen it. */
  const look = async () => {
    await health.report()
    await clock.advance(0)
    const { status, checks } = await health.report()
    return { status, ...checks?.['db']?.[0] }
  }
  return { clock, db, health, look }
}

const after = async <T>(ms: number, clock: { advance(ms: number): Promise<void> }, look: () => Promise<T>) => {
  await clock.advance(ms)
  return look()
}

test('nothing is asked before a report is, and then once a TTL', async () => {
  const { clock, db, health, look } = setUp()
  health.live()
  await clock.advance(60_000)
  expect(db.calls).toBe(0)
  await look()
  await after(4999, clock, look)
  expect(db.calls).toBe(1)
  await after(1, clock, look)
  expect(db.calls).toBe(2)
})

test('a run that wakes a compute, or is billed, is a minute apart', async () => {
  for (const cost of [{ wakesCompute: true }, { commands: 1 }]) {
    const clock = createFakeClock()
    const { probe, ...db } = createDependency()
    let calls = 0
    const health = createHealth({
      checks: [{ probe: { ...probe, cost, run: async () => ((calls += 1), db.answer) } }],
      clock,
    })
    await health.ready()
    await after(59_999, clock, () => health.ready())
    expect(calls).toBe(1)
  }
})

test('an old answer is shown while the next is under way, one that is too old is waited for', async () => {
  const { clock, db, health } = setUp({ ttlMs: 1000, maxStaleMs: 10_000 })
  await health.report()
  const asked = Promise.withResolvers<ProbeReading>()
  db.answer = asked.promise
  await clock.advance(10_000)
  expect(await health.report()).toMatchObject({
    status: 'pass',
    checks: { db: [{ time: '2026-01-01T00:00:00.000Z' }] },
  })
  asked.resolve(pass)
  await clock.advance(0)
  db.answer = fail
  // As a function that was frozen: what it knew is of another time, and the first answer counts at once.
  expect(await after(10_001, clock, () => health.report())).toMatchObject({ status: 'fail' })
  expect(db.calls).toBe(3)
})

test('a failure is asked again soon, warns, and is one after three runs; two good ones end it', async () => {
  const { clock, db, look } = setUp()
  await look()
  db.answer = fail
  const seen = [await after(5000, clock, look)]
  for (let run = 0; run < 2; run++) seen.push(await after(1000, clock, look))
  db.answer = pass
  seen.push(await after(1000, clock, look), await after(5000, clock, look))
  expect(seen).toMatchObject([
    { status: 'warn', code: 'ECONNREFUSED', notes: ['1 of 3 failures'] },
    { status: 'warn', output: 'refused', notes: ['2 of 3 failures'] },
    { status: 'fail', code: 'ECONNREFUSED' },
    { status: 'fail', notes: ['1 of 2 passes'] },
    { status: 'pass' },
  ])
  expect(seen.at(-1)).not.toHaveProperty('notes', expect.anything())
})

test('runs are counted, not requests', async () => {
  const { clock, db, health, look } = setUp()
  await look()
  db.answer = fail
  await clock.advance(5000)
  await Promise.all(Array.from({ length: 100 }, look))
  expect((await health.report()).status).toBe('warn')
  expect(db.calls).toBe(2)
})

test('the first answer counts at once', async () => {
  const { db, look } = setUp()
  db.answer = fail
  expect(await look()).toMatchObject({ status: 'fail', code: 'ECONNREFUSED' })
})

test('a good run that takes too long is a warning', async () => {
  const { clock, db, health } = setUp({ warnAfterMs: 100 })
  const asked = Promise.withResolvers<ProbeReading>()
  db.answer = asked.promise
  const report = health.report()
  await clock.advance(150)
  asked.resolve({ ...pass, observedValue: 7, observedUnit: 'count' })
  expect((await report).checks?.['db']).toMatchObject([
    { status: 'warn', code: 'slow', output: 'took 150 ms', observedValue: 7, observedUnit: 'count' },
  ])
})

test.each([
  ['critical', 'instance', 'fail', 'fail'],
  ['critical', 'shared', 'fail', 'warn'],
  ['degrading', 'instance', 'warn', 'pass'],
  ['informational', 'instance', 'pass', 'pass'],
] as const)(
  'a failing check that is %s, %s: %s, and %s for readiness',
  async (criticality, scope, whole, readiness) => {
    const { db, health } = setUp({ criticality, scope })
    db.answer = fail
    const report = await health.report()
    expect(report).toMatchObject({ status: whole, checks: { db: [{ status: 'fail' }] } })
    expect((await health.ready()).status).toBe(readiness)
  },
)

test('readiness asks what decides, the report everything, a group its own', async () => {
  const clock = createFakeClock()
  const [db, mail, cache] = ['db', 'mail', 'cache'].map((name) => createDependency(name))
  const health = createHealth({
    checks: [
      { probe: db!.probe, groups: ['data'] },
      { probe: mail!.probe, criticality: 'degrading' },
      { probe: cache!.probe, criticality: 'informational', groups: ['data', 'fast'] },
    ],
    clock,
  })
  mail!.answer = fail
  expect(Object.keys((await health.ready()).checks ?? {})).toEqual(['db'])
  const { status, checks } = await health.report({ group: 'data' })
  expect({ status, names: Object.keys(checks ?? {}) }).toEqual({ status: 'pass', names: ['db', 'cache'] })
  expect([db!.calls, mail!.calls, cache!.calls]).toEqual([1, 0, 1])
  expect(await health.report()).toMatchObject({ status: 'warn', checks: { mail: [{ status: 'fail' }] } })
  await expect(health.report({ group: 'slow' })).rejects.toThrow('no group slow')
})

test('a start has to pass once, and is not asked again', async () => {
  const { clock, db, health } = setUp({ startup: true, criticality: 'informational' })
  db.answer = fail
  expect(await health.ready()).toMatchObject({ status: 'fail', notes: ['starting'] })
  db.answer = { status: 'warn', code: 'slow' }
  await after(1000, clock, () => health.ready())
  await clock.advance(0)
  expect(await health.ready()).toMatchObject({ status: 'pass', notes: undefined })
  db.answer = fail
  await after(86_400_000, clock, () => health.ready())
  expect(db.calls).toBe(2)
  expect(health.status('db')).toBe('warn')
})

test('draining: not ready at once without asking, alive, until the time is over', async () => {
  const { clock, db, health } = setUp({ ttlMs: 1000, maxStaleMs: 1000 }, { drainMs: 3000 })
  expect((await health.ready()).status).toBe('pass')
  let isOver = false
  void health.drain().then(() => (isOver = true))
  expect(await health.report()).toMatchObject({ status: 'pass', notes: ['draining'] })
  db.answer = new Promise(() => undefined)
  await clock.advance(2999)
  expect(await health.ready()).toMatchObject({ status: 'fail', notes: ['draining'] })
  expect(health.live().status).toBe('pass')
  expect(isOver).toBe(false)
  await clock.advance(1)
  expect(isOver).toBe(true)
  expect(db.calls).toBe(1)
})

test('maintenance: not ready until it is over, and when to come back', async () => {
  const { health } = setUp()
  const ask = async (path: string) => {
    const { status, headers } = await health.fetch(new Request(`http://shop.test${path}`))
    return [status, headers.get('retry-after')]
  }
  health.setMaintenance(true, { retryAfterMs: 90_500 })
  expect(await ask('/readyz')).toEqual([503, '91'])
  expect(await ask('/healthz')).toEqual([200, null])
  expect(await ask('/health')).toEqual([200, null])
  health.setMaintenance(true)
  expect(await ask('/readyz')).toEqual([503, '60'])
  health.setMaintenance(false)
  expect(await ask('/readyz')).toEqual([200, null])
  expect(() => health.setMaintenance(true, { retryAfterMs: -1 })).toThrow('retryAfterMs cannot be -1')
})

test('what is known of a check is told without asking, and not when it is too old', async () => {
  const { clock, db, health } = setUp({ ttlMs: 1000, maxStaleMs: 6000 })
  const choose = () =>
    health.degrade(
      'db',
      () => 'live',
      () => 'fallback',
    )
  expect([health.status('db'), choose()]).toEqual([undefined, 'live'])
  db.answer = fail
  await health.ready()
  expect([health.status('db'), choose()]).toEqual(['fail', 'fallback'])
  await clock.advance(6001)
  expect([health.status('db'), choose()]).toEqual([undefined, 'live'])
  expect(db.calls).toBe(1)
  expect(() => health.status('cache')).toThrow('no check cache')
})

test('every run and every change is told, with the cause; what an observer throws is nobody else’s business', async () => {
  const results: HealthEvent[] = []
  const changes: HealthEvent[] = []
  const { clock, db, look } = setUp(
    { fall: 2 },
    {
      onResult: (event) => {
        results.push(event)
        throw new Error('observer')
      },
      onChange: async (event) => {
        changes.push(event)
        throw new Error('observer')
      },
    },
  )
  await look()
  const thrown = Object.assign(new Error('password=hunter2hunter2 refused'), { code: '28P01' })
  db.answer = Promise.reject(thrown)
  db.answer.catch(() => undefined)
  await after(5000, clock, look)
  await after(1000, clock, look)
  await after(1000, clock, look)
  expect(results.map(({ status, previous }) => [previous, status])).toEqual([
    [undefined, 'pass'],
    ['pass', 'warn'],
    ['warn', 'fail'],
    ['fail', 'fail'],
  ])
  expect(changes).toEqual(results.slice(0, 3))
  expect(results.at(-1)).toEqual({
    check: 'db',
    status: 'fail',
    previous: 'fail',
    code: '28P01',
    output: 'password=[secret] refused',
    durationMs: 0,
    attributes: { 'health.check.name': 'db', 'health.check.status': 'fail', 'error.type': '28P01' },
  })
})

test('what was thrown is not passed on: of an error its code and its words, without secrets', async () => {
  const db = createDependency()
  const events: HealthEvent[] = []
  db.answer = Promise.reject(
    Object.assign(new Error('redis://default:hunter2hunter2@cache refused'), {
      code: 'ECONNREFUSED',
      config: { url: 'redis://default:hunter2hunter2@cache' },
    }),
  )
  await createHealth({ checks: [{ probe: db.probe }], onResult: (event) => events.push(event) }).report()
  expect(events).toMatchObject([{ code: 'ECONNREFUSED', output: 'redis://default:[secret]@cache refused' }])
  expect(inspect(events, { showHidden: true, depth: null })).not.toContain('hunter2')
})

test.each([
  [{ timeoutMs: 5000 }, 'timeoutMs cannot be 5000, only 0 to 4000'],
  [{ ttlMs: Number.NaN }, 'ttlMs cannot be NaN'],
  [{ failTtlMs: -1 }, 'failTtlMs cannot be -1'],
  [{ maxStaleMs: '5' as never }, 'maxStaleMs cannot be 5'],
  [{ rise: -1 }, 'rise cannot be -1'],
  [{ criticality: 'crucial' as never }, 'criticality cannot be crucial, only critical or degrading or informational'],
  [{ scope: 'global' as never }, 'scope cannot be global, only instance or shared'],
  [{ name: 'a:b:c' }, 'check a:b:c: two colons'],
  [{ probe: undefined as never }, 'a check has no probe'],
] as const)('%o is refused before anything is asked', (check, message) => {
  const make = () => setUp(check)
  expect(make).toThrow(message)
  expect(make).toThrow(KeelsonError)
})

test('a probe with colons in its name has a key of the draft; a budget also shortens the default', async () => {
  const { probe } = createDependency('neon:branch:main')
  const health = createHealth({ checks: [{ probe }], budgetMs: 800 })
  expect(Object.keys((await health.report()).checks ?? {})).toEqual(['neon-branch-main'])
})

test('a wall clock that jumps by an hour or a year changes no verdict', async () => {
  const jumps = [0, 3_600_000, -3_600_000, 366 * 86_400_000, -366 * 86_400_000]
  const verdicts = await Promise.all(
    jumps.map(async (jump) => {
      const { clock, db, health, look } = setUp({ rise: 3 }, { drainMs: 5000 })
      const seen: unknown[] = []
      for (let second = 0; second < 60; second++) {
        db.answer = (second > 15 && second < 25) || second % 11 === 0 ? fail : pass
        if (second % 7 === 3) clock.setDate(clock.date() + (second % 2 === 0 ? jump : -jump / 2))
        const { time, ...check } = await after(1000, clock, look)
        expect(time).toMatch(/^\d{4}-/)
        seen.push(check, (await health.ready()).status, health.status('db'), db.calls)
      }
      return seen
    }),
  )
  expect(new Set(verdicts[0]?.filter((one) => typeof one === 'string'))).toEqual(new Set(['pass', 'warn', 'fail']))
  for (const seen of verdicts) expect(seen).toEqual(verdicts[0])
})
