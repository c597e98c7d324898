/** What a probe found. */
export interface ProbeReading {
  /** `warn` is healthy, with something to look at. */
  readonly status: 'pass' | 'warn' | 'fail'
  /** Why; redacted by the probe itself, since who runs it keeps and shows this as it is. Absent on `pass`. */
  readonly output?: string | undefined
  /** A stable word or number for the reason: `ECONNREFUSED`, `28P01`, `503`. */
  readonly code?: string | undefined
  /** What was measured, and its unit: `ms`, `percent`, `count`. */
  readonly observedValue?: unknown
  readonly observedUnit?: string | undefined
  /** Which release answered, where the target tells. */
  readonly release?: string | undefined
  /** Which service answered, where the target tells. */
  readonly serviceId?: string | undefined
}

/** What a probe is given for one run. */
export interface ProbeContext {
  /** Aborts when the time of this run is over. */
  readonly signal: AbortSignal
  /** 1 for the first run of a wait, then 2, 3, … */
  readonly attempt: number
}

/** What a run costs beyond its own time. */
export interface ProbeCost {
  /** The run wakes (or keeps awake) a compute that would otherwise sleep and cost nothing. */
  readonly wakesCompute?: boolean
  /** Billed commands a run. */
  readonly commands?: number
  /** Calls of a vendor's API a run, whose rate limit all its callers share. */
  readonly calls?: number
}

/** One question to one dependency. A run never throws for an unhealthy answer: that is a reading with `fail`. */
export interface Probe {
  readonly name: string
  /** `http`, `tcp`, `postgres`, … */
  readonly kind: string
  readonly cost?: ProbeCost
  run(context: ProbeContext): Promise<ProbeReading>
}

/**
 * A probe of your own from a function: `undefined` or `true` passes, `false` fails, a reading is taken as it is.
 *
 * What `run` throws is left to who runs the probe, which takes it for a failed reading.
 *
 * @example
 * import { defineProbe } from '@keelson/core'
 * const queue = defineProbe({ name: 'queue', kind: 'custom', run: async ({ signal }) => (await depth(signal)) < 1000 })
 */
export function defineProbe(definition: {
  readonly name: string
  readonly kind: string
  readonly cost?: ProbeCost
  run(context: ProbeContext): Promise<ProbeReading | boolean | void> | ProbeReading | boolean | void
}): Probe {
  return {
    ...definition,
    // `async` also turns what `run` throws at once into a rejection.
    run: async (context) => {
      const outcome = await definition.run(context)
      if (typeof outcome === 'object' && outcome !== null) return outcome
      return outcome === false ? { status: 'fail', output: `${definition.name} answered false` } : { status: 'pass' }
    },
  }
}
