import { getEventListeners } from 'node:events'
import { describe, expect, test } from 'vitest'
import {
  createRetryBudget,
  decideRetry,
  retry,
  retryDelay,
  standardRetryPolicy,
  withRetryOption,
  type Method,
  type RetryDecision,
  type SendFailure,
} from './retry.js'
import { createFakeClock } from './testing/index.js'

const reads: readonly Method[] = ['GET', 'HEAD']
const writes: readonly Method[] = ['POST', 'PUT', 'PATCH', 'DELETE']

describe('decideRetry: every method with every outcome', () => {
  const rows: readonly (readonly [Omit<SendFailure, 'method'>, RetryDecision, RetryDecision])[] = [
    // outcome of the send, then what follows for reads, then for writes
    [{ kind: 'not_sent' }, 'retry', 'retry'],
    [{ kind: 'network' }, 'retry', 'ambiguous'],
    [{ kind: 'timeout' }, 'retry', 'ambiguous'],
    [{ kind: 'unreadable' }, 'fail', 'ambiguous'],
    [{ kind: 'network', status: 200 }, 'retry', 'ambiguous'],
    [{ kind: 'timeout', status: 200 }, 'retry', 'ambiguous'],
    [{ kind: 'unreadable', status: 200 }, 'fail', 'ambiguous'],
    [{ status: 429 }, 'retry', 'retry'],
    ...[408, 500, 502, 503, 504].map((status) => [{ status }, 'retry', 'ambiguous'] as const),
    ...[301, 307, 400, 401, 402, 403, 404, 405, 409, 410, 412, 413, 415, 422, 423, 451, 501, 505, 511].map(
      (status) => [{ status }, 'fail', 'fail'] as const,
    ),
    // A certificate that was not accepted: neither a kind nor a status.
    [{}, 'fail', 'fail'],
  ]
  const cells = rows.flatMap(([failure, read, write]) => [
    ...reads.map((method) => [method, failure, read] as const),
    ...writes.map((method) => [method, failure, write] as const),
    // The flag makes a read of a write.
    ...writes.map((method) => [method, { ...failure, idempotent: true }, read] as const),
  ])
  test.each(cells)('%s %o → %s', (method, failure, decision) => {
    expect(decideRetry(standardRetryPolicy, { method, ...failure })).toBe(decision)
  })

  test('a vendor may promise more', () => {
    const policy = { ...standardRetryPolicy, refusedStatuses: [423, 429], repeatableMethods: ['GET', 'PUT'] as const }
    expect(decideRetry(policy, { method: 'POST', status: 423 })).toBe('retry')
    expect(decideRetry(policy, { method: 'PUT', status: 503 })).toBe('retry')
    expect(decideRetry(policy, { method: 'HEAD', status: 503 })).toBe('ambiguous')
  })
})

test('retryDelay is a random part of a doubling time, up to the longest', () => {
  const policy = { baseDelayMs: 200, maxDelayMs: 10_000 }
  expect([1, 2, 3, 6, 7, 50].map((attempt) => retryDelay(policy, attempt, () => 1))).toEqual([
    200, 400, 800, 6400, 10_000, 10_000,
  ])
  expect(retryDelay(policy, 3, () => 0.25)).toBe(200)
  expect(retryDelay(policy, 3, () => 0)).toBe(0)
})

test('the retry budget ends, and successes refill it up to its capacity', () => {
  const budget = createRetryBudget()
  const takeAll = () => {
    let taken = 0
    while (budget.take()) taken += 1
    return taken
  }
  expect(takeAll()).toBe(32)
  budget.refill()
  expect(takeAll()).toBe(0)
  budget.refill()
  expect(takeAll()).toBe(1)
  for (let count = 0; count < 100; count++) budget.refill()
  expect(takeAll()).toBe(32)
})

test('withRetryOption takes a number, false, or parts of the policy', () => {
  expect(withRetryOption(standardRetryPolicy, undefined)).toEqual(standardRetryPolicy)
  expect(withRetryOption(standardRetryPolicy, 3).maxAttempts).toBe(3)
  expect(withRetryOption(standardRetryPolicy, 0).maxAttempts).toBe(1)
  expect(withRetryOption(standardRetryPolicy, false).maxAttempts).toBe(1)
  expect(withRetryOption(standardRetryPolicy, { baseDelayMs: 5 })).toEqual({ ...standardRetryPolicy, baseDelayMs: 5 })
  const leftOut = { maxAttempts: undefined, baseDelayMs: undefined, refusedStatuses: undefined }
  expect(withRetryOption(standardRetryPolicy, leftOut)).toEqual(standardRetryPolicy)
})

describe('retry', () => {
  const options = () => {
    const clock = createFakeClock({ auto: true })
    return { clock, random: () => 1 }
  }

  test('repeats until it works, with a doubling wait', async () => {
    const { clock, random } = options()
    const at: number[] = []
    const result = await retry(
      (attempt) => {
        at.push(clock.now())
        if (attempt < 4) throw new Error('not yet')
        return attempt
      },
      { clock, random },
    )
    expect(result).toBe(4)
    expect(at).toEqual([0, 200, 600, 1400])
  })

  test('throws the last error itself, after as many calls as were asked for', async () => {
    const errors = [new Error('1'), new TypeError('fetch failed'), new RangeError('3')]
    let calls = 0
    await expect(retry(() => Promise.reject(errors[calls++]!), { ...options(), maxAttempts: 3 })).rejects.toBe(
      errors[2],
    )
    expect(calls).toBe(3)
  })

  test.each([0, 1])('maxAttempts %i is one call', async (maxAttempts) => {
    let calls = 0
    const work = () => {
      calls += 1
      throw new Error('no')
    }
    await expect(retry(work, { ...options(), maxAttempts })).rejects.toThrow('no')
    expect(calls).toBe(1)
  })

  test('a TypeError is repeated, and anything else that is thrown comes out as it is', async () => {
    let calls = 0
    const work = () => {
      calls += 1
      throw calls === 1 ? new TypeError('x is not a function') : 'a text'
    }
    await expect(retry(work, { ...options(), maxAttempts: 2 })).rejects.toBe('a text')
    expect(calls).toBe(2)
  })

  test('shouldRetry ends it', async () => {
    let calls = 0
    const work = () => Promise.reject(new Error(`call ${++calls}`))
    const shouldRetry = (error: unknown) => (error as Error).message === 'call 1'
    await expect(retry(work, { ...options(), shouldRetry })).rejects.toThrow('call 2')
    expect(calls).toBe(2)
  })

  test('an abort during the back-off ends it at once and leaves no timer and no listener', async () => {
    const clock = createFakeClock()
    const controller = new AbortController()
    let calls = 0
    const work = () => {
      calls += 1
      throw new Error('no')
    }
    const result = retry(work, { clock, random: () => 1, signal: controller.signal }).catch((error: unknown) => error)
    await clock.advance(100)
    expect(clock.pending).toBe(1)
    controller.abort()
    expect(await result).toMatchObject({ code: 'aborted' })
    expect([calls, clock.pending, getEventListeners(controller.signal, 'abort').length]).toEqual([1, 0, 0])
  })

  test('a signal that has fired lets nothing begin', async () => {
    const work = () => expect.unreachable()
    await expect(retry(work, { ...options(), signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' })
  })
})
