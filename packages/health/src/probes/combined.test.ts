import { defineProbe, type Probe, type ProbeCost, type ProbeReading } from '@keelson/core'
import { createFakeClock } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import { all } from './all.js'
import { any } from './any.js'

const context = (signal = new AbortController().signal) => ({ signal, attempt: 1 })

const saying = (name: string, reading: ProbeReading | boolean, cost?: ProbeCost): Probe =>
  defineProbe({ name, kind: 'custom', run: () => reading, ...(cost && { cost }) })
const good = (name: string, rest: Partial<ProbeReading> = {}) => saying(name, { status: 'pass', ...rest })
const busy = (name: string) => saying(name, { status: 'warn', code: 'saturated', output: 'all in use' })
const down = (name: string) => saying(name, { status: 'fail', code: 'ECONNREFUSED', output: 'refused' })
const throwing = (name: string) => defineProbe({ name, kind: 'custom', run: () => Promise.reject(new Error('broken')) })
/** Answers nothing, and remembers what it was asked with. */
function silent(name: string) {
  const signals: AbortSignal[] = []
  const probe: Probe = { name, kind: 'custom', run: ({ signal }) => new Promise(() => void signals.push(signal)) }
  return { probe, signals }
}

describe('all', () => {
  test.each<[string, Probe[], ProbeReading]>([
    ['pass', [good('a'), good('b')], { status: 'pass' }],
    ['one warns', [good('a'), busy('b')], { status: 'warn', code: 'saturated', output: 'b (saturated): all in use' }],
    [
      'the worst comes first',
      [busy('a'), good('b'), down('c'), throwing('d')],
      {
        status: 'fail',
        code: 'ECONNREFUSED',
        output: 'c (ECONNREFUSED): refused; d (error): broken; a (saturated): all in use',
      },
    ],
  ])('%s', async (_, probes, expected) => {
    expect(await all(probes).run(context())).toEqual(expected)
  })

  test('the release, where they agree on one', async () => {
    const one = [good('a', { release: 'b2', serviceId: 'shop' }), good('b'), good('c', { release: 'b2' })]
    expect(await all(one).run(context())).toEqual({ status: 'pass', release: 'b2', serviceId: 'shop' })
    const two = [good('a', { release: 'b2' }), good('b', { release: 'a1' })]
    expect(await all(two).run(context())).toEqual({ status: 'pass', release: 'b2, a1' })
  })

  test('one time for all: what is answered by then counts', async () => {
    const clock = createFakeClock()
    const [one, other] = [silent('one'), silent('other')]
    const running = all([one.probe, good('good'), other.probe], { timeoutMs: 2000, clock }).run(context())
    await clock.advance(2000)
    expect(await running).toEqual({
      status: 'fail',
      code: 'timeout',
      output: 'one (timeout): no answer within 2 s; other (timeout): no answer within 2 s',
    })
    expect(one.signals[0]?.aborted).toBe(true)
    expect(clock.pending).toBe(0)
  })

  test('the names stay when there is much to say', async () => {
    const long = (name: string) => saying(name, { status: 'fail', code: 'x', output: 'o'.repeat(1000) })
    const { output = '' } = await all(Array.from({ length: 10 }, (_, index) => long(`probe-${index}`))).run(context())
    expect(output.length).toBeLessThanOrEqual(300)
    for (let index = 0; index < 10; index++) expect(output).toContain(`probe-${index}`)
  })
})

describe('any', () => {
  test.each<[string, Probe[], ProbeReading]>([
    ['one passes', [down('a'), busy('b'), good('c', { release: 'b2' })], { status: 'pass', release: 'b2' }],
    [
      'the best comes first',
      [down('a'), busy('b')],
      { status: 'warn', code: 'saturated', output: 'b (saturated): all in use; a (ECONNREFUSED): refused' },
    ],
    [
      'none passes',
      [down('a'), throwing('b')],
      { status: 'fail', code: 'ECONNREFUSED', output: 'a (ECONNREFUSED): refused; b (error): broken' },
    ],
  ])('%s', async (_, probes, expected) => {
    expect(await any(probes).run(context())).toMatchObject(expected)
  })

  test('it is over with the first that passes, and the others are called back', async () => {
    const clock = createFakeClock()
    const other = silent('other')
    expect(await any([other.probe, good('good')], { clock }).run(context())).toMatchObject({ status: 'pass' })
    expect(other.signals[0]?.aborted).toBe(true)
    expect(clock.pending).toBe(0)
  })

  test('one time for all', async () => {
    const clock = createFakeClock()
    const running = any([silent('one').probe, down('other')], { timeoutMs: 2000, clock }).run(context())
    await clock.advance(2000)
    expect(await running).toEqual({
      status: 'fail',
      code: 'timeout',
      output: 'one (timeout): no answer within 2 s; other (ECONNREFUSED): refused',
    })
  })
})

describe.each([
  ['all', all],
  ['any', any],
])('%s', (kind, combine) => {
  test('the names and the costs of all', () => {
    const probes = [
      good('a'),
      saying('b', true, { commands: 1 }),
      saying('c', true, { commands: 2, wakesCompute: true }),
    ]
    expect(combine(probes)).toMatchObject({ name: 'a, b, c', kind, cost: { commands: 3, wakesCompute: true } })
    expect(combine([good('a')], { name: 'data' })).toMatchObject({ name: 'data', cost: {} })
  })

  test('none at all is refused', () => {
    expect(() => combine([])).toThrow(
      expect.objectContaining({ code: 'config', message: `${kind} needs a probe at least` }),
    )
  })

  test('an abort ends all of them', async () => {
    const controller = new AbortController()
    const [one, other] = [silent('one'), silent('other')]
    const running = combine([one.probe, other.probe]).run(context(controller.signal))
    controller.abort()
    expect(await running).toMatchObject({ status: 'fail', code: 'aborted' })
    expect([one.signals[0]?.aborted, other.signals[0]?.aborted]).toEqual([true, true])
  })

  test('one that hangs is not asked again before it has answered', async () => {
    const clock = createFakeClock()
    const hanging = silent('hanging')
    const probe = combine([hanging.probe], { timeoutMs: 1000, clock })
    const first = probe.run(context())
    await clock.advance(1000)
    await first
    for (let run = 0; run < 100; run++) expect(await probe.run(context())).toMatchObject({ code: 'timeout' })
    expect(hanging.signals).toHaveLength(1)
  })

  test('they can be nested', async () => {
    const probe = combine([all([good('a')]), any([good('b'), down('c')])])
    expect(await probe.run(context())).toMatchObject({ status: 'pass' })
  })
})
