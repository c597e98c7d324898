import { KeelsonError } from '@keelson/core'
import type { Clock, Probe, ProbeContext, ProbeCost, ProbeReading } from '@keelson/core'
import { createQuestion } from './question.js'
import { statuses } from './reading.js'

/** Options of `all` and `any`. */
export interface CombinedProbeOptions {
  /** @default the names of the probes */
  readonly name?: string | undefined
  /** For all of them together, in milliseconds; who has not answered by then has failed. @default 5000 */
  readonly timeoutMs?: number | undefined
  readonly clock?: Clock | undefined
}

/** What one of several probes said. */
export interface MemberReading {
  readonly name: string
  readonly reading: ProbeReading
}

/** A probe from several, which are asked at the same time; `judge` makes one reading of what they say. */
export function combineProbes(
  kind: string,
  probes: readonly Probe[],
  { name = probes.map((probe) => probe.name).join(', '), timeoutMs = 5000, clock }: CombinedProbeOptions,
  judge: (ask: (signal: AbortSignal) => Promise<MemberReading>[], signal: AbortSignal) => Promise<ProbeReading>,
): Probe {
  if (probes.length === 0) throw new KeelsonError(`${kind} needs a probe at least`, { code: 'config' })
  // All begin together, so that the time of each is the time of all.
  const members = probes.map((probe) => {
    const run = createQuestion((context) => probe.run(context), { what: 'question', timeoutMs, clock })
    return async (context: ProbeContext) => ({ name: probe.name, reading: await run(context) })
  })
  return {
    name,
    kind,
    cost: sumCosts(probes),
    run: ({ signal, attempt }) => judge((limit) => members.map((run) => run({ signal: limit, attempt })), signal),
  }
}

function sumCosts(probes: readonly Probe[]): ProbeCost {
  const sum = (field: 'commands' | 'calls') => probes.reduce((total, { cost }) => total + (cost?.[field] ?? 0), 0)
  const [commands, calls] = [sum('commands'), sum('calls')]
  return {
    ...(probes.some(({ cost }) => cost?.wakesCompute) && { wakesCompute: true }),
    ...(commands > 0 && { commands }),
    ...(calls > 0 && { calls }),
  }
}

/** Those who did not pass as one reading, first those that it has the status and the code of. */
export function describeTrouble(status: 'warn' | 'fail', members: readonly MemberReading[]): ProbeReading {
  const troubled = members.filter(({ reading }) => reading.status !== 'pass')
  const first = troubled.filter(({ reading }) => reading.status === status)
  const share = Math.floor(300 / troubled.length) - 2
  const lines = [...new Set([...first, ...troubled])].map(({ name, reading: { code = 'warn', output } }) => {
    return `${name} (${code})${output === undefined ? '' : `: ${output}`}`.slice(0, share)
  })
  return { status, code: first[0]?.reading.code, output: lines.join('; ') }
}

/** The worst of them. */
export function worstOf(members: readonly MemberReading[]): ProbeReading['status'] {
  return statuses.findLast((status) => members.some(({ reading }) => reading.status === status)) ?? 'pass'
}
