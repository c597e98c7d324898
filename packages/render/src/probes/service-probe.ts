import { defineControlPlaneProbe, type ControlPlaneProbeOptions, type Probe, type ProbeReading } from '@keelson/core'
import type { RenderClient } from '../client.js'
import { getService } from '../resources/services.js'
import type { Service } from '../resources/services.schema.js'
import { suspensionHint, type ServiceParams } from '../wait-service.js'

/**
 * A probe of whether a service may run: fails when it is suspended, and says by whom; warns in maintenance mode, when visitors
 * see another page. One request.
 *
 * Codes: `suspended`, `maintenance`, or those of the call (`not_found`, …).
 * https://api-docs.render.com/reference/retrieve-service
 *
 * @example
 * import { serviceProbe } from '@keelson/render/probes'
 * const probe = serviceProbe(client, { serviceId: 'srv-…' })
 */
export function serviceProbe(
  client: RenderClient,
  { serviceId }: ServiceParams,
  options?: ControlPlaneProbeOptions,
): Probe {
  return defineControlPlaneProbe(
    client,
    { name: 'render-service', ask: async (call) => judge(await getService(client, { serviceId }, call)) },
    options,
  )
}

function judge({ id, suspended, suspenders, serviceDetails }: Service): ProbeReading {
  if (suspended !== 'not_suspended') {
    const by = suspenders?.join(', ') || 'unknown'
    const output = `service ${id} is ${suspended} (by: ${by}). ${suspensionHint(by)}`
    return { status: 'fail', code: suspended, output }
  }
  if (serviceDetails?.maintenanceMode?.enabled) {
    const output = `service ${id} is in maintenance mode. updateService switches it off`
    return { status: 'warn', code: 'maintenance', output }
  }
  return { status: 'pass' }
}
