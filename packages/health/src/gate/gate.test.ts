import { getEventListeners } from 'node:events'
import { KeelsonError, type Probe, type ProbeContext, type ProbeReading } from '@keelson/core'
import { createFakeClock, createRandom, type FakeClock } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import { waitUntilHealthy } from './gate.js'
import { GateError } from './gate-error.js'
import type { GateSample } from './gate-evidence.js'
import type { GateOptions } from './gate-options.js'

const pass = (release?: string): ProbeReading => ({ status: 'pass', release })
const fail = (code: string, output = code): ProbeReading => ({ status: 'fail', code, output })

/** A target that behaves by the time of the clock, and counts who asks it at once. */
function scripted(
  clock: FakeClock,
  answer: (atMs: number, context: ProbeContext) => ProbeReading | Promise<ProbeReading>,
) {
  let inFlight = 0
  const seen = { runs: 0, mostInFlight: 0 }
  const probe: Probe = {
    name: 'app',
    kind: 'scripted',
    run: async (context) => {
      seen.runs++
      seen.mostInFlight = Math.max(seen.mostInFlight, ++inFlight)
      try {
        return await answer(clock.now(), context)
      } finally {
        inFlight--
      }
    },
  }
  return { probe, seen }
}

async function gate(answer: Parameters<typeof scripted>[1], options: GateOptions = {}) {
  const clock = createFakeClock({ auto: true })
  const { probe, seen } = scripted(clock, answer)
  const samples: GateSample[] = []
  const outcome = await waitUntilHealthy(probe, {
    clock,
    random: createRandom(1),
    onSample: (sample) => void samples.push(sample),
    ...options,
  }).then(
    (evidence) => ({ evidence, error: undefined }),
    (error: unknown) => {
      if (!(error instanceof GateError)) throw error
      return { evidence: error.evidence, error }
    },
  )
  return { ...outcome, seen, samples, clock, atMs: clock.now() }
}

describe('when the gate opens', () => {
  test('a healthy target is watched for the whole stable window, once a second', async () => {
    const { evidence, error, atMs, seen } = await gate(() => pass())
    expect(error).toBeUndefined()
    expect(atMs).toBe(10_000)
    expect(seen).toEqual({ runs: 11, mostInFlight: 1 })
    expect(evidence).toMatchObject({
      samples: 11,
      healthySamples: 11,
      durationMs: 10_000,
      last: { attempt: 11, atMs: 10_000, status: 'pass', inRow: 11, forMs: 10_000 },
    })
  })

  test('the last look is at the end of the window, whatever the interval', async () => {
    const { atMs, samples } = await gate(() => pass(), { intervalMs: 4000, stableMs: 10_000 })
    expect(atMs).toBe(10_000)
    expect(samples.map((sample) => sample.atMs)).toEqual([0, 4000, 8000, 10_000])
  })

  test('a window that is over does not open the gate before the row is long enough', async () => {
    const { atMs, evidence } = await gate(() => pass(), { stableMs: 1000, consecutive: 5, intervalMs: 1000 })
    expect(evidence.samples).toBe(5)
    expect(atMs).toBe(4000)
  })

  test('one failure at the end of the window begins row and window anew', async () => {
    const { atMs, evidence } = await gate((now) => (now === 9000 ? fail('503') : pass()))
    expect(atMs).toBeGreaterThanOrEqual(19_000)
    expect(atMs).toBeLessThanOrEqual(20_000)
    expect(evidence).toMatchObject({
      startedAt: '2026-01-01T00:00:00.000Z',
      healthySamples: 20,
      reasons: [{ name: '503', samples: 1, firstSeenMs: 9000 }],
      last: { inRow: 11, forMs: 10_000 },
    })
  })

  test('a slow start is waited for, with pauses that grow to 10 s', async () => {
    const { atMs, evidence, samples } = await gate((now) => (now < 300_000 ? fail('ECONNREFUSED') : pass()), {
      random: () => 0.999,
    })
    expect(atMs).toBeGreaterThanOrEqual(310_000)
    expect(atMs).toBeLessThanOrEqual(320_000)
    const pauses = samples
      .slice(1)
      .map((sample, index) => Math.round((sample.atMs - (samples[index]?.atMs ?? 0)) / 100) / 10)
    expect(pauses.slice(0, 8)).toEqual([1, 1.5, 2.2, 3.4, 5.1, 7.6, 10, 10])
    expect(evidence.reasons[0]).toMatchObject({ name: 'ECONNREFUSED', firstSeenMs: 0 })
    expect(evidence.reasons[0]?.samples).toBeLessThan(40)
  })

  test('pauses begin anew when the reason changes: something is going on', async () => {
    const { samples } = await gate((now) => (now < 60_000 ? fail('ECONNREFUSED') : fail('503')), {
      random: () => 0.999,
      totalTimeoutMs: 90_000,
    })
    const first = samples.findIndex(({ reason }) => reason === '503')
    const pauseAfter = (index: number) => (samples[index + 1]?.atMs ?? 0) - (samples[index]?.atMs ?? 0)
    expect(pauseAfter(first - 1)).toBeGreaterThan(9000)
    expect(pauseAfter(first)).toBe(999)
  })

  test('pauses are drawn anew each time, and never nothing', async () => {
    const { seen } = await gate(() => fail('503'), { random: () => 0, totalTimeoutMs: 20_000 })
    expect(seen.runs).toBe(400)
  })

  test('warn counts only where it is accepted', async () => {
    const warn = (): ProbeReading => ({ status: 'warn', code: 'warn', output: 'queue is long' })
    const strict = await gate(warn, { totalTimeoutMs: 60_000 })
    expect(strict.error).toMatchObject({
      code: 'wait_timeout',
      evidence: { reasons: [{ name: 'warn', samples: strict.evidence.samples }] },
    })
    const lenient = await gate(warn, { acceptWarn: true })
    expect(lenient.error).toBeUndefined()
    expect(lenient.atMs).toBe(10_000)
  })
})

