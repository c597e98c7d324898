import { sleep, type Clock, type Probe, type ProbeReading, type Resume } from '@keelson/core'
import { createFakeClock, createRandom } from '@keelson/core/testing'
import { expect, test } from 'vitest'
import { checkHealthy } from './gate-check.js'
import { GateError } from './gate-error.js'
import type { CheckHealthyOptions } from './gate-options.js'
import { waitUntilHealthy } from './gate.js'

const stableMs = 10_000
const totalTimeoutMs = 900_000
const hour = 3_600_000
/** Every trouble lasts longer than a pause and an answer, so that no gate can look past it. */
const shortestMs = 2500
/** The slowest answer of a seed is drawn below this. */
const slowestMs = 900
/** Instances that take turns: what one of them answers is seen within so many looks. */
const turns = 4
const roundMs = turns * (1000 + slowestMs)
/** The pause and the attempt that hangs when health comes, the window, one interval: then the gate must be open. */
const openWithinMs = 10_000 + 5000 + stableMs + 1000 + 3 * slowestMs

type Answer = ProbeReading | 'hang'
const fail = (code: string, release?: string): ProbeReading => ({ status: 'fail', code, output: code, release })
const pass = (release?: string, serviceId = 'shop'): ProbeReading => ({ status: 'pass', release, serviceId })

/** What stands in front of the instances, and answers instead of them. */
const fronts = {
  login: fail('302'),
  placeholder: pass(),
  'placeholder of another service': pass('2', 'gateway'),
  'newer release of another service': pass('9', 'gateway'),
  'error of another service': { status: 'fail', code: '503', release: '9', serviceId: 'gateway' },
  'certificate of the platform': fail('ERR_TLS_CERT_ALTNAME_INVALID'),
  refused: fail('ECONNREFUSED'),
  hang: 'hang',
  'not routed': fail('404'),
} as const satisfies Record<string, Answer>
type Front = keyof typeof fronts
/** What ends a gate when it stays for half a minute. */
const isRefusal = (kind: Front) => kind === 'not routed' || kind === 'certificate of the platform'

interface Span {
  readonly fromMs: number
  readonly toMs: number
}
interface Instance extends Span {
  readonly release: string
  /** Until then it answers 503: it boots. */
  readonly readyMs: number
}
interface Platform {
  readonly instances: readonly Instance[]
  readonly front: Span & { readonly kind: Front }
  /** Three of five answers are what was answered when it began. */
  readonly cache: Span
  /** A third party that the endpoint depends on is away, or slow: `fail` or `warn`. */
  readonly flaps: readonly (Span & { readonly status: 'fail' | 'warn' })[]
}

const isIn = ({ fromMs, toMs }: Span, nowMs: number) => fromMs <= nowMs && nowMs < toMs

function answer(platform: Platform, attempt: number, nowMs: number): Answer {
  const { front, cache, instances, flaps } = platform
  if (isIn(front, nowMs)) return fronts[front.kind]
  const atMs = isIn(cache, nowMs) && attempt % 5 < 3 ? cache.fromMs : nowMs
  const inRotation = instances.filter((one) => isIn(one, atMs))
  const instance = inRotation[attempt % inRotation.length]
  if (!instance) return fail('502')
  if (atMs < instance.readyMs) return fail('503', instance.release)
  const flap = flaps.find((span) => isIn(span, atMs))
  return flap ? { ...fail('third party', instance.release), status: flap.status } : pass(instance.release)
}

type End = 'healthy' | 'never' | 'superseded'

