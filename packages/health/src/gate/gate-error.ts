import { KeelsonError, type ErrorDetails } from '@keelson/core'
import type { GateCount, GateEvidence } from './gate-evidence.js'

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
  const { target, samples, healthySamples, releases, reasons, last } = evidence
  const counted = `${healthySamples} of ${samples} answers counted${list('not', reasons)}${list('releases', releases)}`
  const answered = last?.output ? `${counted}; last: ${last.output}` : counted
  return new GateError(`health gate on ${target} ${why}; wanted ${wanted}; ${answered}`, {
    code,
    status: /^\d{3}$/.test(last?.code ?? '') ? Number(last?.code) : undefined,
    attempts: samples,
    body: last?.output,
    hint: code === 'wait_timeout' ? hintFor(evidence) : undefined,
    cause,
    evidence,
  })
}

/** The most frequent ones. */
function list(title: string, counts: readonly GateCount[]): string {
  const frequent = counts.toSorted((one, other) => other.samples - one.samples).slice(0, 5)
  const shown = frequent.map(({ name, samples }) => `${name} ×${samples}`)
  return shown.length > 0 ? `; ${title}: ${shown.join(', ')}` : ''
}

/** What to do about a gate that did not open in time. */
function hintFor({ healthySamples, last }: GateEvidence): string {
  const reason = last?.reason ?? ''
  if (healthySamples > 0) return 'It was healthy in between: do old or broken instances still answer?'
  if (reason === 'other release') return 'Did its deploy succeed, and is the release named so?'
  if (reason === 'no release named') return 'Let the endpoint answer with releaseId'
  if (/^3\d\d$/.test(reason)) return 'Ask the final address'
  return 'See the log of the deploy'
}
