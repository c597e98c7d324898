import { KeelsonError, type ErrorDetails } from '@keelson/core'
import { isCertificateCode } from './certificate.js'
import type { GateEvidence } from './gate-evidence.js'

/** A gate that did not open; `evidence` is what it saw. */
export class GateError extends KeelsonError {
  declare readonly code: 'wait_timeout' | 'wait_failed' | 'aborted'
  declare readonly evidence: GateEvidence

  override get name(): string {
    return 'GateError'
  }

  constructor(message: string, details: ErrorDetails & { readonly evidence: GateEvidence }) {
    super(message, details)
  }
}

/** The error with what was asked, what came back and what to do. */
export function gateError(
  code: GateError['code'],
  why: string,
  wanted: string,
  evidence: GateEvidence,
  cause?: ErrorDetails['cause'],
): GateError {
  const { target, expected, samples, healthySamples, releases, last } = evidence
  const reasons = Object.entries(evidence.reasons)
    .sort(([, a], [, b]) => b - a)
    .slice(0, 5)
    .map(([reason, times]) => `${reason} ×${times}`)
  const others = releases.filter(({ release }) => release !== expected.release)
  const answered = [
    `${healthySamples} of ${samples} samples were right${reasons.length > 0 ? ` (not: ${reasons.join(', ')})` : ''}`,
    ...(expected.release === undefined ? [] : others.slice(0, 3)).map(
      (other) => `release ${other.release} still answered in ${other.samples} of ${samples}`,
    ),
    ...(last?.output ? [`the last one: ${last.output}`] : []),
  ]
  return new GateError(`health gate on ${target} ${why}; wanted ${wanted}; ${answered.join('; ')}`, {
    code,
    status: /^\d{3}$/.test(last?.code ?? '') ? Number(last?.code) : undefined,
    attempts: samples,
    body: last?.output,
    hint: code === 'aborted' ? undefined : hintFor(evidence),
    cause,
    evidence,
  })
}

function hintFor({ expected, healthySamples, releases, reasons, last }: GateEvidence): string {
  const code = last?.code ?? ''
  const wanted = expected.release
  if (isCertificateCode(code))
    return 'Is the certificate for this host? One that is still being issued: waitForCertificate'
  if (/^40[13]$/.test(code)) return 'The health path asks for credentials: open it, or give an httpProbe with headers'
  if (code === '404')
    return 'Check the path; a server that answers 404 to any query needs an httpProbe with cacheBuster: false'
  if (/^3\d\d$/.test(code)) return 'Ask the final address; a login page is not a healthy service'
  if (reasons['no release named']) return 'Let the endpoint answer with releaseId, or give an httpProbe with `release`'
  if (wanted !== undefined && releases.length > 0) {
    const alike = releases.find(({ release }) => release.startsWith(wanted) || wanted.startsWith(release))?.release
    if (alike === undefined) return 'The new release never answered: see the log of its deploy'
    if (alike !== wanted) return `Expect the release as it is answered: ${alike}`
    if (releases.length > 1)
      return 'Old instances still answer: has the deploy replaced all, does a cache stand before the path?'
  }
  if (healthySamples > 0)
    return 'It was healthy in between, never for long enough: do instances restart, is one of them broken?'
  return 'See the log of the deploy: the service does not start, or is not ready'
}
