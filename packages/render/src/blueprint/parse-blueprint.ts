import type { BlueprintFile } from './blueprint-file.js'
import type { BlueprintContext } from './check-names.js'
import { readBlueprint } from './define-blueprint.js'
import { refuseBlueprint, showPath } from './problem.js'
import { readYaml } from './read-yaml.js'

/**
 * Reads a render.yaml. Aliases and merged maps are resolved, and `env`, the old name, is read as `runtime`. Throws `config` with
 * every problem, its line and its column: those of `defineBlueprint`, and duplicate keys, tabs, a second document, numbers that
 * readers of YAML disagree on. https://render.com/docs/blueprint-spec
 *
 * @example
 * import { parseBlueprint } from '@keelson/render/blueprint'
 * import { readFile } from 'node:fs/promises'
 * const { services = [] } = parseBlueprint(await readFile('render.yaml', 'utf8'))
 */
export function parseBlueprint(text: string, context: BlueprintContext = {}): BlueprintFile {
  const yaml = readYaml(text)
  if (yaml.problems.length > 0) throw refuseBlueprint(yaml.problems)
  const { file, problems } = readBlueprint(renameEnv(yaml.value), context)
  if (problems.length === 0) return file
  const placed = problems
    .map((one) => ({ ...one, offset: yaml.offsetOf(one.path) }))
    .sort((a, b) => a.offset - b.offset)
  throw refuseBlueprint(placed.map(({ path, message, offset }) => `${yaml.show(offset)}: ${showPath(path)} ${message}`))
}

/** Render takes `env` for `runtime` still, which its schema has forgotten. */
function renameEnv(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(renameEnv)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([name, one]): [string, unknown] => [
    name === 'env' && 'type' in value && !('runtime' in value) ? 'runtime' : name,
    name === 'value' || name === 'key' ? one : renameEnv(one),
  ])
  return Object.fromEntries(entries)
}
