import { describe, expect, test } from 'vitest'
import { servicePlans } from './known-values.js'
import { estimateCost, fitsFreeKeyValue, fitsFreePostgres, fitsPlan, planFacts, type ServiceNeeds } from './plans.js'

const codes = (needs: ServiceNeeds) => fitsPlan(needs).map(({ code }) => code)

test('the shop and the Flask application fit where they run', () => {
  expect(fitsPlan({ plan: 'starter', peakMemoryMb: 398, alwaysOn: true, outboundPorts: [587] })).toEqual([])
  expect(fitsPlan({ plan: 'free', peakMemoryMb: 300, hoursPerMonth: 744, outboundPorts: [443, 2525] })).toEqual([])
})

describe('memory', () => {
  test('over the plan names the next one that has enough', () => {
    expect(fitsPlan({ plan: 'starter', peakMemoryMb: 600 })).toMatchObject([
      {
        code: 'memory-over-plan',
        severity: 'error',
        message: '600 MB of memory are more than the 512 of the plan',
        fix: expect.stringContaining('Take standard with 2048 MB'),
        source: expect.stringMatching(/as of 2026-/),
      },
    ])
    expect(fitsPlan({ plan: 'pro_ultra', peakMemoryMb: 40_000 })[0]?.fix).toBe('No plan has that much: use less')
  })

  test('close to the limit is a warning', () => {
    expect(codes({ plan: 'starter', peakMemoryMb: 460 })).toEqual([])
    expect(fitsPlan({ plan: 'starter', peakMemoryMb: 461 })).toMatchObject([
      { code: 'memory-tight', severity: 'warning' },
    ])
    expect(codes({ plan: 'starter', peakMemoryMb: 512 })).toEqual(['memory-tight'])
    expect(codes({ plan: 'starter', peakMemoryMb: 513 })).toEqual(['memory-over-plan'])
  })

  test('of a plan without known figures is said to be unknown', () => {
    expect(fitsPlan({ plan: 'standard_plus', peakMemoryMb: 100 })).toMatchObject([
      { code: 'plan-unknown', severity: 'info' },
    ])
    expect(fitsPlan({ plan: 'standard_plus' })).toEqual([])
  })
})

test.each<[string, Partial<ServiceNeeds>, Partial<ServiceNeeds>]>([
  ['free-service-type', { type: 'background_worker' }, { type: 'static_site' }],
  ['free-without-disk', { disk: true }, { disk: false }],
  ['free-sleeps', { alwaysOn: true }, { alwaysOn: false }],
  ['free-ports-blocked', { outboundPorts: [443, 587, 465] }, { outboundPorts: [2525] }],
  ['free-instances', { instances: 2 }, { instances: 1 }],
  ['free-hours', { hoursPerMonth: 751 }, { hoursPerMonth: 750 }],
  ['shutdown-delay', { shutdownDelaySeconds: 301 }, { shutdownDelaySeconds: 300 }],
])('%s', (code, bad, good) => {
  expect(codes({ plan: 'free', ...bad })).toEqual([code])
  expect(codes({ plan: 'free', ...good })).toEqual([])
  // The only rule that is not of the free plan.
  expect(codes({ plan: 'starter', ...bad })).toEqual(code === 'shutdown-delay' ? [code] : [])
})

test('blocked ports are named, with the way out', () => {
  expect(fitsPlan({ plan: 'free', outboundPorts: [587, 465] })[0]).toMatchObject({
    message: 'connections from a free service to port 587 and 465 time out',
    fix: expect.stringContaining('2525'),
  })
})

test('a free database expires, on a day', () => {
  expect(fitsFreePostgres()).toMatchObject([
    { code: 'free-database-expires', message: expect.stringContaining('30 days after') },
  ])
  expect(fitsFreePostgres({ createdAt: '2026-11-01T12:00:00Z' })[0]?.message).toBe(
    'a free database expires on 2026-12-01, with everything in it',
  )
  expect(fitsFreePostgres({ storageGb: 2, databases: 2 }).map(({ code }) => code)).toEqual([
    'free-database-expires',
    'free-database-storage',
    'free-databases',
  ])
})

test('a free Key Value has 25 MB and 50 connections', () => {
  expect(fitsFreeKeyValue({ memoryMb: 25, connections: 50 })).toEqual([])
  expect(fitsFreeKeyValue({ memoryMb: 26, connections: 51 }).map(({ code }) => code)).toEqual([
    'free-key-value-memory',
    'free-key-value-connections',
  ])
})

test('costs add up', () => {
  const services = [{ plan: 'starter', instances: 2 }, { plan: 'free' }, { plan: 'pro' }] as const
  expect(estimateCost({ services })).toMatchObject({ usdPerMonth: 2 * 7 + 85, unknown: [] })
  expect(estimateCost({ services: [{ plan: 'custom' }], extraBandwidthGb: 100 })).toMatchObject({
    usdPerMonth: 15,
    lines: [{ what: '100 GB of outbound traffic' }],
    unknown: ['the plan custom'],
  })
})

test('every plan with figures is one of the API, and every fact says where it is from', () => {
  const others = ['free_postgres', 'free_keyvalue', 'all']
  const names = Object.keys(planFacts).filter((name) => !others.includes(name))
  expect(names.filter((name) => !servicePlans.some((plan) => plan === name))).toEqual([])
  for (const facts of Object.values(planFacts))
    for (const fact of Object.values(facts)) {
      expect(fact.source).not.toBe('')
      expect(fact.asOf).not.toBe('')
    }
})

test.each([Number.NaN, -2])('what is no amount is no need and costs nothing: %d', (amount) => {
  const services = [{ plan: 'free' }, { plan: 'starter', instances: amount }] as const
  expect(() => estimateCost({ services })).toThrow(/^services\[1\]\.instances cannot be (?:NaN|-2), only/)
  expect(() => estimateCost({ services: [], extraBandwidthGb: amount })).toThrow(/^extraBandwidthGb cannot be/)
  expect(() => fitsPlan({ plan: 'free', peakMemoryMb: amount })).toThrow(/^peakMemoryMb cannot be/)
  expect(() => fitsPlan({ plan: 'custom', peakMemoryMb: amount })).toThrow(/^peakMemoryMb cannot be/)
  expect(() => fitsFreePostgres({ storageGb: amount })).toThrow(/^storageGb cannot be/)
})

test('a plan that there is not is named, with those that there are', () => {
  const plan = JSON.parse('"Starter"')
  const error = /^there is no plan "Starter", only .*starter/
  expect(() => fitsPlan({ plan })).toThrow(error)
  expect(() => estimateCost({ services: [{ plan }] })).toThrow(error)
})
