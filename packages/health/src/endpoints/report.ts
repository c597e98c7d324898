import type { ProbeReading } from '@keelson/core'
import { worstOf, type CheckSettings } from './check.js'
import { statuses } from '../probing/reading.js'

/** `warn` is healthy, with something to look at. */
export type HealthStatus = ProbeReading['status']

/** One check in a report, in the words of health+json. */
export interface HealthReportCheck {
  readonly status: HealthStatus
  readonly componentId?: string | undefined
  readonly componentType?: string | undefined
  readonly observedValue?: unknown
  readonly observedUnit?: string | undefined
  readonly affectedEndpoints?: readonly string[] | undefined
  /** When the probe answered, ISO 8601: the answer may be as old as the check's TTL. */
  readonly time?: string | undefined
  readonly output?: string | undefined
  /** Beyond the draft: the reason in a stable word, `ECONNREFUSED`, `28P01`, `timeout`. */
  readonly code?: string | undefined
  /** Beyond the draft: how far rise and fall have counted, `1 of 3 failures`. */
  readonly notes?: readonly string[] | undefined
}

/**
 * What a health endpoint tells, as `application/health+json`.
 * https://datatracker.ietf.org/doc/html/draft-inadarei-api-health-check-06
 */
export interface HealthReport {
  readonly status: HealthStatus
  readonly version?: string | undefined
  readonly releaseId?: string | undefined
  readonly serviceId?: string | undefined
  readonly description?: string | undefined
  /** Why the instance is not ready, whatever its checks say: `draining`, `maintenance`, `starting`. */
  readonly notes?: readonly string[] | undefined
  readonly links?: Readonly<Record<string, string>> | undefined
  readonly checks?: Readonly<Record<string, readonly HealthReportCheck[]>> | undefined
}

/** A check and what is known of it. */
export interface KnownCheck {
  readonly settings: CheckSettings
  readonly shown: HealthReportCheck | undefined
}

/**
 * What checks mean for the whole. Whether requests should come here is decided by what is critical alone, and what all
 * instances share never ends it.
 */
export function rollUp(checks: readonly KnownCheck[], isForReadiness: boolean): HealthStatus {
  const weights = checks.map(({ settings: { criticality, scope }, shown }) => {
    const worst = worstOf[criticality]
    const limit = !isForReadiness ? worst : worst < 2 ? 0 : scope === 'shared' ? 1 : 2
    return Math.min(limit, statuses.indexOf(shown?.status ?? 'fail'))
  })
  return statuses[Math.max(0, ...weights)] ?? 'fail'
}

/** Whether a check of the start has not passed yet. */
export function isStarting(checks: readonly KnownCheck[]): boolean {
  return checks.some(({ settings: { startup }, shown }) => startup && (shown?.status ?? 'fail') === 'fail')
}

/** What has been asked. */
export function describeChecks(checks: readonly KnownCheck[]): HealthReport['checks'] {
  return Object.fromEntries(checks.flatMap(({ settings, shown }) => (shown ? [[settings.name, [shown]]] : [])))
}
