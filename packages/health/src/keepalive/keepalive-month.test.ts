import { defineProbe, sleep } from '@keelson/core'
import { createFakeClock, createRandom, type FakeClock } from '@keelson/core/testing'
import { expect, test } from 'vitest'
import { createHealth } from '../endpoints/health.js'
import type { KeepalivePlan } from './keepalive-options.js'
import { planKeepalive } from './keepalive-plan.js'
import { ping } from './ping.js'

const minute = 60_000
const month = 31 * 24 * 60 * minute
const platform = { name: 'Render, plan free', sleepsAfterMinutes: 15, freeHoursPerMonth: 750 }
const services = [{ url: 'https://shop.onrender.com/healthz', checks: [] }]

/** A platform that puts the service to sleep 15 minutes after a request, and starts it in 60 s for the next one. */
function createSleeper(clock: FakeClock, serve: (request: Request) => Promise<Response>) {
  let readyAt = 0
  let sleepsAt = 15 * minute
  let awakeMs = 0
  let starts = 0
  return {
    get starts() {
      return starts
    },
    /** As part of the time until then. */
    awakeShare: (now: number) => (awakeMs + Math.min(now, sleepsAt) - readyAt) / now,
    fetch: async (input: string | URL | Request): Promise<Response> => {
      if (clock.now() >= sleepsAt) {
        awakeMs += sleepsAt - readyAt
        starts += 1
        readyAt = clock.now() + minute
      }
      sleepsAt = Math.max(clock.now(), readyAt) + 15 * minute
      await sleep(clock, Math.max(0, readyAt - clock.now()))
      return serve(input instanceof Request ? input : new Request(input))
    },
  }
}

/** When the runs of a plan begin: 5 % are skipped, the others up to 10 minutes late. */
function runTimes({ schedules }: KeepalivePlan, random: () => number): number[] {
  const due = schedules.flatMap(({ minutes, hours }) =>
    Array.from({ length: 31 }, (_, day) =>
      hours.flatMap((hour) => minutes.map((at) => ((day * 24 + hour) * 60 + at) * minute)),
    ).flat(),
  )
  return due.filter(() => random() >= 0.05).map((at) => at + random() * 10 * minute)
}

/** Lives through a month of pings, and asks a real health endpoint with a database and a Redis behind it. */
async function live(times: readonly number[], path: string) {
  const clock = createFakeClock()
  const asked = { database: 0, redis: 0 }
  const health = createHealth({
    clock,
    checks: [
      {
        probe: defineProbe({
          name: 'database',
          kind: 'postgres',
          cost: { wakesCompute: true },
          run: () => void asked.database++,
        }),
      },
      { probe: defineProbe({ name: 'redis', kind: 'redis', cost: { commands: 1 }, run: () => void asked.redis++ }) },
    ],
  })
  const sleeper = createSleeper(clock, async (request) => health.fetch(request))
  const answers: Promise<number>[] = []
  for (const at of [...times].sort((a, b) => a - b)) {
    if (at > clock.now()) await clock.advance(at - clock.now())
    answers.push(ping(`https://shop.onrender.com${path}`, { fetch: sleeper.fetch, clock }).then(({ status }) => status))
  }
  await clock.advance(month - Math.min(month, clock.now()))
  await clock.advance(5 * minute)
  expect(new Set(await Promise.all(answers))).toEqual(new Set([200]))
  return { awake: sleeper.awakeShare(clock.now()), starts: sleeper.starts, pings: answers.length, ...asked }
}

const seeds = [1, 2, 3]

test.each(seeds)(
  'as planned, a service is awake for more than 999 of 1000 hours, and wakes nothing: seed %i',
  { timeout: 60_000 },
  async (seed) => {
    const plan = planKeepalive({ platform, services })
    expect(plan.allowed).toBe(true)
    const { awake, pings, database, redis } = await live(runTimes(plan, createRandom(seed)), '/healthz')
    expect(pings).toBeGreaterThan(16_000)
    expect(awake).toBeGreaterThan(0.999)
    expect({ database, redis }).toEqual({ database: 0, redis: 0 })
  },
)

test('by the same pings, a deep path would have woken the database all month', { timeout: 60_000 }, async () => {
  const { database, redis } = await live(
    runTimes(planKeepalive({ platform, services }), createRandom(1)).slice(0, 500),
    '/health',
  )
  expect(database).toBeGreaterThan(400)
  expect(redis).toBeGreaterThan(400)
})

test('one scheduler is as good as its finding says', { timeout: 60_000 }, async () => {
  const awakeEvery = async (intervalMinutes: number, schedulers: readonly 'cron'[]) => {
    const times = runTimes(planKeepalive({ platform, services, intervalMinutes, schedulers }), createRandom(4))
    return 100 * (await live(times, '/healthz')).awake
  }
  expect(await awakeEvery(10, ['cron'])).toBeCloseTo(94, 0)
  expect(await awakeEvery(5, ['cron'])).toBeCloseTo(99.8, 0)
  // Two of them every 10 minutes are not enough.
  const two = await awakeEvery(10, ['cron', 'cron'])
  expect(two).toBeGreaterThan(99)
  expect(two).toBeLessThan(99.9)
})

test('GitHub Actions alone, as it was seen, keeps a service awake for less than a tenth of a month', async () => {
  const random = createRandom(5)
  const times: number[] = []
  for (let at = 0; at < month; at += (3.5 + 2.5 * random()) * 60 * minute) times.push(at)
  const { awake, starts } = await live(times, '/healthz')
  expect(awake).toBeLessThan(0.1)
  expect(starts).toBeGreaterThan(100)
})
