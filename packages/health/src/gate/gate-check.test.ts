import {
  isKeelsonError,
  sleep,
  type Check,
  type Clock,
  type Probe,
  type ProbeReading,
  type Resume,
} from '@keelson/core'
import { createFakeClock, createRandom, type FakeClock } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import { checkHealthy } from './gate-check.js'
import { GateError } from './gate-error.js'
import type { GateEvidence } from './gate-evidence.js'
import type { CheckHealthyOptions } from './gate-options.js'
import { waitUntilHealthy } from './gate.js'

type Answer = (atMs: number, attempt: number) => ProbeReading | Promise<ProbeReading>

const pass = (release?: string): ProbeReading => ({ status: 'pass', release })
const fail = (code: string): ProbeReading => ({ status: 'fail', code, output: `${code} is what it said` })
const hour = 3_600_000

function scripted(clock: Clock, answer: Answer) {
  const seen = { runs: 0 }
  const probe: Probe = {
    name: 'app',
    kind: 'scripted',
    run: async ({ attempt }) => {
      seen.runs++
      return answer(clock.now(), attempt)
    },
  }
  return { probe, seen }
}

/** How a gate ends: its evidence, or its error with it. */
async function ending(work: Promise<GateEvidence>) {
  return work.then(
    (evidence) => ({ evidence, error: undefined }),
    (error: unknown) => {
      if (!(error instanceof GateError)) throw error
      return { evidence: error.evidence, error: error.toJSON() }
    },
  )
}

/** Looks until it is done, and keeps nothing between two looks but a text. */
async function checkUntilDone(
  answer: Answer,
  options: CheckHealthyOptions & {
    readonly lateMs?: number
    readonly onSaved?: (clock: FakeClock, text: string) => void
  },
): Promise<GateEvidence> {
  const clock = createFakeClock({ auto: true })
  const { probe } = scripted(clock, answer)
  const random = createRandom(1)
  for (let saved: string | undefined; ;) {
    const startedAt = clock.now()
    // Another process, whose monotonic clock begins at 0.
    const own: Clock = { ...clock, now: () => clock.now() - startedAt }
    const resume = saved === undefined ? undefined : (JSON.parse(saved) as Resume)
    const {
      done,
      value,
      resume: next,
      nextCheckMs,
    } = await checkHealthy(probe, { ...options, clock: own, random }, resume)
    if (done) return value
    saved = JSON.stringify(next)
    options.onSaved?.(clock, saved)
    await sleep(clock, nextCheckMs + (options.lateMs ?? 0))
  }
}

const scenarios: Readonly<Record<string, readonly [answer: Answer, options: CheckHealthyOptions]>> = {
  'is healthy at once': [() => pass(), {}],
  'starts slowly': [(now) => (now < 60_000 ? fail('ECONNREFUSED') : pass()), {}],
  'fails once in the window': [(now) => (now > 8000 && now < 9500 ? fail('503') : pass()), {}],
  'answers with old and new, then with new': [
    (now, attempt) => pass(now < 30_000 && attempt % 2 ? 'a1' : 'b2'),
    { expect: { release: 'b2' } },
  ],
  'never becomes healthy': [() => fail('503'), { totalTimeoutMs: 60_000 }],
  'flaps for ever': [(now) => (now % 9000 < 6000 ? pass() : fail('502')), { totalTimeoutMs: 120_000 }],
  'refuses for good': [() => fail('401'), {}],
  'is superseded': [
    (now) => pass(now < 20_000 ? 'a1' : 'c3'),
    { expect: { release: 'b2' }, superseded: (release) => release === 'c3' },
  ],
  'has a certificate that is not accepted': [() => fail('CERT_HAS_EXPIRED'), {}],
  throws: [() => Promise.reject(new TypeError('secret')), { totalTimeoutMs: 30_000 }],
}