describe('what does not open it', () => {
  test('healthy for less than the window, again and again', async () => {
    const { error, evidence } = await gate((now) => (now % 10_000 < 9000 ? pass() : fail('503')))
    expect(error?.code).toBe('wait_timeout')
    expect(evidence.healthySamples).toBeGreaterThan(100)
    expect(error?.hint).toContain('in between')
  })

  test('an old release, however healthy', async () => {
    const { error, evidence } = await gate(() => pass('old'), { expect: { release: 'new' } })
    expect(error?.code).toBe('wait_timeout')
    expect(evidence).toMatchObject({ healthySamples: 0, releases: [{ name: 'old', samples: evidence.samples }] })
    expect(error?.message).toContain(`releases: old ×${evidence.samples}`)
    expect(error?.hint).toBe('Did its deploy succeed, and is the release named so?')
  })

  test('old and new by turns', async () => {
    const { error, evidence } = await gate((_, { attempt }) => pass(attempt % 3 === 0 ? 'old' : 'new'), {
      expect: { release: 'new' },
      totalTimeoutMs: 120_000,
    })
    expect(error?.code).toBe('wait_timeout')
    expect(evidence.releases.map(({ name }) => name)).toEqual(['new', 'old'])
    expect(evidence.releaseAnsweredAfterMs).toBe(0)
    expect(error?.hint).toContain('old or broken instances still answer')
  })

  test('the new one opens it as soon as the old one is gone for the window', async () => {
    const { error, atMs, evidence } = await gate(
      (now, { attempt }) => pass(now < 60_000 && (now < 20_000 || attempt % 2 === 0) ? 'old' : 'new'),
      { expect: { release: 'new' } },
    )
    expect(error).toBeUndefined()
    expect(atMs).toBeGreaterThanOrEqual(69_000)
    expect(atMs).toBeLessThanOrEqual(72_000)
    expect(evidence.releaseAnsweredAfterMs).toBeGreaterThanOrEqual(20_000)
    expect(evidence.releases[1]).toMatchObject({ name: 'new', firstSeenMs: evidence.releaseAnsweredAfterMs })
  })

  test('a target that does not name its release', async () => {
    const { error } = await gate(() => pass(), { expect: { release: 'new' }, totalTimeoutMs: 30_000 })
    expect(error?.evidence.reasons).toMatchObject([{ name: 'no release named', samples: error?.evidence.samples }])
    expect(error?.hint).toContain('releaseId')
  })

  test('a shortened name of the release, which the error shows beside the wanted one', async () => {
    const { error } = await gate(() => pass('b2f9c41'), { expect: { release: 'b2f9c41d77aa' }, totalTimeoutMs: 30_000 })
    expect(error?.message).toContain('wanted release b2f9c41d77aa,')
    expect(error?.message).toContain(`releases: b2f9c41 ×${error?.attempts}.`)
  })

  test('another service', async () => {
    const { error } = await gate(() => ({ status: 'pass', serviceId: 'gateway' }), {
      expect: { serviceId: 'app' },
      totalTimeoutMs: 30_000,
    })
    expect(error?.evidence.reasons).toMatchObject([{ name: 'other service', samples: error?.evidence.samples }])
    const right = await gate(() => ({ status: 'pass', serviceId: 'app' }), { expect: { serviceId: 'app' } })
    expect(right.error).toBeUndefined()
  })

  test('a redirect, also one that stays: the error says where to', async () => {
    const output = '302 redirect to https://login.example.com/start, which was not followed'
    const { error } = await gate(() => fail('302', output))
    expect(error).toMatchObject({ code: 'wait_timeout', status: 302, body: output })
    expect(error?.message).toContain('https://login.example.com/start')
  })

  test.each([
    ['an error', Object.assign(new Error('secret'), { code: 'EHOSTUNREACH' }), 'EHOSTUNREACH', ' Error EHOSTUNREACH'],
    ['as fetch does', new TypeError('x', { cause: { code: 'ENOTFOUND' } }), 'ENOTFOUND', ' TypeError ENOTFOUND'],
    ['an error whose code is a number', new DOMException('secret', 'TimeoutError'), 'TimeoutError', ' TimeoutError'],
    ['a KeelsonError', new KeelsonError('secret', { code: 'auth' }), 'auth', ' KeelsonError auth'],
    ['a text', 'secret', 'error', ''],
    ['nothing', undefined, 'error', ''],
  ])('a probe that throws %s', async (_, thrown, code, words) => {
    const { evidence, error } = await gate(() => Promise.reject(thrown), { totalTimeoutMs: 20_000 })
    expect(evidence.last).toMatchObject({ status: 'fail', reason: code, code, output: `the probe threw${words}` })
    expect(JSON.stringify(error)).not.toContain('secret')
  })

  test('a probe that throws what cannot be looked at', async () => {
    const hostile = {
      get name() {
        throw new Error('secret')
      },
    }
    const { error, evidence } = await gate(() => Promise.reject(hostile), { totalTimeoutMs: 20_000 })
    expect(error?.code).toBe('wait_timeout')
    expect(evidence).toMatchObject({ healthySamples: 0, last: { status: 'fail', reason: 'threw' } })
  })

  test.each([
    [undefined, 'TypeError'],
    [{}, 'fail'],
    [{ status: 'ok' }, 'fail'],
    [{ status: 'pass', release: 7 }, 'other release'],
  ])('the answer %o, of a probe that was not type checked', async (answer, reason) => {
    const { error, evidence } = await gate(() => answer as never, { expect: { release: 'b2' }, totalTimeoutMs: 20_000 })
    expect(error?.code).toBe('wait_timeout')
    expect(evidence).toMatchObject({ healthySamples: 0, reasons: [{ name: reason, samples: evidence.samples }] })
  })
})

