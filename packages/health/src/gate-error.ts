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
  const lines = [
    `health gate on ${target} ${why}`,
    `wanted ${wanted}`,
    `${healthySamples} of ${samples} answers counted${list(', not', reasons)}${list('; releases', releases)}`,
  ]
  if (last?.output) lines.push(`last: ${last.output}`)
  return new GateError(lines.join('; '), {
    code,
    status: /^\d{3}$/.test(last?.code ?? '') ? Number(last?.code) : undefined,
    attempts: samples,
    body: last?.output,
    hint: code === 'aborted' ? undefined : hintFor(evidence),
    cause,
    evidence,
  })
}

function list(title: string, counts: readonly GateCount[]): string {
  const shown = counts.slice(0, 5).map(({ name, samples }) => `${name} ×${samples}`)
  return counts.length > 0 ? `${title} ${shown.join(', ')}` : ''
}

const hints: Readonly<Record<string, string>> = {
  401: 'Open the path, or give the probe credentials',
  403: 'Open the path, or give the probe credentials',
  404: 'Check the path, or ask without cacheBuster',
  'no release named': 'Let the endpoint answer with releaseId',
}

function hintFor({ expected, healthySamples, releases, releaseAnsweredAfterMs, last }: GateEvidence): string {
  const hint = hints[last?.reason ?? '']
  if (hint) return hint
  if (/^3\d\d$/.test(last?.code ?? '')) return 'Ask the final address'
  if (healthySamples > 0) return 'It was healthy in between: do old or broken instances still answer?'
  return expected.release !== undefined && releases.length > 0 && releaseAnsweredAfterMs === undefined
    ? 'The new release never answered: see the log of its deploy'
    : 'See the log of the deploy'
}
