import { defineControlPlaneProbe, type ControlPlaneProbeOptions, type Probe } from '@keelson/core'
import type { RenderClient } from '../client.js'
import type { DatabaseStatus } from '../datastores/database.schema.js'
import { getKeyValue, type KeyValueParams } from '../datastores/key-value.js'
import { ends } from '../datastores/wait-key-value.js'
import { readDatabase } from './database-reading.js'

/**
 * A probe of what Render says of a Key Value instance, without a command to it: passes when it is available, warns before
 * announced maintenance. One request.
 *
 * Codes: the state that it is in (`suspended`, `unavailable`, `maintenance_scheduled`, …), or those of the call (`not_found`,
 * …). https://api-docs.render.com/reference/retrieve-key-value
 *
 * @example
 * import { keyValueStateProbe } from '@keelson/render/probes'
 * const probe = keyValueStateProbe(client, { keyValueId: 'red-…' })
 */
export function keyValueStateProbe(
  client: RenderClient,
  { keyValueId }: KeyValueParams,
  options?: ControlPlaneProbeOptions,
): Probe {
  return defineControlPlaneProbe(
    client,
    {
      name: 'render-key-value',
      ask: async (call) => {
        const keyValue = await getKeyValue(client, { keyValueId }, call)
        const end = ends[keyValue.status as DatabaseStatus]
        return readDatabase(`the Key Value instance ${keyValueId}`, keyValue, end)
      },
    },
    options,
  )
}
