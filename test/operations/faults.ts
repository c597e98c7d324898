import { isKeelsonError, type CallOptions, type Client } from '@keelson/core'
import type { ExchangeFault, FakeClock, FakeFaults } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import { readContract, type Contract } from '../contract.ts'
import { readState } from './fake-state.ts'
import type { OperationTable, Row, World } from './table.ts'

/** A world whose fake can be disturbed. */
interface FaultyWorld<Given> extends World<Given> {
  readonly clock: FakeClock
  readonly fake: { readonly faults: FakeFaults<string>; readonly state: object }
}

/** A send that reached the fake. */
interface Sent {
  /** As documented. */
  readonly operation: string
  readonly at: number
  /** Whether a success said something. */
  readonly hasAnswer: boolean
}

/** How a row ended. */
interface Ending {
  readonly value?: unknown
  readonly error?: unknown
  readonly sent: readonly Sent[]
  readonly elapsedMs: number
  /** What the fake has an hour later, when all that was begun is over. */
  readonly state: unknown
}

/** What disturbs a row's last write, or its last read when it only reads. */
interface Disturbance {
  readonly fault?: (clock: FakeClock) => ExchangeFault
  readonly times?: number
  /** Of an answer with 429. */
  readonly headers?: (clock: FakeClock) => Record<string, string>
  /** How long after the send arrived, in milliseconds of the clock; 0 for as soon as it is under way. */
  readonly abortAfterMs?: number
  readonly options?: CallOptions
}

const askedMs = 2000
/** A date has whole seconds, and those who waited together do not come back together. */
const roundingMs = 1000
const jitterMs = 200
/** Little enough that what was begun has not ended meanwhile. */
const patience = { timeoutMs: 1000 }

const forms: readonly (readonly [string, Pick<Disturbance, 'fault' | 'headers'>])[] = [
  ['Retry-After in seconds', { fault: () => ({ kind: 'status', status: 429, retryAfter: askedMs / 1000 }) }],
  [
    'Retry-After as a date',
    {
      fault: (clock) => ({
        kind: 'status',
        status: 429,
        retryAfter: new Date(clock.date() + askedMs).toUTCString(),
      }),
    },
  ],
  ['ratelimit-reset as seconds left', usedUp(() => askedMs / 1000)],
  ['ratelimit-reset as seconds since 1970', usedUp((clock) => Math.floor((clock.date() + askedMs) / 1000))],
]

function usedUp(reset: (clock: FakeClock) => number): Disturbance {
  return {
    fault: () => ({ kind: 'status', status: 429 }),
    headers: (clock) => ({ 'ratelimit-remaining': '0', 'ratelimit-reset': String(reset(clock)) }),
  }
}

/** Nothing was carried out. */
const before: readonly ExchangeFault[] = [
  { kind: 'status', status: 503 },
  { kind: 'reset_before' },
  { kind: 'html', status: 502 },
  { kind: 'hang' },
]
/** All of it was, and nobody heard. */
const after: readonly ExchangeFault[] = [
  { kind: 'commit_then_500' },
  { kind: 'reset_after' },
  { kind: 'truncated_json' },
  { kind: 'hang', commit: true },
]

/** What the rows of a table do not say; names of functions, or of rows when a function does it with some input only. */
interface FaultNotes {
  readonly vendor: string
  /** Never sent again when it may have been carried out. */
  readonly once: readonly string[]
  /** Those of them that find out by themselves what became of it. */
  readonly adopts?: readonly string[]
  /** Answers with a state that moves on by itself. */
  readonly moving?: readonly string[]
}