describe('stopped after every look, and resumed with nothing but its token', () => {
  test.each(Object.entries(scenarios))(
    'a target that %s: the same end as of the wait',
    async (_, [answer, options]) => {
      const clock = createFakeClock({ auto: true })
      const { probe } = scripted(clock, answer)
      const waited = await ending(waitUntilHealthy(probe, { ...options, clock, random: createRandom(1) }))
      expect(await ending(checkUntilDone(answer, options))).toEqual(waited)
    },
  )

  test.each([hour, -hour, 365 * 24 * hour, -365 * 24 * hour])(
    'a date set by %i ms between two looks changes no verdict',
    async (jump) => {
      for (const [answer, options] of Object.values(scenarios)) {
        let looks = 0
        const onSaved = (clock: FakeClock) => void (++looks % 4 === 0 && clock.setDate(clock.date() + jump))
        const undisturbed = await ending(checkUntilDone(answer, options))
        const disturbed = await ending(checkUntilDone(answer, { ...options, onSaved }))
        expect(disturbed.error?.['code']).toBe(undisturbed.error?.['code'])
        expect(disturbed.evidence).toEqual(undisturbed.evidence)
      }
    },
  )

  test('the token is a flat object of texts, and stays small', async () => {
    const tokens: string[] = []
    const onSaved = (_: FakeClock, text: string) => void tokens.push(text)
    const answer: Answer = (now) => (now < 300_000 ? fail('503') : pass('b2'))
    await checkUntilDone(answer, { expect: { release: 'b2' }, onSaved })
    expect(Math.max(...tokens.map((token) => token.length))).toBeLessThan(700)
    expect(JSON.parse(tokens[0] ?? '')).toEqual({
      wait: 'health.gate',
      target: 'app',
      release: 'b2',
      serviceId: '',
      seen: expect.any(String),
    })
    const worst: string[] = []
    const noisy: Answer = (_, attempt) => ({
      status: 'fail',
      code: `${attempt}`.repeat(900),
      release: `${attempt}`.repeat(900),
    })
    await ending(checkUntilDone(noisy, { totalTimeoutMs: 300_000, onSaved: (_clock, text) => void worst.push(text) }))
    expect(Math.max(...worst.map((token) => token.length))).toBeLessThan(30_000)
  })
})

describe('time between two looks', () => {
  test('of the time of a caller who comes late, the window counts what was asked for', async () => {
    const late = await checkUntilDone(() => pass(), { lateMs: 60_000 })
    expect(late).toMatchObject({ samples: 11, durationMs: 610_000, last: { inRow: 11, forMs: 10_000 } })
    const slowly = await checkUntilDone(() => pass(), { lateMs: 50_000, intervalMs: 60_000 })
    expect(slowly).toMatchObject({ samples: 3, last: { inRow: 3 } })
  })

  test.each([5000, 60_000, 600_000])('a date set forward by %i ms opens no gate', async (jump) => {
    const clock = createFakeClock()
    const { probe } = scripted(clock, () => pass())
    let check = await checkHealthy(probe, { clock })
    for (let looks = 1; looks < 10; looks++) {
      await clock.advance(check.nextCheckMs)
      if (looks % 3 === 0) clock.setDate(clock.date() + jump)
      check = await checkHealthy(probe, { clock, totalTimeoutMs: 3_600_000 }, check.resume)
      expect(check.done).toBe(false)
    }
    await clock.advance(check.nextCheckMs)
    expect(await checkHealthy(probe, { clock, totalTimeoutMs: 3_600_000 }, check.resume)).toMatchObject({ done: true })
  })

  test('a caller who comes at once again does not shorten the window', async () => {
    const clock = createFakeClock({ auto: true })
    const { probe } = scripted(clock, () => pass())
    let check: Check<GateEvidence> | undefined
    for (let looks = 0; looks < 50; looks++) {
      check = await checkHealthy(probe, { clock }, check?.resume)
      expect(check.done).toBe(false)
    }
    for (let looks = 1; looks <= 10; looks++) {
      await clock.advance(1000)
      check = await checkHealthy(probe, { clock }, check?.resume)
      expect(check.done).toBe(looks === 10)
    }
  })

  test('after the deadline nobody is asked: the error has what was seen before it', async () => {
    const clock = createFakeClock()
    const { probe, seen } = scripted(clock, () => fail('503'))
    const { resume } = await checkHealthy(probe, { clock }, undefined)
    await clock.advance(14 * 60_000)
    const second = await checkHealthy(probe, { clock }, resume)
    expect(second.nextCheckMs).toBeLessThanOrEqual(10_000)
    await clock.advance(2 * 60_000)
    const error = await checkHealthy(probe, { clock }, second.resume).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({
      code: 'wait_timeout',
      message: expect.stringContaining('did not open within 15 min'),
      body: '503 is what it said',
      evidence: { samples: 2, reasons: [{ name: '503', samples: 2, firstSeenMs: 0 }] },
    })
    expect(seen.runs).toBe(2)
  })

  test('a caller who stayed away for an hour is one whose clock was set: the wait goes on', async () => {
    const clock = createFakeClock()
    const { probe } = scripted(clock, () => pass())
    const first = await checkHealthy(probe, { clock })
    await clock.advance(hour)
    const second = await checkHealthy(probe, { clock }, first.resume)
    expect(second).toMatchObject({ done: false, value: { durationMs: 1000, last: { inRow: 2, forMs: 1000 } } })
  })
})

