import { getEventListeners } from 'node:events'
import { describe, expect, test } from 'vitest'
import { isKeelsonError, KeelsonError } from './errors.js'
import { createRedactor } from './redact.js'
import { createFakeClock } from './testing/index.js'
import {
  runTransaction,
  TransactionError,
  type Step,
  type StepContext,
  type TransactionEvent,
  type TransactionOptions,
  type UndoResult,
} from './transaction.js'

const step = <T>(name: string, run: (context: StepContext) => Promise<T> | T): Step<T> => ({
  name,
  run: async (context) => run(context),
})

/** A step that registers its undo and then changes something. */
function change(name: string, world: string[], outcome: 'ok' | 'half way' = 'ok') {
  return step(name, ({ onUndo }) => {
    onUndo(`put ${name} back`, async () => {
      world.push(`-${name}`)
      return { status: 'undone', detail: `${name} is back` }
    })
    world.push(`+${name}`)
    if (outcome === 'half way') throw new Error(`${name} broke off`)
    return name.length
  })
}

async function failing(
  options: Partial<TransactionOptions>,
  ...steps: readonly Step<unknown>[]
): Promise<TransactionError> {
  const clock = createFakeClock()
  const error: unknown = await runTransaction({ name: 'release', clock, ...options }, async (run) => {
    for (const each of steps) await run(each)
  }).catch((thrown: unknown) => thrown)
  if (!(error instanceof TransactionError)) throw new Error('did not fail with a TransactionError', { cause: error })
  expect(clock.pending).toBe(0)
  return error
}

test('steps run in order, give their values on, and undo nothing when all went well', async () => {
  const world: string[] = []
  const clock = createFakeClock()
  const { value, journal } = await runTransaction({ name: 'release', clock }, async (run) => {
    const length = await run(change('env', world))
    await clock.advance(250)
    return run(step(`deploy ${length}`, ({ note, keep }) => (note('building'), keep('service srv-1'), length * 2)))
  })
  expect(value).toBe(6)
  expect(world).toEqual(['+env'])
  expect(journal).toEqual({
    version: 1,
    name: 'release',
    startedAt: '2026-01-01T00:00:00.000Z',
    durationMs: 250,
    outcome: 'done',
    steps: [
      {
        name: 'env',
        status: 'done',
        startedAt: '2026-01-01T00:00:00.000Z',
        durationMs: 0,
        notes: [],
        undo: [{ what: 'put env back', status: 'not_needed', durationMs: 0 }],
      },
      {
        name: 'deploy 3',
        status: 'done',
        startedAt: '2026-01-01T00:00:00.250Z',
        durationMs: 0,
        notes: ['building'],
        undo: [],
      },
    ],
    kept: ['service srv-1'],
  })
})

