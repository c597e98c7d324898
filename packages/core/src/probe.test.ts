import { expect, test } from 'vitest'
import { defineProbe, type ProbeReading } from './probe.js'

const context = { signal: new AbortController().signal, attempt: 1 }
const reading: ProbeReading = { status: 'warn', output: 'slow', observedValue: 900, observedUnit: 'ms' }

test.each<[unknown, ProbeReading]>([
  [undefined, { status: 'pass' }],
  [true, { status: 'pass' }],
  [false, { status: 'fail', output: 'queue answered false' }],
  [reading, reading],
])('defineProbe reads %o as %o, at once or later', async (outcome, expected) => {
  const define = (run: () => unknown) => defineProbe({ name: 'queue', kind: 'custom', run: run as () => boolean })
  expect(await define(() => outcome).run(context)).toEqual(expected)
  expect(await define(async () => outcome).run(context)).toEqual(expected)
})

test('what a run throws at once is a rejection, and its context is handed on', async () => {
  const probe = defineProbe({
    name: 'queue',
    kind: 'custom',
    cost: { commands: 2 },
    run: ({ attempt, signal }) => {
      throw new Error(`attempt ${attempt}, aborted ${signal.aborted}`)
    },
  })
  expect([probe.name, probe.kind, probe.cost]).toEqual(['queue', 'custom', { commands: 2 }])
  await expect(probe.run(context)).rejects.toThrow('attempt 1, aborted false')
})