describe('attempts', () => {
  test('one that hangs is cut after its time, and the next one may pass', async () => {
    const { error, evidence, seen } = await gate((_, { attempt, signal }) =>
      attempt <= 3
        ? new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('cut'))))
        : pass(),
    )
    expect(error).toBeUndefined()
    expect(evidence.reasons).toMatchObject([{ name: 'timeout', samples: 3 }])
    expect(seen.mostInFlight).toBe(1)
  })

  test('a probe that ignores its signal is never run twice at once', async () => {
    const { error, evidence, seen } = await gate(() => new Promise(() => undefined), { totalTimeoutMs: 60_000 })
    expect(seen).toEqual({ runs: 1, mostInFlight: 1 })
    expect(error?.code).toBe('wait_timeout')
    expect(evidence.reasons).toMatchObject([{ name: 'timeout', samples: evidence.samples }])
    expect(evidence.last?.output).toBe('the run before has not come back')
  })

  test('when such a run comes back late, its answer is dropped and the next attempt counts', async () => {
    let comeBack = (reading: ProbeReading): void => void reading
    const { error, evidence, seen } = await gate(
      (now, { attempt }) => {
        if (attempt === 1) return new Promise((resolve) => (comeBack = resolve))
        return pass(now > 0 ? 'new' : 'late')
      },
      {
        onSample: ({ atMs }) => atMs > 20_000 && comeBack(pass('late')),
      },
    )
    expect(error).toBeUndefined()
    expect(evidence.releases.map(({ name }) => name)).toEqual(['new'])
    expect(seen.mostInFlight).toBe(1)
  })

  test('the deadline cuts an attempt, too', async () => {
    const { error, atMs } = await gate(() => new Promise(() => undefined), {
      totalTimeoutMs: 62_000,
      attemptTimeoutMs: 60_000,
    })
    expect(error?.code).toBe('wait_timeout')
    expect(atMs).toBe(62_000)
  })

  test('attempts are numbered from 1, without a gap', async () => {
    const attempts: number[] = []
    await gate((_, { attempt }) => (attempts.push(attempt), pass()))
    expect(attempts).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
  })

  test('nothing is left behind: no timer, no listener', async () => {
    const { signal } = new AbortController()
    const { clock } = await gate(() => pass(), { signal })
    expect(clock.pending).toBe(0)
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })
})

