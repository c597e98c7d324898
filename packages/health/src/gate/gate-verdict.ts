import { formatDuration, isCertificateError } from '@keelson/core'
import type { GateExpectation, GateReading, GateSample } from './gate-evidence.js'

/** Why a reading does not count as healthy; undefined when it does. */
export function whyNot(
  { status, code, release, serviceId }: GateReading,
  expected: GateExpectation,
  acceptWarn: boolean,
): string | undefined {
  if (status !== 'pass' && !(status === 'warn' && acceptWarn)) return code ?? status
  return mismatch('service', serviceId, expected.serviceId) ?? mismatch('release', release, expected.release)
}

function mismatch(what: string, found: string | undefined, expected: string | undefined): string | undefined {
  if (expected === undefined || found === expected) return undefined
  return found === undefined ? `no ${what} named` : `other ${what}`
}

/** Why waiting on is pointless; undefined when it is not. */
export function whyHopeless(
  { reason = '', release, serviceId, inRow, forMs }: GateSample,
  expected: GateExpectation,
  refusedMs: number,
  isSuperseded: (release: string) => boolean,
): string | undefined {
  // Of a gateway or a placeholder the release says nothing.
  const isOurs = !mismatch('service', serviceId, expected.serviceId)
  if (isOurs && release !== undefined && release !== expected.release && isSuperseded(release))
    return `release ${release} has taken its place`
  // Platforms answer 404, and the certificate of another host, until the first instance is routed everywhere: the count
  // alone, reached within seconds, would be hasty.
  if (inRow < 5 || forMs < refusedMs) return undefined
  const often = `${inRow} times in ${formatDuration(forMs)}`
  if (isCertificateError(reason)) return `the certificate was not accepted ${often}`
  return /^40[134]$/.test(reason) ? `it answered ${reason} ${often}: check path and credentials` : undefined
}
