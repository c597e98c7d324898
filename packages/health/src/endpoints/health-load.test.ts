import { createFakeClock } from '@keelson/core/testing'
import { expect, test } from 'vitest'
import { collectGarbage } from '../../../../test/collect-garbage.ts'
import { createHealth } from './health.js'

test(
  '10,000 requests at once over six TTLs: one call a TTL, and nobody waits longer than the budget',
  { timeout: 60_000 },
  async () => {
    const clock = createFakeClock()
    const calls: number[] = []
    let running = 0
    let peak = 0
    const run = async () => {
      calls.push(clock.now())
      peak = Math.max(peak, (running += 1))
      await new Promise<void>((resolve) => void clock.timer(resolve, 200))
      running -= 1
      return { status: 'pass' as const }
    }
    const health = createHealth({ checks: [{ probe: { name: 'db', kind: 'custom', run } }], clock })
    const waits: number[] = []
    const statuses = new Set<number>()
    const ask = async () => {
      const askedAt = clock.now()
      const { status } = await health.fetch(new Request('http://shop.test/health'))
      waits.push(clock.now() - askedAt)
      statuses.add(status)
    }
    for (let round = 0; round < 6; round++) {
      const asked = Array.from({ length: 10_000 }, ask)
      // The run ends 200 ms after it began; its answer is good for 5 s.
      await clock.advance(200)
      await Promise.all(asked)
      await clock.advance(5000)
    }
    expect(calls).toEqual([0, 5200, 10_400, 15_600, 20_800, 26_000])
    expect(peak).toBe(1)
    expect(statuses).toEqual(new Set([200]))
    expect(waits).toHaveLength(60_000)
    expect(Math.max(...waits.slice(0, 10_000))).toBe(200)
    // Later ones are shown what is known.
    expect(waits.slice(10_000).every((wait) => wait === 0)).toBe(true)
  },
)

test(
  '10,000 requests at once on a dependency that hangs: all are answered at the end of its time',
  { timeout: 60_000 },
  async () => {
    const clock = createFakeClock()
    let calls = 0
    const hang = () => ((calls += 1), new Promise<never>(() => undefined))
    const checks = ['db', 'cache'].map((name) => ({ probe: { name, kind: 'custom', run: hang } }))
    const health = createHealth({ checks, clock, budgetMs: 1500 })
    const answers = Array.from({ length: 10_000 }, async () => (await health.report(), clock.now()))
    await clock.advance(1500)
    expect(new Set(await Promise.all(answers))).toEqual(new Set([1500]))
    expect(calls).toBe(2)
  },
)

test(
  '3,600 probes of a dependency that hangs: one call under way, no heap that grows, every answer at once',
  { timeout: 60_000 },
  async () => {
    const clock = createFakeClock()
    let calls = 0
    const run = () => ((calls += 1), new Promise<never>(() => undefined))
    const health = createHealth({
      checks: [{ probe: { name: 'db', kind: 'custom', run } }],
      clock,
      authorize: () => true,
    })
    const ask = async () => {
      const response = await health.fetch(new Request('http://shop.test/health'))
      await response.text()
      return response.status
    }
    const first = ask()
    await clock.advance(2000)
    expect(await first).toBe(503)
    const hour = async () => {
      let failures = 0
      for (let second = 0; second < 3600; second++) {
        const askedAt = clock.now()
        failures += Number((await ask()) === 503)
        expect(clock.now()).toBe(askedAt)
        await clock.advance(1000)
      }
      return failures
    }
    // What is compiled and cached on the way is there after a while.
    for (let second = 0; second < 600; second++) await ask()
    await collectGarbage()
    const before = process.memoryUsage().heapUsed
    expect(await hour()).toBe(3600)
    await collectGarbage()
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(1_000_000)
    expect(calls).toBe(1)
    expect(clock.pending).toBe(0)
  },
)
