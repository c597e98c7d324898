import { expect, test } from 'vitest'
import { postgresPoolOptions, type PoolUse } from './pool-options.js'

test.each<[PoolUse, object]>([
  [
    { kind: 'long-running' },
    { max: 10, connectionTimeoutMillis: 15_000, idleTimeoutMillis: 300_000, allowExitOnIdle: false, keepAlive: true },
  ],
  [
    { kind: 'long-running', server: { idleSeconds: 60 }, applicationName: 'shop' },
    { idleTimeoutMillis: 54_000, application_name: 'shop' },
  ],
  [{ kind: 'lambda' }, { max: 1, idleTimeoutMillis: 1, allowExitOnIdle: true }],
  [
    { kind: 'fluid', max: 5, connectTimeoutMs: 3000 },
    { max: 5, idleTimeoutMillis: 5000, connectionTimeoutMillis: 3000 },
  ],
  [{ kind: 'edge' }, { max: 1, maxUses: 1 }],
])('%o', (use, expected) => {
  expect(postgresPoolOptions(use)).toMatchObject(expected)
})

test.each<[PoolUse, string]>([
  [{ kind: 'long-running', connectTimeoutMs: 0 }, 'connectTimeoutMs must be a whole number from 1'],
  [{ kind: 'long-running', connectTimeoutMs: Infinity }, 'connectTimeoutMs must be'],
  [{ kind: 'lambda', server: { sleepsAfterSeconds: -1 } }, 'sleepsAfterSeconds of the server must'],
  [{ kind: 'lambda', max: 1.5 }, 'max must be a whole number'],
  [{ kind: 'edge', max: 2 }, 'max is 1 on the edge'],
  [{ kind: 'cloud' as 'edge' }, 'kind cannot be cloud, only long-running, lambda, fluid, edge'],
])('refuses %o', (use, problem) => {
  expect(() => postgresPoolOptions(use)).toThrow(
    expect.objectContaining({ code: 'config', message: expect.stringContaining(problem) }),
  )
})
