import { describe, expect, test } from 'vitest'
import { queueDepthProbe, type QueueDepthProbeOptions } from './queue-depth.js'

const context = (signal = new AbortController().signal) => ({ signal, attempt: 1 })
const limits = { warnAbove: 100, failAbove: 1000 }
const ask = (depth: unknown, options: QueueDepthProbeOptions = limits) =>
  queueDepthProbe(() => depth as number, options).run(context())

test.each([
  [0, 'pass', undefined, undefined],
  [100, 'pass', undefined, undefined],
  [101, 'warn', 'queue_long', '101 are waiting, more than 100'],
  [1001, 'fail', 'queue_long', '1001 are waiting, more than 1000'],
])('%s is %s', async (depth, status, code, output) => {
  expect(await ask(depth)).toEqual({ status, code, output, observedValue: depth, observedUnit: 'count' })
})

test('one limit is enough', async () => {
  expect(await ask(500, { failAbove: 100 })).toMatchObject({ status: 'fail' })
  expect(await ask(500, { warnAbove: 100 })).toMatchObject({ status: 'warn' })
})

test.each([Number.NaN, Infinity, -1, '7', null, undefined, 7n])('%s is no number of anything', async (depth) => {
  expect(await ask(depth)).toMatchObject({
    status: 'fail',
    code: 'unexpected_answer',
    output: `the count is no number from 0 on: ${String(depth)}`,
  })
})

test('a count that fails', async () => {
  const count = () => Promise.reject(Object.assign(new Error('no route'), { code: 'EHOSTUNREACH' }))
  expect(await queueDepthProbe(count, limits).run(context())).toMatchObject({ status: 'fail', code: 'EHOSTUNREACH' })
})

test('a count that can be called back is', async () => {
  const controller = new AbortController()
  const signals: AbortSignal[] = []
  const count = (signal: AbortSignal) => new Promise<number>(() => void signals.push(signal))
  const running = queueDepthProbe(count, limits).run(context(controller.signal))
  controller.abort()
  expect(await running).toMatchObject({ code: 'aborted' })
  expect(signals.map(({ aborted }) => aborted)).toEqual([true])
})

describe('what cannot work is refused', () => {
  test.each<[QueueDepthProbeOptions, string]>([
    [{}, 'a probe of a queue needs warnAbove or failAbove'],
    [{ warnAbove: 9, failAbove: 8 }, 'failAbove (8) of a probe must not be below warnAbove (9)'],
    [{ warnAbove: -1 }, 'warnAbove of a probe cannot be -1, only a number 0 or more'],
  ])('%o', (options, message) => {
    expect(() => queueDepthProbe(() => 0, options)).toThrow(expect.objectContaining({ code: 'config', message }))
  })
})

test('its name, and its cost when there is one', () => {
  expect(queueDepthProbe(() => 0, limits)).toMatchObject({ name: 'queue-depth', kind: 'queue-depth' })
  expect(queueDepthProbe(() => 0, limits)).not.toHaveProperty('cost')
  expect(queueDepthProbe(() => 0, { ...limits, name: 'mails', cost: { commands: 1 } })).toMatchObject({
    name: 'mails',
    cost: { commands: 1 },
  })
})