describe('a failure', () => {
  test('undoes newest first, also the change that broke off half way', async () => {
    const world: string[] = []
    const error = await failing(
      {},
      change('a', world),
      change('b', world),
      change('c', world, 'half way'),
      change('d', world),
    )
    expect(world).toEqual(['+a', '+b', '+c', '-c', '-b', '-a'])
    expect(error).toMatchObject({
      code: 'wait_failed',
      message: 'release failed at "c": c broke off; what it had changed was taken back',
      cause: { name: 'Error', message: 'c broke off' },
      journal: { outcome: 'undone', reason: 'c broke off' },
    })
    expect(error.journal.steps.map(({ name, status }) => `${name} ${status}`)).toEqual(['a done', 'b done', 'c failed'])
    expect(error.journal.steps[2]).toMatchObject({
      error: 'c broke off',
      undo: [{ status: 'undone', detail: 'c is back' }],
    })
  })

  test('of one undo does not keep the others from running, and is told', async () => {
    const world: string[] = []
    const stubborn = step('stubborn', ({ onUndo }) => {
      onUndo('remove the domain', () => Promise.reject(new Error('403')))
      onUndo('remove the record', () => {
        throw new Error('at once')
      })
    })
    const error = await failing({}, change('a', world), stubborn, change('c', world, 'half way'))
    expect(world).toEqual(['+a', '+c', '-c', '-a'])
    expect(error).toMatchObject({
      message:
        'release failed at "c": c broke off; could not be taken back: remove the domain (403), remove the record (at once). Take these back by hand; the journal says what came in the way',
      journal: { outcome: 'undo_failed' },
    })
    expect(error.journal.steps[1]?.undo).toMatchObject([
      { status: 'failed', detail: '403' },
      { status: 'failed', detail: 'at once' },
    ])
  })

  test('lists what was made and stays, and what an undo kept with its reason', async () => {
    const restorePoint = step('restore point', ({ keep, onUndo }) => {
      keep('branch before-release')
      onUndo('go back to it', async () => ({ status: 'kept', detail: 'writes made since would be lost' }))
    })
    const { journal, message } = await failing(
      {},
      restorePoint,
      step('fail', () => Promise.reject(new Error('no'))),
    )
    expect(message).toBe(
      'release failed at "fail": no; what it had changed was taken back, or kept for a reason that the journal tells',
    )
    expect(journal.kept).toEqual(['branch before-release'])
    expect(journal.steps[0]?.undo).toMatchObject([{ status: 'kept', detail: 'writes made since would be lost' }])
    expect(journal.outcome).toBe('undone')
  })

  test('keeps the code and the error of Keelson as its cause', async () => {
    const cause = new KeelsonError('no such service', { code: 'not_found', status: 404 })
    const error = await failing(
      {},
      step('x', () => Promise.reject(cause)),
    )
    expect([error.code, error.cause]).toEqual(['not_found', cause])
    expect(isKeelsonError(error)).toBe(true)
  })

  test.each([
    ['nothing', undefined, 'it does not say whether it was undone or kept'],
    ['another word', { status: 'done', detail: '' }, 'it does not say whether it was undone or kept'],
    ['no detail', { status: 'undone' }, ''],
  ])('runs the other undos when one answers %s, which only the compiler refuses', async (_, answer, detail) => {
    const world: string[] = []
    const careless = step('careless', ({ onUndo }) => onUndo('it', async () => answer as UndoResult))
    const { journal } = await failing({}, change('a', world), careless, change('c', world, 'half way'))
    expect(world).toEqual(['+a', '+c', '-c', '-a'])
    expect(journal.steps[1]?.undo).toMatchObject([{ status: detail === '' ? 'undone' : 'failed', detail }])
  })

  test('is told of the step that it is of, not of one whose error the script caught', async () => {
    const broken = (name: string) => step(name, () => Promise.reject(new Error(`${name} is down`)))
    const body = runTransaction({ name: 'release' }, async (run) => {
      await run(broken('cdn')).catch(() => undefined)
      await run(broken('database'))
    })
    await expect(body).rejects.toThrow('release failed at "database": database is down')
  })

  test('ends the steps beside it, and takes back what they changed while they ended', async () => {
    const world: string[] = []
    const slow = step('slow', async ({ signal, onUndo }) => {
      onUndo('slow', async () => (world.push('-slow'), { status: 'undone', detail: '' }))
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      world.push('+slow')
    })
    const error: unknown = await runTransaction({ name: 'release' }, (run) =>
      Promise.all([run(slow), run(change('fast', world, 'half way'))]),
    ).catch((thrown: unknown) => thrown)
    expect(world).toEqual(['+fast', '+slow', '-fast', '-slow'])
    expect(error).toMatchObject({
      message: expect.stringContaining('failed at "fast"'),
      journal: { outcome: 'undone' },
    })
  })

  test('beside a step that ignores its signal undoes when its time is over', async () => {
    const world: string[] = []
    const clock = createFakeClock()
    const deaf = step('deaf', () => new Promise<void>(() => {}))
    const ended = runTransaction({ name: 'release', clock, undoTimeoutMs: 5000 }, async (run) => {
      await run(change('a', world))
      await Promise.all([run(deaf), run(change('b', world, 'half way'))])
    }).catch((thrown: unknown) => thrown)
    await clock.advance(4999)
    expect(world).toEqual(['+a', '+b'])
    await clock.advance(1)
    expect(await ended).toMatchObject({
      journal: { outcome: 'undone', steps: [{ status: 'done' }, { name: 'deaf', status: 'running' }, { name: 'b' }] },
    })
    expect(world).toEqual(['+a', '+b', '-b', '-a'])
  })

  test('between the steps undoes as well', async () => {
    const world: string[] = []
    const body = runTransaction({ name: 'release' }, async (run) => {
      await run(change('a', world))
      throw new TypeError('in the script')
    })
    await expect(body).rejects.toThrow('release failed: in the script; what it had changed was taken back')
    expect(world).toEqual(['+a', '-a'])
  })
})

test('a step that nobody waits for is done before the transaction is', async () => {
  const { journal } = await runTransaction({ name: 'release' }, async (run) => {
    void run(step('forgotten', () => new Promise<void>((resolve) => setImmediate(resolve))))
  })
  expect(journal).toMatchObject({ outcome: 'done', steps: [{ status: 'done' }] })
})

