import type { BlueprintKeyValue } from './blueprint-datastores.js'
import type { BlueprintService } from './blueprint-services.js'

/** Everything under `services` that runs code or serves files. */
export type CodeService = Exclude<BlueprintService, BlueprintKeyValue>

export function isKeyValue(service: BlueprintService): service is BlueprintKeyValue {
  return service.type === 'keyvalue' || service.type === 'redis'
}

export function isStatic(service: BlueprintService): boolean {
  return service.type === 'web' && service.runtime === 'static'
}
