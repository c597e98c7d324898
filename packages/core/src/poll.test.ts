import { getEventListeners } from 'node:events'
import { describe, expect, test } from 'vitest'
import { KeelsonError, type ErrorCode } from './errors.js'
import { countChecks, nextCheckMs, pollUntilDone, type Check, type Resume, type WaitOptions } from './poll.js'
import { createFakeClock } from './testing/index.js'

/** Waits for a deploy that is live after so many looks, one a second. */
function waitForDeploy(looks: number, options: WaitOptions<string> = {}, check?: () => void) {
  const clock = createFakeClock()
  const at: number[] = []
  const given: (Resume | undefined)[] = []
  const result = pollUntilDone<string>(
    {
      subject: 'deploy dep-1',
      totalTimeoutMs: 10_000,
      clock,
      describe: (value) => value,
      async check(resume): Promise<Check<string>> {
        check?.()
        at.push(clock.now())
        given.push(resume)
        const checks = countChecks(resume, { deployId: 'dep-1' }) + 1
        const done = checks >= looks
        return { done, value: done ? 'live' : 'building', resume: { deployId: 'dep-1', checks }, nextCheckMs: 1000 }
      },
    },
    options,
  ).catch((error: unknown) => error)
  return { clock, at, given, result }
}

test('looks again until it is done, and tells of every look', async () => {
  const seen: string[] = []
  const { clock, at, given, result } = waitForDeploy(3, { onProgress: (value) => seen.push(value) })
  await clock.advance(10_000)
  expect(await result).toBe('live')
  expect(at).toEqual([0, 1000, 2000])
  expect(given).toEqual([undefined, { deployId: 'dep-1', checks: 1 }, { deployId: 'dep-1', checks: 2 }])
  expect(seen).toEqual(['building', 'building', 'live'])
  expect(clock.pending).toBe(0)
})

test('what an observer throws does not end the wait', async () => {
  const onProgress = () => {
    throw new Error('observer')
  }
  const { clock, result } = waitForDeploy(3, { onProgress })
  await clock.advance(10_000)
  expect(await result).toBe('live')
})

describe('the deadline', () => {
  test('ends the wait with `wait_timeout`, after a last look at it', async () => {
    const { clock, at, result } = waitForDeploy(99, { totalTimeoutMs: 2500 })
    await clock.advance(10_000)
    const error = await result
    expect(at).toEqual([0, 1000, 2000, 2500])
    expect(error).toMatchObject({ code: 'wait_timeout', resume: { deployId: 'dep-1', checks: 4 } })
    expect((error as Error).message).toMatch(
      /^waited 2.5 s for deploy dep-1, which is still building\. It goes on by itself: wait again/,
    )
  })

  test('finds what became ready at the last moment', async () => {
    const { clock, result } = waitForDeploy(4, { totalTimeoutMs: 2500 })
    await clock.advance(10_000)
    expect(await result).toBe('live')
  })

  test('of zero looks once', async () => {
    const { at, result } = waitForDeploy(99, { totalTimeoutMs: 0 })
    expect(await result).toMatchObject({ code: 'wait_timeout' })
    expect(at).toEqual([0])
  })

  test.each([Number(undefined), -Infinity, Number.parseInt('', 10)])('of %d is none: nobody is asked', async (ms) => {
    const { at, result } = waitForDeploy(99, { totalTimeoutMs: ms })
    expect(await result).toMatchObject({ code: 'config', message: expect.stringContaining(`totalTimeoutMs`) })
    expect(at).toEqual([])
  })

  test('does not move with the wall clock', async () => {
    const { clock, at, result } = waitForDeploy(99, { totalTimeoutMs: 2500 })
    await clock.advance(1500)
    clock.setDate(clock.date() + 365 * 86_400_000)
    await clock.advance(900)
    expect(at).toEqual([0, 1000, 2000])
    clock.setDate(0)
    await clock.advance(100)
    expect(await result).toMatchObject({ code: 'wait_timeout' })
  })
})

test('an abort between two looks ends it at once, with what is needed to go on', async () => {
  const controller = new AbortController()
  const { clock, result } = waitForDeploy(99, { signal: controller.signal })
  await clock.advance(1500)
  controller.abort()
  expect(await result).toMatchObject({
    name: 'WaitError',
    code: 'aborted',
    message: 'the wait for deploy dep-1 was aborted while it was building',
    resume: { deployId: 'dep-1', checks: 2 },
  })
  expect([clock.pending, getEventListeners(controller.signal, 'abort').length]).toEqual([0, 0])
})

test('an error of a look is the error of the wait', async () => {
  const failed = new KeelsonError('build failed', { code: 'wait_failed' })
  const { clock, result } = waitForDeploy(9, {}, () => {
    throw failed
  })
  expect(await result).toBe(failed)
  expect(clock.pending).toBe(0)
})

test('an error of a later look says how to go on; a `resume` of its own stays', async () => {
  let looks = 0
  const refusal = new KeelsonError('401', { code: 'auth' })
  const { clock, result } = waitForDeploy(5, {}, () => {
    looks += 1
    if (looks === 3) throw refusal
  })
  await clock.advance(10_000)
  expect(await result).toBe(refusal)
  expect(refusal).toMatchObject({ resume: { deployId: 'dep-1', checks: 2 } })
  const failed = Object.assign(new KeelsonError('failed', { code: 'wait_failed' }), { resume: { deployId: 'own' } })
  const resumed = waitForDeploy(5, { resume: { deployId: 'dep-1', checks: 1 } }, () => {
    throw failed
  })
  expect(await resumed.result).toMatchObject({ resume: { deployId: 'own' } })
})

