import { defineControlPlaneProbe, type ControlPlaneProbeOptions, type Probe, type ProbeReading } from '@keelson/core'
import type { NeonClient } from '../client.js'
import { getEndpoint, type EndpointParams } from '../resources/endpoints.js'
import type { Endpoint } from '../resources/endpoints.schema.js'
import { awake } from '../wait-branch.js'

/**
 * A probe of a compute that wakes nothing: passes when it runs (`active`) and when it sleeps (`idle`: the next connection
 * wakes it); the reading tells which. One request.
 *
 * Codes: `disabled`, the state that it is in (`init`), or those of the call (`not_found`, …).
 * https://api-docs.neon.tech/reference/getprojectendpoint
 *
 * @example
 * import { computeProbe } from '@keelson/neon/probes'
 * const probe = computeProbe(client, { projectId: 'quiet-river-…', endpointId: 'ep-…' })
 */
export function computeProbe(client: NeonClient, params: EndpointParams, options?: ControlPlaneProbeOptions): Probe {
  return defineControlPlaneProbe(
    client,
    { name: 'neon-compute', ask: async (call) => judge(await getEndpoint(client, params, call)) },
    options,
  )
}

function judge({ id, current_state: state, disabled }: Endpoint): ProbeReading {
  const observed = { observedValue: state, observedUnit: 'state' }
  if (disabled) {
    const output = `compute ${id} is disabled: it takes no connections. updateEndpoint enables it`
    return { status: 'fail', code: 'disabled', output, ...observed }
  }
  if ((awake as readonly string[]).includes(state)) return { status: 'pass', ...observed }
  return { status: 'fail', code: state, output: `compute ${id} takes no connections yet: ${state}`, ...observed }
}
