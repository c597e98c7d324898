import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { estimateCost, fitsPlan, planFacts, type RedisNeeds } from './plans.js'

const codes = (needs: RedisNeeds) => fitsPlan(needs).map(({ code }) => code)

test.each<[string, Partial<RedisNeeds>, Partial<RedisNeeds>]>([
  ['data-size', { dataMb: 257 }, { dataMb: 256 }],
  ['commands', { commandsPerMonth: 500_001 }, { commandsPerMonth: 500_000 }],
  ['commands_per_second', { commandsPerSecond: 10_001 }, { commandsPerSecond: 10_000 }],
  ['bandwidth', { bandwidthGbPerMonth: 11 }, { bandwidthGbPerMonth: 10 }],
  ['request_size', { requestMb: 11 }, { requestMb: 10 }],
  ['record_size', { recordMb: 101 }, { recordMb: 100 }],
  ['databases', { databases: 2 }, { databases: 1 }],
  ['free-polled', { queue: true }, { queue: false }],
])('of the free plan: %s', (code, bad, good) => {
  expect(codes({ plan: 'free', ...bad })).toEqual([code])
  expect(codes({ plan: 'free', ...good })).toEqual([])
})

test('a fixed plan does not count commands, and the next size is named', () => {
  expect(codes({ plan: 'fixed_250mb', commandsPerMonth: 50_000_000, queue: true })).toEqual([])
  expect(fitsPlan({ plan: 'fixed_250mb', dataMb: 400 })).toMatchObject([
    { code: 'data-size', fix: expect.stringContaining('Take fixed_1gb') },
  ])
})

test('traffic above the allowance of payg costs, and stops nothing', () => {
  expect(fitsPlan({ plan: 'payg', bandwidthGbPerMonth: 300 })).toMatchObject([
    { code: 'bandwidth', severity: 'info', fix: '0.03 USD for each GB beyond it' },
  ])
})

test('costs add up', () => {
  expect(estimateCost({ plan: 'free', commandsPerMonth: 400_000 }).usdPerMonth).toBe(0)
  expect(estimateCost({ plan: 'fixed_1gb', prodPack: true }).usdPerMonth).toBe(220)
  expect(estimateCost({ plan: 'payg', commandsPerMonth: 3_000_000 }).usdPerMonth).toBe(6)
  expect(estimateCost({ plan: 'payg', dataGb: 5, bandwidthGbPerMonth: 300 }).usdPerMonth).toBe(4 * 0.25 + 100 * 0.03)
})

test('the plans are those that the API takes', () => {
  const { components } = JSON.parse(readFileSync(new URL('../contract.json', import.meta.url), 'utf8')) as {
    components: { schemas: { CreateDatabaseRequest: { properties: { plan: { enum: string[] } } } } }
  }
  const plans = Object.keys(planFacts).filter((name) => name !== 'prod_pack')
  expect(plans.toSorted()).toEqual(components.schemas.CreateDatabaseRequest.properties.plan.enum.toSorted())
})

test.each(['"fixed_1g"', '"prod_pack"', 'null'])(
  'a plan that there is not is named, with those that there are: %s',
  (text) => {
    const plan = JSON.parse(text)
    for (const judge of [fitsPlan, estimateCost])
      expect(() => judge({ plan })).toThrow(/^there is no plan .*, only free, payg, fixed_250mb, .*fixed_500gb$/)
  },
)

test.each([Number.NaN, -5])('what is no amount is no need and costs nothing: %d', (amount) => {
  expect(() => estimateCost({ plan: 'payg', dataGb: amount })).toThrow(/^dataGb cannot be (?:NaN|-5), only/)
  expect(() => estimateCost({ plan: 'free', commandsPerMonth: amount })).toThrow(/^commandsPerMonth cannot be/)
  expect(() => fitsPlan({ plan: 'free', dataMb: amount })).toThrow(/^dataMb cannot be/)
})
