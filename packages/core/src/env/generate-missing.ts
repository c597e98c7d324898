import { KeelsonError } from '../errors.js'
import { Secret } from '../secret.js'
import type { Variable } from './custom.js'
import type { EnvDefinition } from './definition.js'
import { examine } from './examine.js'
import type { RandomBytes, SecretForm } from './secret-form.js'

/** 384 bits: more than any signature needs, and 64 characters where Django asks for 50. */
const size = 48

/**
 * Values for the variables that an environment lacks and whose definition says how to `generate` them: required ones, and
 * members of a group that needs them. What is set stays, also when it is not valid; keep what this answers, for it is made
 * only once.
 *
 * Throws `config` when what was made is not what the variable expects.
 *
 * @example
 * import { defineEnv, generateMissing } from '@keelson/core'
 * import * as variable from '@keelson/core/variable'
 * const definition = defineEnv({ SECRET_KEY: variable.secret({ minLength: 50, generate: 'base64url' }) })
 * const made = generateMissing(definition, process.env) // { SECRET_KEY: Secret }, or {} when there is one
 */
export function generateMissing<Values extends object>(
  definition: EnvDefinition<Values>,
  source: object,
  {
    randomBytes = (count) => crypto.getRandomValues(new Uint8Array(count)),
  }: { readonly randomBytes?: RandomBytes } = {},
): Readonly<Record<string, Secret>> {
  const variables = new Map(Object.entries<Variable<unknown>>(definition.variables))
  const made = examine(definition, source).problems.flatMap(({ variable: name, problem }) => {
    const variable = variables.get(name)
    if (!variable?.generate || (problem !== 'missing' && problem !== 'incomplete_group')) return []
    const text = generate(variable.generate, randomBytes)
    if (variable.parse(text) !== undefined) return [[name, new Secret(text)] as const]
    throw new KeelsonError(`what is generated for ${name} is not ${variable.expected}`, { code: 'config' })
  })
  return Object.fromEntries(made)
}

function generate(form: SecretForm, randomBytes: RandomBytes): string {
  if (typeof form === 'function') return form(randomBytes)
  const bytes = Array.from(randomBytes(size))
  if (form === 'hex') return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')
  const text = btoa(String.fromCharCode(...bytes))
  return form === 'base64' ? text : text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}