/** A rollout from release 1 to 2, drawn from a seed, and how it ends. */
function drawRollout(seed: number) {
  const random = createRandom(seed)
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T
  const ms = (most: number) => shortestMs + random() * (most - shortestMs)
  const end: End = pick(['healthy', 'healthy', 'healthy', 'never', 'superseded'])
  const kind = pick(Object.keys(fronts) as Front[])
  // A platform that answers 404 for half a minute is one that does not route at all.
  const frontFrom = random() * 60_000
  const front = { kind, fromMs: frontFrom, toMs: frontFrom + ms(isRefusal(kind) ? 12_000 : 90_000) }
  const count = pick([1, 2, turns])
  const begin = random() * 60_000
  const stepMs = ms(30_000)
  const instances = Array.from({ length: count }, (_, index): Instance[] => {
    const fromMs = begin + index * stepMs
    const bootMs = random() < 0.3 ? ms(60_000) : 0
    // It is taken out before, at or after the moment its successor comes: then it drains, and still answers.
    const oldToMs = Math.max(0, fromMs + pick([-5000, 0, 20_000, 60_000]))
    return [
      { release: '1', fromMs: 0, readyMs: 0, toMs: oldToMs },
      { release: '2', fromMs, readyMs: fromMs + bootMs, toMs: Infinity },
    ]
  }).flat()
  const cacheFrom = random() < 0.4 ? begin + random() * 30_000 : Infinity
  const cache = { fromMs: cacheFrom, toMs: cacheFrom + ms(90_000) }
  const flaps = Array.from({ length: Math.floor(random() * 4) }, () => {
    const fromMs = random() * 180_000
    return { fromMs, toMs: fromMs + ms(15_000), status: pick(['fail', 'warn'] as const) }
  })
  let platform: Platform = { instances, front, cache, flaps }
  if (end === 'never') platform = spoil(platform, pick)
  if (end === 'superseded') platform = supersede(platform, random() * 240_000)
  return { platform, end, random, jumps: random() < 0.3, answerMs: random() * slowestMs }
}

/** One of the troubles stays. */
function spoil(platform: Platform, pick: <T>(items: readonly T[]) => T): Platform {
  const { front, cache, instances, flaps } = platform
  const forever = { fromMs: 0, toMs: Infinity }
  return pick([
    { ...platform, front: { ...front, ...forever } },
    { ...platform, cache: { ...forever, fromMs: Math.min(cache.fromMs, 1000) }, front: { ...front, fromMs: 0 } },
    { ...platform, instances: [...instances, { release: '1', readyMs: 0, ...forever }] },
    { ...platform, instances: instances.map((one) => (one.release === '2' ? { ...one, readyMs: Infinity } : one)) },
    rollBack(platform),
    {
      ...platform,
      flaps: Array.from({ length: 120 }, (_, index) => ({
        ...(flaps[0] ?? { status: 'fail' }),
        fromMs: index * 8000,
        toMs: index * 8000 + 3000,
      })),
    },
  ])
}

/** The platform finds release 2 wanting within the window, and goes back to 1 for good. */
function rollBack(platform: Platform): Platform {
  const begin = Math.min(...platform.instances.filter(({ release }) => release === '2').map(({ fromMs }) => fromMs))
  const second = platform.instances.map((one) => (one.release === '2' ? { ...one, toMs: begin + 8000 } : one))
  return { ...platform, instances: [...second, { release: '1', fromMs: begin + 8000, readyMs: 0, toMs: Infinity }] }
}

/** Release 3 takes over. */
function supersede(platform: Platform, atMs: number): Platform {
  const before = platform.instances.map((one) => ({ ...one, toMs: Math.min(one.toMs, atMs) }))
  return { ...platform, instances: [...before, { release: '3', fromMs: atMs, readyMs: atMs, toMs: Infinity }] }
}

/** Truth: at this moment no request whatsoever could be answered by anything but the healthy release 2. */
function isGood(platform: Platform, atMs: number): boolean {
  for (let attempt = 0; attempt < 5 * turns; attempt++) {
    const found = answer(platform, attempt, atMs)
    if (found === 'hang' || found.status !== 'pass' || found.release !== '2' || found.serviceId !== 'shop') return false
  }
  return true
}

/** Truth: release 2 will never come, or nobody lets a request through to it. */
function isHopeless({ instances, front }: Platform, atMs: number): boolean {
  const unroutedMs = isRefusal(front.kind) ? Math.min(atMs, front.toMs) - front.fromMs : 0
  return unroutedMs >= 30_000 || instances.some(({ release, fromMs }) => release === '3' && fromMs <= atMs)
}

const stepMs = 500
const times = (fromMs: number, toMs: number) =>
  Array.from({ length: Math.max(0, Math.floor((toMs - fromMs) / stepMs)) }, (_, index) => fromMs + index * stepMs)

/** What is taken off a gate: its looks together are so late, and the dates that it goes by so far ahead. */
interface Manner {
  readonly lateMs: number
  readonly aheadMs: number
}
const smallJumps = [5000, 20_000, 60_000]