describe('an abort', () => {
  test('in the middle of a step reaches the step, undoes, and runs no further one', async () => {
    const world: string[] = []
    const controller = new AbortController()
    const waiting = step(
      'wait',
      ({ signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(new Error('stopped waiting')))
          controller.abort()
        }),
    )
    const error = await failing({ signal: controller.signal }, change('a', world), waiting, change('c', world))
    expect(world).toEqual(['+a', '-a'])
    expect(error).toMatchObject({
      code: 'aborted',
      message: expect.stringContaining('failed at "wait": stopped waiting'),
    })
    expect(getEventListeners(controller.signal, 'abort')).toEqual([])
  })

  test('that a step does not notice ends the transaction after it', async () => {
    const world: string[] = []
    const controller = new AbortController()
    const deaf = step('deaf', () => controller.abort())
    const error = await failing({ signal: controller.signal }, change('a', world), deaf, change('c', world))
    expect(world).toEqual(['+a', '-a'])
    expect(error).toMatchObject({ code: 'aborted' })
    expect(error.journal.steps.map(({ status }) => status)).toEqual(['done', 'done'])
  })

  test('with the success of the last step still means: not this release', async () => {
    const world: string[] = []
    const controller = new AbortController()
    const error = await failing(
      { signal: controller.signal },
      change('a', world),
      step('last', () => controller.abort()),
    )
    expect(error).toMatchObject({
      code: 'aborted',
      message: 'release failed: release was aborted; what it had changed was taken back',
    })
    expect(world).toEqual(['+a', '-a'])
  })

  test('before the beginning runs nothing', async () => {
    const error = await failing(
      { signal: AbortSignal.abort() },
      step('a', () => expect.unreachable()),
    )
    expect(error).toMatchObject({ code: 'aborted', journal: { steps: [], outcome: 'undone' } })
  })

  test('does not reach an undo: that has a signal of its own', async () => {
    const controller = new AbortController()
    const seen: boolean[] = []
    const a = step('a', ({ onUndo }) => {
      onUndo('a', async ({ signal }) => (seen.push(signal.aborted), { status: 'undone', detail: '' }))
      controller.abort()
    })
    await failing({ signal: controller.signal }, a)
    expect(seen).toEqual([false])
  })
})

test.each([
  [
    'listens to its signal',
    (signal: AbortSignal) =>
      new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))),
  ],
  ['does not listen', () => new Promise<never>(() => {})],
])('an undo that takes too long has failed, the others still run: one that %s', async (_, hang) => {
  const world: string[] = []
  const clock = createFakeClock()
  const slow = step('slow', ({ onUndo }) => onUndo('slow thing', ({ signal }) => hang(signal)))
  const body = runTransaction({ name: 'release', clock, undoTimeoutMs: 5000 }, async (run) => {
    await run(change('a', world))
    await run(slow)
    throw new Error('no')
  }).catch((error: unknown) => error)
  await clock.advance(4999)
  expect(world).toEqual(['+a'])
  await clock.advance(1)
  expect(await body).toMatchObject({
    journal: {
      outcome: 'undo_failed',
      steps: [{}, { undo: [{ status: 'failed', durationMs: 5000, detail: 'not done within 5 s' }] }],
    },
  })
  expect(world).toEqual(['+a', '-a'])
  expect(clock.pending).toBe(0)
})

test('the journal is plain JSON and holds no secret', async () => {
  const secret = 'pw-0123456789'
  const events: TransactionEvent[] = []
  const leaky = step(`set ${secret}`, ({ note, keep, onUndo }) => {
    note(`value ${secret}`)
    keep(`database with ${secret}`)
    onUndo(`unset ${secret}`, async () => ({ status: 'undone', detail: `was ${secret}` }))
    onUndo(`also ${secret}`, () => Promise.reject(new Error(`no ${secret}`)))
    throw new Error(`failed with ${secret}`, { cause: new Error(encodeURIComponent(secret)) })
  })
  const onEvent = (event: TransactionEvent) => events.push(event)
  const error = await failing({ name: `release ${secret}`, onEvent, redact: createRedactor([secret]) }, leaky)
  expect(JSON.parse(JSON.stringify(error.journal))).toEqual(error.journal)
  expect(JSON.stringify([error, error.journal, events, error.message, error.stack])).not.toContain('0123456789')
  expect(error.journal).toMatchObject({
    name: 'release [secret]',
    steps: [{ name: 'set [secret]', notes: ['value [secret]'] }],
  })
})

test('events tell what happens, each with the journal of that moment', async () => {
  const events: TransactionEvent[] = []
  const clock = createFakeClock()
  const world: string[] = []
  await failing(
    { clock, onEvent: (event) => events.push(event) },
    step('note', ({ note }) => note('hello')),
    change('b', world, 'half way'),
  )
  expect(events.map(({ type, journal, ...rest }) => [type, ...Object.values(rest), journal.outcome])).toEqual([
    ['step_started', 'note', 'running'],
    ['step_note', 'note', 'hello', 'running'],
    ['step_done', 'note', 'running'],
    ['step_started', 'b', 'running'],
    ['step_failed', 'b', 'b broke off', 'running'],
    ['undo_started', 'b', 'put b back', 'running'],
    ['undo_done', 'b', 'put b back', 'undone', 'b is back', 'running'],
  ])
  expect(events[0]?.journal.steps).toHaveLength(1)
  expect(events[0]?.journal.steps[0]).toMatchObject({ status: 'running', notes: [] })
})

test('an observer that throws, at once or later, changes nothing', async () => {
  const onEvent = (() => Promise.reject(new Error('later'))) as () => void
  const { value } = await runTransaction({ name: 'release', onEvent }, (run) => run(step('a', () => 1)))
  expect(value).toBe(1)
  const throwing = () => expect.unreachable()
  expect((await runTransaction({ name: 'release', onEvent: throwing }, (run) => run(step('a', () => 2)))).value).toBe(2)
})
