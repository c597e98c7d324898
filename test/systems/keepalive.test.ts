import type { Finding, Platform } from '@keelson/core'
import { formatCron, lintHealthPath, planKeepalive, type HealthPathObservation } from '@keelson/health'
import { postgresProbe } from '@keelson/health/probes/postgres'
import { redisProbe } from '@keelson/health/probes/redis'
import { neonServer } from '@keelson/neon/config'
import { planFacts } from '@keelson/neon/plans'
import { renderPlatform } from '@keelson/render/plans'
import { describe, expect, test } from 'vitest'

const free = renderPlatform({ plan: 'free' })
const codes = (findings: readonly Finding[]) => findings.map(({ severity, code }) => `${severity} ${code}`)

describe("a shop on Render's free plan with Neon and Upstash, pinged every 10 minutes", () => {
  const url = 'https://shopfront.onrender.com/healthz'
  const database = { ...neonServer('direct'), name: 'Neon', freeComputeHours: planFacts.free.compute.value }
  const asFound = { platform: free, intervalMinutes: 10, schedulers: ['uptimerobot'], database } as const

  test('as found: 744 of 750 hours, and one scheduler that is often too late', () => {
    const plan = planKeepalive({ ...asFound, services: [{ url }] })
    expect(plan).toMatchObject({ allowed: true, hoursPerMonth: 744, computeHoursPerMonth: 0, commandsPerMonth: 0 })
    expect(codes(plan.findings)).toEqual(['warning keepalive-one-scheduler'])
  })

  test('at its deep path it would use up the database', () => {
    const checks = [
      { probe: postgresProbe({ query: async () => undefined }) },
      { probe: redisProbe({ ping: async () => 'PONG' }) },
    ]
    const plan = planKeepalive({ ...asFound, services: [{ url: 'https://shopfront.onrender.com/health', checks }] })
    expect(codes(plan.findings)).toEqual(['error keepalive-deep-path', 'warning keepalive-one-scheduler'])
    expect(plan.findings[0]?.message).toBe(
      '/health asks postgres and redis at each ping: Neon is 372 h awake × 0.25 = 93 compute hours a month of 100 free ones, and 4,464 billed commands a month',
    )
    expect(() => formatCron(plan)).toThrow('93 compute hours a month of 100 free ones')
  })

  test('a second service beside it stops both in the middle of the month', () => {
    const services = [{ url }, { url: 'https://notebook.onrender.com/healthz' }]
    const plan = planKeepalive({ ...asFound, services })
    expect(plan).toMatchObject({ allowed: false, hoursPerMonth: 1488 })
    expect(codes(plan.findings)).toEqual(['error keepalive-hours-exceeded', 'warning keepalive-one-scheduler'])
    expect(planKeepalive({ platform: free, services, window: { from: 8, until: 19 } })).toMatchObject({
      allowed: true,
      findings: [],
    })
  })

  test('corrected: nothing is found', () => {
    const plan = planKeepalive({ platform: free, services: [{ url }], database })
    expect(plan).toMatchObject({ allowed: true, findings: [], hoursPerMonth: 744, computeHoursPerMonth: 0 })
  })

  test('of its two paths, the deep one is found', () => {
    const seen: HealthPathObservation = { url, status: 200, headStatus: 200, isPage: false, dependencies: [] }
    expect(lintHealthPath(seen)).toEqual([])
    const dependencies = ['database', 'redis']
    expect(codes(lintHealthPath({ ...seen, dependencies }))).toEqual(['warning health-path-deep'])
    // Its URL is written with a slash.
    expect(codes(lintHealthPath({ ...seen, status: 301, location: `${url}/` }))).toEqual([
      'warning health-path-redirect',
    ])
  })
})

test.each<[string, Platform]>([
  ['a Flask app on Render Starter', renderPlatform({ plan: 'starter' })],
  ['Django in a container behind nginx', { name: 'a container on a server', container: true }],
  ['gunicorn under systemd', { name: 'a server with systemd' }],
])('%s does not sleep', (_, platform) => {
  const { findings, hoursPerMonth } = planKeepalive({
    platform,
    services: [{ url: 'https://app.example.org/healthz' }],
  })
  expect(codes(findings)).toEqual(['info keepalive-not-needed'])
  expect(hoursPerMonth).toBe(744)
})

test('a Django backend on Render free with R2 may be awake in the hours of its users', () => {
  const services = [{ url: 'https://notebook.onrender.com/healthz' }]
  const window = { from: 7, until: 23, timeZone: 'Africa/Nairobi' }
  const { allowed, findings, hoursPerMonth } = planKeepalive({ platform: free, services, window })
  expect({ allowed, findings }).toEqual({ allowed: true, findings: [] })
  expect(hoursPerMonth).toBeCloseTo(496 + (31 * 12) / 60, 1)
})
