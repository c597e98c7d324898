import { expect, test } from 'vitest'
import { lintConnectionBudget } from './connection-budget.js'

const web = { name: 'web', instances: 2, workers: 2, threads: 6, pool: 5, overflow: 10 }
const worker = { name: 'worker', workers: 4 }

test('the sum is told against the limit', () => {
  expect(lintConnectionBudget({ server: { connections: 60 }, services: [web, worker] })).toMatchObject([
    {
      code: 'postgres-connections-over-limit',
      severity: 'error',
      message:
        '64 connections may be opened (web 2 instances x 2 workers x (5 pool + 10 overflow) = 60, worker 1 instances x 4 workers x 1 threads = 4), and the server takes 60: the rest is refused with "too many clients"',
    },
  ])
})

test('twice as many may be there during a deploy', () => {
  const [finding, ...more] = lintConnectionBudget({ server: { connections: 100 }, services: [web, worker] })
  expect(finding).toMatchObject({
    code: 'postgres-connections-during-deploy',
    severity: 'info',
    fix: 'Stay at 50 where deploys overlap',
  })
  expect(more).toEqual([])
})

test('what fits twice is no finding', () => {
  expect(lintConnectionBudget({ server: { connections: 128 }, services: [web, worker] })).toEqual([])
  expect(lintConnectionBudget({ server: { connections: 10_000, pooler: 'transaction' }, services: [web] })).toEqual([])
})

test.each([
  [{ server: { connections: 0 }, services: [] }, 'connections cannot be 0'],
  [{ server: { connections: 10 }, services: [{ name: 'web', pool: 0 }] }, 'pool of web cannot be 0'],
])('refuses %o', (budget, problem) => {
  expect(() => lintConnectionBudget(budget)).toThrow(problem)
})
