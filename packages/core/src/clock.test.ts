import { getEventListeners } from 'node:events'
import { describe, expect, test, vi } from 'vitest'
import { systemClock } from './clock.js'
import { sleep } from './within.js'
import { createFakeClock } from './testing/index.js'

describe('sleep', () => {
  test('resolves when its time is over, and leaves no listener', async () => {
    const clock = createFakeClock()
    const { signal } = new AbortController()
    let awake = false
    const slept = sleep(clock, 1000, signal).then(() => (awake = true))
    await clock.advance(999)
    expect(awake).toBe(false)
    await clock.advance(1)
    await slept
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })

  test('rejects with `aborted` as soon as the signal fires, and leaves no timer', async () => {
    const clock = createFakeClock()
    const controller = new AbortController()
    const slept = sleep(clock, 1000, controller.signal)
    controller.abort()
    await expect(slept).rejects.toMatchObject({ code: 'aborted' })
    await expect(sleep(clock, 1000, AbortSignal.abort('a text'))).rejects.toMatchObject({ code: 'aborted' })
    expect(clock.pending).toBe(0)
  })
})

describe('systemClock', () => {
  test('a delay above 24.8 days does not overflow', () => {
    const timeout = vi.spyOn(globalThis, 'setTimeout')
    try {
      systemClock.timer(() => {}, 1e12)()
      expect(timeout.mock.calls.map(([, ms]) => ms)).toEqual([0x7fffffff])
    } finally {
      timeout.mockRestore()
    }
  })

  test('its time goes on when the date is set back', () => {
    const date = vi.spyOn(Date, 'now').mockReturnValue(0)
    try {
      const before = systemClock.now()
      expect(systemClock.date()).toBe(0)
      expect(systemClock.now()).toBeGreaterThanOrEqual(before)
      expect(before).toBeGreaterThan(0)
    } finally {
      date.mockRestore()
    }
  })
})
