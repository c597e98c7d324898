import { Secret } from '@keelson/core'
import { describe, expect, test } from 'vitest'
import { estimateCommands, lintUpstash, type UpstashConfig } from './index.js'

describe('estimateCommands', () => {
  test('what waits asks all the time', () => {
    // 92 commands a minute, measured, in 31 days.
    expect(estimateCommands({ celery: { workers: 1 } }).commandsPerMonth).toBe(92 * 60 * 24 * 31)
    expect(estimateCommands({ celery: { workers: 2, quiet: true } }).commandsPerMonth).toBe(2 * 62 * 60 * 24 * 31)
    expect(estimateCommands({ celery: { workers: 1, quiet: true }, hoursPerDay: 12 }).commandsPerMonth).toBe(
      62 * 60 * 12 * 31,
    )
    const { commandsPerMonth } = estimateCommands({ bullmq: { workers: 1 } })
    expect(commandsPerMonth).toBe((2 / 5 + 1 / 30) * 86_400 * 31)
    expect(estimateCommands({ bullmq: { workers: 1, drainDelaySeconds: 300 } }).commandsPerMonth).toBeLessThan(120_000)
  })

  test('adds up tasks, jobs, the cache and health checks, each with its line', () => {
    const { commandsPerMonth, lines } = estimateCommands({
      celery: { workers: 0, tasksPerDay: 100, results: true },
      bullmq: { workers: 0, jobsPerDay: 10 },
      cache: { requestsPerDay: 1000, entriesPerRequest: 3 },
      health: { everySeconds: 60, instances: 2 },
    })
    expect(lines.map((line) => line.commandsPerMonth / 31)).toEqual([0, 1700, 0, 30, 3000, 2880])
    expect(commandsPerMonth).toBe((1700 + 30 + 3000 + 2880) * 31)
  })

  test('refuses what is no number', () => {
    expect(() => estimateCommands({ health: { everySeconds: 0 } })).toThrow('everySeconds is 0. It is a number above 0')
    expect(() => estimateCommands({ celery: { workers: -1 } })).toThrow('workers is -1')
  })
})

const url = 'rediss://default:pw-7f3k@calm-otter.upstash.io:6379'
const celery = { workers: 1 }

test.each<[code: string, bad: UpstashConfig, good: UpstashConfig]>([
  ['redis-tls-missing', { url: new Secret(url.replace('rediss', 'redis')) }, { url: new Secret(url) }],
  [
    'redis-tls-missing',
    { url: url.replace('rediss', 'redis'), client: 'celery-broker' },
    // Whether it is verified is for the options beside it to say, too.
    { url, client: 'celery-broker' },
  ],
  [
    'redis-tls-any-host',
    { url: `${url}?ssl_check_hostname=no`, client: 'redis-py' },
    { url: `${url}?ssl_check_hostname=true`, client: 'redis-py' },
  ],
  ['upstash-database-number', { url: `${url}/1` }, { url: `${url}/0` }],
  [
    'upstash-queue-eviction',
    { eviction: true, purposes: ['cache', 'queue'] },
    { eviction: false, purposes: ['queue'] },
  ],
  ['upstash-session-eviction', { eviction: true, purposes: ['sessions'] }, { eviction: true, purposes: ['cache'] }],
  [
    'upstash-cache-no-eviction',
    { eviction: false, purposes: ['cache'] },
    { eviction: false, purposes: ['cache', 'queue'] },
  ],
  ['upstash-commands', { plan: 'free', use: { celery } }, { plan: 'fixed_250mb', use: { celery } }],
  ['upstash-edge-tcp', { runtime: 'edge', client: 'ioredis' }, { runtime: 'edge' }],
  ['upstash-function-queue', { runtime: 'function', purposes: ['queue'] }, { runtime: 'server', purposes: ['queue'] }],
])('%s', (code, bad, good) => {
  const findings = lintUpstash(bad)
  expect(findings.map((finding) => finding.code)).toEqual([code])
  expect(findings[0]).toMatchObject({ fix: expect.any(String), source: expect.any(String) })
  expect(JSON.stringify(findings)).not.toContain('7f3k')
  expect(lintUpstash(good)).toEqual([])
})

test('a plan that is too small names what takes the most', () => {
  const [finding] = lintUpstash({ plan: 'free', use: { celery, cache: { requestsPerDay: 100 } } })
  expect(finding?.message).toContain('idle Celery workers (1) take 4,106,880 of them')
})
