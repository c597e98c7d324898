import type { Finding } from '@keelson/core'
import type { BlueprintFile } from './blueprint-file.js'
import { isKeyValue } from './code-service.js'
import { lintCommands } from './lint-commands.js'
import type { LintBlueprintContext } from './lint-context.js'
import { lintDatabases, lintKeyValue, lintReferences } from './lint-datastores.js'
import { lintFreePlans, lintPlan } from './lint-plans.js'
import { lintDeprecated, lintService } from './lint-service.js'
import { lintGroup, lintVariables } from './lint-variables.js'
import { listResources } from './resources.js'

/**
 * What Render will ignore, refuse or do otherwise than meant, of a blueprint that has no mistakes of form. Start commands are
 * judged by `lintStartScript` and `lintGunicorn` of `@keelson/core`, with what the plan has.
 *
 * @example
 * import { lintBlueprint, parseBlueprint } from '@keelson/render/blueprint'
 * import { readFile } from 'node:fs/promises'
 * const blueprint = parseBlueprint(await readFile('render.yaml', 'utf8'))
 * for (const { severity, path, message, fix } of lintBlueprint(blueprint)) console.log(severity, path, message, fix)
 */
export function lintBlueprint(blueprint: BlueprintFile, context: LintBlueprintContext = {}): Finding[] {
  const resources = listResources(blueprint)
  const services = resources.services.map(({ value }) => value)
  const databases = resources.databases.map(({ value }) => value)
  const hasPreviews = (blueprint.previews?.generation ?? (blueprint.previewsEnabled ? 'automatic' : 'off')) !== 'off'
  return [
    ...lintDeprecated('', blueprint),
    ...services.flatMap((service) => {
      if (isKeyValue(service)) return lintKeyValue(service, services)
      return [
        ...lintService(service, { ...context, hasPreviews }),
        ...lintPlan(service),
        ...lintCommands(service, context),
        ...lintVariables(service, hasPreviews),
      ]
    }),
    ...lintDatabases(databases),
    ...lintReferences(services, databases),
    ...lintFreePlans(services, databases),
    ...resources.envVarGroups.flatMap(({ value }) => lintGroup(value)),
  ]
}