describe('a look that nobody answers', () => {
  const outage = (code: ErrorCode, retryAfterMs?: number) => new KeelsonError('no answer', { code, retryAfterMs })

  test('is the error of the wait when it is the first one: nothing is known yet', async () => {
    const failed = outage('network')
    const { result } = waitForDeploy(1, {}, () => {
      throw failed
    })
    expect(await result).toBe(failed)
  })

  test.each<ErrorCode>(['network', 'server', 'timeout', 'rate_limited'])('later (%s) ends nothing', async (code) => {
    let looks = 0
    const { clock, at, result } = waitForDeploy(4, { totalTimeoutMs: 60_000 }, () => {
      looks += 1
      if (looks === 3) throw outage(code, 15_000)
      if (looks === 4) throw outage(code)
    })
    await clock.advance(60_000)
    expect(await result).toBe('live')
    // It says when to come back, or some time passes.
    expect(at).toEqual([0, 1000, 27_000, 28_000])
  })

  test('for the rest of the time is told, with what was seen last', async () => {
    let looks = 0
    const { clock, result } = waitForDeploy(9, { totalTimeoutMs: 25_000 }, () => {
      looks += 1
      if (looks > 2) throw outage('server')
    })
    await clock.advance(25_000)
    const error = await result
    expect(error).toMatchObject({
      code: 'wait_timeout',
      cause: { code: 'server' },
      resume: { deployId: 'dep-1', checks: 2 },
    })
    expect((error as Error).message).toMatch(
      /^waited 25 s for deploy dep-1, which was building; since then: no answer\. It goes on by itself/,
    )
    expect([looks, clock.pending]).toEqual([6, 0])
  })

  test.each([
    [45_000, 10_000, 'which was never seen'],
    [120_000, 100_000, 'which was never seen'],
  ])(
    'and hangs is left when the time is over, 30 s later at most: after %i ms of %i',
    async (ms, totalTimeoutMs, said) => {
      const clock = createFakeClock()
      let left = false
      const check = (_: unknown, signal: AbortSignal) => {
        signal.addEventListener('abort', () => (left = true))
        return new Promise<Check<string>>(() => {})
      }
      const wait = { subject: 'deploy dep-1', totalTimeoutMs, clock, describe: String, check }
      const result = pollUntilDone<string>(wait).catch((error: unknown) => error)
      await clock.advance(Math.max(30_000, totalTimeoutMs) - 1)
      expect(left).toBe(false)
      await clock.advance(ms)
      expect(left).toBe(true)
      expect(await result).toMatchObject({ code: 'wait_timeout', message: expect.stringContaining(said) as unknown })
      expect(clock.pending).toBe(0)
    },
  )
})

test('an abort during a look ends the wait at once', async () => {
  const clock = createFakeClock()
  const controller = new AbortController()
  const check = () => new Promise<Check<string>>(() => {})
  const wait = { subject: 'deploy dep-1', totalTimeoutMs: 1000, clock, describe: String, check }
  const result = pollUntilDone<string>(wait, { signal: controller.signal }).catch((error: unknown) => error)
  controller.abort()
  expect(await result).toMatchObject({
    name: 'WaitError',
    code: 'aborted',
    message: 'the wait for deploy dep-1 was aborted while it was not seen yet',
  })
  expect([clock.pending, getEventListeners(controller.signal, 'abort').length]).toEqual([0, 0])
})

describe('resume', () => {
  test('of the same wait goes on, also after a journey through JSON', async () => {
    const resume = JSON.parse(JSON.stringify({ deployId: 'dep-1', checks: 2 })) as Resume
    const { at, result } = waitForDeploy(3, { resume })
    expect(await result).toBe('live')
    expect(at).toEqual([0])
  })

  test('of another wait is refused', async () => {
    const { result } = waitForDeploy(3, { resume: { deployId: 'dep-2', checks: 2 } })
    expect(await result).toMatchObject({
      code: 'config',
      message:
        'resume belongs to another wait: deployId is "dep-2", not "dep-1". Pass the resume that the same check returned, or none to begin again',
    })
  })

  test('that is JSON has to be parsed', () => {
    expect(() => countChecks('{"id":"a","checks":1}' as never, { id: 'a' })).toThrow('resume is still JSON: parse it')
  })

  test.each([
    [undefined, 0],
    [{ id: 'a', checks: 0 }, 0],
    [{ id: 'a', checks: 4 }, 4],
  ])('%o counts %i looks', (resume, count) => {
    expect(countChecks(resume, { id: 'a' })).toBe(count)
  })

  test.each([{}, { id: 'b' }, { id: 1 }])('%o is of another wait', (resume) => {
    expect(() => countChecks(resume, { id: 'a' })).toThrow(expect.objectContaining({ code: 'config' }))
  })

  test.each([undefined, -1, 1.5, '7', NaN])('a count of %o was never returned', (checks) => {
    const resume = { id: 'a', checks } as Resume
    expect(() => countChecks(resume, { id: 'a' })).toThrow(
      expect.objectContaining({ code: 'config', message: expect.stringContaining('has been changed: checks is') }),
    )
  })

  test.each(['null', '"text"', '7', '[]'])('%s, which JSON may hold, is refused', (kept) => {
    const resume = JSON.parse(kept) as Resume
    expect(() => countChecks(resume, { id: 'a' })).toThrow(expect.objectContaining({ code: 'config' }))
  })
})

test('nextCheckMs grows by half up to 10 s', () => {
  expect([0, 1, 2, 3, 6, 7, 1000].map((checks) => nextCheckMs(checks))).toEqual([
    1000, 1000, 1500, 2250, 7593.75, 10_000, 10_000,
  ])
  expect(nextCheckMs(3, { firstMs: 100, factor: 2, mostMs: 300 })).toBe(300)
})
