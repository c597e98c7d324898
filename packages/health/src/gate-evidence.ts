import type { Clock, ProbeReading } from '@keelson/core'

/** What every counted answer must say; compared for equality. */
export interface GateExpectation {
  readonly release?: string | undefined
  readonly serviceId?: string | undefined
}

/** What of a reading is kept. */
export type GateReading = Pick<ProbeReading, 'status' | 'code' | 'output' | 'release' | 'serviceId'>

/** One look of the gate. */
export interface GateSample {
  /** 1, 2, 3, … */
  readonly attempt: number
  /** When it was answered, in milliseconds since the gate began. */
  readonly atMs: number
  /** What the probe found, redacted. */
  readonly reading: GateReading
  /** Why it does not count: `503`, `timeout`, `other release`, …; absent when it counts. */
  readonly reason?: string | undefined
  /** How many samples in a row count, with this one, and for how long, in milliseconds. */
  readonly healthyInRow: number
  readonly healthyForMs: number
}

/** What a gate saw: plain JSON without secrets, to be kept with the release. */
export interface GateEvidence {
  /** Host and path of the URL, or the probe's name. */
  readonly target: string
  readonly expected: GateExpectation
  /** ISO 8601; later times are counted from it on a monotonic clock. */
  readonly startedAt: string
  readonly durationMs: number
  readonly samples: number
  /** Samples that met every condition. */
  readonly healthySamples: number
  /** The unbroken row of them at the end. */
  readonly healthyInRow: number
  readonly healthyForMs: number
  /** The first sample that met every condition. */
  readonly firstHealthyAt?: string | undefined
  /** The one that began the row at the end. */
  readonly healthySince?: string | undefined
  /** Until the expected release answered for the first time, healthy or not, in milliseconds. */
  readonly releaseAnsweredAfterMs?: number | undefined
  /** Which releases answered, in order of appearance; from the 20th on summed up as `other`. */
  readonly releases: readonly GateRelease[]
  /** How many samples did not count, by reason. */
  readonly reasons: Readonly<Record<string, number>>
  readonly last?: GateReading | undefined
  /** What came in the way of `stopWhen`, which then had no say. */
  readonly stopWhenError?: string | undefined
}

/** A release that answered. */
export interface GateRelease {
  readonly release: string
  readonly samples: number
  readonly firstSeenAt: string
}

/** Keeps what a gate sees. */
export interface GateRecord {
  add(reading: ProbeReading, reason: string | undefined): GateSample
  evidence(stopWhenError: string | undefined): GateEvidence
}

/** A server that invents a release for each answer must not fill the journal. */
const mostKeys = 20

export function createGateRecord(
  target: string,
  expected: GateExpectation,
  clock: Clock,
  redact: (text: string) => string,
): GateRecord {
  const startedAt = clock.now()
  const startedDate = clock.date()
  const reasons = new Map<string, { samples: number }>()
  const releases = new Map<string, { samples: number; readonly firstSeenAt: string }>()
  let samples = 0
  let healthySamples = 0
  let healthyInRow = 0
  let healthySinceMs = 0
  let firstHealthyMs: number | undefined
  let releaseAnsweredAfterMs: number | undefined
  let last: GateReading | undefined

  const elapsedMs = () => Math.round(clock.now() - startedAt)
  // From one date and the monotonic clock: a date that is set meanwhile mixes up no order.
  const isoAt = (ms: number) => new Date(startedDate + ms).toISOString()
  const show = (text: string | undefined, most: number) =>
    text === undefined ? text : redact(String(text)).slice(0, most)

  return {
    add: ({ status, code, output, release, serviceId }, reason) => {
      const atMs = elapsedMs()
      samples++
      last = { status, code, output: show(output, 500), release: show(release, 100), serviceId: show(serviceId, 100) }
      if (last.release !== undefined) {
        countIn(releases, last.release, () => ({ samples: 0, firstSeenAt: isoAt(atMs) }))
        if (release === expected.release) releaseAnsweredAfterMs ??= atMs
      }
      if (reason === undefined) {
        healthySamples++
        firstHealthyMs ??= atMs
        if (healthyInRow++ === 0) healthySinceMs = atMs
      } else {
        countIn(reasons, reason, () => ({ samples: 0 }))
        healthyInRow = 0
      }
      return {
        attempt: samples,
        atMs,
        reading: last,
        reason,
        healthyInRow,
        healthyForMs: healthyInRow && atMs - healthySinceMs,
      }
    },
    evidence: (stopWhenError) => ({
      target,
      expected,
      startedAt: isoAt(0),
      durationMs: elapsedMs(),
      samples,
      healthySamples,
      healthyInRow,
      healthyForMs: healthyInRow && elapsedMs() - healthySinceMs,
      firstHealthyAt: firstHealthyMs === undefined ? undefined : isoAt(firstHealthyMs),
      healthySince: healthyInRow ? isoAt(healthySinceMs) : undefined,
      releaseAnsweredAfterMs,
      releases: Array.from(releases, ([release, seen]) => ({ release, ...seen })),
      reasons: Object.fromEntries(Array.from(reasons, ([reason, seen]) => [reason, seen.samples])),
      last,
      stopWhenError,
    }),
  }
}

function countIn<T extends { samples: number }>(counts: Map<string, T>, key: string, create: () => T): void {
  const name = counts.has(key) || counts.size < mostKeys - 1 ? key : 'other'
  const entry = counts.get(name) ?? create()
  entry.samples++
  counts.set(name, entry)
}
