import { runTransaction, TransactionError, type Probe, type ProbeReading } from '@keelson/core'
import { createFakeClock, createRandom } from '@keelson/core/testing'
import { expect, test } from 'vitest'
import { GateError } from './gate/gate-error.js'
import { healthGateStep } from './steps.js'

/** A release of one gate, in which the probe answers by its attempt. */
function release(answer: (attempt: number) => ProbeReading, signal?: AbortSignal) {
  const clock = createFakeClock({ auto: true })
  const probe: Probe = { name: 'app', kind: 'scripted', run: async ({ attempt }) => answer(attempt) }
  const step = healthGateStep(probe, {
    clock,
    random: createRandom(1),
    expect: { release: 'b2' },
    totalTimeoutMs: 60_000,
  })
  return runTransaction({ name: 'release', clock, signal }, (run) => run(step))
}

test('its value is the evidence; it notes each change of state, not each look', async () => {
  const { value, journal } = await release((attempt) => {
    if (attempt <= 3) return { status: 'fail', code: '503', release: 'a1' }
    return { status: 'pass', release: attempt <= 6 ? 'a1' : 'b2' }
  })
  expect(value).toMatchObject({ samples: 17, healthySamples: 11 })
  const [step] = journal.steps
  expect(step).toMatchObject({ name: 'health gate', status: 'done', undo: [] })
  expect(step?.notes.map((note) => note.replace(/^after [\d.]+ m?s: /, ''))).toEqual([
    '503, release a1',
    'other release, release a1',
    'healthy, release b2',
    expect.stringMatching(/^healthy for 10 s after 17 looks in \d+/),
  ])
})

test('an endless to and fro does not fill the journal', async () => {
  const failed = release((attempt) => ({ status: 'pass', release: attempt % 2 ? 'a1' : 'b2' }))
  const error = await failed.catch((thrown: unknown) => thrown)
  if (!(error instanceof TransactionError)) throw error
  expect(error.journal.steps[0]?.notes).toHaveLength(20)
  expect(error.code).toBe('wait_timeout')
  expect(error.cause).toBeInstanceOf(GateError)
})

test('the signal of the release ends it', async () => {
  const controller = new AbortController()
  const aborted = release((attempt) => {
    if (attempt === 3) controller.abort()
    return { status: 'fail', code: '503' }
  }, controller.signal)
  await expect(aborted).rejects.toMatchObject({ code: 'aborted', cause: { evidence: { samples: 2 } } })
})
