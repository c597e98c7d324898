import type { Clock, ProbeReading } from '@keelson/core'

/** What every counted answer must say; compared for equality. */
export interface GateExpectation {
  readonly release?: string | undefined
  readonly serviceId?: string | undefined
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
  add(reading: GateReading, reason: string | undefined): GateSample
  evidence(): GateEvidence
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] }

/** A server that invents a release for each answer must not fill the journal. */
const mostNames = 20

export function createGateRecord(target: string, expected: GateExpectation, clock: Clock): GateRecord {
  const begin = clock.now()
  const startedAt = new Date(clock.date()).toISOString()
  const releases: GateCount[] = []
  const reasons: GateCount[] = []
  let samples = 0
  let healthySamples = 0
  let releaseAnsweredAfterMs: number | undefined
  let last: GateSample | undefined
  let rowSinceMs = 0

  const elapsedMs = () => Math.round(clock.now() - begin)

  return {
    add: (reading, reason) => {
      const atMs = elapsedMs()
      const inRow = last && last.reason === reason ? last.inRow + 1 : 1
      if (inRow === 1) rowSinceMs = atMs
      samples++
      if (reason === undefined) healthySamples++
      else count(reasons, reason, atMs)
      if (reading.release !== undefined) {
        count(releases, reading.release, atMs)
        if (reading.release === expected.release) releaseAnsweredAfterMs ??= atMs
      }
      last = { attempt: samples, atMs, ...reading, reason, inRow, forMs: atMs - rowSinceMs }
      return last
    },
    evidence: () => ({
      target,
      expected,
      startedAt,
      durationMs: elapsedMs(),
      samples,
      healthySamples,
      releaseAnsweredAfterMs,
      releases,
      reasons,
      last,
    }),
  }
}

function count(counts: Mutable<GateCount>[], name: string, atMs: number): void {
  const known = counts.find((entry) => entry.name === name) ?? counts[mostNames - 1]
  if (known) known.samples++
  else counts.push({ name: counts.length < mostNames - 1 ? name : 'other', samples: 1, firstSeenMs: atMs })
}
