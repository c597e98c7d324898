import { expect, test } from 'vitest'
import { checkAmounts, checkLimit, checkPlan, costLine, fitsVercelHobby, formatCosts, sumCosts } from './index.js'

const fact = { value: 10, unit: 'GB', source: 'the page', asOf: '2026-01-01', confidence: 'documented' } as const

test('a need within its limit, or one that is not known, is no finding', () => {
  const check = { code: 'size', path: 'sizeGb', unit: 'GB', fix: 'less', fact }
  expect(checkLimit({ ...check, need: 10 })).toEqual([])
  expect(checkLimit({ ...check, need: undefined })).toEqual([])
  expect(checkLimit({ ...check, need: 11, fact: undefined })).toEqual([])
})

test('a need above its limit says both figures, what to do and where the limit is from', () => {
  expect(checkLimit({ code: 'size', path: 'sizeGb', need: 10.5, fact, unit: 'GB', fix: 'less' })).toEqual([
    {
      code: 'size',
      severity: 'error',
      path: 'sizeGb',
      message: '10.5 GB are more than the 10 of the plan',
      fix: 'less',
      source: 'the page, as of 2026-01-01',
    },
  ])
})

test('an estimate sums positions to the cent, leaves out what costs nothing, and tells what it does not know', () => {
  const lines = [costLine('3 instances', 3, fact), costLine('a third', 1 / 3, fact), costLine('nothing', 0, fact)]
  const estimate = sumCosts(lines, ['the plan custom'])
  expect(estimate).toMatchObject({ usdPerMonth: 33.33, unknown: ['the plan custom'] })
  expect(formatCosts(estimate)).toBe(
    [
      '$30.00 3 instances (the page, as of 2026-01-01)',
      '$3.33 a third (the page, as of 2026-01-01)',
      '$33.33 a month, estimated',
      'without the plan custom, whose price is not known',
    ].join('\n'),
  )
})

test('a shop does not belong on the Hobby plan; a small private page does', () => {
  expect(fitsVercelHobby({ commercial: true })).toMatchObject([{ code: 'vercel-hobby-commercial', severity: 'error' }])
  expect(fitsVercelHobby({ commercial: false, bandwidthGbPerMonth: 100, functionSeconds: 300 })).toEqual([])
  const findings = fitsVercelHobby({
    commercial: false,
    bandwidthGbPerMonth: 101,
    edgeRequestsPerMonth: 2_000_000,
    functionInvocationsPerMonth: 1_000_001,
    functionSeconds: 301,
  })
  expect(findings.map(({ code }) => code)).toEqual([
    'vercel-hobby-bandwidth',
    'vercel-hobby-requests',
    'vercel-hobby-invocations',
    'vercel-hobby-duration',
  ])
})

test('a plan that there is not is a config error with those that there are', () => {
  expect(checkPlan('free', ['free', 'paid'])).toBeUndefined()
  expect(() => checkPlan('Paid', ['free', 'paid'])).toThrow('there is no plan "Paid", only free, paid')
})

test.each([
  ['NaN', Number.NaN],
  ['-1', -1],
  ['"512"', JSON.parse('"512"')],
  ['null', JSON.parse('null')],
])('an amount of %s is a config error with its name', (shown, amount) => {
  const message = `sizeGb cannot be ${shown}, only a number 0 or more`
  expect(() => checkAmounts({ other: 0.5, left: undefined, sizeGb: amount })).toThrow(
    expect.objectContaining({ code: 'config', message }),
  )
  const check = { code: 'size', path: 'sizeGb', unit: 'GB', fix: 'less', fact: undefined }
  expect(() => checkLimit({ ...check, need: amount })).toThrow(message)
})
