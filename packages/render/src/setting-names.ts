import { isSecret } from '@keelson/core'
import * as input from '@keelson/core/input'

/** What is wrong with the name of an environment variable; the one home of the rule. */
export function envVarNameProblem(name: string, field = 'key'): input.Problem {
  const said = 'a name begins with a letter or _ and holds letters, digits, _, - and .'
  return input.text(field, name, /^[A-Za-z_][A-Za-z0-9_.-]*$/, said)
}

/** What is wrong with the name of a secret file; the one home of the rule. */
export function secretFileNameProblem(name: string): input.Problem {
  return input.text('name', name, /^(?!\.{1,2}$)[^/\\]+$/, 'it is the name of a file, without folders')
}

/** What is wrong with variables: a name, one that comes twice, or a value that is no text. */
export function envVarProblems(
  envVars: readonly { readonly key: string; readonly value?: unknown; readonly generateValue?: boolean }[],
): readonly input.Problem[] {
  const keys = envVars.map(({ key }) => key)
  return [
    ...namesProblems(keys, envVarNameProblem),
    ...envVars.map(({ key, value, generateValue }) => (generateValue ? undefined : textProblem(key, value))),
  ]
}

/** What is wrong with secret files: a name, one that comes twice, or a content that is no text. */
export function secretFileProblems(
  files: readonly { readonly name: string; readonly content?: unknown }[],
): readonly input.Problem[] {
  const names = files.map(({ name }) => name)
  return [
    ...namesProblems(names, secretFileNameProblem),
    ...files.map(({ name, content }) => textProblem(name, content)),
  ]
}

/** Each name for itself, or that one comes twice. */
function namesProblems(names: readonly string[], problemOf: (name: string) => input.Problem): readonly input.Problem[] {
  return names.map((name, index) =>
    names.indexOf(name) < index ? `${JSON.stringify(name)} is given twice` : problemOf(name),
  )
}

// A variable that is not set where the script runs would leave its field out of the JSON.
function textProblem(name: string, value: unknown): input.Problem {
  if (typeof value === 'string' || isSecret(value)) return undefined
  return `the value of ${JSON.stringify(name)} must be a text, not ${value === null ? 'null' : typeof value}`
}
