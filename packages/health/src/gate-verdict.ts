import type { ProbeReading } from '@keelson/core'
import { isCertificateCode } from './certificate.js'
import { showMs } from './duration.js'
import type { GateExpectation } from './gate-evidence.js'

/** Why a reading does not count as healthy; undefined when it does. */
export function whyNot(
  { status, code, release, serviceId }: ProbeReading,
  expected: GateExpectation,
  acceptWarn: boolean,
): string | undefined {
  if (status === 'fail') return code || status
  if (status === 'warn' && !acceptWarn) return status
  return mismatch('service', serviceId, expected.serviceId) ?? mismatch('release', release, expected.release)
}

function mismatch(what: string, found: string | undefined, expected: string | undefined): string | undefined {
  if (expected === undefined || found === expected) return undefined
  return found === undefined ? `no ${what} named` : `other ${what}`
}

/** When waiting on is pointless. */
export interface GiveUpRules {
  /** 401, 403 or 404 that come this many times in a row … */
  readonly refusals: number
  /** … over this many milliseconds. */
  readonly refusedMs: number
  readonly waitForCertificate: boolean
  readonly isSuperseded: (release: string) => boolean
}

/** A function that is given every reading, in order, and says why to give up, or undefined to go on. */
export function createGiveUp(
  expected: GateExpectation,
  { refusals, refusedMs, waitForCertificate, isSuperseded }: GiveUpRules,
): (reading: ProbeReading, atMs: number) => string | undefined {
  let refusal: string | undefined
  let refusedSince = 0
  let inRow = 0
  return ({ status, code, release }, atMs) => {
    if (release !== undefined && release !== expected.release && isSuperseded(release)) {
      return `release ${release} has taken its place`
    }
    if (status !== 'fail' || !/^40[134]$/.test(code ?? '')) {
      refusal = undefined
      return status === 'fail' && !waitForCertificate && isCertificateCode(code)
        ? 'the certificate was not accepted'
        : undefined
    }
    if (code !== refusal) {
      refusal = code
      refusedSince = atMs
      inRow = 0
    }
    inRow++
    // Platforms answer 404 until the first instance is routed: the count alone, reached within seconds, would be hasty.
    const lastedMs = atMs - refusedSince
    return inRow >= refusals && lastedMs >= refusedMs
      ? `it answered ${code} ${inRow} times in ${showMs(lastedMs)}`
      : undefined
  }
}
