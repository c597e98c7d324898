import { getEventListeners } from 'node:events'
import { formatError, isKeelsonError, KeelsonError, type Probe, type ProbeReading } from '@keelson/core'
import { createFakeClock, createRandom } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import { waitUntilHealthy } from './gate.js'
import { GateError } from './gate-error.js'
import type { GateOptions } from './gate-options.js'

const fail = (code: string, output = code): ProbeReading => ({ status: 'fail', code, output })

/** Runs a gate that must not open. */
async function failure(
  answer: (atMs: number, attempt: number) => ProbeReading | Promise<ProbeReading>,
  options: GateOptions = {},
) {
  const clock = createFakeClock({ auto: true })
  let runs = 0
  const probe: Probe = {
    name: 'https://app.example.com/healthz',
    kind: 'scripted',
    run: async ({ attempt }) => {
      runs++
      return answer(clock.now(), attempt)
    },
  }
  const error = await waitUntilHealthy(probe, { clock, random: createRandom(1), ...options }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof GateError)) throw new Error('the gate did not fail as a gate', { cause: error })
  return { error, runs, atMs: clock.now(), pending: clock.pending }
}

describe('gives up early', () => {
  test.each(['401', '403', '404'])('%s that stays', async (code) => {
    const { error, atMs, runs } = await failure(() => fail(code))
    expect(error).toMatchObject({ code: 'wait_failed', status: Number(code) })
    expect(error.message).toContain(`gave up: it answered ${code} ${runs} times in `)
    expect(error.message).toContain(': check path and credentials;')
    expect(runs).toBeGreaterThanOrEqual(5)
    expect(atMs).toBeGreaterThanOrEqual(30_000)
    expect(atMs).toBeLessThan(45_000)
  })

  test('for how long they must stay can be set; five they must be', async () => {
    const soon = await failure(() => fail('401'), { refusedMs: 0 })
    expect(soon.runs).toBe(5)
    const never = await failure(() => fail('404'), { refusedMs: Infinity })
    expect(never.error.code).toBe('wait_timeout')
  })

  test('not for 404 that goes away, nor for refusals with something else between', async () => {
    const clock = createFakeClock({ auto: true })
    const run = (answer: (now: number, attempt: number) => ProbeReading) =>
      waitUntilHealthy(
        { name: 'app', kind: 'x', run: async ({ attempt }) => answer(clock.now() - begin, attempt) },
        { clock, random: createRandom(2) },
      )
    let begin = clock.now()
    await expect(run((now) => (now < 25_000 ? fail('404') : { status: 'pass' }))).resolves.toMatchObject({
      last: { forMs: 10_000 },
    })
    begin = clock.now()
    const mixed = (now: number, attempt: number) =>
      now < 300_000 ? fail(attempt % 4 === 0 ? '503' : '401') : ({ status: 'pass' } as const)
    await expect(run(mixed)).resolves.toMatchObject({ last: { forMs: 10_000 } })
    begin = clock.now()
    const changing = (now: number, attempt: number) =>
      now < 300_000 ? fail(attempt % 4 < 2 ? '403' : '401') : ({ status: 'pass' } as const)
    await expect(run(changing)).resolves.toMatchObject({ last: { forMs: 10_000 } })
  })

  test.each([
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'CERT_HAS_EXPIRED',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  ])('on %s that stays, but not on one look at it', async (code) => {
    const { error } = await failure(() => fail(code))
    expect(error).toMatchObject({
      code: 'wait_failed',
      message: expect.stringContaining('the certificate was not accepted'),
    })
    expect(error.evidence.last?.forMs).toBeGreaterThanOrEqual(30_000)
    // An edge that has the new certificate a moment later than the others, or a date that was set for a moment.
    const clock = createFakeClock({ auto: true })
    const run = async () => (clock.now() < 12_000 ? fail(code) : ({ status: 'pass' } as const))
    const probe: Probe = { name: 'app', kind: 'scripted', run }
    await expect(waitUntilHealthy(probe, { clock })).resolves.toMatchObject({ last: { forMs: 10_000 } })
  })

  test('when a newer release took the place of the expected one', async () => {
    const asked: string[] = []
    const superseded = (release: string) => (asked.push(release), Number(release) > 7)
    const { error, runs } = await failure(
      (_, attempt) => ({ status: 'pass', release: String(attempt < 4 ? 6 : attempt + 3) }),
      {
        expect: { release: '7' },
        superseded,
      },
    )
    expect(error).toMatchObject({
      code: 'wait_failed',
      message: expect.stringContaining('release 8 has taken its place'),
    })
    expect(runs).toBe(5)
    expect(asked).toEqual(['6', '6', '6', '8'])
  })

  test('but not by the release of another service, which says nothing about this one', async () => {
    const asked: string[] = []
    const superseded = (release: string) => (asked.push(release), true)
    const expect_ = { release: '7', serviceId: 'shop' }
    const gateway: ProbeReading = { status: 'pass', release: '8', serviceId: 'gateway' }
    const nameless: ProbeReading = { status: 'fail', code: '503', release: '9' }
    const { error } = await failure((_, attempt) => (attempt % 2 ? gateway : nameless), {
      expect: expect_,
      superseded,
      totalTimeoutMs: 60_000,
    })
    expect(error.code).toBe('wait_timeout')
    expect(asked).toEqual([])
    const own = { ...gateway, serviceId: 'shop' }
    expect((await failure(() => own, { expect: expect_, superseded })).error.code).toBe('wait_failed')
  })

  test('but without that function no release is guessed to be newer, and one that throws says no', async () => {
    const guessless = await failure(() => ({ status: 'pass', release: '8' }), {
      expect: { release: '7' },
      totalTimeoutMs: 60_000,
    })
    expect(guessless.error.code).toBe('wait_timeout')
    const superseded = () => {
      throw new Error('not a version')
    }
    const thrown = await failure(() => ({ status: 'pass', release: '8' }), {
      expect: { release: '7' },
      superseded,
      totalTimeoutMs: 60_000,
    })
    expect(thrown.error.code).toBe('wait_timeout')
  })
})

