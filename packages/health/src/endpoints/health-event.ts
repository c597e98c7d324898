import type { Reading } from '../probing/reading.js'
import type { HealthStatus } from './report.js'

/** A change of a check's status, or the end of one of its runs. */
export interface HealthEvent {
  readonly check: string
  readonly status: HealthStatus
  /** Before this run; absent at the first one. */
  readonly previous?: HealthStatus | undefined
  readonly code?: string | undefined
  /** Redacted: what a probe threw is never passed on, since it may carry requests, headers and keys. */
  readonly output?: string | undefined
  /** For a histogram; of a run that still hangs, so far. */
  readonly durationMs: number
  /**
   * For a span, a metric or a log record. OpenTelemetry has `error.type`, and no names for health checks
   * (https://github.com/open-telemetry/semantic-conventions/issues/1106): those of `health.check` are in its style.
   */
  readonly attributes: Readonly<Record<string, string>>
}

export function eventOf(
  check: string,
  { status: found, why }: Reading,
  run: Pick<HealthEvent, 'status' | 'previous' | 'durationMs'>,
): HealthEvent {
  const attributes = {
    'health.check.name': check,
    'health.check.status': run.status,
    ...(found === 'fail' && { 'error.type': why.code ?? 'error' }),
  }
  return { check, ...run, ...why, attributes }
}

/** An observer cannot break a check. */
export function tell(observer: ((event: HealthEvent) => unknown) | undefined, event: HealthEvent): void {
  // `async` also takes in what it throws at once.
  if (observer) (async () => observer(event))().catch(() => undefined)
}
