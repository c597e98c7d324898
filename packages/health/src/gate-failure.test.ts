import { getEventListeners } from 'node:events'
import { formatError, isKeelsonError, KeelsonError, type Probe, type ProbeReading } from '@keelson/core'
import { createFakeClock, createRandom } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import { waitUntilHealthy, type GateOptions } from './gate.js'
import { GateError } from './gate-error.js'

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
    expect(error.message).toContain(`gave up: it answered ${code} ${runs} times`)
    expect(runs).toBeGreaterThanOrEqual(5)
    expect(atMs).toBeGreaterThanOrEqual(30_000)
    expect(atMs).toBeLessThan(45_000)
  })

  test('count and time of refusals can be set', async () => {
    const { runs } = await failure(() => fail('401'), { refusals: 2, refusedMs: 0 })
    expect(runs).toBe(2)
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
      healthyForMs: 10_000,
    })
    begin = clock.now()
    const mixed = (now: number, attempt: number) =>
      now < 300_000 ? fail(attempt % 4 === 0 ? '503' : '401') : ({ status: 'pass' } as const)
    await expect(run(mixed)).resolves.toMatchObject({ healthyForMs: 10_000 })
    begin = clock.now()
    const changing = (now: number, attempt: number) =>
      now < 300_000 ? fail(attempt % 4 < 2 ? '403' : '401') : ({ status: 'pass' } as const)
    await expect(run(changing)).resolves.toMatchObject({ healthyForMs: 10_000 })
  })

  test.each([
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'CERT_HAS_EXPIRED',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  ])('on the first %s', async (code) => {
    const { error, runs } = await failure(() => fail(code))
    expect(runs).toBe(1)
    expect(error).toMatchObject({ code: 'wait_failed', hint: expect.stringContaining('waitForCertificate') })
  })

  test('unless the certificate is still being issued', async () => {
    const clock = createFakeClock({ auto: true })
    const answer = (): ProbeReading =>
      clock.now() < 120_000 ? fail('ERR_TLS_CERT_ALTNAME_INVALID') : { status: 'pass' }
    const probe: Probe = { name: 'app', kind: 'x', run: async () => answer() }
    await expect(waitUntilHealthy(probe, { clock, waitForCertificate: true })).resolves.toMatchObject({
      healthyForMs: 10_000,
    })
  })

  test('when a newer release took the place of the expected one', async () => {
    const asked: string[] = []
    const superseded = (release: string) => (asked.push(release), Number(release) > 7)
    const { error, runs } = await failure((_, attempt) => ({ status: 'pass', release: String(attempt < 4 ? 6 : 8) }), {
      expect: { release: '7' },
      superseded,
    })
    expect(error).toMatchObject({
      code: 'wait_failed',
      message: expect.stringContaining('release 8 has taken its place'),
    })
    expect(runs).toBe(4)
    expect(asked).toEqual(['6', '6', '6', '8'])
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
    ['resolves without a reason', () => Promise.resolve(undefined), undefined],
    ['fails for a reason of its own', () => Promise.reject(new Error('no network')), 'no network'],
    [
      'throws at once',
      () => {
        throw new Error('typo')
      },
      'typo',
    ],
  ])('one that %s has no say', async (_, stopWhen, stopWhenError) => {
    const clock = createFakeClock({ auto: true })
    const probe: Probe = { name: 'app', kind: 'x', run: async () => ({ status: 'pass' }) }
    const evidence = await waitUntilHealthy(probe, { clock, stopWhen })
    expect(evidence.stopWhenError).toBe(stopWhenError)
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
    expect(runs).toBe(0)
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
      onSample: ({ healthyForMs }) => healthyForMs >= 10_000 && controller.abort(),
    })
    expect(error).toMatchObject({ code: 'aborted', evidence: { healthyInRow: 11 } })
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
    expect(reasons).toEqual({ 'other release': releases[0]?.samples, 503: samples - (releases[0]?.samples ?? 0) })
    expect(error.message).toBe(
      'health gate on https://app.example.com/healthz did not open within 60 s; ' +
        'wanted release b2, 3 healthy answers in a row over 10 s; ' +
        `0 of ${samples} samples were right (not: 503 ×${reasons['503']}, other release ×${reasons['other release']}); ` +
        `release a1 still answered in ${releases[0]?.samples} of ${samples}; the last one: 503 database is down. ` +
        'The new release never answered: see the log of its deploy',
    )
    expect(formatError(error)).toContain('→ The new release never answered')
    expect(isKeelsonError(error)).toBe(true)
  })

  test.each([
    ['401', 'asks for credentials'],
    ['404', 'cacheBuster: false'],
    ['301', 'final address'],
    ['ECONNREFUSED', 'log of the deploy'],
  ])('after %s its hint says: %s', async (code, hint) => {
    const { error } = await failure(() => fail(code), { totalTimeoutMs: 60_000 })
    expect(error.hint).toContain(hint)
  })

  test('and its evidence are plain JSON, without secrets, and of bounded size', async () => {
    const { error } = await failure(
      (_, attempt) => ({
        ...fail(`code-${attempt}`, `postgres://app:hunter22@db/x and top-secret-thing ${'x'.repeat(5000)}`),
        release: `release-${attempt}`,
      }),
      { redact: (text) => text.replaceAll('hunter22', '***').replaceAll('top-secret-thing', '***') },
    )
    const journal = JSON.stringify(error)
    expect(journal).not.toMatch(/hunter22|top-secret-thing/)
    expect(journal.length).toBeLessThan(8000)
    expect(Object.keys(error.evidence.reasons)).toHaveLength(20)
    expect(error.evidence.releases).toHaveLength(20)
    const total = Object.values(error.evidence.reasons).reduce((sum, count) => sum + count, 0)
    expect(total).toBe(error.evidence.samples)
    expect(JSON.parse(JSON.stringify(error.evidence))).toEqual(error.evidence)
  })

  test('known shapes of credentials are blanked out by default', async () => {
    const { error } = await failure(() => fail('down', 'redis://default:AbCdEf123456@host:6379 refused'), {
      totalTimeoutMs: 20_000,
    })
    expect(error.message).not.toContain('AbCdEf123456')
    expect(error.evidence.last?.output).toContain('redis://default:[secret]@host:6379 refused')
  })
})
