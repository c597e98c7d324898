import { systemClock, type Probe } from '@keelson/core'
import { createFakeClock } from '@keelson/core/testing'
import { expect, test, vi } from 'vitest'
import type { HealthCheck } from './check.js'
import { createHealth, type HealthOptions } from './health.js'

/** A health of one check whose probe does what no probe should, on a clock of its own. */
function setUp(
  run: (context: Parameters<Probe['run']>[0]) => unknown,
  options: Partial<HealthOptions> & { readonly check?: Partial<HealthCheck> } = {},
) {
  const clock = createFakeClock()
  let calls = 0
  let running = 0
  let peak = 0
  const probe = {
    name: 'db',
    kind: 'custom',
    run: ((context) => {
      calls += 1
      peak = Math.max(peak, (running += 1))
      const answer = run(context)
      // `then` is read by the health alone: it may be part of the fault.
      const end = () => (running -= 1)
      if (answer instanceof Promise) void answer.then(end, end)
      return answer
    }) as Probe['run'],
  }
  const health = createHealth({
    checks: [{ probe, ...options.check }],
    clock,
    authorize: () => true,
    ...options,
  })
  const ask = async (path = '/health') => {
    const response = await health.fetch(new Request(`http://shop.test${path}`))
    const text = await response.text()
    const { checks } = JSON.parse(text) as { checks?: Record<string, [Record<string, unknown>]> }
    return { status: response.status, text, check: checks?.['db']?.[0] }
  }
  return { clock, health, ask, seen: () => ({ calls, running, peak }) }
}

const never = () => new Promise(() => undefined)

/** The answer to a probe that ends at once, one way or another. */
async function answerTo(run: () => unknown) {
  const { status, text, check } = await setUp(run).ask()
  return { http: status, status: check?.['status'], code: check?.['code'], output: check?.['output'], text }
}

function rejecting(thrown: unknown) {
  return () => Promise.reject(thrown as Error)
}

const unreadable = { http: 503, status: 'fail', code: 'unreadable' }

