import type { BlueprintFile } from './blueprint-file.js'
import type { BlueprintContext } from './check-names.js'
import { defineBlueprint } from './define-blueprint.js'
import { writeYaml } from './write-yaml.js'

const header = '# yaml-language-server: $schema=https://render.com/schema/render.yaml.json\n'

/**
 * The text of a render.yaml: what readers of YAML 1.1 or 1.2 would take for a boolean, a number or a date is in quotes. It is
 * checked as by `defineBlueprint`, with the same errors. https://render.com/docs/infrastructure-as-code
 *
 * @example
 * import { defineBlueprint, formatBlueprint } from '@keelson/render/blueprint'
 * const yaml = formatBlueprint(defineBlueprint({ databases: [{ name: 'shop-db', ipAllowList: [] }] }))
 */
export function formatBlueprint(blueprint: BlueprintFile, context: BlueprintContext = {}): string {
  return header + writeYaml(defineBlueprint(blueprint, context))
}
