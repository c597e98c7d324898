import type { BlueprintFile } from './blueprint-file.js'
import { checkNames, type BlueprintContext } from './check-names.js'
import { checkShape } from './check-shape.js'
import { refuseBlueprint, showPath, type BlueprintProblem } from './problem.js'
import { blueprint } from './shape-tables.js'

/**
 * A render.yaml as data, everything in it checked at once: unknown names, words and numbers that Render does not take, what is
 * missing, names that stand twice or that nothing has, a `Secret`. Throws `config` with every problem and its place.
 * https://render.com/docs/blueprint-spec
 *
 * @example
 * import { defineBlueprint } from '@keelson/render/blueprint'
 * const blueprint = defineBlueprint({
 *   services: [
 *     {
 *       type: 'web',
 *       name: 'shop',
 *       runtime: 'python',
 *       buildCommand: 'pip install -r requirements.txt',
 *       startCommand: 'gunicorn shop.wsgi',
 *       healthCheckPath: '/healthz',
 *       envVars: [{ key: 'SECRET_KEY', generateValue: true }],
 *     },
 *   ],
 * })
 */
export function defineBlueprint(input: BlueprintFile, context: BlueprintContext = {}): BlueprintFile {
  const { file, problems } = readBlueprint(input, context)
  if (problems.length === 0) return file
  throw refuseBlueprint(problems.map(({ path, message }) => `${showPath(path)} ${message}`))
}

/** A copy with the fields in their usual order, and what is wrong with it. */
export function readBlueprint(
  input: unknown,
  context: BlueprintContext,
): { readonly file: BlueprintFile; readonly problems: readonly BlueprintProblem[] } {
  const problems: BlueprintProblem[] = []
  const file = checkShape(blueprint, input, [], problems) as BlueprintFile
  // Names are looked up in what has its shape.
  if (problems.length === 0) problems.push(...checkNames(file, context))
  return { file, problems }
}
