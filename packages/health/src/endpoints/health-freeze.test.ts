import type { Clock, ProbeReading } from '@keelson/core'
import { createFakeClock } from '@keelson/core/testing'
import { expect, test } from 'vitest'
import { httpProbe } from '../probes/http.js'
import { redisProbe } from '../probes/redis.js'
import { createHealth } from './health.js'
import type { HealthEvent } from './health-event.js'

const pass: ProbeReading = { status: 'pass' }
const fail: ProbeReading = { status: 'fail' }

/** A probe that answers as it is told, and counts. */
function createDependency() {
  const dependency = {
    answer: pass as ProbeReading | Promise<ProbeReading>,
    calls: 0,
    probe: { name: 'db', kind: 'custom', run: async () => ((dependency.calls += 1), dependency.answer) },
  }
  return dependency
}

test('a run that was frozen with its process says nothing: the next answer is a new one', async () => {
  const fake = createFakeClock()
  const db = createDependency()
  /** Timers of a request that is over are never called in some runtimes; in others they come late. */
  for (const timersComeLate of [false, true]) {
    const held: (() => void)[] = []
    let isFrozen = false
    const timer: Clock['timer'] = (callback, ms) => fake.timer(() => (isFrozen ? held.push(callback) : callback()), ms)
    const events: HealthEvent[] = []
    const health = createHealth({
      checks: [{ probe: db.probe }],
      clock: { ...fake, timer },
      onResult: (event) => events.push(event),
    })
    db.answer = pass
    await health.ready()
    await fake.advance(6000)
    const frozen = Promise.withResolvers<ProbeReading>()
    db.answer = frozen.promise
    expect((await health.ready()).status).toBe('pass')
    isFrozen = true
    await fake.advance(60_000)
    isFrozen = false
    db.answer = pass
    if (timersComeLate) for (const callback of held) callback()
    await fake.advance(50)
    const ready = health.ready()
    await fake.advance(0)
    expect((await ready).status).toBe('pass')
    // What is left of it comes too late.
    frozen.resolve(fail)
    await fake.advance(0)
    expect(events.map(({ status }) => status)).toEqual(['pass', 'pass'])
  }
})

test('who waited for a run that was frozen is answered by the one that was begun instead', async () => {
  const fake = createFakeClock()
  const db = createDependency()
  // Those of a request that is over.
  let areTimersDead = false
  const timer: Clock['timer'] = (callback, ms) => fake.timer(() => areTimersDead || callback(), ms)
  const health = createHealth({ checks: [{ probe: db.probe }], clock: { ...fake, timer } })
  expect((await health.ready()).status).toBe('pass')
  await fake.advance(31_000)
  const frozen = Promise.withResolvers<ProbeReading>()
  db.answer = frozen.promise
  const first = health.ready()
  await fake.advance(0)
  areTimersDead = true
  await fake.advance(60_000)
  areTimersDead = false
  const next = Promise.withResolvers<ProbeReading>()
  db.answer = next.promise
  const second = health.ready()
  await fake.advance(0)
  frozen.resolve(pass)
  await fake.advance(0)
  next.resolve(fail)
  expect([(await first).status, (await second).status]).toEqual(['fail', 'fail'])
})

test('a run that was frozen, and ends later, does not let a second one begin beside the one that hangs', async () => {
  const fake = createFakeClock()
  const db = createDependency()
  let areTimersDead = true
  const timer: Clock['timer'] = (callback, ms) => fake.timer(() => areTimersDead || callback(), ms)
  const health = createHealth({ checks: [{ probe: db.probe }], clock: { ...fake, timer } })
  const frozen = Promise.withResolvers<ProbeReading>()
  db.answer = frozen.promise
  void health.ready()
  await fake.advance(60_000)
  areTimersDead = false
  db.answer = new Promise(() => undefined)
  const answer = health.ready()
  await fake.advance(0)
  frozen.resolve(pass)
  await fake.advance(2000)
  expect((await answer).status).toBe('fail')
  await fake.advance(1000)
  expect((await health.ready()).status).toBe('fail')
  expect(db.calls).toBe(2)
})

test('of many who are not told of a run that another one began, one begins anew', async () => {
  const fake = createFakeClock()
  const db = createDependency()
  // Those of the request that the run began in, as on Workers; the others have theirs.
  let timers = 0
  const timer: Clock['timer'] = (callback, ms) => fake.timer((timers += 1) === 1 ? () => undefined : callback, ms)
  const health = createHealth({ checks: [{ probe: db.probe }], clock: { ...fake, timer } })
  db.answer = new Promise(() => undefined)
  const answers = Array.from({ length: 100 }, () => health.ready())
  await fake.advance(2000)
  expect(db.calls).toBe(1)
  db.answer = pass
  await fake.advance(1000)
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual(Array(100).fill('pass'))
  expect(db.calls).toBe(2)
})

test('a function that is frozen behind each answer is not down, although its probes have limits of their own', async () => {
  const fake = createFakeClock()
  const held: (() => void)[] = []
  let isFrozen = false
  const timer: Clock['timer'] = (callback, ms) => fake.timer(() => (isFrozen ? held.push(callback) : callback()), ms)
  const clock = { ...fake, timer }
  const arriving: (() => void)[] = []
  const arrive = async () => {
    for (const answer of arriving.splice(0)) answer()
    await fake.advance(0)
  }
  const ping = () => new Promise<string>((resolve) => arriving.push(() => resolve('PONG')))
  let isReset = false
  const fetch = () =>
    new Promise<Response>((resolve, reject) =>
      arriving.push(() => (isReset ? reject(new Error('reset')) : resolve(new Response('ok')))),
    )
  const events: HealthEvent[] = []
  const health = createHealth({
    checks: [
      { probe: redisProbe({ ping }, { clock }), ttlMs: 5000 },
      { probe: httpProbe('https://shop.example/', { fetch, clock, timeoutMs: 1000 }) },
    ],
    clock,
    onResult: (event) => events.push(event),
  })
  const first = health.ready()
  await fake.advance(0)
  await arrive()
  expect((await first).status).toBe('pass')
  for (let round = 1; round <= 4; round++) {
    await fake.advance(6000)
    expect((await health.ready()).status).toBe('pass')
    isFrozen = true
    await fake.advance(20_000)
    isFrozen = false
    // Timers come first, then what has arrived meanwhile, or broke.
    for (const callback of held.splice(0)) callback()
    await fake.advance(0)
    isReset = true
    await arrive()
    isReset = false
    await fake.advance(50)
    await arrive()
    expect(events.map(({ status }) => status)).toEqual(Array(2 + 2 * round).fill('pass'))
  }
})