describe('stopWhen', () => {
  /** Resolves by the gate's own clock, as a watcher of a deploy would. */
  const after = (clock: ReturnType<typeof createFakeClock>, ms: number) =>
    new Promise<void>((resolve) => void clock.timer(resolve, ms))

  test('a reason ends the gate at once, also while an attempt hangs', async () => {
    const clock = createFakeClock({ auto: true })
    const { error } = await failure(() => new Promise(() => undefined), {
      clock,
      attemptTimeoutMs: 60_000,
      stopWhen: async () => {
        await after(clock, 20_000)
        return 'the deploy dep-1 failed'
      },
    })
    expect(error).toMatchObject({
      code: 'wait_failed',
      message: expect.stringContaining('gave up: the deploy dep-1 failed'),
    })
    expect(clock.now()).toBe(20_000)
    expect(clock.pending).toBe(0)
  })

  test('a wait_failed of its own does so, too, and is the cause', async () => {
    const deployFailed = new KeelsonError('deploy dep-1 ended as build_failed', { code: 'wait_failed' })
    const { error } = await failure(() => fail('503'), { stopWhen: () => Promise.reject(deployFailed) })
    expect(error.code).toBe('wait_failed')
    expect(error.cause).toBe(deployFailed)
  })

  test.each([
    ['resolves without a reason', () => Promise.resolve(undefined)],
    ['fails for a reason of its own', () => Promise.reject(new Error('no network'))],
    ['loses its way', () => Promise.reject(new KeelsonError('no network', { code: 'network' }))],
    [
      'throws at once',
      () => {
        throw new Error('typo')
      },
    ],
  ])('one that %s has no say', async (_, stopWhen) => {
    const clock = createFakeClock({ auto: true })
    const probe: Probe = { name: 'app', kind: 'x', run: async () => ({ status: 'pass' }) }
    await expect(waitUntilHealthy(probe, { clock, stopWhen })).resolves.toMatchObject({ healthySamples: 11 })
  })

  test('its signal fires when the gate is open, and what it says then changes nothing', async () => {
    const clock = createFakeClock({ auto: true })
    let fired = false
    const probe: Probe = { name: 'app', kind: 'x', run: async () => ({ status: 'pass' }) }
    await waitUntilHealthy(probe, {
      clock,
      stopWhen: (signal) =>
        new Promise((resolve) =>
          signal.addEventListener('abort', () => {
            fired = true
            resolve('too late')
          }),
        ),
    })
    expect(fired).toBe(true)
  })
})