const faults: Readonly<Record<string, () => Promise<void>>> = {
  'the check never settles': async () => {
    const { clock, ask } = setUp(never)
    const answer = ask()
    await clock.advance(2000)
    const { status, check } = await answer
    expect({ status, check }).toMatchObject({ status: 503, check: { status: 'fail', code: 'timeout' } })
  },
  'the check throws at once': async () => {
    const thrower = () => {
      throw Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })
    }
    expect(await answerTo(thrower)).toMatchObject({ http: 503, code: 'ECONNREFUSED', output: 'refused' })
  },
  'the check rejects with undefined': async () => {
    expect(await answerTo(rejecting(undefined))).toMatchObject({ http: 503, status: 'fail', code: 'error' })
  },
  'the check rejects with an error that quotes a password': async () => {
    const error = Object.assign(new Error('connect postgres://admin:S3cr3tP4ss@db.internal/app'), { code: '28P01' })
    const answer = await answerTo(rejecting(error))
    expect(answer).toMatchObject({ http: 503, code: '28P01' })
    expect(answer.text).not.toContain('S3cr3tP4ss')
  },
  'the check resolves with a circular object': async () => {
    const circle: Record<string, unknown> = { status: 'pass' }
    circle['observedValue'] = circle
    expect(await answerTo(() => circle)).toMatchObject({ http: 200, status: 'pass' })
    expect(await answerTo(() => ({ circle }))).toMatchObject(unreadable)
  },
  'the check resolves with rows of BigInt': async () => {
    expect(await answerTo(() => ({ rows: 10n }))).toMatchObject(unreadable)
  },
  'the check resolves with false': async () => {
    expect(await answerTo(() => Promise.resolve(false))).toMatchObject({ http: 503, status: 'fail', code: 'false' })
  },
  '1,000 requests at once, a dependency of 200 ms': async () => {
    const { clock, ask, seen } = setUp(() => new Promise((resolve) => void clock.timer(() => resolve(true), 200)))
    const answers = Promise.all(Array.from({ length: 1000 }, () => ask()))
    await clock.advance(200)
    expect(new Set((await answers).map(({ status }) => status))).toEqual(new Set([200]))
    expect(seen()).toMatchObject({ calls: 1, peak: 1 })
  },
  '1,000 requests at once, a dependency that hangs': async () => {
    const { clock, ask, seen } = setUp(never)
    const answers = Promise.all(Array.from({ length: 1000 }, () => ask()))
    await clock.advance(2000)
    expect(new Set((await answers).map(({ status }) => status))).toEqual(new Set([503]))
    expect(seen()).toMatchObject({ calls: 1, running: 1 })
  },
  'a dependency that hangs, asked once a second': async () => {
    const { clock, ask, seen } = setUp(never)
    const first = ask()
    await clock.advance(2000)
    await first
    for (let second = 0; second < 10; second++) {
      await clock.advance(1000)
      expect((await ask()).status).toBe(503)
    }
    expect(seen()).toMatchObject({ calls: 1, running: 1 })
    expect((await ask()).check).toMatchObject({ output: 'no answer for 12000 ms' })
  },
  'SIGTERM while a check runs: who waits is answered': async () => {
    const { clock, health, ask } = setUp(() => new Promise((resolve) => void clock.timer(() => resolve(true), 200)))
    const answer = ask()
    const drained = health.drain()
    await clock.advance(200)
    expect((await answer).status).toBe(200)
    await clock.advance(4800)
    await drained
  },
  'SIGTERM: not ready at once, and alive': async () => {
    const { health, ask } = setUp(never)
    void health.drain()
    expect((await ask('/readyz')).status).toBe(503)
    expect((await ask('/healthz')).status).toBe(200)
  },
  'the system clock is set back by an hour': async () => {
    const { clock, ask, seen } = setUp(() => true)
    await ask()
    clock.setDate(clock.date() - 3_600_000)
    for (let second = 0; second < 6; second++) {
      await clock.advance(1000)
      expect((await ask()).status).toBe(200)
    }
    expect(seen().calls).toBe(2)
  },
  'a query in the address': async () => {
    expect((await setUp(() => true).ask('/health?x=1#y')).status).toBe(200)
  },
  'data of one check in the answer of another endpoint': async () => {
    const { ask } = setUp(() => ({ status: 'pass', observedValue: 'tenant A' }))
    expect((await ask()).text).toContain('tenant A')
    expect((await ask('/healthz')).text).toBe('{"status":"pass"}')
  },
  'an error whose fields throw when read': async () => {
    const hostile = Object.defineProperty(new Error('x'), 'message', {
      get: () => {
        throw new Error('no')
      },
    })
    expect(await answerTo(rejecting(hostile))).toMatchObject(unreadable)
    const reading = {
      get status(): never {
        throw new Error('no')
      },
    }
    expect(await answerTo(() => reading)).toMatchObject(unreadable)
  },
  'a thenable that settles both ways, more than once': async () => {
    // oxlint-disable-next-line unicorn/no-thenable -- it is the fault
    const thenable = Object.defineProperty({}, 'then', {
      value: (resolve: (value: unknown) => void, reject: (thrown: unknown) => void) => {
        resolve(true)
        reject(new Error('after all'))
        resolve(false)
        throw new Error('and again')
      },
    })
    expect(await answerTo(() => thenable)).toMatchObject({ http: 200, status: 'pass' })
  },
  'an abort that the check ignores': async () => {
    let aborted = false
    const { clock, ask, seen } = setUp(({ signal }) => {
      signal.addEventListener('abort', () => (aborted = true))
      return never()
    })
    const answer = ask()
    await clock.advance(2000)
    expect((await answer).status).toBe(503)
    expect(aborted).toBe(true)
    expect(seen().running).toBe(1)
    expect(clock.pending).toBe(0)
  },
  'an error of 10 MB': async () => {
    const answer = await answerTo(rejecting(Object.assign(new Error('x'.repeat(10_000_000)), { code: 'E2BIG' })))
    expect(answer).toMatchObject({ http: 503, code: 'E2BIG' })
    expect(answer.text.length).toBeLessThan(1000)
  },
  'a check that takes itself out of the list': async () => {
    const checks: HealthCheck[] = []
    const probe = { name: 'db', kind: 'custom', run: async () => (checks.splice(0), { status: 'pass' as const }) }
    checks.push({ probe }, { probe: { ...probe, name: 'cache' } })
    const report = await createHealth({ checks }).report()
    expect(Object.keys(report.checks ?? {})).toEqual(['db', 'cache'])
  },
  'two checks of one name': async () => {
    const probe = { name: 'db', kind: 'custom', run: async () => ({ status: 'pass' as const }) }
    expect(() => createHealth({ checks: [{ probe }, { probe }] })).toThrow('two checks named db')
  },
  'the event loop is blocked for longer than the time of a run': async () => {
    const run = () => new Promise((resolve) => void setImmediate(() => resolve(true)))
    const { health } = setUp(run, { clock: systemClock, check: { timeoutMs: 100 } })
    const answer = health.report()
    for (const end = performance.now() + 300; performance.now() < end;);
    expect(await answer).toMatchObject({ status: 'pass' })
  },
  'a time that overflows the timers of JavaScript': async () => {
    const check = { timeoutMs: 2 ** 40 }
    expect(() => setUp(never, { check })).toThrow('timeoutMs cannot be 1099511627776, only 0 to 4000')
    const setTimer = vi.spyOn(globalThis, 'setTimeout')
    const { health } = setUp(() => true, { check, clock: systemClock, budgetMs: Infinity })
    expect((await health.report()).status).toBe('pass')
    expect(setTimer.mock.calls.map(([, ms = 0]) => ms)).toEqual([0x7fffffff, 0x7fffffff])
    setTimer.mockRestore()
  },
  'SIGTERM twice': async () => {
    const { clock, health } = setUp(() => true, { drainMs: 1000 })
    const first = health.drain()
    await clock.advance(500)
    expect(health.drain()).toBe(first)
    await clock.advance(500)
    await first
  },
  'a frozen error': async () => {
    const error = Object.freeze(Object.assign(new Error('frozen'), { code: 'EFROZEN' }))
    expect(await answerTo(rejecting(error))).toMatchObject({ http: 503, code: 'EFROZEN', output: 'frozen' })
  },
  'BigInt as what was measured, and as what is thrown': async () => {
    expect(await answerTo(() => ({ status: 'pass', observedValue: 10n }))).toMatchObject({ http: 200, status: 'pass' })
    expect(await answerTo(rejecting(10n))).toMatchObject({ http: 503, output: '10' })
  },
  'a proxy that throws whatever is asked of it': async () => {
    const traps = new Proxy({}, { get: () => () => expect.fail('a trap') })
    expect(await answerTo(rejecting(new Proxy({}, traps)))).toMatchObject({ http: 503, status: 'fail' })
    const reading = new Proxy({}, { get: (_, name) => (name === 'then' ? undefined : expect.fail('a trap')) })
    expect(await answerTo(() => reading)).toMatchObject(unreadable)
  },
}

test('27 faults', () => {
  expect(Object.keys(faults)).toHaveLength(27)
})

test.each(Object.entries(faults))('%s', async (_, run) => {
  await expect(run()).resolves.toBeUndefined()
})
