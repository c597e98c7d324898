import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Platform } from '../platform.js'
import { type GunicornSize, sizeGunicorn, type SizeGunicornParams } from './size.js'

const render: Platform = {
  name: 'Render',
  memoryMb: 512,
  cpus: 0.5,
  proxyIdleSeconds: 60,
  shutdownSeconds: 30,
  container: true,
}

test('half a processor and 512 MB with a measured peak of 398 MB is one worker with six threads', () => {
  const size = sizeGunicorn({ platform: render, appPeakMb: 398 })
  expect(size.settings).toEqual({
    workers: 1,
    worker_class: 'gthread',
    threads: 6,
    timeout: 120,
    graceful_timeout: 25,
    keepalive: 65,
    worker_tmp_dir: '/dev/shm',
  })
  expect(size.memory).toEqual({ limitMb: 512, reserveMb: 64, estimateMb: 448, isMeasured: true })
  expect(size.nextWorker).toEqual({ addsMb: 448, memoryMb: 1024, limitedBy: 'cpus' })
  expect(size.reasons).toEqual([
    'memory: 512 MB, of which 64 MB stay free (an eighth, 1024 at most); this takes 448 MB',
    'a worker counts as 398 MB, the measured peak of the whole application',
    '1 worker: 0.5 of a processor runs no faster with more; (2 x 0.5) + 1 = 2 is meant for whole ones',
    '6 threads a worker, by memory, with 10 MB for each after the first',
    'keepalive is longer than the 60 s in which the proxy of Render uses a connection again',
    'graceful_timeout ends before Render kills, 30 s after SIGTERM',
  ])
})

test.each<[SizeGunicornParams, Partial<GunicornSize['settings']>, 'memory' | 'cpus']>([
  [{ memoryMb: 2048, cpus: 1, appPeakMb: 200 }, { workers: 2, threads: 8, timeout: 60 }, 'cpus'],
  [{ memoryMb: 4096, cpus: 2, appPeakMb: 250 }, { workers: 3, threads: 8 }, 'cpus'],
  [{ memoryMb: 1024, cpus: 4, appPeakMb: 398 }, { workers: 2, threads: 6 }, 'memory'],
  [{ memoryMb: 32_768, cpus: 8, appBaseMb: 100, perWorkerMb: 150 }, { workers: 9, threads: 8 }, 'cpus'],
  // A second worker would leave four threads a worker at least, for which there is no memory.
  [{ memoryMb: 512, cpus: 2, appPeakMb: 200 }, { workers: 1, threads: 8 }, 'memory'],
  [
    { memoryMb: 2048, cpus: 2, appPeakMb: 250, kind: 'sync' },
    { workers: 5, worker_class: 'sync', timeout: 30 },
    'cpus',
  ],
  [{ memoryMb: 512, cpus: 0.1, appPeakMb: 150, kind: 'sync' }, { workers: 2, timeout: 60 }, 'cpus'],
  [{ memoryMb: 512, cpus: 0.5, appPeakMb: 398, kind: 'gevent' }, { workers: 1, worker_connections: 51 }, 'cpus'],
  [
    { memoryMb: 2048, cpus: 1, appPeakMb: 150, kind: 'uvicorn' },
    { workers: 2, worker_class: 'uvicorn.workers.UvicornWorker', keepalive: 5 },
    'cpus',
  ],
])('%j', (params, settings, limitedBy) => {
  const size = sizeGunicorn(params)
  expect(size.settings).toMatchObject(settings)
  expect(size.nextWorker.limitedBy).toBe(limitedBy)
})

test('only what workers of a kind use is set', () => {
  const given = { memoryMb: 4096, cpus: 1, appPeakMb: 100 }
  const names = (kind: SizeGunicornParams['kind']) => Object.keys(sizeGunicorn({ ...given, kind }).settings)
  expect(names('sync')).toEqual(['workers', 'worker_class', 'timeout', 'graceful_timeout'])
  expect(names('gthread')).toContain('threads')
  expect(names('gevent')).not.toContain('threads')
  expect(names('uvicorn')).not.toContain('worker_connections')
})

describe('refusals', () => {
  test('the size that would do is named when not one worker fits', () => {
    expect(() => sizeGunicorn({ memoryMb: 512, cpus: 1, appPeakMb: 460 })).toThrow(
      'gunicorn does not fit into 512 MB: one worker takes 460 MB, and 64 MB must stay free. An instance with 1024 MB would do',
    )
    expect(() => sizeGunicorn({ memoryMb: 512, cpus: 1, appPeakMb: 60_000 })).toThrow('with 65536 MB would do')
  })

  test.each([
    [{ memoryMb: Infinity }, /memoryMb cannot be Infinity, only a number above 0/],
    [{ cpus: 1e9 }, /cpus cannot be 1000000000, only a number above 0 to 1024/],
    [{ appPeakMb: -1 }, /appPeakMb cannot be -1/],
    [{ memoryMb: 1e-9 }, /gunicorn does not fit into 0 MB: one worker takes 100 MB/],
    [JSON.parse('{ "memoryMb": "512" }') as object, /memoryMb cannot be 512, only a number/],
    [JSON.parse('{ "kind": "threads" }') as object, /kind cannot be threads, only gthread, sync, gevent, uvicorn/],
  ])('%j is refused', (given, reason) => {
    expect(() => sizeGunicorn({ memoryMb: 512, cpus: 1, appPeakMb: 100, ...given })).toThrow(reason)
  })

  test('everything that is missing or no number is named at once', () => {
    expect(() => sizeGunicorn({})).toThrow(
      'gunicorn was not sized: memoryMb is missing; cpus is missing; appPeakMb is missing, or perWorkerMb for an estimate',
    )
    expect(() => sizeGunicorn({ memoryMb: Number.NaN, cpus: 0, appPeakMb: 1, perRequestMb: -1 })).toThrow(
      'memoryMb cannot be NaN, only a number above 0; cpus cannot be 0, only a number above 0 to 1024; perRequestMb cannot be -1, only a number 0 or more',
    )
  })
})

