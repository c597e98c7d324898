import { expect, test } from 'vitest'
import { estimateCost, fitsPlan, type ProjectNeeds } from './plans.js'

const codes = (needs: ProjectNeeds) => fitsPlan(needs).map(({ code }) => code)

test.each<[string, Partial<ProjectNeeds>, Partial<ProjectNeeds>]>([
  ['projects', { projects: 101 }, { projects: 100 }],
  ['branches', { branches: 11 }, { branches: 10 }],
  ['compute_size', { maxComputeUnits: 3 }, { maxComputeUnits: 2 }],
  ['snapshots', { snapshots: 2 }, { snapshots: 1 }],
  ['free-sleeps', { alwaysOn: true }, { alwaysOn: false }],
  ['compute-hours', { computeUnitHoursPerMonth: 186 }, { computeUnitHoursPerMonth: 100 }],
  ['storage', { storageGb: 0.6 }, { storageGb: 0.5 }],
  ['egress', { egressGbPerMonth: 6 }, { egressGbPerMonth: 5 }],
  ['restore-window', { restoreHours: 7 }, { restoreHours: 6 }],
  ['connections', { connections: 98 }, { connections: 97 }],
])('of the free plan: %s', (code, bad, good) => {
  expect(codes({ plan: 'free', ...bad })).toEqual([code])
  expect(codes({ plan: 'free', ...good })).toEqual([])
})

test('paid plans take more branches for money, restore for days, and may stay awake', () => {
  expect(fitsPlan({ plan: 'launch', branches: 5000, restoreHours: 7 * 24, alwaysOn: true, storageGb: 900 })).toEqual([])
  expect(codes({ plan: 'launch', branches: 5001, restoreHours: 7 * 24 + 1 })).toEqual(['branches', 'restore-window'])
  expect(codes({ plan: 'scale', restoreHours: 30 * 24 })).toEqual([])
})

test.each([
  [0.25, 97],
  [0.3, 97],
  [1, 412],
  [8, 3350],
  [56, 3993],
])('a compute of %f units takes %i connections directly', (minComputeUnits, connections) => {
  const needs = { plan: 'scale', minComputeUnits } as const
  expect(codes({ ...needs, connections })).toEqual([])
  expect(codes({ ...needs, connections: connections + 1 })).toEqual(['connections'])
})

test('through the pooler there are 10,000', () => {
  expect(codes({ plan: 'free', pooled: true, connections: 10_000 })).toEqual([])
  expect(codes({ plan: 'free', pooled: true, connections: 10_001 })).toEqual(['connections'])
})

test('costs add up beyond what is included', () => {
  expect(estimateCost({ plan: 'free', storageGb: 0.4 })).toMatchObject({ usdPerMonth: 0, lines: [] })
  expect(estimateCost({ plan: 'launch', computeUnitHoursPerMonth: 200, storageGb: 4 }).usdPerMonth).toBe(22.6)
  const { usdPerMonth, lines } = estimateCost({ plan: 'scale', egressGbPerMonth: 150, branches: 27 })
  expect(usdPerMonth).toBe(50 * 0.1 + 2 * 1.5)
  expect(lines.map(({ what }) => what)).toEqual(['50 GB sent out beyond 100', '2 branches beyond 25'])
})

test('a plan that there is not is named, with those that there are', () => {
  const plan = JSON.parse('"Launch"')
  for (const judge of [fitsPlan, estimateCost]) {
    expect(() => judge({ plan })).toThrow(/no plan "Launch", only free, launch, scale/)
    expect(() => judge({ plan: JSON.parse('{}').plan })).toThrow(expect.objectContaining({ code: 'config' }))
  }
})

test.each([Number.NaN, -5])('what is no amount is no need and costs nothing: %d', (amount) => {
  expect(() => estimateCost({ plan: 'launch', storageGb: amount })).toThrow(/^storageGb cannot be (?:NaN|-5), only/)
  expect(() => estimateCost({ plan: 'scale', branches: amount })).toThrow(/^branches cannot be/)
  expect(() => fitsPlan({ plan: 'free', connections: amount })).toThrow(/^connections cannot be/)
  expect(() => fitsPlan({ plan: 'free', connections: 5, minComputeUnits: amount })).toThrow(/^minComputeUnits cannot/)
})
