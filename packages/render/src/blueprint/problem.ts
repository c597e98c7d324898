import { KeelsonError } from '@keelson/core'

/** Where in the file: `['services', 0, 'plan']`. */
export type BlueprintPath = readonly (string | number)[]

/** What is wrong at a place; the message goes on after the place. */
export interface BlueprintProblem {
  readonly path: BlueprintPath
  readonly message: string
}

/** `services[0].envVars[2].value` */
export function showPath(path: BlueprintPath): string {
  const text = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('')
  return text.replace(/^\./, '') || 'the blueprint'
}

/** One error that names every problem. */
export function refuseBlueprint(lines: readonly string[]): KeelsonError {
  const count = lines.length === 1 ? 'a problem' : `${lines.length} problems`
  return new KeelsonError(`The blueprint has ${count}:\n${lines.map((line) => `  ${line}`).join('\n')}`, {
    code: 'config',
  })
}
