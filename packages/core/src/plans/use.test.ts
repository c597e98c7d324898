import { describe, expect, test } from 'vitest'
import { readUse, settleUseThresholds, type Use } from './index.js'

const usual = settleUseThresholds({})
const use = (used: number | undefined, limit: number | undefined, more: Partial<Use> = {}): Use => ({
  code: 'hours',
  what: 'hours',
  used,
  limit,
  ...more,
})

describe('the shares that warn and fail', () => {
  test.each([
    [0, 'pass', 0],
    [79.96, 'pass', 79.9],
    [80, 'warn', 80],
    [99.99, 'warn', 99.9],
    [100, 'fail', 100],
    [250, 'fail', 250],
  ])('%d of 100: %s', (used, status, observedValue) => {
    expect(readUse([use(used, 100)], usual)).toMatchObject({ status, observedValue, observedUnit: 'percent' })
  })

  test('are the caller’s, where given', () => {
    const thresholds = settleUseThresholds({ warnPercent: 10, failPercent: 20 })
    expect(readUse([use(10, 100)], thresholds).status).toBe('warn')
    expect(readUse([use(20, 100)], thresholds).status).toBe('fail')
  })

  test.each([
    { warnPercent: 110 },
    { failPercent: 50 },
    { warnPercent: NaN },
    { warnPercent: -1 },
    { failPercent: NaN },
  ])('are refused when they make no sense: %j', (thresholds) => {
    expect(() => settleUseThresholds(thresholds)).toThrow(expect.objectContaining({ code: 'config' }))
  })
})

test('what is worth a word is told, the fullest first, with the note behind', () => {
  const uses = [use(3, 10), use(8.5, 10, { code: 'b', what: 'GB' }), use(19, 20, { code: 'a', what: 'commands' })]
  expect(readUse(uses, usual, '; until Sunday')).toEqual({
    status: 'warn',
    code: 'a',
    output: 'used: 19 of 20 commands (95 %), 8.5 of 10 GB (85 %); until Sunday',
    observedValue: 95,
    observedUnit: 'percent',
  })
})

test('what goes on for money warns, and hides no failure behind its larger share', () => {
  const soft = use(300, 100, { code: 'money', what: 'dollars', isSoft: true })
  expect(readUse([soft], usual)).toMatchObject({ status: 'warn', code: 'money', observedValue: 300 })
  expect(readUse([soft, use(100, 100)], usual)).toMatchObject({ status: 'fail', code: 'hours', observedValue: 100 })
})

test('without a figure or a limit there is nothing to judge', () => {
  expect(readUse([use(undefined, 10), use(10, undefined), use(10, 0)], usual)).toEqual({ status: 'pass' })
})
