import type { Clock } from '@keelson/core'
import type { GateExpectation, GateSample } from './gate-evidence.js'

/** Options of {@link checkHealthy}. */
export interface CheckHealthyOptions {
  /** What every counted answer must say; an answer of another release begins the count anew. */
  readonly expect?: GateExpectation | undefined
  /** How many healthy answers in a row. @default 3 */
  readonly consecutive?: number | undefined
  /** From the first to the last of that row, in milliseconds. @default 10000 */
  readonly stableMs?: number | undefined
  /** Whether `warn` is healthy enough. @default false */
  readonly acceptWarn?: boolean | undefined
  /** The gate ends with `wait_timeout` after this many milliseconds. @default 900000 */
  readonly totalTimeoutMs?: number | undefined
  /** Time for one answer, in milliseconds; a probe may have a shorter limit of its own. @default 5000 */
  readonly attemptTimeoutMs?: number | undefined
  /** Pause between healthy answers, in milliseconds; between others it grows from 1 s to 10 s, at random. @default 1000 */
  readonly intervalMs?: number | undefined
  /**
   * 401, 403, 404 or a certificate that is not accepted, at least five in a row over this many milliseconds, end the gate with
   * `wait_failed`. @default 30000
   */
  readonly refusedMs?: number | undefined
  /**
   * Whether a release that is not the expected one is newer, so that the expected one will never come. Not asked about an
   * answer of another service than `expect.serviceId`; what it throws counts as no.
   */
  readonly superseded?: ((release: string) => boolean) | undefined
  readonly signal?: AbortSignal | undefined
  readonly clock?: Clock | undefined
  /** From 0 to below 1. */
  readonly random?: (() => number) | undefined
}

/** Options of {@link waitUntilHealthy}. */
export interface GateOptions extends CheckHealthyOptions {
  /**
   * Runs beside the gate, which ends with `wait_failed` when it resolves to a reason or rejects with a `wait_failed` of
   * its own (a deploy that failed). Any other rejection has no say. Its signal fires at the end.
   */
  readonly stopWhen?: ((signal: AbortSignal) => Promise<string | undefined>) | undefined
  /** Called with every look; what it throws is ignored. */
  readonly onSample?: ((sample: GateSample) => void) | undefined
}