describe('a token', () => {
  const make = async () => {
    const clock = createFakeClock()
    const { probe, seen } = scripted(clock, () => fail('503'))
    const options = { clock, expect: { release: 'b2', serviceId: 'srv-1' } }
    const { resume } = await checkHealthy(probe, options)
    return { probe, seen, options, resume }
  }
  const refused = {
    code: 'config',
    message: expect.stringContaining('"target":"app","release":"b2","serviceId":"srv-1"'),
  }

  test('of another target, release or service is refused before anything is asked', async () => {
    const { probe, seen, options, resume } = await make()
    for (const [name, value] of Object.entries({
      wait: 'render.deploy',
      target: 'web',
      release: 'c3',
      serviceId: '',
    })) {
      await expect(checkHealthy(probe, options, { ...resume, [name]: value })).rejects.toMatchObject(refused)
    }
    expect(seen.runs).toBe(1)
  })

  test('that says more than can have been seen is refused', async () => {
    const { probe, seen, options, resume } = await make()
    const good = JSON.parse(String(resume['seen'])) as Record<string, unknown> & { last: object }
    const row = { ...good.last, reason: undefined, status: 'pass' }
    const forged = [
      { ...good, last: { ...row, inRow: 99, forMs: 0 }, healthySamples: 1 },
      { ...good, last: { ...row, inRow: 1, forMs: 60_000 }, healthySamples: 1 },
      { ...good, last: row, healthySamples: 0 },
      { ...good, samples: 99, healthySamples: 100 },
      { ...good, last: { ...good.last, reason: 7 } },
    ].map((state) => JSON.stringify(state))
    forged.push(JSON.stringify({ ...good, last: { ...row, forMs: 'F' }, healthySamples: 1 }).replace('"F"', '1e999'))
    for (const text of forged) {
      const error = await checkHealthy(probe, options, { ...resume, seen: text }).catch((thrown: unknown) => thrown)
      expect([text, error]).toEqual([text, expect.objectContaining({ code: 'config' })])
    }
    expect(seen.runs).toBe(1)
  })

  test('does not grow by what a probe without types answers', async () => {
    const clock = createFakeClock()
    const answers: unknown[] = ['x'.repeat(100_000), 7n, Symbol('pass'), null, { toString: () => 'pass' }]
    for (const status of answers) {
      const probe: Probe = { name: 'app', kind: 'scripted', run: async () => ({ status }) as never }
      const { done, resume, value } = await checkHealthy(probe, { clock, stableMs: 0, consecutive: 1 })
      expect({ done, status: value.last?.status, reason: value.last?.reason }).toEqual({
        done: false,
        status: 'fail',
        reason: 'fail',
      })
      expect(JSON.stringify(resume).length).toBeLessThan(700)
    }
  })

  test('that was changed is refused, too', async () => {
    const { probe, seen, options, resume } = await make()
    const good = JSON.parse(String(resume['seen'])) as Record<string, unknown> & { last: object }
    const spoiled: unknown[] = [
      '',
      'x',
      'null',
      '[]',
      '{}',
      String(resume['seen']).slice(0, -1),
      ...Object.keys(good)
        .filter((name) => !['startedAt', 'releaseAnsweredAfterMs'].includes(name))
        .flatMap((name) => [null, 'x', -1, undefined].map((value) => JSON.stringify({ ...good, [name]: value }))),
      ...['inRow', 'forMs', 'atMs'].map((name) => JSON.stringify({ ...good, last: { ...good.last, [name]: '1' } })),
      JSON.stringify({ ...good, reasons: [{ name: '503' }] }),
      JSON.stringify({ ...good, releases: [null] }),
    ]
    const tokens = [...spoiled.map((text) => ({ ...resume, seen: text as string })), 'text', 7, [], true]
    const taken: unknown[] = []
    for (const token of tokens) {
      const error = await checkHealthy(probe, options, token as Resume).catch((thrown: unknown) => thrown)
      if (!isKeelsonError(error) || error.code !== 'config') taken.push(token)
    }
    expect(taken).toEqual([])
    expect(seen.runs).toBe(1)
  })
})

test('limits that cannot be met, and an abort', async () => {
  const clock = createFakeClock({ auto: true })
  const { probe, seen } = scripted(clock, () => pass())
  await expect(checkHealthy(probe, { stableMs: -1 })).rejects.toMatchObject({ code: 'config' })
  await expect(checkHealthy(probe, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' })
  expect(seen.runs).toBe(0)
  const controller = new AbortController()
  const hanging: Probe = { name: 'app', kind: 'scripted', run: () => new Promise(() => controller.abort()) }
  await expect(checkHealthy(hanging, { clock, signal: controller.signal })).rejects.toMatchObject({ code: 'aborted' })
})
