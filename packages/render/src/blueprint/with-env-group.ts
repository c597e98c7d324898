import { KeelsonError } from '@keelson/core'
import type { BlueprintResources } from './blueprint-file.js'
import { isKeyValue } from './code-service.js'
import type { BlueprintEnvVarGroup } from './blueprint-variables.js'

/**
 * Resources with a group of variables, and the services that are named using it. A service's own variable hides the group's.
 * Throws `config` for a service that is not there or has no variables, and for a second group of that name.
 * https://render.com/docs/configure-environment-variables#environment-groups
 *
 * @example
 * import { withEnvGroup } from '@keelson/render/blueprint'
 * const resources = withEnvGroup(
 *   { services: [{ type: 'worker', name: 'jobs', runtime: 'node' }] },
 *   { name: 'shared', envVars: [{ key: 'LOG_LEVEL', value: 'info' }] },
 *   ['jobs'],
 * )
 */
export function withEnvGroup<T extends BlueprintResources>(
  resources: T,
  group: BlueprintEnvVarGroup,
  services: readonly string[],
): T {
  const { services: there = [], envVarGroups = [] } = resources
  const missing = services.filter((name) => !there.some((one) => one.name === name && !isKeyValue(one)))
  if (missing.length > 0) throw refusal(group.name, `there is no service ${missing.join(', ')} that has variables`)
  if (envVarGroups.some(({ name }) => name === group.name)) throw refusal(group.name, 'there is one of that name')
  return {
    ...resources,
    envVarGroups: [...envVarGroups, group],
    services: there.map((service) => {
      if (!services.includes(service.name) || isKeyValue(service)) return service
      return { ...service, envVars: [...(service.envVars ?? []), { fromGroup: group.name }] }
    }),
  }
}

function refusal(name: string, why: string): KeelsonError {
  return new KeelsonError(`The group ${name} was not added: ${why}`, { code: 'config' })
}