describe('abort', () => {
  test('before the start: nobody is asked', async () => {
    const { error, runs } = await failure(() => ({ status: 'pass' }), { signal: AbortSignal.abort() })
    expect(error).toMatchObject({ code: 'aborted', evidence: { samples: 0 } })
    expect(error.hint).toBeUndefined()
    expect(runs).toBe(0)
  })

  test('with the error of another gate as the reason: an abort all the same', async () => {
    const { error: other } = await failure(() => fail('503'), { totalTimeoutMs: 20_000 })
    const { error } = await failure(() => ({ status: 'pass' }), { signal: AbortSignal.abort(other) })
    expect(error).toMatchObject({ code: 'aborted', evidence: { samples: 0 } })
  })

  test('during an attempt: its signal fires', async () => {
    const controller = new AbortController()
    const clock = createFakeClock({ auto: true })
    let fired = false
    const probe: Probe = {
      name: 'app',
      kind: 'x',
      run: ({ signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            fired = true
            reject(new Error('cut'))
          })
          clock.timer(() => controller.abort(), 100)
        }),
    }
    await expect(waitUntilHealthy(probe, { clock, signal: controller.signal })).rejects.toMatchObject({
      code: 'aborted',
    })
    expect([fired, clock.now(), clock.pending]).toEqual([true, 100, 0])
  })

  test.each([
    ['a pause between failures', fail('503')],
    ['the stable window', { status: 'pass' } as const],
  ])('during %s', async (_, reading) => {
    const controller = new AbortController()
    const clock = createFakeClock({ auto: true })
    clock.timer(() => controller.abort(), 5500)
    const { error, pending } = await failure(() => reading, { clock, signal: controller.signal })
    expect(error.code).toBe('aborted')
    expect(clock.now()).toBe(5500)
    expect(pending).toBe(0)
  })

  test('together with the last healthy answer: still an abort', async () => {
    const controller = new AbortController()
    const { error } = await failure(() => ({ status: 'pass' }), {
      signal: controller.signal,
      onSample: ({ forMs }) => forMs >= 10_000 && controller.abort(),
    })
    expect(error).toMatchObject({ code: 'aborted', evidence: { last: { inRow: 11 } } })
  })

  test('is an abort, whatever stopWhen says when its signal fires', async () => {
    const controller = new AbortController()
    const { error } = await failure(() => fail('503'), {
      signal: controller.signal,
      onSample: () => controller.abort(),
      stopWhen: (signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve('stopped'))),
    })
    expect(error.code).toBe('aborted')
  })

  test('a signal that outlives the gate keeps no listener', async () => {
    const { signal } = new AbortController()
    await failure(() => fail('503'), { signal, totalTimeoutMs: 20_000 })
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })
})

describe('the error', () => {
  test('says what was asked, what came back and what to do', async () => {
    const { error } = await failure(
      (now) => (now < 20_000 ? { status: 'pass', release: 'a1' } : fail('503', '503 database is down')),
      {
        expect: { release: 'b2' },
        totalTimeoutMs: 60_000,
      },
    )
    const { samples, releases, reasons } = error.evidence
    const old = releases[0]?.samples ?? 0
    expect(reasons).toEqual([
      { name: 'other release', samples: old, firstSeenMs: 0 },
      { name: '503', samples: samples - old, firstSeenMs: expect.any(Number) },
    ])
    expect(error.message).toBe(
      'health gate on https://app.example.com/healthz did not open within 60 s; ' +
        'wanted release b2, 3 healthy answers in a row over 10 s; ' +
        `0 of ${samples} answers counted; not: 503 ×${samples - old}, other release ×${old}; releases: a1 ×${old}; ` +
        'last: 503 database is down. See the log of the deploy',
    )
    expect(formatError(error)).toContain('→ See the log of the deploy')
    expect(isKeelsonError(error)).toBe(true)
  })

  test.each([
    ['301', 'final address'],
    ['ECONNREFUSED', 'log of the deploy'],
  ])('after %s its hint says: %s', async (code, hint) => {
    const { error } = await failure(() => fail(code), { totalTimeoutMs: 60_000 })
    expect(error.hint).toContain(hint)
  })

  test('and its evidence are plain JSON of bounded size', async () => {
    const { error } = await failure((_, attempt) => ({
      ...fail(`code-${attempt}`, `down ${'x'.repeat(5000)}`),
      release: `release-${attempt}`,
    }))
    expect(JSON.stringify(error).length).toBeLessThan(9000)
    expect(error.message.match(/×/g)).toHaveLength(10)
    const { releases, reasons, samples } = error.evidence
    for (const counts of [releases, reasons]) {
      expect(counts).toHaveLength(20)
      expect(counts.at(-1)?.name).toBe('other')
      expect(counts.reduce((sum, count) => sum + count.samples, 0)).toBe(samples)
    }
    expect(JSON.parse(JSON.stringify(error.evidence))).toEqual(error.evidence)
  })
})
