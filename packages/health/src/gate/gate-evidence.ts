import type { Clock, ProbeReading } from '@keelson/core'

/** What every counted answer must say; compared for equality. What is named must have a value: its variable may not be set. */
export interface GateExpectation {
  readonly release?: string
  readonly serviceId?: string
}

/** What of a reading is kept. */
export type GateReading = Pick<ProbeReading, 'status' | 'code' | 'output' | 'release' | 'serviceId'>

/** One look of the gate. */
export interface GateSample extends GateReading {
  /** 1, 2, 3, … */
  readonly attempt: number
  /** When it was answered, in milliseconds since the gate began. */
  readonly atMs: number
  /** Why it does not count: `503`, `timeout`, `other release`, …; absent when it counts. */
  readonly reason?: string | undefined
  /** How many samples in a row, with this one, had this reason (or none), and for how long, in milliseconds. */
  readonly inRow: number
  readonly forMs: number
}

/** How often something was seen, and when first, in milliseconds since the gate began. */
export interface GateCount {
  readonly name: string
  readonly samples: number
  readonly firstSeenMs: number
}

/** What a gate saw: plain JSON, to be kept with the release. */
export interface GateEvidence {
  /** The probe's name. */
  readonly target: string
  readonly expected: GateExpectation
  /** ISO 8601; all other times are counted from it on a monotonic clock. */
  readonly startedAt: string
  readonly durationMs: number
  readonly samples: number
  /** Samples that met every condition. */
  readonly healthySamples: number
  /** Until the expected release answered for the first time, healthy or not, in milliseconds. */
  readonly releaseAnsweredAfterMs?: number | undefined
  /** Which releases answered, in order of appearance; from the 20th on summed up as `other`. */
  readonly releases: readonly GateCount[]
  /** Why samples did not count, in order of appearance; from the 20th on summed up as `other`. */
  readonly reasons: readonly GateCount[]
  readonly last?: GateSample | undefined
}

/** Keeps what a gate sees. */
export interface GateRecord {
  readonly add: (reading: GateReading, reason: string | undefined) => GateSample
  readonly evidence: () => GateEvidence
  readonly state: () => GateState
}

/** What a gate has seen so far: all that another process needs to go on. */
export interface GateState {
  readonly startedAt: string
  /** How long it has lasted, in milliseconds; not rounded, as this happens at each look. */
  readonly elapsedMs: number
  samples: number
  healthySamples: number
  releaseAnsweredAfterMs?: number | undefined
  readonly releases: Mutable<GateCount>[]
  readonly reasons: Mutable<GateCount>[]
  last?: GateSample | undefined
}

/** What another process has seen, as it is gone on with. */
export interface PastGate extends GateState {
  /** Of the time since its last sample, what does not count for the row: whether anyone waited so long is not sure. */
  readonly unsureMs?: number
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] }

/** A server that invents a release for each answer must not fill the journal. */
const mostNames = 20

export function createGateRecord(
  target: string,
  expected: GateExpectation,
  clock: Clock,
  { elapsedMs: pastMs, unsureMs = 0, ...state }: PastGate = {
    elapsedMs: 0,
    startedAt: new Date(clock.date()).toISOString(),
    samples: 0,
    healthySamples: 0,
    releases: [],
    reasons: [],
  },
): GateRecord {
  const begin = clock.now() - pastMs
  const elapsedMs = () => clock.now() - begin

  return {
    state: () => ({ ...state, elapsedMs: elapsedMs() }),
    add: (reading, reason) => {
      const atMs = Math.round(elapsedMs())
      const row = state.last?.reason === reason ? state.last : undefined
      const attempt = ++state.samples
      if (reason === undefined) state.healthySamples++
      else count(state.reasons, reason, atMs)
      if (reading.release !== undefined) {
        count(state.releases, reading.release, atMs)
        if (reading.release === expected.release) state.releaseAnsweredAfterMs ??= atMs
      }
      const forMs = row ? atMs - row.atMs - unsureMs + row.forMs : 0
      unsureMs = 0
      state.last = { attempt, atMs, ...reading, reason, inRow: (row?.inRow ?? 0) + 1, forMs }
      return state.last
    },
    evidence: () => ({ target, expected, durationMs: Math.round(elapsedMs()), ...state }),
  }
}

function count(counts: Mutable<GateCount>[], name: string, atMs: number): void {
  const known = counts.find((entry) => entry.name === name) ?? counts[mostNames - 1]
  if (known) known.samples++
  else counts.push({ name: counts.length < mostNames - 1 ? name : 'other', samples: 1, firstSeenMs: atMs })
}
