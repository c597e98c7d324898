import {
  defineControlPlaneProbe,
  KeelsonError,
  type ControlPlaneProbeOptions,
  type Probe,
  type ProbeReading,
} from '@keelson/core'
import type { NeonClient } from '../client.js'
import { getBranch, type BranchParams } from '../resources/branches.js'
import type { Branch } from '../resources/branches.schema.js'
import { usable } from '../wait-branch.js'

/** Options of {@link branchProbe}. */
export interface BranchProbeOptions extends ControlPlaneProbeOptions {
  /** Fewer days left of a branch that expires warn. @default 3 */
  readonly warnDays?: number | undefined
}

/**
 * A probe of a branch, which wakes no compute: passes when it is `ready` (or `archived`: the first connection brings it
 * back), warns before it expires. One request.
 *
 * Codes: the state that it is in (`init`, `resetting`), `expires_soon`, or those of the call (`not_found`, …).
 * https://api-docs.neon.tech/reference/getprojectbranch
 *
 * @example
 * import { branchProbe } from '@keelson/neon/probes'
 * const probe = branchProbe(client, { projectId: 'quiet-river-…', branchId: 'br-…' })
 */
export function branchProbe(
  client: NeonClient,
  params: BranchParams,
  { warnDays = 3, ...options }: BranchProbeOptions = {},
): Probe {
  if (!(warnDays >= 0)) {
    throw new KeelsonError(`warnDays cannot be ${warnDays}, only 0 or more`, { code: 'config', provider: 'neon' })
  }
  const judge = ({ id, current_state: state, expires_at: expiresAt }: Branch): ProbeReading => {
    const observed = { observedValue: state, observedUnit: 'state' }
    if (!(usable as readonly string[]).includes(state)) {
      return { status: 'fail', code: state, output: `branch ${id} is not ready, but in state ${state}`, ...observed }
    }
    const daysLeft = (Date.parse(expiresAt ?? '') - client.clock.date()) / 86_400_000
    if (!(daysLeft < warnDays)) return { status: 'pass', ...observed }
    const output = `branch ${id} expires at ${expiresAt}, and is deleted then. updateBranch gives it more time`
    return { status: 'warn', code: 'expires_soon', output, observedValue: Math.floor(daysLeft), observedUnit: 'days' }
  }
  return defineControlPlaneProbe(
    client,
    { name: 'neon-branch', ask: async (call) => judge(await getBranch(client, params, call)) },
    options,
  )
}