const amount = (min: number, max: number) => fc.double({ min, max, noNaN: true })
const application = fc.oneof(
  fc.record({ appPeakMb: amount(1, 3000) }),
  fc.record({ appBaseMb: amount(0, 500), perWorkerMb: amount(1, 2000) }),
)
const params = fc
  .tuple(
    application,
    fc.record({
      memoryMb: amount(64, 70_000),
      cpus: amount(0.05, 33),
      kind: fc.constantFrom('gthread', 'sync', 'gevent', 'uvicorn'),
    }),
    fc.record({ perRequestMb: amount(0, 60) }, { requiredKeys: [] }),
  )
  .map(([app, instance, request]) => ({ ...app, ...instance, ...request }))
const runs = { numRuns: 5000, seed: 5 }

function sizeOrUndefined(given: SizeGunicornParams): GunicornSize | undefined {
  try {
    return sizeGunicorn(given)
  } catch {
    return undefined
  }
}

/** The one that a refusal names, or the one that was given. */
function sizeThatDoes(given: SizeGunicornParams): number {
  try {
    return sizeGunicorn(given).memory.limitMb
  } catch (error) {
    return Number(/with (\d+) MB would do/.exec(String(error))?.[1])
  }
}

const workersOf = ({ settings }: Pick<GunicornSize, 'settings'>) => Number(settings.workers)
const requestsOf = ({ settings }: Pick<GunicornSize, 'settings'>) =>
  workersOf({ settings }) * Number(settings.threads ?? settings.worker_connections ?? 1)

describe('for any instance and application', () => {
  test('the estimate, counted anew from the settings, stays below memory and reserve', () => {
    fc.assert(
      fc.property(params, (given) => {
        const size = sizeOrUndefined(given)
        if (!size) return
        const each = 'appPeakMb' in given ? given.appPeakMb : given.perWorkerMb
        const base = 'appBaseMb' in given ? given.appBaseMb : 0
        const request = given.perRequestMb ?? { gthread: 10, gevent: 1, sync: 0, uvicorn: 0 }[given.kind]
        const counted = base + workersOf(size) * each + (requestsOf(size) - workersOf(size)) * request
        expect(counted).toBeCloseTo(size.memory.estimateMb, 3)
        expect(size.memory.estimateMb).toBeLessThanOrEqual(size.memory.limitMb - size.memory.reserveMb)
        expect(size.memory.reserveMb).toBeGreaterThanOrEqual(Math.min(given.memoryMb / 8, 1024))
      }),
      runs,
    )
  })

  test('more memory never means fewer workers, nor fewer requests at once', () => {
    fc.assert(
      fc.property(params, amount(0, 20_000), (given, more) => {
        const size = sizeOrUndefined(given)
        if (!size) return
        const larger = sizeGunicorn({ ...given, memoryMb: given.memoryMb + more })
        expect(workersOf(larger)).toBeGreaterThanOrEqual(workersOf(size))
        expect(requestsOf(larger)).toBeGreaterThanOrEqual(requestsOf(size))
      }),
      runs,
    )
  })

  test('where memory is the limit, the size named for a worker more has room for it, and this one has not', () => {
    fc.assert(
      fc.property(params, (given) => {
        const size = sizeOrUndefined(given)
        if (!size) return
        const { addsMb, memoryMb, limitedBy } = size.nextWorker
        const { estimateMb, limitMb, reserveMb } = size.memory
        expect(addsMb).toBeGreaterThan(0)
        expect(limitedBy === 'cpus' || estimateMb + addsMb > limitMb - reserveMb).toBe(true)
        const larger = sizeGunicorn({ ...given, memoryMb: Math.max(memoryMb, given.memoryMb), cpus: 1000 })
        expect(workersOf(larger)).toBeGreaterThan(workersOf(size))
      }),
      runs,
    )
  })

  test('the size that a refusal names is not refused', () => {
    fc.assert(
      fc.property(params, (given) => {
        expect(workersOf(sizeGunicorn({ ...given, memoryMb: sizeThatDoes(given) }))).toBeGreaterThanOrEqual(1)
      }),
      runs,
    )
  })
})
