import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { describe, expect, test } from 'vitest'
import { sleep } from '../within.js'
import { countInFlight } from './count-in-flight.js'
import { createFakeClock } from './fake-clock.js'
import { createRandom } from './random.js'

describe('advance', () => {
  test('calls timers in the order in which they are due, and what follows from one before the next', async () => {
    const clock = createFakeClock()
    const seen: string[] = []
    clock.timer(() => seen.push(`b ${clock.now()}`), 20)
    void sleep(clock, 10).then(() => {
      seen.push(`a ${clock.now()}`)
      clock.timer(() => seen.push(`c ${clock.now()}`), 5)
    })
    clock.timer(() => seen.push('too late'), 31)
    await clock.advance(30)
    expect(seen).toEqual(['a 10', 'c 15', 'b 20'])
    expect(clock.now()).toBe(30)
    expect(clock.pending).toBe(1)
  })

  test('two timers due together are called in the order of their making', async () => {
    const clock = createFakeClock()
    const seen: number[] = []
    for (const index of [1, 2, 3]) clock.timer(() => seen.push(index), 10)
    await clock.advance(10)
    expect(seen).toEqual([1, 2, 3])
  })

  test('a cancelled timer is not called and no longer pending', async () => {
    const clock = createFakeClock()
    const cancel = clock.timer(() => expect.unreachable(), 10)
    cancel()
    expect(clock.pending).toBe(0)
    await clock.advance(10)
  })
})

test('setDate moves the wall clock and not the monotonic one', async () => {
  const clock = createFakeClock({ start: 500, date: 10_000 })
  expect([clock.now(), clock.date()]).toEqual([500, 10_000])
  clock.setDate(-3_600_000)
  expect([clock.now(), clock.date()]).toEqual([500, -3_600_000])
  await clock.advance(1000)
  expect([clock.now(), clock.date()]).toEqual([1500, -3_599_000])
})

describe('auto', () => {
  test('jumps to the next timer as long as there is one', async () => {
    const clock = createFakeClock({ auto: true })
    await sleep(clock, 3_600_000)
    await sleep(clock, 3_600_000)
    expect(clock.now()).toBe(7_200_000)
    expect(clock.pending).toBe(0)
  })

  test('waits while something is in flight', async () => {
    const answers: (() => void)[] = []
    const counted = countInFlight(() => new Promise((resolve) => answers.push(() => resolve(new Response('x')))))
    const clock = createFakeClock({ auto: () => counted.inFlight === 0 })
    const exchange = counted.fetch('https://example.test')
    const slept = sleep(clock, 1000)
    for (let turn = 0; turn < 100; turn++) await new Promise((resolve) => void setImmediate(resolve))
    expect([clock.now(), counted.inFlight]).toEqual([0, 1])
    answers[0]!()
    const response = await exchange
    expect(counted.inFlight).toBe(1)
    await response.text()
    expect(counted.inFlight).toBe(0)
    await slept
    expect(clock.now()).toBe(1000)
  })

  test('keeps no process alive while it waits for something that never ends', async () => {
    const worker = new Worker(
      `import(${JSON.stringify(new URL('fake-clock.ts', import.meta.url).href)}).then(({ createFakeClock }) => {
        createFakeClock({ auto: () => false }).timer(() => {}, 1)
      })`,
      { eval: true, execArgv: ['--experimental-strip-types', '--no-warnings'] },
    )
    const [code] = await once(worker, 'exit')
    expect(code).toBe(0)
  })
})

describe('countInFlight', () => {
  test.each([
    ['a fetch that rejects', () => Promise.reject(new TypeError('fetch failed')), undefined],
    ['an answer without a body', () => Promise.resolve(new Response(null, { status: 204 })), 204],
    ['a cancelled body', () => Promise.resolve(new Response('left unread')), 200],
  ])('%s is no longer in flight', async (_, inner, status) => {
    const counted = countInFlight(inner)
    const exchange = counted.fetch('https://example.test')
    expect(counted.inFlight).toBe(1)
    const response = await exchange.catch(() => undefined)
    expect(response?.status).toBe(status)
    await response?.body?.cancel()
    expect(counted.inFlight).toBe(0)
  })
})

test('createRandom gives the same numbers for the same seed, spread evenly', () => {
  const draw = (seed: number) => Array.from({ length: 10_000 }, createRandom(seed))
  expect(draw(7)).toEqual(draw(7))
  expect(draw(7)).not.toEqual(draw(8))
  const tenths = draw(7).reduce<number[]>((counts, value) => {
    const index = Math.floor(value * 10)
    counts[index] = (counts[index] ?? 0) + 1
    return counts
  }, [])
  expect(tenths).toHaveLength(10)
  for (const count of tenths) expect(Math.abs(count - 1000)).toBeLessThan(120)
})
