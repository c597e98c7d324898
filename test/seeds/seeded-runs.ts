import { isKeelsonError } from '@keelson/core'
import { createRandom, type ExchangeFault, type FakeFaultRecord } from '@keelson/core/testing'
import { expect } from 'vitest'

/** One fake account, in which one thing is about to be done. */
export interface Run {
  /** Does it, and answers with what there is then: an id, or how it was removed. */
  readonly act: () => Promise<string>
  /** Ids of all things of the kind that were not there before. */
  readonly made: () => readonly string[]
  /** Ids of all things of the kind that were there before, and still are. */
  readonly kept: () => readonly string[]
  /** Every request that is not a read. */
  readonly writes: () => number
  /** Adds a fault to the write that matters, or to everything. */
  readonly disturb: (fault: ExchangeFault & { readonly probability: number }, where: 'write' | 'all') => void
  /** Takes all faults away and lets a minute pass: what a list did not show yet, it shows then. */
  readonly calm: () => Promise<void>
  readonly struck: readonly FakeFaultRecord[]
}

/** How the first, disturbed run of a seed ended. */
export interface FirstEnd {
  readonly answer: string | undefined
  readonly code: string | undefined
}

const lossy = ['commit_then_500', 'reset_after', 'reset_before', 'truncated_json'] as const

/**
 * 1,000 times: a run over a write of which 20 to 60 % of the answers are lost, then `check` of what came of it. Ends with
 * how often which end was met.
 */
export async function runSeeds(
  start: (seed: number) => Promise<Run>,
  check: (run: Run, end: FirstEnd) => Promise<unknown>,
): Promise<Record<string, number>> {
  const ends: Record<string, number> = {}
  let unheard = 0
  for (let seed = 1; seed <= 1000; seed++) {
    const run = await start(seed)
    const random = createRandom(seed + 5_000_000)
    const probability = 0.05 + 0.15 * random()
    // The first of them strikes most often.
    const first = Math.floor(random() * lossy.length)
    for (const kind of [...lossy.slice(first), ...lossy.slice(0, first)]) run.disturb({ kind, probability }, 'write')
    run.disturb({ kind: 'status', status: 503, probability: 0.05 }, 'all')
    run.disturb({ kind: 'reset_before', probability: 0.03 }, 'all')
    const from = run.struck.length
    const end = await run.act().then(
      (answer): FirstEnd => ({ answer, code: undefined }),
      (error: unknown): FirstEnd => {
        if (!isKeelsonError(error)) throw error
        return { answer: undefined, code: error.code }
      },
    )
    unheard += run.struck.slice(from).filter(({ kind }) => /_after|_then/.test(kind)).length
    await run.calm()
    // The message of a failure begins with the seed.
    await check(run, end).catch((error: unknown) => {
      throw new Error(`seed ${seed}: ${String(error)}`, { cause: error })
    })
    const how = end.code ?? 'done'
    ends[how] = (ends[how] ?? 0) + 1
  }
  // Or the faults proved nothing.
  expect(unheard).toBeGreaterThan(100)
  return ends
}

/** Named cases as rows of a test. */
export function each<Case>(cases: Readonly<Record<string, Case>>): { readonly name: string; readonly start: Case }[] {
  return Object.entries(cases).map(([name, start]) => ({ name, start }))
}
