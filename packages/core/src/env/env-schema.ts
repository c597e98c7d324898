import type { Schema } from '../schema.js'
import type { EnvDefinition } from './definition.js'
import { examine } from './examine.js'

/**
 * A definition as a Standard Schema (https://standardschema.dev): whatever takes one can check an environment by it. It
 * answers as `readEnv` does, an issue for every problem.
 *
 * @example
 * import { defineEnv, envSchema } from '@keelson/core'
 * import * as variable from '@keelson/core/variable'
 * const schema = envSchema(defineEnv({ PORT: variable.port({ default: 8000 }) }))
 * const result = schema['~standard'].validate(process.env)
 */
export function envSchema<Values extends object>(definition: EnvDefinition<Values>): Schema<Readonly<Values>> {
  return {
    '~standard': {
      version: 1,
      vendor: 'keelson',
      validate(source) {
        if (typeof source !== 'object' || source === null) return { issues: [{ message: 'expected an environment' }] }
        const { values, problems } = examine(definition, source)
        if (problems.length === 0) return { value: Object.freeze(Object.fromEntries(values) as Values) }
        return { issues: problems.map(({ variable, message }) => ({ message, path: [variable] })) }
      },
    },
  }
}
