import { expect, test } from 'vitest'
import { renderPlatform } from './platform.js'

test('the free plan sleeps, blocks mail ports and has no pre-deploy command', () => {
  expect(renderPlatform({ plan: 'free' })).toMatchObject({
    name: 'Render, plan free',
    memoryMb: 512,
    cpus: 0.1,
    sleepsAfterMinutes: 15,
    freeHoursPerMonth: 750,
    blockedPorts: [25, 465, 587],
    instances: 1,
    preDeployCommand: false,
    backgroundWorkers: false,
    ephemeralDisk: true,
    container: true,
    terminatesTls: true,
  })
})

test('a paid plan does not', () => {
  const starter = renderPlatform({ plan: 'starter' })
  expect(starter).toMatchObject({ memoryMb: 512, cpus: 0.5, shutdownSeconds: 30, startSeconds: 900 })
  expect(starter).toMatchObject({ preDeployCommand: true, backgroundWorkers: true, proxyIdleSeconds: 120 })
  for (const field of ['sleepsAfterMinutes', 'freeHoursPerMonth', 'blockedPorts', 'instances'])
    expect(starter).not.toHaveProperty(field)
})

test('the shutdown delay is that of the service', () => {
  expect(renderPlatform({ plan: 'pro', maxShutdownDelaySeconds: 120 }).shutdownSeconds).toBe(120)
})

test('of a plan without figures nothing is said', () => {
  const platform = renderPlatform({ plan: 'custom' })
  expect([platform.memoryMb, platform.cpus]).toEqual([undefined, undefined])
})
