import { sleep, type Probe, type ProbeReading } from '@keelson/core'
import { createFakeClock, createRandom } from '@keelson/core/testing'
import { expect, test } from 'vitest'
import { waitUntilHealthy } from './gate.js'
import { GateError } from './gate-error.js'

const stableMs = 10_000
const intervalMs = 1000
const longestPauseMs = 10_000
const totalTimeoutMs = 900_000
/** Longer than an interval and an answer, so that the gate cannot look past it. */
const gapMs = 2500
const hour = 3_600_000

const fail = (code: string, release?: string): ProbeReading => ({ status: 'fail', code, output: code, release })
const pass = (release?: string): ProbeReading => ({ status: 'pass', release })

/** What the public address answers in one part of a rollout; none of these is a finished one. */
const faults = {
  old: () => pass('1'),
  'old is failing': () => fail('503', '1'),
  refused: () => fail('ECONNREFUSED'),
  hang: 'hang',
  'new starts slowly': () => fail('503', '2'),
  'new is degraded': (): ProbeReading => ({ status: 'warn', release: '2' }),
  'body says fail': () => fail('fail', '2'),
  placeholder: () => pass(),
  'placeholder of another service': () => pass('2-gateway'),
  login: () => fail('302'),
  'not routed': () => fail('404'),
  'old and new': (attempt: number) => pass(attempt % 2 === 0 ? '1' : '2'),
  'one of four is old': (attempt: number) => pass(attempt % 4 === 0 ? '1' : '2'),
  'one of four is broken': (attempt: number) => (attempt % 4 === 0 ? fail('502') : pass('2')),
  // What a cache had kept goes on beside what it asks for.
  'stale cache': (attempt: number) => pass(attempt % 5 < 3 ? '1' : '2'),
  // Healthy, but for less than the window.
  'short health': (_: number, sinceMs: number) => (sinceMs % 11_000 < 9000 ? pass('2') : fail('503', '2')),
  flap: (_: number, sinceMs: number) => (sinceMs % 5000 < 2500 ? pass('2') : fail('503')),
} as const
type Fault = keyof typeof faults

type End = 'healthy' | 'never' | 'superseded'
interface Part {
  readonly fault: Fault
  readonly fromMs: number
}

/** A rollout drawn from a seed: parts with faults, one after another, and how it ends. */
function drawRollout(seed: number) {
  const random = createRandom(seed)
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T
  const parts: Part[] = []
  let atMs = 0
  for (let count = Math.floor(random() * 6); count > 0; count--) {
    const fault = pick(Object.keys(faults) as Fault[])
    parts.push({ fault, fromMs: atMs })
    // A platform that does not route for half a minute or longer is one that answers 404 for good.
    const longest = fault === 'not routed' ? 12_000 : 120_000
    atMs += gapMs + random() * (longest - gapMs)
    // Two such parts in a row would be a long one.
    if (fault === 'not routed') {
      parts.push({ fault: 'refused', fromMs: atMs })
      atMs += 12_000
    }
  }
  const end: End = pick(['healthy', 'healthy', 'healthy', 'never', 'superseded'])
  const last = pick((Object.keys(faults) as Fault[]).filter((fault) => fault !== 'hang'))
  if (end === 'never') parts.push({ fault: last, fromMs: atMs })
  return { random, parts, end, endsAtMs: atMs, slowestMs: 5 + random() * 900, jumps: random() < 0.3 }
}

async function roll(seed: number) {
  const { random, parts, end, endsAtMs, slowestMs, jumps } = drawRollout(seed)
  const clock = createFakeClock({ auto: true })
  const answer = (attempt: number, nowMs: number): ProbeReading | 'hang' => {
    const part = parts.findLast(({ fromMs }) => fromMs <= nowMs)
    if (nowMs < endsAtMs || end === 'never') {
      // Parts are apart: good answers at the end of one and at the beginning of the next would add up to real health.
      if (nowMs - (part?.fromMs ?? 0) < gapMs) return fail('ECONNRESET')
      const fault = faults[part?.fault ?? 'old']
      return fault === 'hang' ? fault : fault(attempt, nowMs - (part?.fromMs ?? 0))
    }
    return pass(end === 'healthy' ? '2' : '3')
  }
  let inFlight = 0
  let mostInFlight = 0
  const probe: Probe = {
    name: 'rollout',
    kind: 'simulated',
    run: async ({ attempt, signal }) => {
      mostInFlight = Math.max(mostInFlight, ++inFlight)
      try {
        const found = answer(attempt, clock.now())
        await sleep(clock, found === 'hang' ? hour : 5 + random() * slowestMs, signal)
        return found === 'hang' ? pass('2') : found
      } finally {
        inFlight--
      }
    },
  }
  if (jumps) {
    for (const jump of [hour, -hour, 365 * 24 * hour, -365 * 24 * hour]) {
      clock.timer(() => clock.setDate(clock.date() + jump), random() * 200_000)
    }
  }
  const outcome = await waitUntilHealthy(probe, {
    clock,
    random,
    expect: { release: '2' },
    superseded: (release) => Number(release) > 2,
  }).then(
    () => 'green' as const,
    (error: unknown) => {
      if (error instanceof GateError) return error.code
      throw error
    },
  )
  return { seed, parts, end, endsAtMs, slowestMs, mostInFlight, outcome, atMs: clock.now() }
}

test('1,000 rollouts: no false green, no false red, and a green one is found within an interval after its window', async () => {
  // Side by side, each on its own clock: they share the turns of the event loop.
  const rollouts = await Promise.all(Array.from({ length: 1000 }, (_, index) => roll(index + 1)))

  const expected = { healthy: 'green', superseded: 'wait_failed', never: 'wait_timeout' } as const
  const wrong = rollouts.filter(({ end, outcome, parts }) => {
    const refusedForGood = end === 'never' && parts.at(-1)?.fault === 'not routed'
    return outcome !== (refusedForGood ? 'wait_failed' : expected[end])
  })
  expect(wrong).toEqual([])

  const late = rollouts.filter(({ outcome, endsAtMs, atMs, slowestMs, parts }) => {
    if (outcome !== 'green') return false
    // The pause, or the attempt that hangs, under way when health comes; then the window; then at most one interval, each with its answer.
    const beforeMs = longestPauseMs + (parts.at(-1)?.fault === 'hang' ? 5000 : 0) + slowestMs
    return atMs < stableMs || atMs > endsAtMs + beforeMs + stableMs + intervalMs + slowestMs + 10
  })
  expect(late).toEqual([])
  // Health has lasted for the window when the gate opens; the answers are sent a little before they arrive.
  const early = rollouts.filter(({ outcome, parts, endsAtMs, atMs, slowestMs }) => {
    const lastBad = parts.at(-1)?.fault
    const mayStartBefore =
      lastBad === 'short health' || lastBad === 'flap' || /one of|and new|cache/.test(lastBad ?? '')
    return outcome === 'green' && !mayStartBefore && atMs < endsAtMs + stableMs - slowestMs
  })
  expect(early).toEqual([])
  expect(rollouts.every(({ mostInFlight }) => mostInFlight === 1)).toBe(true)
  expect(Math.max(...rollouts.map(({ atMs }) => atMs))).toBeCloseTo(totalTimeoutMs)

  for (const end of ['healthy', 'never', 'superseded'] as const) {
    expect(rollouts.filter((rollout) => rollout.end === end).length).toBeGreaterThan(150)
  }
}, 60_000)
