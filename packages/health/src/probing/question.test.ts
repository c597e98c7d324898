import { createFakeClock } from '@keelson/core/testing'
import type { Clock, ProbeContext, ProbeReading } from '@keelson/core'
import { expect, test } from 'vitest'
import { createQuestion } from './question.js'

const pass: ProbeReading = { status: 'pass' }
const context = (signal = new AbortController().signal) => ({ signal, attempt: 1 })

/** Questions that are answered by hand; `isCallable` ones end at their signal. */
function byHand({ isCallable = false } = {}) {
  const clock = createFakeClock()
  const asked: { readonly context: ProbeContext; readonly answer: (reading: ProbeReading) => void }[] = []
  const ask = (given: ProbeContext) =>
    new Promise<ProbeReading>((resolve, reject) => {
      asked.push({ context: given, answer: resolve })
      if (isCallable) given.signal.addEventListener('abort', () => reject(new Error('called back')))
    })
  return { clock, asked, run: createQuestion(ask, { what: 'question', timeoutMs: 1000, clock }) }
}

test('its time is measured, unless it measured something itself', async () => {
  const { clock, asked, run } = byHand()
  const first = run(context())
  await clock.advance(200)
  asked[0]?.answer(pass)
  expect(await first).toEqual({ status: 'pass', observedValue: 200, observedUnit: 'ms' })
  const second = run(context())
  asked[1]?.answer({ status: 'warn', code: 'low', observedValue: 3, observedUnit: 'percent' })
  expect(await second).toEqual({ status: 'warn', code: 'low', observedValue: 3, observedUnit: 'percent' })
})

test('all who ask at the same time get one answer, and one who leaves does not end it', async () => {
  const { asked, run } = byHand({ isCallable: true })
  const leaving = new AbortController()
  const runs = [run(context(leaving.signal)), ...Array.from({ length: 99 }, () => run(context()))]
  leaving.abort()
  expect(await runs[0]).toMatchObject({ status: 'fail', code: 'aborted' })
  expect(asked).toHaveLength(1)
  asked[0]?.answer(pass)
  expect((await Promise.all(runs.slice(1))).every(({ status }) => status === 'pass')).toBe(true)
})

test('it is called back when the last one has left, and asked anew by the next', async () => {
  const { asked, run } = byHand({ isCallable: true })
  const leaving = new AbortController()
  const first = run(context(leaving.signal))
  leaving.abort()
  const next = run(context())
  expect(asked[0]?.context.signal.aborted).toBe(true)
  expect(await first).toMatchObject({ code: 'aborted' })
  await new Promise(setImmediate)
  asked[1]?.answer(pass)
  expect(await next).toMatchObject({ status: 'pass' })
})

test('a time for all: who joins late has what is left of it', async () => {
  const { clock, asked, run } = byHand({ isCallable: true })
  const first = run(context())
  await clock.advance(900)
  const late = run(context())
  await clock.advance(100)
  expect(await first).toMatchObject({ code: 'timeout', output: 'no answer within 1 s', observedValue: 1000 })
  expect(await late).toMatchObject({ code: 'timeout', output: 'no answer within 1 s', observedValue: 100 })
  expect(asked[0]?.context.signal.aborted).toBe(true)
  expect(clock.pending).toBe(0)
})

test('while one that cannot be called back is overdue, everybody is told at once', async () => {
  const { clock, asked, run } = byHand()
  const first = run(context())
  await clock.advance(1000)
  expect(await first).toMatchObject({ code: 'timeout' })
  for (let time = 0; time < 100; time++) {
    const output = 'the question of an earlier run is not answered yet'
    expect(await run(context())).toEqual({ status: 'fail', code: 'timeout', output })
  }
  expect(asked).toHaveLength(1)
  asked[0]?.answer(pass)
  await new Promise(setImmediate)
  const again = run(context())
  asked[1]?.answer(pass)
  expect(await again).toMatchObject({ status: 'pass' })
})

test('one that was left early is waited for, but no longer than a run takes', async () => {
  const { clock, asked, run } = byHand()
  const leaving = new AbortController()
  const first = run(context(leaving.signal))
  leaving.abort()
  await first
  const next = run(context())
  await clock.advance(1000)
  expect(await next).toMatchObject({ code: 'timeout', output: 'no answer within 1 s' })
  expect(asked).toHaveLength(1)
  asked[0]?.answer(pass)
  await new Promise(setImmediate)
  // The one who waited has gone: nothing is asked for nobody.
  expect(asked).toHaveLength(1)
})

test('one whose askers were never told that their time is over is asked anew, as in a Worker', async () => {
  const fake = createFakeClock()
  // Those of the request that it was asked in; the others have theirs.
  let timers = 0
  const timer: Clock['timer'] = (callback, ms) => fake.timer((timers += 1) === 1 ? () => undefined : callback, ms)
  const answers: ((reading: ProbeReading) => void)[] = []
  const ask = () => new Promise<ProbeReading>((resolve) => answers.push(resolve))
  const run = createQuestion(ask, { what: 'question', timeoutMs: 1000, clock: { ...fake, timer } })
  void run(context())
  await fake.advance(2001)
  const again = run(context())
  await fake.advance(0)
  expect(answers).toHaveLength(2)
  // What comes of the first one after all does not let a third one begin beside the second.
  answers[0]?.({ status: 'fail' })
  await fake.advance(0)
  const joined = run(context())
  await fake.advance(0)
  expect(answers).toHaveLength(2)
  answers[1]?.(pass)
  expect([(await again).status, (await joined).status]).toEqual(['pass', 'pass'])
})

test('a signal that is over asks nothing', async () => {
  const { asked, run } = byHand()
  expect(await run(context(AbortSignal.abort()))).toMatchObject({ status: 'fail', code: 'aborted' })
  expect(asked).toEqual([])
})

test('what is thrown is a reading, whatever it is, and leaves the way free', async () => {
  const hostile = {
    get message(): string {
      throw new Error('no')
    },
  }
  const thrown: unknown[] = [
    new Error('refused'),
    undefined,
    'a text',
    hostile,
    Object.setPrototypeOf(hostile, Error.prototype),
    Object.assign(new Error('down'), { code: 'ECONNREFUSED' }),
  ]
  for (const one of thrown) {
    const run = createQuestion(() => Promise.reject(one as Error), { what: 'question', timeoutMs: 1000 })
    const reading = await run(context())
    expect(reading).toMatchObject({ status: 'fail', code: expect.any(String), output: expect.any(String) })
    expect(await run(context())).toMatchObject({ code: reading.code })
  }
})

test('an output is redacted before it is cut', async () => {
  const output = `${'x'.repeat(485)} postgres://app:pw-7f3k-quite-long@db/shop`
  const run = createQuestion(async () => ({ status: 'fail', code: 'x', output }), { what: 'q', timeoutMs: 1000 })
  const reading = await run(context())
  expect(reading.output?.length).toBeLessThanOrEqual(512)
  expect(reading.output).not.toContain('pw-7')
})

test.each([0, -1, Number.NaN, Infinity, 2 ** 31])('a time of %s is refused', (timeoutMs) => {
  expect(() => createQuestion(async () => pass, { what: 'question', timeoutMs })).toThrow(
    expect.objectContaining({
      code: 'config',
      message: expect.stringContaining(`timeoutMs of a probe cannot be ${timeoutMs}`),
    }),
  )
})