describe('clock', () => {
  const hour = 3_600_000
  test.each([hour, -hour, 365 * 24 * hour, -365 * 24 * hour])('a date set by %i ms changes nothing', async (jump) => {
    const steady = (now: number) => (now < 30_000 ? fail('503') : pass('new'))
    const undisturbed = await gate(steady, { expect: { release: 'new' } })
    const clock = createFakeClock({ auto: true })
    const samples: number[] = []
    const { probe } = scripted(clock, steady)
    const evidence = await waitUntilHealthy(probe, {
      clock,
      random: createRandom(1),
      expect: { release: 'new' },
      onSample: ({ attempt, atMs }) => {
        samples.push(atMs)
        if (attempt % 3 === 0) clock.setDate(clock.date() + jump)
      },
    })
    expect(samples).toEqual(undisturbed.samples.map(({ atMs }) => atMs))
    expect(evidence).toEqual(undisturbed.evidence)
  })
})

describe('options', () => {
  test.each([
    [{ consecutive: -1 }, 'consecutive'],
    [{ stableMs: NaN }, 'stableMs'],
    [{ intervalMs: -5 }, 'intervalMs'],
    [{ totalTimeoutMs: 10_000 }, 'totalTimeoutMs is too short'],
    [{ consecutive: 901 }, 'totalTimeoutMs is too short'],
    [{ consecutive: Infinity }, 'totalTimeoutMs is too short'],
    [{ expect: { release: '' } }, 'expect.release is empty'],
    [{ expect: { serviceId: '' } }, 'expect.serviceId is empty'],
    // Without types: a variable that is not set, and other shapes.
    [{ expect: { release: undefined } as never }, 'expect.release is empty: is its variable set?'],
    [{ expect: 'b2' as never }, 'expect has no 0'],
    [{ expect: { commit: 'b2' } as never }, 'expect has no commit'],
  ])('%o is refused', async (options, message) => {
    const { probe, seen } = scripted(createFakeClock(), () => pass())
    const refused = waitUntilHealthy(probe, options)
    await expect(refused).rejects.toMatchObject({ code: 'config', message: expect.stringContaining(message) })
    expect(seen.runs).toBe(0)
  })

  test('as many answers as fit are waited for', async () => {
    const { evidence } = await gate(() => pass(), { consecutive: 900 })
    expect(evidence).toMatchObject({ samples: 900, durationMs: 899_000 })
  })

  test('an observer that throws does not disturb', async () => {
    const { error } = await gate(() => pass(), {
      onSample: () => {
        throw new Error('view is broken')
      },
    })
    expect(error).toBeUndefined()
  })
})
