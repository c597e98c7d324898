import { setTimeout as delay } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { eventLoopProbe, type EventLoopProbeOptions } from './event-loop.js'

const context = { signal: new AbortController().signal, attempt: 1 }

function open(options: EventLoopProbeOptions = {}) {
  const probe = eventLoopProbe(options)
  onTestFinished(() => probe.stop())
  return probe
}

/** Holds up everything, some times, and lets the timer that measures it come in between. */
async function block(ms: number, times = 3): Promise<void> {
  for (let time = 0; time < times; time++) {
    const end = performance.now() + ms
    while (performance.now() < end);
    await delay(30)
  }
}

test('the first run only begins to measure', async () => {
  expect(await open({ warnMs: 0, failMs: 0 }).run(context)).toEqual({ status: 'pass' })
})

test('what was late since the last run, and no longer than that', async () => {
  const probe = open({ warnMs: 200, failMs: 5000 })
  probe.start()
  await delay(30)
  await block(400)
  const reading = await probe.run(context)
  expect(reading).toMatchObject({ status: 'warn', code: 'delayed', observedUnit: 'ms' })
  expect(reading.output).toBe(`the event loop is ${reading.observedValue as number} ms late`)
  expect(reading.observedValue).toBeGreaterThan(300)
  // Nothing was measured since.
  expect(await probe.run(context)).toEqual({ status: 'pass' })
})

test('a longer delay fails', async () => {
  const probe = open({ warnMs: 10, failMs: 50 })
  await probe.run(context)
  await delay(30)
  await block(200)
  expect(await probe.run(context)).toMatchObject({ status: 'fail', code: 'delayed' })
})

test('it measures only after it was begun, and until it is ended', async () => {
  const probe = open({ warnMs: 0, failMs: 0 })
  await block(50)
  expect(await probe.run(context)).toEqual({ status: 'pass' })
  probe.stop()
  probe.stop()
  await block(50)
  expect(await probe.run(context)).toEqual({ status: 'pass' })
})

test('it keeps no process alive', () => {
  const before = process.getActiveResourcesInfo()
  open().start()
  expect(process.getActiveResourcesInfo()).toEqual(before)
})

test('limits that contradict each other are refused', () => {
  expect(() => eventLoopProbe({ warnMs: 2000 })).toThrow(
    expect.objectContaining({
      code: 'config',
      message: 'failMs (1000) of a probe must not be below warnMs (2000)',
    }),
  )
})