/** Disturbs every row of a table. */
export function describeFaults<Given extends Client, Within extends FaultyWorld<Given>>(
  table: OperationTable<Given, Within>,
  { vendor, once, adopts = [], moving = [] }: FaultNotes,
): void {
  const contract = table.contract ?? readContract(table.provider)
  const isNamed = (names: readonly string[], { operation }: Row<Within>) =>
    names.includes(operation) || names.includes(functionOf(operation))
  const reads = table.rows.filter(({ requests }) => requests.every(isRead))
  const writes = table.rows.filter((row) => !reads.includes(row))
  const careful = writes.filter((row) => isNamed(once, row))
  const repeated = writes.filter((row) => !isNamed(once, row))

  const undisturbed = new Map<Row<Within>, Promise<Ending & { readonly target: Sent }>>()
  /** How a row ends that nothing disturbs, and what is disturbed of it below. */
  const endOf = (row: Row<Within>) => {
    const ending = undisturbed.get(row) ?? runClean(row)
    undisturbed.set(row, ending)
    return ending
  }
  const runClean = async (row: Row<Within>) => {
    const ending = await run(table, contract, row, undefined, {})
    const target = ending.sent.findLast(({ operation }) => !isRead(operation)) ?? ending.sent.at(-1)
    return { ...ending, target: target ?? expect.unreachable('nothing was sent') }
  }
  const untouched = new Map<Row<Within>, Promise<Ending>>()
  /** What there is when nothing was called. */
  const beginningOf = (row: Row<Within>) => {
    const ending = untouched.get(row) ?? run(table, contract, { ...row, call: async () => undefined }, undefined, {})
    untouched.set(row, ending)
    return ending
  }
  const answerOf = (row: Row<Within>) => (isNamed(moving, row) ? expect.anything() : row.answer)
  const disturb = async (row: Row<Within>, disturbance: Disturbance) => {
    const clean = await endOf(row)
    const ending = await run(table, contract, row, clean.target.operation, disturbance)
    return { clean, ending, sends: ending.sent.filter(({ operation }) => operation === clean.target.operation) }
  }

  test('what is sent once is named as it is called', () => {
    const names = new Set(table.rows.flatMap(({ operation }) => [operation, functionOf(operation)]))
    expect([...once, ...adopts, ...moving].filter((name) => !names.has(name))).toEqual([])
  })

  describe.each(forms)(`429 of ${vendor} with %s is outlasted by`, (_form, disturbance) => {
    test.each(table.rows)('$operation', async (row) => {
      const { clean, ending, sends } = await disturb(row, disturbance)
      expect(ending.error).toBeUndefined()
      expect(ending).toMatchObject({ value: answerOf(row) })
      expect(ending.state).toEqual(clean.state)
      const [first] = sends
      const second = sends.at(-1)
      expect(second!.at - first!.at).toBeGreaterThanOrEqual(askedMs - roundingMs)
      expect(second!.at - first!.at).toBeLessThanOrEqual(askedMs + jitterMs)
    })
  })

  describe.each([...before, ...after].map(nameFault))('%s is outlasted by', (_name, fault) => {
    test.each(reads)('$operation', async (row) => {
      const { clean, ending, sends } = await disturb(row, { fault: () => fault, options: patience })
      expect(ending.error).toBeUndefined()
      expect(ending).toMatchObject({ value: answerOf(row) })
      const undisturbedSends = clean.sent.filter(({ operation }) => operation === clean.target.operation)
      expect(sends.length).toBe(undisturbedSends.length + 1)
    })
  })

  describe.each([...before, ...after].map(nameFault))('%s changes nothing about the end of', (_name, fault) => {
    test.each(repeated)('$operation', async (row) => {
      const { clean, ending, sends } = await disturb(row, { fault: () => fault, options: patience })
      expect(ending.error).toBeUndefined()
      // The second time, what is so already may answer otherwise.
      expect(ending).toMatchObject(before.includes(fault) ? { value: answerOf(row) } : {})
      expect(sends.length).toBeGreaterThan(isOutlasted(fault, clean.target) ? 0 : 1)
      expect(ending.state).toEqual(clean.state)
    })
  })

  describe.each([...before, ...after].map(nameFault))('%s is not repeated by', (_name, fault) => {
    test.each(careful)('$operation', async (row) => {
      const { clean, ending, sends } = await disturb(row, { fault: () => fault, options: patience })
      const wasCarriedOut = after.includes(fault)
      // Neon promises that it was not.
      const isRefused = table.provider === 'neon' && 'status' in fault && fault.status === 503
      expect(sends.length).toBe(isRefused ? 2 : 1)
      const { state } = wasCarriedOut || isRefused ? clean : await beginningOf(row)
      expect(ending.state).toEqual(state)
      const isKnown = isRefused || isOutlasted(fault, clean.target) || (wasCarriedOut && isNamed(adopts, row))
      // The escape hatch knows nothing of what it sends.
      const hint = functionOf(row.operation) === 'request' ? /./ : /^(?!Read the resource back first$)./
      const error = { code: 'ambiguous_write', attempts: 1, hint: expect.stringMatching(hint) }
      expect(ending).toMatchObject(isKnown ? { value: answerOf(row) } : { error })
    })
  })

  describe('aborted before it is sent', () => {
    test.each(table.rows)('$operation', async (row) => {
      const { ending } = await disturb(row, { options: { signal: AbortSignal.abort() } })
      expect(ending.error).toMatchObject({ code: 'aborted' })
      expect(ending.sent).toEqual([])
    })
  })

  describe('aborted while it is under way', () => {
    test.each(table.rows)('$operation', async (row) => {
      const { ending, sends } = await disturb(row, { fault: () => ({ kind: 'hang' }), abortAfterMs: 0 })
      expect(ending.error).toMatchObject({ code: 'aborted' })
      expect(messageOf(ending.error)).toContain(careful.includes(row) ? 'may have been carried out' : 'was aborted')
      expect(ending.elapsedMs).toBe(0)
      // Two that are sent together are one.
      expect(new Set(sends.map(({ at }) => at)).size).toBe(1)
    })
  })

  describe('aborted between two sends', () => {
    test.each(table.rows)('$operation', async (row) => {
      const fault = () => ({ kind: 'status', status: 429, retryAfter: 60 }) as const
      const { ending, sends } = await disturb(row, { fault, abortAfterMs: 1000 })
      expect(ending.error).toMatchObject({ code: 'aborted', attempts: 1 })
      expect(ending.elapsedMs).toBe(1000)
      // Two that are sent together are one.
      expect(new Set(sends.map(({ at }) => at)).size).toBe(1)
    })
  })

  const silence = {
    fault: () => ({ kind: 'hang' }) as const,
    times: Infinity,
    options: { timeoutMs: 8000, totalTimeoutMs: 20_000 },
  }

  describe('never answered, it gives up in time', () => {
    test.each([...reads, ...repeated])('$operation', async (row) => {
      const { ending } = await disturb(row, silence)
      expect(ending.error).toMatchObject({ code: 'timeout' })
      expect(ending.elapsedMs).toBeLessThanOrEqual(20_000)
    })
  })

  describe('never answered, it does not try again', () => {
    test.each(careful)('$operation', async (row) => {
      const { ending, sends } = await disturb(row, silence)
      expect(ending.error).toMatchObject({ code: 'ambiguous_write' })
      expect(sends.length).toBe(1)
    })
  })
}