/** What is wrong with how a gate ended, by the truth. */
function judge(platform: Platform, outcome: string, atMs: number, { lateMs, aheadMs }: Manner): string | undefined {
  if (outcome === 'green') {
    // What answers by turns is seen one round late; the last answer was sent a moment before it came.
    const seen = times(atMs - stableMs + roundMs, atMs - slowestMs)
    if (!seen.every((time) => isGood(platform, time))) return 'a false green'
  }
  if (outcome === 'wait_failed' && !isHopeless(platform, atMs)) return 'given up for nothing'
  let goodMs = 0
  for (const time of times(0, atMs)) {
    goodMs = isGood(platform, time) ? goodMs + stepMs : 0
    if (goodMs > openWithinMs + lateMs + stepMs) return outcome === 'green' ? 'late' : 'a false red'
  }
  const isInTime = atMs >= totalTimeoutMs - aheadMs - 2000 && atMs <= totalTimeoutMs + 2000
  if (outcome === 'wait_timeout' && !isInTime) return 'not at its deadline'
  return undefined
}

type Gate = (
  probe: Probe,
  options: CheckHealthyOptions & { readonly clock: Clock; readonly random: () => number },
) => Promise<unknown>

async function roll(seed: number, gate: Gate, manner: Manner) {
  const { platform, end, random, jumps, answerMs } = drawRollout(seed)
  const clock = createFakeClock({ auto: true })
  let inFlight = 0
  let mostInFlight = 0
  const probe: Probe = {
    name: 'rollout',
    kind: 'simulated',
    run: async ({ attempt, signal }) => {
      mostInFlight = Math.max(mostInFlight, ++inFlight)
      try {
        const found = answer(platform, attempt, clock.now())
        await sleep(clock, found === 'hang' ? hour : random() * answerMs, signal)
        return found === 'hang' ? pass('2') : found
      } finally {
        inFlight--
      }
    },
  }
  if (jumps) {
    for (const jump of [hour, -hour, 365 * 24 * hour, -365 * 24 * hour, ...smallJumps]) {
      clock.timer(() => clock.setDate(clock.date() + jump), random() * 200_000)
    }
  }
  const superseded = (release: string) => Number(release) > 2
  const outcome = await gate(probe, { clock, random, expect: { release: '2', serviceId: 'shop' }, superseded }).then(
    () => 'green',
    (error: unknown) => {
      if (error instanceof GateError) return error.code
      throw error
    },
  )
  const atMs = clock.now()
  return { seed, end, outcome, atMs, mostInFlight, wrong: judge(platform, outcome, atMs, manner) }
}

/** Each look in a process of its own, which starts a little late and whose monotonic clock starts anew. */
const checkUntilDone: Gate = async (probe, options) => {
  const { clock, random } = options
  for (let saved: string | undefined; ;) {
    const startedAt = clock.now()
    const own: Clock = { ...clock, now: () => clock.now() - startedAt }
    const resume = saved === undefined ? undefined : (JSON.parse(saved) as Resume)
    const check = await checkHealthy(probe, { ...options, clock: own }, resume)
    if (check.done) return
    saved = JSON.stringify(check.resume)
    await sleep(clock, check.nextCheckMs + random() * 300)
  }
}

test.each<[string, Gate, Manner]>([
  ['waited for', waitUntilHealthy, { lateMs: 0, aheadMs: 0 }],
  [
    'looked at by one process after another',
    checkUntilDone,
    // The looks of one window; and it cannot know that a date went ahead, but then it may only end too early.
    { lateMs: 11 * 300, aheadMs: smallJumps.reduce((sum, jump) => sum + jump, 0) },
  ],
])('1,000 rollouts, %s: no false green, no false red, none late', { timeout: 120_000 }, async (_, gate, manner) => {
  // Side by side, each on its own clock: they share the turns of the event loop.
  const rollouts = await Promise.all(Array.from({ length: 1000 }, (_each, index) => roll(index + 1, gate, manner)))
  expect(rollouts.filter(({ wrong }) => wrong)).toEqual([])
  expect(rollouts.every(({ mostInFlight }) => mostInFlight === 1)).toBe(true)

  const outcomes = (wanted: End) => {
    const counts: Record<string, number> = {}
    for (const { end, outcome } of rollouts) if (end === wanted) counts[outcome] = (counts[outcome] ?? 0) + 1
    return counts
  }
  expect(outcomes('healthy')).toEqual({ green: rollouts.filter(({ end }) => end === 'healthy').length })
  expect(outcomes('never')).toEqual({ wait_timeout: expect.any(Number), wait_failed: expect.any(Number) })
  // Before release 3 came, 2 may have been there for long enough.
  expect(outcomes('superseded')).toEqual({ green: expect.any(Number), wait_failed: expect.any(Number) })
})
