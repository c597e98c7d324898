import { expect, test } from 'vitest'
import { askProbe } from './ask-probe.js'
import { defineProbe, type ProbeContext, type ProbeReading } from './probe.js'
import { createRedactor } from './redact.js'
import { createFakeClock } from './testing/fake-clock.js'

const redact = createRedactor(['pw-7f3k-secret'])

function ask(run: (context: ProbeContext) => Promise<ProbeReading | void> | void, signal?: AbortSignal) {
  const clock = createFakeClock({ auto: true })
  const probe = defineProbe({ name: 'database', kind: 'custom', run })
  return askProbe(probe, { clock, redact, attempt: 3, signal })
}

test('a reading is taken as it is, its output redacted', async () => {
  expect(await ask(() => {})).toEqual({ status: 'pass' })
  const warn = { status: 'warn', code: 'slow', output: 'slow with pw-7f3k-secret' } as const
  expect(await ask(async () => warn)).toEqual({ status: 'warn', code: 'slow', output: 'slow with [secret]' })
})

test('one that answers nothing, which only the compiler refuses, has failed', async () => {
  const nothing = JSON.parse('null') as ProbeReading
  const probe = { name: 'own', kind: 'custom', run: async () => nothing } as const
  const reading = await askProbe(probe, { clock: createFakeClock({ auto: true }), redact, attempt: 1 })
  expect(reading).toMatchObject({ status: 'fail', code: 'threw' })
})

test('it is told which attempt this is', async () => {
  const seen: number[] = []
  await ask(({ attempt }) => void seen.push(attempt))
  expect(seen).toEqual([3])
})

test('what it throws is a failed reading, redacted', async () => {
  const reading = await ask(() => {
    throw new Error('refused pw-7f3k-secret')
  })
  expect(reading).toEqual({ status: 'fail', code: 'threw', output: 'refused [secret]' })
})

test('one that does not answer fails after its time, and its signal fires', async () => {
  let ended = false
  const hanging = ({ signal }: ProbeContext) =>
    new Promise<void>(() => signal.addEventListener('abort', () => (ended = true)))
  expect(await ask(hanging)).toEqual({ status: 'fail', code: 'timeout', output: 'no answer within 15 s' })
  expect(ended).toBe(true)
  expect(await ask(hanging, AbortSignal.abort())).toMatchObject({ status: 'fail', code: 'aborted' })
})
