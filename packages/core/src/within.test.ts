import { getEventListeners } from 'node:events'
import { createFakeClock } from './testing/index.js'
import { expect, test } from 'vitest'
import { within } from './within.js'

const never = () => new Promise<never>(() => undefined)

test('the value, and nothing stays behind', async () => {
  const clock = createFakeClock()
  const { signal: outer } = new AbortController()
  let given: AbortSignal | undefined
  const ending = await within(async (signal) => ((given = signal), 7), 1000, clock, outer)
  expect(ending).toEqual({ how: 'done', value: 7 })
  expect([clock.pending, getEventListeners(outer, 'abort').length, given?.aborted]).toEqual([0, 0, false])
})

test.each([
  ['rejects', () => Promise.reject(new Error('no'))],
  [
    'throws at once',
    () => {
      throw new Error('no')
    },
  ],
])('work that %s', async (_, work) => {
  const clock = createFakeClock()
  await expect(within(work, 1000, clock, new AbortController().signal)).resolves.toEqual({
    how: 'threw',
    thrown: new Error('no'),
  })
  expect(clock.pending).toBe(0)
})

test('work that ignores its signal is left at the limit, and what it says later is dropped', async () => {
  const clock = createFakeClock()
  let reject = (error: Error): void => void error
  const work = () => new Promise((_, no) => (reject = no))
  const ending = within(work, 1000, clock, new AbortController().signal)
  await clock.advance(1000)
  reject(new Error('late'))
  await expect(ending).resolves.toEqual({ how: 'timeout' })
})

test('an abort, before and during; work is not begun when there is no time for it', async () => {
  const clock = createFakeClock()
  let begun = 0
  const work = () => (begun++, never())
  await expect(within(work, 1000, clock, AbortSignal.abort())).resolves.toEqual({ how: 'aborted' })
  expect([begun, clock.pending]).toEqual([0, 0])
  const controller = new AbortController()
  const ending = within(work, 1000, clock, controller.signal)
  controller.abort()
  await expect(ending).resolves.toEqual({ how: 'aborted' })
  expect([begun, clock.pending]).toEqual([1, 0])
})
