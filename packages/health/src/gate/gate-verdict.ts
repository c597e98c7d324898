import { formatDuration, isCertificateError } from '@keelson/core'
import type { GateExpectation, GateReading, GateSample } from './gate-evidence.js'

/** Why a reading does not count as healthy; undefined when it does. */
export function whyNot(
  { status, code, release, serviceId }: GateReading,
  expected: GateExpectation,
  acceptWarn: boolean,
): string | undefined {
  // A reading without a status, from a probe that was not type checked, must not count.
  if (status !== 'pass' && !(status === 'warn' && acceptWarn)) return code ?? String(status)
  return mismatch('service', serviceId, expected.serviceId) ?? mismatch('release', release, expected.release)
}

function mismatch(what: string, found: string | undefined, expected: string | undefined): string | undefined {
  if (expected === undefined || found === expected) return undefined
  return found === undefined ? `no ${what} named` : `other ${what}`
}

/** Why waiting on is pointless; undefined when it is not. */
export function whyHopeless(
  { reason = '', release, inRow, forMs }: GateSample,
  expected: GateExpectation,
  refusedMs: number,
  isSuperseded: (release: string) => boolean,
): string | undefined {
  if (release !== undefined && release !== expected.release && isSuperseded(release))
    return `release ${release} has taken its place`
  if (isCertificateError(reason)) return 'the certificate was not accepted: is it for this host?'
  // Platforms answer 404 until the first instance is routed: the count alone, reached within seconds, would be hasty.
  return /^40[134]$/.test(reason) && inRow >= 5 && forMs >= refusedMs
    ? `it answered ${reason} ${inRow} times in ${formatDuration(forMs)}: check path and credentials`
    : undefined
}