/** Runs a row in a world of its own; a disturbance meets the sends of one operation. */
async function run<Given extends Client, Within extends FaultyWorld<Given>>(
  table: OperationTable<Given, Within>,
  contract: Contract,
  { arrange, call }: Row<Within>,
  target: string | undefined,
  { fault, times = 1, headers, abortAfterMs, options }: Disturbance,
): Promise<Ending> {
  const world = await table.start()
  const { clock, fake } = world
  const made = await arrange?.(world)
  if (target && fault) fake.faults.add({ ...fault(clock), operation: target, times })
  const controller = new AbortController()
  const sent: Sent[] = []
  const startedAt = clock.now()
  const client = table.connect(async (given, init) => {
    const request = new Request(given, init)
    const { pathname } = new URL(request.url)
    const operation = contract.operationOf(request.method, pathname.slice(table.basePath.length))
    if (operation === target && abortAfterMs === 0) setImmediate(() => controller.abort())
    if (operation === target && abortAfterMs) clock.timer(() => controller.abort(), abortAfterMs)
    const index = sent.push({ operation, at: clock.now(), hasAnswer: false }) - 1
    const response = await table.fetchOf(world)(request)
    const hasAnswer = response.ok && (await response.clone().text()) !== ''
    sent[index] = { operation, at: sent[index]!.at, hasAnswer }
    if (!headers || response.status !== 429) return response
    return new Response(response.body, { status: 429, headers: headers(clock) })
  }, world)
  const { signal } = controller
  const outcome = await call({
    ...world,
    ...made,
    client: { ...client, send: (spec, given) => client.send(spec, { signal, ...options, ...given }) } as Given,
  }).then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  )
  const elapsedMs = clock.now() - startedAt
  // What strikes for ever would also strike what reads the state.
  fake.faults.clear()
  await clock.advance(3_600_000)
  return { ...outcome, sent, elapsedMs, state: readState(fake.state) }
}

/** Where nothing is due, nothing can be cut off. */
function isOutlasted(fault: ExchangeFault, target: Sent): boolean {
  return fault.kind === 'truncated_json' && !target.hasAnswer
}

function nameFault(fault: ExchangeFault): [string, ExchangeFault] {
  const detail = 'status' in fault ? ` ${fault.status}` : 'commit' in fault ? ' after it was carried out' : ''
  return [`${fault.kind}${detail}`, fault]
}

function functionOf(operation: string): string {
  return operation.split(' ')[0] ?? ''
}

function isRead(request: unknown): boolean {
  return String(request).startsWith('GET ')
}

function messageOf(error: unknown): string {
  return isKeelsonError(error) ? error.message : ''
}
